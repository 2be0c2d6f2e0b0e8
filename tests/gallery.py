"""Every screen in every size and language, as pictures and for the scanner.

    python -m tests.gallery [FOLDER]

leaves build/gallery/<size>/<language>/<text key>.png and tells what the scanner finds.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from kiosk.comfort import AT_REST, Comfort
from kiosk.eid.simulator.personas import load_persona
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.facts import Facts, load_facts
from kiosk.journeys.atlas.proofs import proved_chart
from kiosk.journeys.services import TEXTS
from kiosk.journeys.steps import (
    UNSEEN,
    Aside,
    AwaitCard,
    LookAtCard,
    OnService,
    Pick,
    ShowList,
    ShowService,
    Step,
)
from kiosk.journeys.try_out import PracticeCard
from kiosk.practice import Hand
from kiosk.services import SHIPPED, Service, contact, has_room, read_catalogue, shelves
from kiosk.settings import Contact, Settings
from kiosk.statistics.counters import Counter, name_of
from kiosk.statistics.otlp import in_lines, message
from kiosk.statistics.small_numbers import Cell
from kiosk.statistics.spool import Glimpse, Message
from kiosk.texts import Texts
from tests.display import on_virtual_screen

if TYPE_CHECKING:
    from kiosk.screens.counted import Leaf
    from kiosk.screens.page import Actions
    from kiosk.screens.sheet import Frame, Sheet

PANELS = [(800, 480, 7.0), (1280, 800, 10.1), (1920, 1080, 15.6), (1080, 1920, 21.5)]
"""Width and height in pixels, diagonal in inches."""


def pages(
    panel: tuple[int, int, float],
    language: str,
    steps: Iterable[Step[Any]],
    comfort: Comfort = AT_REST,
) -> Iterator[tuple[str, Sheet]]:
    """Every page there is, one after the other, with a name. Needs Kivy's window."""
    from kiosk.conductor import GRACE_SECONDS  # noqa: PLC0415
    from kiosk.eid.connection import ReaderState  # noqa: PLC0415
    from kiosk.screens.attract import AttractPage  # noqa: PLC0415
    from kiosk.screens.comfort_panel import ComfortPanel  # noqa: PLC0415
    from kiosk.screens.counted import CountedOverlay  # noqa: PLC0415
    from kiosk.screens.overlay import Help, Languages, RealCard, StillThere  # noqa: PLC0415
    from kiosk.screens.pages import NOTICES, Moment, page_for, work_hangs  # noqa: PLC0415
    from kiosk.screens.papers import PaperOverlay, accessibility, privacy  # noqa: PLC0415
    from kiosk.screens.practice_bar import PracticeBar, bar_height  # noqa: PLC0415
    from kiosk.screens.sheet import Frame  # noqa: PLC0415
    from kiosk.screens.theme import Measures  # noqa: PLC0415
    from kiosk.secret import Secret  # noqa: PLC0415

    facts = load_facts()
    texts = Texts(facts=Facts(facts, lambda: max(fact.checked_on for fact in facts)))
    texts.language = language
    contact = Contact("Stadt Musterstadt, datenschutz@stadt.example", "teilhabe@stadt.example")
    window = Measures.of_window(*panel)
    strip = round(window.of(bar_height(window)))
    frame = Frame(texts, window, Settings().site, False, comfort, contact=contact)
    practice = replace(frame.at(window.below(strip)), practice=True, bar=True)
    actions = all_actions()
    calm = Moment(ReaderState.CARD, Secret())
    yield "attract", AttractPage(frame, _nothing, _nothing, None, actions)
    yield "help", Help(frame, _nothing, _nothing, _nothing, _nothing)
    for number, leaf in enumerate(_counted(frame)):
        yield f"counted-{number}", CountedOverlay(frame, leaf, _nothing, _nothing)
    for paper in (privacy(contact), accessibility(contact)):
        yield paper.title, PaperOverlay(frame, paper, _nothing)
    yield "comfort", ComfortPanel(frame, _nothing, _nothing, _nothing)
    yield "languages", Languages(frame, _nothing, _nothing)
    yield "still-there", StillThere(frame, _nothing, GRACE_SECONDS)
    yield "real-card", RealCard(practice)
    for card in PracticeCard:
        hand = Hand(PracticeReader(), [load_persona(card.value)])
        yield f"bar-{card.value}", PracticeBar(frame.at(window.strip(strip)), hand)
        hand.lay_on()
        yield f"bar-{card.value}-laid-on", PracticeBar(frame.at(window.strip(strip)), hand)
    for notice in NOTICES.values():
        yield f"attract-{notice}", AttractPage(frame, _nothing, _nothing, notice, actions)
    seen: dict[str, int] = {}
    for step in steps:
        if isinstance(step, UNSEEN):
            continue
        name = getattr(step, "text", type(step).__name__)
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            name = f"{name}-{seen[name]}"
        yield name, page_for(frame, step, calm, _nothing, actions)
        yield f"{name}-practice", page_for(practice, step, calm, _nothing, actions)
        if isinstance(step, AwaitCard):
            for state, notice in NOTICES.items():
                moment = Moment(state, Secret())
                yield f"{name}-{notice}", page_for(frame, step, moment, _nothing, actions)
        if isinstance(step, LookAtCard):
            yield "work-hangs", work_hangs(frame, step, actions)


def all_actions() -> Actions:
    """Every control that can stand around a page."""
    from kiosk.screens.page import Actions  # noqa: PLC0415

    return Actions(**{field.name: _nothing for field in fields(Actions)})


def service_steps() -> list[Step[Any]]:
    """Every list and every service of the catalogue that comes with the kiosk, doubtful ones
    too, and a list that is full."""
    rows = [
        msgspec.structs.replace(one, doubtful=False) for one in read_catalogue(SHIPPED).services
    ]
    whole = msgspec.structs.replace(read_catalogue(SHIPPED), services=tuple(rows))
    all_shelves = shelves(whole, date(2026, 11, 1))
    return [
        Pick("services", all_shelves, (Aside.MY_LIST,)),
        *(
            Pick("service-list", page, tuple(Aside), shelf)
            for shelf in all_shelves
            for page in shelf.pages
        ),
        *(
            ShowService(TEXTS[one.way], one, (OnService.MY_LIST, OnService.DROP), full=True)
            for one in rows
            if one.way
        ),
        ShowList("my-list", fullest_list(rows)),
    ]


def fullest_list(rows: Iterable[Service]) -> tuple[Service, ...]:
    """What somebody marks who marks whatever there is room for."""
    listed: tuple[Service, ...] = ()
    for one in rows:
        if contact(one) and has_room(listed, one):
            listed = (*listed, one)
    return listed


def _counted(frame: Frame) -> list[Leaf]:
    """A closed day with much to tell, as it was sent."""
    from kiosk.screens.counted import leaves  # noqa: PLC0415

    day = date(2026, 9, 30)
    cells = [Cell(name_of(counter), day, day, 1234) for counter in [*Counter][:9]]
    body = message(cells, frame.site, "1.0.0")
    return leaves(frame, Glimpse(day, cells, Message(day, body)), in_lines(body))


def _nothing(*_: object) -> None:
    """What a control of the gallery does."""


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/gallery")
    steps = [*proved_chart().steps(), *service_steps()]
    found = 0
    with on_virtual_screen(640, 480):
        from kiosk.screens.window import configure  # noqa: PLC0415  Kivy opens a window

        configure((640, 480))
        from kivy.core.window import Window  # noqa: PLC0415, F401

        from tests.finger import picture  # noqa: PLC0415
        from tests.scanner import faults  # noqa: PLC0415

        for panel in PANELS:
            for language in Texts().languages():
                room = folder / f"{panel[0]}x{panel[1]}" / language.code
                room.mkdir(parents=True, exist_ok=True)
                for name, page in pages(panel, language.code, steps):
                    picture(page).save(room / f"{name}.png")
                    for fault in faults(page):
                        found += 1
                        print(f"{room / name}.png: {fault}")
    print(f"{folder}: {found} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
