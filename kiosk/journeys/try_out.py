"""Trying out with a practice card. What follows are the journeys themselves: they cannot tell."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from kiosk.journeys.look_at_card import look_at_card
from kiosk.journeys.steps import (
    AwaitRemoval,
    BeginPractice,
    Choose,
    Ending,
    Journey,
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


class Exercise(Enum):
    """Identification, or one of the cards."""

    IDENTIFY = "identify"
    FIRST_PIN = PracticeCard.FIRST_PIN.value
    WRONG_PIN = PracticeCard.WRONG_PIN.value
    LAST_TRY = PracticeCard.LAST_TRY.value
    BLOCKED = PracticeCard.BLOCKED.value


TASKS = {
    PracticeCard.FIRST_PIN: Picture.PIN_LETTER,
    PracticeCard.WRONG_PIN: Picture.CARD,
    PracticeCard.LAST_TRY: Picture.CAN_ON_CARD,
    PracticeCard.BLOCKED: Picture.PUK_IN_LETTER,
}


async def try_out(identify: Callable[[], Journey]) -> Ending:
    """A card that lies there is taken away first, and only then is there something to practise.

    `identify` is the trial identification.
    """
    await ReleaseCard()
    await AwaitRemoval("take-card-first")
    exercise = await Choose("practise", Exercise)
    if exercise is Exercise.IDENTIFY:
        raise OtherJourney(identify)
    card = PracticeCard(exercise.value)
    await BeginPractice(card.value)
    await Tell(f"practise-{card.value}", picture=TASKS[card])
    raise OtherJourney(look_at_card)
