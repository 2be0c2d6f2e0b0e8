"""The one place where the parts of the kiosk are put together."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk import films, services
from kiosk.conductor import Conductor
from kiosk.content import newer
from kiosk.course.reins import Teaching
from kiosk.course.still import Stillness
from kiosk.course.taught import known, lessons_to_teach
from kiosk.course.walks import load_walks
from kiosk.credentials import CODE, credential
from kiosk.doctor import examine
from kiosk.eid.eac.service import load_services
from kiosk.eid.native_engine import NativeEngine
from kiosk.eid.pcsc import PcscReader
from kiosk.eid.practice_engine import PracticeEngine
from kiosk.eid.simulator.personas import load_persona, load_personas
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.facts import FILE, Facts, load_facts
from kiosk.findings import Finding
from kiosk.heartbeat import supervised
from kiosk.journeys.steps import Journey
from kiosk.journeys.try_out import PracticeCard
from kiosk.journeys.visit import visit
from kiosk.lessons import FOLDER, read_lesson
from kiosk.opening import OpeningHours
from kiosk.passcode import hashed
from kiosk.practice import PracticeDesk
from kiosk.screens.turning import turn_screen
from kiosk.screens.window import configure, fill_screen
from kiosk.settings import STORED, Loaded, Profile, Settings
from kiosk.speech.headphones import Headphones
from kiosk.speech.voice import Voice
from kiosk.statistics.counters import services_shown
from kiosk.statistics.keeper import Keeper
from kiosk.statistics.observer import Observer
from kiosk.statistics.spool import Spool
from kiosk.strict_yaml import BadFile
from kiosk.technician import Door
from kiosk.texts import Texts
from kiosk.worker import CardWorker

if TYPE_CHECKING:
    from kiosk.screens.lectern import Lectern
    from kiosk.screens.room import Room

log = logging.getLogger(__name__)

TICK_SECONDS = 1.0

FIRST_LESSON = FOLDER / "45-minuten.yaml"
"""That a course begins with, if nobody says which."""

ESCAPE = 27
"""Kivy's code of the key."""

HANGS = 8
"""Exit code, see the list in `cli`."""


@dataclass(frozen=True)
class Manner:
    """How the kiosk is run, beside its settings.

    `reader` is a part of the card reader's name. `demo` takes practice cards instead, and so does
    `course`, for an instructor: it is the file of the lesson to begin with, or its name if it came
    with the kiosk. `window` is the size of a window in pixels in place of the full screen.
    """

    reader: str | None = None
    demo: bool = False
    course: Path | None = None
    window: tuple[int, int] | None = None


def run_kiosk(loaded: Loaded, manner: Manner) -> None:
    """Show the kiosk until its window is closed. Raises BadFile for a lesson that is bad."""
    if loaded.problem:
        log.error("the settings are bad: %s", loaded.problem)
    values = loaded.settings
    turn_screen(values.screen.rotation)
    app = make_kiosk(values, manner, loaded.problem)
    signal.signal(signal.SIGTERM, lambda *_: app.stop())
    app.run()


def _teaching(manner: Manner, values: Settings) -> Teaching | None:
    """What a class is taught with: the lessons that the kiosk has, and the one asked for. None:
    this is no course. Raises BadFile for that one; of others that are bad only the log tells."""
    lesson = manner.course or (FIRST_LESSON if values.profile is Profile.COURSE else None)
    if lesson is None:
        return None
    lessons, bad = lessons_to_teach(Path(values.lessons))
    for error in bad:
        log.warning("a lesson cannot be taught: %s", error)
    lessons = {**lessons, lesson.stem: read_lesson(lesson, known())}
    codes = [one.code for one in Texts().languages()]
    return Teaching(load_walks(), lessons, lesson.stem, codes)


def _catalogue(values: Settings) -> services.Catalogue:
    """The services that the city offers, or offered when the catalogue was last right."""
    loaded = services.load(Path(values.services), Path(values.state))
    if loaded.problem:
        log.warning(loaded.problem)
    return loaded.catalogue


def _listen_to_keys(values: Settings, room: Room, lectern: Lectern | None) -> None:
    """Those of the instructor, if there is one, and those of the person."""
    from kivy.app import App  # noqa: PLC0415
    from kivy.core.window import Window  # noqa: PLC0415

    def down(_: object, code: int, __: int, ___: str, modifiers: Sequence[str]) -> bool:
        if code == ESCAPE and values.profile is Profile.KOFFER:
            App.get_running_app().stop()
        if lectern and lectern.key_down(code, modifiers):
            return True
        room.uncover()
        return room.stage.key_down(code, shift="shift" in modifiers)

    def up(_: object, code: int, *__: object) -> bool:
        if lectern:
            lectern.key_up(code)
        return room.stage.key_up(code)

    Window.bind(on_key_down=down, on_key_up=up)


def known_facts(files: Sequence[Path] = (FILE,)) -> Facts:
    """Of the first file that can be read. Without facts the kiosk tells less, and serves on."""
    for file in files:
        try:
            return Facts(load_facts(file))
        except BadFile as error:
            log.error("no facts: %s", error)
    return Facts()


def is_closed(hours: OpeningHours | None) -> bool:
    """By the clock of this device; without hours it never is."""
    return hours is not None and not hours.is_open(datetime.now())


def code_of(values: Settings) -> str | None:
    """The hash of the technician's code: as the system hands it over, or made of the settings."""
    code = values.technician.code
    if code in (None, STORED):
        return credential(CODE)
    return hashed(code)


def examine_aside(
    loaded: Loaded,
    reader: str | None,
    post: Callable[[Callable[[], None]], None],
    show: Callable[[Sequence[Finding]], None],
) -> None:
    """Let the doctor look at everything while the screen goes on, and post what it found."""

    def look() -> None:
        findings = list(examine(loaded, reader))
        post(lambda: show(findings))

    threading.Thread(target=look, name="doctor", daemon=True).start()


def requests_folder() -> Path | None:
    """Where units of the appliance wait for what the screen asks for; None elsewhere."""
    folder = os.environ.get("RUNTIME_DIRECTORY")
    return Path(folder) if folder else None


def give_up() -> None:
    """The card worker hangs and no thread can be ended from outside: end with all of it.

    A supervisor such as systemd starts the kiosk anew.
    """
    log.critical("the card work never came back: ending, to be started anew")
    os._exit(HANGS)  # anything gentler would wait for the worker


def make_kiosk(values: Settings, manner: Manner, problem: BadFile | None = None) -> Any:
    """The Kivy application, ready to `run`; its `root` will be a screens.room.Room.

    `problem` is what is wrong with the settings. Raises BadFile for a lesson that is bad.
    """
    reader, window = manner.reader, manner.window
    teaching = _teaching(manner, values)  # before there is a window
    demo = manner.demo or teaching is not None
    configure(window, pointer=values.profile is not Profile.DESK)  # a laptop has no touch screen
    # Kivy opens its window when these are imported, with what has been configured before
    from kivy.app import App  # noqa: PLC0415
    from kivy.clock import Clock  # noqa: PLC0415
    from kivy.core.window import Window  # noqa: PLC0415

    from kiosk.screens.garbage import BetweenVisits  # noqa: PLC0415
    from kiosk.screens.idle import block_when_idle  # noqa: PLC0415
    from kiosk.screens.lectern import Lectern  # noqa: PLC0415
    from kiosk.screens.room import Room  # noqa: PLC0415
    from kiosk.screens.service_desk import ServiceDesk, Tools  # noqa: PLC0415

    if window is None:
        fill_screen()

    def post_now(call: Callable[[], None]) -> None:
        Clock.schedule_once(lambda _: call())

    still = Stillness(time.monotonic, post_now)
    clock, post = still.clock, still.post

    demonstration = PracticeReader() if demo else None
    personas = load_personas() if demo else []
    voice = Voice()
    content = Path(values.content)
    texts = Texts(
        facts=known_facts([newer(FILE, content), FILE]),
        at_rest=values.language,
        newer=content / "texts",
    )
    room = Room(values, texts, demonstration, personas, clock, voice=voice, problem=problem)
    lectern = Lectern(room, still, post_now, teaching) if teaching else None
    headphones = Headphones(lambda plugged: post(lambda: room.stage.headphones(plugged)))
    card_reader = demonstration or PcscReader(reader)
    engine = PracticeEngine(demonstration) if demonstration else NativeEngine(card_reader)
    worker = CardWorker(card_reader, engine, post)
    counts = values.statistics.enabled and not demo  # practice cards never count
    room.stage.counts = Spool(Path(values.statistics.file)) if counts else None
    keeper = Keeper(room.stage.counts, date.today) if room.stage.counts else None
    catalogue = _catalogue(values)
    if films.films_in(Path(values.sign_language)) and not films.can_play():
        log.warning("no film in sign language can be played: ffmpeg is not installed")

    counted_services = services_shown(one.id for one in catalogue.services)

    providers = tuple(service.provider for service in load_services())

    def today(card_is_there: bool) -> Journey:
        on_offer = services.shelves(catalogue, date.today())
        return visit(card_is_there, on_offer, providers, course=demo)

    to_practise = {card.value: load_persona(card.value) for card in PracticeCard}
    conductor = Conductor(
        today,
        lectern.stage if lectern else room.stage,
        worker,
        clock,
        give_up,
        Observer(keeper.keep if keeper else None, counted_services),
        practise=lambda card: PracticeDesk(to_practise[card], post),
        patient=lectern is not None,
    )
    room.stage.person = conductor
    if lectern:
        lectern.take_place(conductor)
    desk = ServiceDesk(
        room.stage,
        Tools(
            Door(
                code_of(values),
                values.technician.stick,
                Path(values.state) / "wrong-codes",
                time.monotonic,
            ),
            lambda show: examine_aside(Loaded(values, problem), reader, post, show),
            requests_folder(),
        ),
    )
    room.stage.desk = desk

    class Kiosk(App):
        def build(self) -> Room:
            Window.bind(on_resize=lambda _, width, height: room.measure(width, height))
            _listen_to_keys(values, room, lectern)
            room.measure(*Window.size)
            room.stage.attract()
            return room

        def on_start(self) -> None:
            block_when_idle()
            worker.start(conductor)
            if keeper:
                keeper.start()
            headphones.start()
            heartbeat = supervised("last-frame")
            if heartbeat:
                Window.bind(on_flip=lambda _: post(heartbeat.beat))  # when it is shown
                Clock.schedule_interval(lambda _: Window.canvas.ask_update(), heartbeat.seconds)
            clear_away = BetweenVisits()

            def tick(_: float) -> None:
                conductor.tick()
                desk.tick()
                if lectern:
                    lectern.tick()
                clear_away(conductor.busy)
                room.rest(dark=is_closed(values.opening_hours) and not conductor.busy)

            Clock.schedule_interval(tick, TICK_SECONDS)

        def on_stop(self) -> None:
            if lectern:
                lectern.stop()
            worker.stop()
            if keeper:
                keeper.stop()
            voice.close()

        def open_settings(self, *_: Any) -> bool:
            return False

    return Kiosk()
