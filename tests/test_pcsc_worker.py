"""The card worker at the real pcscd."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from kiosk.eid.connection import ReaderState
from kiosk.eid.model import (
    CardRemoved,
    PinChanged,
    ReaderInUse,
)
from kiosk.eid.native_engine import NativeEngine
from kiosk.eid.pcsc import PcscReader
from kiosk.eid.simulator.vpcd import VirtualCard
from kiosk.journeys.steps import ChangePin, LookAtCard
from kiosk.worker import CardWorker
from tests.cards import (
    FULL,
    NEW_PIN,
    THE_PIN,
    a_card,
    secret,
)
from tests.hands import ENOUGH_SECONDS, LOOKED, another_program, laid_on
from tests.pcscd import Pcscd, wait_until

# the kiosk's worker


@dataclass
class Heard:
    """A listener that remembers. `answers` are those of card work, values and faults."""

    states: list[ReaderState] = field(default_factory=list)
    lost: int = 0
    answers: queue.SimpleQueue[object] = field(default_factory=queue.SimpleQueue)

    def reader_changed(self, state: ReaderState) -> None:
        self.states.append(state)

    def card_lost(self) -> None:
        self.lost += 1

    def comes_to(self, state: ReaderState) -> None:
        wait_until(
            lambda: self.states[-1:] == [state], ENOUGH_SECONDS, f"{state} after {self.states}"
        )

    def answer(self) -> object:
        return self.answers.get(timeout=ENOUGH_SECONDS)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def worker(reader: PcscReader, heard: Heard) -> Iterator[CardWorker]:
    worker = CardWorker(reader, NativeEngine(reader), lambda call: call())
    worker.start(heard)
    yield worker
    worker.stop()


def test_the_worker_tells_what_happens_at_the_reader_through_every_disturbance(
    pcscd: Pcscd, worker: CardWorker, heard: Heard, port: int
) -> None:
    heard.comes_to(ReaderState.EMPTY)
    with VirtualCard(a_card(), port=port):
        heard.comes_to(ReaderState.CARD)
        with another_program():
            worker.run(LookAtCard(), heard.answers.put, heard.answers.put)
            assert isinstance(heard.answer(), ReaderInUse)
            heard.comes_to(ReaderState.IN_USE)
        heard.comes_to(ReaderState.CARD)
    heard.comes_to(ReaderState.EMPTY)
    pcscd.restart(plugged=False)
    heard.comes_to(ReaderState.MISSING)
    pcscd.restart()
    heard.comes_to(ReaderState.EMPTY)
    pcscd.stop()
    heard.comes_to(ReaderState.MISSING)
    pcscd.restart()
    heard.comes_to(ReaderState.EMPTY)
    with VirtualCard(a_card(), port=port):
        heard.comes_to(ReaderState.CARD)
        worker.run(LookAtCard(), heard.answers.put, heard.answers.put)
        assert heard.answer() == LOOKED


def test_the_worker_does_card_work_and_hands_back_values_and_faults(
    worker: CardWorker, heard: Heard, port: int
) -> None:
    worker.run(LookAtCard(), heard.answers.put, heard.answers.put)
    assert isinstance(heard.answer(), CardRemoved)
    with laid_on(a_card(), port):
        worker.run(LookAtCard(), heard.answers.put, heard.answers.put)
        assert heard.answer() == LOOKED
        worker.run(
            ChangePin(secret(THE_PIN), secret(NEW_PIN)),
            heard.answers.put,
            heard.answers.put,
        )
        assert heard.answer() == PinChanged(FULL)


def test_the_worker_tells_once_that_the_card_of_a_session_was_lifted(
    worker: CardWorker, heard: Heard, port: int
) -> None:
    with laid_on(a_card(), port):
        worker.run(LookAtCard(), heard.answers.put, heard.answers.put)
        assert heard.answer() == LOOKED
        heard.comes_to(ReaderState.CARD)
        assert heard.lost == 0
    heard.comes_to(ReaderState.EMPTY)
    with laid_on(a_card(), port):
        heard.comes_to(ReaderState.CARD)
        assert heard.lost == 1
        worker.run(LookAtCard(), heard.answers.put, heard.answers.put)
        assert heard.answer() == LOOKED


def test_the_worker_lets_go_of_the_card_when_it_stops(
    reader: PcscReader, heard: Heard, port: int
) -> None:
    worker = CardWorker(reader, NativeEngine(reader), lambda call: call())
    worker.start(heard)
    with laid_on(a_card(), port):
        worker.run(LookAtCard(), heard.answers.put, heard.answers.put)
        assert heard.answer() == LOOKED
        worker.stop()
        with another_program() as result:
            assert result == 0
