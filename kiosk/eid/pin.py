"""The commands of PIN care: MSE:Set AT and RESET RETRY COUNTER (facts 1.4 and 1.6)."""

from __future__ import annotations

from enum import IntEnum

from kiosk.eid import tlv
from kiosk.eid.apdu import CommandAPDU
from kiosk.eid.card_access import PaceInfo
from kiosk.eid.model import PinState, PinStatus, ProtocolBroken
from kiosk.eid.secure_messaging import Transmit
from kiosk.secret import Secret

FULL = 3
"""Tries of a PIN that was last typed right."""


class Password(IntEnum):
    """Password references of TR-03110-3 (data object 83)."""

    CAN = 2
    PIN = 3
    PUK = 4


class PukExhausted(Exception):
    """6982 after a right PUK: it has been used ten times."""


def query_status(transmit: Transmit, info: PaceInfo, chat: bytes = b"") -> PinStatus:
    """The PIN's state, by MSE:Set AT for the PIN: free, repeatable, and it arms the next PACE.

    `chat` is what the person grants (7F4C, whole), when terminal authentication is to follow.
    Raises ProtocolBroken for an answer that is no state.
    """
    sw = _set_at(transmit, info, Password.PIN, chat)
    if sw == 0x9000:
        return PinStatus(PinState.OPERATIONAL, FULL)
    if sw == 0x6283:
        return PinStatus(PinState.DEACTIVATED, None)
    if 0x63C0 <= sw < 0x63C0 + FULL:
        tries = sw & 0xF
        state = {0: PinState.BLOCKED, 1: PinState.SUSPENDED}.get(tries, PinState.OPERATIONAL)
        return PinStatus(state, tries)
    raise ProtocolBroken("MSE:Set AT for the PIN")


def set_password(transmit: Transmit, info: PaceInfo, password: Password) -> None:
    """Announce PACE with the CAN or the PUK. Raises ProtocolBroken if the chip refuses."""
    if _set_at(transmit, info, password) != 0x9000:
        raise ProtocolBroken(f"MSE:Set AT for the {password.name}")


def reset_retry_counter(channel: Transmit, new_pin: Secret) -> bool:
    """Set a new PIN of six digits; true only for the chip's 9000.

    ISO 7816-4 RESET RETRY COUNTER 2C 02 03, in a channel made with the PIN.
    """
    with new_pin as digits:
        data = bytearray(digits)
        try:
            return channel(CommandAPDU(0x00, 0x2C, 0x02, 0x03, data)).sw == 0x9000
        finally:
            data[:] = bytes(len(data))


def unblock(channel: Transmit) -> bool:
    """Fill the retry counter: RESET RETRY COUNTER 2C 03 03, in a channel made with the PUK.

    True only for the chip's 9000. Raises PukExhausted for 6982.
    """
    sw = channel(CommandAPDU(0x00, 0x2C, 0x03, 0x03)).sw
    if sw == 0x6982:
        raise PukExhausted
    return sw == 0x9000


def _set_at(transmit: Transmit, info: PaceInfo, password: Password, chat: bytes = b"") -> int:
    data = (
        tlv.encode(0x80, info.oid)
        + tlv.encode(0x83, bytes([password]))
        + chat
        + tlv.encode(0x84, bytes([info.parameter_id]))
    )
    return transmit(CommandAPDU(0x00, 0x22, 0xC1, 0xA4, data)).sw
