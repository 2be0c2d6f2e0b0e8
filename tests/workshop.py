"""A kiosk that a technician works on: stick, code and a system that answers, without a device."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from kiosk.conductor import Conductor
from kiosk.eid.simulator.personas import load_persona
from kiosk.findings import Finding, broken, good
from kiosk.german import german
from kiosk.journeys.visit import visit
from kiosk.passcode import hashed
from kiosk.screens.service_desk import ServiceDesk, Tools
from kiosk.statistics.counters import Counted
from kiosk.statistics.observer import Observer
from kiosk.technician import Door, make_key
from tests.gallery import PANELS
from tests.room import Room
from tests.theatre import Theatre

CODE, WRONG = "60254137", "60254138"
HASH = hashed(CODE)

SMALLEST, MIDDLE, _, PORTRAIT = PANELS

FOUND = [
    good("clock", "{now}, by network", now="12:00"),
    broken("reader", "no reader", "plug the reader in, at another socket if need be"),
    good("network", "none, and the settings need none"),
    good("slots", "runs from {booted}; {states}", booted="A", states="A: good, B: good"),
]


class Workshop(Theatre):
    """A kiosk with a stick in it or not, a reader, and a clock that a test turns."""

    def __init__(self, stick: Path, panel: tuple[int, int, float] = MIDDLE) -> None:
        super().__init__(*panel)
        self.room_of_visits = Room()
        self.visits: list[frozenset[Counted]] = []
        self.conductor = Conductor(
            visit,
            self.stage,
            self.room_of_visits.worker,
            lambda: self._now,
            lambda: None,
            Observer(self.visits.append),
            practise=self.room_of_visits.practises,
        )
        self.room_of_visits.kiosk = self.conductor
        self.stage.person = self.conductor
        self.requests = stick.parent / "requests"
        self.requests.mkdir(exist_ok=True)
        self.found: Sequence[Finding] = FOUND
        key = Door(HASH, make_key(stick), stick.parent / "wrong-codes", self.time, stick)
        self.told = stick.parent / "told.json"
        self.desk = ServiceDesk(self.stage, Tools(key, self.examine, self.requests, self.told))
        self.stage.desk = self.desk
        self.stage.attract()
        self.tick()

    def time(self) -> float:
        return self._now

    def examine(self, show: Callable[[Sequence[Finding]], None]) -> None:
        show(self.found)

    def tick(self, seconds: int = 1) -> None:
        for _ in range(seconds):
            self._now += 1
            self.conductor.tick()
            self.desk.tick()

    def types(self, code: str) -> None:
        self.press(german("Technician"), *code, "OK")

    def comes_in(self) -> None:
        self.types(CODE)
        assert self.sees("What is to be done?")

    def asks(self, sentence: str) -> None:
        self.press(german(sentence))

    def sees(self, sentence: str, **values: object) -> bool:
        return german(sentence).format(**values) in self.shown()

    def lay_on(self, persona: str) -> None:
        self.room_of_visits.lay_on(load_persona(persona).make_chip())
