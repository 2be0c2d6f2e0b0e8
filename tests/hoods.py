"""What a class reads under the hood, for the gallery."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from kiosk.eid.eac.service import load_services
from kiosk.eid.practice_engine import PracticeEngine
from kiosk.eid.simulator.personas import load_persona
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.hood.record import Record
from kiosk.hood.sentences import Talk
from kiosk.hood.topics import Topic
from kiosk.journeys.trial import CARD
from kiosk.screens.hood import Hood, column_of
from kiosk.screens.sheet import Frame
from kiosk.screens.theme import Measures
from kiosk.secret import Secret

UNFOLDED = (Topic.PIN_AND_GRANT, Topic.NONCE)
"""With words of the language, and with secrets."""


@cache
def talks() -> list[Talk]:
    """All that is said when an account is opened."""
    persona = load_persona(CARD)
    assert persona.secrets
    card, record, reader = persona.make_chip(), Record(lambda: None), PracticeReader()
    card.listener = record.hear
    reader.lay_on(card)
    engine = PracticeEngine(reader, lambda: date(2026, 11, 24))
    engine.look()
    asks = next(service.provider for service in load_services() if service.id == "bank-account")
    pin = Secret(persona.secrets.pin.encode())
    engine.identify(asks.id, (*asks.required, *asks.optional), pin)
    return record.talks()


def hoods(frame: Frame, below: Measures) -> Iterator[tuple[str, Hood]]:
    """The list from its beginning on, nothing yet, and some lines unfolded."""
    column = column_of(below)
    there = frame.at(below.column(column) if column else below)
    close = None if column else _nothing

    def hood(said: list[Talk]) -> Hood:
        return Hood(there, lambda: said, close, _nothing)

    yield "hood-empty", hood([])
    for shown in (8, len(talks())):
        yield f"hood-{shown}", hood(talks()[:shown])
    for topic in UNFOLDED:
        made = hood(talks())
        made.unfold(next(talk for talk in talks() if talk.topic is topic))
        yield f"{topic.value.replace('.', '-')}-unfolded", made


def _nothing() -> None:
    """What a control of the gallery does."""
