"""How a language is written: which font holds all its letters and Latin, and which way it runs.

Kivy has no fallback from one font to another, so PIN and CAN have to be in the same font as the
sentence around them (facts/kivy.md, section 3).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FONTS = Path("/usr/share/fonts/truetype")


@dataclass(frozen=True, slots=True)
class Script:
    regular: str
    bold: str
    line_height: float
    """From line to line, in lines of the font."""
    right_to_left: bool = False
    breaks_anywhere: bool = False
    """Whether a line may end between any two letters, as in Chinese."""


EUROPEAN = Script(
    str(FONTS / "noto" / "NotoSans-Regular.ttf"),
    str(FONTS / "noto" / "NotoSans-Bold.ttf"),
    line_height=0.9,
)
"""Latin, Greek, Cyrillic and Vietnamese."""

ARABIC = Script(
    str(FONTS / "dejavu" / "DejaVuSans.ttf"),
    str(FONTS / "dejavu" / "DejaVuSans-Bold.ttf"),
    line_height=1.0,
    right_to_left=True,
)

CHINESE = Script(
    str(FONTS / "wqy" / "wqy-microhei.ttc"),
    str(FONTS / "wqy" / "wqy-microhei.ttc"),
    line_height=1.0,
    breaks_anywhere=True,
)
"""A font of 5 MB for simplified characters; it has no bold face."""

SCRIPTS = {"ar": ARABIC, "fa": ARABIC, "zh": CHINESE}


def script_of(language: str) -> Script:
    return SCRIPTS.get(language, EUROPEAN)


PIECES = re.compile(
    r"[（《「『“‘]?(?:[A-Za-zÀ-ÿ0-9][A-Za-zÀ-ÿ0-9\-./\u00a0]*|.)[，。、；：？！）》」』”’％]*",
    re.DOTALL,
)
"""What is never torn: a Latin word or number, an opening mark and what follows it, and a closing
mark and what stands before it."""


def broken_anywhere(words: str, width: float, measure: Callable[[str], float]) -> str:
    """Text with its line ends set, between any two Chinese letters but in no Latin word.

    `measure` gives the width of some text in the unit of `width`.
    """
    lines, line = [], ""
    for piece in PIECES.findall(words):
        if line and measure(line + piece) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return "\n".join([*lines, line])


def address_lines(address: str, width: float, measure: Callable[[str], float]) -> str:
    """An address with its line ends set behind its strokes, where it is too long for one line."""
    lines = [""]
    for piece in re.findall("[^/]*/+|[^/]+", address):
        if lines[-1] and measure(lines[-1] + piece) > width:
            lines.append("")
        lines[-1] += piece
    return "\n".join(lines)
