"""All that journeys know of an online identification: frozen values, and who can do it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol, TypeAlias, runtime_checkable

from kiosk.eid.eac.access import Access
from kiosk.eid.model import StateDiffers, WrongPin
from kiosk.secret import Secret


@dataclass(frozen=True, slots=True)
class Provider:
    """Who asks, for what, and what for, as the certificate tells it."""

    id: str
    name: str
    url: str
    address: str
    """Several lines."""
    purpose: str
    required: tuple[Access, ...]
    optional: tuple[Access, ...]
    """What the person may untick."""
    age: int | None = None
    """Years that the age verification asks for."""


@dataclass(frozen=True, slots=True)
class Identified:
    """What the service saw; what is not in here stayed on the card."""

    valid: bool
    """The card has not expired."""
    texts: tuple[tuple[Access, str], ...] = field(repr=False)
    """The data groups that were read, as `data_groups.text` has them."""
    answers: tuple[tuple[Access, bool], ...] = field(repr=False)
    """Yes or no to the age and the community asked for."""
    pseudonym: str | None = field(repr=False)
    """Hexadecimal."""


IdentificationResult: TypeAlias = Identified | WrongPin | StateDiffers


@runtime_checkable
class Identifies(Protocol):
    """An engine for practice cards. The engine of real cards is none, so nobody can ask it to."""

    def identify(
        self, provider: str, granted: tuple[Access, ...], pin: Secret
    ) -> IdentificationResult:
        """Identify the holder of the card that was looked at to the provider of that id.

        `granted` is what the person has left ticked. Ends the session when it was done. Raises
        CardFault; the secret is empty afterwards.
        """
        ...
