"""A twin of the real window: the page a step must show, to be looked at and pressed.

The kiosk under test runs as a process of its own on its own screen. What has to be seen there
is drawn here once more, and where a button has to be pressed is read off here.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from typing import Any

from PIL import Image, ImageChops, ImageGrab

from kiosk.app import known_facts
from kiosk.eid.connection import ReaderState
from kiosk.journeys.steps import Step
from kiosk.practice import Hand
from kiosk.screens.attract import AttractPage
from kiosk.screens.page import Page
from kiosk.screens.pages import Moment, page_for
from kiosk.screens.room import Room
from kiosk.screens.sheet import Frame
from kiosk.screens.theme import Measures
from kiosk.screens.touches import SETTLE_SECONDS
from kiosk.secret import Secret
from kiosk.settings import Settings
from kiosk.texts import Texts
from tests import finger
from tests.gallery import all_actions
from tests.mouth import Mouth

SEEN_SECONDS = 30.0

COARSE = 4
"""Pictures are compared in squares of that many pixels: smooth edges are drawn in two ways."""

ANOTHER_COLOUR = 48
"""Levels of 255 by which two squares may differ and still be the same colour: a line of text that
begins between two rows differs by up to 45 from driver to driver."""

ANOTHER_PICTURE = 0.0001
"""Share of squares in another colour from which two pictures differ: half a typed dot."""


def _nothing(*_: object) -> None:
    """What a control of the twin does."""


class Twin:
    """Pages in the size of a window, in German, as a kiosk with default settings shows them."""

    def __init__(self, width: int, height: int) -> None:
        values = Settings()
        measures = Measures.of_window(width, height, values.screen.diagonal)
        self.texts = Texts(facts=known_facts())
        self.frame = Frame(self.texts, measures, values.site, practice=False)

    def attract(self, notice: str | None = None) -> Page:
        return AttractPage(self.frame, _nothing, _nothing, notice, all_actions())

    def page(self, step: Step[Any], typed: int = 0) -> Page:
        moment = Moment(ReaderState.CARD, Secret(b"0" * typed))
        return page_for(self.frame, step, moment, _nothing, all_actions())

    def practice(self, step: Step[Any], hand: Hand, typed: int = 0) -> Room:
        """The whole window while this hand practises."""
        room = Room(Settings(), self.texts, None, [], voice=Mouth())
        room.size = self.frame.measures.width, self.frame.measures.height
        room.stage.person = Nobody()
        room.measure(*room.size)
        room.stage.practise(hand)
        room.stage.show(step)
        for _ in range(typed):
            room.stage.key_down(ord("0"))
            room.stage.key_up(ord("0"))
        return room


class Nobody:
    """A conductor.Person who does nothing."""

    start = maintain = answer = back = home = end = touched = uses = _nothing


def same(one: Image.Image, other: Image.Image) -> bool:
    if one.size != other.size:
        return False
    one, other = one.reduce(COARSE), other.reduce(COARSE)
    difference = ImageChops.difference(one, other).convert("L")
    another = sum(difference.histogram()[ANOTHER_COLOUR:])
    return another / (one.width * one.height) < ANOTHER_PICTURE


class RealWindow:
    """A window on another screen, seen by its pixels and touched by the X server."""

    patience = SEEN_SECONDS

    def __init__(self, display: str) -> None:
        self._display = display

    def look(self) -> Image.Image:
        return ImageGrab.grab(xdisplay=self._display).convert("RGB")

    def sees(self, page: Page | Room) -> None:
        """Wait until the window shows this. Raises AssertionError if it never does."""
        wanted = finger.picture(page)
        until = time.monotonic() + self.patience
        while not same(self.look(), wanted):
            if time.monotonic() > until:
                raise AssertionError(f"not on the screen: {finger.shown(page)[:4]}")
            time.sleep(0.05)
        time.sleep(SETTLE_SECONDS)  # nobody has read a page sooner, so it is deaf until then

    def press(self, page: Page | Room, *words: str) -> None:
        """Press the buttons of this page that say these words, one after the other."""
        for word in words:
            button = finger.button(page, word)
            assert button, word
            self.tap(button.center_x, page.height - button.center_y)

    def tap(self, x: float, y: float) -> None:
        """A finger at a place, in pixels from the top left."""
        self._xdotool("mousemove", str(round(x)), str(round(y)))
        self._xdotool("mousedown", "1")
        time.sleep(0.05)  # as short as a finger touches
        self._xdotool("mouseup", "1")

    def key(self, *names: str) -> None:
        self._xdotool("key", *names)

    def _xdotool(self, *words: str) -> None:
        command: Sequence[str] = ("xdotool", *words)
        subprocess.run(command, check=True, env={"DISPLAY": self._display, "PATH": "/usr/bin:/bin"})
