"""Time, leaving, and wiping: what the conductor does around a visit."""

from __future__ import annotations

from itertools import pairwise

import pytest

from kiosk.comfort import Comfort
from kiosk.conductor import ALARM_SECONDS, GRACE_SECONDS, LOST_SECONDS, WORK_SECONDS
from kiosk.eid.connection import ReaderState
from kiosk.journeys.look_at_card import OwnPin, WhichPin
from kiosk.journeys.steps import Step
from kiosk.journeys.visit import HomeChoice, PinCare
from kiosk.secret import Secret
from tests.cards import NEW_PIN, THE_PIN, WRONG_PIN, a_card, books_of, secret
from tests.room import Room

PATIENCE = Step.patience


@pytest.fixture
def room() -> Room:
    return Room()


def lengths(secrets: list[Secret]) -> list[int]:
    return [len(one) for one in secrets]


# beginning


def test_a_card_laid_on_begins_a_visit_and_is_looked_at(room: Room) -> None:
    assert not room.kiosk.busy
    room.lay_on(a_card())
    assert room.kiosk.busy
    assert room.heard == [ReaderState.CARD, "looking-at-card", "card-status"]


def test_a_touch_begins_a_visit_without_a_card(room: Room) -> None:
    room.kiosk.start()
    assert room.on_screen() == "home"
    room.kiosk.start()
    assert room.heard == ["home"]


def test_without_a_reader_people_can_still_walk_up(room: Room) -> None:
    room.card_reader.unplug()
    room.kiosk.reader_changed(ReaderState.MISSING)
    room.kiosk.start()
    room.kiosk.answer(HomeChoice.LOOK_AT_CARD)
    assert room.on_screen() == "lay-card-on"
    room.card_reader.plug()
    room.kiosk.reader_changed(ReaderState.EMPTY)
    assert room.on_screen() == "lay-card-on"
    room.lay_on(a_card())
    assert room.on_screen() == "card-status"


def test_something_that_is_no_chip_is_told_and_not_asked_for_ever(room: Room) -> None:
    class Bookmark:
        atr = b""

        def reset(self) -> None: ...
        def transmit(self, wire: bytes) -> bytes:
            raise AssertionError("nobody speaks to a bookmark")

    room.card_reader.lay_on(Bookmark())
    room.kiosk.reader_changed(ReaderState.UNREADABLE)
    assert room.on_screen() == "fault-card-unreadable"


# nobody there


def test_after_a_while_the_kiosk_asks_whether_somebody_is_there(room: Room) -> None:
    room.kiosk.start()
    room.pass_time(PATIENCE - 1)
    assert room.heard == ["home"]
    room.pass_time(2)
    assert room.heard[1:] == [
        ("still there", GRACE_SECONDS),
        ("still there", GRACE_SECONDS - 1),
    ]


def test_one_touch_gives_all_the_time_again(room: Room) -> None:
    room.kiosk.start()
    room.pass_time(PATIENCE + 10)
    room.kiosk.touched()
    assert room.heard[-1] == ("still there", None)
    room.pass_time(PATIENCE - 1)
    assert room.heard[-1] == ("still there", None)


def test_who_has_gone_leaves_no_digit_behind(room: Room) -> None:
    room.kiosk.start()
    room.kiosk.answer(HomeChoice.PIN)
    room.kiosk.answer(PinCare.CHANGE)
    card = a_card()
    room.lay_on(card)
    typed = [secret(THE_PIN), secret(NEW_PIN)]
    for digits in typed:
        room.kiosk.answer(digits)
    room.pass_time(PATIENCE + GRACE_SECONDS - 1)
    assert lengths(typed) == [6, 6]
    room.pass_time(1)
    assert lengths(typed) == [0, 0]
    assert room.on_screen() == "card-left-behind"
    room.lift()
    assert room.on_screen() == "attract"
    assert not room.kiosk.busy
    assert (books_of(card).pin, books_of(card).tries) == (THE_PIN.encode(), 3)


def test_waiting_for_a_card_is_idle_time_too(room: Room) -> None:
    room.kiosk.start()
    room.kiosk.answer(HomeChoice.LOOK_AT_CARD)
    room.pass_time(PATIENCE)
    assert room.heard[-1] == ("still there", GRACE_SECONDS)
    room.lay_on(a_card())  # that is somebody
    assert ("still there", None) in room.heard
    assert room.on_screen() == "card-status"


def test_more_time_can_be_had_eleven_times_and_again(room: Room) -> None:
    room.kiosk.start()
    for _ in range(11):
        room.pass_time(PATIENCE + GRACE_SECONDS - 1)
        asked = room.heard[-1]
        assert asked == ("still there", 1)
        room.kiosk.touched()
        assert room.heard[-1] == ("still there", None)
    assert room.kiosk.busy
    assert PATIENCE >= 90
    assert GRACE_SECONDS >= 20


def test_who_listens_has_twice_the_time(room: Room) -> None:
    room.comfort = Comfort(speech=True)
    room.kiosk.start()
    room.pass_time(2 * PATIENCE - 1)
    assert room.heard == ["home"]
    room.pass_time(1)
    assert room.heard[-1] == ("still there", GRACE_SECONDS)


# the way home


def test_home_leads_to_the_overview_and_wipes_what_was_typed(room: Room) -> None:
    room.lay_on(a_card())
    room.kiosk.answer(WhichPin.SIX)
    room.kiosk.answer(OwnPin.CHANGE)
    typed = secret(THE_PIN)
    room.kiosk.answer(typed)
    room.kiosk.home()
    assert room.on_screen() == "home"
    assert lengths([typed]) == [0]
    assert room.kiosk.busy


def test_nobody_goes_home_while_the_card_works(room: Room) -> None:
    card = a_card()
    room.worker.at_once = False
    room.lay_on(card)
    before = list(room.heard)
    room.kiosk.home()
    assert room.heard == before


def test_at_rest_time_means_nothing(room: Room) -> None:
    room.pass_time(10 * PATIENCE)
    assert room.heard == []


# a card left behind


def test_a_card_left_behind_raises_an_ever_louder_alarm_until_it_is_taken(room: Room) -> None:
    room.lay_on(a_card())
    room.kiosk.end()
    assert room.on_screen() == "card-left-behind"
    seen = []
    for before, after in pairwise((0.0, *ALARM_SECONDS)):
        room.pass_time(after - before - 1)
        seen.append(room.alarms[-1] if room.alarms else 0)
        room.pass_time(1)
        seen.append(room.alarms[-1])
    assert seen == [0, 1, 1, 2, 2, 3]
    room.pass_time(1000)
    assert room.alarms[-1] == 3
    room.lift()
    assert room.alarms[-1] == 0
    assert room.on_screen() == "attract"


def test_the_alarm_rises_at_the_friendly_end_of_a_visit_too(room: Room) -> None:
    room.change_pin(a_card())
    room.kiosk.answer(None)
    assert room.on_screen() == "take-card"
    room.pass_time(ALARM_SECONDS[0])
    assert room.alarms[-1] == 1
    room.lift()
    assert (room.alarms[-1], room.on_screen()) == (0, "helped")


def test_a_touch_does_not_silence_the_alarm(room: Room) -> None:
    room.lay_on(a_card())
    room.kiosk.end()
    room.pass_time(ALARM_SECONDS[2])
    room.kiosk.touched()
    room.pass_time(1)
    assert room.alarms[-1] == 3


def test_nothing_typed_outlasts_the_wish_that_the_card_be_taken(room: Room) -> None:
    room.worker.at_once = False
    room.lay_on(a_card())
    stray = secret(WRONG_PIN)
    room.kiosk.answer(stray)
    room.worker.at_once = True
    room.worker.work()
    room.kiosk.answer(WhichPin.UNKNOWN)
    assert (room.on_screen(), len(stray)) == ("desk-new-pin", 6)
    room.kiosk.answer(None)
    assert (room.on_screen(), len(stray)) == ("take-card", 0)


# leaving while the card works


@pytest.mark.parametrize("how", ["end", "back"])
def test_leaving_never_stops_a_write_and_wipes_when_it_is_over(room: Room, how: str) -> None:
    card = a_card()
    room.lay_on(card)
    room.kiosk.answer(WhichPin.SIX)
    room.kiosk.answer(OwnPin.CHANGE)
    room.worker.at_once = False
    typed = [secret(THE_PIN), secret(NEW_PIN), secret(NEW_PIN)]
    for digits in typed:
        room.kiosk.answer(digits)
    assert room.on_screen() == "changing-pin"
    getattr(room.kiosk, how)()
    assert lengths(typed[:2]) == [6, 6]  # the card still needs them
    room.worker.at_once = True
    room.worker.work()
    assert books_of(card).pin == NEW_PIN.encode()
    assert lengths(typed) == [0, 0, 0]
    assert room.on_screen() == ("card-left-behind" if how == "end" else "pin-changed")


def test_digits_that_come_while_the_card_works_are_no_answer_and_are_wiped(room: Room) -> None:
    room.worker.at_once = False
    room.lay_on(a_card())
    stray = secret(WRONG_PIN)
    room.kiosk.answer(stray)
    room.worker.at_once = True
    room.worker.work()
    assert room.on_screen() == "card-status"
    room.kiosk.end()
    assert len(stray) == 0


def test_a_card_lifted_while_typing_wipes_before_it_says_so(room: Room) -> None:
    room.lay_on(a_card())
    room.kiosk.answer(WhichPin.SIX)
    room.kiosk.answer(OwnPin.CHANGE)
    typed = [secret(THE_PIN), secret(NEW_PIN)]
    for digits in typed:
        room.kiosk.answer(digits)
    room.lift()
    assert room.on_screen() == "fault-card-removed"
    assert lengths(typed) == [0, 0]


# work that hangs


def test_work_that_hangs_is_told_once_and_touching_does_not_put_it_off(room: Room) -> None:
    room.worker.at_once = False
    room.lay_on(a_card())
    for _ in range(int(WORK_SECONDS)):
        room.pass_time(1)
        room.kiosk.touched()
    assert room.on_screen() == "looking-at-card"
    room.pass_time(100)
    assert room.heard.count("work-hangs") == 1


def test_work_that_comes_back_after_all_is_told_as_it_is(room: Room) -> None:
    room.worker.at_once = False
    card = a_card()
    room.lay_on(card)
    room.pass_time(WORK_SECONDS + 1)
    assert room.on_screen() == "work-hangs"
    room.worker.at_once = True
    room.worker.work()
    assert room.on_screen() == "card-status"
    room.worker.at_once = False
    room.kiosk.answer(WhichPin.SIX)
    room.kiosk.answer(OwnPin.CHANGE)
    typed = [secret(THE_PIN), secret(NEW_PIN), secret(NEW_PIN)]
    for digits in typed:
        room.kiosk.answer(digits)
    room.pass_time(WORK_SECONDS + 1)
    assert room.heard.count("work-hangs") == 2
    room.worker.at_once = True
    room.worker.work()
    assert room.on_screen() == "pin-changed"
    assert books_of(card).pin == NEW_PIN.encode()


@pytest.mark.parametrize("leaves", [False, True])
def test_work_that_never_comes_back_makes_room_for_the_next_person(
    room: Room, leaves: bool
) -> None:
    room.worker.at_once = False
    room.lay_on(a_card())
    if leaves:
        room.kiosk.end()
    room.pass_time(LOST_SECONDS)
    assert room.on_screen() == "work-hangs"
    room.pass_time(1)
    assert room.on_screen() == "gives-up"


def test_a_card_worker_that_is_lost_between_two_visits_is_noticed_too(room: Room) -> None:
    room.kiosk.start()
    room.worker.at_once = False  # it waits in a pcscd that hangs, and no card will be noticed
    room.kiosk.end()
    assert room.on_screen() == "attract"
    room.pass_time(LOST_SECONDS)
    assert "gives-up" not in room.heard
    room.pass_time(1)
    assert room.on_screen() == "gives-up"


def test_nobody_gives_up_on_work_that_came_back_late(room: Room) -> None:
    card = a_card()
    room.lay_on(card)
    room.kiosk.answer(WhichPin.SIX)
    room.kiosk.answer(OwnPin.CHANGE)
    room.worker.at_once = False
    for digits in (THE_PIN, NEW_PIN, NEW_PIN):
        room.kiosk.answer(secret(digits))
    room.pass_time(LOST_SECONDS)
    room.worker.at_once = True
    room.worker.work()
    assert (room.on_screen(), books_of(card).pin) == ("pin-changed", NEW_PIN.encode())
    room.pass_time(LOST_SECONDS + 1)
    assert "gives-up" not in room.heard


def test_a_hung_visit_that_was_left_is_wiped_when_the_work_is_back(room: Room) -> None:
    room.worker.at_once = False
    room.lay_on(a_card())
    room.pass_time(WORK_SECONDS + 1)
    room.kiosk.end()
    assert room.kiosk.busy
    room.lift()
    room.worker.at_once = True
    room.worker.work()
    assert room.on_screen() == "attract"
    assert not room.kiosk.busy


# the end


def test_a_visit_after_another_knows_nothing_of_it(room: Room) -> None:
    first = room.change_pin(a_card())
    room.kiosk.answer(None)
    room.lift()
    assert lengths(first) == [0, 0, 0]
    room.kiosk.end()
    room.heard.clear()
    room.lay_on(a_card())
    assert room.heard == [ReaderState.CARD, "looking-at-card", "card-status"]


def test_the_kiosk_lets_go_of_the_card_at_the_end(room: Room) -> None:
    room.lay_on(a_card())
    assert room.worker.engine.has_session
    room.kiosk.end()
    assert not room.worker.engine.has_session
