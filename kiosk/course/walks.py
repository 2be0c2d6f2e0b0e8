"""Walks through the kiosk as data: `assets/course/walks.yaml`. Every page on one is a place to go.

A page is reached honestly: the visit is played to it, with a fresh practice card and the answers
that are written down here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import msgspec

from kiosk.eid.simulator.mishaps import Mishap
from kiosk.strict_yaml import read

FILE = Path(__file__).parents[2] / "assets" / "course" / "walks.yaml"

GREETING = "attract"
"""The text key of the greeting, where every walk begins."""

Word: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]+\Z")]
Line: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=80, pattern=r"^[^\n\r]*\Z")]


class Walk(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Somebody's way through the kiosk."""

    title: Line
    card: Word | None = None
    """The practice card in their hand."""
    mishap: Mishap | None = None
    """What goes wrong with the card that is laid on at the greeting."""
    way: dict[Word, Word | tuple[Word, ...] | None]
    """What they do on each page, by its text key, in the order in which they see them; several
    things where they come to the same page again. At the greeting: touch, or lay-on. None: the
    walk ends there."""


class Topic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Walks that an instructor looks for in one place."""

    title: Line
    walks: tuple[Walk, ...]


class Walks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    topics: tuple[Topic, ...]

    @property
    def walks(self) -> list[Walk]:
        return [walk for topic in self.topics for walk in topic.walks]

    @property
    def pages(self) -> set[str]:
        """Every place there is."""
        return {page for walk in self.walks for page in walk.way}

    def to(self, page: str, card: str | None) -> Walk | None:
        """The walk to a page, best one with this very card; None if no walk comes there."""
        found = [walk for walk in self.walks if page in walk.way]
        same = [walk for walk in found if card in (None, walk.card)]
        return next(iter(same or found), None)


def load_walks(path: Path = FILE) -> Walks:
    """Raises strict_yaml.BadFile."""
    return read(path, Walks).content
