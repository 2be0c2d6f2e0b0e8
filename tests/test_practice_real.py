"""A finger practises on the real window, and a real card comes in between."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.eid.simulator.personas import load_persona
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.eid.simulator.vpcd import VirtualCard
from kiosk.journeys.steps import AwaitCard, Choose, Picture, Step, Tell
from kiosk.journeys.try_out import Exercise, PracticeCard
from kiosk.practice import Hand
from tests.cards import a_card
from tests.pcscd import Pcscd
from tests.real_kiosk import OPEN, real_kiosk
from tests.test_real_window import (
    CHOOSE,
    DONE,
    HOME,
    LETTER,
    REPEAT,
    SIZE,
    STATUS,
    TAKE,
    found_in_memory,
)

if TYPE_CHECKING:
    from kiosk.screens.room import Room

NEW_PIN = "738164"
CARDS = Choose("practise", Exercise)
TASK = Tell("practise-new-card", picture=Picture.PIN_LETTER)


def test_a_finger_practises_while_a_real_card_comes_and_goes_and_leaves_no_digit(
    pcscd: Pcscd, kivy_window: None, tmp_path: Path
) -> None:
    from tests.twin import RealWindow, Twin  # noqa: PLC0415  needs the window

    twin, real = Twin(*SIZE), a_card()
    hand = Hand(PracticeReader(), [load_persona(PracticeCard.FIRST_PIN.value)])
    say = twin.texts

    def sees(step: Step[Any], typed: int = 0) -> Room:
        """What the window shows in practice, as soon as it does."""
        room = twin.practice(step, hand, typed)
        window.sees(room)
        return room

    with real_kiosk(SIZE, tmp_path, OPEN) as kiosk:
        window = RealWindow(kiosk.display)
        window.sees(twin.attract())
        before = found_in_memory(kiosk.pid, NEW_PIN.encode())
        window.tap(300, 300)
        window.sees(twin.page(HOME))
        window.press(twin.page(HOME), say("home.try"))
        window.sees(twin.page(CARDS))
        window.press(twin.page(CARDS), say("practise.new-card"))
        window.press(sees(TASK), say("button.next"))
        window.press(sees(AwaitCard("lay-card-on")), say("practice.lay-on"))
        hand.lay_on()
        window.press(sees(STATUS), say("card-status.five"))
        letter = sees(LETTER)
        with VirtualCard(real, port=pcscd.port):
            letter.stage.real_card(True)
            window.sees(letter)
            window.press(letter, "1")  # out of reach under the sentence
        for step, digits in ((LETTER, "13579"), (CHOOSE, NEW_PIN), (REPEAT, NEW_PIN)):
            window.press(sees(step), *digits)
            window.press(sees(step, len(digits)), say("button.ok"))
        done = sees(DONE)
        held = found_in_memory(kiosk.pid, NEW_PIN.encode())
        assert held > before, "the search finds nothing, so it proves nothing"
        window.press(done, say("button.next"))
        window.press(sees(TAKE), say("practice.lift"))
        window.sees(twin.page(HOME))
        window.press(twin.page(HOME), say("button.end"))
        window.sees(twin.attract())
        assert found_in_memory(kiosk.pid, NEW_PIN.encode()) == before
    assert real.apdu_count == 0
