"""Practice cards to hold: their fronts, as large as a real card (ISO/IEC 7810 ID-1)."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.eid.simulator.personas import Persona
from kiosk.handout.paper import html


def sheet(personas: Sequence[Persona]) -> str:
    """As HTML, with a card for each that has a CAN; others have no name to print."""
    return html("cards.html", cards=[persona for persona in personas if persona.secrets])
