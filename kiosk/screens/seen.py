"""What a provider saw, beside what stayed on the card."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from kivy.uix.widget import Widget

from kiosk.eid.eac.access import Access
from kiosk.journeys.trial_steps import AfterTrial, ShowSeen, access_text
from kiosk.screens.page import Actions
from kiosk.screens.pile import Pile
from kiosk.screens.sheet import Frame
from kiosk.screens.trial import DOT, TrialPage
from kiosk.screens.widgets import PushButton

FULL_AGE = 18
"""Stands for the ages that a provider did not ask about."""

DIGITS = 16
"""So many of a pseudonym are shown: enough to see that two differ."""


class SeenPage(TrialPage):
    def __init__(
        self,
        frame: Frame,
        step: ShowSeen,
        answer: Callable[[AfterTrial], None],
        actions: Actions,
    ) -> None:
        super().__init__(frame, step.text, actions)
        self._step = step
        self._answer = answer
        self.beside((self._seen, self._stayed), self._buttons)

    def _buttons(self, shrink: float, width: float) -> list[PushButton]:
        another, overview = (
            (self._step.button(wish), partial(self._answer, wish)) for wish in AfterTrial
        )
        back = self.button(self.frame.texts(overview[0]), width, overview[1], size=27 * shrink)
        return [back, self.onward(another[0], shrink, width, another[1])]

    def _seen(self, shrink: float, width: float) -> Pile:
        lines = [
            part
            for label, value, printed in self._known()
            for part in self._line(label, value, shrink, width, printed=printed)
        ]
        return [*self.caption("seen", shrink, width), *lines]

    def _known(self) -> Iterator[tuple[str, str, bool]]:
        """What each thing is, what was told, and whether that was printed on the card."""
        texts, text, seen = self.frame.texts, self._step.text, self._step.seen
        said = {True: texts(f"{text}.yes"), False: texts(f"{text}.no")}
        for access, value in seen.texts:
            yield self._name(access), _as_written(access, value), True
        for access, answer in seen.answers:
            yield self._name(access), said[answer], False
        if seen.pseudonym is not None:
            digits = seen.pseudonym[:DIGITS]
            groups = [digits[start : start + 4] for start in range(0, DIGITS, 4)]
            yield self._name(Access.PSEUDONYM), f"{' '.join(groups)} …", True
        yield texts(f"{text}.valid"), said[seen.valid], False

    def _line(self, label: str, value: str, shrink: float, width: float, *, printed: bool) -> Pile:
        of = self.measures.of
        size, beside = of(24) * shrink, self.scale == 1
        wide = width * 0.56 if beside else width
        name = self.text(label, size, width - wide - of(12) if beside else width, bold=True)
        said = (self.as_printed if printed else self.text)(value, size, wide)
        if not beside:
            return [(name, of(2)), (said, of(12) * shrink)]
        line = Widget(size_hint=(None, None), size=(width, max(name.height, said.height)))
        name.pos = (0, line.height - name.height)
        said.pos = (width - wide, line.height - said.height)
        self.hold(line, name, said)
        return [(line, of(4) * shrink)]

    def _stayed(self, shrink: float, width: float) -> Pile:
        of, text = self.measures.of, self._step.text
        names = [*map(self._name, self._step.stayed), self.frame.texts(f"{text}.never")]
        return [
            *self.caption("stayed", shrink, width),
            (self.text(DOT.join(names), of(25) * shrink, width), 0),
        ]

    def _name(self, access: Access) -> str:
        return self.frame.texts(access_text(access), self._step.provider.age or FULL_AGE)


def _as_written(access: Access, value: str) -> str:
    """A date as on the card, an address in one line."""
    if access in (Access.DATE_OF_BIRTH, Access.DATE_OF_EXPIRY):
        return ".".join(reversed(value.split("-")))
    return value.replace("\n", ", ")
