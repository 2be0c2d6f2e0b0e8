"""The card worker with its real thread: what it tells, and what it survives."""

from __future__ import annotations

import queue
from collections.abc import Callable
from typing import Any

import pytest

from kiosk.eid.connection import ReaderState
from kiosk.eid.model import Aftermath, CardFault, CardLook, Engine
from kiosk.eid.native_engine import NativeEngine
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.journeys.steps import LookAtCard
from kiosk.worker import CardWorker
from tests.cards import a_card


class Listener:
    """Runs on this thread what the worker posts."""

    def __init__(self) -> None:
        self.calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.states: list[ReaderState] = []
        self.lost = 0

    def reader_changed(self, state: ReaderState) -> None:
        self.states.append(state)

    def card_lost(self) -> None:
        self.lost += 1

    def until(self, true: Callable[[], bool]) -> None:
        while not true():
            self.calls.get(timeout=10)()


@pytest.fixture
def card_reader() -> PracticeReader:
    return PracticeReader()


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def worker(card_reader: PracticeReader, listener: Listener) -> Any:
    worker = CardWorker(card_reader, NativeEngine(card_reader), listener.calls.put)
    worker.start(listener)
    yield worker
    worker.stop()


def test_a_defect_in_card_work_does_not_end_the_worker(
    worker: CardWorker, card_reader: PracticeReader, listener: Listener
) -> None:
    faults: list[CardFault] = []
    looks: list[CardLook] = []

    def defect(engine: Engine) -> CardLook:
        engine.look()
        raise ZeroDivisionError

    card_reader.lay_on(a_card())
    worker.run(defect, looks.append, faults.append)
    worker.run(LookAtCard().run, looks.append, faults.append)
    listener.until(lambda: len(looks) == 1)
    (fault,) = faults
    assert fault.aftermath is not Aftermath.NOTHING_HAPPENED  # the worst that can be true


def test_the_worker_tells_of_reader_and_card(
    worker: CardWorker, card_reader: PracticeReader, listener: Listener
) -> None:
    listener.until(lambda: listener.states == [ReaderState.EMPTY])
    card_reader.lay_on(a_card())
    listener.until(lambda: listener.states[-1] is ReaderState.CARD)
    looks: list[CardLook] = []
    faults: list[CardFault] = []
    worker.run(LookAtCard().run, looks.append, faults.append)
    listener.until(lambda: bool(looks))
    card_reader.lift()
    listener.until(lambda: listener.states[-1] is ReaderState.EMPTY)
    assert listener.lost == 1
    card_reader.unplug()
    listener.until(lambda: listener.states[-1] is ReaderState.MISSING)
    card_reader.plug()
    listener.until(lambda: listener.states[-1] is ReaderState.EMPTY)
    assert listener.lost == 1
