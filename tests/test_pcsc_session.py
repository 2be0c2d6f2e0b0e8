"""One session with one card through the real pcscd: lifted, exchanged, and pcscd killed."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass, replace
from itertools import count

import pytest

from kiosk.eid.model import (
    Aftermath,
    AnotherCard,
    CardFault,
    CardKind,
    CardLook,
    CardRemoved,
    PinChanged,
    PinUnblocked,
)
from kiosk.eid.native_engine import NativeEngine
from kiosk.eid.pcsc import PcscReader
from kiosk.eid.simulator.temperament import LENIENT, STRICT, Temperament
from kiosk.eid.simulator.vpcd import VirtualCard
from tests.cards import (
    FULL,
    NEW_PIN,
    SUSPENDED,
    THE_CAN,
    THE_PIN,
    THE_PUK,
    Meddled,
    Send,
    a_card,
    books_of,
    on_both_chips,
    secret,
)
from tests.hands import ENOUGH_SECONDS, LOOKED, laid_on, outcome_of
from tests.pcscd import Pcscd, wait_until

GENERAL_AUTHENTICATE, RESET_RETRY_COUNTER = 0x86, 0x2C


def change(engine: NativeEngine, can: str | None = None) -> object:
    return engine.change_pin(secret(THE_PIN), secret(NEW_PIN), secret(can) if can else None)


def care(engine: NativeEngine, tries: int) -> object:
    """What a card with so many tries wants: a change, one with the CAN, or the PUK."""
    if tries:
        return change(engine, THE_CAN if tries == 1 else None)
    return engine.unblock_pin(secret(THE_PUK))


def instructions(card: Meddled) -> list[int]:
    return [command[1] for command in card.commands]


# a session


@on_both_chips
def test_a_pin_is_changed_in_few_commands(
    engine: NativeEngine, port: int, temperament: Temperament
) -> None:
    card = Meddled(a_card(temperament))
    with laid_on(card, port):
        assert engine.look() == LOOKED
        assert card.asked <= 5
        assert change(engine) == PinChanged(FULL)
        assert card.asked <= 5 + 11
        assert books_of(card.chip).pin == NEW_PIN.encode()


@on_both_chips
def test_a_suspended_pin_is_changed_with_the_can_and_a_blocked_one_unblocked(
    engine: NativeEngine, port: int, temperament: Temperament
) -> None:
    card = Meddled(a_card(temperament, tries=1))
    with laid_on(card, port):
        assert engine.look() == CardLook(CardKind.EID, SUSPENDED)
        assert change(engine, THE_CAN) == PinChanged(FULL)
        assert card.asked <= 5 + 17
        books_of(card.chip).tries = 0
        engine.look()
        assert engine.unblock_pin(secret(THE_PUK)) == PinUnblocked(FULL)
        assert books_of(card.chip).pin == NEW_PIN.encode()


def test_a_lifted_card_ends_the_session_and_laid_on_again_it_begins_a_new_one(
    reader: PcscReader, engine: NativeEngine, port: int
) -> None:
    card = Meddled(a_card())
    with laid_on(card, port):
        engine.look()
        assert not engine.card_is_gone()
    wait_until(engine.card_is_gone, ENOUGH_SECONDS, "the session misses its card")
    with laid_on(card, port):
        assert engine.card_is_gone()
        with pytest.raises(CardRemoved) as caught:
            change(engine)
        assert caught.value.aftermath is Aftermath.NOTHING_HAPPENED
        assert GENERAL_AUTHENTICATE not in instructions(card)
        assert engine.look() == LOOKED
        assert change(engine) == PinChanged(FULL)


def test_a_card_lifted_and_laid_on_again_faster_than_pcscd_polls_gets_no_pin(
    engine: NativeEngine, port: int
) -> None:
    card = Meddled(a_card())
    with laid_on(card, port):
        engine.look()
    power_ups = card.resets
    with VirtualCard(card, port=port):
        assert card.resets > power_ups  # away from the reader a chip has no power
        with pytest.raises(CardFault):
            change(engine)
        assert not engine.has_session
    assert not {GENERAL_AUTHENTICATE, RESET_RETRY_COUNTER} & set(instructions(card))
    assert (books_of(card.chip).pin, books_of(card.chip).tries) == (THE_PIN.encode(), 3)


@pytest.mark.parametrize("second", [STRICT, LENIENT], ids=lambda chip: f"then-{chip.name}")
@on_both_chips
@pytest.mark.parametrize("tries", [3, 1, 0])
def test_a_card_exchanged_faster_than_pcscd_polls_is_noticed_by_its_chip(
    engine: NativeEngine, port: int, temperament: Temperament, second: Temperament, tries: int
) -> None:
    """Both cards have the same digits: only that the second chip was not asked gives it away."""
    first, other = a_card(temperament, tries=tries), Meddled(a_card(second, tries=tries))
    with laid_on(first, port) as virtual:
        engine.look()
        virtual.exchange(other)
        with pytest.raises(AnotherCard):
            care(engine, tries)
        assert not engine.has_session
    assert RESET_RETRY_COUNTER not in instructions(other)
    untouched = a_card(second, tries=tries)
    assert replace(books_of(other.chip), can_shown=False) == books_of(untouched)
    assert books_of(first).tries == tries


# pcscd dies at work


@dataclass
class Killer:
    """A hand that kills pcscd in place of an answer, or before the chip can act at all."""

    pcscd: Pcscd
    chip_acts: bool
    killed_at: int = 0
    """The instruction with which it happened."""

    def __call__(self, wire: bytes, send: Send) -> bytes:
        self.killed_at = wire[1]
        if self.chip_acts:
            send(wire)
        os.kill(self.pcscd.pid, signal.SIGKILL)
        raise ConnectionError("pcscd is gone")


@pytest.mark.parametrize("chip_acts", [False, True])
def test_pcscd_killed_at_any_command_of_a_change_leaves_a_true_sentence_and_heals(
    pcscd: Pcscd, engine: NativeEngine, port: int, chip_acts: bool
) -> None:
    said: list[object] = []
    for at in count(1):
        killer = Killer(pcscd, chip_acts)
        card = Meddled(a_card(), at, killer)
        books = books_of(card.chip)
        with laid_on(card, port):
            outcome = outcome_of(lambda: engine.look() and change(engine))
        if not card.reached:
            assert outcome == PinChanged(FULL)
            break
        assert card.asked == at  # nothing was sent afterwards
        assert not engine.has_session
        assert (books.pin == NEW_PIN.encode()) is (
            outcome == PinChanged(None) or (killer.killed_at == RESET_RETRY_COUNTER and chip_acts)
        )
        assert books.tries == 3
        said.append(outcome.aftermath if isinstance(outcome, CardFault) else outcome)
        pcscd.restart()  # the same engine goes on with the next card
    assert said == [
        *[Aftermath.NOTHING_HAPPENED] * 5,  # recognised, EF.CardAccess read, state asked
        *[Aftermath.TRY_MAY_BE_GONE] * 4,  # GENERAL AUTHENTICATE from the nonce to the tokens
        Aftermath.NEW_PIN_UNCERTAIN,  # RESET RETRY COUNTER
        PinChanged(None),  # its 9000 was received: done, whatever happens to the last look
    ]
