"""A finger on the real window walks each way of the menus, as the journeys say they lead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.journeys.learn import PAGES, Onward
from kiosk.journeys.questions import Topic
from kiosk.journeys.steps import Choose, Pick, Step, Tell
from kiosk.journeys.visit import HomeChoice, PinCare, visit
from kiosk.journeys.which_pin import Digits, Letter, NoLetter
from kiosk.services import SHIPPED, Service, Shelf, read_catalogue, shelves
from kiosk.texts import Texts
from tests.pcscd import Pcscd
from tests.real_kiosk import real_kiosk

if TYPE_CHECKING:
    from tests.twin import RealWindow, Twin

SIZE = (800, 480)

SHELVES: tuple[Shelf, ...] = shelves(read_catalogue(SHIPPED), date.today())


def paths() -> Iterator[tuple[object, ...]]:
    """What is answered from the overview on, one way after the other."""
    yield from ((HomeChoice.PIN, care) for care in PinCare)
    yield (HomeChoice.LOOK_AT_CARD,)
    for digits in Digits:
        yield HomeChoice.WHICH_PIN, Letter.HAVE_IT, digits
    for wish in NoLetter:
        yield HomeChoice.WHICH_PIN, Letter.NOT_HERE, wish
    for shelf in SHELVES:
        yield HomeChoice.SERVICES, shelf, shelf.pages[0][0]
    yield HomeChoice.LEARN, *[Onward.NEXT] * len(PAGES)
    yield HomeChoice.LEARN, Onward.LOOK_AT_CARD
    yield (HomeChoice.TRY,)
    yield from ((HomeChoice.QUESTIONS, topic) for topic in Topic)


def test_each_way_of_the_menus_leads_where_the_journeys_say(
    pcscd: Pcscd, kivy_window: None, tmp_path: Path
) -> None:
    from tests.twin import RealWindow, Twin  # noqa: PLC0415  needs the window

    twin = Twin(*SIZE)
    with real_kiosk(SIZE, tmp_path) as kiosk:
        window = RealWindow(kiosk.display)
        window.sees(twin.attract())
        window.tap(300, 240)
        for path in paths():
            walk(window, twin, path)


def walk(window: RealWindow, twin: Twin, path: tuple[object, ...]) -> None:
    """From the overview along a way, and home again."""
    journey = visit(False, SHELVES)
    step = journey.send(None)
    for answer in path:
        page = twin.page(step)
        window.sees(page)
        window.press(page, words_of(twin.texts, step, answer))
        step = following(journey.send(answer), journey)
    page = twin.page(step)
    window.sees(page)
    window.press(page, twin.texts("button.home"))
    journey.close()


def following(step: Step[Any], journey: Any) -> Step[Any]:
    """The next step that somebody sees: no card lies there to be released or taken."""
    while type(step).__name__ in ("ReleaseCard", "AwaitRemoval"):
        step = journey.send(None)
    return step


def words_of(texts: Texts, step: Step[Any], answer: object) -> str:
    match step, answer:
        case Choose(), Enum():
            return texts(step.button(answer))
        case Pick(), Shelf() | Service():
            return texts.of(answer.title)
        case Tell(), _:
            return texts("button.next")
        case _:
            raise AssertionError(f"no button for {answer} on {step}")
