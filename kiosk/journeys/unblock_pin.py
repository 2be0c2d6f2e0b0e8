"""No try is left: the PUK fills the counter, and does not set a PIN."""

from __future__ import annotations

from enum import Enum

from kiosk.eid.model import PinState, PinStatus, PinUnblocked, PukUsedUp, StateDiffers, WrongPuk
from kiosk.journeys.on_reader import eid_on_reader, to_the_desk
from kiosk.journeys.outcome import tell_done
from kiosk.journeys.steps import (
    AskSecret,
    ChooseWithCard,
    Ending,
    Fact,
    Field,
    Mood,
    Picture,
    Progress,
    ReleaseCard,
    Tell,
    UnblockPin,
)


class Blocked(Enum):
    HAS_PUK = "has-puk"
    GO_TO_DESK = "go-to-desk"


class PukAgain(Enum):
    AGAIN = "again"
    GO_TO_DESK = "go-to-desk"


async def unblock_pin() -> Ending:
    status = await eid_on_reader()
    if isinstance(status, Ending):
        return status
    return await unblock_with_puk(status)


async def offer_puk(text: str, status: PinStatus, facts: tuple[Fact, ...] = ()) -> Ending:
    """The PIN is blocked and the card still lies there: unblock it at once, or go to the desk."""
    wish = await ChooseWithCard(text, Blocked, Mood.STOP, facts, Picture.PUK_IN_LETTER)
    if wish is Blocked.GO_TO_DESK:
        return await to_the_desk("desk-new-pin")
    return await unblock_with_puk(status)


async def unblock_with_puk(status: PinStatus) -> Ending:
    while status.state is PinState.BLOCKED:
        puk = await AskSecret(
            Field.PUK, "enter-puk", Picture.PUK_IN_LETTER, progress=Progress("unblock-pin", 1, 1)
        )
        if puk is None:
            return await to_the_desk("desk-no-puk")
        match await UnblockPin(puk):
            case PinUnblocked():
                return await tell_done("pin-unblocked")
            case WrongPuk(now):
                status = now
                if await ChooseWithCard("wrong-puk", PukAgain, Mood.CAUTION) is PukAgain.GO_TO_DESK:
                    return await to_the_desk("desk-new-pin")
            case PukUsedUp():
                return await to_the_desk("puk-used-up")
            case StateDiffers(now):
                status = now
    return await tell_state(status)


async def tell_state(status: PinStatus) -> Ending:
    """The card is not as it was thought to be; say how it is."""
    match status.state:
        case PinState.OPERATIONAL:
            await ReleaseCard()
            await Tell("pin-is-ready", Mood.GOOD, count=status.tries_left)
            return Ending.SHOWN
        case PinState.SUSPENDED:
            return await to_the_desk("card-says-suspended")
        case PinState.BLOCKED:
            return await offer_puk("card-says-blocked", status)
        case PinState.DEACTIVATED:
            return await to_the_desk("eid-is-off")
