"""Fixtures that tests of more than one file need."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.eid.native_engine import NativeEngine
from kiosk.eid.pcsc import PcscReader
from kiosk.journeys.atlas.proofs import proved_chart
from kiosk.journeys.atlas.walk import Chart
from tests.city import SERVICES, City, make_keys
from tests.display import on_virtual_screen
from tests.pcscd import Pcscd, RealStackNotTried, free_port


@pytest.fixture
def pcscd() -> Iterator[Pcscd]:
    """A pcscd with a virtual reader. Without one nothing is skipped: the test fails."""
    try:
        with Pcscd(free_port()) as running:
            yield running
    except RealStackNotTried as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture
def port(pcscd: Pcscd) -> int:
    """Where cards are laid on the virtual reader of `pcscd`."""
    return pcscd.port


@pytest.fixture
def reader(pcscd: Pcscd) -> PcscReader:
    return PcscReader()


@pytest.fixture
def engine(reader: PcscReader) -> Iterator[NativeEngine]:
    engine = NativeEngine(reader)
    yield engine
    engine.release()


@pytest.fixture(scope="session")
def chart() -> Chart:
    """Everything that can happen at the kiosk; making it proves the journeys' promises."""
    gc.disable()  # nothing of it is garbage, and to look for some takes a third of the time
    try:
        return proved_chart()
    finally:
        gc.enable()
        gc.freeze()


@pytest.fixture(autouse=True)
def kivy_lets_go(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test's pages have put off or let go of is no burden for the next one."""
    yield
    if "kivy_window" in request.fixturenames:
        from tests.finger import between_frames  # noqa: PLC0415  needs the window

        between_frames()


@pytest.fixture(scope="session")
def kivy_window() -> Iterator[None]:
    """Kivy's window on a virtual screen, for tests that build pages in this process."""
    with on_virtual_screen(640, 480):
        from kiosk.screens.window import configure  # noqa: PLC0415  Kivy opens a window

        configure((640, 480))
        from kivy.core.window import Window  # noqa: PLC0415

        assert Window is not None
        yield
        Window.close()


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a city that signs updates."""
    return make_keys(tmp_path_factory.mktemp("keys") / "ours")


@pytest.fixture
def city(tmp_path: Path, keys: Path) -> City:
    city = City(tmp_path / "desk", keys)
    city.writes("services.yaml", SERVICES)
    return city
