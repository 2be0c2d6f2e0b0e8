"""Trying things out: a practice card, a reader for it, and a worker that knows no other reader.

Whatever happens in practice, the engine that gets the digits was made with the practice reader,
and so has no way to a real card. All of it is made anew for each practice and thrown away after.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.eid.practice_engine import PracticeEngine
from kiosk.eid.simulator.chip import Chip
from kiosk.eid.simulator.personas import Persona
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.worker import CardWorker, Listener


class Hand:
    """A person with some practice cards in the bag and at most one on the reader."""

    def __init__(self, reader: PracticeReader, personas: Sequence[Persona]) -> None:
        self._reader = reader
        self._personas = personas
        self._index = 0
        self._chip = personas[0].make_chip()
        self.lies_there = False

    @property
    def persona(self) -> Persona:
        return self._personas[self._index]

    @property
    def chip(self) -> Chip:
        """The card at hand, as the visits before have left it."""
        return self._chip

    @property
    def knows_pin(self) -> bool:
        """Whether the PIN of the story still holds: nobody has set another."""
        secrets, books = self.persona.secrets, self._chip.books
        return secrets is not None and books is not None and books.pin == secrets.pin.encode()

    def choose(self, step: int) -> None:
        """Take the next (1) or the last (-1) card out of the bag, as its story has it."""
        self.lift()
        self._index = (self._index + step) % len(self._personas)
        self._chip = self.persona.make_chip()

    def lay_on(self) -> None:
        self.lies_there = True
        self._reader.lay_on(self._chip)

    def lift(self) -> None:
        if self.lies_there:
            self.lies_there = False
            self._reader.lift()


class PracticeDesk:
    """See conductor.Practice. `post` is that of the CardWorker."""

    def __init__(self, persona: Persona, post: Callable[[Callable[[], None]], None]) -> None:
        reader = PracticeReader()
        self.hand = Hand(reader, [persona])
        self.worker = CardWorker(reader, PracticeEngine(reader), self._post_while_it_lasts)
        self._post = post
        self._over = False

    def start(self, listener: Listener) -> None:
        self.worker.start(listener)

    def stop(self) -> None:
        self._over = True
        self.worker.stop()
        if self.hand.chip.books:
            self.hand.chip.books.forget_pin()

    def _post_while_it_lasts(self, call: Callable[[], None]) -> None:
        """What was said before the end may arrive after it, and is no news then."""
        self._post(lambda: None if self._over else call())
