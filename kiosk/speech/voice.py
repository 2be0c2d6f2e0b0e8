"""Says one thing at a time, on a thread of its own: nobody ever waits for the voice."""

from __future__ import annotations

import logging
import re
import select
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from kiosk.comfort import AT_REST, LOUDEST
from kiosk.speech.ssip import Connection, default_address
from kiosk.texts import locale_of

log = logging.getLogger(__name__)

CLOSE_SECONDS = 1.0

VOICES = {"zh": "cmn"}
"""Languages that synthesisers call otherwise: Chinese is spoken as Mandarin."""

SPELLED = re.compile(r"\b(PIN|CAN|PUK|eID|115|[0-9]{5,})\b")
"""What a voice would read as a word or a number, and people as single signs."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Some words, in the language of one catalogue."""

    words: str
    language: str


class Talk:
    """What was asked to be said, and how far it has come."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = tuple(segments)
        self.heard = 0
        """Segments that were spoken to their end."""
        self.over = not self.segments
        """Nothing more of it will be heard: it is done, was cut off, or there is no voice."""


class Voice:
    """Every method returns at once and may be called from any one thread.

    Without speech-dispatcher the kiosk is silent, says so in one line of the log, and tries
    again with whatever is to be said next.
    """

    def __init__(self, address: Path | None = None) -> None:
        """`address` is the daemon's socket; without one, that of this user."""
        self._address = address
        self._orders: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._bell, self._ear = socket.socketpair()
        self._bell.setblocking(False)
        self._server: Connection | None = None
        self._talk = self._wanted = Talk(())
        self._message: int | None = None
        self._volume = AT_REST.volume
        self._complained = False
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="voice", daemon=True)
        self._thread.start()

    def say(self, segments: Sequence[Segment]) -> Talk:
        """Say this in place of anything else."""
        talk = self._wanted = Talk(segments)
        self._order(lambda: self._begin(talk))
        return talk

    def stop(self) -> None:
        self.say(())

    def pause(self) -> None:
        """Be silent until `go_on`, which begins with the segment that was cut off."""
        self._order(self._be_silent)

    def go_on(self) -> None:
        self._order(self._speak)

    def change_volume(self, volume: int) -> None:
        """From 0 to LOUDEST. What is just being said begins anew, so that it can be compared."""
        self._order(lambda: self._set_volume(volume))

    def close(self) -> None:
        """Fall silent for ever; a daemon that does not answer is not waited for."""
        self._closing = True
        self._order(self._be_silent)
        self._thread.join(CLOSE_SECONDS)

    def _order(self, order: Callable[[], None]) -> None:
        self._orders.put(order)
        with suppress(BlockingIOError):  # so full of rings that one more is not needed
            self._bell.send(b".")

    # on the thread of the voice

    def _run(self) -> None:
        while True:
            try:
                self._wait()
                self._listen()
            except OSError as error:
                self._lose(error)
            while True:
                try:
                    order = self._orders.get_nowait()
                except Empty:
                    break
                try:
                    order()
                except OSError as error:
                    self._lose(error)
            if self._closing:
                break
        if self._server:
            self._server.close()

    def _wait(self) -> None:
        """Sleep until there is an order, or the server has said something."""
        if self._server is None:
            select.select([self._ear], [], [])
        elif not self._server.has_news:
            select.select([self._ear.fileno(), self._server.fileno()], [], [])

    def _listen(self) -> None:
        """Hear the bell and the server, and go on when a segment has come to its end."""
        if select.select([self._ear], [], [], 0)[0]:
            self._ear.recv(4096)
        if self._server and self._message in self._server.over():
            self._message = None
            self._talk.heard += 1
            self._speak()

    def _begin(self, talk: Talk) -> None:
        self._be_silent()
        self._talk.over = True
        self._talk = talk
        if talk is self._wanted:  # not when something else is wanted by now
            self._speak()
        else:
            talk.over = True

    def _speak(self) -> None:
        """The next segment of the talk, if there is one and nothing is being said."""
        talk = self._talk
        if talk.heard == len(talk.segments):
            talk.over = True
        if talk.over or self._message is not None:
            return
        if self._server is None:
            self._server = Connection(self._address or default_address())
            self._complained = False
        segment = talk.segments[talk.heard]
        language = locale_of(segment.language)
        self._message = self._server.speak(
            SPELLED.sub(lambda found: " ".join(found[0]), segment.words),
            VOICES.get(language, language),
            round(200 * self._volume / LOUDEST) - 100,
        )

    def _be_silent(self) -> None:
        if self._server and self._message is not None:
            self._message = None
            self._server.cancel()

    def _set_volume(self, volume: int) -> None:
        self._volume = volume
        if self._message is not None:
            self._be_silent()
            self._speak()

    def _lose(self, error: OSError) -> None:
        if self._server:
            self._server.close()
        self._server = self._message = None
        self._talk.over = True
        if not self._complained:
            self._complained = True
            log.warning("no speech: %s", error)
