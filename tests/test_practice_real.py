"""A finger practises on the real window, and a real card comes in between."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.eid.simulator.personas import load_persona
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.eid.simulator.vpcd import VirtualCard
from kiosk.journeys.steps import AwaitCard, Choose, Picture, Step, Tell
from kiosk.journeys.try_out import PracticeCard
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


def test_a_finger_practises_a_first_pin_while_a_real_card_comes_and_goes(
    pcscd: Pcscd, kivy_window: None, tmp_path: Path
) -> None:
    from tests.twin import RealWindow, Twin  # noqa: PLC0415  needs the window

    twin, real = Twin(*SIZE), a_card()
    hand = Hand(PracticeReader(), [load_persona(PracticeCard.FIRST_PIN.value)])
    say = twin.texts

    def practice(step: Step[Any], typed: int = 0) -> Room:
        return twin.practice(step, hand, typed)

    with real_kiosk(SIZE, tmp_path, OPEN) as kiosk:
        window = RealWindow(kiosk.display)
        window.sees(twin.attract())
        before = found_in_memory(kiosk.pid, NEW_PIN.encode())
        window.tap(300, 300)
        window.sees(twin.page(HOME))
        window.press(twin.page(HOME), say("home.try"))
        choose = Choose("practise", PracticeCard)
        window.sees(twin.page(choose))
        window.press(twin.page(choose), say("practise.new-card"))
        task = Tell("practise-new-card", picture=Picture.PIN_LETTER)
        window.sees(practice(task))
        window.press(practice(task), say("button.next"))
        lay = practice(AwaitCard("lay-card-on"))
        window.sees(lay)
        window.press(lay, say("practice.lay-on"))
        hand.lay_on()
        window.sees(practice(STATUS))
        window.press(practice(STATUS), say("card-status.five"))
        window.sees(practice(LETTER))
        with VirtualCard(real, port=pcscd.port):
            told = practice(LETTER)
            told.stage.real_card(True)
            window.sees(told)
            window.press(practice(LETTER), "1")  # out of reach under the sentence
        for step, digits in ((LETTER, "13579"), (CHOOSE, NEW_PIN), (REPEAT, NEW_PIN)):
            window.sees(practice(step))
            window.press(practice(step), *digits)
            window.sees(practice(step, len(digits)))
            window.press(practice(step, len(digits)), say("button.ok"))
        window.sees(practice(DONE))
        window.press(practice(DONE), say("button.next"))
        window.sees(practice(TAKE))
        window.press(practice(TAKE), say("practice.lift"))
        window.sees(twin.page(HOME))
        window.press(twin.page(HOME), say("button.end"))
        window.sees(twin.attract())
        print("FOUND", before, found_in_memory(kiosk.pid, NEW_PIN.encode()))
    assert real.apdu_count == 0
