"""Films in sign language: a button where there is one, and what comes of pressing it."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from PIL.ImageStat import Stat

from kiosk.comfort import AT_REST
from kiosk.eid.connection import ReaderState
from kiosk.journeys.steps import AskSecret, AwaitCard, Choose, Field, Progress, Tell
from kiosk.journeys.visit import HomeChoice
from kiosk.secret import Secret
from kiosk.texts import Texts
from tests.gallery import PANELS, all_actions
from tests.pcscd import Pcscd
from tests.processes import tree
from tests.real_kiosk import RealKiosk, real_kiosk
from tests.test_real_window import REST_SECONDS, SIZE, awakenings
from tests.theatre import Theatre

if TYPE_CHECKING:
    from kiosk.screens.film import FilmOverlay
    from tests.twin import Twin

ENOUGH_SECONDS = 30.0
"""Far more than anything here takes; a wait that ends by it has failed."""

TELL = Tell("wrong-can")
HOME = Choose("home", HomeChoice)
ASK = AskSecret(Field.PIN, "enter-old-pin", count=3, progress=Progress("change-pin", 1, 3))

RED_THEN_BLUE = (
    "color=red:size=64x36:duration=5[a];color=blue:size=64x36:duration=1[b];[a][b]concat"
)
"""Red for so long that it is seen on a busy machine, too: a picture that comes late is left out."""
ALWAYS_NEW = "testsrc=size=64x36:duration=120"


def make_film(file: Path, pictures: str) -> None:
    subprocess.run(
        [
            *("ffmpeg", "-loglevel", "error", "-filter_complex", pictures),
            *("-pix_fmt", "yuv420p", str(file)),
        ],
        check=True,
    )


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short film, a long one that never looks the same twice, and one that is none."""
    folder = tmp_path_factory.mktemp("films")
    make_film(folder / "wrong-can.webm", RED_THEN_BLUE)
    make_film(folder / "home.mp4", ALWAYS_NEW)
    (folder / "wrong-pin.mp4").write_bytes(b"\0" * 4096)
    return folder


@pytest.fixture
def play(kivy_window: None, films: Path) -> Theatre:
    return Theatre(1280, 800, 10.1, sign_language=str(films))


@pytest.fixture
def twin(kivy_window: None) -> Twin:
    from tests.twin import Twin  # noqa: PLC0415  needs the window

    return Twin(*SIZE)


def nothing(*_: object) -> None:
    """What a control does that nobody presses."""


def until(condition: Callable[[], bool], what: str) -> None:
    """Let Kivy's loop go on until something is so."""
    from kivy.base import EventLoop  # noqa: PLC0415  needs the window

    end = time.monotonic() + ENOUGH_SECONDS
    while not condition():
        assert time.monotonic() < end, f"never: {what}"
        EventLoop.idle()
        time.sleep(0.005)


def film_seen(play: Theatre) -> Image.Image:
    """What the place of the film looks like."""
    from tests.finger import picture  # noqa: PLC0415  needs the window

    whole = picture(play.room)
    return whole.crop((whole.width // 3, whole.height // 3, whole.width // 2, whole.height // 2))


def mostly(play: Theatre, channel: int) -> bool:
    """Whether the film is red (0) or blue (2) now."""
    levels = Stat(film_seen(play)).sum
    return levels[channel] > 2 * (sum(levels) - levels[channel])


def stands_still(play: Theatre) -> bool:
    from kivy.base import EventLoop  # noqa: PLC0415  needs the window

    before = film_seen(play)
    for _ in range(10):
        EventLoop.idle()
        time.sleep(0.02)
    return film_seen(play) == before


def readers_of_films(pid: int | None = None) -> list[int]:
    """The processes that read a film for a kiosk, this one if no other is named."""
    us = pid or int(Path("/proc/self").readlink().name)
    return [one for one in tree(us) if one != us and "ffmpeg" in _name(one)]


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text()
    except OSError:  # ended meanwhile
        return ""


def begin(play: Theatre, step: Tell | Choose[HomeChoice] = HOME) -> None:
    """Somebody presses the button, and the film runs."""
    play.stage.show(step)
    play.press("sign-language.title")
    until(lambda: bool(readers_of_films()), "something reads the film")


def test_a_film_is_played_and_its_last_picture_stays(play: Theatre) -> None:
    begin(play, TELL)
    until(lambda: mostly(play, 0), "red")
    until(lambda: mostly(play, 2), "blue")
    until(lambda: play.texts("sign-language.play") in play.shown(), "the end")
    assert readers_of_films() == []
    assert mostly(play, 2)
    play.press("sign-language.again")
    until(lambda: mostly(play, 0), "red once more")
    play.press("button.close")
    assert "answer" not in play.someone.did
    assert play.texts("wrong-can.title") in play.shown()


def test_the_button_is_only_where_a_film_is(play: Theatre) -> None:
    from tests.finger import button  # noqa: PLC0415  needs the window

    words = play.texts("sign-language.title")
    for step, there in ((TELL, True), (HOME, True), (Tell("pin-set"), False)):
        play.stage.show(step)
        assert bool(button(play.room, words)) is there, step
    play.stage.attract()
    assert button(play.room, words) is None


def test_a_page_that_says_something_else_for_the_moment_has_not_the_film_of_its_step(
    kivy_window: None, tmp_path: Path
) -> None:
    from tests.finger import button  # noqa: PLC0415  needs the window

    make_film(tmp_path / "lay-card-on.mp4", RED_THEN_BLUE)
    play = Theatre(1280, 800, 10.1, sign_language=str(tmp_path))
    words = play.texts("sign-language.title")
    play.stage.show(AwaitCard("lay-card-on"))
    assert button(play.room, words)
    play.stage.reader(ReaderState.MISSING)
    assert button(play.room, words) is None


def test_where_nothing_can_play_a_film_no_button_promises_one(
    play: Theatre, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from tests.finger import button  # noqa: PLC0415  needs the window

    monkeypatch.setenv("PATH", str(tmp_path))
    play.stage.show(TELL)
    assert button(play.room, play.texts("sign-language.title")) is None


def test_a_broken_film_says_so_and_can_be_closed(
    play: Theatre, caplog: pytest.LogCaptureFixture
) -> None:
    play.stage.show(Tell("wrong-pin", count=2))
    play.press("sign-language.title")
    until(lambda: play.texts("sign-language.broken") in play.shown(), "that it is broken")
    assert "wrong-pin.mp4 cannot be played" in caplog.text
    play.press("button.close")
    assert play.texts("wrong-pin.title", 2) in play.shown()


def test_a_pause_holds_the_picture_and_it_goes_on_from_there(play: Theatre) -> None:
    begin(play)
    until(lambda: not stands_still(play), "the film runs")
    play.press("sign-language.pause")
    until(lambda: stands_still(play), "the film stands still")
    assert readers_of_films()
    play.press("sign-language.play")
    until(lambda: not stands_still(play), "the film goes on")
    play.stage.attract()


def test_keys_pause_and_close_it(play: Theatre) -> None:
    begin(play)
    play.stage.key_down(9)
    play.stage.key_down(13)
    assert play.texts("sign-language.play") in play.shown()
    play.stage.key_down(8)
    assert play.texts("sign-language.play") not in play.shown()
    until(lambda: not readers_of_films(), "the reader of the film is gone")


@pytest.mark.parametrize("paused", [False, True])
@pytest.mark.parametrize(
    "takes_away",
    [
        lambda play: play.stage.key_down(8),
        lambda play: play.stage.attract(),
        lambda play: play.stage.show(Tell("fault-card-removed")),
        lambda play: play.stage.still_there(30.0),
    ],
    ids=["the person", "the end of the visit", "a lifted card", "nobody there"],
)
def test_whatever_takes_a_film_away_ends_its_reader_and_leaves_nothing(
    play: Theatre, takes_away: Callable[[Theatre], None], paused: bool
) -> None:
    begin(play)
    overlay = weakref.ref(play.stage._overlay)
    if paused:
        play.press("sign-language.pause")
    takes_away(play)
    until(lambda: not readers_of_films(), "the reader of the film is gone")
    if not paused:  # Kivy keeps the last button pressed, and all around it, until the next
        until(lambda: gc.collect() >= 0 and overlay() is None, "nothing holds the film")
    play.stage.attract()


def test_a_running_film_counts_as_presence_and_a_paused_one_does_not(
    play: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kiosk.screens import film  # noqa: PLC0415  needs the window

    monkeypatch.setattr(film, "PRESENCE_SECONDS", 0.0)
    begin(play)
    overlay: FilmOverlay = play.stage._overlay  # type: ignore[assignment]
    overlay._present_until = 0.0
    play.someone.did.clear()
    until(lambda: play.someone.did.count("touched") > 2, "somebody is here")
    play.press("sign-language.pause")
    until(lambda: stands_still(play), "the film stands still")
    play.someone.did.clear()
    assert stands_still(play)
    assert play.someone.did == []
    play.stage.attract()


@pytest.mark.parametrize("panel", [PANELS[0], PANELS[-1]])
def test_the_button_and_the_film_fit_in_every_language(
    kivy_window: None, films: Path, panel: tuple[int, int, float]
) -> None:
    from kiosk.screens.film import FilmOverlay  # noqa: PLC0415  needs the window
    from kiosk.screens.pages import Moment, page_for  # noqa: PLC0415
    from kiosk.screens.sheet import Frame  # noqa: PLC0415
    from kiosk.screens.theme import Measures  # noqa: PLC0415
    from tests.finger import button  # noqa: PLC0415
    from tests.scanner import faults  # noqa: PLC0415

    texts, measures = Texts(), Measures.of_window(*panel)
    actions, calm = replace(all_actions(), signing=nothing), Moment(ReaderState.CARD, Secret())
    largest = replace(AT_REST, size=measures.sizes[-1], reach=measures.reaches[-1])
    for comfort in (AT_REST, largest):
        frame = Frame(texts, measures, "Leipzig", True, comfort)
        for language in texts.languages():
            texts.language = language.code
            page = page_for(frame, ASK, calm, nothing, actions)
            without = page_for(frame, ASK, calm, nothing, all_actions())
            assert set(faults(page)) <= set(faults(without)), language.code
            assert button(page, texts("sign-language.title"))
            assert button(page, texts("language.name"))
            overlay = FilmOverlay(frame, films / "home.mp4", nothing, nothing)
            assert faults(overlay) == [], language.code


def test_the_real_kiosk_sleeps_again_when_a_film_is_closed(
    pcscd: Pcscd, twin: Twin, films: Path, tmp_path: Path
) -> None:
    with real_kiosk(SIZE, tmp_path, config=_settings(tmp_path, films)) as kiosk:
        film = Showing(kiosk, twin, films)
        film.press("button.close")
        film.ends()
        before = awakenings(kiosk.pid)
        time.sleep(REST_SECONDS)
        assert awakenings(kiosk.pid) - before < 10 * REST_SECONDS


def test_a_kiosk_that_is_stopped_during_a_film_leaves_no_reader_behind(
    pcscd: Pcscd, twin: Twin, films: Path, tmp_path: Path
) -> None:
    with real_kiosk(SIZE, tmp_path, config=_settings(tmp_path, films)) as kiosk:
        film = Showing(kiosk, twin, films)
    film.ends()


def _settings(folder: Path, films: Path) -> Path:
    file = folder / "kiosk.yaml"
    file.write_text(f"sign_language: {films}\n")
    return file


class Showing:
    """From the greeting to a film that runs."""

    def __init__(self, kiosk: RealKiosk, twin: Twin, films: Path) -> None:
        from kiosk.screens.film import FilmOverlay  # noqa: PLC0415  needs the window
        from kiosk.screens.pages import Moment, page_for  # noqa: PLC0415
        from tests.twin import RealWindow  # noqa: PLC0415

        self._window, self._say = RealWindow(kiosk.display), twin.texts
        actions = replace(all_actions(), signing=nothing)
        home = page_for(twin.frame, HOME, Moment(ReaderState.EMPTY, Secret()), nothing, actions)
        self._overlay = FilmOverlay(twin.frame, films / "home.mp4", nothing, nothing)
        self._window.sees(twin.attract())
        self._window.tap(300, 300)
        self._window.sees(home)
        self._window.press(home, twin.texts("sign-language.title"))
        self._processes: list[int] = []
        until(lambda: self._runs(kiosk.pid), "something reads the film")
        before = self._window.look()
        until(lambda: self._window.look() != before, "the film runs")

    def press(self, words: str) -> None:
        from tests.finger import button  # noqa: PLC0415  needs the window

        pressed = button(self._overlay, self._say(words))
        assert pressed
        self._window.tap(pressed.center_x, self._overlay.height - pressed.center_y)

    def ends(self) -> None:
        until(lambda: not any(_name(one) for one in self._processes), "the reader is gone")

    def _runs(self, pid: int) -> bool:
        self._processes = readers_of_films(pid)
        return bool(self._processes)


def test_the_doctor_counts_the_films_and_names_those_that_nobody_will_see(tmp_path: Path) -> None:
    films = tmp_path / "films"
    films.mkdir()
    make_film(films / "wrong-can.mp4", RED_THEN_BLUE)
    make_film(films / "wrong-pen.mp4", RED_THEN_BLUE)
    (films / "wrong-pin.webm").write_bytes(b"\0" * 4096)
    said = subprocess.run(
        [
            *(sys.executable, "-m", "kiosk", "doctor", "--json"),
            *("--config", str(_settings(tmp_path, films))),
        ],
        stdout=subprocess.PIPE,
        check=False,
    )
    found = {one["what"]: one for one in map(json.loads, said.stdout.splitlines())}
    assert found["sign language"]["why"].startswith("3 films")
    assert "no page has this name" in found["film wrong-pen.mp4"]["why"]
    assert "cannot be read" in found["film wrong-pin.webm"]["why"]
    assert "film wrong-can.mp4" not in found
