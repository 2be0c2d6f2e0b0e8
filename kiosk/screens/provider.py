"""Who asks for data, and what for, in the words of the certificate."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kiosk.journeys.trial_steps import ShowProvider
from kiosk.screens.page import Actions
from kiosk.screens.pile import Pile
from kiosk.screens.sheet import Frame
from kiosk.screens.trial import TrialPage


class ProviderPage(TrialPage):
    def __init__(
        self,
        frame: Frame,
        step: ShowProvider,
        answer: Callable[[object], None],
        actions: Actions,
    ) -> None:
        super().__init__(frame, step.text, actions)
        self._provider = step.provider
        self.beside(
            (self._who, self._address),
            lambda shrink, width: [
                self.onward("button.next", shrink, width, partial(answer, None))
            ],
        )

    def _who(self, shrink: float, width: float) -> Pile:
        return [
            *self._lines("who", self._provider.name, shrink, width),
            *self._lines("purpose", self._provider.purpose, shrink, width),
        ]

    def _address(self, shrink: float, width: float) -> Pile:
        where = f"{self._provider.address}\n{self._provider.url.removeprefix('https://')}"
        return self._lines("address", where, shrink, width)

    def _lines(self, part: str, value: str, shrink: float, width: float) -> Pile:
        of = self.measures.of
        words = self.as_printed(value, of(26) * shrink, width)
        return [*self.caption(part, shrink, width), (words, of(18) * shrink)]
