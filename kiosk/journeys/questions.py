"""Questions people really have, found by topic; an answer leads to the journey that helps."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from kiosk.journeys.change_pin import first_pin
from kiosk.journeys.look_at_card import look_at_card
from kiosk.journeys.steps import (
    ChooseFromList,
    Ending,
    Explain,
    Journey,
    OtherJourney,
    Picture,
    WentBack,
)
from kiosk.journeys.which_pin import which_pin


class Topic(Enum):
    PIN = "pin"
    CARD = "card"
    DATA = "data"
    PEOPLE = "people"


class PinQuestion(Enum):
    LETTER_LOST = "letter-lost"
    FIVE_DIGITS = "five-digits"
    WRONG_PIN = "wrong-pin"
    WHICH_NUMBER = "which-number"
    RESET_LETTER = "reset-letter"


class CardQuestion(Enum):
    LOST_CARD = "lost-card"
    SWITCHED_OFF = "switched-off"
    COST = "cost"
    NO_PHONE = "no-phone"


class DataQuestion(Enum):
    WHO_ASKS = "who-asks"
    FINGERPRINT = "fingerprint"
    THIS_DEVICE = "this-device"


class PeopleQuestion(Enum):
    NOT_GERMAN = "not-german"
    OTHER_PASSPORT = "other-passport"
    EU_CITIZEN = "eu-citizen"
    UNDER_16 = "under-16"


LISTS: dict[Topic, type[Enum]] = {
    Topic.PIN: PinQuestion,
    Topic.CARD: CardQuestion,
    Topic.DATA: DataQuestion,
    Topic.PEOPLE: PeopleQuestion,
}


class Answered(Enum):
    MORE = "more"
    FINISHED = "finished"


class HelpedByCard(Enum):
    LOOK_AT_CARD = "look-at-card"
    MORE = "more"
    FINISHED = "finished"


class HelpedByFirstPin(Enum):
    FIRST_PIN = "first-pin"
    MORE = "more"
    FINISHED = "finished"


class HelpedByWhichPin(Enum):
    WHICH_PIN = "which-pin"
    MORE = "more"
    FINISHED = "finished"


FINISHED = {
    Answered.FINISHED,
    HelpedByCard.FINISHED,
    HelpedByFirstPin.FINISHED,
    HelpedByWhichPin.FINISHED,
}

JOURNEYS: dict[Enum, Callable[[], Journey]] = {
    HelpedByCard.LOOK_AT_CARD: look_at_card,
    HelpedByFirstPin.FIRST_PIN: first_pin,
    HelpedByWhichPin.WHICH_PIN: which_pin,
}

ANSWERS: dict[Enum, tuple[Picture, type[Enum]]] = {
    PinQuestion.LETTER_LOST: (Picture.PIN_LETTER, HelpedByCard),
    PinQuestion.FIVE_DIGITS: (Picture.PIN_LETTER, HelpedByFirstPin),
    PinQuestion.WRONG_PIN: (Picture.CAN_ON_CARD, HelpedByCard),
    PinQuestion.WHICH_NUMBER: (Picture.PIN_AND_CAN, HelpedByWhichPin),
    PinQuestion.RESET_LETTER: (Picture.SERVICE_DESK, Answered),
    CardQuestion.LOST_CARD: (Picture.LOST_CARD, Answered),
    CardQuestion.SWITCHED_OFF: (Picture.SERVICE_DESK, HelpedByCard),
    CardQuestion.COST: (Picture.COST, Answered),
    CardQuestion.NO_PHONE: (Picture.CARD_AT_PHONE, Answered),
    DataQuestion.WHO_ASKS: (Picture.WHO_ASKS, Answered),
    DataQuestion.FINGERPRINT: (Picture.FINGERPRINT, Answered),
    DataQuestion.THIS_DEVICE: (Picture.CARD_ON_READER, HelpedByCard),
    PeopleQuestion.NOT_GERMAN: (Picture.LANGUAGES, Answered),
    PeopleQuestion.OTHER_PASSPORT: (Picture.THREE_CARDS, HelpedByCard),
    PeopleQuestion.EU_CITIZEN: (Picture.THREE_CARDS, HelpedByCard),
    PeopleQuestion.UNDER_16: (Picture.AGE_16, HelpedByCard),
}
"""For each question its picture, and what can be done after the answer."""


async def questions() -> Ending:
    while True:
        topic = await ChooseFromList("questions", Topic)
        try:
            return await _about(topic)
        except WentBack:
            continue


async def _about(topic: Topic) -> Ending:
    while True:
        question = await ChooseFromList(f"questions-{topic.value}", LISTS[topic])
        try:
            wish = await _answer(question)
        except WentBack:
            continue
        if wish in JOURNEYS:
            raise OtherJourney(JOURNEYS[wish])
        if wish in FINISHED:
            return Ending.SHOWN


def _answer(question: Enum) -> Explain[Enum]:
    picture, choices = ANSWERS[question]
    return Explain(f"answer-{question.value}", choices, picture=picture, buttons="answer")
