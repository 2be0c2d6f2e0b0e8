"""Which page shows which step. A new kind of step is a new arm here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import partial
from typing import Any

from kiosk.eid.connection import ReaderState
from kiosk.eid.eac.access import Access
from kiosk.journeys.resume_pin import LastTry
from kiosk.journeys.steps import (
    Aside,
    AskNewPin,
    AskSecret,
    AwaitCard,
    AwaitRemoval,
    CardStep,
    Choose,
    ChooseFromList,
    ClosingQuestion,
    Explain,
    Field,
    Pick,
    Progress,
    ShowList,
    ShowService,
    Step,
    Tell,
)
from kiosk.journeys.trial_steps import Grant, PickProvider, ShowProvider, ShowSeen
from kiosk.journeys.visit import HomeChoice
from kiosk.screens.explanation import ExplanationPage
from kiosk.screens.faces import FacesPage
from kiosk.screens.grant import GrantPage
from kiosk.screens.home import HomePage
from kiosk.screens.keypad import KeypadPage, Question
from kiosk.screens.listing import ListPage
from kiosk.screens.message import Choice, Line, Message, MessagePage
from kiosk.screens.page import Actions, Page
from kiosk.screens.provider import ProviderPage
from kiosk.screens.removal import RemovalPage
from kiosk.screens.seen import SeenPage
from kiosk.screens.service import ServicePage, TakeAwayPage
from kiosk.screens.sheet import Frame
from kiosk.screens.working import WorkingPage
from kiosk.secret import Secret

NOTICES = {ReaderState.MISSING: "reader-missing", ReaderState.IN_USE: "reader-in-use"}
"""What has to be said where a card is waited for, by text key."""


@dataclass(frozen=True)
class Moment:
    """What a page depends on besides its step."""

    reader: ReaderState
    entry: Secret
    """The digits typed so far on the keypad of this step."""
    alarm: int = 0
    withheld: set[Access] = field(default_factory=set)
    """What the person has unticked so far, of what a provider asks for."""


def text_key(frame: Frame, step: Step[Any], reader: ReaderState) -> str:
    """Of what the page of a step says now."""
    match step:
        case AwaitCard():
            return NOTICES.get(reader, "lay-practice-card-on" if frame.bar else step.text)
        case AwaitRemoval() if frame.bar:
            return "take-practice-card"
        case _:
            text: str = getattr(step, "text")  # noqa: B009  as in journeys.atlas.proofs
            return text


def page_for(
    frame: Frame,
    step: Step[Any],
    moment: Moment,
    answer: Callable[[object], None],
    actions: Actions,
) -> Page:
    """The page of a step. Raises TypeError for a kind of step that has none."""
    match step:
        case Choose(choices=choices) if choices is HomeChoice:
            return HomePage(frame, step, answer, replace(actions, back=None, home=None))
        case Pick() | ShowService() | ShowList():
            return _of_services(frame, step, answer, actions)
        case PickProvider() | ShowProvider() | Grant() | ShowSeen():
            return _of_trial(frame, step, moment, answer, actions)
        case ClosingQuestion():
            actions = replace(actions, back=None, home=None)  # the visit is over
            return FacesPage(frame, _choice(frame, step, answer), actions)
        case Choose():
            return _kind_of(step)(frame, _choice(frame, step, answer), actions)
        case Tell():
            return MessagePage(frame, _tell(frame, step, answer), actions)
        case AskSecret() | AskNewPin():
            return KeypadPage(frame, _question(frame, step), moment.entry, answer, actions)
        case AwaitCard():
            key = text_key(frame, step, moment.reader)
            message = _message(frame, step, key, picture=step.picture.value)
            return MessagePage(frame, message, actions)
        case AwaitRemoval():
            key = text_key(frame, step, moment.reader)
            message = _message(frame, step, key, mood=step.mood, picture=step.picture.value)
            # the visit is over: to end it once more would only start the alarm anew
            return RemovalPage(
                frame, message, replace(actions, back=None, home=None, end=None), moment.alarm
            )
        case CardStep():
            message = _message(frame, step, step.text, picture="card-on-reader")
            return WorkingPage(frame, message, actions.without_ways())
        case _:
            raise TypeError(f"no page for {type(step).__name__}")


def _kind_of(step: Choose[Enum]) -> type[ExplanationPage | ListPage | MessagePage]:
    """Of the pages that only show a choice in different ways."""
    match step:
        case Explain():
            return ExplanationPage
        case ChooseFromList():
            return ListPage
        case _:
            return MessagePage


def _of_services(
    frame: Frame,
    step: Pick[Any] | ShowService | ShowList,
    answer: Callable[[object], None],
    actions: Actions,
) -> Page:
    match step:
        case Pick():
            return ListPage(frame, _pick(frame, step, answer), actions)
        case ShowService():
            return ServicePage(frame, step, answer, actions)
        case ShowList():
            return TakeAwayPage(frame, step, answer, actions)


def _of_trial(
    frame: Frame,
    step: PickProvider | ShowProvider | Grant | ShowSeen,
    moment: Moment,
    answer: Callable[[object], None],
    actions: Actions,
) -> Page:
    match step:
        case PickProvider():
            return ListPage(frame, _providers(frame, step, answer), actions)
        case ShowProvider():
            return ProviderPage(frame, step, answer, actions)
        case Grant():
            return GrantPage(frame, step, moment.withheld, answer, actions)
        case ShowSeen():
            return SeenPage(frame, step, answer, actions)


def work_hangs(frame: Frame, step: Step[Any], actions: Actions) -> Page:
    """The card work does not come back: the desk helps."""
    message = _message(frame, step, "work-hangs", picture="service-desk")
    return MessagePage(frame, message, replace(actions.without_ways(), help=actions.help))


def _message(
    frame: Frame, step: Step[Any], key: str, count: int | None = None, **more: Any
) -> Message:
    texts = frame.texts
    progress: Progress | None = getattr(step, "progress", None)
    ask = f"{key}.ask"
    return Message(
        brand=_brand(frame, progress),
        note=_note(frame, step),
        title=texts(f"{key}.title", count),
        body=_body(frame, key, count),
        ask=texts(ask) if texts.has(ask) else None,
        progress=progress,
        **more,
    )


def _body(frame: Frame, key: str, count: int | None) -> str | None:
    """What stands below the title, and with it what is true today."""
    body = frame.texts(f"{key}.body", count) if frame.texts.has(f"{key}.body") else None
    today = frame.texts.today(f"{key}.today")
    return " ".join(part for part in (body, today) if part) or None


def _brand(frame: Frame, progress: Progress | None) -> str:
    return frame.texts(f"{progress.journey}.title" if progress else "brand.title")


def _note(frame: Frame, step: Step[Any]) -> str:
    """Under the title in the header: whether the card has to stay, else where the kiosk is."""
    stays = step.needs_card or isinstance(step, CardStep)
    return frame.texts("card-stays") if stays else frame.site


def _tell(frame: Frame, step: Tell, answer: Callable[[object], None]) -> Message:
    return _message(
        frame,
        step,
        step.text,
        step.count,
        mood=step.mood,
        picture=step.picture.value if step.picture else None,
        choices=[Choice(frame.texts("button.next"), partial(answer, None))],
    )


def _choice(frame: Frame, step: Choose[Enum], answer: Callable[[object], None]) -> Message:
    texts = frame.texts
    members: Iterable[Enum] = step.choices
    return _message(
        frame,
        step,
        step.text,
        step.count,
        mood=step.mood,
        urgent=step.choices is LastTry,
        facts=[Line(texts(fact.text, fact.count), fact.mood) for fact in step.facts],
        picture=step.picture.value if step.picture else None,
        choices=[Choice(texts(step.button(member)), partial(answer, member)) for member in members],
    )


def _pick(frame: Frame, step: Pick[Any], answer: Callable[[object], None]) -> Message:
    texts = frame.texts
    rows = [Choice(texts.of(row.title), partial(answer, row)) for row in step.rows]
    asides = [
        Choice(texts(f"aside.{aside.value}"), partial(answer, aside), yellow=aside is Aside.MY_LIST)
        for aside in step.asides
    ]
    return Message(
        brand=texts("home.services"),
        note=texts.of(step.about.title) if step.about else frame.site,
        title=texts(f"{step.text}.title"),
        choices=[*rows, *asides],
    )


def _providers(frame: Frame, step: PickProvider, answer: Callable[[object], None]) -> Message:
    texts = frame.texts
    return Message(
        brand=texts("practise.identify"),
        note=frame.site,
        title=texts(f"{step.text}.title"),
        choices=[
            Choice(texts(f"{step.text}.{one.id}"), partial(answer, one)) for one in step.providers
        ],
    )


def _question(frame: Frame, step: AskSecret | AskNewPin) -> Question:
    texts = frame.texts
    known = step if isinstance(step, AskSecret) else None
    hints = [texts("keypad.cover")]
    if known and known.count is not None:
        hints.append(texts("keypad.tries", known.count))
    body = f"{step.text}.body"
    return Question(
        brand=_brand(frame, step.progress),
        note=_note(frame, step),
        title=texts(f"{step.text}.title"),
        body=texts(body) if texts.has(body) else None,
        digits=known.field.digits if known else Field.PIN.digits,
        hints=hints,
        missing=texts(f"{step.text}.missing") if known else None,
        picture=known.picture.value if known and known.picture else None,
        progress=step.progress,
    )
