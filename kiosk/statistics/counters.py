"""The closed list of all that is counted. What is not here cannot be counted.

A counter says in how many visits of a day something happened: a visit raises it by one or not at
all. None is the sum of others, and none is all visits that are in one of others, so that none
can be computed from them (docs/decisions/13-small-numbers.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias, cast


class Why(Enum):
    """What a group of counters is needed for, in German and English."""

    USE = ("Wird das Gerät genutzt, und wie lange?", "Is the kiosk used, and for how long?")
    CARDS = (
        "Mit welchen Karten kommen Menschen, und wie steht es um ihre PIN?",
        "Which cards do people bring, and how is their PIN?",
    )
    SUCCESS = ("Was gelingt?", "What succeeds?")
    OBSTACLES = ("Wo kommen Menschen nicht weiter?", "Where do people get stuck?")
    DESK = ("Wobei muss der Schalter helfen?", "What does the service desk have to help with?")
    TOPICS = ("Was wollen Menschen wissen?", "What do people want to know?")
    ACCESS = (
        "Welche Sprachen und Hilfen werden gebraucht?",
        "Which languages and aids are needed?",
    )
    SATISFACTION = ("Hat es geholfen?", "Did it help?")


@dataclass(frozen=True)
class Meaning:
    """What a counter counts, in German and English, and what it is needed for."""

    german: str
    english: str
    why: Why


def _visits(german: str, english: str, why: Why) -> Meaning:
    return Meaning(f"Besuche, {german}", f"visits {english}", why)


class Counter(Enum):
    """Its name in small letters is its name in the spool, in messages and in reports."""

    VISITS = Meaning("Besuche", "visits", Why.USE)
    LENGTH_UNDER_1 = _visits("kürzer als eine Minute", "shorter than a minute", Why.USE)
    LENGTH_1_TO_3 = _visits("von 1 bis 3 Minuten", "of 1 to 3 minutes", Why.USE)
    LENGTH_3_TO_10 = _visits("von 3 bis 10 Minuten", "of 3 to 10 minutes", Why.USE)
    LENGTH_OVER_10 = _visits("länger als 10 Minuten", "longer than 10 minutes", Why.USE)
    CARD_LEFT_BEHIND = _visits(
        "nach denen die Karte liegen blieb", "that left the card behind", Why.USE
    )

    PIN_OPERATIONAL = _visits(
        "bei denen die PIN einer Karte bereit war", "with a card whose PIN was ready", Why.CARDS
    )
    PIN_SUSPENDED = _visits(
        "bei denen nur noch ein Versuch übrig war", "with a card with one try left", Why.CARDS
    )
    PIN_BLOCKED = _visits(
        "bei denen die PIN gesperrt war", "with a card whose PIN was blocked", Why.CARDS
    )
    PIN_DEACTIVATED = _visits(
        "bei denen die Online-Funktion ausgeschaltet war",
        "with a card whose online function was off",
        Why.CARDS,
    )
    CARD_PASSPORT = _visits("mit einem Reisepass", "with a passport", Why.CARDS)
    CARD_BANK = _visits("mit einer Bankkarte", "with a bank card", Why.CARDS)
    CARD_HEALTH = _visits("mit einer Gesundheitskarte", "with a health card", Why.CARDS)
    CARD_UNKNOWN = _visits("mit einer anderen Karte", "with another card", Why.CARDS)

    FIRST_PIN_BEGUN = _visits(
        "bei denen eine erste PIN begonnen wurde", "that began a first PIN", Why.SUCCESS
    )
    FIRST_PIN_SET = _visits(
        "bei denen die erste PIN gesetzt wurde", "that set a first PIN", Why.SUCCESS
    )
    CHANGE_BEGUN = _visits(
        "bei denen eine Änderung der PIN begonnen wurde", "that began a change", Why.SUCCESS
    )
    PIN_CHANGED = _visits("bei denen die PIN geändert wurde", "that changed a PIN", Why.SUCCESS)
    RESUME_BEGUN = _visits(
        "bei denen begonnen wurde, alle Versuche zurückzuholen",
        "that began to get all tries back",
        Why.SUCCESS,
    )
    PIN_RESUMED = _visits(
        "bei denen alle Versuche zurückgeholt wurden", "that got all tries back", Why.SUCCESS
    )
    UNBLOCK_BEGUN = _visits(
        "bei denen ein Entsperren begonnen wurde", "that began to unblock", Why.SUCCESS
    )
    PIN_UNBLOCKED = _visits(
        "bei denen die PIN entsperrt wurde", "that unblocked a PIN", Why.SUCCESS
    )
    WHICH_PIN_BEGUN = _visits(
        "bei denen nach der richtigen PIN gefragt wurde", "that asked which PIN it is", Why.SUCCESS
    )

    WRONG_TRANSPORT_PIN = _visits(
        "mit falschen fünf Ziffern", "with a wrong transport PIN", Why.OBSTACLES
    )
    WRONG_PIN = _visits("mit falscher PIN", "with a wrong PIN", Why.OBSTACLES)
    WRONG_CAN = _visits("mit falscher CAN", "with a wrong CAN", Why.OBSTACLES)
    WRONG_PUK = _visits("mit falschem PUK", "with a wrong PUK", Why.OBSTACLES)
    BLOCKED_HERE = _visits(
        "bei denen die PIN hier gesperrt wurde", "that blocked a PIN here", Why.OBSTACLES
    )
    LAST_TRY = _visits("mit der Frage nach dem letzten Versuch", "at the last try", Why.OBSTACLES)
    WEAK_PIN = _visits(
        "mit dem Hinweis auf eine leicht zu ratende PIN", "warned of a weak PIN", Why.OBSTACLES
    )
    CARD_LIFTED = _visits(
        "bei denen die Karte zu früh weggenommen wurde", "with a card lifted early", Why.OBSTACLES
    )
    CARD_UNREADABLE = _visits(
        "mit einer Karte, die nicht zu lesen war", "with an unreadable card", Why.OBSTACLES
    )
    CARD_FAULT = _visits("mit einer anderen Störung", "with another fault", Why.OBSTACLES)
    OUTCOME_UNCERTAIN = _visits(
        "bei denen der Ausgang nicht sicher war", "with an uncertain outcome", Why.OBSTACLES
    )
    LEFT_AT_OVERVIEW = _visits("verlassen an der Übersicht", "left at the overview", Why.OBSTACLES)
    LEFT_AT_CHOICE = _visits(
        "verlassen an den Fragen zur PIN", "left at the questions about the PIN", Why.OBSTACLES
    )
    LEFT_AT_LAY_CARD_ON = _visits(
        "verlassen an „Karte auflegen“", 'left at "lay your card on"', Why.OBSTACLES
    )
    LEFT_AT_STATUS = _visits(
        "verlassen am Zustand der Karte", "left at the state of the card", Why.OBSTACLES
    )
    LEFT_AT_TRANSPORT_PIN = _visits(
        "verlassen an den fünf Ziffern", "left at the transport PIN", Why.OBSTACLES
    )
    LEFT_AT_PIN = _visits("verlassen an der PIN", "left at the PIN", Why.OBSTACLES)
    LEFT_AT_CAN = _visits("verlassen an der CAN", "left at the CAN", Why.OBSTACLES)
    LEFT_AT_PUK = _visits("verlassen am PUK", "left at the PUK", Why.OBSTACLES)
    LEFT_AT_NEW_PIN = _visits("verlassen an der neuen PIN", "left at the new PIN", Why.OBSTACLES)
    LEFT_AT_LAST_TRY = _visits(
        "verlassen am letzten Versuch", "left at the last try", Why.OBSTACLES
    )
    LEFT_AT_REFUSAL = _visits(
        "verlassen nach einer falschen Eingabe", "left after a wrong entry", Why.OBSTACLES
    )
    LEFT_AT_FAULT = _visits("verlassen nach einer Störung", "left after a fault", Why.OBSTACLES)

    DESK_NEW_PIN = _visits(
        "zum Schalter wegen einer vergessenen PIN", "sent to the desk for a new PIN", Why.DESK
    )
    DESK_NO_LETTER = _visits(
        "zum Schalter ohne PIN-Brief", "sent to the desk without the letter", Why.DESK
    )
    DESK_NO_CAN = _visits("zum Schalter ohne CAN", "sent to the desk without CAN", Why.DESK)
    DESK_NO_PUK = _visits("zum Schalter ohne PUK", "sent to the desk without PUK", Why.DESK)
    DESK_PUK_USED_UP = _visits(
        "zum Schalter mit verbrauchtem PUK", "sent to the desk, PUK used up", Why.DESK
    )
    DESK_SUSPENDED = _visits(
        "zum Schalter, weil die Karte anderes sagt", "sent to the desk by the card", Why.DESK
    )

    LEARN_WHAT = _visits("Thema: was sie kann", "that read what it can do", Why.TOPICS)
    LEARN_PIN_CAN = _visits("Thema: PIN und CAN", "that read of PIN and CAN", Why.TOPICS)
    LEARN_PUK_PASSWORD = _visits(
        "Thema: PUK und Sperrkennwort", "that read of PUK and blocking password", Why.TOPICS
    )
    LEARN_NEEDED = _visits("Thema: was man braucht", "that read what is needed", Why.TOPICS)
    LEARN_COST = _visits("Thema: Kosten", "that read of the cost", Why.TOPICS)
    LEARN_WHO_ASKS = _visits("Thema: wer fragt", "that read who asks", Why.TOPICS)
    LEARN_FINGERPRINT = _visits("Thema: Fingerabdruck", "that read of fingerprints", Why.TOPICS)
    LEARN_LOST = _visits("Thema: Karte verloren", "that read of lost cards", Why.TOPICS)
    LEARN_YOUNG = _visits("Thema: unter 16", "that read of age 16", Why.TOPICS)
    LEARN_CARDS = _visits("Thema: drei Karten", "that read of the three cards", Why.TOPICS)
    LEARN_END = _visits("alle Themen gelesen", "that read it to the end", Why.TOPICS)
    SERVICES_OPENED = _visits("Dienste geöffnet", "that opened the services", Why.TOPICS)
    MY_LIST_SHOWN = _visits("eigene Liste gezeigt", "shown a list of their own", Why.TOPICS)
    QUESTIONS_OPENED = _visits("Fragen geöffnet", "that opened the questions", Why.TOPICS)
    ANSWER_LETTER_LOST = _visits("Frage: PIN-Brief weg", "asked: letter lost", Why.TOPICS)
    ANSWER_FIVE_DIGITS = _visits("Frage: fünf Ziffern", "asked: five digits", Why.TOPICS)
    ANSWER_WRONG_PIN = _visits("Frage: falsche PIN", "asked: wrong PIN", Why.TOPICS)
    ANSWER_WHICH_NUMBER = _visits("Frage: welche Nummer", "asked: which number", Why.TOPICS)
    ANSWER_RESET_LETTER = _visits("Frage: PIN-Rücksetzbrief", "asked: reset letter", Why.TOPICS)
    ANSWER_LOST_CARD = _visits("Frage: Karte verloren", "asked: card lost", Why.TOPICS)
    ANSWER_SWITCHED_OFF = _visits("Frage: ausgeschaltet", "asked: switched off", Why.TOPICS)
    ANSWER_COST = _visits("Frage: Kosten", "asked: cost", Why.TOPICS)
    ANSWER_NO_PHONE = _visits("Frage: kein Handy", "asked: no phone", Why.TOPICS)
    ANSWER_WHO_ASKS = _visits("Frage: wer fragt", "asked: who asks", Why.TOPICS)
    ANSWER_FINGERPRINT = _visits("Frage: Fingerabdruck", "asked: fingerprint", Why.TOPICS)
    ANSWER_THIS_DEVICE = _visits("Frage: dieses Gerät", "asked: this device", Why.TOPICS)
    ANSWER_NOT_GERMAN = _visits("Frage: nicht deutsch", "asked: not German", Why.TOPICS)
    ANSWER_OTHER_PASSPORT = _visits("Frage: anderer Pass", "asked: other passport", Why.TOPICS)
    ANSWER_EU_CITIZEN = _visits("Frage: EU-Bürger", "asked: EU citizen", Why.TOPICS)
    ANSWER_UNDER_16 = _visits("Frage: unter 16", "asked: under 16", Why.TOPICS)

    LANGUAGE_DE_SIMPLE = _visits("in Leichter Sprache", "in Easy German", Why.ACCESS)
    LANGUAGE_EN = _visits("auf Englisch", "in English", Why.ACCESS)
    LANGUAGE_UK = _visits("auf Ukrainisch", "in Ukrainian", Why.ACCESS)
    LANGUAGE_AR = _visits("auf Arabisch", "in Arabic", Why.ACCESS)
    LANGUAGE_RU = _visits("auf Russisch", "in Russian", Why.ACCESS)
    LANGUAGE_FA = _visits("auf Persisch", "in Persian", Why.ACCESS)
    LANGUAGE_TR = _visits("auf Türkisch", "in Turkish", Why.ACCESS)
    LANGUAGE_PL = _visits("auf Polnisch", "in Polish", Why.ACCESS)
    LANGUAGE_RO = _visits("auf Rumänisch", "in Romanian", Why.ACCESS)
    LANGUAGE_VI = _visits("auf Vietnamesisch", "in Vietnamese", Why.ACCESS)
    LANGUAGE_FR = _visits("auf Französisch", "in French", Why.ACCESS)
    LANGUAGE_ES = _visits("auf Spanisch", "in Spanish", Why.ACCESS)
    LANGUAGE_IT = _visits("auf Italienisch", "in Italian", Why.ACCESS)
    LANGUAGE_ZH = _visits("auf Chinesisch", "in Chinese", Why.ACCESS)
    LANGUAGE_OTHER = _visits("in einer weiteren Sprache", "in another language", Why.ACCESS)
    SPEECH_USED = _visits("mit Vorlesen", "with speech", Why.ACCESS)
    CONTRAST_USED = _visits("mit anderem Kontrast", "with another contrast", Why.ACCESS)
    SIZE_USED = _visits("mit größerer Schrift", "with larger letters", Why.ACCESS)
    REACH_USED = _visits("mit tiefer gelegten Tasten", "with keys in reach", Why.ACCESS)
    STEADY_USED = _visits("mit Hilfe für zitternde Hände", "with a steady hand", Why.ACCESS)

    HELPED_YES = _visits("die geholfen haben", "that helped", Why.SATISFACTION)
    HELPED_PARTLY = _visits("die teilweise geholfen haben", "that helped partly", Why.SATISFACTION)
    HELPED_NO = _visits("die nicht geholfen haben", "that did not help", Why.SATISFACTION)


class ServiceShown(Enum):
    """Base of the one list that the city keeps itself: a member for each row of its catalogue."""


Counted: TypeAlias = Counter | ServiceShown


def services_shown(ids: Iterable[str]) -> type[ServiceShown]:
    """The counters of a catalogue, made once before the first visit; values are the ids."""
    names = [(f"SERVICE_{one.replace('-', '_').upper()}", one) for one in ids]
    made = cast(Any, ServiceShown)("CatalogueService", names)  # mypy knows no Enum made at run time
    return cast(type[ServiceShown], made)


def name_of(counter: Counted) -> str:
    return counter.name.lower()


def meaning_of(name: str, german: bool) -> str:
    """What a name in the spool means; that of a service is its id."""
    counter = Counter.__members__.get(name.upper())
    if counter is None:
        return name.removeprefix("service_").replace("_", "-")
    return counter.value.german if german else counter.value.english


LENGTHS = (
    Counter.LENGTH_UNDER_1,
    Counter.LENGTH_1_TO_3,
    Counter.LENGTH_3_TO_10,
    Counter.LENGTH_OVER_10,
)
"""Every visit is in exactly one of them."""

FACES = (Counter.HELPED_YES, Counter.HELPED_PARTLY, Counter.HELPED_NO)
"""A visit is in one of them at most."""
