"""The Engine of model.py by our own PACE: one session with one card, step by step.

The card rules of DESIGN section 4 are kept here: the state is asked before and after every
operation, MSE:Set AT for the next PACE is sent with the question so that an exchanged card
refuses (rule 4), and every fault says what may truthfully be said after it (rule 3).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from kiosk.eid import pace
from kiosk.eid.apdu import CommandAPDU, ResponseAPDU
from kiosk.eid.card_access import PaceInfo, pace_info
from kiosk.eid.connection import CardConnection, Reader
from kiosk.eid.files import read_card_access, recognise
from kiosk.eid.model import (
    Aftermath,
    AnotherCard,
    CardFault,
    CardKind,
    CardLook,
    CardRemoved,
    ChangePinResult,
    PinChanged,
    PinState,
    PinStatus,
    PinUnblocked,
    ProtocolBroken,
    PukUsedUp,
    StateDiffers,
    UnblockPinResult,
    WrongCan,
    WrongPin,
    WrongPuk,
    faults_leave,
)
from kiosk.eid.pin import (
    Password,
    PukExhausted,
    query_status,
    reset_retry_counter,
    set_password,
    unblock,
)
from kiosk.eid.secure_messaging import Transmit, with_secure_messaging
from kiosk.secret import Secret

FIRST_PASSWORD = {PinState.SUSPENDED: Password.CAN, PinState.BLOCKED: Password.PUK}
"""What the next PACE begins with, where it is not the PIN."""


@dataclass(slots=True)
class _Session:
    """What is known of the card on the reader. `info` and `status` belong to an eID."""

    connection: CardConnection
    kind: CardKind
    info: PaceInfo | None = None
    status: PinStatus | None = None

    def transmit(self, command: CommandAPDU) -> ResponseAPDU:
        try:
            return ResponseAPDU.decode(self.connection.transmit(command.encode()))
        except ValueError:
            raise ProtocolBroken("no status word") from None


class NativeEngine:
    """See model.Engine. Used by one thread."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._session: _Session | None = None

    @property
    def has_session(self) -> bool:
        """Whether a card is held. It may have been lifted meanwhile: see `card_is_gone`."""
        return self._session is not None

    def card_is_gone(self) -> bool:
        """Whether the card of the session was lifted. Sends nothing to it."""
        return self._session is not None and not self._session.connection.is_same_card()

    def look(self) -> CardLook:
        with self._faults_end_the_session():
            if self._session is None:
                self._session = self._open()
            session = self._held()
            return CardLook(session.kind, session.status)

    def change_pin(self, old: Secret, new: Secret, can: Secret | None = None) -> ChangePinResult:
        with self._faults_end_the_session(), old, new, can or nullcontext():
            if len(old) not in (5, 6) or len(new) != 6 or (can is not None and len(can) != 6):
                raise CardFault("PIN, new PIN or CAN of another length")
            session, info, status = self._eid()
            resumes = can is not None  # asked now: a used secret is empty, and so false
            expected = PinState.SUSPENDED if resumes else PinState.OPERATIONAL
            if status.state is not expected:
                return StateDiffers(status)
            transmit: Transmit = session.transmit
            if can is not None:
                channel = self._can_channel(session, info, can)
                if channel is None:
                    return WrongCan(self._ask_again(session.transmit))
                transmit = channel
                if query_status(transmit, info).state is not PinState.SUSPENDED:
                    return StateDiffers(self._leave_and_ask(session))
            try:
                with old as digits, faults_leave(Aftermath.TRY_MAY_BE_GONE):
                    keys = pace.establish(transmit, info, pace.password_key(digits, info))
            except pace.NotArmed:
                raise AnotherCard("no nonce") from None
            except pace.PasswordRefused:
                with faults_leave(Aftermath.TRY_MAY_BE_GONE):
                    if resumes:
                        return WrongPin(self._leave_and_ask(session))
                    return WrongPin(self._ask_again(transmit))
            channel = with_secure_messaging(session.transmit, keys)
            if not session.connection.is_same_card():
                raise CardRemoved("before the new PIN", Aftermath.PIN_UNCHANGED)
            with faults_leave(Aftermath.NEW_PIN_UNCERTAIN):
                done = reset_retry_counter(channel, new)
            if not done:
                raise ProtocolBroken("RESET RETRY COUNTER", Aftermath.PIN_UNCHANGED)
            return PinChanged(self._status_at_the_end(channel))

    def unblock_pin(self, puk: Secret) -> UnblockPinResult:
        with self._faults_end_the_session(), puk:
            if len(puk) != 10:
                raise CardFault("PUK of another length")
            session, info, status = self._eid()
            if status.state is not PinState.BLOCKED:
                return StateDiffers(status)
            # some chips fill the counter as soon as PACE with the PUK has succeeded
            try:
                with puk as digits, faults_leave(Aftermath.UNBLOCK_UNCERTAIN):
                    keys = pace.establish(session.transmit, info, pace.password_key(digits, info))
            except pace.NotArmed:
                raise AnotherCard("no nonce") from None
            except pace.PasswordRefused:
                return WrongPuk(self._ask_again(session.transmit))
            channel = with_secure_messaging(session.transmit, keys)
            with faults_leave(Aftermath.UNBLOCK_UNCERTAIN):
                try:
                    done = unblock(channel)
                except PukExhausted:
                    return PukUsedUp(self._leave_and_ask(session))
                if not done:
                    raise ProtocolBroken("RESET RETRY COUNTER")
            return PinUnblocked(self._status_at_the_end(channel))

    def release(self) -> None:
        session, self._session = self._session, None
        if session:
            session.connection.close()

    def _open(self) -> _Session:
        session = self._session = _Session(self._reader.connect(), CardKind.UNKNOWN)
        session.kind = recognise(session.transmit)
        if session.kind is CardKind.EID:
            session.info = pace_info(read_card_access(session.transmit))
            session.status = _ask_and_arm(session.transmit, session.info)
        return session

    def _held(self) -> _Session:
        if self._session is None:
            raise CardRemoved("no session")
        if not self._session.connection.is_same_card():
            raise CardRemoved("lifted")
        return self._session

    def _eid(self) -> tuple[_Session, PaceInfo, PinStatus]:
        session = self._held()
        if session.info is None or session.status is None:
            raise CardRemoved("no eID in this session")
        return session, session.info, session.status

    def _can_channel(self, session: _Session, info: PaceInfo, can: Secret) -> Transmit | None:
        """A channel bound to the card by its CAN; None when the CAN was wrong."""
        try:
            with can as digits:
                keys = pace.establish(session.transmit, info, pace.password_key(digits, info))
        except pace.NotArmed:
            raise AnotherCard("no nonce") from None
        except pace.PasswordRefused:
            return None
        return with_secure_messaging(session.transmit, keys)

    def _ask_again(self, transmit: Transmit) -> PinStatus:
        """The state after an attempt: the card is believed, not the arithmetic."""
        session, info, _ = self._eid()
        session.status = _ask_and_arm(transmit, info)
        return session.status

    def _leave_and_ask(self, session: _Session) -> PinStatus:
        """Leave a channel, as the AusweisApp does it: by an MSE without data, in plain.

        The chip refuses that and drops its keys, so the next plain command is understood.
        """
        session.transmit(CommandAPDU(0x00, 0x22, 0xC1, 0xA4))
        return self._ask_again(session.transmit)

    def _status_at_the_end(self, channel: Transmit) -> PinStatus | None:
        """The state after success, which no longer depends on the card being there."""
        try:
            return self._ask_again(channel)
        except CardFault:
            return None
        finally:
            self.release()

    @contextmanager
    def _faults_end_the_session(self) -> Iterator[None]:
        try:
            yield
        except CardFault:
            self.release()
            raise


def _ask_and_arm(transmit: Transmit, info: PaceInfo) -> PinStatus:
    """The state, and the password announced with which the next operation begins.

    The chip remembers that; a card put in its place does not and gives no nonce (rule 4).
    """
    status = query_status(transmit, info)
    if status.state in FIRST_PASSWORD:
        set_password(transmit, info, FIRST_PASSWORD[status.state])
    return status
