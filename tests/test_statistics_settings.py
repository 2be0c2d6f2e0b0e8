"""What the settings say of statistics holds for every counter."""

from __future__ import annotations

from pathlib import Path

from kiosk.services import SHIPPED, read_catalogue
from kiosk.settings import Settings, Statistics
from kiosk.statistics.counters import Counter, name_of
from kiosk.stats import noise_of


def test_every_counter_of_the_settings_gets_noise_services_included(tmp_path: Path) -> None:
    """Without that, a service that was shown could be told from one that was not."""
    values = Settings(statistics=Statistics(noise=0.01), state=str(tmp_path))
    noise = noise_of(values)
    assert noise
    noisy = set(noise({}))
    shown = {f"service_{one.id.replace('-', '_')}" for one in read_catalogue(SHIPPED).services}
    assert shown <= noisy
    assert {name_of(counter) for counter in Counter} <= noisy
