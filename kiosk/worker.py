"""The one thread that talks to the card and watches the reader."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from kiosk.eid.connection import Reader, ReaderState
from kiosk.eid.model import CardFault, Engine
from kiosk.journeys.steps import CardStep

log = logging.getLogger(__name__)

T = TypeVar("T")

WAIT_SECONDS = 30.0
"""Longest sleep without news. Changes at the reader and new work end it at once."""

RETRY_SECONDS = 1.0
"""After a defect in watching the reader."""

STOP_SECONDS = 10.0
"""Longest wait for the work at hand when the kiosk ends: far longer than a chip writes."""


class HeldCard(Engine, Protocol):
    """An engine that can tell whether the card of its session was lifted."""

    def card_is_gone(self) -> bool: ...


class Listener(Protocol):
    """Who hears of the reader, through `post`."""

    def reader_changed(self, state: ReaderState) -> None: ...

    def card_lost(self) -> None:
        """The card of a running session was lifted; the session is over."""
        ...


@dataclass(frozen=True)
class _Job:
    step: CardStep[Any]
    done: Callable[[Any], None]
    failed: Callable[[CardFault], None]


class CardWorker:
    """Runs card work one piece after the other; everything it says goes through `post`.

    `post` runs a call on the listener's thread and may be called from any thread.
    """

    def __init__(
        self, reader: Reader, engine: HeldCard, post: Callable[[Callable[[], None]], None]
    ) -> None:
        self._reader = reader
        self._engine = engine
        self._post = post
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._loop, name="card-worker", daemon=True)
        self._heard_by: Listener
        self._state: ReaderState | None = None

    def start(self, listener: Listener) -> None:
        self._heard_by = listener
        self._thread.start()

    def stop(self) -> None:
        """Finish the work at hand, reset the card, end the thread. Work that hangs is left."""
        self._jobs.put(None)
        self._reader.wake()
        self._thread.join(STOP_SECONDS)

    def run(
        self,
        step: CardStep[T],
        done: Callable[[T], None],
        failed: Callable[[CardFault], None],
    ) -> None:
        """Queue the work of a step; exactly one of `done` and `failed` is posted afterwards."""
        self._jobs.put(_Job(step, done, failed))
        self._reader.wake()

    def _loop(self) -> None:
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                self._watch()
                continue
            if job is None:
                self._engine.release()
                return
            self._do(job)

    def _watch(self) -> None:
        try:
            self._look_at_reader()
            self._reader.wait_for_change(WAIT_SECONDS)
        except Exception as error:  # a defect of ours must not take the kiosk down
            if self._state is not ReaderState.MISSING:
                log.error("defect at the reader: %s", type(error).__name__)
            self._tell(ReaderState.MISSING)
            time.sleep(RETRY_SECONDS)

    def _look_at_reader(self) -> None:
        state = self._reader.state()
        if self._engine.card_is_gone():
            self._engine.release()
            self._post(self._heard_by.card_lost)
        self._tell(state)

    def _tell(self, state: ReaderState) -> None:
        if state is not self._state:
            self._state = state
            self._post(lambda: self._heard_by.reader_changed(state))

    def _do(self, job: _Job) -> None:
        try:
            value = job.step.run(self._engine)
        except CardFault as fault:
            # the journey keeps the fault until the visit ends, and a traceback keeps the frames
            # of the card work with the keys made from the digits
            reported = fault.with_traceback(None)
            reported.__context__ = None
            with suppress(Exception):  # the watch tells of that
                self._look_at_reader()  # first, or a card that is gone counts as laid on again
            log.debug("card work stopped: %s, %s", fault.key, fault.aftermath.value)
            self._post(lambda: job.failed(reported))
        except Exception as error:  # a defect of ours must not take the kiosk down
            log.error("defect in %s: %s", job.step.text, type(error).__name__)
            self._engine.release()
            self._post(lambda: job.failed(CardFault("defect", job.step.worst)))
        else:
            self._post(lambda: job.done(value))
