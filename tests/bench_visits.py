"""A thousand visits one after the other at one kiosk: what stays of them in memory.

python -m tests.bench_visits [VISITS]
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date
from queue import Empty, SimpleQueue
from typing import Any

from tests.display import virtual_screen
from tests.processes import own_memory_mib

SIZE = (800, 480)
WARM, VISITS = 200, 1000
"""After the first visits every picture, letter and module has been loaded once."""

WITH_CARD = 20
"""Every so many visits a first PIN is set; the others touch, read a page and end."""

DOORS = ("home.look-at-card", "home.pin", "home.services", "home.learn", "home.questions")

PATIENCE_SECONDS = 20.0


@dataclass(frozen=True)
class Growth:
    visits: int
    before: float
    after: float
    """MiB after the first WARM visits, and after all."""
    seconds: float

    def __str__(self) -> str:
        share = 100 * (self.after / self.before - 1)
        return (
            f"{self.visits} visits in {self.seconds:.0f} s: {self.before:.1f} MiB after the first "
            f"{WARM}, {self.after:.1f} MiB after all, {share:+.2f} %"
        )


class Regular:
    """Comes again and again to one kiosk in this process, whose clock need not be waited for."""

    def __init__(self) -> None:
        from kiosk.screens.window import configure  # noqa: PLC0415  Kivy opens its window

        configure(SIZE)
        from kivy.base import EventLoop  # noqa: PLC0415
        from kivy.core.window import Window  # noqa: PLC0415

        from kiosk.conductor import Conductor  # noqa: PLC0415
        from kiosk.eid.native_engine import NativeEngine  # noqa: PLC0415
        from kiosk.eid.simulator.personas import load_persona  # noqa: PLC0415
        from kiosk.eid.simulator.reader import PracticeReader  # noqa: PLC0415
        from kiosk.journeys.visit import visit  # noqa: PLC0415
        from kiosk.practice import PracticeDesk  # noqa: PLC0415
        from kiosk.screens.room import Room  # noqa: PLC0415
        from kiosk.services import SHIPPED, read_catalogue, shelves  # noqa: PLC0415
        from kiosk.settings import Screen, Settings  # noqa: PLC0415
        from kiosk.statistics.observer import Observer  # noqa: PLC0415
        from kiosk.texts import Texts  # noqa: PLC0415
        from kiosk.worker import CardWorker  # noqa: PLC0415
        from tests import film, finger  # noqa: PLC0415
        from tests.mouth import Mouth  # noqa: PLC0415

        self._loop, self._finger, self._scenes = EventLoop, finger, film.scenes()
        self._now = 0.0
        self._calls: SimpleQueue[Any] = SimpleQueue()
        self.texts = Texts()
        reader = PracticeReader()
        persona = load_persona("new-card")
        self._room = Room(
            Settings(screen=Screen(diagonal=7)),
            self.texts,
            reader,
            [persona],
            lambda: self._now,
            voice=Mouth(),
        )
        worker = CardWorker(reader, NativeEngine(reader), self._calls.put)
        catalogue = shelves(read_catalogue(SHIPPED), date.today())
        conductor = Conductor(
            lambda card: visit(card, catalogue),
            self._room.stage,
            worker,
            lambda: self._now,
            sys.exit,
            Observer(None),
            practise=lambda _: PracticeDesk(persona, self._calls.put),
        )
        self._room.stage.person = conductor
        self._room.measure(*SIZE)
        Window.add_widget(self._room)
        self._room.stage.attract()
        EventLoop.start()
        worker.start(conductor)

    def sets_first_pin(self) -> None:
        assert self._room.hand
        self._room.hand.choose(0)  # the card as its story has it
        for scene in self._scenes:
            self.sees(self.texts(scene.title, 3))
            self.presses(*scene.presses)

    def looks_in(self, door: str) -> None:
        self.sees(self.texts("attract.title"))
        self._now += 1
        self._finger.tap(200, 250)
        self.sees(self.texts("home.title"))
        self.presses(door)
        self.presses("button.end")

    def sees(self, title: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while title not in self._finger.shown(self._room):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{title!r}, but {self._finger.shown(self._room)}")
            self._hears(0.01)
        while self._hears(0):
            pass
        self._loop.idle()  # it is drawn, and Kivy's clock does what is due

    def _hears(self, seconds: float) -> bool:
        """Do one thing that the worker posted; whether there was one."""
        try:
            self._calls.get(timeout=seconds or None, block=bool(seconds))()
        except Empty:
            return False
        return True

    def presses(self, *words: str) -> None:
        self._now += 1  # nobody reads faster
        for word in words:
            said = self.texts(word) if self.texts.has(word) else word
            button = self._finger.button(self._room, said)
            if button is None:
                raise LookupError(f"no {said!r} among {self._finger.shown(self._room)}")
            self._finger.tap(*button.center)


def play(visits: int) -> Growth:
    """In this process, on the display that DISPLAY names."""
    regular = Regular()
    began, before = time.monotonic(), 0.0
    for number in range(visits):
        if number == WARM:
            gc.collect()
            before = own_memory_mib(os.getpid())
        if number % WITH_CARD == 0:
            regular.sets_first_pin()
        else:
            regular.looks_in(DOORS[number % len(DOORS)])
    gc.collect()
    return Growth(visits, before, own_memory_mib(os.getpid()), time.monotonic() - began)


def measure_visits(visits: int = VISITS) -> str:
    """The same in a process of its own. Raises CalledProcessError if a visit fails."""
    with virtual_screen(*SIZE) as display:
        return subprocess.run(
            [sys.executable, "-m", "tests.bench_visits", str(visits)],
            env=dict(os.environ, DISPLAY=display),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout.strip()


if __name__ == "__main__":
    print(play(int(sys.argv[1]) if len(sys.argv) > 1 else VISITS))
