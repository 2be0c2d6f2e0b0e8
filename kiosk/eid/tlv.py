"""BER-TLV as ISO 7816-4 and DER use it: tags of one or two bytes, definite lengths."""

from __future__ import annotations

from collections.abc import Iterator


class TlvError(ValueError):
    """The bytes are no complete TLV object. The message holds none of them."""


def encode(tag: int, value: bytes | bytearray) -> bytes:
    """One object; `tag` is an integer such as 0x7C or 0x7F49."""
    return tag.to_bytes(2 if tag > 0xFF else 1, "big") + encode_length(len(value)) + bytes(value)


def encode_length(length: int) -> bytes:
    """DER length: one byte up to 127, else 81 xx or 82 xx xx."""
    if length < 0x80:
        return bytes([length])
    size = (length.bit_length() + 7) // 8
    return bytes([0x80 | size]) + length.to_bytes(size, "big")


def header(data: bytes) -> tuple[int, int, int]:
    """Tag, offset of the value and length of the value of the first object.

    Needs only the first bytes of an object, so that a reader knows how much to fetch.
    Raises TlvError when the header is incomplete, longer than ours, or indefinite.
    """
    try:
        tag, position = data[0], 1
        if tag & 0x1F == 0x1F:
            tag, position = tag << 8 | data[1], 2
            if data[1] & 0x80:
                raise TlvError("tag of more than two bytes")
        length, position = data[position], position + 1
        if length & 0x80:
            size = length & 0x7F
            if not 1 <= size <= 3:
                raise TlvError("length of unknown form")
            if len(data) < position + size:
                raise TlvError("header cut off")
            length = int.from_bytes(data[position : position + size], "big")
            position += size
    except IndexError:
        raise TlvError("header cut off") from None
    return tag, position, length


def split(data: bytes) -> tuple[int, bytes, bytes]:
    """Tag and value of the first object, and what follows it. Raises TlvError."""
    tag, start, length = header(data)
    if len(data) < start + length:
        raise TlvError("value cut off")
    return tag, data[start : start + length], data[start + length :]


def items(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and value of each object in a row. Raises TlvError at the first broken one."""
    while data:
        tag, value, data = split(data)
        yield tag, value


def only(data: bytes, tag: int) -> bytes:
    """The value of the one object that fills `data`. Raises TlvError for anything else."""
    found, value, rest = split(data)
    if found != tag or rest:
        raise TlvError(f"expected one object {tag:02X}")
    return value
