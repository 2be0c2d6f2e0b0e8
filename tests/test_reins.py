"""What an instructor asks for happens, whichever place it comes from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.conductor import ALARM_SECONDS, GRACE_SECONDS
from kiosk.course.commands import (
    Command,
    Deed,
    Exchange,
    GoTo,
    OpenLesson,
    Speak,
    Take,
    command,
)
from kiosk.course.keys import F5, PAGE_DOWN, PAGE_UP, Keys
from kiosk.course.reins import Refused
from kiosk.journeys.look_at_card import WhichPin
from kiosk.journeys.try_out import Exercise
from tests.classroom import Class

LONG_SECONDS = 3600.0


@pytest.fixture
def group() -> Iterator[Class]:
    group = Class()
    yield group
    group.ends()


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("lay-on", Deed.LAY_ON),
        ("take new-card", Take("new-card")),
        ("exchange blocked", Exchange("blocked")),
        ("go home", GoTo("home")),
        ("go card-status new-card", GoTo("card-status", "new-card")),
        ("speak de-simple", Speak("de-simple")),
        ("open 45-minuten", OpenLesson("45-minuten")),
    ],
)
def test_every_command_can_be_said_in_words(words: str, meant: Command) -> None:
    assert command(words) == meant


def test_what_there_is_not_is_refused_and_changes_nothing(group: Class) -> None:
    before = group.state
    for asked in (Take("gold"), Exchange("gold"), GoTo("attic"), Speak("tlh"), OpenLesson("x")):
        with pytest.raises(Refused):
            group.asks(asked)
    assert group.state == before


def test_the_class_sees_the_end_of_a_way_and_nothing_of_the_way(group: Class) -> None:
    group.asks(GoTo("pin-set", "new-card")).sees("pin-set")
    assert group.board.shown == ["pin-set"]
    assert group.state.digits.startswith("PIN 274951")


def test_a_jump_leaves_whatever_was_going_on(group: Class) -> None:
    group.asks(GoTo("trial-pin", "own-pin")).sees("trial-pin")
    group.asks(GoTo("enter-puk", "blocked")).sees("enter-puk")
    group.asks(GoTo("take-card", "new-card")).sees("take-card")
    group.asks(GoTo("attract")).sees("attract")
    assert not group.state.lies_there


def test_jumps_in_a_hurry_end_at_the_last_one(group: Class) -> None:
    for page in ("pin-set", "trial-seen", "learn-lost", "wrong-pin", "home", "enter-can"):
        group.asks(GoTo(page))
    group.sees("enter-can")
    assert group.state.lost is None


def test_nobody_touches_the_screen_while_somebody_stands_in(group: Class) -> None:
    group.asks(GoTo("pin-set"))
    assert group.board.deaf
    group.sees("pin-set")
    assert not group.board.deaf


def test_a_page_that_the_card_does_not_lead_to_is_told_and_what_there_is_is_shown(
    group: Class,
) -> None:
    group.asks(GoTo("enter-puk", "new-card")).arrives()
    assert group.state.lost == "enter-puk"
    assert group.board.shown == ["card-status"]
    assert not group.board.deaf
    group.asks(GoTo("home")).sees("home")
    assert group.state.lost is None


def test_a_card_that_is_torn_away_has_the_new_pin_and_the_class_is_told_the_truth(
    group: Class,
) -> None:
    group.asks(GoTo("repeat-new-pin", "new-card")).sees("repeat-new-pin")
    group.asks(Deed.TEAR_AWAY)
    assert group.state.tears
    group.types("274951").sees("after-new-pin-uncertain")
    assert not group.state.lies_there
    assert not group.state.tears
    assert group.hand.chip.books
    assert group.hand.chip.books.pin == b"274951"


def test_a_card_that_was_to_be_torn_away_and_is_lifted_stays_on_the_next_time(
    group: Class,
) -> None:
    group.asks(Take("new-card"), Deed.LAY_ON).sees("card-status")
    group.asks(Deed.TEAR_AWAY, Deed.LIFT, Deed.LAY_ON)
    assert not group.state.tears


def test_an_exchange_in_the_middle_is_noticed(group: Class) -> None:
    group.asks(GoTo("enter-transport-pin", "new-card")).sees("enter-transport-pin")
    group.asks(Exchange("blocked")).sees("fault-card-removed")
    assert group.state.card == "blocked"
    assert group.state.lies_there


def test_in_a_practice_the_instructor_moves_the_card_of_the_practice(group: Class) -> None:
    group.asks(GoTo("practise", "own-pin")).sees("practise")
    group.kiosk.answer(Exercise.BLOCKED)
    group.sees("practise-blocked").kiosk.answer(None)
    group.sees("lay-card-on").asks(Deed.LAY_ON).sees("card-status-blocked")
    assert group.state.lies_there
    group.asks(Deed.LIFT).sees("fault-card-removed")
    with pytest.raises(Refused):
        group.asks(Take("passport"))


def test_in_a_trial_the_instructor_takes_whatever_card(group: Class) -> None:
    group.asks(GoTo("trial-data", "own-pin")).sees("trial-data").answers(())
    group.sees("lay-card-on").asks(Take("blocked"), Deed.LAY_ON).sees("card-status-blocked")


def test_a_card_comes_fresh_out_of_the_bag(group: Class) -> None:
    group.asks(GoTo("pin-set", "new-card")).sees("pin-set").asks(Take("new-card"))
    assert group.state.digits.startswith("PIN 13579 ")


def test_frozen_is_what_the_card_says_and_time_too(group: Class) -> None:
    group.asks(Take("new-card"), Deed.LAY_ON).sees("card-status")
    group.asks(Deed.FREEZE, Deed.LIFT)
    before = group.still.clock()
    group.now += LONG_SECONDS
    group.hears_everything()
    assert group.board.shown[-1] == "card-status"
    assert group.still.clock() == before
    assert group.board.deaf
    group.asks(Deed.FREEZE)
    assert not group.board.deaf
    group.sees("fault-card-removed")
    group.now += 1
    assert group.still.clock() == before + 1


@pytest.mark.parametrize("asked", [Deed.NEXT, GoTo("home"), Deed.LARGER, Speak("en"), Deed.BACK])
def test_what_moves_the_page_ends_its_standing_still(group: Class, asked: Command) -> None:
    group.asks(Take("new-card"), Deed.LAY_ON).sees("card-status")
    group.asks(Deed.FREEZE, asked).arrives()
    assert not group.state.frozen
    assert not group.board.deaf


def test_a_card_is_made_ready_behind_a_frozen_or_black_screen(group: Class) -> None:
    for cover in (Deed.FREEZE, Deed.BLACK):
        group.asks(cover, Take("blocked"), Deed.LAY_ON)
        assert group.state.frozen or group.state.black
        group.asks(cover).sees("card-status-blocked").asks(Deed.LIFT, GoTo("attract"))
        group.sees("attract")


def test_black_stays_black_while_the_lesson_goes_on(group: Class) -> None:
    group.asks(Deed.BLACK, Deed.NEXT).sees("home")
    assert group.state.black


def test_nobody_is_hurried_while_somebody_explains(group: Class) -> None:
    group.asks(GoTo("take-card", "new-card")).sees("take-card")
    for _ in range(100):
        group.now += max(*ALARM_SECONDS, GRACE_SECONDS)
        group.kiosk.tick()
    assert group.board.shown == ["take-card"]


def test_nothing_that_was_typed_for_a_jump_is_left_or_counted(group: Class) -> None:
    group.asks(GoTo("choose-new-pin", "new-card")).sees("choose-new-pin")
    assert [len(secret) for secret in group.kiosk._secrets] == [5]
    group.asks(GoTo("attract")).sees("attract")
    assert group.kiosk._secrets == []


def test_a_lesson_goes_forth_and_back_and_ends_at_its_ends(group: Class) -> None:
    assert group.state.step is None
    group.asks(Deed.NEXT).sees("home").asks(Deed.PREVIOUS).sees("home")
    assert group.state.step == 0
    last = len(group.reins.lesson.steps) - 1
    for _ in range(last + 3):
        group.asks(Deed.NEXT)
    assert group.state.step == last
    group.sees(group.reins.lesson.steps[last].page)
    group.asks(Deed.START).sees("home")
    group.asks(OpenLesson("20-minuten"))
    assert group.state.step is None


def test_the_same_step_is_set_up_once_more(group: Class) -> None:
    group.asks(*[Deed.NEXT] * 4).sees("card-status")
    group.chooses(WhichPin.FIVE).sees("enter-transport-pin")
    group.asks(Deed.AGAIN).sees("card-status")
    assert group.hand.chip.books
    assert group.hand.chip.books.tries == 3
    assert group.state.step == 3


# keys


def test_a_presenter_turns_the_lesson_and_blackens_the_screen() -> None:
    keys = Keys(["a", "b"])
    asked = [keys.down(code, ()) for code in (PAGE_DOWN, PAGE_UP, F5, ord("b"))]
    assert asked == [Deed.NEXT, Deed.PREVIOUS, Deed.START, Deed.BLACK]


def test_a_key_that_is_held_down_asks_once() -> None:
    keys = Keys([])
    assert keys.down(PAGE_DOWN, ()) is Deed.NEXT
    assert keys.down(PAGE_DOWN, ()) is None
    keys.up(PAGE_DOWN)
    assert keys.down(PAGE_DOWN, ()) is Deed.NEXT


def test_digits_are_the_persons_and_with_ctrl_or_alt_they_are_cards() -> None:
    keys = Keys([f"card-{number}" for number in range(1, 16)])
    assert keys.down(ord("4"), ()) is None
    keys.up(ord("4"))
    assert keys.down(ord("4"), ("ctrl",)) == Take("card-4")
    keys.up(ord("4"))
    assert keys.down(ord("4"), ("alt", "shift")) == Exchange("card-14")
    assert keys.down(ord("9"), ("ctrl", "shift")) is None


def test_no_key_that_a_person_needs_is_taken_away() -> None:
    from kiosk.screens.keyboard import DIGITS, MEANINGS  # noqa: PLC0415  with Kivy's folder

    keys = Keys(["a"] * 15)
    assert {keys.down(code, ()) for code in (*DIGITS, *MEANINGS)} == {None}
