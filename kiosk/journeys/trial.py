"""Online identification to try out: who asks, what for, which data, the PIN, and what was seen.

Always with a practice card, and in its frame from the first page on. At the desk that is a fresh
one for each provider, and a real one lying there is taken away first, as in `try_out`. In a course
it is the card at hand, in whatever state: a PIN that is blocked leads to its help.
"""

from __future__ import annotations

from contextlib import suppress
from enum import Enum
from functools import partial

from kiosk.eid.eac.access import Access
from kiosk.eid.eac.model import Identified, Provider
from kiosk.eid.model import PinState, PinStatus, StateDiffers, WrongPin
from kiosk.journeys.look_at_card import show_status
from kiosk.journeys.on_reader import eid_on_reader
from kiosk.journeys.steps import (
    AskSecret,
    AwaitRemoval,
    BeginPractice,
    ChooseWithCard,
    Ending,
    Field,
    Mood,
    OtherJourney,
    Picture,
    ReleaseCard,
    Tell,
    WentBack,
)
from kiosk.journeys.trial_steps import (
    AfterTrial,
    Grant,
    Identify,
    PickProvider,
    ShowProvider,
    ShowSeen,
)

CARD = "own-pin"
"""The practice card that is laid on: one with a PIN of its own."""


class AfterWrongPin(Enum):
    AGAIN = "again"
    STOP = "stop"


async def trial(providers: tuple[Provider, ...], *, at_hand: bool = False) -> Ending:
    """`at_hand`: all of the visit is practice, and the card is whichever the instructor takes."""
    if not at_hand:
        await ReleaseCard()
        await AwaitRemoval("take-card-first")
    while True:
        if not at_hand:
            await BeginPractice(CARD)
        provider = await PickProvider("trial", providers)
        with suppress(WentBack):
            ending = await _at(provider, at_hand)
            if ending is not None:
                return ending


async def _at(provider: Provider, at_hand: bool) -> Ending | None:
    """One provider, until it has seen what it may. None: another one."""
    withheld: tuple[Access, ...] = ()
    while True:
        await ShowProvider("trial-provider", provider)
        with suppress(WentBack):
            while True:
                granted = await Grant("trial-data", provider, withheld)
                withheld = tuple(one for one in provider.optional if one not in granted)
                with suppress(WentBack):
                    return await _identify(provider, granted, at_hand)


async def _identify(
    provider: Provider, granted: tuple[Access, ...], at_hand: bool
) -> Ending | None:
    status = await eid_on_reader()
    if isinstance(status, Ending):
        return status
    result = await _identified(provider, granted, status, at_hand)
    if not isinstance(result, Identified):
        return result
    await ReleaseCard()
    wish = await ShowSeen("trial-seen", AfterTrial, seen=result, provider=provider)
    return None if wish is AfterTrial.ANOTHER else Ending.LEFT


async def _identified(
    provider: Provider, granted: tuple[Access, ...], status: PinStatus, at_hand: bool
) -> Identified | Ending:
    """What the provider saw; one press of OK is at most one try.

    A card in another state than for a PIN is shown as it is, with what can be done about it; and so
    is one at hand whose PIN is not known, for it may be that of the letter.
    """
    while status.state is PinState.OPERATIONAL:
        pin = await AskSecret(Field.PIN, "trial-pin", count=status.tries_left)
        if pin is None and at_hand:
            break
        if pin is None:
            await Tell("trial-where-pin", Mood.NEUTRAL, Picture.CARD)
            continue
        match await Identify(provider, granted, pin):
            case Identified() as identified:
                return identified
            case WrongPin(now):
                status = now
            case StateDiffers(now):
                raise OtherJourney(partial(show_status, now))
        if status.state is PinState.OPERATIONAL:
            wish = await ChooseWithCard(
                "trial-wrong-pin", AfterWrongPin, Mood.CAUTION, count=status.tries_left
            )
            if wish is AfterWrongPin.STOP:
                await ReleaseCard()
                return Ending.LEFT
    raise OtherJourney(partial(show_status, status))
