"""Practice cards for tests, hands that meddle with them, and a terminal in plain bytes.

`Terminal` is written apart from both sides of the product, with textbook arithmetic: what it
and the chip agree on is the protocol, not a habit of the house.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

from kiosk.eid.curves import CURVES, Curve
from kiosk.eid.model import (
    CardFault,
    CardKind,
    ChangePinResult,
    PinState,
    PinStatus,
    UnblockPinResult,
)
from kiosk.eid.native_engine import NativeEngine
from kiosk.eid.simulator.chip import Books, Chip
from kiosk.eid.simulator.chip_pace import Randomness
from kiosk.eid.simulator.contents import contents_of
from kiosk.eid.simulator.reader import Card, PracticeReader
from kiosk.eid.simulator.temperament import LENIENT, STRICT, Temperament
from kiosk.secret import Secret

CAN, PIN, PUK = 2, 3, 4

THE_CAN, THE_PIN, THE_PUK, TRANSPORT_PIN = "500540", "482915", "2345678901", "13579"
NEW_PIN, WRONG_PIN, WRONG_CAN, WRONG_PUK = "906143", "111222", "500541", "9876543210"
WRONG_TRANSPORT_PIN = "97531"

FULL = PinStatus(PinState.OPERATIONAL, 3)
SUSPENDED = PinStatus(PinState.SUSPENDED, 1)
BLOCKED = PinStatus(PinState.BLOCKED, 0)
OFF = PinStatus(PinState.DEACTIVATED, None)

on_both_chips = pytest.mark.parametrize(
    "temperament", [STRICT, LENIENT], ids=lambda temperament: temperament.name
)


def a_card(
    temperament: Temperament = STRICT,
    *,
    pin: str = THE_PIN,
    can: str = THE_CAN,
    puk: str = THE_PUK,
    tries: int = 3,
    puk_uses: int = 10,
    active: bool = True,
    parameter_id: int = 13,
    key_bytes: int = 16,
    random: Randomness | None = None,
) -> Chip:
    return Chip(
        contents_of(CardKind.EID, temperament, parameter_id, key_bytes),
        temperament,
        Books(pin.encode(), can.encode(), puk.encode(), tries, puk_uses, active),
        parameter_id=parameter_id,
        key_bytes=key_bytes,
        random=random,
    )


def books_of(chip: Chip) -> Books:
    assert chip.books is not None
    return chip.books


def secret(digits: str) -> Secret:
    return Secret(digits.encode())


@dataclass
class Desk:
    """A reader with a card on it and the engine that works there."""

    reader: PracticeReader
    engine: NativeEngine

    @classmethod
    def with_card(cls, card: Card) -> Desk:
        reader = PracticeReader()
        reader.lay_on(card)
        return cls(reader, NativeEngine(reader))

    def change(
        self, old: str = THE_PIN, new: str = NEW_PIN, can: str | None = None
    ) -> ChangePinResult:
        return self.engine.change_pin(secret(old), secret(new), secret(can) if can else None)

    def unblock(self, puk: str = THE_PUK) -> UnblockPinResult:
        return self.engine.unblock_pin(secret(puk))


Send: TypeAlias = Callable[[bytes], bytes]
Meddling: TypeAlias = Callable[[bytes, Send], bytes]


@dataclass
class Meddled:
    """A card with a hand in between: `meddle` answers in its place, at APDU number `at` only.

    With `at` None nobody meddles. `commands` are those the chip itself has seen.
    """

    chip: Chip
    at: int | None = None
    meddle: Meddling | None = None
    commands: list[bytes] = field(default_factory=list)
    asked: int = 0
    resets: int = 0

    @property
    def atr(self) -> bytes:
        return self.chip.atr

    @property
    def reached(self) -> bool:
        """Whether the APDU at which to meddle was asked for at all."""
        return self.at is not None and self.asked >= self.at

    def reset(self) -> None:
        self.resets += 1
        self.chip.reset()

    def transmit(self, wire: bytes) -> bytes:
        self.asked += 1
        if self.meddle and self.asked == self.at:
            return self.meddle(wire, self._send)
        return self._send(wire)

    def _send(self, wire: bytes) -> bytes:
        self.commands.append(wire)
        return self.chip.transmit(wire)


# what people want of a card


@dataclass(frozen=True)
class Operation:
    """What a person wants, on a card in some state. Each begins with a look."""

    run: Callable[[Desk], object]
    pin: str = THE_PIN
    tries: int = 3
    puk_uses: int = 10

    def card(self, temperament: Temperament) -> Meddled:
        chip = a_card(temperament, pin=self.pin, tries=self.tries, puk_uses=self.puk_uses)
        return Meddled(chip)


OPERATIONS = {
    "look": Operation(lambda desk: None),
    "first-pin": Operation(lambda desk: desk.change(TRANSPORT_PIN), pin=TRANSPORT_PIN),
    "first-pin-wrong": Operation(lambda desk: desk.change(WRONG_PIN), pin=TRANSPORT_PIN),
    "change": Operation(lambda desk: desk.change()),
    "change-wrong": Operation(lambda desk: desk.change(WRONG_PIN)),
    "change-second-try": Operation(lambda desk: desk.change(), tries=2),
    "change-second-try-wrong": Operation(lambda desk: desk.change(WRONG_PIN), tries=2),
    "suspended": Operation(lambda desk: desk.change(can=THE_CAN), tries=1),
    "suspended-wrong": Operation(lambda desk: desk.change(WRONG_PIN, can=THE_CAN), tries=1),
    "suspended-wrong-can": Operation(lambda desk: desk.change(can=WRONG_CAN), tries=1),
    "unblock": Operation(lambda desk: desk.unblock(), tries=0),
    "unblock-wrong": Operation(lambda desk: desk.unblock(WRONG_PUK), tries=0),
    "unblock-used-up": Operation(lambda desk: desk.unblock(), tries=0, puk_uses=0),
}
every_operation = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())


def outcome_of(operation: Operation, desk: Desk) -> object:
    try:
        looked = desk.engine.look()
        return operation.run(desk) or looked
    except CardFault as fault:
        return fault


# a terminal in plain bytes


class Answer(NamedTuple):
    data: bytes
    sw: int


class Terminal:
    """Speaks to a card in bytes; raises nothing, hands back status words."""

    def __init__(self, card: Card, *, parameter_id: int = 13, key_bytes: int = 16) -> None:
        self.card = card
        self._curve = CURVES[parameter_id]
        self._parameter_id = parameter_id
        self._key_bytes = key_bytes
        self._oid = bytes.fromhex("04007F000702020402") + bytes([key_bytes // 8])
        self._keys: tuple[bytes, bytes] | None = None
        self._counter = 0

    def send(self, command: str) -> Answer:
        """One plain command in hexadecimal."""
        answer = self.card.transmit(bytes.fromhex(command))
        return Answer(answer[:-2], int.from_bytes(answer[-2:], "big"))

    def secure(self, header: str, data: bytes = b"", *, le: bool = False) -> Answer:
        """One command under secure messaging. The answer's MAC is checked."""
        objects = tlv(0x87, b"\x01" + self.encrypted(padded(data))) if data else b""
        answer = self.secure_objects(header, objects + (tlv(0x97, b"\x00") if le else b""))
        if not answer.data:
            return answer  # the chip refuses secure messaging
        return self._opened(answer)

    def secure_objects(self, header: str, objects: bytes) -> Answer:
        """One command with these data objects under a right MAC, the answer as it comes."""
        return self.send(self._protected(bytes.fromhex(header), objects).hex())

    def secure_with_bad_mac(self, header: str) -> Answer:
        command = bytearray(self._protected(bytes.fromhex(header), b""))
        command[-2] ^= 1
        return self.send(command.hex())

    def encrypted(self, blocks: bytes) -> bytes:
        """Whole blocks as the next command carries them."""
        assert self._keys
        encryptor = self._cipher(self._keys[0], self._counter + 1).encryptor()
        return encryptor.update(blocks) + encryptor.finalize()

    def set_at(self, reference: int, *, inside: bool = False) -> int:
        data = tlv(0x80, self._oid) + tlv(0x83, bytes([reference]))
        data += tlv(0x84, bytes([self._parameter_id]))
        if inside:
            return self.secure("0022C1A4", data).sw
        return self.send("0022C1A4" + bytes([len(data)]).hex() + data.hex()).sw

    def general_authenticate(
        self, content: bytes = b"", *, last: bool = False, inside: bool = False
    ) -> Answer:
        header, data = "00860000" if last else "10860000", tlv(0x7C, content)
        if inside:
            return self.secure(header, data, le=True)
        return self.send(header + bytes([len(data)]).hex() + data.hex() + "00")

    def nonce(self) -> int:
        """The status word of the first GENERAL AUTHENTICATE."""
        return self.general_authenticate().sw

    def pace(self, reference: int, password: str, *, inside: bool = False) -> int:
        """MSE:Set AT and the four steps; the status word at which it ended."""
        self.set_at(reference, inside=inside)
        return self.authenticate(password, inside=inside)

    def authenticate(self, password: str, *, inside: bool = False) -> int:
        """The four steps of PACE. After 9000 the channel stands."""
        curve, base = self._curve, (self._curve.gx, self._curve.gy)

        answer = self.general_authenticate(inside=inside)
        if answer.sw != 0x9000:
            return answer.sw
        key = algorithms.AES(self._derive(password.encode(), 3))
        decryptor = Cipher(key, modes.CBC(bytes(16))).decryptor()
        s = int.from_bytes(decryptor.update(answer.data[4:]) + decryptor.finalize(), "big")

        private = 1 + secrets.randbelow(curve.n - 1)
        public = uncompressed(curve, times(curve, private, base))
        answer = self.general_authenticate(tlv(0x81, public), inside=inside)
        shared = times(curve, private, self._point(answer))
        generator = plus(curve, times(curve, s, base), shared)

        private = 1 + secrets.randbelow(curve.n - 1)
        public = uncompressed(curve, times(curve, private, generator))
        answer = self.general_authenticate(tlv(0x83, public), inside=inside)
        theirs = self._point(answer)
        x = times(curve, private, theirs)[0].to_bytes(curve.size, "big")
        enc, mac = self._derive(x, 1), self._derive(x, 2)

        token = self._token(mac, uncompressed(curve, theirs))
        answer = self.general_authenticate(tlv(0x85, token), last=True, inside=inside)
        if answer.sw == 0x9000:
            assert answer.data == tlv(0x7C, tlv(0x86, self._token(mac, public)))
            self._keys, self._counter = (enc, mac), 0
        return answer.sw

    def _point(self, answer: Answer) -> Affine:
        size = self._curve.size
        body = answer.data[-2 * size :]
        return int.from_bytes(body[:size], "big"), int.from_bytes(body[size:], "big")

    def _derive(self, secret_bytes: bytes, counter: int) -> bytes:
        digest = hashlib.sha1 if self._key_bytes == 16 else hashlib.sha256
        return digest(secret_bytes + counter.to_bytes(4, "big")).digest()[: self._key_bytes]

    def _token(self, mac: bytes, public: bytes) -> bytes:
        return cmac(mac, tlv(0x7F49, tlv(0x06, self._oid) + tlv(0x86, public)))

    def _protected(self, header: bytes, objects: bytes) -> bytes:
        assert self._keys
        self._counter += 1
        header = bytes([header[0] | 0x0C]) + header[1:]
        covered = block(self._counter) + padded(header) + (padded(objects) if objects else b"")
        objects += tlv(0x8E, cmac(self._keys[1], covered))
        return header + bytes([len(objects)]) + objects + b"\x00"

    def _opened(self, answer: Answer) -> Answer:
        assert self._keys
        enc, mac = self._keys
        self._counter += 1
        covered, tag = answer.data[:-10], answer.data[-8:]
        assert tag == cmac(mac, block(self._counter) + padded(covered))
        assert covered[-4:] == tlv(0x99, answer.sw.to_bytes(2, "big"))
        cryptogram = covered[:-4]
        if not cryptogram:
            return Answer(b"", answer.sw)
        decryptor = self._cipher(enc, self._counter).decryptor()
        blocks = cryptogram[-(len(cryptogram) // 16 * 16) :]
        plain = decryptor.update(blocks) + decryptor.finalize()
        return Answer(plain.rstrip(b"\x00")[:-1], answer.sw)

    def _cipher(self, enc: bytes, counter: int) -> Cipher[modes.CBC]:
        ecb = Cipher(algorithms.AES(enc), modes.ECB()).encryptor()
        return Cipher(algorithms.AES(enc), modes.CBC(ecb.update(block(counter))))


def block(counter: int) -> bytes:
    return counter.to_bytes(16, "big")


def tlv(tag: int, value: bytes) -> bytes:
    long = b"" if len(value) < 0x80 else b"\x81" if len(value) < 0x100 else b"\x82"
    size = 2 if len(value) > 0xFF else 1
    name = tag.to_bytes(2 if tag > 0xFF else 1, "big")
    return name + long + len(value).to_bytes(size, "big") + value


def padded(data: bytes) -> bytes:
    return data + b"\x80" + bytes(-(len(data) + 1) % 16)


def cmac(key: bytes, data: bytes) -> bytes:
    mac = CMAC(algorithms.AES(key))
    mac.update(data)
    return mac.finalize()[:8]


Affine: TypeAlias = tuple[int, int]


def uncompressed(curve: Curve, point: Affine) -> bytes:
    return b"\x04" + b"".join(part.to_bytes(curve.size, "big") for part in point)


def plus(curve: Curve, left: Affine, right: Affine) -> Affine:
    """The affine sum; the neutral point does not occur with random scalars."""
    (x1, y1), (x2, y2), p = left, right, curve.p
    if left == right:
        slope = (3 * x1 * x1 + curve.a) * pow(2 * y1, -1, p) % p
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, p) % p
    x = (slope * slope - x1 - x2) % p
    return x, (slope * (x1 - x) - y1) % p


def times(curve: Curve, k: int, point: Affine) -> Affine:
    """k·P from the highest bit of k down."""
    product = point
    for bit in bin(k % curve.n)[3:]:
        product = plus(curve, product, product)
        if bit == "1":
            product = plus(curve, product, point)
    return product
