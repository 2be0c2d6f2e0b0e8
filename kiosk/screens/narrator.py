"""Puts what is shown into the mouth of the voice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from kiosk.screens.reading import Reading, name_of
from kiosk.screens.sheet import Frame, Sheet
from kiosk.speech.voice import Segment, Talk

KEYS = 9
"""Choices that have a key of their own."""


class Speaker(Protocol):
    """What of speech.voice.Voice is needed here."""

    def say(self, segments: Sequence[Segment]) -> Talk: ...
    def stop(self) -> None: ...
    def pause(self) -> None: ...
    def go_on(self) -> None: ...
    def change_volume(self, volume: int) -> None: ...


class Narrator:
    """No digit of a secret ever comes here, neither for the loudspeaker nor for headphones."""

    def __init__(self, voice: Speaker) -> None:
        self._voice = voice
        self._talk = Talk(())
        self._page: list[Segment] = []
        self._essential = 0
        self._paused = False

    @property
    def must_be_heard(self) -> bool:
        """A warning is being spoken that no key may cut off (EN 301 549, 5.1.3.5, note)."""
        return not self._talk.over and self._talk.heard < self._essential

    def read(self, sheet: Sheet, read: Reading, before: Iterable[str]) -> None:
        """Say a sheet, after some words of ours."""
        texts = sheet.frame.texts
        names = [name_of(choice) for choice in read.choices]
        own = {one.name: one.code for one in texts.languages()}
        told = [*before, *read.words]
        self._page = [Segment(words, texts.language) for words in told]
        for key, name in enumerate(names, start=1):
            if name in own:  # a language is called by its own name, in its own voice
                self._page.append(Segment(self._offer(sheet, key, ""), texts.language))
                self._page.append(Segment(name, own[name]))
            else:
                self._page.append(Segment(self._offer(sheet, key, name), texts.language))
        self._say(self._page, len(told) if sheet.urgent else 0)

    def tell(self, frame: Frame, *sentences: str) -> None:
        self._say([Segment(words, frame.texts.language) for words in sentences])

    def again(self) -> None:
        """Pause, go on, or say the whole page once more."""
        if self._paused:
            self._voice.go_on()
            self._paused = False
        elif not self._talk.over:
            self._voice.pause()
            self._paused = True
        else:
            self._say(self._page)

    def hush(self) -> None:
        if not self._talk.over:
            self._voice.stop()
        self._paused = False

    def change_volume(self, volume: int, frame: Frame, words: str) -> None:
        """Whoever listens hears the difference; in silence `words` let it be heard."""
        self._voice.change_volume(volume)
        if self._talk.over:
            self.tell(frame, words)

    def _offer(self, sheet: Sheet, key: int, name: str) -> str:
        texts = sheet.frame.texts
        if sheet.numbered and key <= KEYS:
            return texts("speech.key", number=key, name=name)
        return texts("speech.further", name=name)

    def _say(self, segments: Sequence[Segment], essential: int = 0) -> None:
        self._essential, self._paused = essential, False
        self._talk = self._voice.say(segments)
