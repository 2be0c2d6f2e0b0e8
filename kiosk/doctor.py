"""What is wrong with this kiosk, and what helps: one finding for each thing looked at.

A check looks at one thing and never raises. A new one is a function here and a line in `examine`.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from pathlib import Path

from kiosk.eid.connection import ReaderState
from kiosk.eid.pcsc import PcscReader
from kiosk.films import LONGEST_SECONDS, can_play, films_in, seconds_of
from kiosk.services import read_catalogue
from kiosk.settings import Settings, Statistics, load
from kiosk.statistics.spool import Spool
from kiosk.strict_yaml import BadFile
from kiosk.texts import Texts

NIGHTS_WITHOUT = 3
"""A receiver may be away for some nights before somebody has to look."""

SWAPS = Path("/proc/swaps")
SMALLEST_ACCESSIBLE = 10.0
"""Inches of diagonal from which keys of 20 mm and text of 200 % have room (EN 301 549, 8.4)."""


class Severity(IntEnum):
    """The worst one of all findings is the exit code of `kiosk doctor`."""

    GOOD = 0
    DOUBTFUL = 1
    """The kiosk serves, but not everybody, or not for long."""
    BROKEN = 2
    """Somebody at the kiosk is not served until it is mended."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`cure` tells what to do; empty where nothing is wrong."""

    what: str
    severity: Severity
    why: str
    cure: str = ""


def examine(config: Path | None, reader: str | None = None) -> Iterator[Finding]:
    """Look at everything; `config` and `reader` as on the command line."""
    try:
        settings = load(config)
    except BadFile as error:
        yield Finding("settings", Severity.BROKEN, str(error), "mend that line of the file")
        settings = Settings()
    else:
        yield Finding("settings", Severity.GOOD, "read")
    yield _screen(settings)
    yield _reader(PcscReader(reader or settings.reader), reader or settings.reader)
    yield from _languages(Texts())
    yield from _films(Path(settings.sign_language), Texts())
    yield _services(Path(settings.services))
    yield _statistics(settings.statistics, date.today())
    yield _core_files()
    yield _swap(SWAPS)


def _screen(settings: Settings) -> Finding:
    inches = settings.screen.diagonal
    if inches < SMALLEST_ACCESSIBLE:
        return Finding(
            "screen",
            Severity.DOUBTFUL,
            f"{inches:g} inches are too small for keys of 20 mm: not accessible to everybody",
            f"use a panel of {SMALLEST_ACCESSIBLE:g} inches or more, or mend screen.diagonal",
        )
    return Finding("screen", Severity.GOOD, f"{inches:g} inches")


def _reader(reader: PcscReader, name: str | None) -> Finding:
    found = reader.readers()
    match reader.state():
        case ReaderState.MISSING if found:
            return Finding(
                "reader",
                Severity.BROKEN,
                f"no reader is called '{name}'; there is: {', '.join(found)}",
                "mend `reader` in the settings, or take it out",
            )
        case ReaderState.MISSING:
            return Finding(
                "reader",
                Severity.BROKEN,
                "no reader, or pcscd is not running or refuses this user",
                "plug the reader in; see `systemctl status pcscd`",
            )
        case ReaderState.IN_USE:
            return Finding(
                "reader",
                Severity.DOUBTFUL,
                "another program holds the reader; during a visit that is the kiosk itself",
                "end the other program",
            )
        case ReaderState.UNREADABLE:
            return Finding(
                "reader",
                Severity.DOUBTFUL,
                "something lies on the reader, but no chip answers",
                "take it away; if nothing lies there, another reader is needed",
            )
        case ReaderState.EMPTY | ReaderState.CARD as state:
            return Finding("reader", Severity.GOOD, f"{', '.join(found)}: {state.value}")


def _languages(texts: Texts) -> Iterator[Finding]:
    states = texts.states()
    for state in states:
        if state.missing:
            yield Finding(
                f"language {state.language.code}",
                Severity.DOUBTFUL,
                f"{len(state.missing)} texts are missing and shown in German",
                "see `kiosk texts`",
            )
    unreviewed = [state.language.code for state in states if not state.reviewed]
    note = f", not yet read by a native reader: {', '.join(unreviewed)}" if unreviewed else ""
    yield Finding("languages", Severity.GOOD, f"{len(states)}{note}")


def _films(folder: Path, texts: Texts) -> Iterator[Finding]:
    """Those in sign language; one finding more for each that nobody will see."""
    films = films_in(folder)
    if films and not can_play():
        why = f"{len(films)} films, and nothing to play them"
        yield Finding("sign language", Severity.DOUBTFUL, why, "apt-get install ffmpeg")
        return
    yield Finding("sign language", Severity.GOOD, f"{len(films)} films in {folder}")
    for film in films:
        if not texts.has(f"{film.stem}.title"):
            why, cure = "no page has this name", f"name it as {folder / 'README.md'} says"
        elif (seconds := seconds_of(film)) is None:
            why, cure = "cannot be read", "make it anew, as H.264 in MP4 or VP9 in WebM"
        elif seconds > LONGEST_SECONDS:
            why, cure = f"longer than {LONGEST_SECONDS} seconds: its end is cut off", "shorten it"
        else:
            continue
        yield Finding(f"film {film.name}", Severity.DOUBTFUL, why, cure)


def _services(catalogue: Path) -> Finding:
    try:
        rows = read_catalogue(catalogue).services
    except BadFile as error:
        why = f"{error}; the last good catalogue is shown"
        return Finding("services", Severity.DOUBTFUL, why, "see `kiosk services check`")
    return Finding("services", Severity.GOOD, f"{len(rows)} in the catalogue")


def _statistics(settings: Statistics, today: date) -> Finding:
    if not settings.enabled:
        return Finding("statistics", Severity.GOOD, "switched off")
    spool = Spool(Path(settings.file))
    cure = "see docs/statistics.md"
    if spool.broken.exists():
        why = f"a broken file was set aside: {spool.broken}; its counts are missing"
        return Finding("statistics", Severity.DOUBTFUL, why, "look at the disk, then remove it")
    if not spool.path.exists():
        return Finding("statistics", Severity.GOOD, "nothing is counted yet")
    glimpse = spool.glimpse()
    if glimpse is None or glimpse.day < today - timedelta(days=NIGHTS_WITHOUT):
        return Finding("statistics", Severity.DOUBTFUL, "`kiosk stats send` did not run", cure)
    if settings.address and glimpse.waiting > NIGHTS_WITHOUT:
        why = f"{glimpse.waiting} days wait to be sent"
        return Finding("statistics", Severity.DOUBTFUL, why, "see what `kiosk stats send` says")
    return Finding("statistics", Severity.GOOD, f"closed up to {glimpse.day}")


def _core_files() -> Finding:
    """The kiosk forbids them for itself; whoever asks has done so, too."""
    if resource.getrlimit(resource.RLIMIT_CORE)[0] != 0:
        return Finding("core files", Severity.DOUBTFUL, "allowed", "set LimitCORE=0")
    return Finding("core files", Severity.GOOD, "none")


def _swap(swaps: Path) -> Finding:
    """A page with a typed digit could be written to a disk (docs/secrets.md)."""
    try:
        used = [line.split()[0] for line in swaps.read_text().splitlines()[1:]]
    except OSError:
        used = []
    if used:
        words = f"memory may be written to {', '.join(used)}, typed digits with it"
        return Finding("swap", Severity.DOUBTFUL, words, "swapoff -a, and no swap in /etc/fstab")
    return Finding("swap", Severity.GOOD, "off")
