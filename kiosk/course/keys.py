"""The keys of a presenter, and those of a keyboard with Ctrl, as commands.

Presenters send the keys of slides: page up and down, F5, B. No page of the kiosk needs one of them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kiosk.course.commands import Command, Deed, Exchange, Take

ZERO, NINE = ord("0"), ord("9")
PAGE_UP, PAGE_DOWN, F5 = 280, 281, 286
"""Kivy's codes."""

PRESENTER = {
    PAGE_DOWN: Deed.NEXT,
    PAGE_UP: Deed.PREVIOUS,
    F5: Deed.START,
    ord("b"): Deed.BLACK,
}

WITH_CTRL = {
    ord("l"): Deed.LAY_ON,
    ord("w"): Deed.LIFT,
    ord("r"): Deed.TEAR_AWAY,
    ord("e"): Deed.FREEZE,
    ord("b"): Deed.BLACK,
    ord("z"): Deed.BACK,
    ord("+"): Deed.LARGER,
    ord("="): Deed.LARGER,
    ord("-"): Deed.SMALLER,
    ord("s"): Deed.BAR,
    ord("u"): Deed.HOOD,
    F5: Deed.AGAIN,
}
"""By their German words: (auf)legen, wegnehmen, (weg)reißen, einfrieren, zurück, Streifen, unter
der Haube."""

MENU = ord("h")
"""With Ctrl: the instructor's menu (Handy)."""


class Keys:
    """`cards` are ids in their order: Ctrl and a digit take one into the hand, Alt and a digit lay
    it in place of the one on the reader; with Shift counting goes on after ten."""

    def __init__(self, cards: Sequence[str]) -> None:
        self._cards = cards
        self._held: set[int] = set()

    def down(self, code: int, modifiers: Collection[str]) -> Command | None:
        """What a key asks for, once while it is held down. None: it is a key of the person's."""
        repeated = code in self._held
        self._held.add(code)
        return None if repeated else self._meaning(code, modifiers)

    def up(self, code: int) -> None:
        self._held.discard(code)

    def _meaning(self, code: int, modifiers: Collection[str]) -> Command | None:
        ctrl, alt = "ctrl" in modifiers, "alt" in modifiers
        if not ctrl and not alt:
            return PRESENTER.get(code)
        card = self._card(code - ZERO + (10 if "shift" in modifiers else 0))
        if ZERO <= code <= NINE and card:
            return Take(card) if ctrl else Exchange(card)
        return WITH_CTRL.get(code) if ctrl else None

    def _card(self, number: int) -> str | None:
        return self._cards[number - 1] if 1 <= number <= len(self._cards) else None
