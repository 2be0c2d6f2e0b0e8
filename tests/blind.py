"""People who hear and feel instead of seeing and touching. Needs Kivy's window."""

from __future__ import annotations

from typing import Any

from kiosk.journeys.steps import (
    Step,
)
from tests.theatre import Theatre

OK, TAKE_BACK, NEXT, SPEECH, LOUDER, SOFTER = 271, 266, 267, 268, 270, 269
"""The keys of the pad, as Kivy numbers them; its digits follow from 256 on."""
TAB, LEFT, ESCAPE, NUM_LOCK = 9, 276, 27, 300


class Blind(Theatre):
    """Somebody with headphones on and a pad under the hand."""

    def __init__(self, *, speech: bool = True) -> None:
        super().__init__(1280, 800, 10.1)
        self.speech = speech

    def meets(self, step: Step[Any]) -> None:
        self.stage.show(step)
        if self.speech and not self.stage.comfort.speech:
            self.stage.headphones(True)
        self.voice.said.clear()
        self.someone.did.clear()

    def types(self, digits: str) -> None:
        self.keys(*(256 + int(digit) for digit in digits))

    def says(self, key: str, **values: Any) -> str:
        return self.texts(key, **values)
