"""Charts in yellow and blue, as pictures within the page."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from kiosk.statistics.report.figures import Figure

INK, BLUE, YELLOW, EDGE = "#14202e", "#00509e", "#ffd200", "#5b6b7d"

WIDTH, ROW = 7.2, 0.36
"""Inches: the width of a chart, and the height of a bar with its gap."""


@dataclass(frozen=True)
class Chart:
    """`source` is a data address of an SVG; `words` says the same for who cannot see it."""

    source: str
    words: str


def columns(bars: Sequence[tuple[str, Figure]]) -> Chart:
    """Bars that stand side by side, such as months."""
    canvas = Canvas(figsize=(WIDTH, 2.8), layout="constrained")
    axes = _axes(canvas)
    numbers = [figure.n for _, figure in bars]
    drawn = axes.bar([name for name, _ in bars], numbers, color=BLUE, width=0.7)
    axes.bar_label(drawn, [str(figure) for _, figure in bars], color=INK, fontsize=8, padding=2)
    axes.margins(y=0.15)
    axes.yaxis.set_visible(False)
    return _chart(canvas, bars)


def rows(bars: Sequence[tuple[str, Figure]], *, yellow: bool = False) -> Chart:
    """Bars that lie one below the other, such as languages."""
    canvas = Canvas(figsize=(WIDTH, 0.4 + ROW * len(bars)), layout="constrained")
    axes = _axes(canvas)
    numbers = [figure.n for _, figure in bars]
    drawn = axes.barh(
        [name for name, _ in bars],
        numbers,
        color=YELLOW if yellow else BLUE,
        edgecolor=EDGE if yellow else BLUE,
        height=0.66,
    )
    axes.bar_label(drawn, [str(figure) for _, figure in bars], color=INK, fontsize=9, padding=4)
    axes.margins(x=0.18)
    axes.invert_yaxis()
    axes.xaxis.set_visible(False)
    return _chart(canvas, bars)


def _axes(canvas: Canvas) -> Axes:
    axes = canvas.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(EDGE)
    axes.tick_params(colors=INK, length=0, labelsize=9)
    return axes


def _chart(canvas: Canvas, bars: Sequence[tuple[str, Figure]]) -> Chart:
    picture = BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": "kiosk"}):
        canvas.savefig(picture, format="svg", metadata={"Date": None, "Creator": None})
    source = f"data:image/svg+xml;base64,{b64encode(picture.getvalue()).decode()}"
    return Chart(source, "; ".join(f"{name}: {figure}" for name, figure in bars))
