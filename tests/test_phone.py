"""A course with a phone: the page in a real browser, the kiosk on a screen of its own."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from kiosk.comfort import TextSize
from kiosk.course.address import LOOPBACK
from kiosk.eid.model import PinState, PinStatus
from kiosk.journeys.after_fault import Again
from kiosk.journeys.change_pin import FIRST_PIN
from kiosk.journeys.look_at_card import OwnPin, WhichPin
from kiosk.journeys.outcome import status_facts
from kiosk.journeys.steps import (
    AskNewPin,
    AskSecret,
    Choose,
    ChooseWithCard,
    Field,
    Mood,
    Picture,
    Step,
)
from kiosk.journeys.visit import HomeChoice
from tests.browser import Page
from tests.course import SIZE, Course, expected, press_in_menu, scan, taught
from tests.no_network import NEW_ADDRESS, join_one, no_network
from tests.real_kiosk import real_kiosk

HOME = Choose("home", HomeChoice)
STATUS = ChooseWithCard(
    "card-status", WhichPin, Mood.GOOD, status_facts(PinStatus(PinState.OPERATIONAL, 3))
)
OWN_PIN = ChooseWithCard("has-own-pin", OwnPin, Mood.GOOD)
LETTER = AskSecret(
    Field.TRANSPORT_PIN, FIRST_PIN.ask_old, Picture.PIN_LETTER, 3, FIRST_PIN.progress(1)
)
CHOOSE = AskNewPin("choose-new-pin", FIRST_PIN.progress(2))
REPEAT = AskNewPin("repeat-new-pin", FIRST_PIN.progress(3))
GONE = Choose("fault-card-removed", Again, Mood.CAUTION, (), Picture.CARD_ON_READER)
UNCERTAIN = Choose("after-new-pin-uncertain", Again, Mood.STOP, (), Picture.CARD_ON_READER)


@pytest.fixture(scope="module")
def course(kivy_window: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    """With a phone that holds the reins."""
    with taught(tmp_path_factory.mktemp("course")) as course:
        course.connects()
        yield course


def listens(pid: int) -> bool:
    """Whether the process has a port on which somebody could knock."""
    links = (os.readlink(one) for one in Path(f"/proc/{pid}/fd").iterdir())
    own = {link[8:-1] for link in links if link.startswith("socket:[")}
    rows = [
        line.split()
        for table in ("tcp", "tcp6", "udp", "udp6")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
    ]
    return any(row[9] in own and row[3] in ("0A", "07") for row in rows)


def test_the_strip_goes_from_the_class_when_a_phone_holds_the_reins(course: Course) -> None:
    course.page.does("go attract")
    course.sees(None)
    course.page.does("bar")
    course.window.sees(expected(None, course_card(course), bar=True))
    course.page.does("bar")
    course.sees(None)


def course_card(course: Course) -> str:
    """The card in the hand, by what the phone says."""
    told = course.page.value("document.querySelector('.keys.wide [aria-pressed=true]').value")
    return str(told).removeprefix("take ")


def test_a_jump_shows_that_page_and_the_phone_says_so(course: Course) -> None:
    course.page.does("go enter-transport-pin new-card")
    course.sees(LETTER)
    course.page.sees("Geben Sie die 5 Ziffern aus Ihrem PIN-Brief ein.")
    course.page.does("go repeat-new-pin new-card")
    course.sees(REPEAT)
    course.page.does("back")
    course.sees(CHOOSE)


def test_a_card_is_taken_laid_on_lifted_and_exchanged(course: Course) -> None:
    course.page.does("go home")
    course.sees(HOME)
    course.page.does("go attract")
    course.sees(None)
    course.page.does("take own-pin")
    course.page.sees("Erkan Beispiel")
    course.page.presses("Auflegen")
    course.sees(STATUS)
    course.page.presses("Wegnehmen")
    course.sees(GONE)
    course.page.does("go has-own-pin own-pin")
    course.sees(OWN_PIN)
    course.page.does("exchange new-card")
    course.sees(GONE)
    course.page.sees("Jana Musterfrau")
    course.page.sees("liegt auf")


def test_a_card_is_torn_away_when_its_chip_has_got_the_new_pin(course: Course) -> None:
    course.page.does("go repeat-new-pin new-card")
    course.sees(REPEAT)
    course.page.presses("Wegreißen")
    course.page.sees("wird weggerissen")
    course.window.key(*"274951", "Return")
    course.sees(UNCERTAIN)
    course.page.sees("in der Hand")
    course.page.sees("PIN 274951")  # the chip has done it


def test_a_frozen_screen_takes_no_touch_and_goes_on_where_it_was(course: Course) -> None:
    course.page.does("go card-status new-card")
    course.sees(STATUS)
    course.page.presses("Einfrieren")
    course.page.sees("eingefroren")
    before = course.window.look()
    press(course, STATUS, "card-status.five")
    course.page.presses("Wegnehmen")  # the class does not see that either
    course.page.sees("in der Hand")
    assert course.window.look() == before
    course.page.presses("Einfrieren")
    course.sees(GONE)


def press(course: Course, step: Step[Any], key: str) -> None:
    from tests import finger  # noqa: PLC0415  needs the window

    room = expected(step)
    button = finger.button(room, room.stage.frame.texts(key))
    assert button
    course.window.tap(button.center_x, SIZE[1] - button.center_y)


def test_black_is_black_to_the_edge_and_touches_change_nothing(course: Course) -> None:
    course.page.does("go home")
    course.sees(HOME)
    course.page.presses("Schwarz")
    course.page.sees("schwarz")
    course.window.tap(640, 400)
    assert course.window.look().getextrema() == ((0, 0), (0, 0), (0, 0))
    course.page.presses("Schwarz")
    course.sees(HOME)


def test_a_look_under_the_hood_comes_and_goes(course: Course) -> None:
    course.page.does("go card-status new-card")
    course.sees(STATUS)
    before = course.window.look()
    course.page.presses("Unter der Haube")
    course.page.sees_what("document.querySelector('[value=hood]').ariaPressed === 'true'")
    assert course.window.look() != before
    course.page.presses("Unter der Haube")
    course.sees(STATUS)


def test_letters_grow_and_the_language_changes_and_both_outlast_a_jump(course: Course) -> None:
    course.page.does("go home")
    course.page.presses("Schrift größer")
    course.sees(HOME, size=TextSize.LARGE)
    course.page.does("speak ar")
    course.sees(HOME, size=TextSize.LARGE, language="ar")
    course.page.does("go card-status new-card")
    course.sees(STATUS, size=TextSize.LARGE, language="ar")
    course.page.presses("Schrift kleiner")
    course.page.does("speak de")
    course.sees(STATUS)


def test_the_lesson_is_read_on_the_phone_and_set_up_on_the_kiosk(course: Course) -> None:
    course.page.does("open 20-minuten")
    course.page.sees("Der Ausweis kann mehr")
    course.page.presses("Anfangen ▶")
    course.sees(HOME)
    course.page.sees("Schritt 1 von")
    course.page.unfolds("Wer hat den Ausweis schon einmal im Internet benutzt?")
    course.page.sees("Heben Sie einfach die Hand.")
    for number in (2, 3, 4):
        course.page.presses("Weiter ▶")
        course.page.sees(f"Schritt {number} von")
    course.sees(STATUS)
    course.page.presses("◀ Zurück")
    course.page.sees("PIN, CAN und PUK")


def test_the_page_fits_on_a_small_phone_with_keys_for_thick_fingers(course: Course) -> None:
    page = course.page
    page.value("for (const one of document.querySelectorAll('details')) one.open = true")
    assert page.value("document.documentElement.scrollWidth <= innerWidth")
    least = page.value(
        "Math.min(...[...document.querySelectorAll('button, summary')]"
        ".filter((one) => one.offsetParent).map((one) => one.offsetHeight))"
    )
    assert least >= 56  # CSS pixels, 9 mm
    assert worst_contrast(page) >= 7


def worst_contrast(page: Page) -> float:
    """Of any words with what is behind them (WCAG 2.2)."""
    return float(
        page.value(
            """(() => {
              const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
              const light = (colour) => {
                const [r, g, b] = parts(colour).map((v) => v / 255)
                  .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const behind = (one) => {
                for (; one; one = one.parentElement) {
                  const colour = getComputedStyle(one).backgroundColor;
                  if (!/, 0\\)$/.test(colour)) return colour;
                }
                return "rgb(255, 255, 255)";
              };
              let worst = 21;
              for (const one of document.querySelectorAll("body *")) {
                if (![...one.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
                if (!one.offsetParent) continue;
                const [a, b] = [light(getComputedStyle(one).color), light(behind(one))];
                worst = Math.min(worst, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
              }
              return worst;
            })()"""
        )
    )


def test_nobody_listens_before_the_menu_and_after_the_course(
    kivy_window: None, tmp_path: Path
) -> None:
    with taught(tmp_path) as course:
        assert not listens(course.kiosk.pid)
        address = course.connects()
        assert listens(course.kiosk.pid)
        course.page.goes_to(address.partition("?")[0])
        course.page.presses("Dieses Handy abmelden")
        course.page.sees("Der Code steht am Gerät")
        course.window.sees(expected(None, bar=True))
    host, port = address.split("/")[2].split(":")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)))


def test_a_course_never_opens_a_reader_and_counts_nothing(
    kivy_window: None, tmp_path: Path
) -> None:
    """pcscd would be asked by a socket of that name; a desk asks it at once."""
    with pcsc_socket(tmp_path / "pcscd") as knocks:
        environment = {"PCSCLITE_CSOCK_NAME": str(tmp_path / "pcscd")}
        folder = tmp_path / "course"
        folder.mkdir()
        with taught(folder, **environment) as course:
            course.connects()
            for place in ("pin-set new-card", "trial-seen own-pin", "home"):
                course.page.does(f"go {place}")
            course.sees(HOME)
        assert knocks == []
        assert [one.name for one in folder.rglob("*") if "spool" in one.name] == []
        with real_kiosk(SIZE, tmp_path, environment=environment):
            while not knocks:
                time.sleep(0.05)


@contextmanager
def pcsc_socket(path: Path) -> Iterator[list[int]]:
    """Whoever asks there for a reader is written down, and not answered."""
    knocks: list[int] = []
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()

        def listen() -> None:
            while True:
                try:
                    listening.accept()[0].close()
                except OSError:
                    return
                knocks.append(1)

        threading.Thread(target=listen, daemon=True).start()
        yield knocks
        listening.shutdown(socket.SHUT_RDWR)


def test_without_a_network_the_code_says_so_and_in_one_it_is_shown_anew(
    kivy_window: None, tmp_path: Path
) -> None:
    from kiosk.screens.instructor import PhoneCode  # noqa: PLC0415  needs the window
    from tests.twin import RealWindow  # noqa: PLC0415

    with (
        no_network() as there,
        real_kiosk(SIZE, tmp_path, options=("--course",), within=there) as kiosk,
    ):
        window = RealWindow(kiosk.display)
        window.sees(expected(None, bar=True))
        window.key("ctrl+h")
        press_in_menu(window)
        alone = urlsplit(scan(window, tmp_path))
        assert alone.hostname == LOOPBACK
        room, code = expected(None, bar=True), parse_qs(alone.query)["code"][0]
        told = PhoneCode(room.stage.frame, alone.netloc, code, 0, lambda: None, alone=True)
        room.stage.cover(told)
        window.sees(room)
        join_one(there)
        window.key("BackSpace", "ctrl+h")
        press_in_menu(window)
        assert urlsplit(scan(window, tmp_path)).hostname == NEW_ADDRESS
