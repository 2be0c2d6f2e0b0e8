"""What people are offered after a wrong PIN while their card still lies there, on both chips."""

from __future__ import annotations

import pytest

from kiosk.eid.simulator.chip import Chip
from kiosk.eid.simulator.temperament import Temperament
from kiosk.journeys.change_pin import AfterWrongPin
from kiosk.journeys.look_at_card import WhichPin
from kiosk.journeys.resume_pin import LastTry
from kiosk.journeys.steps import Ending
from kiosk.journeys.unblock_pin import Blocked
from kiosk.journeys.visit import HomeChoice, PinCare
from tests.cards import (
    NEW_PIN,
    THE_CAN,
    THE_PIN,
    THE_PUK,
    TRANSPORT_PIN,
    WRONG_PIN,
    WRONG_TRANSPORT_PIN,
    a_card,
    books_of,
    on_both_chips,
)
from tests.citizen import Citizen, lays_on, walks_up

# five digits or six


def gets_it_wrong(card: Chip, care: PinCare) -> Citizen:
    """Somebody who types five digits, or six, that are not the PIN of the card."""
    citizen = walks_up().chooses(HomeChoice.PIN).sees("pin-care").chooses(care)
    citizen.sees("lay-card-on").lays_on(card)
    if care is PinCare.FIRST:
        citizen.sees("enter-transport-pin").types(WRONG_TRANSPORT_PIN)
    else:
        citizen.sees("enter-old-pin").types(WRONG_PIN)
    citizen.types(NEW_PIN).types(NEW_PIN)
    return citizen.sees("wrong-transport-pin" if care is PinCare.FIRST else "wrong-pin")


@on_both_chips
def test_who_typed_five_digits_but_has_six_goes_on_with_a_change(temperament: Temperament) -> None:
    card = a_card(temperament)
    citizen = gets_it_wrong(card, PinCare.FIRST).chooses(AfterWrongPin.OTHER_PIN)
    citizen.sees("enter-old-pin").types(THE_PIN).types(NEW_PIN).types(NEW_PIN)
    citizen.sees("pin-changed").goes_on().takes_card().ends(Ending.DONE)
    assert books_of(card).pin == NEW_PIN.encode()


@on_both_chips
def test_who_typed_five_digits_has_six_and_one_try_left_gets_the_tries_back(
    temperament: Temperament,
) -> None:
    card = a_card(temperament, tries=2)
    citizen = gets_it_wrong(card, PinCare.FIRST).chooses(AfterWrongPin.OTHER_PIN)
    citizen.sees("last-try").chooses(LastTry.GO_ON).sees("enter-can").types(THE_CAN)
    citizen.sees("enter-pin-last-try").types(THE_PIN).sees("pin-resumed").goes_on()
    citizen.takes_card().ends(Ending.DONE)
    assert (books_of(card).pin, books_of(card).tries) == (THE_PIN.encode(), 3)


@on_both_chips
@pytest.mark.parametrize("tries", [3, 2])
def test_who_typed_six_digits_but_has_the_letter_sets_a_first_pin(
    temperament: Temperament, tries: int
) -> None:
    card = a_card(temperament, pin=TRANSPORT_PIN, tries=tries)
    citizen = gets_it_wrong(card, PinCare.CHANGE).chooses(AfterWrongPin.OTHER_PIN)
    if tries == 2:
        citizen.sees("last-try").chooses(LastTry.GO_ON).sees("enter-can").types(THE_CAN)
    citizen.sees("enter-transport-pin").types(TRANSPORT_PIN).types(NEW_PIN).types(NEW_PIN)
    citizen.sees("pin-set").goes_on().takes_card().ends(Ending.DONE)
    assert books_of(card).pin == NEW_PIN.encode()


@pytest.mark.parametrize("care", [PinCare.FIRST, PinCare.CHANGE])
def test_after_a_wrong_pin_the_desk_is_offered_and_no_other_try_is_spent(care: PinCare) -> None:
    card = a_card()
    citizen = gets_it_wrong(card, care).chooses(AfterWrongPin.GO_TO_DESK).sees("desk-new-pin")
    citizen.goes_on().takes_card().ends(Ending.GO_TO_DESK)
    assert books_of(card).tries == 2


def test_a_mind_changed_again_and_again_costs_a_try_only_for_each_pin_typed() -> None:
    card = a_card()
    citizen = gets_it_wrong(card, PinCare.FIRST).chooses(AfterWrongPin.OTHER_PIN)
    citizen.sees("enter-old-pin").types(WRONG_PIN).types(NEW_PIN).types(NEW_PIN).sees("wrong-pin")
    assert books_of(card).tries == 1
    citizen.chooses(AfterWrongPin.OTHER_PIN).sees("last-try").chooses(LastTry.GO_TO_DESK)
    citizen.sees("desk-new-pin").goes_on().takes_card().ends(Ending.GO_TO_DESK)
    assert books_of(card).tries == 1


def test_back_after_a_wrong_pin_leads_to_the_overview() -> None:
    card = a_card()
    gets_it_wrong(card, PinCare.CHANGE).goes_back().sees("home").leaves().lifts().is_gone()
    assert books_of(card).tries == 2


def test_a_card_taken_away_after_a_wrong_pin_is_noticed() -> None:
    citizen = gets_it_wrong(a_card(), PinCare.CHANGE).lifts().sees("fault-card-removed")
    citizen.leaves().is_gone()


# the last try


def loses_the_last_try(card: Chip) -> Citizen:
    citizen = lays_on(card).sees("card-status-suspended").chooses(WhichPin.SIX)
    citizen.sees("last-try").chooses(LastTry.GO_ON).sees("enter-can").types(THE_CAN)
    citizen.sees("enter-pin-last-try").types(WRONG_PIN).sees("pin-blocked-now")
    assert books_of(card).tries == 0
    return citizen


@on_both_chips
def test_who_lost_the_last_try_can_unblock_with_the_puk_at_once(temperament: Temperament) -> None:
    card = a_card(temperament, tries=1)
    citizen = loses_the_last_try(card).chooses(Blocked.HAS_PUK).sees("enter-puk").types(THE_PUK)
    citizen.sees("pin-unblocked").goes_on().takes_card().ends(Ending.DONE)
    assert (books_of(card).pin, books_of(card).tries) == (THE_PIN.encode(), 3)


def test_who_lost_the_last_try_and_has_no_puk_goes_to_the_desk() -> None:
    citizen = loses_the_last_try(a_card(tries=1)).chooses(Blocked.GO_TO_DESK).sees("desk-new-pin")
    citizen.goes_on().takes_card().ends(Ending.GO_TO_DESK)


@on_both_chips
@pytest.mark.parametrize("old", [WRONG_TRANSPORT_PIN, WRONG_PIN], ids=["first-pin", "change"])
def test_the_last_try_lost_while_changing_is_followed_by_the_puk_too(
    temperament: Temperament, old: str
) -> None:
    card = a_card(temperament, tries=1)
    care = PinCare.CHANGE if old == WRONG_PIN else PinCare.FIRST
    citizen = walks_up().chooses(HomeChoice.PIN).sees("pin-care").chooses(care)
    citizen.sees("lay-card-on").lays_on(card).sees("last-try").chooses(LastTry.GO_ON)
    citizen.sees("enter-can").types(THE_CAN).types(old).types(NEW_PIN).types(NEW_PIN)
    citizen.sees("pin-blocked-now").chooses(Blocked.HAS_PUK).sees("enter-puk").types(THE_PUK)
    citizen.sees("pin-unblocked").goes_on().takes_card().ends(Ending.DONE)
    assert (books_of(card).pin, books_of(card).tries) == (THE_PIN.encode(), 3)
