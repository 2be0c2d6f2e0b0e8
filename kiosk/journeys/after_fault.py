"""After a fault: the truth by card rule 3 (DESIGN section 4), and what to try first.

Nothing goes on by itself, and every digit is typed again.
"""

from __future__ import annotations

from enum import Enum

from kiosk.eid.model import (
    Aftermath,
    CardFault,
    PinChanged,
    PinState,
    StateDiffers,
    WrongCan,
    WrongPin,
)
from kiosk.journeys.look_at_card import look_at_card, show_status
from kiosk.journeys.on_reader import eid_on_reader, to_the_desk
from kiosk.journeys.outcome import tell_done
from kiosk.journeys.steps import (
    AskSecret,
    ChangePin,
    Choose,
    Ending,
    Field,
    Mood,
    Picture,
    ReleaseCard,
    Tell,
)
from kiosk.journeys.unblock_pin import tell_state
from kiosk.secret import Secret


class Again(Enum):
    LOOK_AGAIN = "look-again"
    STOP = "stop"


async def after_fault(fault: CardFault) -> Ending:
    """Say what is known, then look again if the person wants to."""
    await ReleaseCard()
    if fault.aftermath is Aftermath.NOTHING_HAPPENED:
        wish = await Choose(f"fault-{fault.key}", Again, Mood.CAUTION, (), Picture.CARD_ON_READER)
    else:
        wish = await Choose(
            f"after-{fault.aftermath.value}", Again, Mood.STOP, (), Picture.CARD_ON_READER
        )
    if wish is Again.STOP:
        return Ending.LEFT
    if fault.aftermath is Aftermath.NEW_PIN_UNCERTAIN:
        return await _try_new_pin_first()
    return await look_at_card()


async def _try_new_pin_first() -> Ending:
    """Whether the new PIN holds: set once more if the chip accepts it, for that proves it."""
    status = await eid_on_reader()
    if isinstance(status, Ending):
        return status
    if status.state is not PinState.OPERATIONAL:
        return await show_status(status)
    new = await AskSecret(Field.PIN, "try-new-pin", count=status.tries_left)
    if new is None:
        return await to_the_desk("desk-new-pin")
    same = Secret(new.view())
    try:
        result = await ChangePin(new, same)
    finally:
        same.wipe()
    match result:
        case PinChanged():
            return await tell_done("new-pin-holds")
        case WrongPin(now) | WrongCan(now):
            if now.state in (PinState.OPERATIONAL, PinState.SUSPENDED):
                await Tell("new-pin-refused", Mood.CAUTION, count=now.tries_left)
            return await show_status(now)
        case StateDiffers(now):
            return await tell_state(now)
