"""`kiosk doctor` names what is wrong, and the exit code says the worst."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from kiosk.doctor.kept import statistics
from kiosk.findings import Severity
from kiosk.settings import Statistics
from kiosk.statistics.counters import Counter
from kiosk.statistics.spool import Spool
from tests.pcscd import Pcscd


def ask(*words: str) -> tuple[int, dict[str, dict[str, str]]]:
    """The exit code, and the findings by what they are about."""
    said = subprocess.run(
        [sys.executable, "-m", "kiosk", "doctor", "--json", *words],
        stdout=subprocess.PIPE,
        env=dict(os.environ),
        text=True,
        check=False,
    )
    findings = [json.loads(line) for line in said.stdout.splitlines()]
    return said.returncode, {finding["what"]: finding for finding in findings}


def settings(folder: Path, text: str) -> str:
    file = folder / "kiosk.yaml"
    file.write_text(text)
    return str(file)


def test_where_all_is_well_nothing_is_broken_and_each_line_says_so(
    pcscd: Pcscd, tmp_path: Path
) -> None:
    _, found = ask("--config", settings(tmp_path, "screen: {diagonal: 15.6}"))
    assert found["reader"]["severity"] == "good"
    assert "Virtual PCD" in found["reader"]["why"]
    assert found["screen"]["severity"] == found["settings"]["severity"] == "good"
    for finding in found.values():
        assert bool(finding["cure"]) is (finding["severity"] in {"doubtful", "broken"}), finding


def test_a_small_panel_is_said_to_be_not_accessible(pcscd: Pcscd, tmp_path: Path) -> None:
    code, found = ask("--config", settings(tmp_path, "screen: {diagonal: 7}"))
    assert code >= Severity.DOUBTFUL
    assert "not accessible" in found["screen"]["why"]


def test_a_broken_catalogue_of_services_is_told_with_its_line(pcscd: Pcscd, tmp_path: Path) -> None:
    catalogue = tmp_path / "services.yaml"
    catalogue.write_text("hosts: []\nservice: []\n")
    code, found = ask("--config", settings(tmp_path, f"services: {catalogue}"))
    assert code >= Severity.DOUBTFUL
    assert f"{catalogue}:2: unknown key 'service'" in found["services"]["why"]
    assert "last good" in found["services"]["why"]


def test_statistics_are_told_with_the_day_that_was_last_sent(tmp_path: Path) -> None:
    today, day = date(2026, 6, 20), date(2026, 6, 19)
    spool = Spool(tmp_path / "spool.sqlite")
    sends = Statistics(file=str(spool.path), address="https://receiver.example/")
    assert statistics(sends, today).why == "nothing is counted yet"
    spool.add([frozenset({Counter.VISITS})] * 10, day)
    spool.close(today, None, lambda cells: b"a message")
    spool.sent(day)
    assert statistics(sends, today).why == "closed up to 2026-06-19, last sent: 2026-06-19"
    off = statistics(Statistics(enabled=False), today)
    assert (off.severity, off.why) == (Severity.GOOD, "switched off")


def test_bad_settings_are_told_with_their_line_and_the_rest_is_looked_at(
    pcscd: Pcscd, tmp_path: Path
) -> None:
    code, found = ask("--config", settings(tmp_path, "site: Leipzig\nraeder: x"))
    assert code == Severity.BROKEN
    assert "kiosk.yaml:2" in found["settings"]["why"]
    assert found["reader"]["severity"] == "good"


def test_a_reader_of_another_name_and_no_reader_at_all_are_told_apart(pcscd: Pcscd) -> None:
    code, found = ask("--reader", "identiv")
    assert code == Severity.BROKEN
    assert "there is: Virtual PCD" in found["reader"]["why"]
    pcscd.restart(plugged=False)
    _, found = ask()
    assert "no reader" in found["reader"]["why"]
    pcscd.stop()
    code, found = ask()
    assert code == Severity.BROKEN
    assert "pcscd is not running" in found["pcscd"]["why"]


def test_people_read_lines_with_a_cure(pcscd: Pcscd) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "kiosk", "doctor", "--reader", "identiv"],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert "broken" in said.stdout
    assert "cure: mend `reader`" in said.stdout


@pytest.mark.parametrize("word", [severity.word for severity in Severity])
def test_each_severity_is_explained_to_technicians(word: str) -> None:
    page = Path(__file__).parents[1] / "docs" / "technician-reference.md"
    assert f"`{word}`" in page.read_text(encoding="utf-8")
