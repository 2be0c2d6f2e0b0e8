"""One try is left: the chip wants the CAN, and the person has to want the try."""

from __future__ import annotations

from enum import Enum

from kiosk.eid.model import PinChanged, PinState, PinStatus, StateDiffers, WrongCan, WrongPin
from kiosk.journeys.on_reader import to_the_desk
from kiosk.journeys.outcome import tell_done
from kiosk.journeys.steps import (
    AskSecret,
    ChangePin,
    ChooseWithCard,
    Ending,
    Field,
    Mood,
    Picture,
    Progress,
    Tell,
    WentBack,
)
from kiosk.journeys.unblock_pin import offer_puk, tell_state
from kiosk.secret import Secret


class LastTry(Enum):
    GO_TO_DESK = "go-to-desk"
    GO_ON = "go-on"


async def consent_and_can(progress: Progress, consented: bool) -> Secret | Ending:
    """The CAN, after a clear yes to the last try; or the way to the desk, the better offer.

    `consented`: the yes was said already, and only the CAN was wrong since.
    """
    if not consented:
        wish = await ChooseWithCard(
            "last-try", LastTry, Mood.CAUTION, picture=Picture.CARD, progress=progress
        )
        if wish is LastTry.GO_TO_DESK:
            return await to_the_desk("desk-new-pin")
    can = await AskSecret(Field.CAN, "enter-can", Picture.CAN_ON_CARD, progress=progress)
    if can is None:
        return await to_the_desk("desk-no-can")
    return can


async def resume_pin(status: PinStatus) -> Ending:
    """Get all three tries back with the CAN and the PIN of six digits, which stays as it is."""
    consented = False
    while status.state is PinState.SUSPENDED:
        can = await consent_and_can(Progress("resume-pin", 1, 2), consented)
        if isinstance(can, Ending):
            return can
        try:
            pin = await AskSecret(
                Field.PIN, "enter-pin-last-try", progress=Progress("resume-pin", 2, 2)
            )
        except WentBack:
            can.wipe()
            consented = False
            continue
        if pin is None:
            can.wipe()
            return await to_the_desk("desk-new-pin")
        # the same PIN is set again: what counts is that the chip accepts it and says so
        same = Secret(pin.view())
        try:
            result = await ChangePin(pin, same, can)
        finally:
            same.wipe()
        match result:
            case PinChanged():
                return await tell_done("pin-resumed")
            case WrongPin(now):
                status, consented = now, False
            case WrongCan(now):
                consented, status = now == status, now  # no try was spent
                await Tell("wrong-can", Mood.CAUTION, Picture.CAN_ON_CARD)
            case StateDiffers(now):
                return await tell_state(now)
    if status.state is PinState.BLOCKED:
        return await offer_puk("pin-blocked-now", status)
    return await tell_state(status)
