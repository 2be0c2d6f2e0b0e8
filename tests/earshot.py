"""Looks over a sheet for what somebody would miss who does not see it, or does not touch it."""

from __future__ import annotations

from collections.abc import Iterator

from kivy.uix.widget import Widget

from kiosk.screens.keypad import KeypadPage
from kiosk.screens.reading import name_of, reading
from kiosk.screens.sheet import Sheet
from kiosk.screens.widgets import PushButton, Text
from tests.finger import visible


def misses(sheet: Sheet) -> Iterator[str]:
    """In words; the digits of a keypad, what stands in every header, and what is only for the eye
    need not be heard."""
    read = reading(sheet)
    further = sheet.book is not None and sheet.book.leaf > 0
    if not read.words and not (further and read.choices):  # controls alone, which are called out
        yield "it says nothing"
    names = [name_of(button) for button in read.controls]
    for name in names:
        if not name:
            yield "a control has no name"
        if names.count(name) > 1:
            yield f"two controls are called {name!r}"
    for widget in visible(sheet):
        if isinstance(widget, PushButton):
            if widget not in read.controls and not isinstance(sheet, KeypadPage):
                yield f"{name_of(widget)!r} cannot be reached by keys"
        elif isinstance(widget, Text) and not _is_heard(widget, sheet, read.words):
            yield f"{widget.text!r} is not said"


def _is_heard(text: Text, sheet: Sheet, words: list[str]) -> bool:
    parts: list[Widget] = [text]
    while parts[-1].parent not in (sheet, None):
        parts.append(parts[-1].parent)
    of_a_button = any(isinstance(part, PushButton) for part in parts)
    return text.silent or of_a_button or parts[-1] in sheet.silent or text.text in words
