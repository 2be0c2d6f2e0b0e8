"""What lies over the greeting: bad settings after a start, and the night outside opening hours."""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kiosk.app import is_closed
from kiosk.eid.connection import ReaderState
from kiosk.journeys.steps import Mood, Tell
from kiosk.opening import OpeningHours
from kiosk.settings import Profile, Settings, load
from kiosk.strict_yaml import BadFile
from tests.display import virtual_screen
from tests.real_kiosk import real_kiosk
from tests.theatre import Theatre

if TYPE_CHECKING:
    from kiosk.screens.page import Page
    from tests.twin import Twin

PANELS = [(800, 480, 7.0), (1280, 800, 10.1), (1080, 1920, 21.5)]
MENU_ENTRY = Path(__file__).parents[1] / "image/debian/kiosk/usr/share/applications/kiosk.desktop"
VISIT = Tell("pin-set", Mood.GOOD)


def problem_of(text: str, file: Path) -> BadFile:
    file.write_text(text)
    with pytest.raises(BadFile) as caught:
        load(file)
    return caught.value


@pytest.fixture
def bad(tmp_path: Path) -> BadFile:
    return problem_of("site: Markt\nscreen:\n  rotation: 45\n", tmp_path / "kiosk.yaml")


@pytest.fixture
def stage_with(kivy_window: None) -> Callable[..., Theatre]:
    def make(**more: object) -> Theatre:
        theatre = Theatre(1280, 800, 10.1, **more)  # type: ignore[arg-type]
        theatre.stage.attract()
        return theatre

    return make


def night(theatre: Theatre) -> bool:
    from kiosk.screens.covers import Night  # noqa: PLC0415

    return isinstance(theatre.room.children[0], Night)


# bad settings


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: f"{panel[0]}x{panel[1]}")
def test_bad_settings_are_told_with_file_line_and_cure_in_german_and_english(
    kivy_window: None, panel: tuple[int, int, float], bad: BadFile
) -> None:
    theatre = Theatre(*panel, problem=bad, language="ar")
    theatre.stage.attract()
    words = " ".join(theatre.shown())
    assert "kiosk.yaml, Zeile 3" in words
    assert "screen.rotation: Möglich sind: 0, 90, 180, 270." in words
    assert "kiosk.yaml, line 3: screen.rotation: known are: 0, 90, 180, 270" in words
    theatre.press("Weiter · Go on")
    assert "Zeile 3" not in " ".join(theatre.shown())


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: f"{panel[0]}x{panel[1]}")
def test_the_longest_that_can_be_wrong_has_room(
    kivy_window: None, panel: tuple[int, int, float], tmp_path: Path
) -> None:
    from kivy.core.window import Window  # noqa: PLC0415

    from kiosk.screens.widgets import Text  # noqa: PLC0415

    for text in (f"{'colour' * 20}: blue\n", "language: nl\n", "a: b: c\n", "site: 'x\n"):
        theatre = Theatre(*panel, problem=problem_of(text, tmp_path / "kiosk.yaml"))
        cover = theatre.room.children[0]
        texts = [widget for widget in cover.walk(restrict=True) if isinstance(widget, Text)]
        button = theatre.find("Weiter · Go on")
        for one in texts:
            assert one.x >= 0
            assert one.right <= Window.width
            assert one.top <= Window.height
            assert one.parent is button or one.y >= button.top, one.text


def test_a_card_begins_a_visit_whatever_is_wrong_with_the_settings(
    stage_with: Callable[..., Theatre], bad: BadFile
) -> None:
    theatre = stage_with(problem=bad)
    theatre.stage.reader(ReaderState.MISSING)  # the greeting says so, and nobody is there
    assert "Zeile 3" in " ".join(theatre.shown())
    theatre.stage.show(VISIT)
    assert theatre.room.children == [theatre.stage]


def test_a_technician_who_went_away_leaves_the_greeting_to_others(
    stage_with: Callable[..., Theatre], bad: BadFile
) -> None:
    theatre = stage_with(problem=bad)
    theatre.wait(590)
    theatre.room.rest(dark=True)
    assert "Zeile 3" in " ".join(theatre.shown())
    theatre.wait(20)
    theatre.room.rest(dark=True)
    assert theatre.room.children == [theatre.stage]


def test_the_real_kiosk_tells_bad_settings_on_its_screen_and_serves_on(
    kivy_window: None, tmp_path: Path
) -> None:
    from kiosk.screens.covers import SettingsProblem  # noqa: PLC0415
    from tests.twin import RealWindow, Twin  # noqa: PLC0415

    file = tmp_path / "bad.yaml"
    problem, twin = problem_of("site: Markt\ncolour: blue\n", file), Twin(1280, 800)
    with real_kiosk((1280, 800), tmp_path, config=file) as kiosk:
        window = RealWindow(kiosk.display)
        told = SettingsProblem(twin.frame, problem, lambda: None)
        window.sees(told)
        window.press(told, "Weiter · Go on")
        window.sees(attract_without_reader(twin))
    assert f"{file}:2: unknown key 'colour'" in kiosk.log.read_text()


def attract_without_reader(twin: Twin) -> Page:
    from kiosk.screens.attract import AttractPage  # noqa: PLC0415
    from kiosk.screens.pages import NOTICES  # noqa: PLC0415
    from tests.gallery import all_actions  # noqa: PLC0415

    notice = NOTICES[ReaderState.MISSING]
    return AttractPage(twin.frame, lambda: None, lambda _: None, notice, all_actions())


# the night

HOURS = OpeningHours(monday="09:00-12:00, 13:00-18:00", saturday="00:00-24:00")


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        ("2026-11-23 08:59", False),  # a Monday
        ("2026-11-23 09:00", True),
        ("2026-11-23 11:59", True),
        ("2026-11-23 12:00", False),
        ("2026-11-23 13:00", True),
        ("2026-11-23 18:00", False),
        ("2026-11-24 10:00", False),
        ("2026-11-28 00:00", True),
        ("2026-11-28 23:59", True),
        ("2026-11-29 00:00", False),
    ],
)
def test_a_house_is_open_from_the_first_minute_to_the_last(now: str, is_open: bool) -> None:
    assert HOURS.is_open(datetime.fromisoformat(now)) is is_open


def test_a_house_without_hours_never_closes() -> None:
    assert not is_closed(None)
    assert is_closed(OpeningHours())


def test_at_night_the_screen_is_dark_and_a_touch_wakes_the_greeting_and_no_visit(
    stage_with: Callable[..., Theatre],
) -> None:
    theatre = stage_with()
    theatre.room.rest(dark=True)
    assert not night(theatre)  # somebody has just switched it on
    theatre.wait(121)
    theatre.room.rest(dark=True)
    assert night(theatre)
    theatre.tap(640, 400)
    assert not night(theatre)
    assert theatre.someone.did == []
    theatre.wait(60)
    theatre.room.rest(dark=True)
    assert not night(theatre)
    theatre.wait(61)
    theatre.room.rest(dark=True)
    assert night(theatre)


def test_a_visit_at_night_is_not_disturbed_and_the_greeting_stays_a_while_after_it(
    stage_with: Callable[..., Theatre],
) -> None:
    theatre = stage_with()
    theatre.wait(121)
    theatre.room.rest(dark=True)
    theatre.stage.show(VISIT)  # a card was laid on
    assert not night(theatre)
    theatre.wait(600)
    theatre.room.rest(dark=False)
    theatre.stage.attract()
    theatre.room.rest(dark=True)
    assert not night(theatre)
    theatre.wait(121)
    theatre.room.rest(dark=True)
    assert night(theatre)


def test_a_window_that_changes_its_size_at_night_stays_dark(
    stage_with: Callable[..., Theatre],
) -> None:
    theatre = stage_with()
    theatre.wait(121)
    theatre.room.rest(dark=True)
    theatre.room.measure(1024, 600)
    assert night(theatre)
    assert theatre.room.children[0].size == [1024, 600]


# at rest


def test_language_and_volume_of_the_settings_are_what_each_visit_begins_with(
    stage_with: Callable[..., Theatre],
) -> None:
    theatre = stage_with(language="en", volume=7)
    assert "Your ID card can do more." in theatre.shown()
    assert (theatre.stage.comfort.volume, theatre.voice.volume) == (7, 7)
    theatre.press("Deutsch")
    theatre.stage.show(VISIT)
    theatre.stage.key_down(43)  # +, louder
    assert theatre.voice.volume == 8
    theatre.stage.attract()
    assert "Your ID card can do more." in theatre.shown()
    assert (theatre.stage.comfort.volume, theatre.voice.volume) == (7, 7)


# what the device is there for


def test_a_course_has_practice_cards_and_the_instructors_strip_and_counts_nothing(
    kivy_window: None,
) -> None:
    from kiosk.app import Manner, make_kiosk  # noqa: PLC0415

    app = make_kiosk(Settings(profile=Profile.COURSE), Manner(window=(1280, 800)))
    room = app.build()
    room.stage.attract()
    assert room.hand
    assert room.stage.counts is None


def test_started_from_the_menu_of_a_laptop_escape_ends_the_kiosk(
    kivy_window: None, tmp_path: Path
) -> None:
    from tests.twin import RealWindow, Twin  # noqa: PLC0415

    entry = configparser.ConfigParser()
    entry.read(MENU_ENTRY)
    program, *words = entry["Desktop Entry"]["Exec"].split()
    assert program == "kiosk"
    with virtual_screen(1280, 800) as display:
        kiosk = subprocess.Popen(
            [sys.executable, "-m", "kiosk", *words],
            env=dict(os.environ, DISPLAY=display, XDG_STATE_HOME=str(tmp_path)),
        )
        try:
            window = RealWindow(display)
            window.sees(attract_without_reader(Twin(1280, 800)))
            window.key("Escape")
            assert kiosk.wait(timeout=60) == 0
        finally:
            kiosk.kill()
