"""What a class can be taught: the lessons that came with the kiosk, and those of the city."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from kiosk.course.walks import load_walks
from kiosk.eid.simulator.personas import load_personas
from kiosk.lessons import FOLDER, Known, Lesson, lessons_in, read_lesson
from kiosk.strict_yaml import BadFile


def known(services: Collection[str] | None = None) -> Known:
    """What a lesson for this kiosk may name; without ids of services those are not looked at."""
    return Known({persona.id for persona in load_personas()}, services, load_walks().pages)


def lesson_file(name: str, own: Path) -> Path:
    """The lesson of that name in the city's folder, or which came with the kiosk; or a file."""
    file = Path(name)
    if file.suffix:
        return file
    here = own / f"{name}.yaml"
    return here if here.exists() else FOLDER / f"{name}.yaml"


def lesson_files(own: Path) -> list[Path]:
    """Those that came with the kiosk, and then those of the city's folder."""
    return [*lessons_in(FOLDER), *(lessons_in(own) if own != FOLDER else ())]


def lessons_to_teach(own: Path) -> tuple[Mapping[str, Lesson], list[BadFile]]:
    """By the names of their files, and why others cannot be taught. One of the city's folder takes
    the place of one that came with the kiosk and has its name."""
    may_name = known()
    lessons: dict[str, Lesson] = {}
    bad = []
    for file in lesson_files(own):
        try:
            lessons[file.stem] = read_lesson(file, may_name)
        except BadFile as error:
            bad.append(error)
    return lessons, bad
