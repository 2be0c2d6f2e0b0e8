"""Practice as it is seen: a frame and a word on every screen, and a hand for the card."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.conductor import GRACE_SECONDS
from kiosk.eid.connection import ReaderState
from kiosk.eid.simulator.personas import load_persona
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.journeys.steps import (
    AskSecret,
    AwaitCard,
    AwaitRemoval,
    Choose,
    Field,
    LookAtCard,
    Tell,
)
from kiosk.journeys.try_out import PracticeCard
from kiosk.journeys.visit import HomeChoice
from kiosk.practice import Hand
from kiosk.screens.theme import DAY
from tests.gallery import PANELS
from tests.theatre import Theatre

SMALLEST, *_, PORTRAIT = PANELS

SCREENS: dict[str, Callable[[Theatre], object]] = {
    "home": lambda play: play.stage.show(Choose("home", HomeChoice)),
    "message": lambda play: play.stage.show(Tell("wrong-can")),
    "keypad": lambda play: play.stage.show(AskSecret(Field.PIN, "enter-old-pin", count=3)),
    "waiting": lambda play: play.stage.show(AwaitCard("lay-card-on")),
    "working": lambda play: play.stage.show(LookAtCard()),
    "hanging": lambda play: play.stage.work_hangs(),
    "removal": lambda play: play.stage.show(AwaitRemoval("take-card")),
    "alarm": lambda play: play.stage.alarm(3),
    "help": lambda play: play.press("button.help"),
    "languages": lambda play: play.press("button.close", "language.name"),
    "still there": lambda play: play.stage.still_there(GRACE_SECONDS),
    "real card": lambda play: play.stage.real_card(True),
}
"""Every kind of screen, in an order in which they can follow each other."""


class Practice(Theatre):
    """Somebody with a practice card before a kiosk at the desk."""

    def __init__(self, panel: tuple[int, int, float], card: PracticeCard) -> None:
        super().__init__(*panel)
        self.card_reader = PracticeReader()
        self.hand = Hand(self.card_reader, [load_persona(card.value)])
        self.stage.practise(self.hand)


@pytest.mark.parametrize("panel", [SMALLEST, PORTRAIT])
def test_a_frame_and_a_word_on_every_screen_say_that_it_is_practice(
    kivy_window: None, panel: tuple[int, int, float]
) -> None:
    from tests.finger import picture  # noqa: PLC0415  needs the window

    play = Practice(panel, PracticeCard.FIRST_PIN)
    width, height, _ = panel
    edges = (
        [(x, y) for x in (2, width - 3) for y in range(0, height, 7)],
        [(x, y) for y in (2, height - 3) for x in range(0, width, 7)],
    )
    yellow = tuple(bytes.fromhex(DAY.yellow[1:]))
    for name, show in SCREENS.items():
        show(play)
        assert play.texts("practice.word") in play.shown(), name
        seen = picture(play.room)
        assert {seen.getpixel(at) for edge in edges for at in edge} == {yellow}, name
    play.stage.real_card(False)
    play.stage.practise(None)
    play.stage.show(Tell("wrong-can"))
    assert play.texts("practice.word") not in play.shown()
    assert picture(play.room).getpixel((2, height // 2)) != yellow


@pytest.mark.parametrize("panel", [SMALLEST, PORTRAIT])
@pytest.mark.parametrize("card", PracticeCard)
def test_the_letter_and_the_card_are_read_and_moved_above_the_page(
    kivy_window: None, panel: tuple[int, int, float], card: PracticeCard
) -> None:
    play = Practice(panel, card)
    secrets = play.hand.persona.secrets
    assert secrets
    printed = {f"PIN {secrets.pin}", f"CAN {secrets.can}", f"PUK {secrets.puk}"}
    assert printed <= set(play.shown())
    assert play.card_reader.state() is ReaderState.EMPTY
    play.press("practice.lay-on")
    assert play.card_reader.state() is ReaderState.CARD
    play.press("practice.lift")
    assert play.card_reader.state() is ReaderState.EMPTY


def test_a_pin_that_somebody_has_set_in_practice_is_not_shown(kivy_window: None) -> None:
    play = Practice(SMALLEST, PracticeCard.FIRST_PIN)
    books = play.hand.chip.books
    assert books
    books.pin = b"738164"
    play.press("practice.lay-on")
    assert not [words for words in play.shown() if "PIN 1" in words or "738164" in words]
    assert [words for words in play.shown() if words.startswith("PUK ")]


def test_a_real_card_in_practice_lets_nobody_go_on_until_it_is_taken(kivy_window: None) -> None:
    from tests.finger import button  # noqa: PLC0415  needs the window

    play = Practice(SMALLEST, PracticeCard.FIRST_PIN)
    play.stage.show(Tell("wrong-can"))
    onward = button(play.room, play.texts("button.next"))
    assert onward
    place: Any = onward.center
    play.stage.real_card(True)
    play.wait()
    play.tap(*place)
    play.stage.still_there(GRACE_SECONDS)
    play.stage.still_there(None)
    assert play.texts("real-card.title") in play.shown()
    play.tap(*place)
    play.stage.show(Tell("pins-differ"))
    play.wait()
    play.tap(*place)
    assert "answer" not in play.someone.did
    play.stage.real_card(False)
    play.press("button.next")
    assert play.someone.did[-1] == "answer"


def test_another_language_is_spoken_above_the_page_too(kivy_window: None) -> None:
    play = Practice(SMALLEST, PracticeCard.FIRST_PIN)
    play.stage.show(AwaitCard("lay-card-on"))
    play.press("Deutsch", "English")
    assert "Übung" not in play.shown()
    assert play.shown().count(play.texts("practice.word")) == 2
    assert play.texts("lay-practice-card-on.title") in play.shown()


def test_in_a_demonstration_the_instructor_makes_room_for_a_practice_and_is_back(
    kivy_window: None,
) -> None:
    play = Theatre(*SMALLEST, demo=True)
    play.stage.attract()
    assert play.room.hand
    caption = play.room.hand.persona.name
    assert any(caption in words for words in play.shown())
    reader = PracticeReader()
    play.stage.practise(Hand(reader, [load_persona(PracticeCard.BLOCKED.value)]))
    assert not any(caption in words for words in play.shown())
    play.press("practice.lay-on")
    assert reader.state() is ReaderState.CARD
    assert play.reader
    assert play.reader.state() is ReaderState.EMPTY
    play.stage.practise(None)
    assert any(caption in words for words in play.shown())
    play.press("practice.lay-on")
    assert play.reader.state() is ReaderState.CARD
