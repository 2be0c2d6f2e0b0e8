"""Which touches count: not one on a page that nobody can have read yet, nor a trembling second."""

from __future__ import annotations

from collections.abc import Callable

from kivy.uix.widget import Widget

from kiosk.screens.keyboard import STEADY_SECONDS
from kiosk.screens.sheet import Sheet
from kiosk.screens.widgets import PushButton

SETTLE_SECONDS = 0.25
"""A page is deaf for that long, so that a second tap does not answer what nobody has read."""


class Touches:
    """`top` is the sheet that a touch reaches first."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._deaf_until = 0.0
        self._counts = False
        self._struck: tuple[object, float] = (None, 0.0)

    def settle(self) -> None:
        """There is a new page."""
        self._deaf_until = self._clock() + SETTLE_SECONDS

    def down(self, place: tuple[float, float], top: Sheet | None, steady: bool) -> bool:
        """Whether this touch counts. `steady`: not so soon after one of the same button."""
        self._counts = self._clock() >= self._deaf_until
        if self._counts and steady:
            self._counts = not self._strikes_twice(_button_at(place, top))
        return self._counts

    def up(self, place: tuple[float, float], top: Sheet | None) -> bool:
        """Whether the touch that ends here has counted."""
        counts, self._counts = self._counts, False
        if counts:
            self._struck = _button_at(place, top), self._clock()
        return counts

    def _strikes_twice(self, button: object) -> bool:
        struck, when = self._struck
        return button is not None and button == struck and self._clock() - when < STEADY_SECONDS


def _button_at(place: tuple[float, float], top: Sheet | None) -> Widget | None:
    return next(
        (
            widget
            for widget in (top.walk(restrict=True) if top else ())
            if isinstance(widget, PushButton) and widget.collide_point(*place)
        ),
        None,
    )
