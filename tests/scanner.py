"""Looks over a page for what a person could not read or press: cut off, broken or covered."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from kivy.uix.widget import Widget
from PIL import Image

from kiosk.screens.book import Book
from kiosk.screens.sheet import Sheet
from kiosk.screens.theme import contrast
from kiosk.screens.widgets import PushButton, Text
from tests.earshot import misses
from tests.finger import visible

SLACK = 1.0
"""Pixels that rounding may cost."""

LEAST_CONTRAST = 4.5
"""Of drawn letters, whose edges are smoothed; that of their colours is 7 (see test_comfort.py)."""


def faults(page: Sheet) -> list[str]:
    """Everything that is wrong with a page, in words; empty when nothing is."""
    return [
        *_outside(page, page),
        *_covered(page),
        *_broken_words(page),
        *_too_close(page),
        *_too_small(page),
        *misses(page),
    ]


def unseen(page: Sheet, drawn: Image.Image) -> list[str]:
    """The words of a page that do not stand out from their ground in a picture of it."""
    return [
        f"{_name(text)} cannot be seen"
        for text in visible(page)
        if isinstance(text, Text) and text.text.strip() and not text.disabled
        if _contrast_within(drawn.crop(_place(text, page))) < LEAST_CONTRAST
    ]


def _place(text: Text, page: Sheet) -> tuple[int, int, int, int]:
    """Where words stand in a picture of the page."""
    left, top = round(text.x - page.x), round(page.top - text.top)
    return left, top, left + round(text.width), top + round(text.height)


def _contrast_within(part: Image.Image) -> float:
    """The greatest between the colour that is there most and any other."""
    return _contrast_of(part.size, part.tobytes())


@lru_cache(maxsize=64)
def _contrast_of(size: tuple[int, int], pixels: bytes) -> float:
    """The same words look the same on page after page."""
    part = Image.frombytes("RGB", size, pixels).quantize(16)
    counts, palette = part.histogram(), bytes(part.getpalette() or ()).hex()
    often = sorted((index for index, count in enumerate(counts) if count), key=lambda i: -counts[i])
    ground, *others = [f"#{palette[6 * index : 6 * index + 6]}" for index in often]
    return max((contrast(ground, other) for other in others), default=1.0)


def _outside(page: Sheet, box: Widget) -> Iterator[str]:
    """Parts that stand out of what holds them."""
    for part in box.children:
        if not part.opacity:
            continue
        if (
            part.x < box.x - SLACK
            or part.y < box.y - SLACK
            or part.right > box.right + SLACK
            or part.top > box.top + SLACK
        ):
            yield f"{_name(part)} stands out of {_name(box)}"
        yield from _outside(page, part)


def _covered(page: Sheet) -> Iterator[str]:
    """Things side by side on the page, or on the open leaf of a book, that lie over each other."""
    books = [widget for widget in page.walk(restrict=True) if isinstance(widget, Book)]
    spread = [
        part
        for child in page.children
        for part in (child.children if isinstance(child, Book) else [child])
    ]
    for parts in (spread, *(book.children for book in books if book.parent is not page)):
        for one, other in combinations(parts, 2):
            if (
                min(one.right, other.right) - max(one.x, other.x) > SLACK
                and min(one.top, other.top) - max(one.y, other.y) > SLACK
            ):
                yield f"{_name(one)} lies over {_name(other)}"


def _broken_words(page: Sheet) -> Iterator[str]:
    """Words too long for their line, which are torn in the middle."""
    for text in visible(page):
        if isinstance(text, Text):
            for word in text.text.split():
                if text.extent(word) > text.width + SLACK:
                    yield f"'{word}' is broken"


def _too_close(page: Sheet) -> Iterator[str]:
    """Buttons that a finger would confuse."""
    gap = min(page.measures.gap, page.measures.of(12))
    buttons = [widget for widget in visible(page) if isinstance(widget, PushButton)]
    for one, other in combinations(buttons, 2):
        across = max(one.x, other.x) - min(one.right, other.right)
        along = max(one.y, other.y) - min(one.top, other.top)
        if max(across, along) < gap - SLACK:
            yield f"{_name(one)} is too close to {_name(other)}"


def _too_small(page: Sheet) -> Iterator[str]:
    """Buttons that a finger would miss (WCAG 2.2, 2.5.8: 24 CSS pixels, a CSS pixel is 1/96 inch).

    The keys of a keypad are measured in tests/test_screens.py.
    """
    least = 24 / 96 * 25.4 * page.measures.millimetre
    for button in visible(page):
        if isinstance(button, PushButton) and min(button.size) < least - SLACK:
            yield f"{_name(button)} is too small"


def _name(widget: Widget) -> str:
    words = [part.text for part in widget.walk(restrict=True) if isinstance(part, Text)]
    return f"{type(widget).__name__} {words[0][:30]!r}" if words else type(widget).__name__
