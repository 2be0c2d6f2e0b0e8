"""Secure messaging with AES, chip side (TR-03110-3, annex F)."""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

from kiosk.eid import tlv
from kiosk.eid.apdu import CommandAPDU, ResponseAPDU

BLOCK = 16
FORMS = ([0x8E], [0x87, 0x8E], [0x97, 0x8E], [0x87, 0x97, 0x8E])
"""The data objects of a protected command by their tags: cryptogram, Le, MAC."""


class BadCommand(Exception):
    """The command is not protected as it must be: 6988."""


@dataclass(slots=True)
class ChipMessaging:
    """One channel: two keys and the send sequence counter, which starts at zero."""

    enc: bytes = field(repr=False)
    mac: bytes = field(repr=False)
    counter: int = 0

    def open(self, command: CommandAPDU) -> CommandAPDU:
        """The command inside a protected one. Raises BadCommand."""
        self.counter += 1
        try:
            objects = list(tlv.items(bytes(command.data)))
        except tlv.TlvError:
            raise BadCommand from None
        if [tag for tag, _ in objects] not in FORMS:
            raise BadCommand
        found = dict(objects)
        covered = b"".join(tlv.encode(tag, value) for tag, value in objects[:-1])
        protected = _padded(command.header) + (_padded(covered) if covered else b"")
        if self._mac(protected) != found[0x8E]:
            raise BadCommand
        data = self._decrypted(found[0x87]) if 0x87 in found else b""
        le = _length(found[0x97]) if 0x97 in found else None
        return CommandAPDU(command.cla & ~0x0C, command.ins, command.p1, command.p2, data, le)

    def seal(self, response: ResponseAPDU) -> ResponseAPDU:
        self.counter += 1
        sealed = b""
        if response.data:
            encryptor = self._cipher().encryptor()
            cryptogram = encryptor.update(_padded(response.data)) + encryptor.finalize()
            sealed = tlv.encode(0x87, b"\x01" + cryptogram)
        sealed += tlv.encode(0x99, response.sw.to_bytes(2, "big"))
        sealed += tlv.encode(0x8E, self._mac(_padded(sealed)))
        return ResponseAPDU(sealed, response.sw)

    def _decrypted(self, value: bytes) -> bytes:
        if value[:1] != b"\x01" or len(value) % BLOCK != 1:
            raise BadCommand
        decryptor = self._cipher().decryptor()
        head, mark, tail = (decryptor.update(value[1:]) + decryptor.finalize()).rpartition(b"\x80")
        if not mark or any(tail) or len(tail) >= BLOCK:
            raise BadCommand
        return head

    def _cipher(self) -> Cipher[modes.CBC]:
        ecb = Cipher(algorithms.AES(self.enc), modes.ECB()).encryptor()  # noqa: S305  the IV
        iv = ecb.update(self._counter_block()) + ecb.finalize()
        return Cipher(algorithms.AES(self.enc), modes.CBC(iv))

    def _mac(self, data: bytes) -> bytes:
        mac = CMAC(algorithms.AES(self.mac))
        mac.update(self._counter_block() + data)
        return mac.finalize()[:8]

    def _counter_block(self) -> bytes:
        return self.counter.to_bytes(BLOCK, "big")


def _padded(data: bytes) -> bytes:
    return data + b"\x80" + bytes(BLOCK - 1 - len(data) % BLOCK)


def _length(value: bytes) -> int:
    """Le of one byte, or of two when it is extended; nothing but zeros is all there is."""
    if len(value) not in (1, 2):
        raise BadCommand
    return int.from_bytes(value, "big") or 1 << 8 * len(value)
