"""One visit, from the first touch or the laid-on card to the card in the hand."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import partial

from kiosk.eid.eac.model import Provider
from kiosk.eid.model import CardFault
from kiosk.journeys.after_fault import after_fault
from kiosk.journeys.change_pin import change_pin, first_pin
from kiosk.journeys.learn import learn
from kiosk.journeys.look_at_card import look_at_card
from kiosk.journeys.questions import questions
from kiosk.journeys.services import services
from kiosk.journeys.steps import (
    AwaitRemoval,
    Choose,
    ClosingQuestion,
    Ending,
    Journey,
    Mood,
    OtherJourney,
    ReleaseCard,
    WentBack,
)
from kiosk.journeys.trial import trial
from kiosk.journeys.try_out import try_out
from kiosk.journeys.unblock_pin import unblock_pin
from kiosk.journeys.which_pin import which_pin
from kiosk.services import Shelf


class HomeChoice(Enum):
    LOOK_AT_CARD = "look-at-card"
    PIN = "pin"
    WHICH_PIN = "which-pin"
    SERVICES = "services"
    LEARN = "learn"
    TRY = "try"
    QUESTIONS = "questions"


class PinCare(Enum):
    FIRST = "first"
    CHANGE = "change"
    UNBLOCK = "unblock"


class Helped(Enum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


async def visit(
    card_is_there: bool,
    shelves: tuple[Shelf, ...] = (),
    providers: tuple[Provider, ...] = (),
    *,
    course: bool = False,
) -> Ending:
    """`card_is_there`: a card laid on the reader began the visit, so it is looked at first.

    `shelves` are the services that are shown today, `providers` those of practice that somebody
    can identify themselves to. `course`: the card at hand is a practice card.
    """
    identify = partial(trial, providers, at_hand=course)
    journey = look_at_card if card_is_there else await _home(shelves, identify)
    while (ending := await played(journey)) is Ending.LEFT:
        journey = await _home(shelves, identify)
    await ReleaseCard()
    await AwaitRemoval("take-card")
    await ClosingQuestion("helped", Helped)
    return ending


async def _home(
    shelves: tuple[Shelf, ...], identify: Callable[[], Journey]
) -> Callable[[], Journey]:
    """The journey that is wanted. Back from here ends the visit."""
    match await Choose("home", HomeChoice):
        case HomeChoice.LOOK_AT_CARD:
            return look_at_card
        case HomeChoice.WHICH_PIN:
            return which_pin
        case HomeChoice.SERVICES:
            return partial(services, shelves)
        case HomeChoice.LEARN:
            return partial(learn, identify)
        case HomeChoice.TRY:
            return partial(try_out, identify)
        case HomeChoice.QUESTIONS:
            return questions
        case HomeChoice.PIN:
            return pin_care


async def farewell() -> Ending:
    """A visit is over and its card still lies there."""
    await AwaitRemoval("card-left-behind", Mood.CAUTION)
    return Ending.LEFT


async def played(journey: Callable[[], Journey]) -> Ending:
    """Play a journey; back at its first question is LEFT, faults are told truthfully."""
    while True:
        try:
            return await journey()
        except WentBack:
            return Ending.LEFT
        except CardFault as fault:
            journey = partial(after_fault, fault)
        except OtherJourney as other:
            journey = other.journey


async def pin_care() -> Ending:
    match await Choose("pin-care", PinCare):
        case PinCare.FIRST:
            return await first_pin()
        case PinCare.CHANGE:
            return await change_pin()
        case PinCare.UNBLOCK:
            return await unblock_pin()
