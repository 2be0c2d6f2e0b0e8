"""What the technician's file names lies beside it, and is taken over with it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kiosk.appliance.boot import APPLIED, FILED, Device
from kiosk.german import german
from kiosk.lessons import lessons_in
from kiosk.settings import load
from tests.technicians_file import SECRET, everything_in, leave, root

__all__ = ["root"]


def test_files_that_the_settings_name_lie_beside_them_here_and_there(root: Path) -> None:
    leave(root, "services: dienste.yaml\nstatistics: {ca: stadt.pem}\n")
    filed = (root / FILED).parent
    (filed / "dienste.yaml").write_text("hosts: []\n")
    (filed / "stadt.pem").write_text("a certificate")
    assert Device(root).apply() is None
    values = load(root / APPLIED)
    assert Path(values.services).read_text() == "hosts: []\n"
    assert values.statistics.ca
    assert Path(values.statistics.ca).read_text() == "a certificate"
    (filed / "stadt.pem").unlink()
    problem = Device(root).apply()
    assert problem
    assert (problem.line, problem.place) == (2, "statistics.ca")
    (root / "run" / "kiosk" / "stadt.pem").unlink()  # as at the next start
    Device(root).apply()
    assert Path(values.statistics.ca).read_text() == "a certificate"  # the last good one


def test_a_citys_lessons_lie_in_a_folder_beside_them_and_go_when_they_are_taken_away(
    root: Path,
) -> None:
    leave(root, "lessons: stunden\n")
    stunden = (root / FILED).parent / "stunden"
    stunden.mkdir()
    for name in ("eins.yaml", "zwei.yaml"):
        (stunden / name).write_text(f"title: {name}\n")

    def taught() -> list[str]:
        shutil.rmtree(root / "run")  # as at each start
        assert Device(root).apply() is None
        return [file.name for file in lessons_in(Path(load(root / APPLIED).lessons))]

    (root / "run").mkdir(exist_ok=True)
    assert taught() == ["eins.yaml", "zwei.yaml"]
    (stunden / "eins.yaml").unlink()
    assert taught() == ["zwei.yaml"]
    assert b"eins" not in everything_in(root / "data")
    shutil.rmtree(stunden)
    problem = Device(root).apply()
    assert problem
    assert problem.problem(german) == "Neben dieser Datei liegt kein Ordner „stunden“."
    assert [file.name for file in lessons_in(Path(load(root / APPLIED).lessons))] == ["zwei.yaml"]


def test_no_lesson_lies_among_the_secrets(root: Path) -> None:
    leave(root, f"{SECRET}lessons: secrets\n")
    folder = (root / FILED).parent / "secrets"
    folder.mkdir()
    (folder / "statistics-token").with_suffix(".yaml").write_text("title: Stunde\n")
    problem = Device(root).apply()
    assert problem
    assert problem.place == "lessons"


@pytest.mark.parametrize("name", ["kiosk.yaml", "problem.json", "wlan.conf", "hosts"])
def test_no_file_takes_the_place_of_one_of_ours(root: Path, name: str) -> None:
    leave(root, f"{SECRET}services: {name}\n")
    problem = Device(root).apply()
    assert problem
    assert problem.place == "services"
    assert problem.problem(german) == f"So darf die Datei nicht heißen: „{name}“."
    assert b"geheim" not in everything_in(root / "run") + everything_in(root / "data")
