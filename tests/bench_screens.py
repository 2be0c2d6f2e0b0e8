"""The kiosk and Chromium with a like page: start, memory, processor at rest."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PIL import Image, ImageColor, ImageGrab

from kiosk.screens.theme import DAY
from tests.chromium import real_chromium
from tests.measure import Row
from tests.pcscd import Pcscd, free_port, wait_until
from tests.processes import memory_mib, processor_share, tree
from tests.real_kiosk import OPEN, real_kiosk
from tests.xserver import XServer, x_server

SIZE = (1280, 800)
WHERE_THE_WORDS_ARE = (0, 0, 640, 640)

ROUNDS = 5
"""Starts of each. The first one reads the files from the disk and does not count."""

FRAME_SECONDS = 30.0
SETTLE_SECONDS = 3.0
QUIET_SECONDS = 15.0
"""Chromium is busy with itself for some time after its start."""
TOUCHES = 10
TOUCHED, END, GROUND = (300, 300), (1150, 748), (20, 400)
"""Where the greeting is touched, where the kiosk's button "end" is, and what is looked at."""
APART_SECONDS = 1.0
REST_SECONDS = 10.0
RESTS = 3


class Running(Protocol):
    @property
    def display(self) -> str: ...
    @property
    def pid(self) -> int: ...


Start = Callable[[Path], AbstractContextManager[Running]]


def start_kiosk(folder: Path) -> AbstractContextManager[Running]:
    """As it is at the desk, only that its memory can be counted by whoever started it."""
    return real_kiosk(SIZE, folder, OPEN)


def start_chromium(folder: Path) -> AbstractContextManager[Running]:
    return real_chromium(SIZE, folder)


@contextmanager
def running(start: Start) -> Iterator[Running]:
    """Started with a new folder of its own."""
    with (
        tempfile.TemporaryDirectory(prefix="kiosk-bench-", ignore_cleanup_errors=True) as folder,
        start(Path(folder)) as program,
    ):
        yield program


def greets(picture: Image.Image) -> bool:
    """Whether dark words stand on yellow ground."""
    area = picture.crop(WHERE_THE_WORDS_ARE)
    colours = {colour: count for count, colour in area.getcolors(area.width * area.height) or []}
    ground, words = (colours.get(ImageColor.getrgb(one), 0) for one in (DAY.yellow, DAY.ink))
    return ground > 20 * area.width and words > 2 * area.width


def wait_for_greeting(display: str) -> None:
    wait_until(
        lambda: greets(ImageGrab.grab(xdisplay=display).convert("RGB")),
        FRAME_SECONDS,
        "the greeting did not come to the screen",
    )


@dataclass(frozen=True)
class Launch:
    seconds: float
    """From the start of the process to the first frame."""
    mib: float
    processes: int


def launch(start: Start) -> Launch:
    with running(start) as program:
        began = time.monotonic()
        wait_for_greeting(program.display)
        greeted = time.monotonic()
        time.sleep(SETTLE_SECONDS)
        return Launch(greeted - began, memory_mib(program.pid), len(tree(program.pid)))


def rest(*starts: Start) -> list[list[float]]:
    """Per cent of a core that each uses while nobody touches it, all at the same time."""
    with ExitStack() as stack:
        programs = [stack.enter_context(running(start)) for start in starts]
        for program in programs:
            wait_for_greeting(program.display)
        time.sleep(QUIET_SECONDS)
        pids = [program.pid for program in programs]
        shares = [processor_share(pids, REST_SECONDS) for _ in range(RESTS)]
    return [list(one) for one in zip(*shares, strict=True)]


def first_touches(start: Start) -> tuple[list[float], list[float]]:
    """Milliseconds from a finger on the greeting, after some rest, until something of it is seen,
    and from when it is lifted until the next page is there.

    Where the kiosk has its button "end", the other page leads back.
    """
    felt, followed = [], []
    with running(start) as program, x_server(program.display) as server:
        wait_for_greeting(program.display)
        time.sleep(SETTLE_SECONDS)
        greeting = server.pixel(*GROUND)
        for _ in range(TOUCHES):
            server.move(*TOUCHED)
            felt.append(seconds_until_another(server, greeting, lambda: server.press(True)))
            time.sleep(APART_SECONDS)
            pressed = server.pixel(*GROUND)
            followed.append(seconds_until_another(server, pressed, lambda: server.press(False)))
            time.sleep(APART_SECONDS)
            server.move(*END)
            server.press(True)
            server.press(False)
            time.sleep(2 * APART_SECONDS)
    return [1000 * one for one in felt], [1000 * one for one in followed]


def seconds_until_another(server: XServer, colour: int, deed: Callable[[], None]) -> float:
    began = time.monotonic()
    deed()
    while server.pixel(*GROUND) == colour:
        if time.monotonic() - began > FRAME_SECONDS:
            raise TimeoutError("the touch changed nothing")
    return time.monotonic() - began


def measure_screens() -> tuple[list[Row], str]:
    """The rows, and why there are none of Chromium, if so."""
    ours: list[Launch] = []
    theirs: list[Launch] = []
    missing = ""
    with Pcscd(free_port()):
        for _ in range(ROUNDS):
            ours.append(launch(start_kiosk))
            try:
                theirs.append(launch(start_chromium))
            except (FileNotFoundError, TimeoutError) as error:
                missing = str(error)
        our_touches, our_pages = first_touches(start_kiosk)
        their_touches, their_pages = first_touches(start_chromium) if theirs else ([], [])
        our_rest, *their_rest = rest(start_kiosk, *([start_chromium] if theirs else []))

    def both(what: str, value: Callable[[Launch], float]) -> Row:
        return Row(what, [value(one) for one in ours[1:]], [value(one) for one in theirs[1:]])

    rows = [
        both("start of the process to first frame, s", lambda one: one.seconds),
        both("memory after that (PSS of all processes), MiB", lambda one: one.mib),
        both("processes", lambda one: one.processes),
        Row("finger on the greeting after a rest to its effect, ms", our_touches, their_touches),
        Row("finger lifted to the next page, ms", our_pages, their_pages),
        Row("processor at rest, % of a core", our_rest, *their_rest),
    ]
    return rows, missing
