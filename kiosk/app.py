"""The one place where the parts of the kiosk are put together."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kiosk import films, services
from kiosk.conductor import Conductor
from kiosk.credentials import CODE, credential
from kiosk.doctor import examine
from kiosk.eid.eac.service import load_services
from kiosk.eid.native_engine import NativeEngine
from kiosk.eid.pcsc import PcscReader
from kiosk.eid.simulator.personas import load_persona, load_personas
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.facts import FILE, Facts, load_facts
from kiosk.findings import Finding
from kiosk.heartbeat import supervised
from kiosk.journeys.steps import Journey
from kiosk.journeys.try_out import PracticeCard
from kiosk.journeys.visit import visit
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

log = logging.getLogger(__name__)

TICK_SECONDS = 1.0

ESCAPE = 27
"""Kivy's code of the key."""

HANGS = 8
"""Exit code, see the list in `cli`."""


def run_kiosk(
    loaded: Loaded, *, reader: str | None, demo: bool, window: tuple[int, int] | None
) -> None:
    """Show the kiosk until its window is closed; see make_kiosk."""
    if loaded.problem:
        log.error("the settings are bad: %s", loaded.problem)
    values = loaded.settings
    turn_screen(values.screen.rotation)
    app = make_kiosk(values, reader=reader, demo=demo, window=window, problem=loaded.problem)
    signal.signal(signal.SIGTERM, lambda *_: app.stop())
    app.run()


def known_facts(path: Path = FILE) -> Facts:
    """Without its facts the kiosk tells less, and serves on."""
    try:
        return Facts(load_facts(path))
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


def make_kiosk(
    values: Settings,
    *,
    reader: str | None,
    demo: bool,
    window: tuple[int, int] | None,
    problem: BadFile | None = None,
) -> Any:
    """The Kivy application, ready to `run`; its `root` will be a screens.room.Room.

    `reader` is a part of the card reader's name, `demo` takes practice cards instead, as a course
    does anyhow; `window` is the size of a window in pixels in place of the full screen, and
    `problem` what is wrong with the settings.
    """
    demo = demo or values.profile is Profile.COURSE
    configure(window)
    # Kivy opens its window when these are imported, with what has been configured before
    from kivy.app import App  # noqa: PLC0415
    from kivy.clock import Clock  # noqa: PLC0415
    from kivy.core.window import Window  # noqa: PLC0415

    from kiosk.screens.garbage import BetweenVisits  # noqa: PLC0415
    from kiosk.screens.idle import block_when_idle  # noqa: PLC0415
    from kiosk.screens.room import Room  # noqa: PLC0415
    from kiosk.screens.service_desk import ServiceDesk, Tools  # noqa: PLC0415

    if window is None:
        fill_screen()

    def post(call: Callable[[], None]) -> None:
        Clock.schedule_once(lambda _: call())

    demonstration = PracticeReader() if demo else None
    personas = load_personas() if demo else []
    voice = Voice()
    texts = Texts(facts=known_facts(), at_rest=values.language)
    room = Room(values, texts, demonstration, personas, voice=voice, problem=problem)
    headphones = Headphones(lambda plugged: post(lambda: room.stage.headphones(plugged)))
    card_reader = demonstration or PcscReader(reader)
    worker = CardWorker(card_reader, NativeEngine(card_reader), post)
    counts = values.statistics.enabled and not demo  # practice cards never count
    room.stage.counts = Spool(Path(values.statistics.file)) if counts else None
    keeper = Keeper(room.stage.counts, date.today) if room.stage.counts else None
    loaded = services.load(Path(values.services), Path(values.state))
    if loaded.problem:
        log.warning(loaded.problem)
    if films.films_in(Path(values.sign_language)) and not films.can_play():
        log.warning("no film in sign language can be played: ffmpeg is not installed")

    counted_services = services_shown(one.id for one in loaded.catalogue.services)

    providers = tuple(service.provider for service in load_services())

    def today(card_is_there: bool) -> Journey:
        on_offer = services.shelves(loaded.catalogue, date.today())
        return visit(card_is_there, on_offer, providers)

    to_practise = {card.value: load_persona(card.value) for card in PracticeCard}
    conductor = Conductor(
        today,
        room.stage,
        worker,
        time.monotonic,
        give_up,
        Observer(keeper.keep if keeper else None, counted_services),
        practise=lambda card: PracticeDesk(to_practise[card], post),
    )
    room.stage.person = conductor
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

    def key_down(_: object, code: int, __: int, ___: str, modifiers: Sequence[str]) -> bool:
        if code == ESCAPE and values.profile is Profile.KOFFER:
            App.get_running_app().stop()
        room.uncover()
        return room.stage.key_down(code, shift="shift" in modifiers)

    class Kiosk(App):
        def build(self) -> Room:
            Window.bind(on_resize=lambda _, width, height: room.measure(width, height))
            Window.bind(on_key_down=key_down)
            Window.bind(on_key_up=lambda _, code, *__: room.stage.key_up(code))
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
                clear_away(conductor.busy)
                room.rest(dark=is_closed(values.opening_hours) and not conductor.busy)

            Clock.schedule_interval(tick, TICK_SECONDS)

        def on_stop(self) -> None:
            worker.stop()
            if keeper:
                keeper.stop()
            voice.close()

        def open_settings(self, *_: Any) -> bool:
            return False

    return Kiosk()
