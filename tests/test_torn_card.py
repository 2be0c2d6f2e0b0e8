"""The card torn away, or exchanged, at every single command of every operation.

Whatever happens: no more than one try is gone, the PIN is the old or the new one, what is said
is true by the chip's own books, and nothing is sent twice or to another card.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import count

import pytest

from kiosk.eid.model import (
    Aftermath,
    CardFault,
    CardLook,
    CardRemoved,
    PinChanged,
    PinUnblocked,
    PukUsedUp,
    StateDiffers,
    WrongCan,
    WrongPin,
    WrongPuk,
)
from kiosk.eid.simulator.chip import Books
from kiosk.eid.simulator.temperament import LENIENT, STRICT, Temperament
from tests.cards import (
    FULL,
    NEW_PIN,
    OPERATIONS,
    THE_PIN,
    Desk,
    Meddled,
    Meddling,
    Operation,
    Send,
    a_card,
    books_of,
    every_operation,
    on_both_chips,
    outcome_of,
)


@dataclass(frozen=True)
class Run:
    """One operation in which something happened at command `at`."""

    at: int
    card: Meddled
    before: Books
    outcome: object
    desk: Desk

    @property
    def after(self) -> Books:
        return books_of(self.card.chip)


def at_every_command(
    operation: Operation,
    temperament: Temperament,
    happening: Callable[[Desk], Meddling],
    first: int = 1,
) -> Iterator[Run]:
    """Runs in which it happens at the first command, the second, and so on to the last."""
    for at in count(first):
        card = operation.card(temperament)
        before = replace(books_of(card.chip))
        desk = Desk.with_card(card)
        card.at, card.meddle = at, happening(desk)
        outcome = outcome_of(operation, desk)
        if not card.reached:
            assert at > 4  # every operation has commands at which something can happen
            assert not isinstance(outcome, CardFault)
            return
        yield Run(at, card, before, outcome, desk)


def assert_true(run: Run) -> None:
    """Hold what is said against what the chip has in its books."""
    before, after = run.before, run.after
    unchanged = replace(after, can_shown=before.can_shown) == before
    same_pin = after.pin == before.pin
    lost = before.tries - after.tries
    match run.outcome:
        case CardFault(aftermath=Aftermath.NOTHING_HAPPENED):
            true = unchanged
        case CardFault(aftermath=Aftermath.TRY_MAY_BE_GONE):
            true = same_pin and (lost in (0, 1) or after.tries == 3)
        case CardFault(aftermath=Aftermath.PIN_UNCHANGED):
            true = same_pin and after.tries == 3
        case CardFault(aftermath=Aftermath.NEW_PIN_UNCERTAIN):
            true = after.pin in (before.pin, NEW_PIN.encode()) and after.tries == 3
        case CardFault(aftermath=Aftermath.UNBLOCK_UNCERTAIN):
            true = same_pin and after.tries in (0, 3)
        case PinChanged(status):
            true = after.pin == NEW_PIN.encode() and after.tries == 3 and status in (None, FULL)
        case PinUnblocked(status):
            true = same_pin and after.tries == 3 and status in (None, FULL)
        case WrongPin():
            true = same_pin and lost == 1
        case WrongCan() | WrongPuk() | PukUsedUp() | StateDiffers() | CardLook():
            true = unchanged
        case _:
            true = False
    assert true, f"at command {run.at}: {run.outcome!r} {run.before} {run.after}"


def assert_at_most_one_try(run: Run) -> None:
    assert run.before.tries - run.after.tries <= 1, run
    assert run.after.pin in (run.before.pin, NEW_PIN.encode()), run
    assert run.before.puk_uses - run.after.puk_uses <= 1, run


def assert_nothing_twice(card: Meddled) -> None:
    """Asking the state, MSE:Set AT, is free and may be repeated; nothing else is."""
    sent = [command for command in card.commands if command[1] != 0x22]
    assert len(sent) == len(set(sent))


def torn_before(desk: Desk) -> Meddling:
    def tear(wire: bytes, send: Send) -> bytes:
        desk.reader.lift()
        raise CardRemoved("transmit")

    return tear


def torn_after(desk: Desk) -> Meddling:
    """The chip acted, and its answer is lost."""

    def tear(wire: bytes, send: Send) -> bytes:
        send(wire)
        desk.reader.lift()
        raise CardRemoved("transmit")

    return tear


@on_both_chips
@every_operation
@pytest.mark.parametrize("torn", [torn_before, torn_after])
def test_a_torn_card_never_costs_more_than_one_try_and_the_truth_is_said(
    temperament: Temperament, operation: Operation, torn: Callable[[Desk], Meddling]
) -> None:
    for run in at_every_command(operation, temperament, torn):
        assert_at_most_one_try(run)
        assert_true(run)
        assert_nothing_twice(run.card)
        assert run.card.asked == run.at  # after it was torn away nothing was sent
        assert not run.desk.engine.has_session


@on_both_chips
@every_operation
@pytest.mark.parametrize("torn", [torn_before, torn_after])
def test_a_torn_card_laid_on_again_gets_nothing_that_was_typed_before(
    temperament: Temperament, operation: Operation, torn: Callable[[Desk], Meddling]
) -> None:
    for run in at_every_command(operation, temperament, torn):
        afterwards, seen = replace(run.after), len(run.card.commands)
        run.desk.reader.lay_on(run.card)
        look = run.desk.engine.look()
        assert look.pin_status is not None
        assert replace(run.after, can_shown=afterwards.can_shown) == afterwards
        kinds = {command[1] for command in run.card.commands[seen:]}
        assert kinds <= {0xA4, 0xB0, 0x22}  # no GENERAL AUTHENTICATE, no RESET RETRY COUNTER


@on_both_chips
@pytest.mark.parametrize("torn", [torn_before, torn_after])
@pytest.mark.parametrize("name", ["first-pin", "change", "change-second-try", "suspended"])
def test_after_an_uncertain_new_pin_one_of_the_two_is_taken_at_the_first_attempt(
    temperament: Temperament, torn: Callable[[Desk], Meddling], name: str
) -> None:
    operation = OPERATIONS[name]
    uncertain = [
        run
        for run in at_every_command(operation, temperament, torn)
        if isinstance(run.outcome, CardFault)
        and run.outcome.aftermath is Aftermath.NEW_PIN_UNCERTAIN
    ]
    assert len(uncertain) == 1
    (run,) = uncertain
    run.desk.reader.lay_on(run.card)
    run.desk.engine.look()
    held = NEW_PIN if torn is torn_after else operation.pin
    assert run.desk.change(held, THE_PIN) == PinChanged(FULL)


# the card exchanged


def second_cards(operation: Operation) -> dict[str, Meddled]:
    """Those that could be confused: the same digits and state in both kinds of chip, and others."""
    other = partial(a_card, pin="770077", can="880088", puk="9900990099")
    return {
        "same-strict": operation.card(STRICT),
        "same-lenient": operation.card(LENIENT),
        "other": Meddled(other(STRICT, tries=3)),
        "other-suspended": Meddled(other(STRICT, tries=1)),
    }


Exchange = Callable[[Desk, Meddled], Meddling]


def swapped_unnoticed(desk: Desk, second: Meddled) -> Meddling:
    """Faster than the reader polls: the command goes to the second card."""

    def swap(wire: bytes, send: Send) -> bytes:
        desk.reader.swap_unnoticed(second)
        return second.transmit(wire)

    return swap


def swapped(desk: Desk, second: Meddled) -> Meddling:
    """The reader sees it; the first card had answered."""

    def swap(wire: bytes, send: Send) -> bytes:
        answer = send(wire)
        desk.reader.lay_on(second)
        return answer

    return swap


@on_both_chips
@every_operation
@pytest.mark.parametrize("name", ["same-strict", "same-lenient", "other", "other-suspended"])
@pytest.mark.parametrize("exchange", [swapped_unnoticed, swapped])
def test_a_card_put_in_its_place_never_loses_a_try_and_keeps_its_pin(
    temperament: Temperament, operation: Operation, name: str, exchange: Exchange
) -> None:
    seconds: list[Meddled] = []

    def put_in_its_place(desk: Desk) -> Meddling:
        seconds.append(second_cards(operation)[name])
        return exchange(desk, seconds[-1])

    untouched = books_of(second_cards(operation)[name].chip)
    # an unnoticed swap before the state is asked is none: the second card is the one looked at
    first = _commands_of_a_look(operation, temperament) if exchange is swapped_unnoticed else 0
    for run in at_every_command(operation, temperament, put_in_its_place, first + 1):
        second = seconds[-1]
        assert replace(books_of(second.chip), can_shown=False) == untouched, run
        assert_at_most_one_try(run)
        assert_nothing_twice(run.card)
        assert_true(run)


def _commands_of_a_look(operation: Operation, temperament: Temperament) -> int:
    card = operation.card(temperament)
    Desk.with_card(card).engine.look()
    return card.asked
