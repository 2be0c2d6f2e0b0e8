"""The window as the reins of a class move it; see course.reins.Screen."""

from __future__ import annotations

from dataclasses import replace

from kiosk.screens.room import Room


class HeldScreen:
    def __init__(self, room: Room) -> None:
        self._room = room
        self._stage = room.stage

    @property
    def deaf(self) -> bool:
        return self._room.deaf

    @deaf.setter
    def deaf(self, deaf: bool) -> None:
        self._room.deaf = deaf

    @property
    def black(self) -> bool:
        return self._room.black

    @black.setter
    def black(self, black: bool) -> None:
        self._room.black = black

    @property
    def bar(self) -> bool:
        return self._room.bar_is_seen

    @bar.setter
    def bar(self, seen: bool) -> None:
        self._room.bar_is_seen = seen

    @property
    def hood(self) -> bool:
        return self._room.shows_hood

    @hood.setter
    def hood(self, shown: bool) -> None:
        self._room.show_hood(shown)

    @property
    def language(self) -> str:
        return self._stage.frame.texts.language

    def speak(self, language: str) -> None:
        self._stage.choose_language(language)

    def resize(self, by: int) -> None:
        frame = self._stage.frame
        sizes = frame.measures.sizes
        size = sizes[min(max(sizes.index(frame.comfort.size) + by, 0), len(sizes) - 1)]
        if size is not frame.comfort.size:
            self._stage.change_comfort(replace(frame.comfort, size=size))

    def back(self) -> None:
        self._stage.back()
