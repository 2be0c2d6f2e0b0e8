"""All that journeys, screens and the command line know of the card: frozen values and faults.

No bytes, no status words, no word a citizen reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, Protocol, TypeAlias

from kiosk.secret import Secret


class CardKind(Enum):
    """What lies on the reader, as far as it can be told without reading personal data."""

    EID = "eid"  # identity card, residence permit or eID card: the chip does not say which
    PASSPORT = "passport"
    BANK_CARD = "bank-card"
    HEALTH_CARD = "health-card"
    UNKNOWN = "unknown"


class PinState(Enum):
    OPERATIONAL = "operational"
    SUSPENDED = "suspended"  # one try left, and the chip wants the CAN first
    BLOCKED = "blocked"  # no try left, only the PUK helps
    DEACTIVATED = "deactivated"  # the online function is off, only the authority helps


@dataclass(frozen=True, slots=True)
class PinStatus:
    state: PinState
    tries_left: int | None
    """0 to 3; None when the function is off, since the chip then does not tell."""


@dataclass(frozen=True, slots=True)
class CardLook:
    """The answer to "what is this?". `pin_status` is None unless `kind` is EID."""

    kind: CardKind
    pin_status: PinStatus | None = None


@dataclass(frozen=True, slots=True)
class PinChanged:
    """The chip answered 9000 to RESET RETRY COUNTER under valid secure messaging.

    `status` was read again afterwards; None when the card was gone by then.
    """

    status: PinStatus | None


@dataclass(frozen=True, slots=True)
class PinUnblocked:
    """The counter is full again; the PIN is what it was. `status` as in PinChanged."""

    status: PinStatus | None


@dataclass(frozen=True, slots=True)
class WrongPin:
    """The chip refused the PIN; `status` was asked again after that."""

    status: PinStatus


@dataclass(frozen=True, slots=True)
class WrongCan:
    status: PinStatus


@dataclass(frozen=True, slots=True)
class WrongPuk:
    status: PinStatus


@dataclass(frozen=True, slots=True)
class PukUsedUp:
    """The PUK was right but has been used ten times (6982): only the authority helps."""

    status: PinStatus


@dataclass(frozen=True, slots=True)
class StateDiffers:
    """The card is not in the state the operation was chosen for; no try was spent."""

    status: PinStatus


ChangePinResult: TypeAlias = PinChanged | WrongPin | WrongCan | StateDiffers
UnblockPinResult: TypeAlias = PinUnblocked | WrongPuk | PukUsedUp | StateDiffers


class Aftermath(Enum):
    """What may truthfully be said after a fault (DESIGN section 4, rule 3)."""

    NOTHING_HAPPENED = "nothing-happened"  # no PACE with the PIN had begun
    TRY_MAY_BE_GONE = "try-may-be-gone"  # between the nonce and the chip's token
    PIN_UNCHANGED = "pin-unchanged"  # PIN accepted, new PIN not sent
    NEW_PIN_UNCERTAIN = "new-pin-uncertain"  # new PIN sent, no valid answer
    UNBLOCK_UNCERTAIN = "unblock-uncertain"  # PUK used, unblocking not confirmed


class CardFault(Exception):
    """The work with the card stopped. The message holds a code, never digits or data."""

    key: ClassVar[str] = "card-fault"
    """Names the fault in text catalogues, support codes and on the command line."""

    def __init__(self, where: str = "", aftermath: Aftermath = Aftermath.NOTHING_HAPPENED) -> None:
        super().__init__(where)
        self.aftermath = aftermath


class CardRemoved(CardFault):
    """No card, the card was lifted, or it was reset: its handle is void."""

    key = "card-removed"


class AnotherCard(CardFault):
    """The chip does not remember our state query: another card lies there, or it moved."""

    key = "another-card"


class CardUnreadable(CardFault):
    """A card is there but does not answer: no chip, badly placed, or two cards at once."""

    key = "card-unreadable"


class ReaderUnavailable(CardFault):
    """No reader of that name, or no pcscd."""

    key = "reader-unavailable"


class ReaderInUse(CardFault):
    """Another program holds the reader."""

    key = "reader-in-use"


class ProtocolBroken(CardFault):
    """The chip's answer breaks the protocol, or secure messaging failed."""

    key = "protocol-broken"


class UnsupportedCard(CardFault):
    """A German eID chip with a curve or cipher this kiosk does not have."""

    key = "unsupported-card"


@contextmanager
def faults_leave(aftermath: Aftermath) -> Iterator[None]:
    """Say of any fault inside what may be said of it, unless it is known better already."""
    try:
        yield
    except CardFault as fault:
        if fault.aftermath is Aftermath.NOTHING_HAPPENED:
            fault.aftermath = aftermath
        raise


class Engine(Protocol):
    """The card as a journey meets it. One session: from `look` to `release` or to a fault.

    Every method may raise a CardFault; the session is then over and nothing is resent.
    Secrets are used at most once and are empty afterwards. One of another length than told
    below is a CardFault, and nothing is sent.
    """

    def look(self) -> CardLook:
        """Open a session if there is none, recognise the card and ask its PIN state.

        Within a session the last known answer is given without a word to the card.
        """
        ...

    def change_pin(self, old: Secret, new: Secret, can: Secret | None = None) -> ChangePinResult:
        """Set `new` (6 digits); `old` is the PIN (6) or the transport PIN (5).

        `can` (6 digits) is needed when the PIN is suspended, and only then.
        Ends the session when the PIN was changed.
        """
        ...

    def unblock_pin(self, puk: Secret) -> UnblockPinResult:
        """Fill the retry counter with the PUK (10 digits). Ends the session when done."""
        ...

    def release(self) -> None:
        """Reset the card and let go of it. Never raises."""
        ...
