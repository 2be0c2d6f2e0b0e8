"""Follows every answer to every step, until there is no place that was not seen.

A journey is pure: no clock, no chance, no I/O, and it keeps nothing across an await but the
local variables of its coroutines. So the place where it stands is known by its frames: which
coroutines, at which instruction, with which values that they may still read. Two paths to the
same place go on alike, so one of them is enough, and there are finitely many places. The walk
is therefore complete: it covers paths of any length, not only those up to some depth.

A coroutine cannot be copied, so each place is reached again by replaying its shortest path.
What the promises hang on (see `claims.Witness`) is a part of the place.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import partial
from types import CoroutineType, FrameType, FunctionType
from typing import Any, TypeAlias

import msgspec

from kiosk.eid.eac.model import Provider
from kiosk.eid.model import CardFault
from kiosk.journeys.atlas.answers import Answer, UnknownStep, answers
from kiosk.journeys.atlas.claims import Claim, Refuted, Witness
from kiosk.journeys.atlas.liveness import live_names
from kiosk.journeys.steps import Ending, Journey, Step, WentAway, WentBack
from kiosk.secret import Secret

Start: TypeAlias = Callable[[], Journey]


@dataclass(frozen=True)
class Place:
    """A step that waits for its answer, or an ending."""

    step: Step[Any] | Ending
    within: tuple[str, ...]
    """The functions that are awaiting it, the outermost first."""
    path: str
    """A shortest way there, in words."""


@dataclass(frozen=True)
class Way:
    """From one place to another, by their numbers."""

    start: int
    answer: Answer
    end: int


@dataclass(frozen=True)
class Chart:
    places: list[Place]
    ways: list[Way]

    def steps(self) -> list[Step[Any]]:
        """Every step that is met, each once, whatever the secrets of its card work."""
        met = {repr(place.step): place.step for place in self.places}
        return [step for step in met.values() if isinstance(step, Step)]


def walk(*starts: Start) -> Chart:
    """Every place that can be reached. Raises Refuted where a promise breaks on the way."""
    chart = Chart([], [])
    numbers: dict[Hashable, int] = {}
    unseen: deque[tuple[int, Start, tuple[Answer, ...]]] = deque()

    def arrive(run: _Run, start: Start, script: tuple[Answer, ...]) -> int:
        key = run.place_key()
        run.close()
        if key not in numbers:
            numbers[key] = len(chart.places)
            chart.places.append(Place(run.step, run.within, " → ".join(run.witness.path)))
            unseen.append((numbers[key], start, script))
        return numbers[key]

    for start in starts:
        arrive(_Run(start, ()), start, ())
    while unseen:
        number, start, script = unseen.popleft()
        place = chart.places[number]
        if isinstance(place.step, Ending):
            continue
        try:
            possible = answers(place.step)
        except UnknownStep as unknown:
            raise Refuted(Claim.SCREEN, str(unknown), place.path) from None
        for answer in possible:
            longer = (*script, answer)
            chart.ways.append(Way(number, answer, arrive(_Run(start, longer), start, longer)))
    return chart


class _Run:
    """A journey played from its start with given answers, a witness beside it."""

    def __init__(self, start: Start, script: tuple[Answer, ...]) -> None:
        self.witness = Witness()
        self._journey = start()
        self.step = self._resumed(lambda: self._journey.send(None))
        for answer in script:
            self._give(answer)
        self.within = tuple(frame.f_code.co_name for frame in _frames(self._journey))

    def close(self) -> None:
        self._journey.close()

    def place_key(self) -> Hashable:
        """The same for two runs that will go on alike."""
        if isinstance(self.step, Ending):
            return self.step
        held: list[Secret] = []
        witness = self.witness

        def secret(one: Secret) -> Hashable:
            held.append(one)
            digits = b"" if witness.has_used(one) else bytes(one.view())  # empty when it is back
            return digits, one is witness.can

        frames = tuple(
            (
                frame.f_code,
                frame.f_lasti,
                *(
                    (name, _frozen(value, secret))
                    for name, value in frame.f_locals.items()
                    if name in live_names(frame)
                ),
            )
            for frame in _frames(self._journey)
        )
        step = _frozen(self.step, secret)
        witness.lets_go(self.step, held)
        return frames, step, witness.known, witness.consented

    def _give(self, answer: Answer) -> None:
        value, step = answer.make(), self.step
        assert isinstance(step, Step)
        self.witness.hears(step, answer.label, value)
        if isinstance(value, Exception):
            self.step = self._resumed(lambda: self._journey.throw(value))
        else:
            self.step = self._resumed(lambda: self._journey.send(value))

    def _resumed(self, resume: Callable[[], Step[Any]]) -> Step[Any] | Ending:
        try:
            step = resume()
        except StopIteration as end:
            ending: Ending = end.value
            return ending
        except (WentBack, WentAway):  # out of the first question of a visit, or of all of it
            return Ending.LEFT
        except CardFault as fault:
            raise self.witness.refute(Claim.ENDS, f"nobody tells of {fault.key}") from None
        self.witness.asks(step)
        return step


def _frames(journey: Journey) -> Iterator[FrameType]:
    awaited: object = journey
    while isinstance(awaited, CoroutineType) and awaited.cr_frame:
        yield awaited.cr_frame
        awaited = awaited.cr_await


def _frozen(value: object, secret: Callable[[Secret], Hashable]) -> Hashable:
    """`value` as something to compare. Raises TypeError for what a journey should not hold."""
    if value is None or isinstance(value, Enum | int | str | type):
        return value
    if isinstance(value, Secret):
        return secret(value)
    if isinstance(value, CardFault):
        return type(value), value.aftermath
    if isinstance(
        value, msgspec.Struct | Provider
    ):  # data handed in: the same object on every path
        return id(value)
    if isinstance(value, tuple):
        return tuple(_frozen(part, secret) for part in value)
    if isinstance(value, partial):
        return _frozen((value.func, *value.args), secret)
    if isinstance(value, FunctionType) and not value.__closure__:
        return value.__code__
    if is_dataclass(value):
        parts = (_frozen(getattr(value, field.name), secret) for field in fields(value))
        return type(value), *parts
    raise TypeError(f"a journey holds {type(value).__name__} across a step")
