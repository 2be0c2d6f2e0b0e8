"""A finger on the real window, a card on the real PC/SC stack."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kiosk.eid.model import PinState, PinStatus
from kiosk.eid.simulator.chip import Chip
from kiosk.eid.simulator.personas import load_personas
from kiosk.eid.simulator.vpcd import VirtualCard
from kiosk.journeys.change_pin import FIRST_PIN
from kiosk.journeys.look_at_card import WhichPin
from kiosk.journeys.outcome import status_facts
from kiosk.journeys.steps import (
    AskNewPin,
    AskSecret,
    AwaitRemoval,
    Choose,
    ChooseWithCard,
    ClosingQuestion,
    Field,
    Mood,
    Picture,
    Tell,
)
from kiosk.journeys.visit import Helped, HomeChoice
from tests.display import virtual_screen
from tests.pcscd import Pcscd, free_port
from tests.real_kiosk import OPEN, real_kiosk

if TYPE_CHECKING:
    from tests.twin import RealWindow, Twin

SIZE = (1280, 800)
PORT = free_port()
REST_SECONDS = 4

IMPATIENT = """
import kiosk.cli, kiosk.conductor
kiosk.conductor.WORK_SECONDS, kiosk.conductor.LOST_SECONDS = 0.5, 1.0
kiosk.cli.main(["run", "--window", "1280x800"])
"""
"""A kiosk that gives up after a second instead of after minutes."""

STATUS = ChooseWithCard(
    "card-status", WhichPin, Mood.GOOD, status_facts(PinStatus(PinState.OPERATIONAL, 3))
)
LETTER = AskSecret(
    Field.TRANSPORT_PIN, FIRST_PIN.ask_old, Picture.PIN_LETTER, 3, FIRST_PIN.progress(1)
)
CHOOSE = AskNewPin("choose-new-pin", FIRST_PIN.progress(2))
REPEAT = AskNewPin("repeat-new-pin", FIRST_PIN.progress(3))
DONE = Tell("pin-set", Mood.GOOD, Picture.TAKE_CARD)
HOME = Choose("home", HomeChoice)
TAKE = AwaitRemoval("take-card")
HELPED = ClosingQuestion("helped", Helped)


@pytest.fixture(scope="module")
def pcscd() -> Iterator[Pcscd]:
    with Pcscd(PORT) as running:
        yield running


@pytest.fixture
def twin(kivy_window: None) -> Twin:
    from tests.twin import Twin  # noqa: PLC0415  needs the window

    return Twin(*SIZE)


def new_card() -> Chip:
    return next(one for one in load_personas() if one.id == "new-card").make_chip()


def set_first_pin(
    window: RealWindow,
    twin: Twin,
    chip: Chip,
    new_pin: str,
    typed: Callable[[], object] = list,
    port: int = PORT,
) -> None:
    """What the owner of a new card does, from the greeting to the card in the hand.

    `typed` is called whenever all digits of a secret are typed and OK is not yet pressed.
    """
    assert chip.books is not None
    letter, say = chip.books.pin.decode(), twin.texts
    window.sees(twin.attract())
    with VirtualCard(chip, port=port):
        window.sees(twin.page(STATUS))
        window.press(twin.page(STATUS), say("card-status.five"))
        for step, digits in ((LETTER, letter), (CHOOSE, new_pin), (REPEAT, new_pin)):
            window.sees(twin.page(step))
            window.press(twin.page(step), *digits)
            complete = twin.page(step, len(digits))
            window.sees(complete)
            typed()
            window.press(complete, say("button.ok"))
        window.sees(twin.page(DONE))
        window.press(twin.page(DONE), say("button.next"))
        window.sees(twin.page(TAKE))
    window.sees(twin.page(HELPED))
    window.press(twin.page(HELPED), say("helped.yes"))
    window.sees(twin.attract())


def test_a_citizen_sets_the_first_pin_with_a_finger_and_the_chip_has_it(
    pcscd: Pcscd, twin: Twin, tmp_path: Path
) -> None:
    from tests.twin import RealWindow  # noqa: PLC0415  needs the window

    chip = new_card()
    with real_kiosk(SIZE, tmp_path) as kiosk:
        set_first_pin(RealWindow(kiosk.display), twin, chip, "738164")
    assert chip.books is not None
    assert (chip.books.pin, chip.books.tries) == (b"738164", 3)
    assert chip.apdu_count <= 5 + 11


def test_another_program_is_told_that_the_reader_is_in_use_during_a_visit(
    pcscd: Pcscd, twin: Twin, tmp_path: Path
) -> None:
    from tests.twin import RealWindow  # noqa: PLC0415  needs the window

    with real_kiosk(SIZE, tmp_path) as kiosk, VirtualCard(new_card(), port=PORT):
        RealWindow(kiosk.display).sees(twin.page(STATUS))
        other = subprocess.run(
            [sys.executable, "-m", "kiosk", "card", "look"], capture_output=True, check=False
        )
    assert other.returncode == 5
    assert b"in use" in other.stderr


@pytest.mark.parametrize("size", [(800, 480), (1080, 1920)])
def test_without_a_window_it_fills_the_screen_and_no_key_leads_out(
    pcscd: Pcscd, kivy_window: None, tmp_path: Path, size: tuple[int, int]
) -> None:
    from tests.twin import RealWindow, Twin  # noqa: PLC0415  needs the window

    twin = Twin(*size)
    with real_kiosk(size, tmp_path, window=False) as kiosk:
        window = RealWindow(kiosk.display)
        window.sees(twin.attract())
        window.key("F1", "F11", "Escape", "ctrl+c", "alt+F4", "ctrl+e")
        window.tap(300, 300)
        window.sees(twin.page(HOME))


class NeverAnswers:
    """A chip whose answers are lost in a driver that waits for ever; `let_go` ends that."""

    def __init__(self) -> None:
        self.atr = new_card().atr
        self.let_go = threading.Event()

    def reset(self) -> None: ...

    def transmit(self, wire: bytes) -> bytes:
        self.let_go.wait()
        return b"\x6f\x00"


def test_a_kiosk_whose_card_work_hangs_ends_and_the_next_one_serves_the_next_person(
    pcscd: Pcscd, twin: Twin, tmp_path: Path
) -> None:
    from tests.twin import RealWindow  # noqa: PLC0415  needs the window

    chip = NeverAnswers()
    with virtual_screen(*SIZE) as display, VirtualCard(chip, port=PORT):
        try:
            ended = subprocess.run(
                [sys.executable, "-c", IMPATIENT],
                stderr=subprocess.PIPE,
                env=dict(os.environ, DISPLAY=display),
                timeout=60,
                check=False,
            )
        finally:
            chip.let_go.set()
    assert ended.returncode == 8, ended.stderr.decode()
    assert b"the card work never came back" in ended.stderr
    with real_kiosk(SIZE, tmp_path) as kiosk, VirtualCard(new_card(), port=PORT):
        RealWindow(kiosk.display).sees(twin.page(STATUS))


def test_at_rest_the_kiosk_sleeps_and_still_feels_the_first_touch(
    pcscd: Pcscd, twin: Twin, tmp_path: Path
) -> None:
    from tests.twin import RealWindow  # noqa: PLC0415  needs the window

    with real_kiosk(SIZE, tmp_path) as kiosk:
        window = RealWindow(kiosk.display)
        window.sees(twin.attract())
        before = awakenings(kiosk.pid)
        time.sleep(REST_SECONDS)
        # Kivy's own loop would wake sixty times a second; what is left are two timers of 1 Hz
        assert awakenings(kiosk.pid) - before < 10 * REST_SECONDS
        window.tap(300, 300)
        window.sees(twin.page(HOME))


def awakenings(pid: int) -> int:
    """How often the thread of the screens has gone to sleep so far."""
    status = Path(f"/proc/{pid}/task/{pid}/status").read_text()
    counts = dict(line.split(":", 1) for line in status.splitlines())
    return int(counts["voluntary_ctxt_switches"])


def test_after_a_visit_no_typed_digit_is_in_the_memory_or_the_log(
    pcscd: Pcscd, twin: Twin, tmp_path: Path
) -> None:
    from tests.twin import RealWindow  # noqa: PLC0415  needs the window

    digits = b"82641", b"738164"
    chip = new_card()
    assert chip.books is not None
    chip.books.pin = digits[0]  # the kiosk knows the digits of its practice cards
    with real_kiosk(SIZE, tmp_path, OPEN) as kiosk:
        before = found_in_memory(kiosk.pid, *digits)
        while_typing: list[list[int]] = []
        set_first_pin(
            RealWindow(kiosk.display),
            twin,
            chip,
            "738164",
            lambda: while_typing.append(found_in_memory(kiosk.pid, *digits)),
        )
        after = found_in_memory(kiosk.pid, *digits)
    letter_typed, new_typed, _ = while_typing
    assert letter_typed[0] > before[0], "the search finds nothing, so it proves nothing"
    assert new_typed[1] > before[1], "the search finds nothing, so it proves nothing"
    assert after == before
    assert "738164" not in kiosk.log.read_text()
    assert "82641" not in kiosk.log.read_text()


def found_in_memory(pid: int, *needles: bytes) -> list[int]:
    """How often each needle occurs in the memory that a process can write to."""
    found = [0] * len(needles)
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights, *rest = line.split()
            if "w" not in rights or rest[-1] in ("[vvar]", "[vsyscall]"):
                continue
            begin, end = (int(edge, 16) for edge in span.split("-"))
            try:
                memory.seek(begin)
                content = memory.read(end - begin)
            except OSError:
                continue  # a mapping of a device
            for index, needle in enumerate(needles):
                found[index] += content.count(needle)
    return found
