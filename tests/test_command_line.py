"""`kiosk card ...` as a technician runs it: a process at a real pcscd."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kiosk.eid.simulator.chip import Books, Chip
from kiosk.eid.simulator.personas import load_personas
from kiosk.eid.simulator.vpcd import VirtualCard
from tests.hands import laid_on
from tests.pcscd import Pcscd, wait_until

Ran = subprocess.CompletedProcess[str]


def kiosk(*words: str, says: str = "") -> Ran:
    """Run the program; `says` is its standard input."""
    return subprocess.run(
        [sys.executable, "-m", "kiosk", *words],
        input=says,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


class SeeingChip:
    """A chip that counts the commands which begin or go on with a password."""

    def __init__(self, chip: Chip) -> None:
        self._chip = chip
        self.password_steps = 0

    @property
    def atr(self) -> bytes:
        return self._chip.atr

    def reset(self) -> None:
        self._chip.reset()

    def transmit(self, wire: bytes) -> bytes:
        self.password_steps += wire[1] == 0x86
        return self._chip.transmit(wire)


def card(persona: str) -> tuple[Chip, Books]:
    chip = next(one for one in load_personas() if one.id == persona).make_chip()
    return chip, chip.books or Books(b"", b"", b"")


def lines(*secrets: bytes | str) -> str:
    return "".join(f"{s.decode() if isinstance(s, bytes) else s}\n" for s in secrets)


@pytest.mark.parametrize("persona", [one.id for one in load_personas() if one.parameter_id == 13])
def test_look_tells_programs_the_kind_the_state_and_the_tries(persona: str, port: int) -> None:
    chip, _ = card(persona)
    expected = {
        "blocked": ("eid", "blocked", 0),
        "blocked-new-card": ("eid", "blocked", 0),
        "puk-used-up": ("eid", "blocked", 0),
        "last-try": ("eid", "suspended", 1),
        "new-card-last-try": ("eid", "suspended", 1),
        "one-wrong-try": ("eid", "operational", 2),
        "switched-off": ("eid", "deactivated", None),
        "passport": ("passport", None, None),
        "bank-card": ("bank-card", None, None),
        "health-card": ("health-card", None, None),
        "other-card": ("unknown", None, None),
    }.get(persona, ("eid", "operational", 3))
    with laid_on(chip, port):
        ran = kiosk("card", "look", "--json")
    assert ran.returncode == 0, ran.stderr
    told: dict[str, Any] = json.loads(ran.stdout)
    assert (told["kind"], told["pin_state"], told["tries_left"]) == expected


def test_look_says_it_in_words_too(port: int) -> None:
    with laid_on(card("last-try")[0], port):
        ran = kiosk("card", "look")
    assert "suspended, one try left, the CAN is needed first" in ran.stdout


def test_set_turns_the_transport_pin_into_a_pin(port: int) -> None:
    chip, books = card("new-card")
    with laid_on(chip, port):
        ran = kiosk("card", "pin", "set", says=lines("13579", "738164"))
    assert ran.returncode == 0, ran.stderr
    assert "the card has confirmed it" in ran.stdout
    assert (books.pin, books.tries) == (b"738164", 3)


def test_change_takes_the_old_pin_and_the_new_and_lines_of_any_system(port: int) -> None:
    chip, books = card("own-pin")
    with laid_on(chip, port):
        ran = kiosk("card", "pin", "change", says=f"{books.pin.decode()}\r\n738164\r\nmore\n")
    assert ran.returncode == 0, ran.stderr
    assert books.pin == b"738164"


def test_the_last_try_is_told_and_takes_the_can_as_a_third_line(port: int) -> None:
    chip, books = card("last-try")
    with laid_on(chip, port):
        ran = kiosk("card", "pin", "change", says=lines(bytes(books.pin), "738164", books.can))
    assert ran.returncode == 0, ran.stderr
    assert "One try is left" in ran.stderr
    assert (books.pin, books.tries) == (b"738164", 3)


def test_unblock_fills_the_tries_and_leaves_the_pin(port: int) -> None:
    chip, books = card("blocked")
    pin = books.pin
    with laid_on(chip, port):
        ran = kiosk("card", "pin", "unblock", says=lines(books.puk))
    assert ran.returncode == 0, ran.stderr
    assert (books.pin, books.tries) == (pin, 3)


def test_a_wrong_pin_says_what_is_left_and_costs_one_try(port: int) -> None:
    chip, books = card("new-card")
    with laid_on(chip, port):
        ran = kiosk("card", "pin", "set", says=lines("11111", "738164"))
    assert ran.returncode == 1
    assert "2 tries left" in ran.stderr
    assert (books.pin, books.tries) == (b"13579", 2)


def test_a_wrong_can_costs_no_try(port: int) -> None:
    chip, books = card("last-try")
    with laid_on(chip, port):
        ran = kiosk("card", "pin", "change", says=lines(bytes(books.pin), "738164", "999999"))
    assert (ran.returncode, books.tries) == (1, 1)
    assert "No try was spent" in ran.stderr


def test_a_wrong_puk_changes_nothing(port: int) -> None:
    chip, books = card("blocked")
    with laid_on(chip, port):
        ran = kiosk("card", "pin", "unblock", says=lines("9999999999"))
    assert (ran.returncode, books.tries) == (1, 0)


@pytest.mark.parametrize(
    ("persona", "command", "says"),
    [
        ("new-card", "set", lines("1357", "738164")),
        ("new-card", "set", lines("135791", "738164")),
        ("new-card", "set", lines("1357x", "738164")),
        ("new-card", "set", lines("", "738164")),
        ("new-card", "set", lines("13579", "73816")),
        ("new-card", "set", lines("13579", "7381644")),
        ("new-card", "set", "13579\n"),
        ("new-card", "set", "13579\n7381"),
        ("new-card", "set", ""),
        ("new-card", "change", lines("13579", "738164")),
        ("new-card-last-try", "set", lines("13579", "738164")),
        ("new-card-last-try", "set", lines("13579", "738164", "24680")),
        ("blocked", "unblock", lines("123456789")),
        ("blocked", "unblock", ""),
    ],
)
def test_a_wrong_shape_or_an_early_end_reaches_no_card(
    persona: str, command: str, says: str, port: int
) -> None:
    chip, books = card(persona)
    before = (books.pin, books.tries, books.puk_uses)
    seeing = SeeingChip(chip)
    with laid_on(seeing, port):
        ran = kiosk("card", "pin", command, says=says)
    assert ran.returncode == 2
    assert "nothing was sent" in ran.stderr
    assert seeing.password_steps == 0
    assert (books.pin, books.tries, books.puk_uses) == before


def test_no_secret_is_taken_as_an_argument_or_repeated_in_the_output(port: int) -> None:
    chip, books = card("new-card")
    with laid_on(chip, port):
        ran = kiosk("card", "pin", "set", "13579", "738164")
        assert ran.returncode == 2
        assert books.tries == 3
        ran = kiosk("card", "pin", "set", says=lines("24680", "738164"))
    assert not re.search("24680|738164", ran.stdout + ran.stderr)


def test_on_a_terminal_secrets_are_asked_hidden(port: int) -> None:
    chip, books = card("new-card")
    with laid_on(chip, port):
        controller, terminal = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "card", "pin", "set"],
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
        )
        os.close(terminal)
        seen = b""

        def reads(words: bytes) -> bool:
            nonlocal seen
            if select.select([controller], [], [], 0.1)[0]:
                seen += os.read(controller, 1000)
            return words in seen

        wait_until(lambda: reads(b"Transport PIN (5 digits): "), 10, "the first question")
        os.write(controller, b"13579\n")
        wait_until(lambda: reads(b"New PIN (6 digits): "), 10, "the second question")
        os.write(controller, b"738164\n")
        wait_until(lambda: reads(b"confirmed"), 10, "the answer")
        assert process.wait(timeout=10) == 0
        os.close(controller)
    assert books.pin == b"738164"
    assert not re.search(b"13579|738164", seen)


def test_no_card_no_reader_and_no_pcscd_have_codes_of_their_own(pcscd: Pcscd, port: int) -> None:
    ran = kiosk("card", "look")
    assert (ran.returncode, "no card" in ran.stderr) == (4, True)
    ran = kiosk("card", "look", "--reader", "Cherry")
    assert ran.returncode == 3
    assert f"Virtual PCD {port}" in ran.stderr, "the readers that are there are named"
    pcscd.stop()
    ran = kiosk("card", "look")
    assert (ran.returncode, "pcscd" in ran.stderr) == (3, True)
    pcscd.start()


def test_a_reader_is_chosen_by_a_part_of_its_name(tmp_path: Path, port: int) -> None:
    settings = tmp_path / "kiosk.yaml"
    settings.write_text(f"reader: virtual pcd {port} 00 01\n")
    with (
        laid_on(card("passport")[0], port),
        VirtualCard(card("own-pin")[0], port=port + 1),
    ):
        assert "passport" in kiosk("card", "look").stdout
        wait_until(lambda: "eid" in kiosk("card", "look", "--reader", "00 01").stdout, 10, "slot 1")
        assert "eid" in kiosk("card", "look", "--config", str(settings)).stdout


@pytest.mark.parametrize("by", ["option", "settings"])
def test_a_reader_of_another_name_is_told_with_those_that_are_there(
    tmp_path: Path, port: int, by: str
) -> None:
    settings = tmp_path / "kiosk.yaml"
    settings.write_text("reader: identiv\n")
    chosen = ["--reader", "identiv"] if by == "option" else ["--config", str(settings)]
    told = kiosk("card", "look", *chosen)
    assert told.returncode == 3
    assert f"no reader is called 'identiv'; there is: Virtual PCD {port}" in told.stderr


def test_another_program_that_holds_the_reader_is_named_as_what_it_is(port: int) -> None:
    chip, books = card("new-card")
    with laid_on(chip, port):
        holder = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "card", "pin", "set"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        wait_until(lambda: chip.apdu_count >= 5, 10, "the first program has looked")
        ran = kiosk("card", "look")
        assert ran.returncode == 5
        assert "in use" in ran.stderr
        holder.communicate(b"")
        assert holder.returncode == 2
        assert kiosk("card", "look").returncode == 0
    assert books.tries == 3


def test_a_passport_has_no_pin_to_set(port: int) -> None:
    with laid_on(card("passport")[0], port):
        ran = kiosk("card", "pin", "set", says=lines("13579", "738164"))
    assert ran.returncode == 6
    assert "no online function: passport" in ran.stderr


def test_a_curve_we_do_not_have_is_told_as_such(port: int) -> None:
    with laid_on(card("other-curve")[0], port):
        ran = kiosk("card", "look")
    assert ran.returncode == 6
    assert "not supported" in ran.stderr


def test_bad_settings_are_one_line_with_file_and_place(tmp_path: Path) -> None:
    settings = tmp_path / "kiosk.yaml"
    settings.write_text("site: Leipzig\nraeder: x\n")
    ran = kiosk("card", "look", "--config", str(settings))
    assert ran.returncode == 7
    assert ran.stderr == f"kiosk: {settings}:2: unknown key 'raeder': did you mean 'reader'?\n"


def test_practice_cards_are_listed_and_served_to_any_program(port: int) -> None:
    assert "new-card" in kiosk("practice-card", "list").stdout
    with subprocess.Popen(
        [sys.executable, "-m", "kiosk", "practice-card", "serve", "own-pin", "--port", str(port)],
        stdout=subprocess.PIPE,
        text=True,
    ) as served:
        assert served.stdout
        assert "lies on the virtual reader" in served.stdout.readline()
        wait_until(lambda: kiosk("card", "look").returncode == 0, 10, "the served card")
        served.terminate()


def test_serving_a_card_without_a_virtual_reader_or_by_a_wrong_name_says_so(port: int) -> None:
    ran = kiosk("practice-card", "serve", "own-pin", "--port", "1")
    assert (ran.returncode, "is pcscd running?" in ran.stderr) == (3, True)
    ran = kiosk("practice-card", "serve", "nobody")
    assert (ran.returncode, "there are: new-card" in ran.stderr) == (2, True)
