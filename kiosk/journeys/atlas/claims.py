"""What must hold on every path, and the witness who watches one path for it."""

from __future__ import annotations

from enum import Enum
from typing import Any

from kiosk.eid.model import (
    CardFault,
    CardLook,
    PinState,
    PinStatus,
    WrongCan,
)
from kiosk.journeys.resume_pin import LastTry
from kiosk.journeys.steps import (
    AskNewPin,
    AskSecret,
    AwaitRemoval,
    BeginPractice,
    ChangePin,
    Field,
    ReleaseCard,
    Step,
    UnblockPin,
)
from kiosk.journeys.trial_steps import Identify
from kiosk.secret import Secret


class Claim(Enum):
    """The promises, as sentences."""

    ENDS = "from every step an ending can be reached"
    ASKS = "nothing goes on for ever without the person"
    KNOWN_STATE = "a card step is taken only for the state the card last told"
    LAST_TRY = "no last try without a clear yes and a CAN typed after it"
    SHAPE = "no secret of another shape, or asked for as another, reaches the card"
    ONCE = "no secret reaches the card twice"
    LET_GO = "a secret that a journey lets go of is empty"
    SCREEN = "every step has a screen"
    TEXT = "every text exists in every language"


class Refuted(Exception):
    """A promise does not hold; the message tells which, why, and on which path."""

    def __init__(self, claim: Claim, why: str, path: str) -> None:
        super().__init__(f"not true that {claim.value}: {why}\n  on the path: {path}")
        self.claim = claim


class Witness:
    """Remembers of one path what the promises hang on, and does what the conductor does.

    That is: after a fault, and when the card is to be taken, everything typed is wiped.
    """

    def __init__(self) -> None:
        self.path: list[str] = []
        self.known: PinStatus | None = None
        """What the card last told of itself."""
        self.consented = False
        """A yes to the last try, since the card last told of tries."""
        self.can: Secret | None = None
        """Typed after that yes."""
        self._typed: list[tuple[Secret, Field | None]] = []
        self._used: list[Secret] = []

    def refute(self, claim: Claim, why: str) -> Refuted:
        return Refuted(claim, why, " → ".join(self.path))

    def asks(self, step: Step[Any]) -> None:
        """The journey has come to this step."""
        self.path.append(getattr(step, "text", type(step).__name__))
        match step:
            case ChangePin(old, new, can):
                self._reaches_card(old, Field.TRANSPORT_PIN, Field.PIN)
                self._reaches_card(new)
                if can is not None:
                    self._reaches_card(can, Field.CAN)
                self._allowed(can)
            case Identify(pin=pin):
                self._reaches_card(pin, Field.PIN)
                self._allowed(None)
            case UnblockPin(puk):
                self._reaches_card(puk, Field.PUK)
                if self.known is None or self.known.state is not PinState.BLOCKED:
                    raise self.refute(Claim.KNOWN_STATE, f"PUK for {self.known}")
            case AwaitRemoval():
                self._wipe()
            case _:
                pass

    def hears(self, step: Step[Any], label: str, value: object) -> None:
        """The step is answered so."""
        if label:
            self.path.append(f"[{label}]")
        match step, value:
            case _, CardFault():
                self._learns(None)
                self._wipe()
            case _, CardLook(pin_status=status):
                self._learns(status)
            case ChangePin(), WrongCan(status) if status == self.known:
                self.can = None  # no try was spent: the yes still stands
            case ChangePin() | Identify() | UnblockPin() | BeginPractice(), _:
                self._learns(getattr(value, "status", None))
            case _, LastTry():
                self.consented, self.can = value is LastTry.GO_ON, None
            case AskSecret(field), Secret():
                self._typed.append((value, field))
                if field is Field.CAN and self.consented:
                    self.can = value
            case AskNewPin(), Secret():
                self._typed.append((value, None))
            case _:
                pass
        if isinstance(step, ChangePin | Identify | UnblockPin):  # what the engine promises
            for secret in self._used:
                secret.wipe()

    def lets_go(self, step: Step[Any], held: list[Secret]) -> None:
        """At `step` the journey holds only these secrets still."""
        if isinstance(step, ReleaseCard):
            return  # in a moment the person is asked, or everything is wiped
        for secret, field in self._typed:
            if len(secret) and not any(secret is one for one in held):
                raise self.refute(Claim.LET_GO, f"{field or 'new PIN'} is still there")

    def has_used(self, secret: Secret) -> bool:
        """Whether it was handed to the card."""
        return any(secret is used for used in self._used)

    def _reaches_card(self, secret: Secret, *fields: Field) -> None:
        if self.has_used(secret):
            raise self.refute(Claim.ONCE, "the same secret again")
        self._used.append(secret)
        asked_as = next((field for typed, field in self._typed if typed is secret), None)
        if fields and asked_as not in fields:
            raise self.refute(Claim.SHAPE, f"{asked_as} where {fields} belong")
        digits = asked_as.digits if asked_as else Field.PIN.digits
        if len(secret) != digits:
            raise self.refute(Claim.SHAPE, f"{len(secret)} digits where {digits} belong")

    def _allowed(self, can: Secret | None) -> None:
        state = self.known.state if self.known else None
        if state is PinState.SUSPENDED:
            if not self.consented:
                raise self.refute(Claim.LAST_TRY, "nobody was asked")
            if can is None or can is not self.can:
                raise self.refute(Claim.LAST_TRY, "no CAN, or an old one")
        elif state is not PinState.OPERATIONAL:
            raise self.refute(Claim.KNOWN_STATE, f"PIN for {self.known}")
        elif can is not None:
            raise self.refute(Claim.KNOWN_STATE, "a CAN where none is needed")

    def _learns(self, status: PinStatus | None) -> None:
        self.known, self.consented, self.can = status, False, None

    def _wipe(self) -> None:
        for secret, _ in self._typed:
            secret.wipe()
