"""Which control a key would press, and the frame around it that shows so."""

from __future__ import annotations

from collections.abc import Sequence

from kivy.graphics import Color, InstructionGroup, Line
from kivy.utils import get_color_from_hex

from kiosk.screens.sheet import Sheet
from kiosk.screens.widgets import PushButton

RING = 4
"""Width of each of the two lines of the frame, in design units; more than two pixels on every
panel."""


class Focus:
    """Nobody's until a key is pressed: a finger needs no frame.

    The frame is one line in the colour of letters and one in the colour of paper, so that one of
    them stands out from whatever lies beside it.
    """

    def __init__(self) -> None:
        self._controls: Sequence[PushButton] = ()
        self._at: int | None = None
        self._ring = InstructionGroup()

    @property
    def control(self) -> PushButton | None:
        return None if self._at is None else self._controls[self._at]

    def enter(self, sheet: Sheet, controls: Sequence[PushButton], *, keep: bool) -> None:
        """A new sheet, without a frame, or one that took another's place and keeps it."""
        at = self._at
        self.leave()
        self._sheet = sheet
        self._controls = controls
        if keep and at is not None and at < len(controls):
            self.go_to(at)

    def leave(self) -> None:
        if self.control:
            self.control.canvas.after.remove(self._ring)
        self._at = None

    def move(self, by: int) -> None:
        """To the next control (1) or the one before (-1), round and round: no way is a trap."""
        if self._controls:
            first = 0 if by > 0 else len(self._controls) - 1
            self.go_to(first if self._at is None else (self._at + by) % len(self._controls))

    def go_to(self, index: int) -> None:
        self.leave()
        self._at = index
        self._draw(self._controls[index])

    def _draw(self, button: PushButton) -> None:
        line = max(2.0, self._sheet.measures.of(RING))
        palette = self._sheet.palette
        self._ring.clear()
        for colour, out in ((palette.ink, 0.5), (palette.paper, 1.5)):
            inset = -out * line
            self._ring.add(Color(*get_color_from_hex(colour)))
            self._ring.add(
                Line(
                    width=line / 2,
                    rounded_rectangle=(
                        button.x + inset,
                        button.y + inset,
                        button.width - 2 * inset,
                        button.height - 2 * inset,
                        max(1.0, button.radius - inset),
                    ),
                )
            )
        button.canvas.after.add(self._ring)
