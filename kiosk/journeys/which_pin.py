""" "I do not know which PIN I have": questions that lead to the right journey or to the desk."""

from __future__ import annotations

from enum import Enum

from kiosk.journeys.change_pin import change_pin, first_pin
from kiosk.journeys.look_at_card import look_at_card
from kiosk.journeys.on_reader import to_the_desk
from kiosk.journeys.steps import Choose, Ending, Picture, WentBack


class Letter(Enum):
    HAVE_IT = "have-it"
    NOT_HERE = "not-here"


class Digits(Enum):
    FIVE = "five"
    SIX = "six"
    NONE = "none"


class NoLetter(Enum):
    GO_TO_DESK = "go-to-desk"
    LOOK = "look"


async def which_pin() -> Ending:
    while True:
        letter = await Choose("have-letter", Letter, picture=Picture.PIN_LETTER)
        try:
            match letter:
                case Letter.HAVE_IT:
                    return await _digits()
                case Letter.NOT_HERE:
                    return await _without_letter()
        except WentBack:
            continue


async def _digits() -> Ending:
    match await Choose("how-many-digits", Digits):
        case Digits.FIVE:
            return await first_pin()
        case Digits.SIX:
            return await change_pin()
        case Digits.NONE:
            return await to_the_desk("desk-new-pin")


async def _without_letter() -> Ending:
    match await Choose("without-letter", NoLetter):
        case NoLetter.GO_TO_DESK:
            return await to_the_desk("desk-no-letter")
        case NoLetter.LOOK:
            return await look_at_card()
