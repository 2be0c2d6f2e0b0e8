"""The one place where the parts of the kiosk are put together."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Callable
from typing import Any

from kiosk.conductor import Conductor
from kiosk.eid.native_engine import NativeEngine
from kiosk.eid.pcsc import PcscReader
from kiosk.eid.simulator.personas import load_personas
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.journeys.visit import visit
from kiosk.screens.window import configure, fill_screen
from kiosk.settings import Settings
from kiosk.texts import Texts
from kiosk.worker import CardWorker

log = logging.getLogger(__name__)

TICK_SECONDS = 1.0

HANGS = 8
"""Exit code, see the list in `cli`."""


def run_kiosk(
    values: Settings, *, reader: str | None, demo: bool, window: tuple[int, int] | None
) -> None:
    """Show the kiosk until its window is closed; see make_kiosk."""
    app = make_kiosk(values, reader=reader, demo=demo, window=window)
    signal.signal(signal.SIGTERM, lambda *_: app.stop())
    app.run()


def give_up() -> None:
    """The card worker hangs and no thread can be ended from outside: end with all of it.

    A supervisor such as systemd starts the kiosk anew.
    """
    log.critical("the card work never came back: ending, to be started anew")
    os._exit(HANGS)  # anything gentler would wait for the worker


def make_kiosk(
    values: Settings, *, reader: str | None, demo: bool, window: tuple[int, int] | None
) -> Any:
    """The Kivy application, ready to `run`; its `root` will be a screens.room.Room.

    `reader` is a part of the card reader's name, `demo` takes practice cards instead, `window`
    is the size of a window in pixels in place of the full screen.
    """
    configure(window)
    # Kivy opens its window when these are imported, with what has been configured before
    from kivy.app import App  # noqa: PLC0415
    from kivy.clock import Clock  # noqa: PLC0415
    from kivy.core.window import Window  # noqa: PLC0415

    from kiosk.screens.idle import block_when_idle  # noqa: PLC0415
    from kiosk.screens.keys import Keys  # noqa: PLC0415
    from kiosk.screens.room import Room  # noqa: PLC0415

    if window is None:
        fill_screen()

    def post(call: Callable[[], None]) -> None:
        Clock.schedule_once(lambda _: call())

    practice = PracticeReader() if demo else None
    room = Room(values, Texts(), practice, load_personas() if demo else [])
    card_reader = practice or PcscReader(reader)
    worker = CardWorker(card_reader, NativeEngine(card_reader), post)
    conductor = Conductor(visit, room.stage, worker, time.monotonic, give_up)
    room.stage.person = conductor
    keys = Keys(room.stage.key_down)

    class Kiosk(App):
        def build(self) -> Room:
            Window.bind(on_resize=lambda _, width, height: room.measure(width, height))
            Window.bind(on_key_down=lambda _, code, *__: keys.down(code))
            Window.bind(on_key_up=lambda _, code, *__: keys.up(code))
            room.measure(*Window.size)
            room.stage.attract()
            return room

        def on_start(self) -> None:
            block_when_idle()
            worker.start(conductor)
            Clock.schedule_interval(lambda _: conductor.tick(), TICK_SECONDS)

        def on_stop(self) -> None:
            worker.stop()

        def open_settings(self, *_: Any) -> bool:
            return False

    return Kiosk()
