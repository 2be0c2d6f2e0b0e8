"""Which data a provider asks for; the person unticks what need not be told."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.eid.eac.access import Access
from kiosk.journeys.trial_steps import Grant, access_text
from kiosk.screens.page import MARGIN, Actions
from kiosk.screens.pile import Pile
from kiosk.screens.sheet import Frame
from kiosk.screens.theme import PICTURES
from kiosk.screens.trial import DOT, GAP, TrialPage
from kiosk.screens.widgets import Icon, PushButton

COLUMNS = 3
"""Ticks in a row, where letters are small and the screen is wide."""


class GrantPage(TrialPage):
    """What is unticked goes into `withheld`, which outlives the page when the language changes."""

    def __init__(
        self,
        frame: Frame,
        step: Grant,
        withheld: set[Access],
        answer: Callable[[tuple[Access, ...]], None],
        actions: Actions,
    ) -> None:
        super().__init__(frame, step.text, actions)
        self._provider = step.provider
        self._withheld = withheld
        self._answer = answer
        self.tell: Callable[[str], None] = _nothing
        """Called with what a tick says now, for those who do not see it."""
        self.bind_book(self._asked, self._pressed)

    def _asked(self, shrink: float) -> Pile:
        of, width = self.measures.of, self._wide
        required = DOT.join(map(self._name, self._provider.required))
        return [
            *self.told(shrink, width),
            *self.caption("required", shrink, width),
            (self.text(required, of(27) * shrink, width), of(GAP) * shrink),
        ]

    def _pressed(self, shrink: float) -> Pile:
        of, gap = self.measures.of, self.measures.of(GAP)
        columns = 1 if self.measures.portrait or self.scale > 1 else COLUMNS
        wide = (self._wide - (columns - 1) * gap) / columns
        ticks = [self._tick(one, shrink, wide) for one in self._provider.optional]
        onward = self.onward("button.next", shrink, self._wide, self._grant)
        return [
            *(self.caption("optional", shrink, self._wide) if ticks else ()),
            *(
                (self.row(ticks[first : first + columns], self._wide, gap), of(16))
                for first in range(0, len(ticks), columns)
            ),
            (onward, 0),
        ]

    @property
    def _wide(self) -> float:
        return self.width - 2 * self.measures.of(MARGIN)

    def _tick(self, access: Access, shrink: float, width: float) -> PushButton:
        name = self._name(access)

        def turn() -> None:
            self._withheld.symmetric_difference_update({access})
            show()
            self.tell(button.spoken)

        def show() -> None:
            ticked = access not in self._withheld
            icon.source = str(PICTURES / f"{'ticked' if ticked else 'unticked'}.png")
            answer = self.frame.texts(f"trial-seen.{'yes' if ticked else 'no'}")
            button.spoken = f"{name}: {answer}"

        button = self.button(name, width, turn, size=26 * shrink, icon="ticked")
        icon = next(part for part in button.children if isinstance(part, Icon))
        show()
        return button

    def _grant(self) -> None:
        asked = (*self._provider.required, *self._provider.optional)
        self._answer(tuple(one for one in asked if one not in self._withheld))

    def _name(self, access: Access) -> str:
        return self.frame.texts(access_text(access), self._provider.age)


def _nothing(_: str) -> None:
    """Nobody listens."""
