"""Lessons can be taught as they are written, and a city's own are read as strictly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.course.taught import lesson_file, lessons_to_teach
from kiosk.course.walks import load_walks
from kiosk.eid.simulator.personas import load_personas
from kiosk.journeys.atlas.walk import Chart
from kiosk.journeys.look_at_card import show_status
from kiosk.journeys.steps import ReleaseCard
from kiosk.lessons import FOLDER, Known, Lesson, lessons_in, read_lesson
from kiosk.services import SHIPPED, read_catalogue
from kiosk.settings import load
from kiosk.strict_yaml import BadFile
from tests.cards import Desk

KNOWN = Known(
    {persona.id for persona in load_personas()},
    {service.id for service in read_catalogue(SHIPPED).services},
    load_walks().pages,
)

SHORT = FOLDER / "20-minuten.yaml"

LESSONS = {path.stem: read_lesson(path, KNOWN) for path in lessons_in(FOLDER)}

every_lesson = pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)


def kiosk(*words: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def changed(folder: Path, old: str, new: str) -> Path:
    """The short lesson with something else in it."""
    text = SHORT.read_text(encoding="utf-8")
    assert old in text
    file = folder / "own.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


def test_there_are_lessons_of_20_45_and_90_minutes() -> None:
    assert [lesson.minutes for lesson in LESSONS.values()] == [20, 45, 90]


@every_lesson
def test_minutes_of_the_steps_add_up(lesson: Lesson) -> None:
    assert sum(step.minutes for step in lesson.steps) == lesson.minutes


@every_lesson
def test_every_step_begins_on_a_page_that_a_journey_shows(lesson: Lesson, chart: Chart) -> None:
    pages = {getattr(step, "text", None) for step in chart.steps()}
    named = {step.page for step in lesson.steps} | {one.page for one in lesson.handout.screens}
    assert named <= pages


@every_lesson
def test_every_practice_card_is_one_that_can_be_laid_on(lesson: Lesson) -> None:
    cards = {step.card for step in lesson.steps if step.card}
    assert cards
    assert cards <= {persona.id for persona in load_personas()}


@every_lesson
def test_a_step_begins_where_its_card_leads(lesson: Lesson) -> None:
    """Or, for a keypad and a trial, further on."""
    cards = {persona.id: persona for persona in load_personas()}
    for step in lesson.steps:
        if step.card and not step.page.startswith(("enter-", "trial")):
            seen = Desk.with_card(cards[step.card].make_chip()).engine.look()
            assert seen.pin_status
            journey = show_status(seen.pin_status)
            shown = journey.send(None)
            while isinstance(shown, ReleaseCard):
                shown = journey.send(None)
            journey.close()
            assert getattr(shown, "text", None) == step.page, step.title


@pytest.mark.parametrize("name", ["45-minuten", "90-minuten"])
def test_in_a_longer_lesson_somebody_identifies_online(name: str) -> None:
    assert "trial" in [step.page for step in LESSONS[name].steps]


@every_lesson
def test_the_class_is_asked_in_every_step_but_the_pause(lesson: Lesson) -> None:
    assert [step.title for step in lesson.steps if not step.questions] in ([], ["Pause"])


@every_lesson
def test_a_hand_out_answers_twelve_questions(lesson: Lesson) -> None:
    assert len(set(lesson.handout.questions)) == 12


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("minutes: 20", "minutes: 25", "the steps take 20 minutes"),
        ("page: learn-what", "page: learn-why", "no page is called 'learn-why'"),
        ("page: learn-what", "page: services-missing", "comes to the page 'services-missing'"),
        ("card: new-card", "card: gold-card", "no practice card is called 'gold-card'"),
        ("picture: pin-letter", "picture: unicorn", "no drawing is called 'unicorn'"),
        ("page: pin-set", "page: pin-lost", "no page is called 'pin-lost'"),
        ("- letter-lost", "- letter-eaten", "no question is called 'letter-eaten'"),
        ("id-portal", "id-palace", "the kiosk shows no service 'id-palace'"),
        ("goals:", "gaols:", "unknown key 'gaols': did you mean 'goals'?"),
        ("minutes: 4", "minutes: four", "Expected a number, got text"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    file = changed(tmp_path, old, new)
    lines = file.read_text(encoding="utf-8").splitlines()
    line = next(number for number, one in enumerate(lines, start=1) if new in one)
    with pytest.raises(BadFile) as bad:
        read_lesson(file, KNOWN)
    assert told in str(bad.value)
    assert bad.value.line == line


def test_a_city_checks_its_own_lesson_on_the_command_line(tmp_path: Path) -> None:
    assert kiosk("lessons", "check").count("valid") == 3
    own = changed(tmp_path, "title: Der Ausweis kann mehr", "title: In unserer Stadt")
    assert "In unserer Stadt" in kiosk("lessons", "check", str(own))
    bad = changed(tmp_path, "minutes: 20", "minutes: 21")
    assert "the steps take 20 minutes" in kiosk("lessons", "check", str(bad), code=7)


def test_a_course_with_a_bad_lesson_does_not_begin_and_tells_its_line(tmp_path: Path) -> None:
    bad = changed(tmp_path, "minutes: 20", "minutes: 21")
    assert f"{bad}:5: minutes" in kiosk("run", "--course", "--lesson", str(bad), code=7)
    assert "No such file" in kiosk("run", "--course", "--lesson", "none", code=7)


def test_a_kiosk_teaches_the_lessons_of_the_citys_folder_too(tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    folder.mkdir()
    changed(folder, "title: Der Ausweis kann mehr", "title: In unserer Stadt")
    (tmp_path / "kiosk.yaml").write_text("lessons: ours\n")
    own = Path(load(tmp_path / "kiosk.yaml").lessons)
    assert own == folder
    lessons, bad = lessons_to_teach(own)
    assert [*lessons] == [*LESSONS, "own"]
    assert (lessons["own"].title, bad) == ("In unserer Stadt", [])
    assert lesson_file("own", own) == folder / "own.yaml"
    assert lesson_file("20-minuten", own) == SHORT
    here = ("--config", str(tmp_path / "kiosk.yaml"))
    assert "In unserer Stadt" in kiosk("lessons", "check", *here)


def test_a_bad_lesson_of_the_city_takes_no_other_one_away(tmp_path: Path) -> None:
    changed(tmp_path, "minutes: 20", "minutes: 21").rename(tmp_path / "20-minuten.yaml")
    lessons, (bad,) = lessons_to_teach(tmp_path)
    assert lessons == LESSONS
    assert "the steps take 20 minutes" in str(bad)
