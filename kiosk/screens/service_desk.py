"""The technician at the stage: lets in whoever has stick and code, and does what is asked there."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from kiosk.findings import Finding
from kiosk.journeys.maintenance import ShowTechnician
from kiosk.roles import Person
from kiosk.screens.message import Choice
from kiosk.screens.overlay import Overlay
from kiosk.screens.page import Actions, Page
from kiosk.screens.sheet import Frame
from kiosk.screens.technician import (
    CodeOverlay,
    FindingsOverlay,
    NoteOverlay,
    Tasks,
    TouchOverlay,
    say,
    technician_page,
)
from kiosk.technician import Door
from kiosk.told import OF_UPDATES, read_told

log = logging.getLogger(__name__)

CODE_SECONDS = 60
"""How long the field for the code stays, in seconds."""

POWER_OFF, SUPPORT, UPDATE = "please-power-off", "please-write-support", "please-update"
"""Files that ask the system for what the screen itself may not do (systemd/kiosk-*.path)."""

BUNDLES = "kiosk-support-*.tar.gz"

UPDATES = "*.content", "*.raucb"
"""On the stick; only what is signed is taken (decision 27)."""

ONE_MOMENT = "One moment: leave the stick where it is."


class Stage(Protocol):
    """What of the stage is needed."""

    person: Person

    @property
    def greets(self) -> bool: ...
    def cover(self, overlay: Overlay | None) -> None: ...
    def greet_anew(self) -> None: ...


@dataclass(frozen=True)
class Tools:
    """`examine` looks at everything, aside, and gives what it found on the thread of the screens.
    `requests` is the folder of POWER_OFF and the others; None where nobody answers them. `told` is
    where whoever updates tells what became of it."""

    door: Door
    examine: Callable[[Callable[[Sequence[Finding]], None]], None]
    requests: Path | None
    told: Path = OF_UPDATES


class ServiceDesk:
    def __init__(self, stage: Stage, tools: Tools) -> None:
        self._stage = stage
        self._tools = tools
        self._key_is_there = False
        self._inside = False
        self._seconds_of_code: int | None = None
        self._asked: tuple[Path, Callable[[], None]] | None = None
        self._frame: Frame

    def tick(self) -> None:
        """To be called once a second."""
        there = self._tools.door.key_is_there
        if self._inside and self._stage.greets:
            self._inside = False
            log.warning("technician: the page was left")
        if self._inside and not there:
            self._stage.person.end()
        if there != self._key_is_there:
            self._key_is_there = there
            self._stage.greet_anew()
        if self._seconds_of_code is not None:
            self._seconds_of_code -= 1
            if self._seconds_of_code <= 0 or not there:
                self._close()
        if self._asked and not self._asked[0].exists():  # the system takes it away when it is done
            (_, tell), self._asked = self._asked, None
            if self._inside:
                tell()

    def way_in(self, frame: Frame) -> Callable[[], None] | None:
        """What the small button at the greeting does; without the stick there is none."""
        self._frame = frame
        return self._ask_code if self._key_is_there else None

    def page(
        self, frame: Frame, step: ShowTechnician, answer: Callable[[None], None], actions: Actions
    ) -> Page:
        self._frame = frame
        asks = self._tools.requests is not None
        tasks = Tasks(
            findings=partial(self._examine, "What is wrong?", ""),
            touch=lambda: self._stage.cover(TouchOverlay(self._frame, self._close)),
            reader=partial(answer, None),
            network=partial(self._examine, "Network", "network"),
            slots=partial(self._examine, "System and updates", "slots"),
            update=self._update if asks and self._updates() else None,
            support=self._write_support if asks else None,
            power_off=self._ask_power_off if asks else None,
        )
        return technician_page(frame, step, tasks, actions)

    def _close(self) -> None:
        self._seconds_of_code = None
        self._stage.cover(None)

    def _note(self, sentence: str, choice: Choice | None = None, **values: object) -> None:
        words = say(self._frame, sentence, **values)
        self._stage.cover(NoteOverlay(self._frame, words, self._close, choice))

    def _ask_code(self, *, wrong: bool = False) -> None:
        self._seconds_of_code = CODE_SECONDS
        wait = self._tools.door.seconds_to_wait
        overlay = CodeOverlay(self._frame, wait, self._enter, self._close, wrong=wrong)
        self._stage.cover(overlay)

    def _enter(self, code: str) -> None:
        if self._tools.door.opens(code):
            self._seconds_of_code = None
            self._inside = True
            self._stage.person.maintain()
        else:
            self._ask_code(wrong=True)

    def _examine(self, title: str, only: str) -> None:
        """Look, and show all findings or those of one name."""
        self._note("One moment: everything is being looked at.")

        def show(findings: Sequence[Finding]) -> None:
            told = [one for one in findings if one.what.startswith(only)]
            if self._inside:
                overlay = FindingsOverlay(self._frame, say(self._frame, title), told, self._close)
                self._stage.cover(overlay)

        self._tools.examine(show)

    def _ask_power_off(self) -> None:
        choice = Choice(
            say(self._frame, "Switch the device off"), partial(self._request, POWER_OFF)
        )
        self._note(
            "The device is dark until somebody takes its power away and gives it back.", choice
        )

    def _write_support(self) -> None:
        before = self._bundles()
        self._note(ONE_MOMENT)
        self._ask(SUPPORT, lambda: self._tell_of_bundle(before))

    def _tell_of_bundle(self, before: set[Path]) -> None:
        if new := self._bundles() - before:
            self._note("It is on the stick: {name}", name=new.pop().name)
        else:
            self._note("That did not work: perhaps the stick is full or cannot be written.")

    def _bundles(self) -> set[Path]:
        return set(self._tools.door.stick.glob(BUNDLES))

    def _update(self) -> None:
        self._note(ONE_MOMENT)
        self._ask(UPDATE, self._tell_of_update)

    def _tell_of_update(self) -> None:
        told = [say(self._frame, one.sentence, **one.values) for one in read_told(self._tools.told)]
        self._note("{told}", told="\n\n".join(told) or say(self._frame, "That did not work."))

    def _updates(self) -> bool:
        return any(any(self._tools.door.stick.glob(pattern)) for pattern in UPDATES)

    def _ask(self, what: str, tell: Callable[[], None]) -> None:
        """Let the system do it, and `tell` what became of it."""
        self._request(what)
        assert self._tools.requests, "no button asks without"
        self._asked = self._tools.requests / what, tell

    def _request(self, what: str) -> None:
        assert self._tools.requests, "no button asks without"
        log.warning("technician: %s", what)
        try:
            (self._tools.requests / what).touch()
        except OSError as error:
            log.error("technician: %s: %s", what, error)
