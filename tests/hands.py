"""What hands do at a virtual reader, and another program that will not share it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kiosk.eid.connection import ReaderState
from kiosk.eid.model import CardFault, CardKind, CardLook
from kiosk.eid.pcsc import PcscReader
from kiosk.eid.simulator.reader import Card
from kiosk.eid.simulator.vpcd import VirtualCard
from tests.cards import FULL
from tests.pcscd import wait_until

ENOUGH_SECONDS = 10.0
"""Far more than anything here takes; a wait that ends by it has failed."""

LOOKED = CardLook(CardKind.EID, FULL)
"""What a look at a card with all its tries says."""

HOLD = """
import sys
from smartcard import scard
how = sys.argv[1]
_, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
_, (name, _) = scard.SCardListReaders(context, [])
mode = scard.SCARD_SHARE_EXCLUSIVE if how == "alone" else scard.SCARD_SHARE_SHARED
result, card, _ = scard.SCardConnect(context, name, mode, scard.SCARD_PROTOCOL_ANY)
if how == "transaction":
    scard.SCardBeginTransaction(card)
print(result, flush=True)
sys.stdin.read()
"""

FIRST, SECOND = " 00 00", " 00 01"
"""How the names of the two virtual readers end, which lie at a port and the port after it.

The space keeps them apart from a port that ends in 00.
"""


@contextmanager
def laid_on(card: Card, port: int, slot: str = FIRST) -> Iterator[VirtualCard]:
    """A card on a virtual reader, seen by pcscd."""
    reader, there = PcscReader(slot), {ReaderState.CARD, ReaderState.IN_USE}
    # pcscd looks at its readers now and then: the card before this one may still lie there for it
    wait_until(lambda: reader.state() not in there, ENOUGH_SECONDS, "pcscd sees no card")
    with VirtualCard(card, port=port) as virtual:
        wait_until(lambda: reader.state() in there, ENOUGH_SECONDS, "pcscd sees the card")
        yield virtual


@contextmanager
def another_program(how: str = "alone") -> Iterator[int]:
    """It connects to the first reader "alone", "shared" or in a "transaction".

    Yields the result of that, which is 0 when it holds the reader.
    """
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as program:
        assert program.stdout
        yield int(program.stdout.readline())
        program.communicate(timeout=ENOUGH_SECONDS)


def comes_to(reader: PcscReader, state: ReaderState) -> None:
    wait_until(lambda: reader.state() is state, ENOUGH_SECONDS, f"the reader is {state}")


def outcome_of(work: Callable[[], object]) -> object:
    """The value, or the fault."""
    try:
        return work()
    except CardFault as fault:
        return fault
