"""What is my card, how is it, and what can I do with it? Costs no try and no secret."""

from __future__ import annotations

from enum import Enum

from kiosk.eid.model import PinState, PinStatus
from kiosk.journeys.change_pin import set_first_pin, set_other_pin
from kiosk.journeys.on_reader import eid_on_reader, to_the_desk
from kiosk.journeys.outcome import status_facts
from kiosk.journeys.resume_pin import resume_pin
from kiosk.journeys.steps import ChooseWithCard, Ending, Mood, ReleaseCard
from kiosk.journeys.unblock_pin import offer_puk, tell_state


class WhichPin(Enum):
    FIVE = "five"
    SIX = "six"
    UNKNOWN = "unknown"


class OwnPin(Enum):
    READY = "ready"
    CHANGE = "change"


async def look_at_card() -> Ending:
    status = await eid_on_reader()
    if isinstance(status, Ending):
        return status
    return await show_status(status)


async def show_status(status: PinStatus) -> Ending:
    match status.state:
        case PinState.DEACTIVATED:
            return await tell_state(status)
        case PinState.BLOCKED:
            return await offer_puk("card-status-blocked", status, status_facts(status))
        case PinState.OPERATIONAL:
            return await _by_which_pin(status, "card-status", Mood.GOOD)
        case PinState.SUSPENDED:
            return await _by_which_pin(status, "card-status-suspended", Mood.CAUTION)


async def _by_which_pin(status: PinStatus, text: str, mood: Mood) -> Ending:
    """The chip does not tell whether its PIN is the letter's or one's own; people know."""
    match await ChooseWithCard(text, WhichPin, mood, status_facts(status)):
        case WhichPin.FIVE:
            return await set_first_pin(status)
        case WhichPin.SIX if status.state is PinState.SUSPENDED:
            return await resume_pin(status)
        case WhichPin.SIX:
            return await _has_own_pin(status)
        case WhichPin.UNKNOWN:
            return await to_the_desk("desk-new-pin")


async def _has_own_pin(status: PinStatus) -> Ending:
    """Somebody with a PIN of six digits needs nothing, or wants another."""
    if await ChooseWithCard("has-own-pin", OwnPin, Mood.GOOD) is OwnPin.CHANGE:
        return await set_other_pin(status)
    await ReleaseCard()
    return Ending.SHOWN
