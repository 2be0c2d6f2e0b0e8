"""Things one below the other, which shrink together until all of them fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias, TypeVar

from kivy.uix.widget import Widget

T = TypeVar("T")

Pile: TypeAlias = Sequence[tuple[Widget, float]]
"""Widgets from the top down, each with the gap below it."""

SHRINK = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.65, 0.6, 0.55)


def height(pile: Pile) -> float:
    """Height of a pile, without the gap below its last widget."""
    if not pile:
        return 0
    return sum(widget.height + gap for widget, gap in pile) - pile[-1][1]


def largest(make: Callable[[float], T], fits: Callable[[T], bool], lowest: float = 0) -> T:
    """What `make` gives for the largest shrinking factor for which it fits, else the smallest,
    which is not below `lowest`."""
    made = make(SHRINK[0])
    for shrink in SHRINK[1:]:
        if fits(made) or shrink < lowest:
            break
        made = make(shrink)
    return made
