"""What is counted of a visit: what the list says, once a visit, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.comfort import Comfort, Reach, TextSize
from kiosk.conductor import GRACE_SECONDS
from kiosk.eid.model import PinState
from kiosk.eid.simulator.personas import load_personas
from kiosk.eid.simulator.reader import Card
from kiosk.journeys.atlas.walk import Chart
from kiosk.journeys.change_pin import AfterWrongPin
from kiosk.journeys.look_at_card import OwnPin, WhichPin
from kiosk.journeys.steps import BeginPractice, Ending, Step
from kiosk.journeys.try_out import Exercise
from kiosk.journeys.visit import Helped, HomeChoice, PinCare
from kiosk.statistics.counters import Counted, Counter, name_of, services_shown
from kiosk.statistics.mapping import (
    HELPED,
    LEFT_AT,
    NOT_COUNTED,
    SHOWN,
    STATES,
    length_of,
    on_comfort,
    on_language,
    on_show,
)
from kiosk.statistics.observer import Observer
from kiosk.texts import AT_REST, ORDER
from tests.cards import NEW_PIN, THE_CAN, THE_PIN, TRANSPORT_PIN, WRONG_PIN, a_card, secret
from tests.room import Room

C = Counter

PERSONAS = {persona.id: persona for persona in load_personas()}

CHANGE = (THE_PIN, NEW_PIN, NEW_PIN)


@pytest.fixture
def room() -> Room:
    return Room()


def goes_home(room: Room) -> set[Counted]:
    """The person says that they are done, takes the card and is gone; what was counted."""
    while room.on_screen() not in ("take-card", "attract"):
        room.kiosk.answer(None)
    if room.on_screen() == "take-card":
        room.lift()
    room.kiosk.end()
    assert not room.kiosk.busy
    return set(room.visits[-1])


# a visit


def test_a_first_pin_is_counted_as_begun_and_set(room: Room) -> None:
    room.lay_on(a_card(pin=TRANSPORT_PIN))
    room.kiosk.answer(WhichPin.FIVE)
    for digits in (TRANSPORT_PIN, NEW_PIN, NEW_PIN):
        room.kiosk.answer(secret(digits))
    assert goes_home(room) == {
        C.VISITS,
        C.LENGTH_UNDER_1,
        C.PIN_OPERATIONAL,
        C.FIRST_PIN_BEGUN,
        C.FIRST_PIN_SET,
    }


def test_a_visit_raises_a_counter_once_however_often_it_happens(room: Room) -> None:
    room.lay_on(a_card())
    room.kiosk.answer(WhichPin.SIX)
    room.kiosk.answer(OwnPin.CHANGE)
    for _ in range(2):
        for digits in (WRONG_PIN, NEW_PIN, NEW_PIN):
            room.kiosk.answer(secret(digits))
        room.kiosk.answer(AfterWrongPin.AGAIN)
    assert room.visits == []
    room.kiosk.end()
    room.lift()
    (seen,) = room.visits
    assert {C.WRONG_PIN, C.CHANGE_BEGUN, C.LAST_TRY, C.LEFT_AT_LAST_TRY} <= seen
    assert C.PIN_CHANGED not in seen


def test_who_walks_away_is_counted_where_they_left_and_with_the_card_left(room: Room) -> None:
    room.lay_on(a_card())
    room.kiosk.answer(WhichPin.FIVE)
    room.pass_time(Step.patience + GRACE_SECONDS)
    (seen,) = room.visits
    assert {C.LEFT_AT_TRANSPORT_PIN, C.CARD_LEFT_BEHIND, C.LENGTH_1_TO_3} <= seen
    room.pass_time(100)
    room.lift()
    assert len(room.visits) == 1  # taking the card afterwards is no visit


def test_back_to_the_overview_is_leaving_too_and_arriving_there_is_not(room: Room) -> None:
    room.kiosk.start()
    room.kiosk.answer(HomeChoice.PIN)
    room.kiosk.back()
    room.kiosk.answer(HomeChoice.PIN)
    room.kiosk.answer(PinCare.FIRST)
    room.kiosk.back()
    room.kiosk.end()
    (seen,) = room.visits
    left = {counter for counter in seen if name_of(counter).startswith("left_at")}
    assert left == {C.LEFT_AT_CHOICE, C.LEFT_AT_LAY_CARD_ON, C.LEFT_AT_OVERVIEW}


def test_somebody_who_reads_and_is_done_has_left_nothing(room: Room) -> None:
    room.lay_on(a_card())
    room.kiosk.answer(WhichPin.SIX)
    room.kiosk.answer(OwnPin.READY)
    room.lift()
    room.kiosk.answer(Helped.PARTLY)
    assert set(room.visits[-1]) == {
        C.VISITS,
        C.LENGTH_UNDER_1,
        C.PIN_OPERATIONAL,
        C.HELPED_PARTLY,
    }


def test_a_card_that_is_not_taken_at_the_end_is_counted_as_left_behind(room: Room) -> None:
    room.change_pin(a_card())
    room.kiosk.answer(None)
    room.pass_time(20)
    assert C.CARD_LEFT_BEHIND in goes_home(room)


def test_what_is_chosen_at_the_screen_counts_to_the_visit(room: Room) -> None:
    room.kiosk.start()
    room.kiosk.uses(*on_language("uk"), C.CONTRAST_USED)
    room.kiosk.end()
    assert {C.LANGUAGE_UK, C.CONTRAST_USED} <= room.visits[-1]


def test_each_visit_is_counted_by_itself(room: Room) -> None:
    for _ in range(3):
        room.lay_on(a_card())
        room.kiosk.end()
        room.lift()
    assert len(room.visits) == 3
    assert all(Counter.VISITS in seen for seen in room.visits)


# the list


def test_every_step_has_its_counter_or_says_that_it_has_none(chart: Chart) -> None:
    texts = {getattr(step, "text") for step in chart.steps() if not isinstance(step, BeginPractice)}  # noqa: B009
    known = SHOWN.keys() | LEFT_AT.keys() | NOT_COUNTED
    assert texts - known == set()
    assert known - texts == set()
    assert NOT_COUNTED & (SHOWN.keys() | LEFT_AT.keys()) == set()


def test_every_journey_with_progress_is_counted_as_begun(chart: Chart) -> None:
    for step in chart.steps():
        progress = getattr(step, "progress", None)
        if progress:
            assert on_show(step, None) != [], step


def test_every_ending_is_seen_in_a_counter_of_its_own() -> None:
    def ended(card: Card, *answers: object) -> set[Counted]:
        room = Room()
        room.lay_on(card)
        for answer in answers:
            room.kiosk.answer(answer)
        return goes_home(room)

    seen = {
        Ending.DONE: ended(a_card(), WhichPin.SIX, OwnPin.CHANGE, *map(secret, CHANGE)),
        Ending.SHOWN: ended(a_card(), WhichPin.SIX, OwnPin.READY),
        Ending.GO_TO_DESK: ended(a_card(), WhichPin.UNKNOWN),
        Ending.NO_EID: ended(PERSONAS["passport"].make_chip()),
    }
    own = {
        Ending.DONE: C.PIN_CHANGED,
        Ending.SHOWN: C.PIN_OPERATIONAL,
        Ending.GO_TO_DESK: C.DESK_NEW_PIN,
        Ending.NO_EID: C.CARD_PASSPORT,
    }
    assert own.keys() | {Ending.LEFT} == set(Ending)  # leaving is told above
    for ending, counters in seen.items():
        assert own[ending] in counters


def test_every_state_face_and_language_has_a_counter() -> None:
    assert set(STATES) == set(PinState)
    assert set(HELPED) == set(Helped)
    for code in ORDER:
        assert (on_language(code) == []) == (code == AT_REST)
    assert C.LANGUAGE_OTHER not in {one for code in ORDER for one in on_language(code)}
    assert on_language("el") == [C.LANGUAGE_OTHER]


def test_every_counter_can_be_raised_by_something() -> None:
    everything = Comfort(TextSize.LARGE, True, Reach.LOWER_HALF, True, True)
    elsewhere = {C.VISITS, C.CARD_LEFT_BEHIND, *on_comfort(everything)}
    assert on_comfort(Comfort()) == []
    raised = {*SHOWN.values(), *LEFT_AT.values(), *STATES.values(), *HELPED.values(), *elsewhere}
    raised |= {length_of(seconds) for seconds in (0, 60, 180, 600)}
    raised |= {one for code in (*ORDER, "el") for one in on_language(code)}
    begun = {one for one in C if name_of(one).endswith("_begun")}
    assert raised | begun == set(Counter)


def test_every_counter_says_what_it_means_and_why_it_is_needed() -> None:
    meanings = [counter.value for counter in Counter]
    assert len({meaning.german for meaning in meanings}) == len(meanings) == len(Counter)
    assert len({meaning.english for meaning in meanings}) == len(meanings)
    assert all(name_of(counter).isidentifier() for counter in Counter)


@pytest.mark.parametrize(
    ("seconds", "band"),
    [
        (0, C.LENGTH_UNDER_1),
        (59.9, C.LENGTH_UNDER_1),
        (60, C.LENGTH_1_TO_3),
        (180, C.LENGTH_3_TO_10),
        (600, C.LENGTH_OVER_10),
        (86400, C.LENGTH_OVER_10),
    ],
)
def test_a_visit_is_as_long_as_its_band(seconds: float, band: Counter) -> None:
    assert length_of(seconds) is band


# nothing else


@pytest.mark.parametrize(
    "other", [THE_CAN, THE_PIN.encode(), 7, PinState.BLOCKED, Helped.YES, None, object()]
)
def test_nothing_but_a_member_of_the_list_can_be_counted(other: Any) -> None:
    kept: list[frozenset[Counted]] = []
    observer = Observer(kept.append)
    observer.begins()
    with pytest.raises(TypeError, match="only what is on the list"):
        observer.count(other)
    observer.ends(1)
    assert kept == [{C.VISITS, C.LENGTH_UNDER_1}]


def test_a_service_of_the_catalogue_is_a_member_of_a_list_made_before() -> None:
    services = services_shown(["moving", "car-registration"])
    kept: list[frozenset[Counted]] = []
    observer = Observer(kept.append, services)
    observer.begins()
    observer.shows_service("car-registration")
    observer.shows_service("one that nobody knows")
    observer.ends(1)
    assert {name_of(one) for one in kept[0]} == {
        "visits",
        "length_under_1",
        "service_car_registration",
    }
    with pytest.raises(ValueError, match="other"):
        services("other")


def test_nothing_is_counted_of_a_visit_in_which_somebody_practised(room: Room) -> None:
    room.kiosk.start()
    room.kiosk.answer(HomeChoice.TRY)
    room.kiosk.answer(Exercise.BLOCKED)
    room.kiosk.answer(None)
    assert room.practice
    room.kiosk.end()
    room.kiosk.end()
    assert not room.kiosk.busy
    assert room.visits == []
    room.lay_on(a_card())  # and the next one is counted again
    room.kiosk.end()
    assert len(room.visits) == 1


def test_practice_leaves_nothing() -> None:
    kept: list[frozenset[Counted]] = []
    observer = Observer(kept.append)
    observer.begins()
    observer.count(C.PIN_BLOCKED)
    observer.forgets()
    observer.count(C.PIN_CHANGED)
    observer.ends(100)
    assert kept == []
