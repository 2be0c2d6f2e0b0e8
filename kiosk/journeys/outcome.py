"""What journeys have to say alike: that it is done, and the state of a card in lines."""

from __future__ import annotations

from kiosk.eid.model import PinState, PinStatus
from kiosk.journeys.steps import Ending, Fact, Mood, Picture, ReleaseCard, Tell


async def tell_done(text: str) -> Ending:
    await ReleaseCard()
    await Tell(text, Mood.GOOD, Picture.TAKE_CARD)
    return Ending.DONE


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
