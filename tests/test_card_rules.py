"""The card rules of DESIGN section 4, as far as they are the engine's; named by their number.

On both chips where it matters. Rules 3 to 5 are in test_card_faults.py.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

import kiosk.eid
from kiosk.eid.model import (
    Aftermath,
    AnotherCard,
    CardFault,
    CardKind,
    CardLook,
    PinChanged,
    PinState,
    PinStatus,
    ProtocolBroken,
    PukUsedUp,
    StateDiffers,
    WrongPin,
    WrongPuk,
)
from kiosk.eid.simulator.chip import Chip
from kiosk.eid.simulator.temperament import LENIENT, STRICT, Temperament
from tests.cards import (
    BLOCKED,
    FULL,
    SUSPENDED,
    THE_CAN,
    THE_PIN,
    TRANSPORT_PIN,
    WRONG_PIN,
    WRONG_PUK,
    Desk,
    Meddled,
    Send,
    a_card,
    books_of,
    on_both_chips,
)

LOOK = {STRICT: 5, LENIENT: 4}
"""Commands of a look at a card with tries left."""

TOKEN = 4
"""The command of a change with which the PIN is tried, counted after the look."""

# 1


def test_rule_1_only_modules_that_send_commands_read_status_words() -> None:
    root = Path(kiosk.eid.__file__).parents[1]
    for path in root.rglob("*.py"):
        if {"simulator", "hood"} & set(path.parts) or path.name == "apdu.py":
            continue  # the chip makes status words, and what is overheard of it tells them; apdu.py
            # gives them their name
        tree = ast.parse(path.read_text(encoding="utf-8"))
        reads = any(
            isinstance(node, ast.Attribute) and node.attr == "sw" for node in ast.walk(tree)
        )
        sends = any(
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "CommandAPDU"
            for node in ast.walk(tree)
        )
        assert sends or not reads, path.name


# 2


@on_both_chips
def test_rule_2_the_card_is_believed_not_the_arithmetic(temperament: Temperament) -> None:
    chip = a_card(temperament)
    desk = Desk.with_card(chip)
    assert desk.engine.look() == CardLook(CardKind.EID, FULL)
    books_of(chip).tries = 2  # somebody else's doing
    assert desk.change(WRONG_PIN) == WrongPin(SUSPENDED)


@on_both_chips
def test_rule_2_the_state_is_asked_before_and_after_and_costs_no_try(
    temperament: Temperament,
) -> None:
    card = Meddled(a_card(temperament))
    desk = Desk.with_card(card)
    desk.engine.look()
    desk.change(WRONG_PIN)
    desk.change()
    kinds = [command[1] for command in card.commands if command[1] in (0x22, 0x86, 0x2C)]
    pace = [0x86] * 4
    assert kinds == [0x22, *pace, 0x22, *pace, 0x2C, 0x22]


# 6: suspended, blocked, off


@on_both_chips
def test_rule_6_a_used_up_puk_shows_only_after_a_right_puk(temperament: Temperament) -> None:
    chip = a_card(temperament, tries=0, puk_uses=0)
    desk = Desk.with_card(chip)
    desk.engine.look()
    assert desk.unblock(WRONG_PUK) == WrongPuk(BLOCKED)
    assert desk.unblock() == PukUsedUp(BLOCKED)
    assert books_of(chip).tries == 0


@on_both_chips
def test_rule_6_the_pin_of_a_suspended_card_goes_only_through_the_cans_channel(
    temperament: Temperament,
) -> None:
    card = Meddled(a_card(temperament, tries=1))
    desk = Desk.with_card(card)
    desk.engine.look()
    desk.change(can=THE_CAN)
    authenticate = [command for command in card.commands if command[1] == 0x86]
    assert [command[0] & 0x0C for command in authenticate] == [0x00] * 4 + [0x0C] * 4


# 7: status words differ


@on_both_chips
@pytest.mark.parametrize("sw", ["6300", "63C0", "63C1", "63C2", "63CF"])
def test_rule_7_a_wrong_pin_may_be_told_in_any_63(temperament: Temperament, sw: str) -> None:
    assert _wrong_pin_told_as(sw, temperament) == WrongPin(
        PinStatus(PinState.OPERATIONAL, 2) if temperament.tells_tries else FULL
    )


@on_both_chips
@pytest.mark.parametrize("sw", ["6983", "6984", "6985", "6A80"])
def test_rule_7_after_another_refusal_only_a_new_look_tells(
    temperament: Temperament, sw: str
) -> None:
    """It may come from a chip that was put in the card's place just before the token."""
    with pytest.raises(ProtocolBroken) as fault:
        _wrong_pin_told_as(sw, temperament)
    assert fault.value.aftermath is Aftermath.TRY_MAY_BE_GONE


def _wrong_pin_told_as(sw: str, temperament: Temperament) -> object:
    card = Meddled(a_card(temperament))
    desk = Desk.with_card(card)
    desk.engine.look()

    def told(wire: bytes, send: Send) -> bytes:
        send(wire)
        return bytes.fromhex(sw)

    card.at, card.meddle = card.asked + TOKEN, told
    return desk.change(WRONG_PIN)


@on_both_chips
@pytest.mark.parametrize(("tries", "active"), [(1, True), (0, True), (3, False)])
def test_rule_7_a_card_that_changed_since_the_look_refuses_before_any_try(
    temperament: Temperament, tries: int, active: bool
) -> None:
    chip = a_card(temperament)
    desk = Desk.with_card(chip)
    desk.engine.look()
    chip.books = replace(books_of(chip), tries=tries, active=active)
    before = replace(books_of(chip))
    with pytest.raises(AnotherCard) as fault:
        desk.change()
    assert fault.value.aftermath is Aftermath.NOTHING_HAPPENED
    assert chip.books == before


@pytest.mark.parametrize("sw", ["6A80", "6A88", "6700", "63C3", "63CF", "6982", "6F00"])
def test_rule_7_an_answer_that_is_no_state_is_a_fault(sw: str) -> None:
    card = Meddled(a_card(), at=LOOK[STRICT], meddle=lambda wire, send: bytes.fromhex(sw))
    with pytest.raises(ProtocolBroken):
        Desk.with_card(card).engine.look()


# 8: EF.CardAccess


@pytest.mark.parametrize("padding", [0, 1, 300])
@pytest.mark.parametrize("length", [182, 253, 256, 257, 276, 512, 513, 1000])
@pytest.mark.parametrize("end", ["9000", "6282"])
def test_rule_8_ef_card_access_is_read_to_its_outer_length(
    padding: int, length: int, end: str
) -> None:
    temperament = replace(STRICT, card_access_bytes=length)
    chip = a_card(temperament)
    access = chip.contents.files[0x011C]
    chip.contents = replace(
        chip.contents, files={**chip.contents.files, 0x011C: access + bytes(padding)}
    )
    desk = Desk.with_card(_EndingReadsWith(chip, bytes.fromhex(end)))
    assert desk.engine.look() == CardLook(CardKind.EID, FULL)
    assert desk.change() == PinChanged(FULL)


class _EndingReadsWith(Meddled):
    """Of a read that comes to the end of the file some chips say 9000, others 6282."""

    def __init__(self, chip: Chip, end: bytes) -> None:
        super().__init__(chip)
        self._end = end

    def transmit(self, wire: bytes) -> bytes:
        answer = super().transmit(wire)
        if wire[1] == 0xB0 and 2 < len(answer) < 2 + 256:
            return answer[:-2] + self._end
        return answer


@pytest.mark.parametrize("end", ["9000", "6282", "6B00", "6A82"])
def test_rule_8_a_file_that_ends_too_early_is_a_fault(end: str) -> None:
    card = Meddled(a_card(), at=LOOK[STRICT] - 1, meddle=lambda wire, send: bytes.fromhex(end))
    with pytest.raises(ProtocolBroken):
        Desk.with_card(card).engine.look()
    assert card.asked == card.at


# 9, 10


@on_both_chips
def test_rule_9_nothing_but_directory_security_infos_and_pin_state_is_asked(
    temperament: Temperament,
) -> None:
    card = Meddled(a_card(temperament))
    Desk.with_card(card).engine.look()
    set_at = "0022C1A412800A04007F00070202040202830103 84010D"
    more = ["00B0010000"] if temperament is STRICT else []
    expected = ["00A4000C023F00", "00B09E0000", "00B09C0000", *more, set_at]
    assert card.commands == [bytes.fromhex(command) for command in expected]


@on_both_chips
def test_rule_10_a_transport_pin_cannot_be_seen(temperament: Temperament) -> None:
    new, used = Meddled(a_card(temperament, pin=TRANSPORT_PIN)), Meddled(a_card(temperament))
    assert Desk.with_card(new).engine.look() == Desk.with_card(used).engine.look()
    assert new.commands == used.commands


# 11, 12


@on_both_chips
def test_rule_11_the_last_try_is_never_made_without_the_can(temperament: Temperament) -> None:
    card = Meddled(a_card(temperament, tries=1))
    desk = Desk.with_card(card)
    desk.engine.look()
    so_far = card.asked
    assert desk.change() == StateDiffers(SUSPENDED)
    assert card.asked == so_far


@on_both_chips
@pytest.mark.parametrize("pin", [THE_PIN, WRONG_PIN], ids=["changed", "wrong"])
def test_rule_12_the_card_is_reset_at_the_end(temperament: Temperament, pin: str) -> None:
    card = Meddled(a_card(temperament))
    desk = Desk.with_card(card)
    desk.engine.look()
    so_far = card.resets
    desk.change(pin)
    desk.engine.release()
    desk.engine.release()  # once is enough, twice does no harm
    assert card.resets == so_far + 1
    assert not desk.engine.has_session


@on_both_chips
def test_rule_12_the_card_is_reset_after_a_fault(temperament: Temperament) -> None:
    card = Meddled(a_card(temperament))
    desk = Desk.with_card(card)
    desk.engine.look()
    so_far = card.resets
    card.at, card.meddle = card.asked + TOKEN, lambda wire, send: b""
    with pytest.raises(CardFault):
        desk.change()
    assert card.resets == so_far + 1
    assert not desk.engine.has_session
