"""Readers and cards through pcscd. The only module that imports pyscard (its bare `scard`).

pyscard's monitor threads are not used: they die when pcscd is restarted. Here a lost context
is simply made anew at the next question, so a reader that is plugged, unplugged or replugged
and a pcscd that is restarted heal by themselves.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from enum import Enum

from smartcard import scard

from kiosk.eid.connection import ReaderState
from kiosk.eid.model import (
    CardFault,
    CardRemoved,
    CardUnreadable,
    ReaderInUse,
    ReaderUnavailable,
)

PLUG_AND_PLAY = "\\\\?PnP?\\Notification"
"""Pseudo reader of pcsc-lite whose state changes when readers come and go."""

EVENT_COUNTER = 16
"""The upper half of an event state counts insertions and removals (pcsc-lite)."""

RETRY_SECONDS = 1.0
"""How long to wait before asking again for what pcscd does not tell by itself: that it is back,
or that another program let go of a reader."""

FEATURE_EXECUTE_PACE = 0x20
"""Of PC/SC part 10, amendment 1: the reader does PACE by itself, with its own PIN pad."""

GET_FEATURE_REQUEST = scard.SCARD_CTL_CODE(3400)
"""Asks a driver what its reader can do; the answer is TLV with four bytes each (part 10, 2.2)."""

REMOVED = {
    scard.SCARD_E_NO_SMARTCARD,
    scard.SCARD_W_REMOVED_CARD,
    scard.SCARD_W_RESET_CARD,
    scard.SCARD_W_UNPOWERED_CARD,
}
UNREADABLE = {
    scard.SCARD_E_CARD_UNSUPPORTED,
    scard.SCARD_E_NOT_TRANSACTED,
    scard.SCARD_E_PROTO_MISMATCH,
    scard.SCARD_E_TIMEOUT,
    scard.SCARD_F_COMM_ERROR,
    scard.SCARD_F_INTERNAL_ERROR,
    scard.SCARD_W_UNRESPONSIVE_CARD,
    scard.SCARD_W_UNSUPPORTED_CARD,
}


class Daemon(Enum):
    """Whether pcscd serves this user."""

    SERVES = "serves"
    SILENT = "silent"  # not running, or out of reach
    REFUSES = "refuses"  # polkit does not let us in


class PcscReader:
    """A connection.Reader on pcscd.

    `name` is a part of the reader's name as pcscd gives it ("identiv uTrust"); without it
    every reader counts, and the first one with a card on it is taken.
    """

    def __init__(self, name: str | None = None) -> None:
        self._name = name
        self._context: int | None = None
        self._connection: PcscConnection | None = None
        self._seen: dict[str, int] = {}
        self._woken = threading.Event()
        self._waiting = False

    def readers(self) -> list[str]:
        """Names of the readers that are there, whether wanted or not. Never raises.

        pyscard takes names in ASCII only; a reader with another name is left out.
        """
        for _ in range(2):  # a context from before a restart of pcscd is void, the next one is new
            context = self._establish()
            if context is None:
                break
            result, names = scard.SCardListReaders(context, [])
            if result in (scard.SCARD_S_SUCCESS, scard.SCARD_E_NO_READERS_AVAILABLE):
                return [name for name in names if name.isascii()]
            self._forget_context()
        return []

    def daemon(self) -> Daemon:
        """Whether pcscd would serve us now. A pcscd that hangs is waited for without end."""
        result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        if result == scard.SCARD_S_SUCCESS:
            scard.SCardReleaseContext(context)
            return Daemon.SERVES
        return Daemon.REFUSES if result == scard.SCARD_W_SECURITY_VIOLATION else Daemon.SILENT

    def features(self) -> frozenset[int] | None:
        """What the reader can do besides passing on commands; None while it is in use or gone.

        A driver that does not know the question has nothing to offer.
        """
        states = self._wanted_states()
        if not states:
            return None
        result, handle, _ = scard.SCardConnect(
            self._context, _best(states), scard.SCARD_SHARE_DIRECT, scard.SCARD_PROTOCOL_UNDEFINED
        )
        if result != scard.SCARD_S_SUCCESS:
            return None
        result, told = scard.SCardControl(handle, GET_FEATURE_REQUEST, [])
        scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD)
        return tags_in(told) if result == scard.SCARD_S_SUCCESS else frozenset()

    def state(self) -> ReaderState:
        states = self._wanted_states()
        if not states:
            return ReaderState.MISSING
        self._seen = states
        return _state_of(states[_best(states)], held=self._connection is not None)

    def wait_for_change(self, seconds: float) -> None:
        if not self._woken.is_set():
            if self._context is None:
                self._woken.wait(min(seconds, RETRY_SECONDS))
            else:
                self._block(seconds)
        self._woken.clear()

    def wake(self) -> None:
        self._woken.set()
        if self._waiting:
            # a pcscd that hangs never answers a cancel, and nobody is to hang with it
            threading.Thread(target=self._cancel, name="card-waker", daemon=True).start()

    def connect(self) -> PcscConnection:
        states = self._wanted_states()
        if not states:
            raise ReaderUnavailable("no reader")
        name = _best(states)
        if _taken(states[name]):
            # pcscd would let us wait until the other program has ended its transaction
            raise ReaderInUse("connect")
        result, handle, protocol = scard.SCardConnect(
            self._context,
            name,
            scard.SCARD_SHARE_EXCLUSIVE,  # a second program is told at once, nobody hangs
            scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1,
        )
        if result != scard.SCARD_S_SUCCESS:
            raise _fault(result, "connect")
        self._connection = PcscConnection(self, handle, protocol, name, states[name])
        return self._connection

    def event_state(self, name: str) -> int | None:
        """The event state of one reader now; None when it cannot be asked."""
        return self._event_states([name]).get(name)

    def connection_closed(self) -> None:
        self._connection = None

    def _block(self, seconds: float) -> None:
        watched = [*self._seen.items(), (PLUG_AND_PLAY, scard.SCARD_STATE_UNAWARE)]
        if not self._seen or (not self._connection and any(map(_taken, self._seen.values()))):
            seconds = min(seconds, RETRY_SECONDS)
        self._waiting = True
        try:
            if self._woken.is_set():
                return
            result, _ = scard.SCardGetStatusChange(self._context, int(seconds * 1000), watched)
        finally:
            self._waiting = False
        if result not in (
            scard.SCARD_S_SUCCESS,
            scard.SCARD_E_TIMEOUT,
            scard.SCARD_E_CANCELLED,
        ):
            self._forget_context()

    def _cancel(self) -> None:
        # a cancel that comes just before the wait would be lost, so it is said until heard
        while self._waiting and self._woken.is_set():
            if self._context is not None:
                scard.SCardCancel(self._context)
            time.sleep(0.001)

    def _wanted_states(self) -> dict[str, int]:
        names = self.readers()
        if self._name is not None:
            names = [name for name in names if self._name.lower() in name.lower()]
        return self._event_states(names)

    def _event_states(self, names: list[str]) -> dict[str, int]:
        if not names or self._context is None:
            return {}
        result, answers = scard.SCardGetStatusChange(
            self._context, 0, [(name, scard.SCARD_STATE_UNAWARE) for name in names]
        )
        if result not in (scard.SCARD_S_SUCCESS, scard.SCARD_E_TIMEOUT):
            if result != scard.SCARD_E_UNKNOWN_READER:
                self._forget_context()
            return {}
        return {name: state for name, state, _ in answers}

    def _establish(self) -> int | None:
        if self._context is None:
            result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
            if result == scard.SCARD_S_SUCCESS:
                self._context = context
        return self._context

    def _forget_context(self) -> None:
        context, self._context = self._context, None
        if context is not None:
            scard.SCardReleaseContext(context)


class PcscConnection:
    """A connection.CardConnection: one card, held exclusively."""

    def __init__(
        self, reader: PcscReader, handle: int, protocol: int, name: str, event_state: int
    ) -> None:
        self._reader = reader
        self._handle = handle
        self._pci = (
            scard.SCARD_PCI_T0 if protocol == scard.SCARD_PROTOCOL_T0 else scard.SCARD_PCI_T1
        )
        self._name = name
        self._event = event_state >> EVENT_COUNTER
        self._open = True

    def transmit(self, command: bytes | bytearray) -> bytes:
        if not self._open:
            raise CardRemoved("closed")
        result, response = scard.SCardTransmit(self._handle, self._pci, list(command))
        if result == scard.SCARD_S_SUCCESS:
            return bytes(response)
        if result in UNREADABLE and not self.is_same_card():
            raise CardRemoved("transmit")  # many readers report a lifted card as a bad line
        raise _fault(result, "transmit")

    def is_same_card(self) -> bool:
        state = self._reader.event_state(self._name) if self._open else None
        return (
            state is not None
            and state >> EVENT_COUNTER == self._event
            and bool(state & scard.SCARD_STATE_PRESENT)
        )

    def close(self) -> None:
        if self._open:
            self._open = False
            scard.SCardDisconnect(self._handle, scard.SCARD_RESET_CARD)
            self._reader.connection_closed()


def tags_in(told: Sequence[int]) -> frozenset[int]:
    """The tags of a list of TLV with one byte for the length."""
    tags, at = set(), 0
    while at + 1 < len(told):
        tags.add(told[at])
        at += 2 + told[at + 1]
    return frozenset(tags)


def _best(states: dict[str, int]) -> str:
    """The first reader with a card, else the first one."""
    for name, state in states.items():
        if state & scard.SCARD_STATE_PRESENT:
            return name
    return next(iter(states))


def _state_of(state: int, *, held: bool) -> ReaderState:
    if state & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE):
        return ReaderState.MISSING
    if not state & scard.SCARD_STATE_PRESENT:
        return ReaderState.EMPTY
    if _taken(state) and not held:
        return ReaderState.IN_USE
    if state & scard.SCARD_STATE_MUTE:
        return ReaderState.UNREADABLE
    return ReaderState.CARD


def _taken(state: int) -> bool:
    """Whether some program is connected, alone or willing to share."""
    return bool(state & (scard.SCARD_STATE_EXCLUSIVE | scard.SCARD_STATE_INUSE))


def _fault(result: int, where: str) -> CardFault:
    if result in REMOVED:
        return CardRemoved(where)
    if result in UNREADABLE:
        return CardUnreadable(where)
    if result == scard.SCARD_E_SHARING_VIOLATION:
        return ReaderInUse(where)
    return ReaderUnavailable(where)
