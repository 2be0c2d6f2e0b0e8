"""Text from right to left, with Latin words and digits in it (facts/kivy.md, section 9).

Pillow with Raqm shapes and orders the letters of a line. Left alone, Raqm guesses the line's
direction from its first letter, which is wrong for a line that begins with "PIN"; so it is told.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from kivy.core.text.text_pil import LabelPIL

LEADING = 0.2
"""Room above and below a line, as a share of it: Arabic letters reach further than Latin ones."""


class RightToLeftLabel(LabelPIL):
    """The renderer of Kivy's labels, used where SDL's own would turn "PIN" into "NIP"."""

    def get_extents(self, text: str) -> tuple[int, int]:
        return _extents(self._select_font(), text)

    def _render_text(self, text: str, x: float, y: float) -> None:
        font = self._select_font()
        _, height = _extents(font, text)
        self._pil_draw.text(
            (int(x), int(y + height * LEADING / (1 + LEADING) / 2)),
            text,
            font=font,
            fill=tuple(int(channel * 255) for channel in self.options["color"]),
            direction="rtl",
        )


@lru_cache(maxsize=8192)
def _extents(font: Any, text: str) -> tuple[int, int]:
    """Width and height in pixels. Lines are broken word by word, and words measured each time."""
    left, _, right, _ = font.getbbox(text, direction="rtl")
    return right - left, round(sum(font.getmetrics()) * (1 + LEADING))
