"""Whatever happens to the screen, the greeting is back within half a minute.

By the device's own clock, which goes by the instructions of its processor, so that a busy machine
changes nothing about it; and services have the limits that they are shipped with.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.appliance.conftest import emptied
from tests.appliance.machine import BY_INSTRUCTIONS, Machine, machine

if TYPE_CHECKING:
    from tests.appliance.window import DeviceWindow
    from tests.twin import Twin

MISSING = "reader-missing"
BACK_SECONDS = 30

SCREEN = "kiosk-screen.service"
KIOSK = f"$(cat /proc/$(systemctl show -P MainPID {SCREEN})/task/*/children)"
"""The compositor is the main process, the kiosk its child."""

EATS_ALL_MEMORY = (
    f"echo $$ >/sys/fs/cgroup$(systemctl show -P ControlGroup {SCREEN})/cgroup.procs;"
    " exec tail /dev/zero"
)

BLOWS = {
    "a-crash": f"kill -SEGV {KIOSK}",
    "a-kill": f"kill -KILL {KIOSK}",
    "a-hang": f"kill -STOP {KIOSK}",
    "a-killed-compositor": f"systemctl kill --kill-whom=main --signal=KILL {SCREEN}",
    "a-killed-seat": "systemctl kill --signal=KILL seatd.service",
    "no-memory": f"sh -c '{EATS_ALL_MEMORY}' || true",
}


@pytest.fixture(scope="module")
def device(image: Path, request: pytest.FixtureRequest) -> Iterator[Machine]:
    folder = emptied(Path(request.node.name).stem)
    with machine(image, folder, clock=BY_INSTRUCTIONS) as running:
        yield running


def seconds_up(device: Machine) -> float:
    return float(device.run("cut -d' ' -f1 /proc/uptime"))


def drawn_at(device: Machine) -> float:
    """When the screen last said that it had drawn its first frame, in seconds since the start."""
    return int(device.run(f"systemctl show -P ActiveEnterTimestampMonotonic {SCREEN}")) / 1e6


@pytest.mark.parametrize("blow", BLOWS)
def test_the_greeting_is_back_within_half_a_minute_after(
    device: Machine, window: DeviceWindow, twin: Twin, blow: str
) -> None:
    window.sees(twin.attract(MISSING))
    before = seconds_up(device)
    device.run(BLOWS[blow])
    device.until(lambda: drawn_at(device) > before, "the screen again")
    window.sees(twin.attract(MISSING))
    device.look("back")
    took = drawn_at(device) - before
    with (device.folder / "took").open("a") as file:
        file.write(f"{took:5.1f} s after {blow}\n")
    assert took < BACK_SECONDS
