"""Every screen in every size and language, as pictures and for the scanner.

    python -m tests.gallery [--panel 800x480] [FOLDER]

leaves build/gallery/<size>/<language>/<look>/<text key>.jpg and tells what the scanner finds.

    python -m tests.gallery --sheets [FOLDER]

leaves docs/gallery/<language>.webp, all screens of a language side by side, and of German also
those in high contrast, in large letters and in portrait.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import date
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import msgspec
from PIL import Image

from kiosk.comfort import AT_REST, Comfort, Reach, TextSize
from kiosk.eid.eac.model import Identified
from kiosk.eid.eac.service import load_services
from kiosk.eid.practice_engine import PracticeEngine
from kiosk.eid.simulator.personas import load_persona
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.facts import Facts, load_facts
from kiosk.journeys.atlas.proofs import proved_chart
from kiosk.journeys.services import TEXTS
from kiosk.journeys.steps import (
    UNSEEN,
    Aside,
    AwaitCard,
    Explain,
    LookAtCard,
    OnService,
    Pick,
    ShowList,
    ShowService,
    Step,
)
from kiosk.journeys.trial import CARD
from kiosk.journeys.trial_steps import AfterTrial, Grant, PickProvider, ShowProvider, ShowSeen
from kiosk.journeys.try_out import PracticeCard
from kiosk.practice import Hand
from kiosk.screens.theme import Measures
from kiosk.secret import Secret
from kiosk.services import SHIPPED, Service, contact, has_room, read_catalogue, shelves
from kiosk.settings import Contact, Settings
from kiosk.statistics.counters import Counter, name_of
from kiosk.statistics.otlp import in_lines, message
from kiosk.statistics.small_numbers import Cell
from kiosk.statistics.spool import Glimpse, Message
from kiosk.texts import Texts
from tests.display import on_virtual_screen

if TYPE_CHECKING:
    from kiosk.screens.hood import Hood
    from kiosk.screens.overlay import Overlay
    from kiosk.screens.page import Actions, Page

Panel: TypeAlias = tuple[int, int, float]

T = TypeVar("T")

PANELS: list[Panel] = [(800, 480, 7.0), (1280, 800, 10.1), (1920, 1080, 15.6), (1080, 1920, 21.5)]
"""Width and height in pixels, diagonal in inches."""

PAGES_BETWEEN = 25
"""Steps whose pages are made before what is left of them is cleared away."""


def pages(
    panel: Panel,
    language: str,
    steps: Iterable[Step[Any]],
    comfort: Comfort = AT_REST,
    *,
    practised: bool = True,
    variants: bool = True,
) -> Iterator[tuple[str, Page | Overlay | Hood]]:
    """Every page there is, one after the other, with a name. Needs Kivy's window.

    `practised`: the pages of card journeys once more as practice shows them. `variants`: pages
    with the same text but other numbers, facts or services.
    """
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
    from tests.finger import between_frames  # noqa: PLC0415
    from tests.hoods import hoods  # noqa: PLC0415
    from tests.lecterns import lecterns  # noqa: PLC0415

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
    if comfort == AT_REST:  # a choice at the greeting begins a visit
        yield "attract", AttractPage(frame, _nothing, _nothing, None, actions)
        for notice in NOTICES.values():
            yield f"attract-{notice}", AttractPage(frame, _nothing, _nothing, notice, actions)
    yield "help", Help(frame, _nothing, _nothing, _nothing, _nothing)
    yield "counted", CountedOverlay(frame, *_counted(frame.site), _nothing)
    for paper in (privacy(contact), accessibility(contact)):
        yield paper.title, PaperOverlay(frame, paper, _nothing)
    yield "comfort", ComfortPanel(frame, _nothing, _nothing, _nothing)
    yield "languages", Languages(frame, _nothing, _nothing)
    yield "still-there", StillThere(frame, _nothing, GRACE_SECONDS)
    yield "real-card", RealCard(practice)
    bar = frame.at(window.strip(strip)).with_comfort(AT_REST)  # as the room makes it
    for card in PracticeCard:
        hand = Hand(PracticeReader(), [load_persona(card.value)])
        yield f"bar-{card.value}", PracticeBar(bar, hand)
        hand.lay_on()
        yield f"bar-{card.value}-laid-on", PracticeBar(bar, hand)
    if comfort == AT_REST:
        yield from hoods(frame, window.below(strip))
        yield from lecterns(bar, practice)
    seen: dict[str, int] = {}
    for number, step in enumerate(steps):
        if isinstance(step, UNSEEN):
            continue
        if number % PAGES_BETWEEN == 0:
            between_frames()
            gc.collect()
        name = getattr(step, "text", type(step).__name__)
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            if not variants:
                continue
            name = f"{name}-{seen[name]}"
        yield name, page_for(frame, step, calm, _nothing, actions)
        if practised and not isinstance(step, Pick | ShowService | ShowList | Explain):
            yield f"{name}-practice", page_for(practice, step, calm, _nothing, actions)
        if isinstance(step, AwaitCard):
            for state, notice in NOTICES.items():
                moment = Moment(state, Secret())
                yield f"{name}-{notice}", page_for(frame, step, moment, _nothing, actions)
        if isinstance(step, LookAtCard):
            yield "work-hangs", work_hangs(frame, step, actions)


def leaves(page: Page | Overlay | Hood) -> Iterator[int]:
    """Opens one leaf of a page after the other."""
    for leaf in range(page.book.leaves if page.book else 1):
        if page.book:
            page.book.turn_to(leaf)
        yield leaf


def all_actions() -> Actions:
    """Every control that a citizen finds around a page without a film."""
    from kiosk.screens.page import Actions  # noqa: PLC0415

    every = Actions(**{field.name: _nothing for field in fields(Actions)})
    return replace(every, signing=None, technician=None)


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


@cache
def trial_steps() -> tuple[Step[Any], ...]:
    """Every practice provider with what it sees of a card, the one who asks for most first."""
    providers = tuple(service.provider for service in load_services())
    steps: list[Step[Any]] = [PickProvider("trial", providers)]
    for one in sorted(providers, key=lambda one: -len((*one.required, *one.optional))):
        persona = load_persona(CARD)
        assert persona.secrets
        reader = PracticeReader()
        reader.lay_on(persona.make_chip())
        engine = PracticeEngine(reader, lambda: date(2026, 11, 24))
        engine.look()
        pin = Secret(persona.secrets.pin.encode())
        seen = engine.identify(one.id, (*one.required, *one.optional), pin)
        assert isinstance(seen, Identified)
        steps += [
            ShowProvider("trial-provider", one),
            Grant("trial-data", one),
            ShowSeen("trial-seen", AfterTrial, seen=seen, provider=one),
        ]
    return tuple(steps)


def fullest_list(rows: Iterable[Service]) -> tuple[Service, ...]:
    """What somebody marks who marks whatever there is room for."""
    listed: tuple[Service, ...] = ()
    for one in rows:
        if contact(one) and has_room(listed, one):
            listed = (*listed, one)
    return listed


def _counted(site: str) -> tuple[Glimpse, list[str]]:
    """A closed day with much to tell, and how it was sent."""
    day = date(2026, 9, 30)
    cells = [Cell(name_of(counter), day, day, 1234) for counter in [*Counter][:9]]
    body = message(cells, site, "1.0.0")
    return Glimpse(day, cells, Message(day, body)), in_lines(body)


def _nothing(*_: object) -> None:
    """What a control of the gallery does."""


LOOKS = {
    "normal": AT_REST,
    "contrast": Comfort(contrast=True),
    "large": Comfort(size=TextSize.LARGEST),
}

THUMBNAIL_HEIGHT, COLUMNS, SPACE, QUALITY = 200, 8, 8, 55
"""Of a contact sheet: some 250 KB a language."""

SHARP: dict[str, Any] = {"quality": 92, "subsampling": 0}
"""JPEG in which no letter has a halo: five milliseconds a picture, where PNG takes thirty."""


def pictures(
    panel: Panel, language: str, steps: Iterable[Step[Any]], comfort: Comfort, **more: bool
) -> Iterator[tuple[str, Image.Image, list[str]]]:
    """Every leaf of every page with its name, what it looks like, and what is wrong with it."""
    from tests.finger import picture  # noqa: PLC0415
    from tests.scanner import faults, unseen  # noqa: PLC0415

    for name, page in pages(panel, language, steps, comfort, **more):
        for leaf in leaves(page):
            drawn = picture(page)
            wrong = [*faults(page), *unseen(page, drawn)]
            yield f"{name}+{leaf}" if leaf else name, drawn, wrong


@cache
def every_step() -> tuple[Step[Any], ...]:
    return (*trial_steps(), *proved_chart().steps(), *service_steps())


def draw(folder: Path, panel: Panel, language: str) -> list[str]:
    """Every page of one language in one size, in all looks; gives what the scanner finds."""
    sizes = Measures.of_window(*panel).sizes
    found = []
    for look, comfort in LOOKS.items():
        fitting = comfort if comfort.size in sizes else replace(comfort, size=sizes[-1])
        room = folder / f"{panel[0]}x{panel[1]}" / language / look
        room.mkdir(parents=True, exist_ok=True)
        for name, image, faults in pictures(panel, language, every_step(), fitting):
            image.save(room / f"{name}.jpg", **SHARP)
            found += [f"{room / name}.jpg: {fault}" for fault in faults]
    return found


def draw_sheet(file: Path, panel: Panel, language: str, comfort: Comfort) -> None:
    """Every text once; practice and other numbers look alike."""
    size = (round(panel[0] * THUMBNAIL_HEIGHT / panel[1]), THUMBNAIL_HEIGHT)
    thumbnails = []
    for _, image, _ in pictures(
        panel, language, every_step(), comfort, practised=False, variants=False
    ):
        image.thumbnail(size, Image.Resampling.LANCZOS)
        thumbnails.append(image)
    wide, tall = (side + SPACE for side in size)
    rows = -(-len(thumbnails) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * wide, rows * tall), "#808080")
    for index, thumbnail in enumerate(thumbnails):
        row, column = divmod(index, COLUMNS)
        sheet.paste(thumbnail, (column * wide, row * tall))
    sheet.save(file, quality=QUALITY, method=6)


def draw_everything(folder: Path, panels: Iterable[Panel]) -> int:
    """Draw all there is on these panels; gives how many faults the scanner found, and prints them
    meanwhile."""
    languages = Texts().languages()
    pieces = [(folder, panel, one.code) for panel in panels for one in languages]
    found = 0
    for (_, panel, language), faults in zip(pieces, in_windows(draw, pieces), strict=True):
        print(
            f"{panel[0]}x{panel[1]} {language}: {len(faults)} faults", *faults, sep="\n", flush=True
        )
        found += len(faults)
    return found


def draw_sheets(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    landscape, portrait = PANELS[1], PANELS[-1]
    sheets = [(one.code, landscape, one.code, AT_REST) for one in Texts().languages()]
    sheets += [
        ("de-contrast", landscape, "de", LOOKS["contrast"]),
        ("de-large", landscape, "de", LOOKS["large"]),
        ("de-portrait", portrait, "de", AT_REST),
        ("de-further-down", portrait, "de", Comfort(reach=Reach.LOWER_THIRD)),
    ]
    for _ in in_windows(draw_sheet, [(folder / f"{name}.webp", *what) for name, *what in sheets]):
        pass


def in_windows(work: Callable[..., T], pieces: Sequence[tuple[Any, ...]]) -> Iterator[T]:
    """The work for each piece, on all cores, each told as soon as it and those before are done. A
    piece has a process of its own: what Kivy has kept of thousands of pages goes with it.
    Processes are forked, since secrets, which some steps hold, are not handed to another one."""
    every_step()  # so that all processes have them, and none looks for garbage among them
    gc.freeze()
    with get_context("fork").Pool(maxtasksperchild=1) as pool:
        yield from pool.imap(partial(_in_a_window, work), pieces)


def _in_a_window(work: Callable[..., T], piece: tuple[Any, ...]) -> T:
    with on_virtual_screen(640, 480):
        from kiosk.screens.window import configure  # noqa: PLC0415  Kivy opens a window

        configure((640, 480))
        from kivy.core.window import Window  # noqa: PLC0415, F401

        gc.disable()  # pages() says when
        return work(*piece)


def main() -> int:
    words = argparse.ArgumentParser(
        prog="./dev gallery", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    words.add_argument("folder", nargs="?", type=Path)
    by_size = {f"{wide}x{tall}": (wide, tall, diagonal) for wide, tall, diagonal in PANELS}
    words.add_argument("--panel", choices=by_size, help="only on this one (default: on all)")
    words.add_argument("--sheets", action="store_true")
    asked = words.parse_args()
    began = time.monotonic()
    found = 0
    if asked.sheets:
        draw_sheets(asked.folder or Path("docs/gallery"))
    else:
        panels = [by_size[asked.panel]] if asked.panel else PANELS
        found = draw_everything(asked.folder or Path("build/gallery"), panels)
    print(f"{(time.monotonic() - began) / 60:.1f} minutes")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
