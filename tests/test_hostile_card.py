"""Bytes from a hostile card at every step: a result or a typed fault, never a crash or a hang.

And never "done" unless the chip's own books hold the new PIN.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.eid.apdu import CommandAPDU, ResponseAPDU
from kiosk.eid.curves import CURVES
from kiosk.eid.model import (
    Aftermath,
    CardFault,
    CardKind,
    CardLook,
    PinChanged,
    PinUnblocked,
    ProtocolBroken,
    PukUsedUp,
    StateDiffers,
    WrongCan,
    WrongPin,
    WrongPuk,
)
from kiosk.eid.secure_messaging import SessionKeys, with_secure_messaging
from kiosk.eid.simulator.chip_pace import Randomness
from kiosk.eid.simulator.temperament import LENIENT, STRICT, Temperament
from tests.cards import (
    NEW_PIN,
    OPERATIONS,
    Desk,
    Meddled,
    Operation,
    Send,
    a_card,
    books_of,
    cmac,
    outcome_of,
    padded,
    tlv,
    uncompressed,
)

MOST_COMMANDS = 40
"""More than any operation may ever send, whatever the card answers."""

CURVE = CURVES[13]


@dataclass(frozen=True)
class Lie:
    """What is answered in place of the truth; each field that is set changes it further."""

    instead: bytes | None = None
    """These bytes, status word included."""
    data: bytes | None = None
    """These bytes, with the true status word."""
    sw: bytes | None = None
    keep: int | None = None
    """Only so many bytes of it."""
    flip: int | None = None
    """One bit of it, counted from its beginning and round."""
    more: bytes = b""
    echo: bool = False
    """Our own public key or token, as if it were the chip's."""
    again: bool = False
    """The chip's answer to the command before."""

    def __call__(self, command: bytes, truth: bytes, before: bytes) -> bytes:
        answer = before if self.again else truth
        if self.echo:
            answer = _echo(command)
        if self.instead is not None:
            return self.instead
        data, sw = answer[:-2], answer[-2:]
        if self.data is not None:
            data = self.data
        if self.keep is not None:
            data = data[: self.keep]
        lie = bytearray(data + self.more + (self.sw if self.sw is not None else sw))
        if self.flip is not None and lie:
            lie[self.flip // 8 % len(lie)] ^= 1 << self.flip % 8
        return bytes(lie)


def _echo(command: bytes) -> bytes:
    """The data of a GENERAL AUTHENTICATE with the tag of the answer: 81 becomes 82."""
    data = bytearray(command[5:-1])
    if command[1] == 0x86 and len(data) > 2:
        data[2] += 1
    return bytes(data) + b"\x90\x00"


@dataclass
class Hostile:
    """A card that lies at one command, or at every one from there on, in turns.

    The chip behind it may see the command or not.
    """

    operation: Operation
    temperament: Temperament
    lies: list[Lie]
    at: int
    on_and_on: bool = False
    chip_sees_it: bool = True
    asked: int = 0
    _before: bytes = field(default=b"\x90\x00")

    def __post_init__(self) -> None:
        self.chip = self.operation.card(self.temperament).chip
        self.atr = self.chip.atr

    def reset(self) -> None:
        self.chip.reset()

    def transmit(self, wire: bytes) -> bytes:
        self.asked += 1
        assert self.asked <= MOST_COMMANDS, "endless"
        lies = self.asked == self.at or (self.on_and_on and self.asked > self.at)
        truth = self.chip.transmit(wire) if self.chip_sees_it or not lies else b"\x90\x00"
        lie = self.lies[(self.asked - self.at) % len(self.lies)]
        answer = lie(wire, truth, self._before) if lies else truth
        self._before = truth
        return answer


STATUS_WORDS = (
    "9000 6100 6282 6283 6300 63C0 63C1 63C2 63C3 6700 6982 6983 6984 6985 6988 6A80 6A82 6A88"
    " 6B00 6C00 6CFF 6F00"
)
status_words = st.sampled_from([bytes.fromhex(sw) for sw in STATUS_WORDS.split()])


def dynamic_data(content: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    """What a GENERAL AUTHENTICATE is answered with: one object within 7C."""
    tags = st.sampled_from([0x80, 0x82, 0x84, 0x86])
    return st.builds(lambda tag, value: tlv(0x7C, tlv(tag, value)), tags, content)


points = st.one_of(
    st.sampled_from(
        [
            uncompressed(CURVE, (0, 0)),
            uncompressed(CURVE, (CURVE.gx, CURVE.gy)),
            uncompressed(CURVE, (CURVE.gx, CURVE.p - CURVE.gy)),
            uncompressed(CURVE, (CURVE.gx, CURVE.gy ^ 1)),
            uncompressed(CURVE, (CURVE.p, CURVE.gy)),
            b"\x00",
            b"\x02" + CURVE.gx.to_bytes(32, "big"),
            b"\x04" + bytes([0xFF]) * 64,
        ]
    ),
    st.binary(min_size=64, max_size=64).map(lambda both: b"\x04" + both),
)

security_infos = st.lists(
    st.builds(
        lambda oid, numbers: tlv(
            0x30, tlv(0x06, oid) + b"".join(tlv(0x02, number) for number in numbers)
        ),
        st.sampled_from([bytes.fromhex("04007F00070202040202"), b"", b"\x04\x00"]),
        st.lists(st.binary(max_size=5), max_size=3),
    ),
    max_size=3,
).map(lambda infos: tlv(0x31, b"".join(infos)))

structured = st.one_of(
    dynamic_data(points),
    dynamic_data(st.binary(max_size=33)),
    security_infos,
    st.sampled_from(
        [
            b"",
            b"\x7c\x84\xff\xff\xff\xff",
            b"\x7c\x80\x00\x00",
            b"\x7c\x82\x01",
            b"\x31\x83\xff\xff\xff",
            b"\x31\x82\x0f\xff" + bytes(252),
            b"\x1f\xff\xff\x01\x00",
            b"\x99\x02\x90\x00",
            b"\x99\x02\x90\x00\x8e\x08" + bytes(8),
            b"\x99\x02\x90\x00\x8e\x00",
            b"\x87\x01\x01\x99\x02\x90\x00\x8e\x08" + bytes(8),
            b"\x61" * 256,
            b"\x61\x82" * 30000,
            bytes(65536),
        ]
    ),
)

lies = st.one_of(
    st.builds(Lie, instead=st.binary(max_size=300)),
    st.builds(Lie, sw=status_words),
    st.builds(Lie, sw=status_words, data=st.just(b"")),
    st.builds(Lie, data=structured, sw=st.one_of(st.just(b"\x90\x00"), status_words)),
    st.builds(Lie, keep=st.integers(0, 80)),
    st.builds(Lie, keep=st.integers(0, 3), sw=st.just(b"")),
    st.builds(Lie, flip=st.integers(0, 8 * 300)),
    st.builds(Lie, more=st.binary(min_size=1, max_size=300)),
    st.builds(Lie, echo=st.just(True)),
    st.builds(Lie, again=st.just(True)),
)

Result = (
    PinChanged | PinUnblocked | WrongPin | WrongCan | WrongPuk | PukUsedUp | StateDiffers | CardLook
)


def outcome_with(card: Hostile) -> object:
    """What came of it, after a look at whether it could be true and did no harm."""
    before = replace(books_of(card.chip))
    outcome = outcome_of(card.operation, desk := Desk.with_card(card))
    after = books_of(card.chip)
    assert isinstance(outcome, CardFault | Result)
    if isinstance(outcome, PinChanged):
        assert after.pin == NEW_PIN.encode()
    elif not isinstance(outcome, CardFault) or outcome.aftermath is not Aftermath.NEW_PIN_UNCERTAIN:
        assert after.pin == before.pin
    if isinstance(outcome, PinUnblocked):
        assert after.tries == 3
    if isinstance(outcome, CardFault):
        assert not desk.engine.has_session
        if outcome.aftermath is Aftermath.PIN_UNCHANGED:
            assert after.tries == 3
    assert before.tries - after.tries <= 1
    return outcome


@pytest.mark.parametrize("name", OPERATIONS)
@settings(max_examples=150, derandomize=True, deadline=None)
@given(
    temperament=st.sampled_from([STRICT, LENIENT]),
    lies=st.lists(lies, min_size=1, max_size=3),
    at=st.integers(1, 18),
    on_and_on=st.booleans(),
    chip_sees_it=st.booleans(),
)
def test_whatever_a_card_answers_there_is_a_result_or_a_fault(
    name: str,
    temperament: Temperament,
    lies: list[Lie],
    at: int,
    on_and_on: bool,
    chip_sees_it: bool,
) -> None:
    outcome_with(Hostile(OPERATIONS[name], temperament, lies, at, on_and_on, chip_sees_it))


# what would be the worst of it, by name

DIRECTORY, CARD_ACCESS, NONCE, MAPPING, AGREEMENT, TOKEN, NEW_PIN_SENT = 2, 3, 6, 7, 8, 9, 10
"""Commands of a change with the strict chip, counted from the first."""


@pytest.mark.parametrize("at", [MAPPING, AGREEMENT, TOKEN])
def test_a_card_that_echoes_our_key_or_token_is_not_trusted(at: int) -> None:
    card = Hostile(OPERATIONS["change"], STRICT, [Lie(echo=True)], at)
    assert_pace_broken(card)


def _with_x_over_p() -> tuple[int, int]:
    """A true point of the curve, but for its x, which is written as x + p."""
    p, a, b = CURVE.p, CURVE.a, CURVE.b
    candidates = ((x, pow(x * x * x + a * x + b, (p + 1) // 4, p)) for x in count(1))
    return next((x + p, y) for x, y in candidates if CURVE.contains(x, y))


@pytest.mark.parametrize("at", [MAPPING, AGREEMENT])
@pytest.mark.parametrize(
    "point",
    [
        uncompressed(CURVE, (0, 0)),
        uncompressed(CURVE, (CURVE.gx, CURVE.gy ^ 1)),
        uncompressed(CURVE, _with_x_over_p()),
        b"\x00",
        b"",
        b"\x02" + CURVE.gx.to_bytes(32, "big"),
    ],
    ids=["zero", "off-the-curve", "x-too-large", "infinity", "nothing", "compressed"],
)
def test_a_key_that_is_no_point_of_the_curve_is_refused(at: int, point: bytes) -> None:
    answer = tlv(0x7C, tlv(0x82 if at == MAPPING else 0x84, point))
    assert_pace_broken(Hostile(OPERATIONS["change"], STRICT, [Lie(data=answer)], at))


@pytest.mark.parametrize("length", [0, 15, 17, 24, 48])
def test_a_nonce_of_another_length_is_refused(length: int) -> None:
    answer = tlv(0x7C, tlv(0x80, bytes(length)))
    assert_pace_broken(Hostile(OPERATIONS["change"], STRICT, [Lie(data=answer)], NONCE))


@pytest.mark.parametrize("number", [0, 1])
def test_a_nonce_that_maps_to_a_known_generator_is_refused(number: int) -> None:
    class Weak(Randomness):
        def nonce(self) -> bytes:
            return number.to_bytes(16, "big")

    desk = Desk.with_card(a_card(random=Weak()))
    desk.engine.look()
    with pytest.raises(ProtocolBroken):
        desk.change()


def test_a_card_that_accepts_every_pin_without_a_token_is_not_trusted() -> None:
    lie = Lie(data=tlv(0x7C, tlv(0x86, bytes(8))), sw=b"\x90\x00")
    card = Hostile(OPERATIONS["change-wrong"], STRICT, [lie], TOKEN, on_and_on=True)
    assert_pace_broken(card)


def assert_pace_broken(card: Hostile) -> None:
    fault = outcome_with(card)
    assert isinstance(fault, ProtocolBroken)
    assert fault.aftermath is Aftermath.TRY_MAY_BE_GONE
    assert card.asked == card.at  # nothing was sent to it any more


def test_a_card_that_says_9000_to_everything_changes_nothing() -> None:
    card = Hostile(OPERATIONS["change"], STRICT, [Lie(instead=b"\x90\x00")], NEW_PIN_SENT, True)
    fault = outcome_with(card)
    assert isinstance(fault, ProtocolBroken)
    assert fault.aftermath is Aftermath.NEW_PIN_UNCERTAIN


@pytest.mark.parametrize(
    "first", ["31820FFF", "31837FFFFF", "3184FFFFFFFF"], ids=["4 kB", "8 MB", "4 GB"]
)
@pytest.mark.parametrize("length", [1, 4, 256, 60000])
def test_an_endless_file_comes_to_an_end(first: str, length: int) -> None:
    begin = Lie(instead=bytes.fromhex(first) + bytes(length) + b"\x90\x00")
    go_on = Lie(instead=bytes(length) + b"\x90\x00")
    operation = OPERATIONS["look"]
    card = Hostile(operation, STRICT, [begin, *[go_on] * 2 * MOST_COMMANDS], CARD_ACCESS, True)
    assert isinstance(outcome_with(card), ProtocolBroken)


def test_templates_within_templates_do_not_exhaust_the_terminal() -> None:
    nested = b""
    while len(nested) < 60000:
        nested = tlv(0x61, nested)
    lie = Lie(data=nested, sw=b"\x90\x00")
    look = outcome_with(Hostile(OPERATIONS["look"], STRICT, [lie], DIRECTORY))
    assert look == CardLook(CardKind.PASSPORT)  # what else the card offers


@pytest.mark.parametrize("answer", [b"", b"\x90"])
@pytest.mark.parametrize("at", range(1, NEW_PIN_SENT + 1))
def test_an_answer_without_a_status_word_is_a_fault(answer: bytes, at: int) -> None:
    card = Hostile(OPERATIONS["change"], STRICT, [Lie(instead=answer)], at)
    assert isinstance(outcome_with(card), ProtocolBroken)
    assert card.asked == at


def test_a_refusal_dressed_up_as_9000_is_not_believed() -> None:
    """The status word that counts is the one under the MAC."""
    card = Meddled(a_card())
    desk = Desk.with_card(card)
    desk.engine.look()

    def refuse_and_dress_up(command: bytes, send: Send) -> bytes:
        books_of(card.chip).active = False
        return send(command)[:-2] + b"\x90\x00"

    card.at, card.meddle = NEW_PIN_SENT, refuse_and_dress_up
    with pytest.raises(ProtocolBroken):
        desk.change()


@pytest.mark.parametrize(
    "cryptogram",
    [b"", b"\x01", b"\x01" + bytes(15), b"\x02" + bytes(16), b"\x01" + bytes(16)],
    ids=["nothing", "no-block", "half-a-block", "unknown-padding", "no-padding"],
)
def test_a_card_that_knows_the_keys_cannot_crash_secure_messaging(cryptogram: bytes) -> None:
    keys = SessionKeys(bytes(16), bytes(range(16)))
    covered = tlv(0x87, cryptogram) + tlv(0x99, b"\x90\x00")
    proof = cmac(keys.mac, (2).to_bytes(16, "big") + padded(covered))
    answer = ResponseAPDU(covered + tlv(0x8E, proof), 0x9000)
    channel = with_secure_messaging(lambda command: answer, keys)
    with pytest.raises(ProtocolBroken, match=r"cryptogram|padding"):
        channel(CommandAPDU(0x00, 0xB0, 0x9C, 0x00, b"", 256))
