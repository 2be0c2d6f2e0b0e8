"""What is laid over a page when somebody asks for it: help, languages, comfort, the film."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from kiosk.comfort import Comfort
from kiosk.roles import Person
from kiosk.screens.comfort_panel import ComfortPanel
from kiosk.screens.counted import CountedOverlay
from kiosk.screens.film import FilmOverlay
from kiosk.screens.overlay import Help, Languages, Overlay
from kiosk.screens.papers import PaperOverlay, accessibility, privacy
from kiosk.screens.sheet import Frame
from kiosk.statistics.spool import Spool


class Stage(Protocol):
    """What of the stage is needed."""

    frame: Frame
    person: Person
    counts: Spool | None

    @property
    def greets(self) -> bool: ...
    @property
    def film(self) -> Path | None: ...
    def cover(self, overlay: Overlay | None) -> None: ...
    def uncover(self) -> None: ...
    def change_comfort(self, comfort: Comfort) -> None: ...
    def choose_language(self, language: str) -> None: ...


class OnRequest:
    """Help and comfort begin a visit, so that time watches over what they show."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def languages(self) -> None:
        stage = self._stage
        stage.cover(Languages(stage.frame, stage.choose_language, stage.uncover))

    def comfort(self) -> None:
        self._begin()
        self._stage.cover(self.panel())

    def panel(self, leaf: int = 0) -> ComfortPanel:
        stage = self._stage
        panel = ComfortPanel(stage.frame, stage.change_comfort, self.languages, stage.uncover)
        panel.book.turn_to(leaf)
        return panel

    def film(self) -> None:
        stage, film = self._stage, self._stage.film
        if film:
            stage.cover(FilmOverlay(stage.frame, film, stage.person.touched, stage.uncover))

    def help(self) -> None:
        self._begin()
        stage = self._stage
        counted = self._counted if stage.counts else None
        stage.cover(Help(stage.frame, self._privacy, self._accessibility, counted, stage.uncover))

    def _begin(self) -> None:
        if self._stage.greets:
            self._stage.person.start()

    def _counted(self) -> None:
        from kiosk.statistics.otlp import in_lines  # noqa: PLC0415  only who looks needs it

        stage = self._stage
        glimpse = stage.counts.glimpse() if stage.counts else None
        sent = in_lines(glimpse.sent.body) if glimpse and glimpse.sent else []
        stage.cover(CountedOverlay(stage.frame, glimpse, sent, stage.uncover))

    def _privacy(self) -> None:
        frame = self._stage.frame
        self._stage.cover(PaperOverlay(frame, privacy(frame.contact), self._stage.uncover))

    def _accessibility(self) -> None:
        frame = self._stage.frame
        self._stage.cover(PaperOverlay(frame, accessibility(frame.contact), self._stage.uncover))
