"""Card rules 3 to 5 of DESIGN section 4: what may be said after a fault, one card, and proof.

Each by name; what happens at every single command of every operation is in test_torn_card.py.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.eid.model import (
    Aftermath,
    AnotherCard,
    CardKind,
    CardLook,
    CardRemoved,
    PinChanged,
    PinState,
    PinStatus,
    PinUnblocked,
    ProtocolBroken,
    StateDiffers,
)
from kiosk.eid.simulator.chip import Chip
from kiosk.eid.simulator.contents import contents_of
from kiosk.eid.simulator.temperament import LENIENT, STRICT, Temperament
from tests.cards import (
    BLOCKED,
    FULL,
    NEW_PIN,
    THE_CAN,
    THE_PIN,
    WRONG_PIN,
    Desk,
    Meddled,
    Send,
    a_card,
    books_of,
    on_both_chips,
)

NONCE, TOKEN, NEW_PIN_SENT, RE_READ = 1, 4, 5, 6
"""Commands of a change, counted after the look."""

lifted = pytest.mark.parametrize("acted", [False, True], ids=["before-it", "after-it"])


def desk_where_it_is_lifted_at(card: Meddled, command: int, *, acted: bool) -> Desk:
    """The card leaves at a command after the look; the chip may have acted on it or not."""
    desk = Desk.with_card(card)
    desk.engine.look()

    def lift(wire: bytes, send: Send) -> bytes:
        if acted:
            send(wire)
        desk.reader.lift()
        raise CardRemoved("transmit")

    card.at, card.meddle = card.asked + command, lift
    return desk


# 3: what may be said after a fault


@on_both_chips
def test_rule_3a_before_pace_with_the_pin_nothing_happened(temperament: Temperament) -> None:
    card = Meddled(a_card(temperament, tries=1))
    desk = desk_where_it_is_lifted_at(card, 4, acted=True)  # the last step with the CAN
    with pytest.raises(CardRemoved) as fault:
        desk.change(can=THE_CAN)
    assert fault.value.aftermath is Aftermath.NOTHING_HAPPENED
    assert books_of(card.chip).tries == 1


@on_both_chips
@lifted
@pytest.mark.parametrize("command", range(NONCE, TOKEN + 1))
@pytest.mark.parametrize("pin", [THE_PIN, WRONG_PIN], ids=["right", "wrong"])
def test_rule_3b_between_nonce_and_token_a_try_may_be_gone(
    temperament: Temperament, acted: bool, command: int, pin: str
) -> None:
    card = Meddled(a_card(temperament))
    desk = desk_where_it_is_lifted_at(card, command, acted=acted)
    with pytest.raises(CardRemoved) as fault:
        desk.change(pin)
    assert fault.value.aftermath is Aftermath.TRY_MAY_BE_GONE
    assert books_of(card.chip).tries in (2, 3)
    assert books_of(card.chip).pin == THE_PIN.encode()


@on_both_chips
def test_rule_3c_lifted_between_token_and_new_pin_the_pin_is_unchanged(
    temperament: Temperament,
) -> None:
    card = Meddled(a_card(temperament, tries=2))
    desk = Desk.with_card(card)
    desk.engine.look()

    def answer_and_lift(wire: bytes, send: Send) -> bytes:
        answer = send(wire)
        desk.reader.lift()
        return answer

    card.at, card.meddle = card.asked + TOKEN, answer_and_lift
    with pytest.raises(CardRemoved) as fault:
        desk.change()
    assert fault.value.aftermath is Aftermath.PIN_UNCHANGED
    assert card.commands[-1][1] == 0x86  # the new PIN was never sent
    assert (books_of(card.chip).pin, books_of(card.chip).tries) == (THE_PIN.encode(), 3)


@on_both_chips
@lifted
def test_rule_3d_without_an_answer_to_the_new_pin_try_the_new_one_first(
    temperament: Temperament, acted: bool
) -> None:
    card = Meddled(a_card(temperament))
    desk = desk_where_it_is_lifted_at(card, NEW_PIN_SENT, acted=acted)
    with pytest.raises(CardRemoved) as fault:
        desk.change()
    assert fault.value.aftermath is Aftermath.NEW_PIN_UNCERTAIN
    assert books_of(card.chip).pin == (NEW_PIN if acted else THE_PIN).encode()


@on_both_chips
@lifted
def test_rule_3e_lifted_at_the_re_read_the_change_is_done_all_the_same(
    temperament: Temperament, acted: bool
) -> None:
    card = Meddled(a_card(temperament))
    desk = desk_where_it_is_lifted_at(card, RE_READ, acted=acted)
    assert desk.change() == PinChanged(status=None)
    assert books_of(card.chip).pin == NEW_PIN.encode()


@on_both_chips
@lifted
def test_rule_3e_lifted_at_the_re_read_unblocking_is_done_all_the_same(
    temperament: Temperament, acted: bool
) -> None:
    card = Meddled(a_card(temperament, tries=0))
    desk = desk_where_it_is_lifted_at(card, RE_READ, acted=acted)
    assert desk.unblock() == PinUnblocked(status=None)
    assert books_of(card.chip).tries == 3


# 4: one card from the look to the end


@on_both_chips
@pytest.mark.parametrize("second_temperament", [STRICT, LENIENT], ids=["to-strict", "to-lenient"])
@pytest.mark.parametrize(("tries", "can"), [(3, None), (1, THE_CAN)])
def test_rule_4_a_fast_swap_is_caught_by_the_chip_even_with_the_same_digits(
    temperament: Temperament, second_temperament: Temperament, tries: int, can: str | None
) -> None:
    first, second = a_card(temperament, tries=tries), a_card(second_temperament, tries=tries)
    before = replace(books_of(first)), replace(books_of(second))
    desk = Desk.with_card(first)
    desk.engine.look()
    desk.reader.swap_unnoticed(second)
    with pytest.raises(AnotherCard) as fault:
        desk.change(can=can)
    assert fault.value.aftermath is Aftermath.NOTHING_HAPPENED
    assert (books_of(first), books_of(second)) == before
    assert desk.engine.look() == CardLook(CardKind.EID, PinStatus(*_state(tries)))


def _state(tries: int) -> tuple[PinState, int]:
    return (PinState.SUSPENDED if tries == 1 else PinState.OPERATIONAL), tries


@on_both_chips
def test_rule_4_the_puk_does_not_reach_a_card_that_was_swapped_in(
    temperament: Temperament,
) -> None:
    first, second = a_card(temperament, tries=0), a_card(temperament, tries=0)
    desk = Desk.with_card(first)
    desk.engine.look()
    desk.reader.swap_unnoticed(second)
    with pytest.raises(AnotherCard):
        desk.unblock()
    for chip in (first, second):
        assert (books_of(chip).tries, books_of(chip).puk_uses) == (0, 10)


@on_both_chips
@pytest.mark.parametrize("kind", [kind for kind in CardKind if kind is not CardKind.EID])
def test_rule_4_a_fast_swap_to_a_card_without_pin_care_is_caught_too(
    temperament: Temperament, kind: CardKind
) -> None:
    desk = Desk.with_card(a_card(temperament))
    desk.engine.look()
    desk.reader.swap_unnoticed(Chip(contents_of(kind, temperament, 13, 16), temperament, None))
    with pytest.raises(AnotherCard):
        desk.change()
    assert desk.engine.look() == CardLook(kind)


@on_both_chips
def test_rule_4_a_card_reset_behind_our_back_refuses_before_any_try(
    temperament: Temperament,
) -> None:
    chip = a_card(temperament)
    desk = Desk.with_card(chip)
    desk.engine.look()
    chip.reset()
    with pytest.raises(AnotherCard):
        desk.change()
    assert books_of(chip).tries == 3


@on_both_chips
def test_rule_4_a_fast_swap_after_a_wrong_pin_is_caught_too(temperament: Temperament) -> None:
    first, second = a_card(temperament), a_card(temperament)
    desk = Desk.with_card(first)
    desk.engine.look()
    desk.change(WRONG_PIN)
    desk.reader.swap_unnoticed(second)
    with pytest.raises(AnotherCard):
        desk.change()
    assert (books_of(first).tries, books_of(second).tries) == (2, 3)


@on_both_chips
def test_rule_4_a_lifted_and_relaid_card_ends_the_session(temperament: Temperament) -> None:
    chip = a_card(temperament)
    desk = Desk.with_card(chip)
    desk.engine.look()
    desk.reader.lift()
    desk.reader.lay_on(chip)
    assert desk.engine.card_is_gone()
    so_far = chip.apdu_count
    with pytest.raises(CardRemoved) as fault:
        desk.change()
    assert fault.value.aftermath is Aftermath.NOTHING_HAPPENED
    assert chip.apdu_count == so_far
    assert not desk.engine.has_session


@on_both_chips
def test_rule_4_an_old_answer_is_not_told_of_a_card_that_is_gone(temperament: Temperament) -> None:
    desk = Desk.with_card(a_card(temperament))
    desk.engine.look()
    desk.reader.lay_on(a_card(temperament, tries=0))
    with pytest.raises(CardRemoved):
        desk.engine.look()
    assert desk.engine.look() == CardLook(CardKind.EID, BLOCKED)


@on_both_chips
def test_rule_4_a_suspended_card_that_resumed_elsewhere_is_left_in_peace(
    temperament: Temperament,
) -> None:
    chip = a_card(temperament, tries=1)
    desk = Desk.with_card(chip)
    desk.engine.look()
    books_of(chip).tries = 3
    assert desk.change(can=THE_CAN) == StateDiffers(FULL)
    assert books_of(chip).tries == 3


# 5: success is proved


@on_both_chips
@pytest.mark.parametrize("answer", ["9000", "990290009000", "990290008E0800000000000000009000"])
def test_rule_5_an_unproved_9000_is_no_success(temperament: Temperament, answer: str) -> None:
    card = Meddled(a_card(temperament))
    desk = Desk.with_card(card)
    desk.engine.look()
    card.at, card.meddle = card.asked + NEW_PIN_SENT, lambda wire, send: bytes.fromhex(answer)
    with pytest.raises(ProtocolBroken) as fault:
        desk.change()
    assert fault.value.aftermath is Aftermath.NEW_PIN_UNCERTAIN
    assert card.asked == card.at  # the session is over, and nothing was said in it any more
    assert not desk.engine.has_session
    assert books_of(card.chip).pin == THE_PIN.encode()


@on_both_chips
def test_rule_5_a_refusal_that_is_proved_leaves_the_pin(temperament: Temperament) -> None:
    card = Meddled(a_card(temperament))
    desk = Desk.with_card(card)
    desk.engine.look()

    def switch_off(wire: bytes, send: Send) -> bytes:
        books_of(card.chip).active = False
        return send(wire)

    card.at, card.meddle = card.asked + NEW_PIN_SENT, switch_off
    with pytest.raises(ProtocolBroken) as fault:
        desk.change()
    assert fault.value.aftermath is Aftermath.PIN_UNCHANGED
    assert (books_of(card.chip).pin, books_of(card.chip).tries) == (THE_PIN.encode(), 3)
