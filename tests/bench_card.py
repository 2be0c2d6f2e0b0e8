"""One PIN change by us and by the AusweisApp, seen from the card."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from kiosk.eid.connection import Reader, ReaderState
from kiosk.eid.model import PinChanged
from kiosk.eid.native_engine import NativeEngine
from kiosk.eid.pcsc import PcscReader
from kiosk.eid.simulator.chip import Chip
from kiosk.eid.simulator.personas import load_personas
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.eid.simulator.vpcd import VirtualCard
from kiosk.secret import Secret
from tests.ausweisapp import AusweisApp, ausweisapp
from tests.hands import ENOUGH_SECONDS, FIRST, comes_to
from tests.measure import Row
from tests.pcscd import Pcscd, free_port, wait_until

ROUNDS = 3
CHANGES = 3
"""PIN changes by each in a round. The first one warms up and does not count."""

TRANSPORT_PIN, NEW_PIN = "13579", "738164"

FOR_THE_READER = 0xFF
"""Class of commands that a real reader answers itself (PC/SC part 3)."""

GENERAL_AUTHENTICATE = 0x86


@dataclass(frozen=True)
class Exchange:
    command: bytes
    came: float
    went: float


@dataclass
class WatchedCard:
    """A practice card that notes when each command came and when its answer went."""

    chip: Chip
    exchanges: list[Exchange] = field(default_factory=list)

    @property
    def atr(self) -> bytes:
        return self.chip.atr

    def reset(self) -> None:
        self.chip.reset()

    def transmit(self, wire: bytes) -> bytes:
        came = time.monotonic()
        answer = self.chip.transmit(wire)
        self.exchanges.append(Exchange(bytes(wire), came, time.monotonic()))
        return answer


@dataclass(frozen=True)
class Change:
    """One PIN change. Times are those of time.monotonic."""

    laid_on: float
    known: float
    old_pin_given: float
    new_pin_given: float
    changed: float
    exchanges: Sequence[Exchange]

    def apdus(self, until: float) -> int:
        return sum(one.command[0] != FOR_THE_READER and one.came < until for one in self.exchanges)

    def for_the_reader(self) -> int:
        return len(self.exchanges) - self.apdus(self.changed)

    def first_apdu(self) -> float:
        return self.exchanges[0].came

    def in_the_card(self) -> float:
        """Seconds of the change that the practice card itself took."""
        return sum(one.went - one.came for one in self.exchanges if one.came > self.known)

    def outside_the_card_during_pace(self) -> float:
        """From the nonce to the token, without what the practice card took."""
        nonce, *middle, token = (
            one for one in self.exchanges if one.command[1] == GENERAL_AUTHENTICATE
        )
        return token.came - nonce.went - sum(one.went - one.came for one in middle)


def new_card() -> WatchedCard:
    return WatchedCard(next(one for one in load_personas() if one.id == "new-card").make_chip())


def our_change(
    reader: Reader, card: WatchedCard, on_the_reader: AbstractContextManager[object]
) -> Change:
    """What the card worker of the kiosk does, and a person who types at once."""
    engine = NativeEngine(reader)
    laid_on = time.monotonic()
    with on_the_reader:
        while reader.state() is not ReaderState.CARD:
            reader.wait_for_change(ENOUGH_SECONDS)
        engine.look()
        known = time.monotonic()
        old, new = Secret(TRANSPORT_PIN.encode()), Secret(NEW_PIN.encode())
        given = time.monotonic()
        result = engine.change_pin(old, new)
        changed = time.monotonic()
    assert isinstance(result, PinChanged), result
    return Change(laid_on, known, given, given, changed, card.exchanges)


def its_change(app: AusweisApp, port: int) -> Change:
    """The same by the AusweisApp, answered at once."""
    card, reader = new_card(), f"Virtual PCD {port}{FIRST}"
    laid_on = time.monotonic()
    with VirtualCard(card, port=port):
        app.wait_for_card(reader)
        known = time.monotonic()
        dialogue = app.change_pin(ENTER_PIN=[TRANSPORT_PIN], ENTER_NEW_PIN=[NEW_PIN])
    assert dialogue.changed
    wait_until(lambda: app.card(reader) is None, ENOUGH_SECONDS, "the AusweisApp misses the card")
    _, old_pin_given, new_pin_given, changed = dialogue.moments
    return Change(laid_on, known, old_pin_given, new_pin_given, changed, card.exchanges)


def our_changes(port: int) -> list[Change]:
    reader, changes = PcscReader(FIRST), []
    for _ in range(CHANGES):
        card = new_card()
        changes.append(our_change(reader, card, VirtualCard(card, port=port)))
        comes_to(reader, ReaderState.EMPTY)
    return changes[1:]


def its_changes(port: int) -> list[Change]:
    """Raises FileNotFoundError and TimeoutError when there is no AusweisApp."""
    with ausweisapp() as app:
        return [its_change(app, port) for _ in range(CHANGES)][1:]


def changes_within_the_process() -> list[Change]:
    """Ours without pcscd and virtual reader: what is left is arithmetic."""
    changes = []
    for _ in range(CHANGES):
        reader, card = PracticeReader(), new_card()
        reader.lay_on(card)
        changes.append(our_change(reader, card, nullcontext()))
    return changes[1:]


def measure_changes() -> tuple[list[Row], str]:
    """The rows, and why there are none of the AusweisApp, if so."""
    ours: list[Change] = []
    within: list[Change] = []
    theirs: list[Change] = []
    missing = ""
    with Pcscd(free_port()) as pcscd:
        for _ in range(ROUNDS):
            ours += our_changes(pcscd.port)
            within += changes_within_the_process()
            try:
                theirs += its_changes(pcscd.port)
            except (FileNotFoundError, TimeoutError) as error:
                missing = str(error)
    return rows(ours, theirs, within), missing


def rows(ours: Sequence[Change], theirs: Sequence[Change], within: Sequence[Change]) -> list[Row]:
    def both(what: str, value: Callable[[Change], float]) -> Row:
        return Row(what, [value(one) for one in ours], [value(one) for one in theirs])

    def milliseconds(what: str, seconds: Callable[[Change], float]) -> Row:
        return both(f"{what}, ms", lambda one: 1000 * seconds(one))

    return [
        both("APDUs, card laid on to state known", lambda one: one.apdus(one.known)),
        both("APDUs, card laid on to PIN changed", lambda one: one.apdus(one.changed)),
        both("more commands that are for the reader", Change.for_the_reader),
        milliseconds("card laid on to first APDU", lambda one: one.first_apdu() - one.laid_on),
        milliseconds("first APDU to state known", lambda one: one.known - one.first_apdu()),
        Row(
            "state known to old PIN asked, ms",
            theirs=[1000 * (one.old_pin_given - one.known) for one in theirs],
        ),
        milliseconds("old PIN given to PIN changed", lambda one: one.changed - one.old_pin_given),
        Row(
            "only new PIN given to PIN changed, ms",
            theirs=[1000 * (one.changed - one.new_pin_given) for one in theirs],
        ),
        milliseconds("card laid on to PIN changed", lambda one: one.changed - one.laid_on),
        milliseconds("of it in the practice card", Change.in_the_card),
        milliseconds("one PACE outside the card", Change.outside_the_card_during_pace),
        Row(
            "one PACE without pcscd either, ms",
            [1000 * one.outside_the_card_during_pace() for one in within],
        ),
    ]
