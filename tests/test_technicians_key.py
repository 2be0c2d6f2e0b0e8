"""Who gets to the technician's page: stick and code together, and nobody who guesses."""

from __future__ import annotations

import queue
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk import credentials
from kiosk.app import code_of, examine_aside
from kiosk.findings import Finding
from kiosk.passcode import hashed, matches
from kiosk.settings import STORED, Loaded, Settings, Technician
from kiosk.technician import FIRST_WAIT_SECONDS, FREE_TRIES, KEY_FILE, Door, make_key
from tests.pcscd import SOCKET

CODE, WRONG = "60254137", "60254138"
HASH = hashed(CODE)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def door(stick: Path, clock: Clock, key: str | None = None, code: str | None = HASH) -> Door:
    key = key or make_key(stick)
    return Door(code, key, stick.parent / "state" / "wrong-codes", clock, stick)


def test_the_stick_and_the_code_open_and_neither_does_alone(stick: Path) -> None:
    one = door(stick, Clock())
    assert one.key_is_there
    assert not one.opens(WRONG)
    assert one.opens(CODE)
    (stick / KEY_FILE).unlink()
    assert not one.key_is_there
    assert not one.opens(CODE)


def test_a_stick_of_another_device_does_not_open(stick: Path) -> None:
    one = door(stick, Clock())
    (stick / KEY_FILE).unlink()
    make_key(stick)
    assert not one.key_is_there


@pytest.mark.parametrize(("key", "code"), [(None, HASH), ("0" * 64, None), (None, None)])
def test_where_key_or_code_is_not_set_nobody_gets_in(
    stick: Path, key: str | None, code: str | None
) -> None:
    make_key(stick)
    one = Door(code, key, stick / "wrong-codes", Clock(), stick)
    assert not one.key_is_there
    assert not one.opens(CODE)


def test_who_guesses_waits_ever_longer_and_a_restart_is_no_way_around(stick: Path) -> None:
    clock = Clock()
    one = door(stick, clock)
    for _ in range(FREE_TRIES):
        assert one.seconds_to_wait == 0
        assert not one.opens(WRONG)
    assert one.seconds_to_wait == FIRST_WAIT_SECONDS
    assert not one.opens(CODE), "a code too early is not looked at"
    clock.now += FIRST_WAIT_SECONDS
    assert not one.opens(WRONG)
    assert one.seconds_to_wait == 2 * FIRST_WAIT_SECONDS
    again = door(stick, clock)
    assert again.seconds_to_wait == 2 * FIRST_WAIT_SECONDS
    clock.now += 2 * FIRST_WAIT_SECONDS
    assert again.opens(CODE)
    assert not again.opens(WRONG)
    assert again.seconds_to_wait == 0, "whoever knew the code has new tries"


def test_the_command_makes_a_stick_once_and_names_what_the_settings_need(stick: Path) -> None:
    def said() -> str:
        return subprocess.run(
            [sys.executable, "-m", "kiosk", "stick", str(stick)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    lines = said()
    assert lines == f"technician:\n  stick: {make_key(stick)}\n"
    assert said() == lines
    assert (stick / KEY_FILE).read_text() not in lines


def test_the_doctor_looks_aside_and_what_it_found_is_posted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PCSCLITE_CSOCK_NAME", str(SOCKET))  # read once in a process
    calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
    found: list[Finding] = []
    examine_aside(Loaded(Settings(), None), None, calls.put, found.extend)
    call = calls.get(timeout=600)
    assert found == []
    call()
    assert {"settings", "pcscd", "network", "slots"} <= {one.what for one in found}


def test_the_code_is_that_of_the_settings_or_the_one_that_the_device_keeps(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    typed = code_of(Settings(technician=Technician(CODE)))
    assert typed
    assert matches(CODE, typed)
    assert code_of(Settings()) is None
    (tmp_path / credentials.CODE).write_text(HASH)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert code_of(Settings(technician=Technician(STORED))) == HASH
