"""What hands do at a virtual reader, and another program that will not share it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from kiosk.eid.connection import ReaderState
from kiosk.eid.pcsc import PcscReader
from kiosk.eid.simulator.reader import Card
from kiosk.eid.simulator.vpcd import VirtualCard
from tests.pcscd import wait_until

ENOUGH_SECONDS = 10.0
"""Far more than anything here takes; a wait that ends by it has failed."""

HOLD = """
import sys
from smartcard import scard
name, how = sys.argv[1:]
_, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
mode = scard.SCARD_SHARE_EXCLUSIVE if how == "alone" else scard.SCARD_SHARE_SHARED
result, card, _ = scard.SCardConnect(context, name, mode, scard.SCARD_PROTOCOL_ANY)
if how == "transaction":
    scard.SCardBeginTransaction(card)
print(result, flush=True)
sys.stdin.read()
"""


def name_at(port: int) -> str:
    """What pcscd calls the virtual reader of this port."""
    return f"Virtual PCD {port} 00 00"


@contextmanager
def laid_on(card: Card, port: int) -> Iterator[VirtualCard]:
    """A card on the virtual reader, seen by pcscd."""
    reader = PcscReader(name_at(port))
    with VirtualCard(card, port=port) as virtual:
        wait_until(lambda: reader.state() is ReaderState.CARD, ENOUGH_SECONDS, "card seen")
        yield virtual


@contextmanager
def another_program(port: int, how: str = "alone") -> Iterator[int]:
    """It connects to the card "alone", "shared" or in a "transaction"; yields its result."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, name_at(port), how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as program:
        assert program.stdout
        yield int(program.stdout.readline())
        program.communicate(timeout=ENOUGH_SECONDS)
