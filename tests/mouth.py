"""A voice that can be read."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.comfort import AT_REST
from kiosk.speech.voice import Segment, Talk


class Mouth:
    """Writes down what it is given to say; it has said that at once, unless it is `slow`."""

    def __init__(self) -> None:
        self.slow = False
        self.said: list[str] = []
        self.volume = AT_REST.volume
        self.talk = Talk(())

    def say(self, segments: Sequence[Segment]) -> Talk:
        self.talk = Talk(segments)
        self.said += [segment.words for segment in segments]
        if not self.slow:
            self.comes_to(len(segments))
        return self.talk

    def comes_to(self, heard: int) -> None:
        """So many segments of the last talk have been spoken."""
        self.talk.heard = heard
        self.talk.over = heard == len(self.talk.segments)

    def stop(self) -> None:
        self.talk.over = True
        self.said.append("(stops)")

    def pause(self) -> None:
        self.said.append("(pauses)")

    def go_on(self) -> None:
        self.said.append("(goes on)")

    def change_volume(self, volume: int) -> None:
        self.volume = volume
