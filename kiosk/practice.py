"""Trying things out: a practice card, a reader for it, and a worker that knows no other reader.

Whatever happens in practice, the engine that gets the digits was made with the practice reader,
and so has no way to a real card. All of it is made anew for each practice and thrown away after.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kiosk.eid.connection import ReaderState
from kiosk.eid.practice_engine import PracticeEngine
from kiosk.eid.simulator.chip import Chip
from kiosk.eid.simulator.exchange import Listener as Overhearing
from kiosk.eid.simulator.mishaps import Grip, Mishap
from kiosk.eid.simulator.personas import Persona
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.worker import CardWorker, Listener


class Hand:
    """A person with some practice cards in the bag and at most one on the reader.

    `moved` is told, on any thread, when the card at hand or its place has changed.
    """

    def __init__(self, reader: PracticeReader, personas: Sequence[Persona]) -> None:
        self._reader = reader
        self._personas = personas
        self.moved: Callable[[], None] = lambda: None
        self._overhearing: Overhearing | None = None
        self._take(personas[0])

    @property
    def personas(self) -> Sequence[Persona]:
        return self._personas

    @property
    def persona(self) -> Persona:
        return self._persona

    @property
    def chip(self) -> Chip:
        """The card at hand, as the visits before have left it."""
        return self._chip

    @property
    def lies_there(self) -> bool:
        return self._reader.state() is not ReaderState.EMPTY

    @property
    def mishap(self) -> Mishap | None:
        """What is going to go wrong with the card; see `let_go_wrong`."""
        return self._grip.mishap

    @property
    def knows_pin(self) -> bool:
        """Whether the PIN of the story still holds: nobody has set another."""
        secrets, books = self.persona.secrets, self._chip.books
        return secrets is not None and books is not None and books.pin == secrets.pin.encode()

    def choose(self, step: int) -> None:
        """Take the next (1) or the last (-1) card out of the bag, as its story has it."""
        index = self._personas.index(self._persona) + step
        self.take(self._personas[index % len(self._personas)])

    def take(self, persona: Persona) -> None:
        """That card, as its story has it; another one on the reader is lifted."""
        self.lift()
        self._take(persona)
        self.moved()

    def exchange(self, persona: Persona) -> None:
        """That card in place of the one on the reader, in one move."""
        self._take(persona)
        self.lay_on()

    def overhear(self, listener: Overhearing | None) -> None:
        """Tell every exchange with whatever card is at hand from now on; None: tell no more."""
        self._overhearing = self._chip.listener = listener

    def lay_on(self) -> None:
        self._reader.lay_on(self._grip)
        self.moved()

    def lift(self) -> None:
        if self.lies_there:
            self._grip.mishap = None
            self._reader.lift()
            self.moved()

    def let_go_wrong(self, mishap: Mishap) -> None:
        """Once, when its moment comes; lifting the card before that calls it off."""
        self._grip.mishap = mishap
        self.moved()

    def _take(self, persona: Persona) -> None:
        self._persona = persona
        self._chip = persona.make_chip()
        self._chip.listener = self._overhearing
        self._grip = Grip(self._chip, self.lift)


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
