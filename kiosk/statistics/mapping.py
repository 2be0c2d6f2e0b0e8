"""Which step, answer and way of leaving raises which counter: the only place that knows both.

A step is known by its text key, never by what it holds.
"""

from __future__ import annotations

from typing import Any

from kiosk.comfort import Comfort, Reach, TextSize
from kiosk.eid.model import CardLook, PinState
from kiosk.journeys.steps import Step
from kiosk.journeys.visit import Helped
from kiosk.statistics.counters import LENGTHS, Counted, Counter
from kiosk.texts import AT_REST

BEGUN = {
    "first-pin": Counter.FIRST_PIN_BEGUN,
    "change-pin": Counter.CHANGE_BEGUN,
    "resume-pin": Counter.RESUME_BEGUN,
    "unblock-pin": Counter.UNBLOCK_BEGUN,
}
"""A journey with progress has begun when one of its steps is shown."""

SHOWN = {
    "have-letter": Counter.WHICH_PIN_BEGUN,
    "card-is-passport": Counter.CARD_PASSPORT,
    "card-is-bank-card": Counter.CARD_BANK,
    "card-is-health-card": Counter.CARD_HEALTH,
    "card-is-unknown": Counter.CARD_UNKNOWN,
    "pin-set": Counter.FIRST_PIN_SET,
    "pin-changed": Counter.PIN_CHANGED,
    "pin-resumed": Counter.PIN_RESUMED,
    "pin-unblocked": Counter.PIN_UNBLOCKED,
    "wrong-transport-pin": Counter.WRONG_TRANSPORT_PIN,
    "wrong-pin": Counter.WRONG_PIN,
    "wrong-can": Counter.WRONG_CAN,
    "wrong-puk": Counter.WRONG_PUK,
    "new-pin-refused": Counter.WRONG_PIN,
    "pin-blocked-now": Counter.BLOCKED_HERE,
    "last-try": Counter.LAST_TRY,
    "weak-pin-sequence": Counter.WEAK_PIN,
    "weak-pin-repeated": Counter.WEAK_PIN,
    "weak-pin-date": Counter.WEAK_PIN,
    "weak-pin-same-as-can": Counter.WEAK_PIN,
    "fault-card-removed": Counter.CARD_LIFTED,
    "fault-card-unreadable": Counter.CARD_UNREADABLE,
    "fault-another-card": Counter.CARD_FAULT,
    "fault-reader-unavailable": Counter.CARD_FAULT,
    "fault-reader-in-use": Counter.CARD_FAULT,
    "fault-protocol-broken": Counter.CARD_FAULT,
    "fault-unsupported-card": Counter.CARD_FAULT,
    "fault-card-fault": Counter.CARD_FAULT,
    "after-pin-unchanged": Counter.CARD_FAULT,
    "after-try-may-be-gone": Counter.OUTCOME_UNCERTAIN,
    "after-new-pin-uncertain": Counter.OUTCOME_UNCERTAIN,
    "after-unblock-uncertain": Counter.OUTCOME_UNCERTAIN,
    "desk-new-pin": Counter.DESK_NEW_PIN,
    "desk-no-letter": Counter.DESK_NO_LETTER,
    "desk-no-can": Counter.DESK_NO_CAN,
    "desk-no-puk": Counter.DESK_NO_PUK,
    "puk-used-up": Counter.DESK_PUK_USED_UP,
    "card-says-suspended": Counter.DESK_SUSPENDED,
    "learn-what": Counter.LEARN_WHAT,
    "learn-pin-can": Counter.LEARN_PIN_CAN,
    "learn-puk-password": Counter.LEARN_PUK_PASSWORD,
    "learn-needed": Counter.LEARN_NEEDED,
    "learn-cost": Counter.LEARN_COST,
    "learn-who-asks": Counter.LEARN_WHO_ASKS,
    "learn-fingerprint": Counter.LEARN_FINGERPRINT,
    "learn-lost": Counter.LEARN_LOST,
    "learn-young": Counter.LEARN_YOUNG,
    "learn-cards": Counter.LEARN_CARDS,
    "learn-end": Counter.LEARN_END,
    "questions": Counter.QUESTIONS_OPENED,
    "services": Counter.SERVICES_OPENED,
    "my-list": Counter.MY_LIST_SHOWN,
    "answer-letter-lost": Counter.ANSWER_LETTER_LOST,
    "answer-five-digits": Counter.ANSWER_FIVE_DIGITS,
    "answer-wrong-pin": Counter.ANSWER_WRONG_PIN,
    "answer-which-number": Counter.ANSWER_WHICH_NUMBER,
    "answer-reset-letter": Counter.ANSWER_RESET_LETTER,
    "answer-lost-card": Counter.ANSWER_LOST_CARD,
    "answer-switched-off": Counter.ANSWER_SWITCHED_OFF,
    "answer-cost": Counter.ANSWER_COST,
    "answer-no-phone": Counter.ANSWER_NO_PHONE,
    "answer-who-asks": Counter.ANSWER_WHO_ASKS,
    "answer-fingerprint": Counter.ANSWER_FINGERPRINT,
    "answer-this-device": Counter.ANSWER_THIS_DEVICE,
    "answer-not-german": Counter.ANSWER_NOT_GERMAN,
    "answer-other-passport": Counter.ANSWER_OTHER_PASSPORT,
    "answer-eu-citizen": Counter.ANSWER_EU_CITIZEN,
    "answer-under-16": Counter.ANSWER_UNDER_16,
}

LEFT_AT = {
    "home": Counter.LEFT_AT_OVERVIEW,
    "pin-care": Counter.LEFT_AT_CHOICE,
    "have-letter": Counter.LEFT_AT_CHOICE,
    "how-many-digits": Counter.LEFT_AT_CHOICE,
    "without-letter": Counter.LEFT_AT_CHOICE,
    "lay-card-on": Counter.LEFT_AT_LAY_CARD_ON,
    "card-status": Counter.LEFT_AT_STATUS,
    "card-status-suspended": Counter.LEFT_AT_STATUS,
    "card-status-blocked": Counter.LEFT_AT_STATUS,
    "card-says-blocked": Counter.LEFT_AT_STATUS,
    "pin-blocked-now": Counter.LEFT_AT_STATUS,
    "has-own-pin": Counter.LEFT_AT_STATUS,
    "enter-transport-pin": Counter.LEFT_AT_TRANSPORT_PIN,
    "enter-old-pin": Counter.LEFT_AT_PIN,
    "enter-pin-last-try": Counter.LEFT_AT_PIN,
    "try-new-pin": Counter.LEFT_AT_PIN,
    "enter-can": Counter.LEFT_AT_CAN,
    "enter-puk": Counter.LEFT_AT_PUK,
    "choose-new-pin": Counter.LEFT_AT_NEW_PIN,
    "repeat-new-pin": Counter.LEFT_AT_NEW_PIN,
    "pins-differ": Counter.LEFT_AT_NEW_PIN,
    "weak-pin-sequence": Counter.LEFT_AT_NEW_PIN,
    "weak-pin-repeated": Counter.LEFT_AT_NEW_PIN,
    "weak-pin-date": Counter.LEFT_AT_NEW_PIN,
    "weak-pin-same-as-can": Counter.LEFT_AT_NEW_PIN,
    "last-try": Counter.LEFT_AT_LAST_TRY,
    "wrong-transport-pin": Counter.LEFT_AT_REFUSAL,
    "wrong-pin": Counter.LEFT_AT_REFUSAL,
    "wrong-can": Counter.LEFT_AT_REFUSAL,
    "wrong-puk": Counter.LEFT_AT_REFUSAL,
    "new-pin-refused": Counter.LEFT_AT_REFUSAL,
    "fault-card-removed": Counter.LEFT_AT_FAULT,
    "fault-card-unreadable": Counter.LEFT_AT_FAULT,
    "fault-another-card": Counter.LEFT_AT_FAULT,
    "fault-reader-unavailable": Counter.LEFT_AT_FAULT,
    "fault-reader-in-use": Counter.LEFT_AT_FAULT,
    "fault-protocol-broken": Counter.LEFT_AT_FAULT,
    "fault-unsupported-card": Counter.LEFT_AT_FAULT,
    "fault-card-fault": Counter.LEFT_AT_FAULT,
    "after-pin-unchanged": Counter.LEFT_AT_FAULT,
    "after-try-may-be-gone": Counter.LEFT_AT_FAULT,
    "after-new-pin-uncertain": Counter.LEFT_AT_FAULT,
    "after-unblock-uncertain": Counter.LEFT_AT_FAULT,
}
"""Where a journey is left before its end, by "end", by walking away, or back to the overview."""

NOT_COUNTED = frozenset(
    {
        "take-card",
        "helped",  # its answer is
        "card-left-behind",  # the end of the visit before is
        "looking-at-card",  # its outcome is
        "changing-pin",
        "unblocking-pin",
        "releasing-card",
        "eid-is-off",  # the state of the PIN is
        "pin-is-ready",
        "new-pin-holds",  # it was uncertain before; which journey it belonged to is not kept
        "take-card-first",
        "practise",  # what follows it is never counted, whatever it is
        "practise-new-card",
        "practise-own-pin",
        "practise-last-try",
        "practise-blocked",
        "trial",
        "trial-provider",
        "trial-data",
        "trial-pin",
        "trial-where-pin",
        "trial-wrong-pin",
        "trial-seen",
        "identifying",
        "service-list",
        "service",  # which one is, see Observer.shows_service
        "service-phone",
        "service-stops",
        "service-desk",
        "services-missing",
        "questions-pin",  # the answer that is read there is
        "questions-card",
        "questions-data",
        "questions-people",
    }
)

STATES = {
    PinState.OPERATIONAL: Counter.PIN_OPERATIONAL,
    PinState.SUSPENDED: Counter.PIN_SUSPENDED,
    PinState.BLOCKED: Counter.PIN_BLOCKED,
    PinState.DEACTIVATED: Counter.PIN_DEACTIVATED,
}

HELPED = {
    Helped.YES: Counter.HELPED_YES,
    Helped.PARTLY: Counter.HELPED_PARTLY,
    Helped.NO: Counter.HELPED_NO,
}

BANDS = tuple(zip((60.0, 180.0, 600.0, float("inf")), LENGTHS, strict=True))
"""Each length of a visit with the seconds that it stays below."""


def on_show(step: Step[Any], before: Step[Any] | None) -> list[Counted]:
    """What is counted when `step` follows `before` on the screen."""
    text = _text(step)
    counters: list[Counted] = [SHOWN[text]] if text in SHOWN else []
    progress = getattr(step, "progress", None)
    if progress and progress.journey in BEGUN:
        counters.append(BEGUN[progress.journey])
    if text == "home" and before is not None:
        counters += on_leave(before)
    return counters


def on_leave(step: Step[Any]) -> list[Counted]:
    """What is counted when somebody goes while `step` is on the screen."""
    text = _text(step)
    return [LEFT_AT[text]] if text in LEFT_AT else []


def on_answer(value: object) -> list[Counted]:
    """What is counted of an answer by hand or by chip; of most nothing is."""
    match value:
        case CardLook(pin_status=status) if status:
            return [STATES[status.state]]
        case Helped():
            return [HELPED[value]]
        case _:
            return []


def on_language(code: str) -> list[Counted]:
    """What is counted when somebody chooses a language; German, which is no news, is not."""
    if code == AT_REST:
        return []
    name = f"LANGUAGE_{code.replace('-', '_').upper()}"
    return [Counter.__members__.get(name, Counter.LANGUAGE_OTHER)]


def on_comfort(comfort: Comfort) -> list[Counted]:
    """What is counted when somebody changes how the screen looks, sounds and is touched."""
    used = {
        Counter.SIZE_USED: comfort.size is not TextSize.NORMAL,
        Counter.CONTRAST_USED: comfort.contrast,
        Counter.SPEECH_USED: comfort.speech,
        Counter.REACH_USED: comfort.reach is not Reach.WHOLE,
        Counter.STEADY_USED: comfort.steady,
    }
    return [counter for counter, is_used in used.items() if is_used]


def length_of(seconds: float) -> Counter:
    return next(band for below, band in BANDS if seconds < below)


def _text(step: Step[Any]) -> str:
    return getattr(step, "text", "")
