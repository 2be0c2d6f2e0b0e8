"""The card worker with its real thread: what it tells, and what it survives."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any

import pytest

from kiosk.eid.connection import ReaderState
from kiosk.eid.model import Aftermath, CardFault, CardLook, CardRemoved
from kiosk.eid.native_engine import NativeEngine
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.journeys.after_fault import Again
from kiosk.journeys.steps import CardStep, ChangePin, LookAtCard
from kiosk.journeys.unblock_pin import Blocked
from kiosk.worker import CardWorker
from tests.cards import NEW_PIN, THE_PIN, THE_PUK, Meddled, Send, a_card, secret
from tests.citizen import at_the_new_pin, lays_on


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


def defect(wire: bytes, send: Send) -> bytes:
    """What nobody has thought of, in the middle of card work."""
    raise ZeroDivisionError


def test_a_defect_in_card_work_does_not_end_the_worker(
    worker: CardWorker, card_reader: PracticeReader, listener: Listener
) -> None:
    faults: list[CardFault] = []
    looks: list[CardLook] = []
    card_reader.lay_on(Meddled(a_card(), at=3, meddle=defect))
    worker.run(LookAtCard(), looks.append, faults.append)
    worker.run(LookAtCard(), looks.append, faults.append)
    listener.until(lambda: len(looks) == 1)
    assert len(faults) == 1


def test_a_fault_that_is_told_keeps_nothing_of_the_card_work(
    worker: CardWorker, card_reader: PracticeReader, listener: Listener
) -> None:
    faults: list[CardFault] = []
    card_reader.lay_on(Meddled(a_card(), at=6, meddle=lambda wire, send: b"\x69\x85"))
    worker.run(LookAtCard(), lambda _: None, faults.append)
    worker.run(ChangePin(secret(THE_PIN), secret(NEW_PIN)), lambda _: None, faults.append)
    listener.until(lambda: len(faults) == 1)
    assert (faults[0].__traceback__, faults[0].__context__) == (None, None)


def test_that_the_card_is_gone_is_heard_before_the_fault_it_made(
    worker: CardWorker, card_reader: PracticeReader, listener: Listener
) -> None:
    seen: list[ReaderState] = []

    def lift(wire: bytes, send: Send) -> bytes:
        card_reader.lift()
        raise CardRemoved("transmit")

    card_reader.lay_on(Meddled(a_card(), at=3, meddle=lift))
    worker.run(LookAtCard(), lambda _: None, lambda _: seen.append(listener.states[-1]))
    listener.until(lambda: bool(seen))
    assert seen == [ReaderState.EMPTY]


class CrackedReader(PracticeReader):
    """Asking it ends in something nobody has thought of, as long as it is `cracked`."""

    cracked = False

    def state(self) -> ReaderState:
        if self.cracked:
            raise ZeroDivisionError
        return super().state()


def test_a_defect_at_the_reader_counts_as_a_missing_reader_and_heals(listener: Listener) -> None:
    card_reader = CrackedReader()
    worker = CardWorker(card_reader, NativeEngine(card_reader), listener.calls.put)
    worker.start(listener)
    listener.until(lambda: listener.states == [ReaderState.EMPTY])
    card_reader.cracked = True
    card_reader.wake()
    listener.until(lambda: listener.states[-1] is ReaderState.MISSING)
    card_reader.cracked = False
    listener.until(lambda: listener.states[-1] is ReaderState.EMPTY)
    worker.stop()


def test_work_that_hangs_does_not_keep_the_kiosk_from_ending(
    card_reader: PracticeReader, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.worker.STOP_SECONDS", 0.1)
    asked, let_go = threading.Event(), threading.Event()

    def hang(wire: bytes, send: Send) -> bytes:
        asked.set()
        let_go.wait()
        return send(wire)

    worker = CardWorker(card_reader, NativeEngine(card_reader), listener.calls.put)
    worker.start(listener)
    card_reader.lay_on(Meddled(a_card(), at=1, meddle=hang))
    looks: list[CardLook] = []
    worker.run(LookAtCard(), looks.append, lambda fault: None)
    asked.wait()
    worker.stop()
    let_go.set()  # and what comes back late does no harm
    listener.until(lambda: len(looks) == 1)


# a defect is told by the worst that its step can have done


def test_a_defect_during_a_look_has_changed_nothing() -> None:
    citizen = lays_on(Meddled(a_card(), at=3, meddle=defect)).sees("fault-card-fault")
    citizen.chooses(Again.LOOK_AGAIN).sees("card-status").leaves().lifts().is_gone()


def test_a_defect_during_a_change_leaves_open_which_pin_holds() -> None:
    card = Meddled(a_card())
    citizen = at_the_new_pin(card).types(NEW_PIN)
    card.at, card.meddle = card.asked + 3, defect
    citizen.types(NEW_PIN).sees("after-new-pin-uncertain").leaves().lifts().is_gone()


def test_a_defect_during_unblocking_leaves_open_whether_it_is_unblocked() -> None:
    card = Meddled(a_card(tries=0))
    citizen = lays_on(card).sees("card-status-blocked").chooses(Blocked.HAS_PUK)
    card.at, card.meddle = card.asked + 3, defect
    citizen.types(THE_PUK).sees("after-unblock-uncertain").leaves().lifts().is_gone()


def test_every_card_step_names_its_worst() -> None:
    assert {step.worst for step in CardStep.__subclasses__()} == {
        Aftermath.NOTHING_HAPPENED,
        Aftermath.TRY_MAY_BE_GONE,
        Aftermath.NEW_PIN_UNCERTAIN,
        Aftermath.UNBLOCK_UNCERTAIN,
    }


def test_the_worker_tells_of_reader_and_card(
    worker: CardWorker, card_reader: PracticeReader, listener: Listener
) -> None:
    listener.until(lambda: listener.states == [ReaderState.EMPTY])
    card_reader.lay_on(a_card())
    listener.until(lambda: listener.states[-1] is ReaderState.CARD)
    looks: list[CardLook] = []
    faults: list[CardFault] = []
    worker.run(LookAtCard(), looks.append, faults.append)
    listener.until(lambda: bool(looks))
    card_reader.lift()
    listener.until(lambda: listener.states[-1] is ReaderState.EMPTY)
    assert listener.lost == 1
    card_reader.unplug()
    listener.until(lambda: listener.states[-1] is ReaderState.MISSING)
    card_reader.plug()
    listener.until(lambda: listener.states[-1] is ReaderState.EMPTY)
    assert listener.lost == 1
