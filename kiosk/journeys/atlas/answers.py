"""Everything that people and cards may answer to a step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any

from kiosk.eid import model
from kiosk.eid.eac.model import Identified
from kiosk.eid.model import Aftermath, CardFault, CardKind, CardLook, PinState, PinStatus
from kiosk.journeys.steps import (
    Aside,
    AskNewPin,
    AskSecret,
    AwaitCard,
    AwaitRemoval,
    BeginPractice,
    CardStep,
    ChangePin,
    Choose,
    Field,
    LookAtCard,
    OnService,
    Pick,
    ReleaseCard,
    ShowList,
    ShowService,
    Step,
    Tell,
    UnblockPin,
    WentAway,
    WentBack,
    WentHome,
)
from kiosk.journeys.trial_steps import (
    Grant,
    Identify,
    PickProvider,
    ShowProvider,
)
from kiosk.secret import Secret

STATUSES = {
    "3 tries": PinStatus(PinState.OPERATIONAL, 3),
    "2 tries": PinStatus(PinState.OPERATIONAL, 2),
    "suspended": PinStatus(PinState.SUSPENDED, 1),
    "blocked": PinStatus(PinState.BLOCKED, 0),
    "switched off": PinStatus(PinState.DEACTIVATED, None),
}
"""Every state a chip can tell."""

KNOWN = {
    Field.TRANSPORT_PIN: b"13579",
    Field.PIN: b"482915",
    Field.CAN: b"731046",
    Field.PUK: b"2345678901",
}
"""Right or wrong is for the card to say; a journey sees only how long it is."""

NEW_PINS = {
    "594837": b"594837",
    "another strong PIN": b"715904",
    "a sequence": b"123456",
    "a repetition": b"121212",
    "a date": b"240590",
    "the CAN": KNOWN[Field.CAN],
}
"""Offered whenever a new PIN is asked for, so the second time is the same or is not."""

BACK, END, HOME, LIFTED = "back", "end", "home", "card lifted"
DIFFERS, FAULT = "the card says otherwise", "fault"
"""Labels, or how labels begin."""


@dataclass(frozen=True)
class Answer:
    """`make` gives a fresh value for each replay, or an exception to throw."""

    label: str
    make: Callable[[], object]
    by_card: bool = False
    """Whether it comes without the person doing anything."""


class UnknownStep(Exception):
    """A step that nobody has told the atlas about, so that no screen can be vouched for."""


def answers(step: Step[Any]) -> list[Answer]:
    """Every answer to `step`, by hand or by chip."""
    if isinstance(step, CardStep):
        return _by_card(step)
    if isinstance(step, BeginPractice):
        return [Answer("", _nothing, by_card=True)]
    by_person = [Answer(BACK, WentBack), *_by_person(step)]
    if isinstance(step, Pick | ShowService | ShowList):  # no other journey listens to it
        by_person += [Answer(END, WentAway), Answer(HOME, WentHome)]
    if step.needs_card:
        by_person.append(Answer(LIFTED, partial(model.CardRemoved, "while asking")))
    return by_person


def _by_person(step: Step[Any]) -> list[Answer]:
    match step:
        case Tell():
            return [Answer("continue", _nothing)]
        case Choose(choices=choices):
            members: type[Enum] = choices
            return [Answer(choice.value, partial(members, choice)) for choice in members]
        case Pick(rows=rows, asides=asides):
            return [
                *(
                    Answer(f"row {number}", partial(_same, row))
                    for number, row in enumerate(rows, 1)
                ),
                *(Answer(aside.value, partial(Aside, aside)) for aside in asides),
            ]
        case ShowService(choices=choices_here):
            return [Answer(one.value, partial(OnService, one)) for one in choices_here]
        case ShowList() | ShowProvider():
            return [Answer("continue", _nothing)]
        case PickProvider(providers=providers):
            return [Answer(provider.id, partial(_same, provider)) for provider in providers]
        case Grant(provider=provider):
            everything = (*provider.required, *provider.optional)
            return [
                Answer("everything", partial(_same, everything)),
                Answer("only what must be", partial(_same, provider.required)),
            ]
        case AskSecret(field=field):
            typed = Answer("typed", partial(Secret, KNOWN[field]))
            return [typed, Answer("missing", _nothing)]
        case AskNewPin():
            return [Answer(label, partial(Secret, pin)) for label, pin in NEW_PINS.items()]
        case AwaitCard() | AwaitRemoval():
            return [Answer("", _nothing, by_card=True)]  # it may lie there, or be gone, already
        case _:
            raise UnknownStep(type(step).__name__)


def _by_card(step: CardStep[Any]) -> list[Answer]:
    """Every outcome with every state, likely or not: the card is believed, whatever it says."""
    match step:
        case LookAtCard():
            others = [kind for kind in CardKind if kind is not CardKind.EID]
            return [
                *_each("eID", partial(CardLook, CardKind.EID)),
                *(_told(kind.value, CardLook(kind)) for kind in others),
                *_faults(),
            ]
        case ChangePin():
            return [
                _told("PIN changed", model.PinChanged(None)),
                *_each("wrong PIN", model.WrongPin),
                *_each("wrong CAN", model.WrongCan),
                *_each(DIFFERS, model.StateDiffers),
                *_faults(),
            ]
        case UnblockPin():
            return [
                _told("PIN unblocked", model.PinUnblocked(None)),
                *_each("wrong PUK", model.WrongPuk),
                *_each("PUK used up", model.PukUsedUp),
                *_each(DIFFERS, model.StateDiffers),
                *_faults(),
            ]
        case Identify():
            return [
                _told("identified", Identified(True, (), (), None)),
                *_each("wrong PIN", model.WrongPin),
                *_each(DIFFERS, model.StateDiffers),
                *_faults(),
            ]
        case ReleaseCard():
            return [Answer("", _nothing, by_card=True)]
        case _:
            raise UnknownStep(type(step).__name__)


def _each(label: str, outcome: Callable[[PinStatus], object]) -> list[Answer]:
    return [_told(f"{label}, {name}", outcome(status)) for name, status in STATUSES.items()]


def _faults() -> list[Answer]:
    """Every fault that cost nothing, and every aftermath of the others.

    What is said after those depends on the aftermath alone, so one type of them will do.
    """
    harmless: list[Callable[[], CardFault]] = [
        CardFault,
        model.CardRemoved,
        model.AnotherCard,
        model.CardUnreadable,
        model.ReaderUnavailable,
        model.ReaderInUse,
        model.ProtocolBroken,
        model.UnsupportedCard,
    ]
    grave: list[Callable[[], CardFault]] = [
        partial(CardFault, "", aftermath)
        for aftermath in Aftermath
        if aftermath is not Aftermath.NOTHING_HAPPENED
    ]
    return [
        Answer(f"{FAULT} {make().key}, {make().aftermath.value}", make, by_card=True)
        for make in (*harmless, *grave)
    ]


def _told(label: str, value: object) -> Answer:
    return Answer(label, lambda: value, by_card=True)


def _same(value: object) -> object:
    return value


def _nothing() -> None:
    return None
