"""Trying out with a practice card. What follows are the journeys themselves: they cannot tell."""

from __future__ import annotations

from enum import Enum

from kiosk.journeys.look_at_card import look_at_card
from kiosk.journeys.steps import (
    AwaitRemoval,
    BeginPractice,
    Choose,
    Ending,
    OtherJourney,
    Picture,
    ReleaseCard,
    Tell,
)


class PracticeCard(Enum):
    """What can be practised, by the id of the card in `assets/practice-cards`."""

    FIRST_PIN = "new-card"
    WRONG_PIN = "own-pin"
    LAST_TRY = "last-try"
    BLOCKED = "blocked"


TASKS = {
    PracticeCard.FIRST_PIN: Picture.PIN_LETTER,
    PracticeCard.WRONG_PIN: Picture.CARD,
    PracticeCard.LAST_TRY: Picture.CAN_ON_CARD,
    PracticeCard.BLOCKED: Picture.PUK_IN_LETTER,
}


async def try_out() -> Ending:
    """A card that lies there is taken away first, and only then is there something to practise."""
    await ReleaseCard()
    await AwaitRemoval("take-card-first")
    card = await Choose("practise", PracticeCard)
    await BeginPractice(card.value)
    await Tell(f"practise-{card.value}", picture=TASKS[card])
    raise OtherJourney(look_at_card)
