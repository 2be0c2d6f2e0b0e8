"""Secure messaging with AES (TR-03110-3, annex F; ISO 7816-4; facts 1.5), terminal side."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

from kiosk.eid import tlv
from kiosk.eid.apdu import ANY_LENGTH, SECURE_MESSAGING, CommandAPDU, ResponseAPDU
from kiosk.eid.model import ProtocolBroken

Transmit: TypeAlias = Callable[[CommandAPDU], ResponseAPDU]
"""A channel to the chip: plain, or protected by the keys of a PACE."""

BLOCK = 16
MAC_BYTES = 8


@dataclass(frozen=True, slots=True)
class SessionKeys:
    """K_Enc and K_MAC of one PACE (16, 24 or 32 bytes each)."""

    enc: bytes = field(repr=False)
    mac: bytes = field(repr=False)


def cmac(key: bytes, data: bytes) -> bytes:
    """AES-CMAC cut to the 8 bytes that cards use."""
    mac = CMAC(algorithms.AES(key))
    mac.update(data)
    return mac.finalize()[:MAC_BYTES]


def with_secure_messaging(transmit: Transmit, keys: SessionKeys) -> Transmit:
    """A channel over `transmit` that protects every command and checks every response.

    It raises ProtocolBroken for the first response that is not proved by a MAC, and for
    every command after that: the keys are then forgotten.
    """
    return _SecureMessaging(transmit, keys).transmit


class _SecureMessaging:
    def __init__(self, transmit: Transmit, keys: SessionKeys) -> None:
        self._transmit = transmit
        self._keys: SessionKeys | None = keys
        self._ssc = 0

    def transmit(self, command: CommandAPDU) -> ResponseAPDU:
        keys, self._keys = self._keys, None
        if keys is None:
            raise ProtocolBroken("secure messaging ended")
        response = self._unprotect(keys, self._transmit(self._protect(keys, command)))
        self._keys = keys
        return response

    def _protect(self, keys: SessionKeys, command: CommandAPDU) -> CommandAPDU:
        self._ssc += 1
        header = bytes([command.cla | SECURE_MESSAGING, command.ins, command.p1, command.p2])
        objects = b""
        if command.data:
            padded = _pad(command.data)
            encryptor = self._cbc(keys).encryptor()
            objects = tlv.encode(0x87, b"\x01" + encryptor.update(padded) + encryptor.finalize())
            padded[:] = bytes(len(padded))
        if command.le is not None:
            objects += tlv.encode(0x97, bytes([command.le % ANY_LENGTH]))
        protected = self._counter() + _pad(header) + (_pad(objects) if objects else b"")
        objects += tlv.encode(0x8E, cmac(keys.mac, protected))
        return CommandAPDU(header[0], command.ins, command.p1, command.p2, objects, ANY_LENGTH)

    def _unprotect(self, keys: SessionKeys, response: ResponseAPDU) -> ResponseAPDU:
        self._ssc += 1
        try:
            objects = list(tlv.items(response.data))
        except tlv.TlvError:
            raise ProtocolBroken("secure messaging: data objects") from None
        tags = [tag for tag, _ in objects]
        if tags not in ([0x99, 0x8E], [0x87, 0x99, 0x8E]):
            raise ProtocolBroken("secure messaging: unprotected response")
        covered = b"".join(tlv.encode(tag, value) for tag, value in objects[:-1])
        expected = cmac(keys.mac, self._counter() + _pad(covered))
        if not hmac.compare_digest(expected, objects[-1][1]):
            raise ProtocolBroken("secure messaging: MAC")
        if objects[-2][1] != response.sw.to_bytes(2, "big"):
            raise ProtocolBroken("secure messaging: status word")
        data = self._decrypt(keys, objects[0][1]) if tags[0] == 0x87 else b""
        return ResponseAPDU(data, response.sw)

    def _decrypt(self, keys: SessionKeys, value: bytes) -> bytes:
        if len(value) < 1 + BLOCK or (len(value) - 1) % BLOCK or value[0] != 0x01:
            raise ProtocolBroken("secure messaging: cryptogram")
        decryptor = self._cbc(keys).decryptor()
        plain = decryptor.update(value[1:]) + decryptor.finalize()
        unpadded = plain.rstrip(b"\x00")
        if not unpadded.endswith(b"\x80") or len(plain) - len(unpadded) >= BLOCK:
            raise ProtocolBroken("secure messaging: padding")
        return unpadded[:-1]

    def _counter(self) -> bytes:
        return self._ssc.to_bytes(BLOCK, "big")

    def _cbc(self, keys: SessionKeys) -> Cipher[modes.CBC]:
        aes = algorithms.AES(keys.enc)
        # the IV is one encrypted block of a counter: ECB is what the standard asks for here
        encryptor = Cipher(aes, modes.ECB()).encryptor()  # noqa: S305
        return Cipher(aes, modes.CBC(encryptor.update(self._counter()) + encryptor.finalize()))


def _pad(data: bytes | bytearray) -> bytearray:
    """ISO 7816-4 padding: 80, then zeros up to the block; always at least one byte."""
    padded = bytearray(data)
    padded.append(0x80)
    padded += bytes(-len(padded) % BLOCK)
    return padded
