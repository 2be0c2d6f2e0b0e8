"""`kiosk lessons` and papers: hand-outs, practice cards to hold, a page for the wall."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

import click

from kiosk import lessons, services
from kiosk.course.taught import known, lesson_file, lesson_files
from kiosk.eid.simulator.personas import load_personas
from kiosk.facts import Facts, load_facts
from kiosk.strict_yaml import BadFile
from kiosk.terminal import BAD_SETTINGS, MISUSE, config_option, end, settings_of
from kiosk.texts import AT_REST, Texts

into_option = click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=".",
    help="Folder for the file.",
)


@click.group("lessons")
def lessons_group() -> None:
    """Lessons for a class, as files that the city can write itself."""


@lessons_group.command("check")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@config_option
def check_lessons(files: tuple[Path, ...], config: Path | None) -> None:
    """Say whether lessons can be taught with this kiosk; without FILE those that it has."""
    may_name = known(_ids(_shown(config)))
    for file in files or lesson_files(Path(settings_of(config).lessons)):
        lesson = _lesson(file, may_name)
        click.echo(
            f"{file.stem:22} valid: {lesson.minutes} minutes, {len(lesson.steps)} steps, "
            f"{lesson.title}"
        )


@click.command("handout")
@click.option("--lesson", "name", required=True, help="One that the kiosk has, or a file.")
@click.option("--language", default=AT_REST, show_default=True)
@into_option
@config_option
def make_handout(name: str, language: str, into: Path, config: Path | None) -> None:
    """What a class takes home, as a PDF."""
    shown = _shown(config)
    file = lesson_file(name, Path(settings_of(config).lessons))
    lesson = _lesson(file, known(_ids(shown)))
    texts = Texts(facts=Facts(load_facts()))
    codes = [one.code for one in texts.languages()]
    if language not in codes:
        end(MISUSE, f"no language '{language}'; there are: {', '.join(codes)}")
    texts.language = language
    chosen = [
        service for name in lesson.handout.services for service in shown if service.id == name
    ]
    try:
        from kiosk.handout.page import handout  # noqa: PLC0415  the kiosk never loads it
        from kiosk.handout.paper import pdf  # noqa: PLC0415
    except (ImportError, OSError) as error:  # a library of the system may be missing as well
        _no_extra(error)
    _write(into / f"{Path(name).stem}-{language}.pdf", pdf(handout(lesson, texts, chosen)))


@click.command("sheet")
@into_option
def make_sheet(into: Path) -> None:
    """The fronts of the practice cards, to print and cut, as a PDF."""
    try:
        from kiosk.handout.cards import sheet  # noqa: PLC0415  the kiosk never loads it
        from kiosk.handout.paper import pdf  # noqa: PLC0415
    except (ImportError, OSError) as error:
        _no_extra(error)
    _write(into / "practice-cards.pdf", pdf(sheet(load_personas())))


@click.command("wall-page")
@into_option
@config_option
def make_wall_page(into: Path, config: Path | None) -> None:
    """What helps whoever works beside the kiosk, as one page for the wall, as a PDF."""
    try:
        from kiosk.handout.paper import html, pdf  # noqa: PLC0415  the kiosk never loads it
    except (ImportError, OSError) as error:
        _no_extra(error)
    _write(into / "wall-page.pdf", pdf(html("wall.html", site=settings_of(config).site)))


def _no_extra(error: Exception) -> NoReturn:
    end(MISUSE, f"the extra 'report' is not installed: {error}")


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    click.echo(file)


def _lesson(file: Path, may_name: lessons.Known) -> lessons.Lesson:
    try:
        return lessons.read_lesson(file, may_name)
    except BadFile as error:
        end(BAD_SETTINGS, str(error))


def _shown(config: Path | None) -> list[services.Service]:
    """The services that the kiosk shows today."""
    today = date.today()
    try:
        catalogue = services.read_catalogue(Path(settings_of(config).services))
    except BadFile as error:
        end(BAD_SETTINGS, str(error))
    return [one for one in catalogue.services if services.is_shown(one, today)]


def _ids(shown: Sequence[services.Service]) -> set[str]:
    return {service.id for service in shown}
