"""QR codes as a phone reads them best: sharp, black on white in any theme, never mirrored."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.uix.widget import Widget
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_L, ERROR_CORRECT_M

QUIET = 4
"""Modules of white around a code (ISO/IEC 18004)."""

SHORT = 90
"""Bytes up to which there is room for more correction, so that dirt on the glass does no harm."""


class Code(Widget):
    """The largest code of some text that fits into a square, with whole pixels a module.

    The quiet zone is a part of it.
    """

    def __init__(self, text: str, side: float) -> None:
        content = text.encode()
        level = ERROR_CORRECT_M if len(content) <= SHORT else ERROR_CORRECT_L
        code = QRCode(error_correction=level, border=QUIET)
        code.add_data(content, optimize=0)
        rows = code.get_matrix()
        self.text = text
        self.version: int = code.version
        self.module = max(1, int(side // len(rows)))
        """Pixels from one module to the next."""
        length = self.module * len(rows)
        super().__init__(size_hint=(None, None), size=(length, length))
        texture = Texture.create(size=(len(rows), len(rows)), colorfmt="luminance")
        texture.mag_filter = texture.min_filter = "nearest"
        pixels = bytes(0 if dark else 255 for row in reversed(rows) for dark in row)
        texture.blit_buffer(pixels, colorfmt="luminance", bufferfmt="ubyte")
        with self.canvas:
            Color(1, 1, 1, 1)
            self._square = Rectangle(texture=texture, size=self.size)
        self.bind(pos=self._move)

    @property
    def breadth(self) -> float:
        """Pixels across the code itself, without its quiet zone."""
        return float(self.width) - 2 * QUIET * self.module

    def _move(self, *_: Any) -> None:
        self._square.pos = self.pos
