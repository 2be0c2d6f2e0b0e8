"""Lessons for a class as data: `assets/lessons/*.yaml`, one lesson a file, in German.

Read strictly: a lesson names cards, pages, pictures, questions and services, and all of them exist.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeAlias

import msgspec

from kiosk.strict_yaml import read
from kiosk.texts import Texts

FOLDER = Path(__file__).parents[1] / "assets" / "lessons"
PICTURES = Path(__file__).parents[1] / "assets" / "pictures"

Line: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=160, pattern=r"^[^\n\r]*\Z")]
Word: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]+\Z")]
Words: TypeAlias = Annotated[str, msgspec.Meta(min_length=1)]
Minutes: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=240)]

NO_PAGE = "no page is called '{name}'"
NO_WAY = "no walk of assets/course/walks.yaml comes to the page '{name}'"
NO_CARD = "no practice card is called '{name}': `kiosk practice-card list` has them all"
NO_PICTURE = "no drawing is called '{name}'"
NO_QUESTION = "no question is called '{name}'"
NO_SERVICE = "the kiosk shows no service '{name}': `kiosk services check` has them all"


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the instructor asks the class, and what is right."""

    ask: Words
    answer: Words


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of a lesson: one thought, with one page of the kiosk on the wall."""

    title: Line
    minutes: Minutes
    page: Word
    """The text key of the page on which the step begins, without `.title`."""
    card: Word | None = None
    """The practice card that lies on the reader, or is laid on; its story is its state."""
    do: Words | None = None
    """What the instructor does at the kiosk, or the class at its tables."""
    say: Words
    questions: tuple[Question, ...] = ()


class Screen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A page of the kiosk as it is drawn on the hand-out."""

    page: Word
    picture: Word | None = None
    """A drawing of `assets/pictures`."""
    boxes: Annotated[int, msgspec.Meta(ge=0, le=10)] = 0
    """For the digits that are typed there."""


class Handout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the class takes home; it has room for so much."""

    screens: Annotated[tuple[Screen, ...], msgspec.Meta(min_length=1, max_length=4)]
    questions: Annotated[tuple[Word, ...], msgspec.Meta(min_length=1, max_length=12)]
    """By the names of `kiosk.journeys.questions`, such as letter-lost."""
    services: Annotated[tuple[Word, ...], msgspec.Meta(min_length=1, max_length=6)]
    """By their ids in the catalogue."""


class Lesson(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`minutes` are those of all steps together."""

    title: Line
    minutes: Minutes
    people: Line
    """For whom it is."""
    goals: Annotated[tuple[Line, ...], msgspec.Meta(min_length=1)]
    """What people can do or tell afterwards."""
    prepare: Annotated[tuple[Line, ...], msgspec.Meta(min_length=1)]
    steps: Annotated[tuple[Step, ...], msgspec.Meta(min_length=1)]
    handout: Handout


@dataclass(frozen=True)
class Known:
    """What a lesson may name and this floor cannot look up: ids of cards, of services that are
    shown, and of pages on which a step can begin. Without `services` those are not looked at."""

    cards: Collection[str]
    services: Collection[str] | None
    pages: Collection[str]


def lessons_in(folder: Path) -> list[Path]:
    """The files of a folder, by name; none where there is no folder."""
    return sorted(folder.glob("*.yaml"))


def read_lesson(path: Path, known: Known) -> Lesson:
    """Raises BadFile."""
    document = read(path, Lesson)
    lesson = document.content
    together = sum(step.minutes for step in lesson.steps)
    if together != lesson.minutes:
        problem = "the steps take {together} minutes"
        raise document.refuse(problem, "minutes", together=together)
    for place, name, known_here, problem in _names(lesson, known):
        if not known_here:
            raise document.refuse(problem, *place, name=name)
    return lesson


def _names(lesson: Lesson, known: Known) -> Iterator[tuple[tuple[str | int, ...], str, bool, str]]:
    """Everything that a lesson names: where, how, whether it exists, and what to say if not."""
    texts = Texts()
    for index, step in enumerate(lesson.steps):
        yield ("steps", index, "page"), step.page, texts.has(f"{step.page}.title"), NO_PAGE
        yield ("steps", index, "page"), step.page, step.page in known.pages, NO_WAY
        if step.card:
            yield ("steps", index, "card"), step.card, step.card in known.cards, NO_CARD
    for index, screen in enumerate(lesson.handout.screens):
        place = "handout", "screens", index
        yield (*place, "page"), screen.page, texts.has(f"{screen.page}.title"), NO_PAGE
        if screen.picture:
            drawn = (PICTURES / f"{screen.picture}.svg").exists()
            yield (*place, "picture"), screen.picture, drawn, NO_PICTURE
    for index, question in enumerate(lesson.handout.questions):
        answered = texts.has(f"answer-{question}.title")
        yield ("handout", "questions", index), question, answered, NO_QUESTION
    for index, service in enumerate(lesson.handout.services):
        shown = known.services is None or service in known.services
        yield ("handout", "services", index), service, shown, NO_SERVICE
