"""The practice cards as data: `assets/practice-cards/*.yaml`, one card a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import msgspec
import yaml

from kiosk.eid.model import CardKind
from kiosk.eid.simulator.chip import Books, Chip
from kiosk.eid.simulator.chip_pace import Randomness
from kiosk.eid.simulator.contents import contents_of
from kiosk.eid.simulator.holder import Holder
from kiosk.eid.simulator.series import practice_series
from kiosk.eid.simulator.temperament import TEMPERAMENTS, Temperament

FOLDER = Path(__file__).parents[3] / "assets" / "practice-cards"

Word = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]+\Z")]


def _digits(count: str) -> msgspec.Meta:
    return msgspec.Meta(pattern=rf"^[0-9]{{{count}}}\Z")


class Story(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose card it is and what happened to it, for an instructor."""

    de: str
    en: str


class Secrets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is printed on the card and in its letter. A PIN of five digits is a transport PIN."""

    pin: Annotated[str, _digits("5,6")]
    can: Annotated[str, _digits("6")]
    puk: Annotated[str, _digits("10")]


class Persona(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One practice card. `secrets` and what follows belong to cards of kind eid."""

    id: Word
    order: int
    """Where it stands in lists, from 1."""
    name: str
    story: Story
    kind: CardKind = CardKind.EID
    secrets: Secrets | None = None
    holder: Holder | None = None
    """Who is identified by this card; None for a card that is there for PIN care only."""
    tries: Annotated[int, msgspec.Meta(ge=0, le=3)] = 3
    puk_uses: Annotated[int, msgspec.Meta(ge=0, le=10)] = 10
    active: bool = True
    temperament: str = "strict"
    parameter_id: Annotated[int, msgspec.Meta(ge=0, le=31)] = 13
    """Standardised domain parameters of the curve; 13 is brainpoolP256r1."""
    key_bytes: Literal[16, 24, 32] = 16

    def make_chip(
        self, temperament: Temperament | None = None, random: Randomness | None = None
    ) -> Chip:
        """A fresh chip in the state of the story."""
        temper = temperament or TEMPERAMENTS[self.temperament]
        books = None
        if self.secrets:
            books = Books(
                self.secrets.pin.encode(),
                self.secrets.can.encode(),
                self.secrets.puk.encode(),
                self.tries,
                self.puk_uses,
                self.active,
            )
        return Chip(
            contents_of(self.kind, temper, self.parameter_id, self.key_bytes),
            temper,
            books,
            eid=practice_series().personalise(self.id, self.holder) if self.holder else None,
            parameter_id=self.parameter_id,
            key_bytes=self.key_bytes,
            random=random,
        )


class BadPersona(Exception):
    """The message names the file and what is wrong in it."""


def load_personas(folder: Path = FOLDER) -> list[Persona]:
    """All practice cards in their order. Raises BadPersona."""
    personas = [_load(path) for path in sorted(folder.glob("*.yaml"))]
    return sorted(personas, key=lambda persona: persona.order)


def load_persona(name: str, folder: Path = FOLDER) -> Persona:
    """One practice card by its id. Raises BadPersona, and OSError if there is none."""
    return _load(folder / f"{name}.yaml")


def _load(path: Path) -> Persona:
    try:
        persona = msgspec.convert(yaml.safe_load(path.read_bytes()), Persona)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise BadPersona(f"{path}: {' '.join(str(error).split())}") from None
    if persona.id != path.stem:
        raise BadPersona(f"{path}: id '{persona.id}' is not the name of the file")
    if persona.temperament not in TEMPERAMENTS:
        raise BadPersona(f"{path}: temperament is one of {', '.join(TEMPERAMENTS)}")
    if (persona.kind is CardKind.EID) != (persona.secrets is not None):
        raise BadPersona(f"{path}: 'secrets' belong to cards of kind eid, and to all of them")
    if persona.holder and persona.secrets is None:
        raise BadPersona(f"{path}: 'holder' belongs to cards of kind eid")
    return persona
