"""Films in sign language, which the city makes and names after the pages they sign.

`ffmpeg` reads them, as a process of its own: a film that crashes its reader harms no visit, and
nothing of it is loaded before somebody wants to see one (decision 15).
"""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from shutil import which

SHIPPED = Path(__file__).parents[1] / "assets" / "sign-language"
"""A place for films; none comes with the kiosk."""

ENDINGS = (".mp4", ".webm")

RATE = 25
"""Pictures a second."""

LATEST_SECONDS = 0.2
"""A delay up to this is made up for; a longer one, such as a pause, is not."""

LONGEST_SECONDS = 600
"""A film is cut off there: it counts as presence, and nobody may be present for ever."""


def films_in(folder: Path) -> list[Path]:
    """Every film there, in the order of the names; none where there is no such folder."""
    try:
        return sorted(file for file in folder.iterdir() if file.suffix in ENDINGS)
    except OSError:
        return []


def film_of(folder: Path, key: str) -> Path | None:
    """The film that signs the page of a text key; None as well where nothing can play it."""
    files = [file for ending in ENDINGS if (file := folder / f"{key}{ending}").is_file()]
    return files[0] if files and can_play() else None


def can_play() -> bool:
    return all(which(program) for program in ("ffmpeg", "ffprobe"))


def seconds_of(film: Path) -> float | None:
    """Seconds of the moving pictures of a file; None where there are none."""
    asked = "format=duration:stream=codec_type", "-select_streams", "v"
    probed = subprocess.run(  # noqa: S603  a file of the city
        _program("ffprobe", "-of", "default=nw=1", "-show_entries", *asked, f"file:{film}"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    told = dict(line.partition("=")[::2] for line in probed.stdout.splitlines())
    try:
        return float(told["duration"]) if "codec_type" in told else None
    except (KeyError, ValueError):
        return None


class Projector:
    """Plays one film once, from the moment it is made.

    `show` is given each picture of `size` pixels as RGB from the upper left corner, `ended` is
    told whether there was any. Both come by `post`, and never after `close`. Of pictures that
    come faster than they are shown only the latest is kept.

    Raises OSError where ffmpeg cannot be started.
    """

    def __init__(
        self,
        film: Path,
        size: tuple[int, int],
        post: Callable[[Callable[[], None]], None],
        show: Callable[[bytes], None],
        ended: Callable[[bool], None],
    ) -> None:
        self._length = size[0] * size[1] * 3
        self._post, self._show, self._ended = post, show, ended
        self._latest = b""
        self._posted = self._closed = False
        self._goes_on = threading.Event()
        self._goes_on.set()
        self._ffmpeg = subprocess.Popen(  # noqa: S603  as above
            _command(film, *size), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
        )
        threading.Thread(target=self._play, name="film", daemon=True).start()

    def pause(self) -> None:
        """ffmpeg waits too, as soon as its pipe is full."""
        self._goes_on.clear()

    def go_on(self) -> None:
        self._goes_on.set()

    def close(self) -> None:
        self._closed = True
        self._ffmpeg.kill()
        self._goes_on.set()

    def _play(self) -> None:
        pictures = self._ffmpeg.stdout
        assert pictures
        due, any_seen = 0.0, False
        with pictures:
            while len(picture := pictures.read(self._length)) == self._length:
                self._goes_on.wait()
                if self._closed:
                    break
                due = max(due, time.monotonic() - LATEST_SECONDS)
                time.sleep(max(0.0, due - time.monotonic()))
                due += 1 / RATE
                self._latest, any_seen = picture, True
                if not self._posted:
                    self._posted = True
                    self._post(self._show_latest)
        self._ffmpeg.wait()
        self._post(lambda: self._end(any_seen))

    def _show_latest(self) -> None:
        self._posted = False  # before the look at the latest, or the last one could be missed
        if not self._closed:
            self._show(self._latest)

    def _end(self, any_seen: bool) -> None:
        if not self._closed:
            self._ended(any_seen)


def _command(film: Path, width: int, height: int) -> list[str]:
    """The whole picture in the middle of its box, without sound."""
    fit = f"scale={width}:{height}:force_original_aspect_ratio=decrease"
    middle = f"pad={width}:{height}:(ow-iw)/2:(oh-ih)/2:white"
    return _program(
        *("ffmpeg", "-t", str(LONGEST_SECONDS), "-i", f"file:{film}"),
        *("-an", "-sn", "-vf", f"{fit},{middle},fps={RATE}"),
        *("-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"),
    )


def _program(name: str, *options: str) -> list[str]:
    return [name, "-loglevel", "quiet", *options]
