""" "What can the online function do?": short pages, and from each the way to one's own card."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from kiosk.journeys.look_at_card import look_at_card
from kiosk.journeys.steps import Ending, Explain, Journey, OtherJourney, Picture, Progress, WentBack

PAGES = (
    ("learn-what", Picture.CARD_ONLINE),
    ("learn-pin-can", Picture.PIN_AND_CAN),
    ("learn-puk-password", Picture.PUK_AND_SPERRKENNWORT),
    ("learn-needed", Picture.CARD_AT_PHONE),
    ("learn-cost", Picture.COST),
    ("learn-who-asks", Picture.WHO_ASKS),
    ("learn-fingerprint", Picture.FINGERPRINT),
    ("learn-lost", Picture.LOST_CARD),
    ("learn-young", Picture.AGE_16),
    ("learn-cards", Picture.THREE_CARDS),
)
"""Text key and picture of each page; with its title a page has forty words at most."""


class Onward(Enum):
    NEXT = "next"
    LOOK_AT_CARD = "look-at-card"


class AfterLearning(Enum):
    LOOK_AT_CARD = "look-at-card"
    TRY = "try"
    OVERVIEW = "overview"
    FINISHED = "finished"


async def learn(identify: Callable[[], Journey]) -> Ending:
    """`identify` is the trial identification, to which the last page leads."""
    page = 0
    while True:
        try:
            if page == len(PAGES):
                return await _after_learning(identify)
            if await _page(page) is Onward.LOOK_AT_CARD:
                raise OtherJourney(look_at_card)
            page += 1
        except WentBack:
            if page == 0:
                raise
            page -= 1


def _page(page: int) -> Explain[Onward]:
    text, picture = PAGES[page]
    progress = Progress("learn", page + 1, len(PAGES))
    return Explain(text, Onward, picture=picture, progress=progress, buttons="learn")


async def _after_learning(identify: Callable[[], Journey]) -> Ending:
    match await Explain("learn-end", AfterLearning, picture=Picture.CARD_ON_READER):
        case AfterLearning.LOOK_AT_CARD:
            raise OtherJourney(look_at_card)
        case AfterLearning.TRY:
            raise OtherJourney(identify)
        case AfterLearning.OVERVIEW:
            return Ending.LEFT
        case AfterLearning.FINISHED:
            return Ending.SHOWN
