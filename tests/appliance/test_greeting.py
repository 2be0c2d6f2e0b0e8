"""From the blank card to the greeting, and a first visit, as the technician and a citizen see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.appliance.machine import Machine
from tests.appliance.window import DeviceWindow

if TYPE_CHECKING:
    from tests.twin import Twin


def test_the_greeting_comes_and_takes_a_touch(started: Machine, twin: Twin) -> None:
    window = DeviceWindow(started)
    started.until_journal("Started kiosk-screen.service")
    window.sees(twin.attract())
    started.look("greeting")
