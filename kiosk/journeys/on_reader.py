"""The beginning that journeys share: a card is laid on and turns out to be an eID, or not."""

from __future__ import annotations

from kiosk.eid.model import CardKind, PinStatus
from kiosk.journeys.steps import (
    AwaitCard,
    Ending,
    LookAtCard,
    Mood,
    Picture,
    ReleaseCard,
    Tell,
)


async def eid_on_reader() -> PinStatus | Ending:
    """Wait for a card and look at it; the PIN's state, or NO_EID after saying what it is."""
    await AwaitCard("lay-card-on")
    look = await LookAtCard()
    if look.pin_status is not None:
        return look.pin_status
    await ReleaseCard()
    await Tell(no_eid_text(look.kind), Mood.CAUTION, Picture.CARD)
    return Ending.NO_EID


def no_eid_text(kind: CardKind) -> str:
    return f"card-is-{kind.value}"


async def to_the_desk(text: str) -> Ending:
    """Say why the desk helps better than this device."""
    await ReleaseCard()
    await Tell(text, Mood.NEUTRAL, Picture.SERVICE_DESK)
    return Ending.GO_TO_DESK
