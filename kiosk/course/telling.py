"""How things stand, in the words that an instructor reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.course.commands import State
from kiosk.course.reins import Reins
from kiosk.course.walks import Walk
from kiosk.eid.simulator.personas import Persona
from kiosk.lessons import Lesson, Step
from kiosk.texts import Language, Texts


@dataclass(frozen=True)
class Place:
    """A page to jump to: its text key, and its title."""

    page: str
    title: str


@dataclass(frozen=True)
class Way:
    """The places on one walk, in their order."""

    title: str
    card: str
    """Of the walk, or nothing."""
    places: Sequence[Place]


@dataclass(frozen=True)
class Topic:
    """Ways that are looked for in one place."""

    title: str
    ways: Sequence[Way]


@dataclass(frozen=True)
class Told:
    """All that the instructor's page shows."""

    state: State
    page: str
    """The title of the page that is shown."""
    lost: str
    """The title of a page that a jump did not come to, or nothing."""
    card: Persona
    cards: Sequence[Persona]
    lesson: Lesson
    lessons: Sequence[tuple[str, Lesson]]
    """With their names."""
    step: Step | None
    topics: Sequence[Topic]
    languages: Sequence[Language]


class Teller:
    """In German, whatever the class is reading."""

    def __init__(self, reins: Reins, cards: Sequence[Persona]) -> None:
        self._reins = reins
        self._cards = cards
        self._texts = Texts()
        self._topics = [
            Topic(topic.title, [self._way(walk) for walk in topic.walks])
            for topic in reins.teaching.walks.topics
        ]

    def told(self) -> Told:
        state = self._reins.state
        lessons = self._reins.teaching.lessons
        return Told(
            state=state,
            page=self._title(state.page),
            lost=self._title(state.lost) if state.lost else "",
            card=next(card for card in self._cards if card.id == state.card),
            cards=self._cards,
            lesson=self._reins.lesson,
            lessons=list(lessons.items()),
            step=self._reins.step,
            topics=self._topics,
            languages=self._texts.languages(),
        )

    def _way(self, walk: Walk) -> Way:
        places = [Place(page, self._title(page)) for page in walk.way]
        return Way(walk.title, walk.card or "", places)

    def _title(self, page: str) -> str:
        key = f"{page}.title"
        return self._texts(key, 1) if self._texts.has(key) else page
