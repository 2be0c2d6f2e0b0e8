"""A film of one full visit: a scripted citizen sets a first PIN on a virtual screen.

    python -m tests.film [FOLDER]

Prints each step and leaves a picture of each in FOLDER (build/film).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.settings import Settings
from kiosk.texts import Texts
from tests.display import on_virtual_screen

SIZE = (1280, 800)
BEAT_SECONDS = 0.3
PATIENCE_SECONDS = 30.0

NEW_PIN = "738164"


@dataclass(frozen=True)
class Scene:
    """What the citizen does when `title` is on the screen: the buttons that are pressed."""

    words: str
    title: str
    presses: Sequence[str] = ()


def scenes() -> list[Scene]:
    """The visit of the owner of the first practice card, whose letter says 13579."""
    ok = "button.ok"
    return [
        Scene("reads the greeting and lays a card on", "attract.title", ["practice.lay-on"]),
        Scene("sees what state the card is in", "card-status.title", ["card-status.five"]),
        Scene("types the digits of the letter", "enter-transport-pin.title", [*"13579", ok]),
        Scene("makes up a PIN", "choose-new-pin.title", [*NEW_PIN, ok]),
        Scene("types it once more", "repeat-new-pin.title", [*NEW_PIN, ok]),
        Scene("reads that it is done", "pin-set.title", ["button.next"]),
        Scene("takes the card home", "take-card.title", ["practice.lift"]),
        Scene("says that it helped", "helped.title", ["helped.yes"]),
        Scene("has left nothing behind", "attract.title"),
    ]


class Film:
    """Plays the scenes on a running kiosk, one press a beat. `problem` says what went wrong."""

    def __init__(self, app: Any, folder: Path) -> None:
        self._app = app
        self._folder = folder
        self._texts = Texts()
        self._beats = self._play()
        self._pictures = 0
        self.problem = "the film did not end"

    def beat(self, _: float) -> bool:
        """One beat; false when the film is over."""
        try:
            next(self._beats)
        except StopIteration:
            self._app.stop()
            return False
        return True

    def _play(self) -> Iterator[None]:
        for scene in scenes():
            until = time.monotonic() + PATIENCE_SECONDS
            while not self._reads(scene.title):
                if time.monotonic() > until:
                    self.problem = f"the citizen waited in vain for {scene.title}"
                    return
                yield
            print(f"{self._picture()}  The citizen {scene.words}.")
            for number, press in enumerate(scene.presses, start=1):
                yield
                if number == len(scene.presses) > 1:
                    self._picture()
                self._press(press)
        chip = self._app.root.hand.chip
        if chip.books.pin != NEW_PIN.encode() or chip.books.tries != 3:
            self.problem = "the chip does not hold the new PIN"
            return
        self.problem = ""
        print(f"The chip holds the new PIN and three tries, after {chip.apdu_count} APDUs.")

    def _reads(self, title: str) -> bool:
        from tests import finger  # noqa: PLC0415  needs the display

        return self._texts(title) in finger.shown(self._app.root)

    def _press(self, words: str) -> None:
        from tests import finger  # noqa: PLC0415

        words = self._texts(words) if self._texts.has(words) else words
        button = finger.button(self._app.root, words)
        if button is None:
            raise LookupError(words)
        finger.tap(*button.center)

    def _picture(self) -> Path:
        from kivy.lang import Builder  # noqa: PLC0415

        self._pictures += 1
        path = self._folder / f"{self._pictures:02}.png"
        Builder.sync()  # what the next frame would do first
        self._app.root.export_to_png(str(path))
        return path


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/film")
    folder.mkdir(parents=True, exist_ok=True)
    with on_virtual_screen(*SIZE):
        from kiosk.app import Manner, make_kiosk  # noqa: PLC0415  needs the display

        app = make_kiosk(Settings(), Manner(demo=True, window=SIZE))
        from kivy.clock import Clock  # noqa: PLC0415

        film = Film(app, folder)
        Clock.schedule_interval(film.beat, BEAT_SECONDS)
        app.run()
    if film.problem:
        print(film.problem, file=sys.stderr)
    return 1 if film.problem else 0


if __name__ == "__main__":
    sys.exit(main())
