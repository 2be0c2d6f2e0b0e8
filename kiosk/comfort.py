"""What a person has chosen for eye, ear and hand. It holds for one visit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

LOUDEST = 10
"""Volume goes from 0, silent, to this."""


class TextSize(Enum):
    """Size of letters, in per cent."""

    NORMAL = 100
    LARGE = 150
    LARGEST = 200


class Reach(Enum):
    """In which part of the screen everything is that can be touched."""

    WHOLE = "whole"
    LOWER_HALF = "lower-half"
    LOWER_THIRD = "lower-third"


@dataclass(frozen=True, slots=True)
class Comfort:
    """Without arguments, what holds at rest."""

    size: TextSize = TextSize.NORMAL
    contrast: bool = False
    """Light letters on black."""
    reach: Reach = Reach.WHOLE
    steady: bool = False
    """For a hand that trembles: a second press shortly after the first one does not count."""
    speech: bool = False
    """Whether the screen is read out."""
    volume: int = 4
    """Of the loudspeaker, from 0 to LOUDEST."""

    def __post_init__(self) -> None:
        if not 0 <= self.volume <= LOUDEST:
            raise ValueError(f"volume {self.volume} is not within 0 and {LOUDEST}")


AT_REST = Comfort()
"""What the kiosk goes back to after each visit, unless the settings name another volume."""
