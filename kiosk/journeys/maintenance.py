"""A technician at the screen, whom stick and code have let in. No citizen's visit: not counted."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.eid.model import CardFault, CardLook
from kiosk.journeys.steps import AwaitCard, Ending, LookAtCard, ReleaseCard, Step, WentBack


@dataclass(frozen=True)
class ShowTechnician(Step[None]):
    """The technician's page; answered when the reader is to be tried. Its words are in the
    technician's own catalogue."""

    patience = 300.0
    text = "technician"
    look: CardLook | CardFault | None = None
    """What the last card gave that was looked at."""


async def maintenance() -> Ending:
    """Until "end", the stick is pulled out, or nobody touches the screen any more."""
    look: CardLook | CardFault | None = None
    while True:
        await ShowTechnician(look)
        try:
            await AwaitCard("lay-card-on")
            look = await LookAtCard()
        except WentBack:
            look = None
        except CardFault as fault:
            look = fault
        await ReleaseCard()
