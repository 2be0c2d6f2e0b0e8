"""The hand-out of a lesson: what people take home, in any language of the kiosk.

All its sentences are the kiosk's own, but the lesson chooses which.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kiosk.handout.paper import code, html
from kiosk.journeys.questions import LISTS
from kiosk.lessons import Lesson
from kiosk.services import Service, contact
from kiosk.texts import Texts, locale_of

PARTS = (
    ("learn-what", "card-online"),
    ("learn-pin-can", "pin-and-can"),
    ("learn-puk-password", "puk-and-sperrkennwort"),
    ("learn-needed", "card-at-phone"),
)
"""What every hand-out explains: pages of the kiosk with their pictures."""

TRIES = 3
"""Of a card at rest, for pages that say how many there are."""


@dataclass(frozen=True)
class Screen:
    title: str
    body: str
    picture: str | None
    boxes: int


@dataclass(frozen=True)
class Answer:
    question: str
    title: str
    body: str


@dataclass(frozen=True)
class Row:
    """A service; `code` is None where there is no address, but a number or a desk."""

    title: str
    contact: str
    code: str | None


def handout(lesson: Lesson, texts: Texts, services: Collection[Service]) -> str:
    """As HTML, in the language that is being read; `services` are those of the lesson."""
    chosen = lesson.handout
    return html(
        "handout.html",
        locale=locale_of(texts.language),
        t=texts,
        parts=PARTS,
        letter=texts("handout.letter"),
        letter_only=texts("handout.letter.only"),
        on_screen=texts("handout.on-screen"),
        here=texts("handout.here"),
        screens=[
            Screen(
                texts(f"{one.page}.title", TRIES),
                texts(f"{one.page}.body", TRIES) if texts.has(f"{one.page}.body") else "",
                one.picture,
                one.boxes,
            )
            for one in chosen.screens
        ],
        answers=[_answer(name, texts) for name in chosen.questions],
        services=[_row(service, texts) for service in services],
    )


def _answer(name: str, texts: Texts) -> Answer:
    topic = next(topic for topic, ones in LISTS.items() if name in {one.value for one in ones})
    key = f"answer-{name}"
    sentences = texts(f"{key}.body"), texts.today(f"{key}.today")
    return Answer(
        texts(f"questions-{topic.value}.{name}"),
        texts(f"{key}.title"),
        " ".join(filter(None, sentences)),
    )


def _row(service: Service, texts: Texts) -> Row:
    return Row(
        texts.of(service.title),
        (contact(service) or texts("service-desk.title")).removeprefix("https://"),
        code(service.address) if service.address else None,
    )
