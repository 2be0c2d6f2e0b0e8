"""A course: the kiosk on a screen of its own, what its class sees, and a phone in a real browser.

    python -m tests.course [FOLDER]

leaves pictures of both side by side for docs/instructor.md, in docs/pictures or another folder.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from kiosk.comfort import TextSize
from kiosk.eid.simulator.personas import load_persona, load_personas
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.german import german
from kiosk.journeys.steps import Step
from kiosk.settings import Settings
from tests.browser import Page, phone_browser
from tests.display import on_virtual_screen
from tests.phone import decoded
from tests.real_kiosk import RealKiosk, real_kiosk

if TYPE_CHECKING:
    from kiosk.screens.room import Room
    from tests.twin import RealWindow

SIZE = (1280, 800)

TALL, SPACE = 640, 24
"""Pixels of a picture that shows both, and between them."""


@dataclass
class Course:
    """The kiosk, what the class sees of it, and the phone."""

    kiosk: RealKiosk
    window: RealWindow
    page: Page

    def sees(self, step: Step[Any] | None, card: str = "new-card", **looks: Any) -> None:
        """The class does, with no strip above it unless it is asked for."""
        self.window.sees(expected(step, card, **looks))

    def connects(self) -> str:
        """As an instructor does, by the code on the screen; gives what it says."""
        self.window.key("ctrl+h")
        press_in_menu(self.window)
        address = scan(self.window, self.kiosk.log.parent)
        self.page.goes_to(address)
        self.page.presses("Verbinden")
        self.page.sees("Stunde wechseln")
        return address


def press_in_menu(window: RealWindow) -> None:
    """What shows the code, found where it stands."""
    from kiosk.screens.instructor import PhoneMenu  # noqa: PLC0415
    from tests import finger  # noqa: PLC0415

    room = expected(None, bar=True)
    menu = PhoneMenu(room.stage.frame, lambda: None, lambda: None, on=False)
    room.stage.cover(menu)
    window.sees(room)
    button = finger.button(menu, german("Show the code"))
    assert button
    window.tap(button.center_x, SIZE[1] - button.center_y)


def scan(window: RealWindow, folder: Path) -> str:
    """What the code on the screen says; `folder` is for what the decoder looks at."""
    while True:
        (found,) = decoded([window.look()], folder)
        if found:
            return found


def expected(
    step: Step[Any] | None,
    card: str = "new-card",
    *,
    bar: bool = False,
    lies_there: bool = False,
    size: TextSize = TextSize.NORMAL,
    language: str = "de",
) -> Room:
    """The whole window as it must be."""
    from kiosk.app import known_facts  # noqa: PLC0415
    from kiosk.screens.room import Room  # noqa: PLC0415
    from kiosk.texts import Texts  # noqa: PLC0415
    from tests.mouth import Mouth  # noqa: PLC0415
    from tests.twin import Nobody  # noqa: PLC0415

    personas = load_personas()
    room = Room(Settings(), Texts(facts=known_facts()), PracticeReader(), personas, voice=Mouth())
    room.size = SIZE
    room.menu = lambda: None
    room.stage.person = Nobody()
    assert room.hand
    room.hand.take(load_persona(card))
    if lies_there:
        room.hand.lay_on()
    room.measure(*SIZE)
    room.bar_is_seen = bar
    room.stage.attract()
    if step is not None:
        room.stage.show(step)
    if size is not TextSize.NORMAL:
        room.stage.change_comfort(replace(room.stage.comfort, size=size))
    if language != "de":
        room.stage.choose_language(language)
    return room


@contextmanager
def taught(folder: Path, *more: str, **environment: str) -> Iterator[Course]:
    from tests.twin import RealWindow  # noqa: PLC0415  needs the window

    options = ("--course", *more)
    with (
        phone_browser() as page,
        real_kiosk(SIZE, folder, options=options, environment=environment) as kiosk,
    ):
        course = Course(kiosk, RealWindow(kiosk.display), page)
        course.window.sees(expected(None, bar=True))
        yield course


def side_by_side(course: Course) -> Image.Image:
    """What the class sees, and what the instructor does."""
    kiosk, phone = course.window.look(), course.page.picture()
    parts = [
        one.resize((round(one.width * TALL / one.height), TALL), Image.Resampling.LANCZOS)
        for one in (kiosk, phone)
    ]
    both = Image.new("RGB", (sum(one.width for one in parts) + SPACE, TALL), "#FFFFFF")
    both.paste(parts[0], (0, 0))
    both.paste(parts[1], (parts[0].width + SPACE, 0))
    return both


def main(arguments: Sequence[str]) -> None:
    folder = Path(*arguments) if arguments else Path("docs/pictures")
    with on_virtual_screen(640, 480), tempfile.TemporaryDirectory() as logs:
        from kiosk.screens.window import configure  # noqa: PLC0415  Kivy opens a window

        configure((640, 480))
        with taught(Path(logs)) as course:

            def keep(name: str) -> None:
                side_by_side(course).save(folder / f"{name}.webp", quality=70, method=6)

            course.window.key("ctrl+h")
            press_in_menu(course.window)
            scan(course.window, Path(logs))
            course.window.look().save(folder / "course-code.webp", quality=70, method=6)
            course.window.key("BackSpace")
            course.connects()
            for number in range(4):
                course.page.does("next")
                course.page.sees(f"Schritt {number + 1} von")
            course.page.sees("Ihre Online-Funktion ist eingeschaltet.")
            keep("course-lesson")
            course.page.does("go repeat-new-pin new-card")
            course.page.sees("Geben Sie die neue PIN noch einmal ein.")
            course.page.presses("Wegreißen")
            course.window.key(*"274951", "Return")
            course.page.sees("in der Hand")
            course.page.value("document.querySelector('[aria-label=Karte]').scrollIntoView()")
            keep("course-torn")


if __name__ == "__main__":
    main(sys.argv[1:])
