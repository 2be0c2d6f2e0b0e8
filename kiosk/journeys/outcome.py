"""The ends that journeys share: done, blocked, or a state that was not expected."""

from __future__ import annotations

from kiosk.eid.model import PinState, PinStatus
from kiosk.journeys.on_reader import to_the_desk
from kiosk.journeys.steps import Ending, Fact, Mood, Picture, ReleaseCard, Tell


async def tell_done(text: str) -> Ending:
    await ReleaseCard()
    await Tell(text, Mood.GOOD, Picture.TAKE_CARD)
    return Ending.DONE


async def tell_blocked() -> Ending:
    """The last try was wrong. What helps now is the PUK, or the desk."""
    await ReleaseCard()
    await Tell("pin-blocked-now", Mood.STOP, Picture.PUK_IN_LETTER)
    return Ending.PIN_BLOCKED


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
            return await to_the_desk("card-says-blocked")
        case PinState.DEACTIVATED:
            return await to_the_desk("eid-is-off")


def status_facts(status: PinStatus) -> tuple[Fact, ...]:
    """The state of a card in lines, the news in order of weight."""
    match status.state:
        case PinState.OPERATIONAL:
            return (
                Fact("fact-eid-on", Mood.GOOD),
                Fact(
                    "fact-tries",
                    Mood.GOOD if status.tries_left == 3 else Mood.CAUTION,
                    status.tries_left,
                ),
                Fact("fact-own-pin-unknown", Mood.CAUTION),
            )
        case PinState.SUSPENDED:
            return (
                Fact("fact-eid-on", Mood.GOOD),
                Fact("fact-tries", Mood.CAUTION, 1),
                Fact("fact-can-needed", Mood.CAUTION),
            )
        case PinState.BLOCKED:
            return (
                Fact("fact-eid-on", Mood.GOOD),
                Fact("fact-tries", Mood.STOP, 0),
                Fact("fact-puk-needed", Mood.CAUTION),
            )
        case PinState.DEACTIVATED:
            return ()  # a message of its own tells of it
