"""The card lifted in the middle of a visit: what is said is true, and what comes next helps."""

from __future__ import annotations

import pytest

from kiosk.eid.model import Aftermath, AnotherCard, CardRemoved
from kiosk.eid.simulator.temperament import Temperament
from kiosk.journeys.after_fault import Again
from kiosk.journeys.look_at_card import OwnPin, WhichPin
from kiosk.journeys.new_pin import WeakPin
from kiosk.journeys.steps import Ending
from kiosk.journeys.unblock_pin import Blocked
from tests.cards import (
    NEW_PIN,
    THE_PIN,
    THE_PUK,
    Meddled,
    a_card,
    books_of,
    on_both_chips,
)
from tests.citizen import at_the_new_pin, lays_on

AFTER_WRITING = [
    "pin-changed",
    *(f"after-{aftermath.value}" for aftermath in Aftermath),
    *(f"fault-{fault.key}" for fault in (CardRemoved, AnotherCard)),
]


@on_both_chips
@pytest.mark.parametrize("typed", [0, 1, 2])
def test_a_card_lifted_while_typing_means_nothing_happened(
    temperament: Temperament, typed: int
) -> None:
    card = a_card(temperament)
    citizen = lays_on(card).sees("card-status").chooses(WhichPin.SIX).sees("has-own-pin")
    citizen.chooses(OwnPin.CHANGE).sees("enter-old-pin")
    for digits in (THE_PIN, NEW_PIN)[:typed]:
        citizen.types(digits)
    citizen.lifts().sees("fault-card-removed")
    assert not any(len(secret) for secret in citizen.typed)
    assert (books_of(card).pin, books_of(card).tries) == (THE_PIN.encode(), 3)
    citizen.chooses(Again.LOOK_AGAIN).sees("lay-card-on").lays_on(card).sees("card-status")
    citizen.chooses(WhichPin.UNKNOWN).sees("desk-new-pin").goes_on().takes_card()
    citizen.ends(Ending.GO_TO_DESK)


def test_a_card_lifted_behind_a_message_is_noticed_before_anything_more_is_typed() -> None:
    citizen = at_the_new_pin(a_card()).types("123456").sees("weak-pin-sequence").lifts()
    citizen.chooses(WeakPin.KEEP).sees("fault-card-removed")
    citizen.chooses(Again.STOP).sees("home").goes_back().is_gone()


@on_both_chips
@pytest.mark.parametrize("acted", [False, True], ids=["before", "after"])
def test_a_card_lifted_while_writing_gets_the_sentence_that_is_true(
    temperament: Temperament, acted: bool
) -> None:
    """At every command of a change, before the chip acts on it and after."""
    heard = []
    for at in range(1, 7):
        chip = a_card(temperament)
        card = Meddled(chip)
        citizen = at_the_new_pin(card).will_lose(card, at, acted=acted)
        citizen.types(NEW_PIN).types(NEW_PIN).sees_one_of(AFTER_WRITING)
        sentence = citizen.text
        heard.append(sentence)
        tries, pin = books_of(chip).tries, books_of(chip).pin
        if sentence == "after-try-may-be-gone":
            assert tries >= 2
            assert pin == THE_PIN.encode()
        elif sentence == "after-new-pin-uncertain":
            assert pin == (NEW_PIN if acted else THE_PIN).encode()
        else:
            assert sentence == "pin-changed"
            assert pin == NEW_PIN.encode()
        citizen.leaves().is_gone()
    assert heard == [
        *["after-try-may-be-gone"] * 4,
        "after-new-pin-uncertain",
        "pin-changed",
    ]


@on_both_chips
@pytest.mark.parametrize("acted", [False, True], ids=["before", "after"])
def test_when_the_new_pin_is_uncertain_it_is_tried_first(
    temperament: Temperament, acted: bool
) -> None:
    chip = a_card(temperament)
    card = Meddled(chip)
    citizen = at_the_new_pin(card).will_lose(card, 5, acted=acted).types(NEW_PIN).types(NEW_PIN)
    citizen.sees("after-new-pin-uncertain").chooses(Again.LOOK_AGAIN).sees("lay-card-on")
    citizen.lays_on(card).sees("try-new-pin").types(NEW_PIN)
    if acted:
        citizen.sees("new-pin-holds").goes_on().takes_card().ends(Ending.DONE)
        assert (books_of(chip).pin, books_of(chip).tries) == (NEW_PIN.encode(), 3)
        return
    citizen.sees("new-pin-refused").goes_on().sees("card-status").chooses(WhichPin.SIX)
    citizen.sees("has-own-pin").chooses(OwnPin.CHANGE).sees("enter-old-pin").types(THE_PIN)
    citizen.types(NEW_PIN).types(NEW_PIN).sees("pin-changed").goes_on().takes_card()
    citizen.ends(Ending.DONE)
    assert books_of(chip).pin == NEW_PIN.encode()


def test_who_no_longer_knows_the_new_pin_is_sent_to_the_desk() -> None:
    card = Meddled(a_card())
    citizen = at_the_new_pin(card).will_lose(card, 5, acted=True).types(NEW_PIN).types(NEW_PIN)
    citizen.sees("after-new-pin-uncertain").chooses(Again.LOOK_AGAIN).sees("lay-card-on")
    citizen.lays_on(card).sees("try-new-pin").does_not_have_it().sees("desk-new-pin").goes_on()
    citizen.takes_card().ends(Ending.GO_TO_DESK)


@on_both_chips
def test_a_card_lifted_while_unblocking_is_looked_at_again(temperament: Temperament) -> None:
    card = Meddled(a_card(temperament, tries=0))
    citizen = lays_on(card).sees("card-status-blocked").chooses(Blocked.HAS_PUK).sees("enter-puk")
    citizen.will_lose(card, 5, acted=True).types(THE_PUK).sees("after-unblock-uncertain")
    citizen.chooses(Again.LOOK_AGAIN).sees("lay-card-on").lays_on(card).sees("card-status")
    citizen.chooses(WhichPin.SIX).sees("has-own-pin").chooses(OwnPin.READY).takes_card()
    citizen.ends(Ending.SHOWN)


def test_a_card_that_slips_away_again_and_again_is_told_every_time() -> None:
    citizen = lays_on(a_card()).sees("card-status").lifts().sees("fault-card-removed")
    for _ in range(1100):  # more often than calls can be nested
        citizen.chooses(Again.LOOK_AGAIN).sees("lay-card-on").lays_on(a_card())
        citizen.sees("card-status").lifts().sees("fault-card-removed")
    citizen.chooses(Again.STOP).sees("home").leaves().is_gone()
