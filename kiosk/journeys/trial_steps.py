"""The steps of a trial identification, in the vocabulary of `steps`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kiosk.eid.eac.access import Access
from kiosk.eid.eac.model import IdentificationResult, Identified, Identifies, Provider
from kiosk.eid.model import Aftermath, CardFault, Engine
from kiosk.journeys.steps import CardStep, Choose, Step
from kiosk.secret import Secret


def access_text(access: Access) -> str:
    """The text key of what can be asked for; that of an age takes the years as its count."""
    return f"access.{access.name.lower().replace('_', '-')}"


@dataclass(frozen=True)
class PickProvider(Step[Provider]):
    """One button for each provider; `<text>.<id>` is what one does there, in the reader's words."""

    text: str
    providers: tuple[Provider, ...]


@dataclass(frozen=True)
class ShowProvider(Step[None]):
    """Who asks and what for, in the words of the certificate, until "continue"."""

    text: str
    provider: Provider


@dataclass(frozen=True)
class Grant(Step[tuple[Access, ...]]):
    """What is asked for, each with a tick: those of `provider.optional` can be taken away.

    The answer is what is still ticked. The text of each one is that of `access_text`.
    """

    text: str
    provider: Provider
    withheld: tuple[Access, ...] = ()
    """What the person had unticked before going on and coming back."""


class AfterTrial(Enum):
    ANOTHER = "another"
    OVERVIEW = "overview"


@dataclass(frozen=True, kw_only=True)
class ShowSeen(Choose[AfterTrial]):
    """What the provider saw, beside what stayed on the card."""

    seen: Identified
    provider: Provider

    @property
    def stayed(self) -> tuple[Access, ...]:
        """What the provider does not know, of all that could be asked for."""
        told = {access for access, _ in (*self.seen.texts, *self.seen.answers)}
        if self.seen.pseudonym is not None:
            told.add(Access.PSEUDONYM)
        return tuple(access for access in Access if access not in told)


@dataclass(frozen=True)
class Identify(CardStep[IdentificationResult]):
    """The identification itself. Only an engine of practice can do it."""

    text = "identifying"
    worst = Aftermath.TRY_MAY_BE_GONE
    provider: Provider
    granted: tuple[Access, ...]
    pin: Secret

    def run(self, engine: Engine) -> IdentificationResult:
        if not isinstance(engine, Identifies):
            self.pin.wipe()
            raise CardFault("no practice")
        return engine.identify(self.provider.id, self.granted, self.pin)
