"""What an instructor can ask for, and what an instructor is told. No Kivy, no web: the phone, the
keyboard and the presenter all speak this."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


@dataclass(frozen=True)
class Take:
    """Take that practice card into the hand, as its story has it."""

    card: str


@dataclass(frozen=True)
class Exchange:
    """That practice card in place of the one on the reader, in one move."""

    card: str


@dataclass(frozen=True)
class GoTo:
    """Jump to a page, as somebody with this card would come to it; see `walks`."""

    page: str
    card: str | None = None


@dataclass(frozen=True)
class Speak:
    language: str


@dataclass(frozen=True)
class OpenLesson:
    """By the name of its file."""

    name: str


class Deed(Enum):
    """What needs no more words."""

    LAY_ON = "lay-on"
    LIFT = "lift"
    TEAR_AWAY = "tear-away"
    """Lift the card when its chip has got the command that changes it."""
    FREEZE = "freeze"
    """Touches and time stand still, and the screen shows what it shows; once more: they go on."""
    BLACK = "black"
    """Nothing is seen; once more: everything again."""
    BACK = "back"
    LARGER = "larger"
    SMALLER = "smaller"
    NEXT = "next"
    """The next step of the lesson, with its card and its page."""
    PREVIOUS = "previous"
    AGAIN = "again"
    """The same step of the lesson from its beginning."""
    START = "start"
    """The first step of the lesson."""
    BAR = "bar"
    """Show or hide the instructor's strip above the page."""
    HOOD = "hood"
    """Show or hide what terminal and card say to each other."""


Command: TypeAlias = Take | Exchange | GoTo | Speak | OpenLesson | Deed

_WITH_NAME: dict[str, type[Take | Exchange | Speak | OpenLesson]] = {
    "take": Take,
    "exchange": Exchange,
    "speak": Speak,
    "open": OpenLesson,
}


def command(words: str) -> Command:
    """A command from its words, such as "lay-on", "take new-card" or "go card-status new-card".

    Raises ValueError. Whether a card or a page of that name exists is not looked at here.
    """
    verb, *names = words.split()
    match verb, names:
        case "go", [page]:
            return GoTo(page)
        case "go", [page, card]:
            return GoTo(page, card)
        case _, [name] if verb in _WITH_NAME:
            return _WITH_NAME[verb](name)
        case _, []:
            return Deed(verb)
        case _:
            raise ValueError("no command")


@dataclass(frozen=True)
class State:
    """How things stand, for whoever holds the reins."""

    card: str
    lies_there: bool
    tears: bool
    """Whether the card will be torn away."""
    digits: str
    """What is printed on the card and in its letter now, or nothing."""
    page: str
    """The text key of what is shown; the greeting is "attract"."""
    on_the_way: bool
    """Whether a jump is still being played."""
    lost: str | None
    """The page that a jump did not come to."""
    frozen: bool
    black: bool
    bar: bool
    hood: bool
    language: str
    lesson: str
    step: int | None
    """Of the lesson, from 0; None before it has begun."""
