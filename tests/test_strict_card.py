"""What the practice card insists on, and what it does with commands out of form or of order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.eid.curves import CURVES
from kiosk.eid.simulator.chip import Chip
from kiosk.eid.simulator.personas import load_personas
from kiosk.eid.simulator.temperament import LENIENT, STRICT, Temperament
from tests.cards import (
    CAN,
    NEW_PIN,
    PIN,
    PUK,
    THE_CAN,
    THE_PIN,
    THE_PUK,
    Terminal,
    a_card,
    books_of,
    on_both_chips,
    tlv,
    uncompressed,
)

SET_NEW_PIN = "002C0203"
UNBLOCK = "002C0303"
PLAIN_NEW_PIN = SET_NEW_PIN + "06" + NEW_PIN.encode().hex()


class _Refused(Exception):
    """The chip's status word, where a Terminal would compute on."""


class _AtStep:
    """A card that gets the GENERAL AUTHENTICATE of one step changed."""

    def __init__(self, chip: Chip, step: int, change: Callable[[bytes], bytes]) -> None:
        self._chip, self._step, self._change = chip, step, change
        self._seen = 0

    @property
    def atr(self) -> bytes:
        return self._chip.atr

    def reset(self) -> None:
        self._chip.reset()

    def transmit(self, wire: bytes) -> bytes:
        if wire[1] != 0x86:
            return self._chip.transmit(wire)
        self._seen += 1
        if self._seen != self._step:
            return self._chip.transmit(wire)
        answer = self._chip.transmit(self._change(wire))
        if len(answer) == 2:
            raise _Refused(answer.hex())
        return answer


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_the_strict_chip_refuses_a_wrong_chaining_bit_at_every_step(step: int) -> None:
    chip = a_card(STRICT)
    chip_with_wrong_bit = _AtStep(chip, step, lambda wire: bytes([wire[0] ^ 0x10]) + wire[1:])
    terminal = Terminal(chip_with_wrong_bit)
    terminal.set_at(PIN)
    with pytest.raises(_Refused, match="6883"):
        terminal.authenticate(THE_PIN)
    assert terminal.nonce() == 0x6985  # the run and its Set AT are gone
    assert books_of(chip).tries == 3


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_the_strict_chip_refuses_a_missing_le_at_every_step(step: int) -> None:
    chip = a_card(STRICT)
    terminal = Terminal(_AtStep(chip, step, lambda wire: wire[:-1]))
    terminal.set_at(PIN)
    with pytest.raises(_Refused, match="6700"):
        terminal.authenticate(THE_PIN)
    assert books_of(chip).tries == 3


@pytest.mark.parametrize("step", [1, 2, 3, 4])
@pytest.mark.parametrize(
    "change", [lambda wire: bytes([wire[0] ^ 0x10]) + wire[1:], lambda wire: wire[:-1]]
)
def test_the_lenient_chip_forgives_form(step: int, change: Callable[[bytes], bytes]) -> None:
    terminal = Terminal(_AtStep(a_card(LENIENT), step, change))
    assert terminal.pace(PIN, THE_PIN) == 0x9000


@pytest.mark.parametrize(
    "other",
    ["00A4000C023F00", "00B09C0000", "00B0840000", "00CA010000", "002C0303", "0022C1A4"],
    ids=["select", "read", "read-nothing", "unknown-command", "unblock", "empty-set-at"],
)
def test_the_strict_chip_forgets_set_at_after_any_other_command(other: str) -> None:
    chip = a_card(STRICT)
    terminal = Terminal(chip)
    terminal.set_at(PIN)
    terminal.send(other)
    assert terminal.nonce() == 0x6985
    assert books_of(chip).tries == 3


@on_both_chips
def test_set_at_does_not_outlive_a_reset(temperament: Temperament) -> None:
    chip = a_card(temperament)
    terminal = Terminal(chip)
    terminal.set_at(PIN)
    chip.reset()
    assert terminal.nonce() == temperament.sw_not_armed


@pytest.mark.parametrize(
    "between", ["00B09C0000", "0084000008", "00A4000C023F00"], ids=["read", "unknown", "select"]
)
def test_a_plain_command_ends_the_strict_chips_channel_and_rights(between: str) -> None:
    chip = a_card(STRICT)
    terminal = Terminal(chip)
    terminal.pace(PIN, THE_PIN)
    terminal.send(between)
    assert terminal.secure(SET_NEW_PIN, NEW_PIN.encode()).sw == 0x6988
    assert terminal.send(PLAIN_NEW_PIN).sw == 0x6982
    assert books_of(chip).pin == THE_PIN.encode()


def test_the_can_counts_no_more_once_the_strict_chips_channel_ended() -> None:
    chip = a_card(STRICT, tries=1)
    terminal = Terminal(chip)
    terminal.pace(CAN, THE_CAN)
    assert terminal.set_at(PIN) == 0x63C1  # in plain: the channel is gone with it
    assert terminal.nonce() == 0x6985


@on_both_chips
def test_no_secure_messaging_without_pace(temperament: Temperament) -> None:
    terminal = Terminal(a_card(temperament))
    assert terminal.send("0C2C03030A8E082C987E1548C1268C00").sw == 0x6988


Objects = Callable[[Terminal], bytes]


def cryptogram(plain: bytes, indicator: bytes = b"\x01") -> Objects:
    return lambda terminal: tlv(0x87, indicator + terminal.encrypted(plain))


MALFORMED: dict[str, Objects] = {
    "empty-le": lambda terminal: b"\x97\x00",
    "le-of-three-bytes": lambda terminal: b"\x97\x03\x00\x00\x00",
    "empty-cryptogram": lambda terminal: b"\x87\x00",
    "cryptogram-of-no-block": lambda terminal: b"\x87\x01\x01",
    "cryptogram-of-half-a-block": lambda terminal: tlv(0x87, b"\x01" + bytes(24)),
    "another-padding-indicator": cryptogram(b"906143\x80" + bytes(9), b"\x02"),
    "no-padding": cryptogram(b"906143" + bytes(10)),
    "other-bytes-than-zero-in-the-padding": cryptogram(b"906143\x80" + bytes(8) + b"\x01"),
    "padding-over-a-whole-block": cryptogram(b"906143\x80" + bytes(25)),
    "le-before-the-cryptogram": lambda terminal: (
        b"\x97\x01\x00" + cryptogram(b"906143\x80" + bytes(9))(terminal)
    ),
    "le-twice": lambda terminal: b"\x97\x01\x00" * 2,
    "mac-twice": lambda terminal: tlv(0x8E, bytes(8)),
    "an-unknown-object": lambda terminal: b"\x99\x02\x90\x00",
    "an-object-that-is-cut-off": lambda terminal: b"\x87\x7f\x01",
}


@on_both_chips
@pytest.mark.parametrize("objects", MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_secure_messaging_under_a_right_mac_ends_the_channel(
    temperament: Temperament, objects: Objects
) -> None:
    chip = a_card(temperament)
    terminal = Terminal(chip)
    terminal.pace(PIN, THE_PIN)
    assert terminal.secure_objects(SET_NEW_PIN, objects(terminal)) == (b"", 0x6988)
    assert terminal.secure(SET_NEW_PIN, NEW_PIN.encode()) == (b"", 0x6988)
    assert terminal.send(PLAIN_NEW_PIN).sw != 0x9000
    assert books_of(chip).pin == THE_PIN.encode()


@on_both_chips
@pytest.mark.parametrize("le", ["970100", "97020000"], ids=["short", "extended"])
def test_well_formed_secure_messaging_made_by_hand_is_understood(
    temperament: Temperament, le: str
) -> None:
    chip = a_card(temperament)
    terminal = Terminal(chip)
    terminal.pace(PIN, THE_PIN)
    objects = cryptogram(b"906143\x80" + bytes(9))(terminal) + bytes.fromhex(le)
    assert terminal.secure_objects(SET_NEW_PIN, objects).sw == 0x9000
    assert books_of(chip).pin == b"906143"


@settings(max_examples=100, derandomize=True, deadline=None)
@given(
    objects=st.lists(
        st.tuples(st.sampled_from([0x85, 0x87, 0x97, 0x99, 0x8E]), st.binary(max_size=40)),
        max_size=3,
    )
)
def test_whatever_stands_under_a_right_mac_the_chip_answers(
    objects: list[tuple[int, bytes]],
) -> None:
    chip = a_card()
    terminal = Terminal(chip)
    terminal.pace(PIN, THE_PIN)
    answer = terminal.secure_objects("00B09C00", b"".join(tlv(*one) for one in objects))
    assert answer.data or answer.sw == 0x6988


@on_both_chips
def test_a_new_pin_without_digits_is_refused(temperament: Temperament) -> None:
    chip = a_card(temperament)
    terminal = Terminal(chip)
    terminal.pace(PIN, THE_PIN)
    assert terminal.secure(SET_NEW_PIN).sw == 0x6A80
    assert books_of(chip).pin == THE_PIN.encode()


@on_both_chips
@pytest.mark.parametrize(("reference", "password"), [(CAN, THE_CAN), (None, "")])
def test_the_can_or_nothing_gives_no_right_to_a_new_pin(
    temperament: Temperament, reference: int | None, password: str
) -> None:
    chip = a_card(temperament)
    terminal = Terminal(chip)
    if reference:
        assert terminal.pace(reference, password) == 0x9000
        answer = terminal.secure(SET_NEW_PIN, NEW_PIN.encode())
    else:
        answer = terminal.send(PLAIN_NEW_PIN)
    assert answer.sw == (0x6982 if temperament is STRICT else 0x6985)
    assert books_of(chip).pin == THE_PIN.encode()


@on_both_chips
def test_only_the_puk_unblocks(temperament: Temperament) -> None:
    chip = a_card(temperament, tries=2)
    terminal = Terminal(chip)
    assert terminal.pace(CAN, THE_CAN) == 0x9000
    assert terminal.secure(UNBLOCK).sw == 0x6982
    assert books_of(chip).tries == 2
    assert books_of(chip).puk_uses == 10


@on_both_chips
def test_the_puk_works_ten_times_and_then_never_again(temperament: Temperament) -> None:
    chip = a_card(temperament)
    for left in range(9, -1, -1):
        books_of(chip).tries = 0
        chip.reset()
        terminal = Terminal(chip)
        assert terminal.pace(PUK, THE_PUK) == 0x9000
        assert terminal.secure(UNBLOCK).sw == 0x9000
        assert (books_of(chip).tries, books_of(chip).puk_uses) == (3, left)
    books_of(chip).tries = 0
    chip.reset()
    terminal = Terminal(chip)
    assert terminal.pace(PUK, THE_PUK) == 0x9000  # the PUK itself is still right
    assert terminal.secure(UNBLOCK).sw == 0x6982
    assert (books_of(chip).tries, books_of(chip).puk_uses) == (0, 0)


@on_both_chips
def test_a_switched_off_card_says_so_and_sets_no_pin(temperament: Temperament) -> None:
    chip = a_card(temperament, active=False)
    terminal = Terminal(chip)
    before = replace(books_of(chip))
    assert terminal.set_at(PIN) == 0x6283
    assert terminal.nonce() == 0x6984
    assert terminal.pace(CAN, THE_CAN) == 0x9000
    assert terminal.secure(SET_NEW_PIN, NEW_PIN.encode()).sw == 0x6283
    assert replace(books_of(chip), can_shown=False) == before


@on_both_chips
@pytest.mark.parametrize("pin", ["13579", THE_PIN], ids=["transport-pin", "own-pin"])
def test_the_right_pin_fills_the_counter_and_may_set_a_new_one(
    temperament: Temperament, pin: str
) -> None:
    chip = a_card(temperament, pin=pin, tries=2)
    terminal = Terminal(chip)
    assert terminal.pace(PIN, pin) == 0x9000
    assert books_of(chip).tries == 3
    assert terminal.secure(SET_NEW_PIN, NEW_PIN.encode()).sw == 0x9000
    assert books_of(chip).pin == NEW_PIN.encode()
    assert terminal.set_at(PIN, inside=True) == 0x9000


def test_a_run_of_pace_keeps_the_order_of_its_steps() -> None:
    point = tlv(0x83, uncompressed(CURVES[13], (CURVES[13].gx, CURVES[13].gy)))
    chip = a_card(STRICT)
    terminal = Terminal(chip)
    terminal.set_at(PIN)
    assert terminal.nonce() == 0x9000
    assert terminal.general_authenticate(point).sw == 0x6985  # before the mapping
    terminal.set_at(PIN)
    assert terminal.nonce() == 0x9000
    assert terminal.general_authenticate(tlv(0x85, bytes(8)), last=True).sw == 0x6985
    assert books_of(chip).tries == 3


def test_a_point_off_the_curve_ends_the_run() -> None:
    chip = a_card(STRICT)
    terminal = Terminal(chip)
    terminal.set_at(PIN)
    terminal.nonce()
    off = tlv(0x81, b"\x04" + bytes(63) + b"\x07")
    assert terminal.general_authenticate(off).sw == 0x6A80
    assert terminal.nonce() == 0x6985


SET_AT_PIN = bytes.fromhex("0022C1A412800A04007F0007020204020283010384010D")
ASK_NONCE = bytes.fromhex("10860000027C0000")


@st.composite
def commands_in_form(draw: st.DrawFn) -> bytes:
    """A known header, an Lc that fits, and data that may be a data object."""
    heads = ["10860000", "00860000", "0022C1A4", "002C0203", "00B09C00", "00A4040C", "0C2C0303"]
    head = bytes.fromhex(draw(st.sampled_from(heads)))
    value = draw(st.binary(max_size=70))
    tag = draw(st.sampled_from([None, 0x7C, 0x80, 0x83, 0x8E]))
    data = value if tag is None else tlv(tag, value)
    return head + bytes([len(data)]) + data + b"\x00"


@on_both_chips
@settings(max_examples=200, derandomize=True, deadline=None)
@given(
    commands=st.lists(
        st.one_of(
            st.binary(max_size=300), commands_in_form(), st.sampled_from([SET_AT_PIN, ASK_NONCE])
        ),
        max_size=6,
    )
)
def test_whatever_is_sent_the_chip_answers_and_keeps_its_pin(
    temperament: Temperament, commands: list[bytes]
) -> None:
    chip = a_card(temperament)
    for command in commands:
        assert len(chip.transmit(command)) >= 2
    assert books_of(chip).pin == THE_PIN.encode()
    if not temperament.try_spent_at_nonce:
        assert books_of(chip).tries == 3


def test_a_chip_with_a_curve_that_is_not_here_refuses_in_words_of_the_protocol() -> None:
    chip = next(p for p in load_personas() if p.id == "other-curve").make_chip()
    chip.transmit(SET_AT_PIN.replace(b"\x84\x01\x0d", b"\x84\x01\x0e"))
    assert chip.transmit(ASK_NONCE).hex() == "6f00"


@on_both_chips
def test_a_wrong_token_ends_the_run_and_its_set_at(temperament: Temperament) -> None:
    chip = a_card(temperament)
    terminal = Terminal(chip)
    terminal.pace(PIN, "111222")
    again = terminal.general_authenticate(tlv(0x85, bytes(8)), last=True)
    assert (again.sw, terminal.nonce()) == (temperament.sw_not_armed,) * 2
    assert books_of(chip).tries == 2


@on_both_chips
def test_a_right_pin_uses_the_can_up(temperament: Temperament) -> None:
    chip = a_card(temperament, tries=1)
    terminal = Terminal(chip)
    terminal.pace(CAN, THE_CAN)
    assert terminal.pace(PIN, THE_PIN, inside=True) == 0x9000
    assert not books_of(chip).can_shown


@on_both_chips
@pytest.mark.parametrize("header", ["002241A4", "0022C1B6"])
def test_set_at_for_something_else_than_pace_is_refused(
    temperament: Temperament, header: str
) -> None:
    terminal = Terminal(a_card(temperament))
    assert terminal.send(header + SET_AT_PIN[4:].hex()).sw == 0x6A86
    assert terminal.nonce() == temperament.sw_not_armed


@on_both_chips
def test_set_at_for_another_protocol_is_refused(temperament: Temperament) -> None:
    terminal = Terminal(a_card(temperament), key_bytes=32)
    assert terminal.set_at(PIN) == 0x6A80
    assert terminal.nonce() == temperament.sw_not_armed
