"""What people are offered after a wrong PIN while their card still lies there, on both chips."""

from __future__ import annotations

import pytest

from kiosk.eid.simulator.chip import Chip
from kiosk.eid.simulator.temperament import Temperament
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
    WRONG_PIN,
    WRONG_TRANSPORT_PIN,
    a_card,
    books_of,
    on_both_chips,
)
from tests.citizen import Citizen, lays_on, walks_up

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
