"""The power goes, and comes back: nobody switches a kiosk off before pulling its plug."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.eid.simulator.vpcd import VirtualCard
from tests.appliance.counts import AS_THE_SCREEN, COUNTING, count, counted
from tests.appliance.machine import Machine
from tests.test_real_window import LETTER, STATUS, new_card

if TYPE_CHECKING:
    from tests.appliance.window import DeviceWindow
    from tests.twin import Twin

MISSING = "reader-missing"
SOME = 20


def test_a_power_cut_during_a_visit_costs_no_try_and_the_greeting_comes_back(
    device: Machine, window: DeviceWindow, twin: Twin
) -> None:
    chip, say = new_card(), twin.texts
    window.sees(twin.attract(MISSING))
    device.plug_in_virtual_reader()
    window.sees(twin.attract())
    with VirtualCard(chip, port=device.card_port):
        window.sees(twin.page(STATUS))
        window.press(twin.page(STATUS), say("card-status.five"))
        window.sees(twin.page(LETTER))
        window.press(twin.page(LETTER), *"00000")
        window.sees(twin.page(LETTER, 5))
        device.look("typed")
        device.pull_the_plug()
    assert chip.books is not None
    assert chip.books.tries == 3
    device.switch_on()
    window.sees(twin.attract(MISSING))
    device.look("back")


def test_what_was_counted_outlives_a_power_cut_during_counting(
    device: Machine, window: DeviceWindow, twin: Twin
) -> None:
    window.sees(twin.attract(MISSING))
    count(device.run)
    before = counted(device.run)
    device.run(
        f"{AS_THE_SCREEN} --property=StandardOutput=file:/run/counted"
        f" python3 -I -c '{COUNTING}' 1000000"
    )

    def told() -> int:
        return int(device.run("tail --lines=1 /run/counted 2>/dev/null || true") or 0)

    device.until(lambda: told() > SOME, "counts")
    at_least = told()
    device.pull_the_plug()
    device.switch_on()
    window.sees(twin.attract(MISSING))
    device.look("back")
    assert counted(device.run) >= before + at_least
