"""The practice card at APDU level: what it answers, what it refuses, and its books of tries.

The chip speaks here with `tests.cards.Terminal`, which shares no code with it but the numbers
of the curves.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from kiosk.eid.curves import Curve
from kiosk.eid.simulator.chip import Books, Chip
from kiosk.eid.simulator.chip_pace import Randomness
from kiosk.eid.simulator.temperament import LENIENT, STRICT, Temperament
from tests.cards import (
    CAN,
    NEW_PIN,
    PIN,
    PUK,
    THE_CAN,
    THE_PIN,
    THE_PUK,
    WRONG_CAN,
    WRONG_PIN,
    WRONG_PUK,
    Terminal,
    a_card,
    books_of,
    on_both_chips,
)
from tests.test_pace_vectors import GERMAN_EXCHANGE, ICAO_EXCHANGE

SET_NEW_PIN = "002C0203"
UNBLOCK = "002C0303"
PLAIN_NEW_PIN = SET_NEW_PIN + "06" + NEW_PIN.encode().hex()


def seen_on(strict: object, lenient: object) -> pytest.MarkDecorator:
    """One row of the table in the facts: what chip P and chip V were seen to answer."""
    return pytest.mark.parametrize(
        ("temperament", "seen"), [(STRICT, strict), (LENIENT, lenient)], ids=["strict", "lenient"]
    )


# the table "Seen on two independent chips", row by row


@seen_on(0x6A88, 0x9000)
@pytest.mark.parametrize("reference", [0, 1, 5])
def test_set_at_with_an_unknown_password(
    temperament: Temperament, seen: int, reference: int
) -> None:
    assert Terminal(a_card(temperament)).set_at(reference) == seen


@on_both_chips
@pytest.mark.parametrize(("reference", "wrong"), [(CAN, WRONG_CAN), (PUK, WRONG_PUK)])
def test_a_wrong_can_or_puk_is_refused_and_counted_nowhere(
    temperament: Temperament, reference: int, wrong: str
) -> None:
    chip = a_card(temperament, tries=1)
    before = replace(books_of(chip))
    assert Terminal(chip).pace(reference, wrong) == 0x6300
    assert books_of(chip) == before


@seen_on([(0x63C2, 0x63C2), (0x63C1, 0x63C1)], [(0x6300, 0x9000), (0x6300, 0x63C1)])
def test_two_wrong_pins_then_the_state(
    temperament: Temperament, seen: list[tuple[int, int]]
) -> None:
    chip = a_card(temperament)
    terminal = Terminal(chip)
    for answers, left in zip(seen, (2, 1), strict=True):
        assert (terminal.pace(PIN, WRONG_PIN), terminal.set_at(PIN)) == answers
        assert books_of(chip).tries == left


@seen_on(0x6985, 0x6300)
def test_the_pin_while_suspended_gets_no_nonce_and_costs_no_try(
    temperament: Temperament, seen: int
) -> None:
    chip = a_card(temperament, tries=1)
    terminal = Terminal(chip)
    assert terminal.set_at(PIN) == 0x63C1
    assert terminal.nonce() == seen
    assert books_of(chip).tries == 1


@on_both_chips
def test_the_can_and_then_the_pin_inside_its_channel_works(temperament: Temperament) -> None:
    chip = a_card(temperament, tries=1)
    terminal = Terminal(chip)
    assert terminal.pace(CAN, THE_CAN) == 0x9000
    assert terminal.set_at(PIN, inside=True) == 0x63C1
    assert terminal.authenticate(THE_PIN, inside=True) == 0x9000
    assert books_of(chip).tries == 3


@on_both_chips
def test_a_wrong_last_try_inside_the_channel_blocks(temperament: Temperament) -> None:
    chip = a_card(temperament, tries=1)
    terminal = Terminal(chip)
    terminal.pace(CAN, THE_CAN)
    refused = terminal.pace(PIN, WRONG_PIN, inside=True)
    assert refused == (0x63C0 if temperament is STRICT else 0x6300)
    assert terminal.set_at(PIN, inside=True) == 0x63C0
    assert books_of(chip).tries == 0


@seen_on(0x6985, 0x9000)
def test_the_can_then_a_reset_then_the_pin(temperament: Temperament, seen: int) -> None:
    chip = a_card(temperament, tries=1)
    Terminal(chip).pace(CAN, THE_CAN)
    assert books_of(chip).can_shown
    chip.reset()
    assert books_of(chip).can_shown is (temperament is LENIENT)
    terminal = Terminal(chip)
    assert terminal.set_at(PIN) == 0x63C1
    assert terminal.authenticate(THE_PIN) == seen


@seen_on(0x6983, 0x6A80)
def test_a_blocked_pin_gets_no_nonce(temperament: Temperament, seen: int) -> None:
    chip = a_card(temperament, tries=0)
    terminal = Terminal(chip)
    assert terminal.set_at(PIN) == 0x63C0
    assert terminal.nonce() == seen
    assert books_of(chip).tries == 0


@seen_on(0x6985, 0x6A80)
def test_general_authenticate_on_a_fresh_chip_without_set_at(
    temperament: Temperament, seen: int
) -> None:
    chip = a_card(temperament)
    assert Terminal(chip).nonce() == seen
    assert books_of(chip).tries == 3


@seen_on(0, 3)
def test_the_puk_and_unblocking_fill_the_counter_and_leave_the_pin(
    temperament: Temperament, seen: int
) -> None:
    chip = a_card(temperament, tries=0)
    terminal = Terminal(chip)
    assert terminal.pace(PUK, THE_PUK) == 0x9000
    assert books_of(chip).tries == seen  # one of the two unblocks with PACE alone
    assert terminal.secure(UNBLOCK).sw == 0x9000
    assert books_of(chip) == Books(
        THE_PIN.encode(), THE_CAN.encode(), THE_PUK.encode(), tries=3, puk_uses=9
    )


@seen_on((0x9000, NEW_PIN), (0x6985, THE_PIN))
def test_a_new_pin_after_the_puk(temperament: Temperament, seen: tuple[int, str]) -> None:
    chip = a_card(temperament)
    terminal = Terminal(chip)
    terminal.pace(PUK, THE_PUK)
    assert terminal.secure(SET_NEW_PIN, NEW_PIN.encode()).sw == seen[0]
    assert books_of(chip).pin == seen[1].encode()


@seen_on(0x6984, 0x9000)
@pytest.mark.parametrize("digits", [b"12345", b"1234567"])
def test_a_new_pin_of_five_or_seven_digits(
    temperament: Temperament, seen: int, digits: bytes
) -> None:
    chip = a_card(temperament)
    terminal = Terminal(chip)
    terminal.pace(PIN, THE_PIN)
    assert terminal.secure(SET_NEW_PIN, digits).sw == seen
    assert books_of(chip).pin == (digits if seen == 0x9000 else THE_PIN.encode())


@seen_on((0x6982, 0x6988, THE_PIN), (0x9000, 0x9000, NEW_PIN))
def test_a_plain_new_pin_after_pace(temperament: Temperament, seen: tuple[int, int, str]) -> None:
    chip = a_card(temperament)
    terminal = Terminal(chip)
    terminal.pace(PIN, THE_PIN)
    plain, inside_afterwards, pin = seen
    assert terminal.send(PLAIN_NEW_PIN).sw == plain
    assert terminal.secure("00B09C00", le=True).sw == inside_afterwards
    assert books_of(chip).pin == pin.encode()


@on_both_chips
def test_a_bad_mac_tears_the_channel_down(temperament: Temperament) -> None:
    chip = a_card(temperament)
    terminal = Terminal(chip)
    terminal.pace(PIN, THE_PIN)
    assert terminal.secure_with_bad_mac(UNBLOCK).sw == 0x6988
    assert terminal.secure(SET_NEW_PIN, NEW_PIN.encode()).sw == 0x6988
    assert terminal.send(PLAIN_NEW_PIN).sw in (0x6982, 0x6985)
    assert books_of(chip).pin == THE_PIN.encode()


@seen_on(276, 182)
def test_the_length_of_ef_card_access(temperament: Temperament, seen: int) -> None:
    terminal = Terminal(a_card(temperament))
    content = terminal.send("00B09C0000").data + terminal.send("00B0010000").data
    assert content[0] == 0x31
    size = int.from_bytes(content[2 : 2 + (content[1] & 0x7F)], "big") + 2 + (content[1] & 0x7F)
    assert size == seen
    assert not any(content[size:])
    assert (len(content) > size) is (temperament is LENIENT)  # padded with zeros


# published examples, with the chip in the part of the card


class _Prescribed(Randomness):
    def __init__(self, nonce: str, *scalars: str) -> None:
        self._nonce = bytes.fromhex(nonce)
        self._scalars = iter(int(scalar, 16) for scalar in scalars)

    def nonce(self) -> bytes:
        return self._nonce

    def scalar(self, curve: Curve) -> int:
        return next(self._scalars)


PROTECTED_SELECT = (
    "0CA4040C1D871101752F676B09FAC86A87D632749A49C7CC8E08C18BA1FCE707BD9F00",
    "990290008E08BEA7B381C494A0799000",
)


def assert_spoken(chip: Chip, exchange: list[tuple[str, str]]) -> None:
    for command, answer in exchange:
        assert chip.transmit(bytes.fromhex(command)) == bytes.fromhex(answer)


def _icao_chip(temperament: Temperament) -> Chip:
    """The example's password is the MRZ, which eID cards keep under another reference."""
    random = _Prescribed(
        "3F00C4D39D153F2B2A214A078D899B22",
        "498FF49756F2DC1587840041839A85982BE7761D14715FB091EFA7BCE9058560",
        "107CF58696EF6155053340FD633392BA81909DF7B9706F226F32086C7AFF974A",
    )
    chip = a_card(temperament, random=random)
    books_of(chip).can = hashlib.sha1(b"T22000129364081251010318").digest()
    return chip


@on_both_chips
def test_the_chip_is_the_card_of_the_icao_example_byte_for_byte(temperament: Temperament) -> None:
    chip = _icao_chip(temperament)
    assert Terminal(chip).set_at(CAN) == 0x9000
    assert_spoken(chip, [*ICAO_EXCHANGE, PROTECTED_SELECT])


@on_both_chips
def test_the_chip_is_the_card_of_the_german_example_byte_for_byte(
    temperament: Temperament,
) -> None:
    random = _Prescribed(
        "7D98C00FC6C9E9543BBF94A87073A123",
        "19C428715663DE745D1824B855D2B967890C99D68ED5FEEE9DCDF8D7BBA289D2",
        "15872C56908C144002177994CFAAEDD5467CE150853C44535051FF24183039D8",
    )
    chip = a_card(temperament, pin="123456", tries=2, random=random)
    Terminal(chip).set_at(PIN)
    assert_spoken(chip, GERMAN_EXCHANGE)
    assert books_of(chip).tries == 3
