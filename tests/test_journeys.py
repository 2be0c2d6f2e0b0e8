"""Visits from the first touch to the card in the hand, on both temperaments of chip."""

from __future__ import annotations

import pytest

from kiosk.eid.simulator.personas import load_personas
from kiosk.eid.simulator.temperament import LENIENT, STRICT, Temperament
from kiosk.journeys.after_fault import Again
from kiosk.journeys.change_pin import AfterWrongPin
from kiosk.journeys.look_at_card import OwnPin, WhichPin
from kiosk.journeys.new_pin import WeakPin
from kiosk.journeys.resume_pin import LastTry
from kiosk.journeys.steps import Ending
from kiosk.journeys.unblock_pin import Blocked, PukAgain
from kiosk.journeys.visit import HomeChoice, PinCare
from kiosk.journeys.which_pin import Digits, Letter, NoLetter
from tests.cards import (
    NEW_PIN,
    THE_CAN,
    THE_PIN,
    THE_PUK,
    TRANSPORT_PIN,
    WRONG_CAN,
    WRONG_PIN,
    WRONG_PUK,
    WRONG_TRANSPORT_PIN,
    a_card,
    books_of,
    on_both_chips,
)
from tests.citizen import at_the_new_pin, lays_on, walks_up

PERSONAS = {persona.id: persona for persona in load_personas()}


# the first PIN


@on_both_chips
def test_the_digits_of_the_letter_become_a_pin(temperament: Temperament) -> None:
    card = a_card(temperament, pin=TRANSPORT_PIN)
    lays_on(card).sees("card-status").reads("fact-tries").chooses(WhichPin.FIVE).sees(
        "enter-transport-pin"
    ).types(TRANSPORT_PIN).sees("choose-new-pin").types(NEW_PIN).sees("repeat-new-pin").types(
        NEW_PIN
    ).sees("pin-set").goes_on().takes_card().ends(Ending.DONE)
    assert books_of(card).pin == NEW_PIN.encode()


@on_both_chips
def test_a_first_pin_from_the_overview(temperament: Temperament) -> None:
    card = a_card(temperament, pin=TRANSPORT_PIN)
    walks_up().chooses(HomeChoice.PIN).sees("pin-care").chooses(PinCare.FIRST).sees(
        "lay-card-on"
    ).lays_on(card).sees("enter-transport-pin").types(TRANSPORT_PIN).types(NEW_PIN).types(
        NEW_PIN
    ).sees("pin-set").goes_on().takes_card().ends(Ending.DONE)
    assert books_of(card).pin == NEW_PIN.encode()


@on_both_chips
def test_wrong_digits_of_the_letter_cost_one_try_each(temperament: Temperament) -> None:
    card = a_card(temperament, pin=TRANSPORT_PIN)
    citizen = lays_on(card).sees("card-status").chooses(WhichPin.FIVE).sees("enter-transport-pin")
    citizen.types(WRONG_TRANSPORT_PIN).types(NEW_PIN).types(NEW_PIN).sees("wrong-transport-pin")
    assert books_of(card).tries == 2
    citizen.chooses(AfterWrongPin.AGAIN).sees("enter-transport-pin").types(TRANSPORT_PIN).types(
        NEW_PIN
    )
    citizen.types(NEW_PIN).sees("pin-set").goes_on().takes_card().ends(Ending.DONE)
    assert books_of(card).pin == NEW_PIN.encode()


@on_both_chips
def test_two_wrong_letters_lead_to_consent_and_can(temperament: Temperament) -> None:
    card = a_card(temperament, pin=TRANSPORT_PIN, tries=2)
    citizen = lays_on(card).sees("card-status").chooses(WhichPin.FIVE).sees("enter-transport-pin")
    citizen.types(WRONG_TRANSPORT_PIN).types(NEW_PIN).types(NEW_PIN)
    citizen.sees("wrong-transport-pin", count=1).chooses(AfterWrongPin.AGAIN)
    citizen.sees("last-try").chooses(LastTry.GO_ON).sees("enter-can").types(THE_CAN)
    citizen.sees("enter-transport-pin", count=1).types(TRANSPORT_PIN).types(NEW_PIN).types(NEW_PIN)
    citizen.sees("pin-set").goes_on().takes_card().ends(Ending.DONE)
    assert books_of(card).pin == NEW_PIN.encode()


def test_without_the_letter_the_desk_helps() -> None:
    citizen = lays_on(a_card(pin=TRANSPORT_PIN)).sees("card-status").chooses(WhichPin.FIVE)
    citizen.sees("enter-transport-pin").does_not_have_it().sees("desk-no-letter").goes_on()
    citizen.takes_card().ends(Ending.GO_TO_DESK)


# change


@on_both_chips
def test_a_pin_is_changed(temperament: Temperament) -> None:
    card = a_card(temperament)
    citizen = lays_on(card).sees("card-status").chooses(WhichPin.SIX)
    citizen.sees("has-own-pin").chooses(OwnPin.CHANGE).sees("enter-old-pin", count=3)
    citizen.types(THE_PIN).types(NEW_PIN).types(NEW_PIN).sees("pin-changed").goes_on()
    citizen.takes_card().ends(Ending.DONE)
    assert books_of(card).pin == NEW_PIN.encode()


@on_both_chips
def test_a_wrong_pin_and_then_the_right_one(temperament: Temperament) -> None:
    card = a_card(temperament)
    citizen = walks_up().chooses(HomeChoice.PIN).sees("pin-care").chooses(PinCare.CHANGE)
    citizen.sees("lay-card-on").lays_on(card).sees("enter-old-pin")
    citizen.types(WRONG_PIN).types(NEW_PIN).types(NEW_PIN).sees("wrong-pin")
    assert books_of(card).tries == 2
    citizen.chooses(AfterWrongPin.AGAIN).sees("enter-old-pin").types(THE_PIN).types(NEW_PIN).types(
        NEW_PIN
    )
    citizen.sees("pin-changed").goes_on().takes_card().ends(Ending.DONE)
    assert books_of(card).pin == NEW_PIN.encode()


def test_somebody_with_a_pin_of_their_own_needs_nothing() -> None:
    citizen = lays_on(a_card()).sees("card-status").chooses(WhichPin.SIX)
    citizen.sees("has-own-pin").chooses(OwnPin.READY).takes_card().ends(Ending.SHOWN)


# one try left


@on_both_chips
def test_with_one_try_left_consent_and_can_come_before_the_pin(temperament: Temperament) -> None:
    card = a_card(temperament, tries=1)
    citizen = lays_on(card).sees("card-status-suspended").reads("fact-can-needed")
    citizen.chooses(WhichPin.SIX).sees("last-try").chooses(LastTry.GO_ON)
    citizen.sees("enter-can").types(THE_CAN).sees("enter-pin-last-try").types(THE_PIN)
    citizen.sees("pin-resumed").goes_on().takes_card().ends(Ending.DONE)
    assert (books_of(card).pin, books_of(card).tries) == (THE_PIN.encode(), 3)


@on_both_chips
def test_a_suspended_pin_is_changed_with_the_can(temperament: Temperament) -> None:
    card = a_card(temperament, tries=1)
    citizen = walks_up().chooses(HomeChoice.PIN).sees("pin-care").chooses(PinCare.CHANGE)
    citizen.sees("lay-card-on").lays_on(card).sees("last-try").chooses(LastTry.GO_ON)
    citizen.sees("enter-can").types(THE_CAN).sees("enter-old-pin", count=1).types(THE_PIN)
    citizen.types(NEW_PIN).types(NEW_PIN).sees("pin-changed").goes_on()
    citizen.takes_card().ends(Ending.DONE)
    assert books_of(card).pin == NEW_PIN.encode()


@on_both_chips
def test_a_wrong_can_costs_no_try_and_only_the_can_is_asked_again(
    temperament: Temperament,
) -> None:
    card = a_card(temperament, tries=1)
    citizen = lays_on(card).sees("card-status-suspended").chooses(WhichPin.SIX)
    citizen.sees("last-try").chooses(LastTry.GO_ON).sees("enter-can").types(WRONG_CAN)
    citizen.sees("enter-pin-last-try").types(THE_PIN).sees("wrong-can").goes_on()
    assert books_of(card).tries == 1
    citizen.sees("enter-can").types(THE_CAN).sees("enter-pin-last-try").types(THE_PIN)
    citizen.sees("pin-resumed").goes_on().takes_card().ends(Ending.DONE)


@pytest.mark.parametrize("where", ["last-try", "enter-can", "enter-pin-last-try"])
def test_the_last_try_can_be_left_at_every_question(where: str) -> None:
    card = a_card(tries=1)
    citizen = lays_on(card).sees("card-status-suspended").chooses(WhichPin.SIX).sees("last-try")
    if where == "last-try":
        citizen.chooses(LastTry.GO_TO_DESK).sees("desk-new-pin")
    else:
        citizen.chooses(LastTry.GO_ON).sees("enter-can")
        if where == "enter-can":
            citizen.does_not_have_it().sees("desk-no-can")
        else:
            citizen.types(THE_CAN).sees(where).does_not_have_it().sees("desk-new-pin")
    citizen.goes_on().takes_card().ends(Ending.GO_TO_DESK)
    assert books_of(card).tries == 1


# no try left


@on_both_chips
def test_a_blocked_pin_is_unblocked_and_stays_what_it_was(temperament: Temperament) -> None:
    card = a_card(temperament, tries=0)
    citizen = lays_on(card).sees("card-status-blocked").reads("fact-puk-needed")
    citizen.chooses(Blocked.HAS_PUK).sees("enter-puk").types(THE_PUK).sees("pin-unblocked")
    citizen.goes_on().takes_card().ends(Ending.DONE)
    assert (books_of(card).pin, books_of(card).tries) == (THE_PIN.encode(), 3)
    assert books_of(card).puk_uses == 9


@on_both_chips
def test_a_wrong_puk_may_be_typed_again(temperament: Temperament) -> None:
    card = a_card(temperament, tries=0)
    citizen = walks_up().chooses(HomeChoice.PIN).sees("pin-care").chooses(PinCare.UNBLOCK)
    citizen.sees("lay-card-on").lays_on(card).sees("enter-puk").types(WRONG_PUK)
    citizen.sees("wrong-puk").chooses(PukAgain.AGAIN).sees("enter-puk").types(THE_PUK)
    citizen.sees("pin-unblocked").goes_on().takes_card().ends(Ending.DONE)


def test_a_wrong_puk_may_lead_to_the_desk() -> None:
    citizen = lays_on(a_card(tries=0)).sees("card-status-blocked").chooses(Blocked.HAS_PUK)
    citizen.sees("enter-puk").types(WRONG_PUK).sees("wrong-puk").chooses(PukAgain.GO_TO_DESK)
    citizen.sees("desk-new-pin").goes_on().takes_card().ends(Ending.GO_TO_DESK)


def test_a_used_up_puk_is_told_as_that() -> None:
    card = a_card(STRICT, tries=0, puk_uses=0)
    citizen = lays_on(card).sees("card-status-blocked").chooses(Blocked.HAS_PUK)
    citizen.sees("enter-puk").types(THE_PUK).sees("puk-used-up").goes_on()
    citizen.takes_card().ends(Ending.GO_TO_DESK)
    assert books_of(card).tries == 0


@on_both_chips
def test_without_a_puk_the_desk_helps(temperament: Temperament) -> None:
    citizen = lays_on(a_card(temperament, tries=0)).sees("card-status-blocked")
    citizen.chooses(Blocked.HAS_PUK).sees("enter-puk").does_not_have_it().sees("desk-no-puk")
    citizen.goes_on().takes_card().ends(Ending.GO_TO_DESK)


@on_both_chips
@pytest.mark.parametrize("care", [PinCare.FIRST, PinCare.CHANGE])
def test_a_blocked_card_says_so_and_takes_the_puk_whatever_was_wanted(
    temperament: Temperament, care: PinCare
) -> None:
    card = a_card(temperament, tries=0)
    citizen = walks_up().chooses(HomeChoice.PIN).sees("pin-care").chooses(care)
    citizen.sees("lay-card-on").lays_on(card).sees("card-says-blocked").chooses(Blocked.HAS_PUK)
    citizen.sees("enter-puk").types(THE_PUK).sees("pin-unblocked").goes_on()
    citizen.takes_card().ends(Ending.DONE)
    assert books_of(card).tries == 3


def test_a_blocked_card_without_its_puk_goes_to_the_desk() -> None:
    citizen = walks_up().chooses(HomeChoice.PIN).sees("pin-care").chooses(PinCare.CHANGE)
    citizen.sees("lay-card-on").lays_on(a_card(tries=0)).sees("card-says-blocked")
    citizen.chooses(Blocked.GO_TO_DESK).sees("desk-new-pin").goes_on()
    citizen.takes_card().ends(Ending.GO_TO_DESK)


@on_both_chips
def test_a_pin_that_is_not_blocked_needs_no_puk(temperament: Temperament) -> None:
    citizen = walks_up().chooses(HomeChoice.PIN).sees("pin-care").chooses(PinCare.UNBLOCK)
    citizen.sees("lay-card-on").lays_on(a_card(temperament)).sees("pin-is-ready", count=3)
    citizen.goes_on().takes_card().ends(Ending.SHOWN)


# cards that cannot


@on_both_chips
def test_a_card_that_is_switched_off_is_sent_to_the_desk(temperament: Temperament) -> None:
    citizen = lays_on(a_card(temperament, active=False)).sees("eid-is-off").goes_on()
    citizen.takes_card().ends(Ending.GO_TO_DESK)


@pytest.mark.parametrize("temperament", [STRICT, LENIENT], ids=lambda one: one.name)
@pytest.mark.parametrize(
    ("persona", "sentence"),
    [
        ("passport", "card-is-passport"),
        ("bank-card", "card-is-bank-card"),
        ("health-card", "card-is-health-card"),
        ("other-card", "card-is-unknown"),
    ],
)
def test_every_other_card_gets_a_sentence_of_its_own(
    persona: str, sentence: str, temperament: Temperament
) -> None:
    citizen = lays_on(PERSONAS[persona].make_chip(temperament)).sees(sentence).goes_on()
    citizen.takes_card().ends(Ending.NO_EID)


def test_a_chip_with_an_unknown_curve_is_told_as_that() -> None:
    citizen = lays_on(PERSONAS["other-curve"].make_chip()).sees("fault-unsupported-card")
    citizen.chooses(Again.STOP).sees("home").goes_back().sees("card-left-behind").lifts()
    citizen.is_gone()


# "I do not know which PIN I have"


@on_both_chips
def test_five_digits_lead_to_the_first_pin(temperament: Temperament) -> None:
    card = a_card(temperament, pin=TRANSPORT_PIN)
    citizen = walks_up().chooses(HomeChoice.WHICH_PIN).sees("have-letter").chooses(Letter.HAVE_IT)
    citizen.sees("how-many-digits").chooses(Digits.FIVE).sees("lay-card-on").lays_on(card)
    citizen.sees("enter-transport-pin").types(TRANSPORT_PIN).types(NEW_PIN).types(NEW_PIN)
    citizen.sees("pin-set").goes_on().takes_card().ends(Ending.DONE)


@on_both_chips
def test_six_digits_lead_to_a_change(temperament: Temperament) -> None:
    card = a_card(temperament)
    citizen = walks_up().chooses(HomeChoice.WHICH_PIN).sees("have-letter").chooses(Letter.HAVE_IT)
    citizen.sees("how-many-digits").chooses(Digits.SIX).sees("lay-card-on").lays_on(card)
    citizen.sees("enter-old-pin").types(THE_PIN).types(NEW_PIN).types(NEW_PIN)
    citizen.sees("pin-changed").goes_on().takes_card().ends(Ending.DONE)


def test_neither_five_nor_six_leads_to_the_desk() -> None:
    citizen = walks_up().chooses(HomeChoice.WHICH_PIN).sees("have-letter").chooses(Letter.HAVE_IT)
    citizen.sees("how-many-digits").chooses(Digits.NONE).sees("desk-new-pin").goes_on()
    citizen.ends(Ending.GO_TO_DESK)


def test_no_letter_leads_to_the_desk_or_to_a_look() -> None:
    citizen = walks_up().chooses(HomeChoice.WHICH_PIN).sees("have-letter").chooses(Letter.NOT_HERE)
    citizen.sees("without-letter").chooses(NoLetter.GO_TO_DESK).sees("desk-no-letter").goes_on()
    citizen.ends(Ending.GO_TO_DESK)
    citizen = walks_up().chooses(HomeChoice.WHICH_PIN).sees("have-letter").chooses(Letter.NOT_HERE)
    citizen.sees("without-letter").chooses(NoLetter.LOOK).sees("lay-card-on").lays_on(a_card())
    citizen.sees("card-status").chooses(WhichPin.UNKNOWN).sees("desk-new-pin").goes_on()
    citizen.takes_card().ends(Ending.GO_TO_DESK)


# new PINs


@pytest.mark.parametrize(
    ("pin", "warning"),
    [
        ("123456", "weak-pin-sequence"),
        ("987654", "weak-pin-sequence"),
        ("000000", "weak-pin-repeated"),
        ("121212", "weak-pin-repeated"),
        ("123123", "weak-pin-repeated"),
        ("240590", "weak-pin-date"),
        ("900524", "weak-pin-date"),
        (THE_CAN, "weak-pin-same-as-can"),
    ],
)
@on_both_chips
def test_a_weak_pin_is_warned_of_and_left_to_the_person(
    temperament: Temperament, pin: str, warning: str
) -> None:
    card = a_card(temperament, tries=1)
    citizen = walks_up().chooses(HomeChoice.PIN).sees("pin-care").chooses(PinCare.CHANGE)
    citizen.sees("lay-card-on").lays_on(card).sees("last-try").chooses(LastTry.GO_ON)
    citizen.sees("enter-can").types(THE_CAN).types(THE_PIN).sees("choose-new-pin").types(pin)
    citizen.sees(warning).chooses(WeakPin.ANOTHER).sees("choose-new-pin").types(pin)
    citizen.sees(warning).chooses(WeakPin.KEEP).sees("repeat-new-pin").types(pin)
    citizen.sees("pin-changed").goes_on().takes_card().ends(Ending.DONE)
    assert books_of(card).pin == pin.encode()


def test_new_pins_that_differ_are_chosen_again_and_cost_nothing() -> None:
    card = a_card()
    citizen = at_the_new_pin(card).types(NEW_PIN).types("906144").sees("pins-differ").goes_on()
    citizen.sees("choose-new-pin").types(NEW_PIN).types(NEW_PIN).sees("pin-changed").goes_on()
    citizen.takes_card().ends(Ending.DONE)
    assert books_of(card).pin == NEW_PIN.encode()


# back


def test_back_leads_to_the_question_before() -> None:
    citizen = at_the_new_pin(a_card()).goes_back().sees("enter-old-pin").types(THE_PIN)
    citizen.sees("choose-new-pin").types(NEW_PIN).sees("repeat-new-pin").goes_back()
    citizen.sees("choose-new-pin").types("123456").sees("weak-pin-sequence").goes_back()
    citizen.sees("choose-new-pin").types(NEW_PIN).types("906144").sees("pins-differ").goes_back()
    citizen.sees("choose-new-pin").goes_back().sees("enter-old-pin").goes_back().sees("home")
    citizen.goes_back().sees("card-left-behind").lifts().is_gone()


def test_back_in_the_last_try_leads_to_its_consent() -> None:
    citizen = lays_on(a_card(tries=1)).sees("card-status-suspended").chooses(WhichPin.SIX)
    citizen.sees("last-try").chooses(LastTry.GO_ON).sees("enter-can").types(THE_CAN)
    citizen.sees("enter-pin-last-try").goes_back().sees("last-try").chooses(LastTry.GO_ON)
    citizen.sees("enter-can").goes_back().sees("home").goes_back().sees("card-left-behind")
    citizen.lifts().is_gone()


def test_back_in_the_questions_about_the_pin() -> None:
    citizen = walks_up().chooses(HomeChoice.WHICH_PIN).sees("have-letter").chooses(Letter.HAVE_IT)
    citizen.sees("how-many-digits").goes_back().sees("have-letter").chooses(Letter.NOT_HERE)
    citizen.sees("without-letter").goes_back().sees("have-letter").goes_back().sees("home")
    citizen.chooses(HomeChoice.PIN).sees("pin-care").goes_back().sees("home")
    citizen.chooses(HomeChoice.LOOK_AT_CARD).sees("lay-card-on").goes_back().sees("home")
    citizen.goes_back().is_gone()
