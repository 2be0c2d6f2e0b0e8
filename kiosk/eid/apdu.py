"""Command and response APDUs (ISO 7816-4), short and extended."""

from __future__ import annotations

from dataclasses import dataclass, field

CHAINING = 0x10
"""Class bit: further commands of the same chain follow."""

SECURE_MESSAGING = 0x0C
"""Class bits: secure messaging, header authenticated."""

ANY_LENGTH = 256
"""Le 00: whatever the chip has, up to 256 bytes."""


@dataclass(frozen=True, slots=True)
class CommandAPDU:
    """A command. The data may hold a PIN, so it is kept out of the repr.

    `le` is the number of bytes wanted at most (256 is Le 00), None for no Le field.
    """

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes | bytearray = field(default=b"", repr=False)
    le: int | None = None

    @property
    def header(self) -> bytes:
        return bytes([self.cla, self.ins, self.p1, self.p2])

    def encode(self) -> bytearray:
        """The bytes on the wire, in a buffer of their own that the caller can wipe."""
        extended = len(self.data) > 0xFF or (self.le is not None and self.le > ANY_LENGTH)
        size = 2 if extended else 1
        wire = bytearray(self.header)
        if extended:
            wire.append(0)
        if self.data:
            wire += len(self.data).to_bytes(size, "big")
            wire += self.data
        if self.le is not None:
            wire += (self.le % (1 << 8 * size)).to_bytes(size, "big")
        return wire

    @classmethod
    def decode(cls, wire: bytes) -> CommandAPDU:
        """Read a command from the wire. Raises ValueError for a malformed one."""
        if len(wire) < 4:
            raise ValueError("a command has at least four bytes")
        head, body = wire[:4], wire[4:]
        extended = len(body) > 2 and body[0] == 0
        size = 2 if extended else 1
        body = body[1:] if extended else body
        data, le = b"", None
        if len(body) > size:
            length = int.from_bytes(body[:size], "big")
            data, body = body[size : size + length], body[size + length :]
            if len(data) != length or not length:
                raise ValueError("Lc and data do not agree")
        if body:
            if len(body) != size:
                raise ValueError("bytes after the data that are no Le")
            le = int.from_bytes(body, "big") or 1 << 8 * size
        return cls(head[0], head[1], head[2], head[3], data, le)


@dataclass(frozen=True, slots=True)
class ResponseAPDU:
    """A response: data, and the status word SW1 SW2 as one number such as 0x9000."""

    data: bytes = field(repr=False)
    sw: int

    def encode(self) -> bytes:
        return self.data + self.sw.to_bytes(2, "big")

    @classmethod
    def decode(cls, wire: bytes) -> ResponseAPDU:
        """Raises ValueError when there is not even a status word."""
        if len(wire) < 2:
            raise ValueError("a response has at least two bytes")
        return cls(bytes(wire[:-2]), int.from_bytes(wire[-2:], "big"))
