"""What people read and see: languages, films, the catalogue of services."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from kiosk.films import LONGEST_SECONDS, can_play, films_in, seconds_of
from kiosk.findings import Finding, doubtful, good
from kiosk.services import findings, is_shown, read_catalogue
from kiosk.strict_yaml import BadFile
from kiosk.texts import Texts

MONTHS = 6
"""After so long somebody should look at a service again, as `kiosk services check` says."""


def languages(texts: Texts) -> Iterator[Finding]:
    states = texts.states()
    for state in states:
        if state.missing:
            yield doubtful(
                f"language {state.language.code}",
                f"{len(state.missing)} texts are missing and shown in German",
                "see `kiosk texts`",
            )
    unreviewed = [state.language.code for state in states if not state.reviewed]
    note = f", not yet read by a native reader: {', '.join(unreviewed)}" if unreviewed else ""
    yield good("languages", f"{len(states)}{note}")


def films(folder: Path, texts: Texts) -> Iterator[Finding]:
    """Those in sign language; one finding more for each that nobody will see."""
    there = films_in(folder)
    if there and not can_play():
        why = f"{len(there)} films, and nothing to play them"
        yield doubtful("sign language", why, "apt-get install ffmpeg")
        return
    yield good("sign language", f"{len(there)} films in {folder}")
    for film in there:
        if not texts.has(f"{film.stem}.title"):
            why, cure = "no page has this name", f"name it as {folder / 'README.md'} says"
        elif (seconds := seconds_of(film)) is None:
            why, cure = "cannot be read", "make it anew, as H.264 in MP4 or VP9 in WebM"
        elif seconds > LONGEST_SECONDS:
            why, cure = f"longer than {LONGEST_SECONDS} seconds: its end is cut off", "shorten it"
        else:
            continue
        yield doubtful(f"film {film.name}", why, cure)


def services(catalogue: Path, today: date) -> Finding:
    try:
        rows = read_catalogue(catalogue).services
    except BadFile as error:
        why = f"{error}; the last good catalogue is shown"
        return doubtful("services", why, "see `kiosk services check`")
    old = [row for row in rows if is_shown(row, today) and findings(row, today, MONTHS)]
    if old:
        why = f"{len(old)} of {len(rows)} have not been looked at for {MONTHS} months"
        return doubtful("services", why, "see `kiosk services check`")
    return good("services", f"{len(rows)} in the catalogue")
