"""From the PIN one has to a PIN of one's own: the first from the letter, or a known one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import partial

from kiosk.eid.model import PinChanged, PinState, PinStatus, StateDiffers, WrongCan, WrongPin
from kiosk.journeys.new_pin import choose_new_pin
from kiosk.journeys.on_reader import eid_on_reader, to_the_desk
from kiosk.journeys.outcome import tell_done
from kiosk.journeys.resume_pin import consent_and_can, resume_pin
from kiosk.journeys.steps import (
    AskSecret,
    ChangePin,
    ChooseWithCard,
    Ending,
    Field,
    Mood,
    OtherJourney,
    Picture,
    Progress,
    Tell,
    WentBack,
)
from kiosk.journeys.unblock_pin import offer_puk, tell_state
from kiosk.secret import Secret


@dataclass(frozen=True)
class Wording:
    """What differs between a first PIN and a change: the field and the text keys."""

    journey: str
    old: Field
    ask_old: str
    picture: Picture | None
    missing: str
    done: str
    wrong: str

    def progress(self, step: int) -> Progress:
        return Progress(self.journey, step, 3)


FIRST_PIN = Wording(
    journey="first-pin",
    old=Field.TRANSPORT_PIN,
    ask_old="enter-transport-pin",
    picture=Picture.PIN_LETTER,
    missing="desk-no-letter",
    done="pin-set",
    wrong="wrong-transport-pin",
)

CHANGE_PIN = Wording(
    journey="change-pin",
    old=Field.PIN,
    ask_old="enter-old-pin",
    picture=None,
    missing="desk-new-pin",
    done="pin-changed",
    wrong="wrong-pin",
)


class AfterWrongPin(Enum):
    AGAIN = "again"
    OTHER_PIN = "other-pin"  # six digits instead of five, or five instead of six
    GO_TO_DESK = "go-to-desk"


async def first_pin() -> Ending:
    """The five digits of the letter become a PIN of six."""
    status = await eid_on_reader()
    if isinstance(status, Ending):
        return status
    return await set_first_pin(status)


async def set_first_pin(status: PinStatus) -> Ending:
    return await _to_own_pin(FIRST_PIN, status)


async def change_pin() -> Ending:
    """A PIN of six digits becomes another."""
    status = await eid_on_reader()
    if isinstance(status, Ending):
        return status
    return await set_other_pin(status)


async def set_other_pin(status: PinStatus) -> Ending:
    return await _to_own_pin(CHANGE_PIN, status)


async def _to_own_pin(wording: Wording, status: PinStatus) -> Ending:
    """Ask for everything, then one press of OK is at most one try; over and over while it may."""
    consented = False
    while status.state in (PinState.OPERATIONAL, PinState.SUSPENDED):
        can: Secret | None = None
        if status.state is PinState.SUSPENDED:
            shown = await consent_and_can(wording.progress(1), consented)
            if isinstance(shown, Ending):
                return shown
            can = shown
        try:
            entered = await _old_and_new(wording, status, can)
        except WentBack:
            if can is None:
                raise
            can.wipe()
            consented = False
            continue
        if entered is None:
            return await to_the_desk(wording.missing)
        match await ChangePin(*entered, can):
            case PinChanged():
                return await tell_done(wording.done)
            case WrongPin(now):
                status, consented = now, False
                ending = await _after_wrong_pin(wording, now)
                if ending:
                    return ending
            case WrongCan(now):
                consented, status = now == status, now  # no try was spent
                await Tell("wrong-can", Mood.CAUTION, Picture.CAN_ON_CARD)
            case StateDiffers(now):
                return await tell_state(now)
    return await tell_state(status)


async def _after_wrong_pin(wording: Wording, status: PinStatus) -> Ending | None:
    """What the person wants now, as far as the card allows it. None: another try."""
    if status.state is PinState.BLOCKED:
        return await offer_puk("pin-blocked-now", status)
    if status.state is PinState.DEACTIVATED:
        return await tell_state(status)
    match await ChooseWithCard(wording.wrong, AfterWrongPin, Mood.CAUTION, count=status.tries_left):
        case AfterWrongPin.AGAIN:
            return None
        case AfterWrongPin.GO_TO_DESK:
            return await to_the_desk("desk-new-pin")
        case AfterWrongPin.OTHER_PIN if wording is CHANGE_PIN:
            raise OtherJourney(partial(set_first_pin, status))
        case AfterWrongPin.OTHER_PIN if status.state is PinState.SUSPENDED:
            raise OtherJourney(partial(resume_pin, status))
        case AfterWrongPin.OTHER_PIN:
            raise OtherJourney(partial(set_other_pin, status))


async def _old_and_new(
    wording: Wording, status: PinStatus, can: Secret | None
) -> tuple[Secret, Secret] | None:
    """Both PINs. None: "I do not have the old one"; the CAN is wiped then.

    Back at the first question is WentBack.
    """
    while True:
        old = await AskSecret(
            wording.old,
            wording.ask_old,
            wording.picture,
            count=status.tries_left,
            progress=wording.progress(1),
        )
        if old is None:
            if can is not None:
                can.wipe()
            return None
        try:
            return old, await choose_new_pin(can, wording.progress(2), wording.progress(3))
        except WentBack:
            old.wipe()
