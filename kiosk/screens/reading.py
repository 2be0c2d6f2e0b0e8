"""What a sheet says to the ear, and in which order its controls are reached: as it was put
together, so what is shown cannot differ from what is heard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kivy.uix.widget import Widget

from kiosk.screens.sheet import Sheet
from kiosk.screens.widgets import PushButton, Text


@dataclass(frozen=True)
class Reading:
    """`choices` are what the page is about, `around` what stands around every page."""

    words: list[str]
    choices: list[PushButton]
    around: list[PushButton]

    @property
    def controls(self) -> list[PushButton]:
        """In the order in which a key goes from one to the next."""
        return [one for one in self.choices + self.around if not one.disabled]


def reading(sheet: Sheet) -> Reading:
    """The heading first, then the body from the first part to the last."""
    parts = [
        part
        for child in reversed(sheet.children)  # Kivy's last child is the first one added
        if child not in sheet.silent and child not in sheet.around
        for part in _parts(child)
    ]
    texts = [part for part in parts if isinstance(part, Text) and not part.silent]
    words = [text.text for text in texts if text.text]
    choices = [part for part in parts if isinstance(part, PushButton)]
    return Reading([*sheet.heading, *words], choices, list(sheet.around))


def name_of(button: PushButton) -> str:
    """What a button is called: by its own name, or by the words on it from the top down."""
    if button.spoken:
        return button.spoken
    words = [part for part in button.walk(restrict=True) if isinstance(part, Text)]
    return ". ".join(word.text for word in sorted(words, key=lambda word: -word.top))


def _parts(widget: Widget) -> Iterator[Widget]:
    """Texts and buttons, in the order in which they were put there."""
    if isinstance(widget, Text | PushButton):
        yield widget
    else:
        for child in reversed(widget.children):
            yield from _parts(child)
