""" "Did this help?" is asked when the card is in the hand, and never in anybody's way."""

from __future__ import annotations

import pytest

from kiosk.journeys.steps import ClosingQuestion
from kiosk.journeys.visit import Helped
from tests.cards import a_card
from tests.room import Room


@pytest.fixture
def room() -> Room:
    return Room()


def at_the_closing_question(room: Room) -> None:
    room.change_pin(a_card())
    room.kiosk.answer(None)
    room.lift()
    assert room.on_screen() == "helped"


def test_it_comes_only_when_the_card_is_taken_and_its_answer_ends_the_visit(room: Room) -> None:
    room.change_pin(a_card())
    room.kiosk.answer(None)
    assert room.on_screen() == "take-card"
    room.pass_time(100)
    assert room.on_screen() == "take-card"
    room.lift()
    assert room.on_screen() == "helped"
    room.kiosk.answer(Helped.PARTLY)
    assert room.on_screen() == "attract"


def test_whoever_ends_the_visit_or_walks_away_from_it_is_not_asked(room: Room) -> None:
    room.kiosk.start()
    room.kiosk.end()
    room.lay_on(a_card())
    room.kiosk.end()
    room.lift()
    room.kiosk.start()
    room.kiosk.back()
    assert "helped" not in room.heard
    assert room.on_screen() == "attract"


def test_it_goes_away_by_itself_without_asking_whether_somebody_is_there(room: Room) -> None:
    at_the_closing_question(room)
    room.pass_time(ClosingQuestion.patience - 1)
    assert room.on_screen() == "helped"
    room.pass_time(1)
    assert room.on_screen() == "attract"
    assert [one for one in room.heard if isinstance(one, tuple) and one[1] is not None] == []


def test_the_next_card_need_not_wait_for_the_answer(room: Room) -> None:
    at_the_closing_question(room)
    room.lay_on(a_card())
    after = room.heard[room.heard.index("helped") + 1 :]
    assert [one for one in after if isinstance(one, str)] == [
        "attract",
        "looking-at-card",
        "card-status",
    ]
