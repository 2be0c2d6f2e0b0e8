"""Readers and cards through the real pcscd, with practice cards on its virtual reader."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack

import pytest
from smartcard import scard

from kiosk.eid.connection import ReaderState
from kiosk.eid.model import (
    Aftermath,
    CardLook,
    CardRemoved,
    CardUnreadable,
    PinChanged,
    ProtocolBroken,
    ReaderInUse,
    ReaderUnavailable,
)
from kiosk.eid.native_engine import NativeEngine
from kiosk.eid.pcsc import FEATURE_EXECUTE_PACE, PcscReader, tags_in
from kiosk.eid.simulator.vpcd import VirtualCard
from tests.cards import (
    FULL,
    NEW_PIN,
    THE_PIN,
    Meddled,
    a_card,
    secret,
)
from tests.hands import (
    ENOUGH_SECONDS,
    FIRST,
    LOOKED,
    SECOND,
    another_program,
    comes_to,
    laid_on,
    outcome_of,
)
from tests.pcscd import READER, Pcscd, RealStackNotTried, free_port, wait_until

FOREVER = 600.0

# what the reader says


def test_an_empty_reader_a_card_and_a_lifted_card_are_told_apart(
    reader: PcscReader, port: int
) -> None:
    assert reader.state() is ReaderState.EMPTY
    with laid_on(a_card(), port):
        assert reader.state() is ReaderState.CARD
    comes_to(reader, ReaderState.EMPTY)


def test_without_readers_and_without_pcscd_the_reader_is_missing(
    pcscd: Pcscd, reader: PcscReader, engine: NativeEngine
) -> None:
    pcscd.restart(plugged=False)
    assert reader.state() is ReaderState.MISSING
    with pytest.raises(ReaderUnavailable):
        engine.look()
    pcscd.stop()
    assert reader.state() is ReaderState.MISSING
    assert reader.readers() == []
    with pytest.raises(ReaderUnavailable):
        engine.look()


def test_a_chip_that_gives_no_answer_to_reset_is_unreadable(
    engine: NativeEngine, port: int
) -> None:
    class Garbled(Meddled):
        @property
        def atr(self) -> bytes:
            return b"\xff" * 5

    with laid_on(Garbled(a_card()), port), pytest.raises(CardUnreadable) as caught:
        engine.look()
    assert caught.value.aftermath is Aftermath.NOTHING_HAPPENED


@pytest.mark.parametrize("answer", [b"\x90", b"\x90\x00", b"\xff" * 300, b"\x00" * 65535])
def test_whatever_a_card_answers_ends_in_a_look_or_in_a_typed_fault(
    engine: NativeEngine, port: int, answer: bytes
) -> None:
    card = Meddled(a_card(), at=2, meddle=lambda wire, send: answer)
    with laid_on(card, port):
        seen = outcome_of(engine.look)
        assert card.reached
    assert isinstance(seen, CardLook | ProtocolBroken)


# several readers


def test_without_a_name_the_first_reader_with_a_card_is_taken(
    reader: PcscReader, engine: NativeEngine, port: int
) -> None:
    first, second = Meddled(a_card(tries=2)), Meddled(a_card())
    with laid_on(second, port + 1, SECOND):
        assert reader.state() is ReaderState.CARD
        assert engine.look() == LOOKED
        engine.release()
        with laid_on(first, port):
            assert engine.look() != LOOKED


def test_a_part_of_the_name_chooses_the_reader(pcscd: Pcscd, port: int) -> None:
    first, second = PcscReader(f"vIrTuAl pcd {port}{FIRST}"), PcscReader(SECOND)
    with laid_on(a_card(), port + 1, SECOND):
        assert first.state() is ReaderState.EMPTY
        with pytest.raises(CardRemoved):
            NativeEngine(first).look()
        engine = NativeEngine(second)
        assert engine.look() == LOOKED
        engine.release()


def test_a_name_that_no_reader_has_is_a_missing_reader(pcscd: Pcscd, port: int) -> None:
    stranger = PcscReader("identiv")
    with laid_on(a_card(), port):
        assert stranger.state() is ReaderState.MISSING
        assert len(stranger.readers()) == 2
        with pytest.raises(ReaderUnavailable):
            stranger.connect()


# waiting


def assert_wakes_up(reader: PcscReader, happening: Callable[[], object]) -> None:
    """Wait as the kiosk does, on a thread of its own, and see the wait end by what happens."""
    waiting = threading.Thread(target=reader.wait_for_change, args=(FOREVER,), daemon=True)
    waiting.start()
    happening()
    waiting.join(ENOUGH_SECONDS)
    assert not waiting.is_alive()


def test_a_wait_ends_when_a_card_is_laid_on_and_when_it_is_lifted(
    reader: PcscReader, port: int
) -> None:
    card = VirtualCard(a_card(), port=port)
    assert reader.state() is ReaderState.EMPTY
    assert_wakes_up(reader, card.__enter__)
    assert reader.state() is ReaderState.CARD
    assert_wakes_up(reader, card.lift)
    assert reader.state() is ReaderState.EMPTY


def test_a_wait_ends_when_a_second_reader_gets_the_card(reader: PcscReader, port: int) -> None:
    assert reader.state() is ReaderState.EMPTY
    with VirtualCard(a_card(), port=port + 1) as card:
        assert_wakes_up(reader, lambda: None)
        assert reader.state() is ReaderState.CARD
        assert_wakes_up(reader, card.lift)


@pytest.mark.parametrize("how", ["alone", "shared"])
def test_a_wait_ends_when_another_program_lets_go_of_the_reader(
    reader: PcscReader, port: int, how: str
) -> None:
    with laid_on(a_card(), port), ExitStack() as other:
        other.enter_context(another_program(how))
        assert reader.state() is ReaderState.IN_USE
        assert_wakes_up(reader, other.close)
        comes_to(reader, ReaderState.CARD)


def test_waking_ends_a_wait_that_runs_and_the_next_one_if_none_runs(reader: PcscReader) -> None:
    reader.state()
    for _ in range(20):  # sooner or later each order of the two threads
        assert_wakes_up(reader, reader.wake)
    reader.wake()
    assert_wakes_up(reader, lambda: None)


def test_waking_ends_a_wait_without_pcscd_too(pcscd: Pcscd, reader: PcscReader) -> None:
    pcscd.stop()
    reader.state()
    assert_wakes_up(reader, reader.wake)


def test_who_wakes_does_not_hang_with_a_pcscd_that_hangs(pcscd: Pcscd, reader: PcscReader) -> None:
    assert reader.state() is ReaderState.EMPTY
    waiting = threading.Thread(target=reader.wait_for_change, args=(FOREVER,), daemon=True)
    waiting.start()
    os.kill(pcscd.pid, signal.SIGSTOP)
    waking = threading.Thread(target=reader.wake, daemon=True)
    waking.start()
    waking.join(ENOUGH_SECONDS)
    hangs = waking.is_alive()
    os.kill(pcscd.pid, signal.SIGCONT)
    waiting.join(ENOUGH_SECONDS)
    assert not hangs
    assert not waiting.is_alive()


@pytest.mark.parametrize("plugged", [True, False])
def test_a_wait_ends_when_pcscd_is_restarted_and_the_reader_heals(
    pcscd: Pcscd, reader: PcscReader, engine: NativeEngine, port: int, plugged: bool
) -> None:
    assert reader.state() is ReaderState.EMPTY
    assert_wakes_up(reader, lambda: pcscd.restart(plugged=plugged))
    if not plugged:
        comes_to(reader, ReaderState.MISSING)
        assert_wakes_up(reader, pcscd.restart)
    comes_to(reader, ReaderState.EMPTY)
    card = VirtualCard(a_card(), port=port)
    assert_wakes_up(reader, card.__enter__)
    comes_to(reader, ReaderState.CARD)
    assert engine.look() == LOOKED
    card.lift()


def test_a_reader_whose_name_pyscard_cannot_hold_does_not_hide_the_others(
    pcscd: Pcscd, reader: PcscReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = READER.replace("Virtual", "Bürgerbüro").replace("{port:04X}", "7F00")
    monkeypatch.setattr("tests.pcscd.READER", READER + other)
    pcscd.restart()
    _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
    wait_until(
        lambda: any("Bürgerbüro" in name for name in scard.SCardListReaders(context, [])[1]),
        ENOUGH_SECONDS,
        "the other reader",
    )
    assert reader.state() is ReaderState.EMPTY
    assert [name.partition(" PCD")[0] for name in reader.readers()] == ["Virtual"] * 2


# another program


@pytest.mark.parametrize("how", ["alone", "shared", "transaction"])
def test_a_reader_that_another_program_holds_is_told_at_once_and_heals(
    reader: PcscReader, engine: NativeEngine, port: int, how: str
) -> None:
    with laid_on(a_card(), port):
        with another_program(how) as result:
            assert result == 0
            assert reader.state() is ReaderState.IN_USE
            with pytest.raises(ReaderInUse) as caught:
                engine.look()
            assert caught.value.aftermath is Aftermath.NOTHING_HAPPENED
        comes_to(reader, ReaderState.CARD)
        assert engine.look() == LOOKED


@pytest.mark.parametrize("how", ["alone", "shared"])
def test_another_program_does_not_get_the_card_of_our_session(
    reader: PcscReader, engine: NativeEngine, port: int, how: str
) -> None:
    with laid_on(a_card(), port):
        assert engine.look() == LOOKED
        with another_program(how) as result:
            assert result != 0
            assert reader.state() is ReaderState.CARD  # for us it is a card, not a reader in use
            assert not engine.card_is_gone()
            changed = engine.change_pin(secret(THE_PIN), secret(NEW_PIN))
            assert changed == PinChanged(FULL)


# the tests themselves


def test_where_pcscd_cannot_run_the_line_to_run_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(
        RealStackNotTried, match=r"real stack not tried: .*; run as root: \./dev test"
    ):
        Pcscd(free_port()).__enter__()


def test_what_a_driver_offers_is_read_from_its_list() -> None:
    """Verifying and modifying a PIN, and PACE: the shape of PC/SC part 10, 2.2."""
    told = [
        0x06,
        4,
        0x42,
        0x33,
        0,
        0x12,
        0x07,
        4,
        0x42,
        0x33,
        0,
        0x13,
        0x20,
        4,
        0x42,
        0x33,
        0,
        0x20,
    ]
    assert tags_in(told) == {0x06, 0x07, FEATURE_EXECUTE_PACE}
    assert tags_in([]) == tags_in([0x20]) == frozenset()
