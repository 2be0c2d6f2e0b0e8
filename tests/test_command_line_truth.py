"""What `kiosk card ...` says is true by the chip's books, and no digit is in it."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.eid.connection import ReaderState
from kiosk.eid.pcsc import PcscReader
from kiosk.eid.simulator.temperament import LENIENT, STRICT, Temperament
from tests.cards import (
    NEW_PIN,
    THE_CAN,
    THE_PIN,
    THE_PUK,
    TRANSPORT_PIN,
    WRONG_CAN,
    WRONG_PIN,
    WRONG_PUK,
    Meddled,
    a_card,
    books_of,
)
from tests.hands import ENOUGH_SECONDS, another_program, comes_to, laid_on
from tests.pcscd import Pcscd, wait_until
from tests.test_command_line import card, kiosk, lines

GENERAL_AUTHENTICATE = 0x86

TYPED = (TRANSPORT_PIN, THE_PIN, NEW_PIN, THE_CAN, THE_PUK, WRONG_PIN, WRONG_CAN, WRONG_PUK)


def password_steps(card: Meddled) -> int:
    return sum(command[1] == GENERAL_AUTHENTICATE for command in card.commands)


@pytest.mark.parametrize(
    ("persona", "told"),
    [
        ("own-pin", "card: eid\nPIN: 3 tries left\n"),
        ("blocked", "card: eid\nPIN: blocked, the PUK is needed\n"),
        ("switched-off", "card: eid\nPIN: the online function is switched off\n"),
        ("passport", "card: passport\n"),
    ],
)
def test_a_look_in_words(persona: str, told: str, port: int) -> None:
    with laid_on(card(persona)[0], port):
        ran = kiosk("card", "look")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, told, "")


@pytest.mark.parametrize(
    ("command", "tries", "typed", "code", "pin", "left"),
    [
        ("set", 3, (TRANSPORT_PIN, NEW_PIN), 0, NEW_PIN, 3),
        ("set", 1, (TRANSPORT_PIN, NEW_PIN, THE_CAN), 0, NEW_PIN, 3),
        ("change", 3, (THE_PIN, NEW_PIN), 0, NEW_PIN, 3),
        ("change", 3, (THE_PIN, NEW_PIN, THE_CAN, THE_PUK), 0, NEW_PIN, 3),  # more than asked
        ("change", 1, (THE_PIN, NEW_PIN, THE_CAN), 0, NEW_PIN, 3),
        ("change", 3, (WRONG_PIN, NEW_PIN), 1, THE_PIN, 2),
        ("change", 2, (WRONG_PIN, NEW_PIN), 1, THE_PIN, 1),
        ("change", 1, (WRONG_PIN, NEW_PIN, THE_CAN), 1, THE_PIN, 0),
        ("change", 1, (THE_PIN, NEW_PIN, WRONG_CAN), 1, THE_PIN, 1),
        ("change", 0, (THE_PIN, NEW_PIN), 1, THE_PIN, 0),
        ("unblock", 0, (THE_PUK,), 0, THE_PIN, 3),
        ("unblock", 0, (WRONG_PUK,), 1, THE_PIN, 0),
        ("unblock", 3, (THE_PUK,), 1, THE_PIN, 3),
    ],
)
def test_the_code_tells_what_the_chip_has_in_its_books_and_no_digit_is_repeated(
    command: str, tries: int, typed: tuple[str, ...], code: int, pin: str, left: int, port: int
) -> None:
    held = TRANSPORT_PIN if command == "set" else THE_PIN
    chip = a_card(pin=held, tries=tries)
    with laid_on(chip, port):
        ran = kiosk("card", "pin", command, says=lines(*typed))
    assert ran.returncode == code, ran.stderr
    assert (books_of(chip).pin, books_of(chip).tries) == (pin.encode(), left)
    assert (ran.stdout == "") == (code != 0)
    warnings, complaints = said_on_standard_error(ran.stderr)
    assert bool(warnings) == (tries == 1)
    assert bool(complaints) == (code != 0)
    assert not [digits for digits in TYPED if digits in ran.stdout + ran.stderr]


def said_on_standard_error(text: str) -> tuple[list[str], list[str]]:
    """Warnings of the last try, and complaints."""
    complaints = [line for line in text.splitlines() if line.startswith("kiosk: ")]
    return [line for line in text.splitlines() if line not in complaints], complaints


@pytest.mark.parametrize(
    ("command", "typed", "told"),
    [
        ("set", (TRANSPORT_PIN, NEW_PIN), "switched off"),
        ("unblock", (THE_PUK,), "nothing was sent"),
    ],
)
def test_a_card_that_is_switched_off_is_left_in_peace(
    command: str, typed: tuple[str, ...], told: str, port: int
) -> None:
    off = Meddled(a_card(pin=TRANSPORT_PIN, active=False))
    with laid_on(off, port):
        ran = kiosk("card", "pin", command, says=lines(*typed))
    assert ran.returncode == 1
    assert told in ran.stderr
    assert password_steps(off) == 0


def test_a_puk_that_is_used_up_points_to_the_authority(port: int) -> None:
    used_up = a_card(tries=0, puk_uses=0)
    with laid_on(used_up, port):
        ran = kiosk("card", "pin", "unblock", says=lines(THE_PUK))
    assert ran.returncode == 1
    assert "only the authority can help" in ran.stderr
    assert books_of(used_up).tries == 0


def test_the_last_line_needs_no_line_break(port: int) -> None:
    chip = a_card()
    with laid_on(chip, port):
        ran = kiosk("card", "pin", "change", says=f"{THE_PIN}\n{NEW_PIN}")
    assert ran.returncode == 0, ran.stderr
    assert books_of(chip).pin == NEW_PIN.encode()


@pytest.mark.parametrize(
    "words",
    [
        ("set", TRANSPORT_PIN, NEW_PIN),
        ("set", f"--pin={TRANSPORT_PIN}"),
        ("set", f"--{TRANSPORT_PIN}"),
        ("change", THE_PIN),
        ("unblock", THE_PUK),
        (THE_PIN,),
    ],
)
def test_secrets_as_arguments_are_refused_and_not_repeated(
    words: tuple[str, ...], port: int
) -> None:
    untouched = Meddled(a_card())
    with laid_on(untouched, port):
        ran = kiosk("card", "pin", *words, says=lines(*TYPED))
    assert ran.returncode == 2
    assert untouched.commands == []
    assert not [digits for digits in TYPED if digits in ran.stdout + ran.stderr]


def test_a_mistyped_word_gets_a_hint() -> None:
    assert "set" in kiosk("card", "pin", "sett").stderr
    assert "--reader" in kiosk("card", "pin", "set", "--raeder", "x").stderr


def test_bad_settings_are_told_before_the_card_is_asked_anything(tmp_path: Path, port: int) -> None:
    settings = tmp_path / "kiosk.yaml"
    settings.write_text("reader: a\nreader: b\n")
    untouched = Meddled(a_card())
    with laid_on(untouched, port):
        ran = kiosk("card", "pin", "change", "--config", str(settings), says=lines(THE_PIN))
    assert ran.returncode == 7
    assert ran.stderr == f"kiosk: {settings}:2: key 'reader' is already in line 1\n"
    assert untouched.commands == []


@pytest.mark.parametrize("how", ["alone", "shared", "transaction"])
def test_a_program_that_shares_the_reader_or_not_is_told_as_in_use_at_once(
    how: str, port: int
) -> None:
    untouched = Meddled(a_card())
    with laid_on(untouched, port), another_program(how):
        ran = kiosk("card", "pin", "change", says=lines(THE_PIN, NEW_PIN))
    assert ran.returncode == 5
    assert ran.stderr == (
        "kiosk: the reader is in use by another program; nothing happened, no try was spent\n"
    )
    assert untouched.commands == []


# what happens while secrets are asked


@contextmanager
def asking(looked_at: Meddled, stdin: int = subprocess.PIPE) -> Iterator[subprocess.Popen[str]]:
    """`pin change` that has looked at the card and waits for the old PIN."""
    with subprocess.Popen(
        [sys.executable, "-m", "kiosk", "card", "pin", "change"],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        wait_until(lambda: looked_at.asked >= 5, ENOUGH_SECONDS, "the program has looked")
        yield program


def test_a_card_lifted_while_secrets_are_asked_gets_none_of_them(
    reader: PcscReader, port: int
) -> None:
    lifted = Meddled(a_card())
    with laid_on(lifted, port) as virtual, asking(lifted) as program:
        virtual.lift()
        comes_to(reader, ReaderState.EMPTY)
        with laid_on(lifted, port):  # the same card again is another session
            there = ReaderState.CARD, ReaderState.IN_USE
            wait_until(lambda: reader.state() in there, ENOUGH_SECONDS, "a card that answers")
            _, words = program.communicate(lines(THE_PIN, NEW_PIN), ENOUGH_SECONDS)
    assert program.returncode == 4
    assert "nothing happened, no try was spent" in words
    assert password_steps(lifted) == 0


@pytest.mark.parametrize("second", [STRICT, LENIENT], ids=lambda chip: chip.name)
def test_a_card_exchanged_while_secrets_are_asked_loses_no_try(
    second: Temperament, port: int
) -> None:
    first, other = Meddled(a_card()), Meddled(a_card(second))
    with laid_on(first, port) as virtual, asking(first) as program:
        virtual.exchange(other)
        _, words = program.communicate(lines(THE_PIN, NEW_PIN), ENOUGH_SECONDS)
    assert program.returncode == 4
    assert "another card" in words
    assert books_of(other.chip) == books_of(a_card(second))
    assert books_of(first.chip) == books_of(a_card())


def test_pcscd_stopped_while_secrets_are_asked_is_told_without_a_trace(
    pcscd: Pcscd, port: int
) -> None:
    looked_at = Meddled(a_card())
    with laid_on(looked_at, port), asking(looked_at) as program:
        pcscd.stop()
        _, words = program.communicate(lines(THE_PIN, NEW_PIN), ENOUGH_SECONDS)
    assert program.returncode in (3, 4)
    assert "nothing happened, no try was spent" in words
    assert words.count("\n") == 1
    assert password_steps(looked_at) == 0


def test_ctrl_c_at_a_question_sends_nothing_and_gives_the_terminal_its_echo_back(
    port: int,
) -> None:
    controller, terminal = pty.openpty()
    looked_at = Meddled(a_card())

    def echoes() -> bool:
        return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)

    with laid_on(looked_at, port), asking(looked_at, terminal) as program:
        wait_until(lambda: not echoes(), ENOUGH_SECONDS, "the question")
        os.write(controller, THE_PIN.encode())
        program.send_signal(signal.SIGINT)
        told, words = program.communicate(timeout=ENOUGH_SECONDS)
        assert echoes()
        assert kiosk("card", "look").returncode == 0  # the reader is free again
    assert program.returncode == 130
    assert "stopped" in words
    assert THE_PIN not in told + words
    assert password_steps(looked_at) == 0
    os.close(controller)
    os.close(terminal)


# practice cards


@contextmanager
def serving(port: int) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "kiosk", "practice-card", "serve", "new-card", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        wait_until(lambda: kiosk("card", "look").returncode == 0, ENOUGH_SECONDS, "the card")
        yield program


def test_a_served_card_keeps_its_new_pin_until_ctrl_c_lifts_it(port: int) -> None:
    with serving(port) as program:
        assert kiosk("card", "pin", "set", says=lines(TRANSPORT_PIN, NEW_PIN)).returncode == 0
        assert kiosk("card", "pin", "change", says=lines(NEW_PIN, THE_PIN)).returncode == 0
        program.send_signal(signal.SIGINT)
        told, words = program.communicate(timeout=ENOUGH_SECONDS)
    assert (program.returncode, words) == (0, "")
    assert "new-card was lifted after" in told
    wait_until(lambda: kiosk("card", "look").returncode == 4, ENOUGH_SECONDS, "the card is away")


def test_a_served_card_ends_with_pcscd(pcscd: Pcscd, port: int) -> None:
    with serving(port) as program:
        pcscd.stop()
        told, words = program.communicate(timeout=ENOUGH_SECONDS)
    assert (program.returncode, words) == (0, "")
    assert "new-card was lifted after" in told


@pytest.mark.parametrize("number", ["0", "70000", "-1", "reader"])
def test_a_port_that_is_none_is_misuse(number: str) -> None:
    ran = kiosk("practice-card", "serve", "new-card", "--port", number)
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr
