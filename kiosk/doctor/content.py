"""What people read and see: languages, films, the catalogue of services."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from kiosk.content import manifest_of
from kiosk.content_check import damage, problems
from kiosk.course.taught import lessons_to_teach
from kiosk.doctor.machine import Machine
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
                "{count} texts are missing and shown in German",
                "see `kiosk texts`",
                count=len(state.missing),
            )
    unreviewed = [state.language.code for state in states if not state.reviewed]
    why = "{count}, not yet read by a native reader: {unreviewed}" if unreviewed else "{count}"
    yield good("languages", why, count=len(states), unreviewed=", ".join(unreviewed))


def films(folder: Path, texts: Texts) -> Iterator[Finding]:
    """Those in sign language; one finding more for each that nobody will see."""
    there = films_in(folder)
    if there and not can_play():
        why = "{count} films, and nothing to play them"
        yield doubtful("sign language", why, "apt-get install ffmpeg", count=len(there))
        return
    yield good("sign language", "{count} films in {folder}", count=len(there), folder=folder)
    for film in there:
        if not texts.has(f"{film.stem}.title"):
            why, cure = "no page has this name", "name it as {folder}/README.md says"
        elif (seconds := seconds_of(film)) is None:
            why, cure = "cannot be read", "make it anew, as H.264 in MP4 or VP9 in WebM"
        elif seconds > LONGEST_SECONDS:
            why, cure = "longer than {longest} seconds: its end is cut off", "shorten it"
        else:
            continue
        yield doubtful(f"film {film.name}", why, cure, folder=folder, longest=LONGEST_SECONDS)


def services(catalogue: Path, today: date) -> Finding:
    try:
        rows = read_catalogue(catalogue).services
    except BadFile as error:
        why = "{error}; the last good catalogue is shown"
        return doubtful("services", why, "see `kiosk services check`", error=error)
    old = [row for row in rows if is_shown(row, today) and findings(row, today, MONTHS)]
    if old:
        return doubtful(
            "services",
            "{old} of {count} have not been looked at for {months} months",
            "see `kiosk services check`",
            old=len(old),
            count=len(rows),
            months=MONTHS,
        )
    return good("services", "{count} in the catalogue", count=len(rows))


def lessons(folder: Path) -> Finding:
    """Those of a course."""
    there, bad = lessons_to_teach(folder)
    if bad:
        why, cure = "{error}; it is not taught", "see `kiosk lessons check`"
        return doubtful("lessons", why, cure, error=bad[0])
    return good("lessons", "{count} for a course", count=len(there))


def newer_content(folder: Path, machine: Machine) -> Finding:
    """What was updated without the system: how old it is, and whether the kiosk can use it."""
    manifest = manifest_of(folder)
    if manifest is None and (folder.exists() or folder.is_symlink()):
        return doubtful(
            "content",
            "{folder} cannot be read: what came with the system is shown",
            "install newer content: the same folder, packed anew, is newer",
            folder=folder,
        )
    if manifest is None:
        return good("content", "as it came with the system")
    wrong = [*damage(folder, manifest), *problems(folder)]
    if wrong:
        return doubtful(
            "content",
            "of {made:%Y-%m-%d}: {wrong}; in its place what came with the system is shown",
            "install newer content: the same folder, mended and packed anew",
            made=manifest.made,
            wrong=wrong[0],
        )
    return good(
        "content",
        "{count} files, made on {made:%Y-%m-%d}, {days} days ago",
        count=len(manifest.files),
        made=manifest.made,
        days=(machine.now - manifest.made).days,
    )
