"""What the instructor sees at the kiosk, for the gallery: the strip, and the way to the phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kiosk.eid.simulator.personas import load_persona, load_personas
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.practice import Hand

if TYPE_CHECKING:
    from kiosk.screens.overlay import Overlay
    from kiosk.screens.practice_bar import InstructorBar
    from kiosk.screens.sheet import Frame

HOST, CODE, SECONDS = "192.168.178.123:8118", "GWKM3HBW", 179.0
"""As wide as they get."""


def lecterns(bar: Frame, below: Frame) -> Iterator[tuple[str, Overlay | InstructorBar]]:
    """`bar` is the place of the strip, `below` what lies below it. Needs Kivy's window."""
    from kiosk.screens.instructor import PhoneCode, PhoneMenu, PhoneTrouble  # noqa: PLC0415
    from kiosk.screens.practice_bar import InstructorBar  # noqa: PLC0415

    hand = Hand(PracticeReader(), load_personas())
    for persona in ("new-card", "health-card"):
        hand.take(load_persona(persona))
        yield f"strip-{persona}", InstructorBar(bar, hand, _nothing, _nothing)
    hand.lay_on()
    yield "strip-laid-on", InstructorBar(bar, hand, _nothing, _nothing)
    yield "phone-menu", PhoneMenu(below, _nothing, _nothing, on=False)
    yield "phone-menu-connected", PhoneMenu(below, _nothing, _nothing, on=True)
    yield "phone-code", PhoneCode(below, HOST, CODE, SECONDS, _nothing)
    yield "phone-code-alone", PhoneCode(below, HOST, CODE, SECONDS, _nothing, alone=True)
    yield "phone-trouble", PhoneTrouble(below, _nothing)


def _nothing() -> None: ...
