"""PIN care inside the process on both chips: results, counted commands, curves, secrets."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from kiosk.eid.card_access import ID_PACE
from kiosk.eid.model import (
    Aftermath,
    CardFault,
    CardKind,
    CardLook,
    CardRemoved,
    PinChanged,
    PinState,
    PinStatus,
    PinUnblocked,
    StateDiffers,
    UnsupportedCard,
    WrongCan,
    WrongPin,
    WrongPuk,
)
from kiosk.eid.simulator.chip import Chip
from kiosk.eid.simulator.temperament import Temperament
from kiosk.secret import Secret
from tests.cards import (
    BLOCKED,
    FULL,
    NEW_PIN,
    OFF,
    SUSPENDED,
    THE_CAN,
    THE_PIN,
    THE_PUK,
    TRANSPORT_PIN,
    WRONG_CAN,
    WRONG_PIN,
    WRONG_PUK,
    Desk,
    Meddled,
    Send,
    a_card,
    books_of,
    on_both_chips,
    secret,
)

# the whole of PIN care, on both chips


@on_both_chips
@pytest.mark.parametrize("old", [TRANSPORT_PIN, THE_PIN], ids=["first-pin", "change"])
def test_a_new_pin_is_set_and_the_state_read_again(temperament: Temperament, old: str) -> None:
    chip = a_card(temperament, pin=old)
    desk = Desk.with_card(chip)
    assert desk.engine.look() == CardLook(CardKind.EID, FULL)
    assert desk.change(old) == PinChanged(FULL)
    assert books_of(chip).pin == NEW_PIN.encode()


@on_both_chips
@pytest.mark.parametrize("old", [TRANSPORT_PIN, THE_PIN], ids=["first-pin", "change"])
def test_a_suspended_pin_is_changed_with_the_can(temperament: Temperament, old: str) -> None:
    chip = a_card(temperament, pin=old, tries=1)
    desk = Desk.with_card(chip)
    assert desk.engine.look() == CardLook(CardKind.EID, SUSPENDED)
    assert desk.change(old, can=THE_CAN) == PinChanged(FULL)
    assert (books_of(chip).pin, books_of(chip).tries) == (NEW_PIN.encode(), 3)


@on_both_chips
def test_a_pin_set_to_itself_resumes_a_suspended_card(temperament: Temperament) -> None:
    chip = a_card(temperament, tries=1)
    desk = Desk.with_card(chip)
    desk.engine.look()
    assert desk.change(THE_PIN, THE_PIN, THE_CAN) == PinChanged(FULL)
    assert (books_of(chip).pin, books_of(chip).tries) == (THE_PIN.encode(), 3)


@on_both_chips
def test_the_puk_unblocks_and_sets_no_pin(temperament: Temperament) -> None:
    chip = a_card(temperament, tries=0)
    desk = Desk.with_card(chip)
    assert desk.engine.look() == CardLook(CardKind.EID, BLOCKED)
    assert desk.unblock(THE_PUK) == PinUnblocked(FULL)
    books = books_of(chip)
    assert (books.pin, books.tries, books.puk_uses) == (THE_PIN.encode(), 3, 9)


@on_both_chips
def test_from_the_first_wrong_pin_to_the_block_and_back_in_one_sitting(
    temperament: Temperament,
) -> None:
    chip = a_card(temperament)
    desk = Desk.with_card(chip)
    desk.engine.look()
    told = PinStatus(PinState.OPERATIONAL, 2) if temperament.tells_tries else FULL
    assert desk.change(WRONG_PIN) == WrongPin(told)
    assert books_of(chip).tries == 2
    assert desk.change(WRONG_PIN) == WrongPin(SUSPENDED)
    assert desk.change(can=WRONG_CAN) == WrongCan(SUSPENDED)
    assert books_of(chip).tries == 1
    assert desk.change(WRONG_PIN, can=THE_CAN) == WrongPin(BLOCKED)
    assert books_of(chip).tries == 0
    assert desk.unblock(WRONG_PUK) == WrongPuk(BLOCKED)
    assert desk.unblock(THE_PUK) == PinUnblocked(FULL)
    assert desk.engine.look() == CardLook(CardKind.EID, FULL)
    assert desk.change() == PinChanged(FULL)
    assert books_of(chip).pin == NEW_PIN.encode()


@on_both_chips
def test_a_right_pin_after_a_wrong_one_is_taken_in_the_same_session(
    temperament: Temperament,
) -> None:
    chip = a_card(temperament)
    desk = Desk.with_card(chip)
    desk.engine.look()
    desk.change(WRONG_PIN)
    assert desk.change() == PinChanged(FULL)
    assert books_of(chip).pin == NEW_PIN.encode()


@on_both_chips
@pytest.mark.parametrize("parameter_id", [12, 13, 15, 16, 17, 18])
@pytest.mark.parametrize("key_bytes", [16, 24, 32])
def test_every_curve_and_key_length_that_is_promised(
    temperament: Temperament, parameter_id: int, key_bytes: int
) -> None:
    chip = a_card(temperament, tries=1, parameter_id=parameter_id, key_bytes=key_bytes)
    card = Meddled(chip)
    desk = Desk.with_card(card)
    desk.engine.look()
    assert desk.change(can=THE_CAN) == PinChanged(FULL)
    assert books_of(chip).pin == NEW_PIN.encode()
    assert_short(card.commands)


def assert_short(commands: list[bytes]) -> None:
    """Rule 8: not every reader knows extended length."""
    for command in commands:
        assert len(command) <= 5 + 255 + 1
        assert len(command) <= 5 or command[4] != 0


@pytest.mark.parametrize("parameter_id", [0, 8, 9, 10, 11, 14])
def test_another_curve_is_told_before_any_try(parameter_id: int) -> None:
    card = Meddled(a_card(parameter_id=parameter_id))
    desk = Desk.with_card(card)
    with pytest.raises(UnsupportedCard):
        desk.engine.look()
    assert not [command for command in card.commands if command[1] in (0x22, 0x86)]
    assert not desk.engine.has_session


@pytest.mark.parametrize(
    "arcs",
    ["0101", "0102", "0201", "0302", "0402", "0602"],
    ids=["DH-3DES", "DH-AES", "ECDH-3DES", "DH-IM", "ECDH-IM", "CAM"],
)
def test_another_mapping_or_cipher_is_told_before_any_try(arcs: str) -> None:
    chip = a_card()
    access = chip.contents.files[0x011C].replace(
        ID_PACE + b"\x02\x02", ID_PACE + bytes.fromhex(arcs)
    )
    chip.contents = replace(chip.contents, files={**chip.contents.files, 0x011C: access})
    card = Meddled(chip)
    with pytest.raises(UnsupportedCard):
        Desk.with_card(card).engine.look()
    assert not [command for command in card.commands if command[1] in (0x22, 0x86)]


@on_both_chips
@pytest.mark.parametrize(
    ("tries", "active", "told"), [(1, True, SUSPENDED), (0, True, BLOCKED), (3, False, OFF)]
)
def test_a_card_in_another_state_is_told_without_a_word_to_it(
    temperament: Temperament, tries: int, active: bool, told: PinStatus
) -> None:
    chip = a_card(temperament, tries=tries, active=active)
    desk = Desk.with_card(chip)
    assert desk.engine.look() == CardLook(CardKind.EID, told)
    so_far = chip.apdu_count
    assert desk.change() == StateDiffers(told)
    if told != SUSPENDED:
        assert desk.change(can=THE_CAN) == StateDiffers(told)
    if told != BLOCKED:
        assert desk.unblock() == StateDiffers(told)
    assert chip.apdu_count == so_far


@on_both_chips
def test_a_can_or_puk_that_is_not_needed_is_not_sent(temperament: Temperament) -> None:
    chip = a_card(temperament)
    desk = Desk.with_card(chip)
    desk.engine.look()
    so_far = chip.apdu_count
    assert desk.change(can=THE_CAN) == StateDiffers(FULL)
    assert desk.unblock() == StateDiffers(FULL)
    assert chip.apdu_count == so_far


# few round trips, counted on the chip's side


def longer(chip: Chip) -> int:
    """One command more for an EF.CardAccess of over 256 bytes, as the strict chip has it."""
    length = len(chip.contents.files[0x011C].rstrip(b"\x00"))
    return 1 if length > 256 else 0


@on_both_chips
def test_a_look_costs_five_commands_at_most_and_a_second_look_none(
    temperament: Temperament,
) -> None:
    chip = a_card(temperament)
    desk = Desk.with_card(chip)
    first = desk.engine.look()
    assert chip.apdu_count <= 5 + longer(chip)
    so_far = chip.apdu_count
    assert desk.engine.look() == first
    assert chip.apdu_count == so_far


@on_both_chips
@pytest.mark.parametrize(("tries", "can", "most"), [(3, None, 11), (1, THE_CAN, 17)])
def test_a_change_with_both_looks_costs_eleven_commands_and_seventeen_when_suspended(
    temperament: Temperament, tries: int, can: str | None, most: int
) -> None:
    chip = a_card(temperament, tries=tries)
    desk = Desk.with_card(chip)
    desk.engine.look()
    assert desk.change(can=can) == PinChanged(FULL)
    assert chip.apdu_count <= most + longer(chip)


# secrets

Operation = Callable[[Desk, list[Secret]], object]


def changing(old: str = THE_PIN, can: str | None = None) -> Operation:
    def run(desk: Desk, secrets: list[Secret]) -> object:
        secrets += [secret(old), secret(NEW_PIN)] + ([secret(can)] if can else [])
        return desk.engine.change_pin(*secrets)

    return run


def unblocking(puk: str) -> Operation:
    def run(desk: Desk, secrets: list[Secret]) -> object:
        secrets += [secret(puk)]
        return desk.engine.unblock_pin(*secrets)

    return run


OPERATIONS = {
    "change": (3, changing()),
    "change-wrong-pin": (3, changing(WRONG_PIN)),
    "change-can-not-needed": (3, changing(can=THE_CAN)),
    "change-can-missing": (1, changing()),
    "resume": (1, changing(can=THE_CAN)),
    "resume-wrong-pin": (1, changing(WRONG_PIN, THE_CAN)),
    "resume-wrong-can": (1, changing(can=WRONG_CAN)),
    "unblock": (0, unblocking(THE_PUK)),
    "unblock-wrong-puk": (0, unblocking(WRONG_PUK)),
    "unblock-not-needed": (3, unblocking(THE_PUK)),
}
every_operation = pytest.mark.parametrize(
    ("tries", "operation"), OPERATIONS.values(), ids=OPERATIONS.keys()
)


@on_both_chips
@every_operation
def test_secrets_are_empty_after_every_operation_and_every_fault(
    temperament: Temperament, tries: int, operation: Operation
) -> None:
    for _, outcome, secrets in with_a_fault_at_each_command(temperament, tries, operation):
        assert [len(used) for used in secrets] == [0] * len(secrets), outcome
        for used in secrets:
            assert not any(used._buffer), outcome


@on_both_chips
@every_operation
def test_no_digit_of_a_secret_is_in_any_text(
    temperament: Temperament,
    tries: int,
    operation: Operation,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    for desk, outcome, secrets in with_a_fault_at_each_command(temperament, tries, operation):
        said = [repr(outcome), str(outcome), repr(secrets), repr(desk), repr(vars(desk.engine))]
        if isinstance(outcome, CardFault):
            said += [repr(outcome.args), *traceback.format_exception(outcome)]
        text = "\n".join([*said, caplog.text])
        for digits in (THE_PIN, NEW_PIN, WRONG_PIN, THE_CAN, WRONG_CAN, THE_PUK, WRONG_PUK):
            assert digits not in text
            assert digits.encode().hex() not in text.lower()


def with_a_fault_at_each_command(
    temperament: Temperament, tries: int, operation: Operation
) -> Iterator[tuple[Desk, object, list[Secret]]]:
    """Run it with nonsense for an answer to its first command, its second, ... and to none."""

    def nonsense(command: bytes, send: Send) -> bytes:
        send(command)
        return b"\x9e"

    at = 0
    while True:
        at += 1
        card = Meddled(a_card(temperament, tries=tries))
        desk = Desk.with_card(card)
        desk.engine.look()
        card.at, card.meddle = card.asked + at, nonsense
        secrets: list[Secret] = []
        outcome: object
        try:
            outcome = operation(desk, secrets)
        except CardFault as fault:
            outcome = fault
        yield desk, outcome, secrets
        if not card.reached:
            assert not isinstance(outcome, CardFault)
            return


@on_both_chips
@pytest.mark.parametrize(
    ("old", "new", "can"),
    [
        ("", NEW_PIN, None),
        ("1234", NEW_PIN, None),
        ("1234567", NEW_PIN, None),
        (THE_PIN, "", None),
        (THE_PIN, "12345", None),
        (THE_PIN, "1234567", None),
        (THE_PIN, NEW_PIN, ""),
        (THE_PIN, NEW_PIN, "50054"),
        (THE_PIN, NEW_PIN, THE_PUK),
    ],
)
def test_a_secret_of_a_wrong_length_never_reaches_the_card(
    temperament: Temperament, old: str, new: str, can: str | None
) -> None:
    chip = a_card(temperament, tries=3 if can is None else 1)
    desk = Desk.with_card(chip)
    desk.engine.look()
    so_far = chip.apdu_count
    secrets = [secret(old), secret(new)] + ([] if can is None else [secret(can)])
    with pytest.raises(CardFault, match="length") as told:
        desk.engine.change_pin(*secrets)
    assert told.value.aftermath is Aftermath.NOTHING_HAPPENED
    assert chip.apdu_count == so_far
    assert not any(len(unused) for unused in secrets)


@on_both_chips
@pytest.mark.parametrize("puk", ["", THE_PIN, "123456789"])
def test_a_puk_of_a_wrong_length_never_reaches_the_card(temperament: Temperament, puk: str) -> None:
    chip = a_card(temperament, tries=0)
    desk = Desk.with_card(chip)
    desk.engine.look()
    so_far = chip.apdu_count
    with pytest.raises(CardFault, match="length") as told:
        desk.unblock(puk)
    assert told.value.aftermath is Aftermath.NOTHING_HAPPENED
    assert chip.apdu_count == so_far


def test_a_pin_that_was_used_up_is_not_sent_as_an_empty_one() -> None:
    chip = a_card()
    desk = Desk.with_card(chip)
    desk.engine.look()
    old = secret(WRONG_PIN)
    desk.engine.change_pin(old, secret(NEW_PIN))
    with pytest.raises(CardFault, match="length"):
        desk.engine.change_pin(old, secret(NEW_PIN))
    assert books_of(chip).tries == 2


def test_without_a_look_there_is_no_card_to_work_with() -> None:
    chip = a_card()
    desk = Desk.with_card(chip)
    with pytest.raises(CardRemoved):
        desk.change()
    assert chip.apdu_count == 0
