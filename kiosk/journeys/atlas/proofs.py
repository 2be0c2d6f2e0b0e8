"""The promises about a chart as a whole, and those about its texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import partial
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from kiosk.eid.eac.access import Access
from kiosk.facts import load_facts
from kiosk.journeys.atlas.claims import Claim, Refuted
from kiosk.journeys.atlas.specimen import PROVIDERS, SHELVES
from kiosk.journeys.atlas.walk import Chart, walk
from kiosk.journeys.services import services
from kiosk.journeys.steps import (
    UNSEEN,
    AskSecret,
    Choose,
    Ending,
    Pick,
    Progress,
    ShowService,
    Step,
    Tell,
)
from kiosk.journeys.trial_steps import (
    Grant,
    PickProvider,
    ShowProvider,
    ShowSeen,
    access_text,
)
from kiosk.journeys.visit import farewell, visit
from kiosk.texts import FOLDER, locale_of, names_in


def proved_chart() -> Chart:
    """All that can happen at the kiosk. Raises Refuted where a promise does not hold."""
    chart = walk(
        partial(visit, True, SHELVES, PROVIDERS),
        partial(visit, False, SHELVES, PROVIDERS),
        partial(services, ()),
        farewell,
    )
    prove_it_ends(chart)
    prove_it_asks(chart)
    prove_texts(chart)
    return chart


def prove_it_ends(chart: Chart) -> None:
    """Raises Refuted for a place that no ending can be reached from."""
    before: dict[int, list[int]] = {}
    for way in chart.ways:
        before.setdefault(way.end, []).append(way.start)
    good = {n for n, place in enumerate(chart.places) if isinstance(place.step, Ending)}
    unseen = list(good)
    while unseen:
        for start in before.get(unseen.pop(), []):
            if start not in good:
                good.add(start)
                unseen.append(start)
    for number, place in enumerate(chart.places):
        if number not in good:
            raise Refuted(Claim.ENDS, "no ending from here", place.path)


def prove_it_asks(chart: Chart) -> None:
    """Raises Refuted for a circle that goes round without the person."""
    onward: dict[int, set[int]] = {}
    for way in chart.ways:
        if way.answer.by_card:
            onward.setdefault(way.start, set()).add(way.end)
    try:
        TopologicalSorter(onward).prepare()
    except CycleError as circle:
        place = chart.places[circle.args[1][0]]
        raise Refuted(Claim.ASKS, "it comes here again by itself", place.path) from None


@dataclass(frozen=True)
class Need:
    """A text that a step shows; `counted` says that it is given a count, `facts` that it is
    given those that age."""

    key: str
    counted: bool = False
    required: bool = True
    facts: bool = False


def needs(step: Step[Any]) -> Iterator[Need]:
    """The texts of a step, by the rules at the head of `steps`."""
    if isinstance(step, UNSEEN):
        return
    text: str = getattr(step, "text")  # noqa: B009  every step has one, no base class says so
    counted = isinstance(step, Tell | Choose) and step.count is not None
    yield Need(f"{text}.title", counted)
    yield Need(f"{text}.body", counted, required=False)
    yield Need(f"{text}.today", required=False, facts=True)
    progress: Progress | None = getattr(step, "progress", None)
    if progress:
        yield Need(f"{progress.journey}.title")
    yield from _needs_of_trial(step)
    match step:
        case Choose(choices=choices, facts=facts):
            yield Need(f"{text}.ask", required=False)
            members: type[Enum] = choices
            for choice in members:
                yield Need(step.button(choice))
                yield Need(f"{step.button(choice)}.body", required=False)
            for fact in facts:
                yield Need(fact.text, fact.count is not None)
        case Pick(asides=asides):
            for aside in asides:
                yield Need(f"aside.{aside.value}")
        case ShowService():
            yield from _needs_of_service(step)
        case AskSecret(count=count):
            yield Need(f"{text}.missing")
            if count is not None:
                yield Need("keypad.tries", counted=True)
        case _:
            pass


def _needs_of_service(step: ShowService) -> Iterator[Need]:
    for choice in step.choices:
        yield Need(f"on-service.{choice.value}")
    if step.service.needs:
        yield Need("service-needs")
    for need in step.service.needs:
        yield Need(f"service-needs.{need.value}")
    if step.full:
        yield Need("my-list-full")


def _needs_of_trial(step: Step[Any]) -> Iterator[Need]:
    match step:
        case PickProvider(text=text, providers=providers):
            yield from (Need(f"{text}.{provider.id}") for provider in providers)
        case ShowProvider(text=text):
            yield from (Need(f"{text}.{part}") for part in ("who", "purpose", "address"))
        case Grant(text=text, provider=provider):
            yield from (Need(f"{text}.{part}") for part in ("required", "optional"))
            yield from map(_need_of_access, (*provider.required, *provider.optional))
        case ShowSeen(text=text):
            parts = ("seen", "stayed", "never", "valid", "yes", "no")
            yield from (Need(f"{text}.{part}") for part in parts)
            yield from map(_need_of_access, Access)
        case _:
            pass


def _need_of_access(access: Access) -> Need:
    return Need(access_text(access), counted=access is Access.AGE_VERIFICATION)


def prove_texts(chart: Chart, folder: Path = FOLDER) -> None:
    """Raises Refuted for a text that is missing in a language, or gets the wrong values."""
    for file in sorted(folder.glob("*.po")):
        with file.open("rb") as lines:
            catalogue = read_po(lines, locale=locale_of(file.stem))
        for place in chart.places:
            if isinstance(place.step, Step):
                for need in needs(place.step):
                    why = _amiss(need, catalogue)
                    if why:
                        raise Refuted(Claim.TEXT, f"{file.stem}, {need.key}: {why}", place.path)


def _amiss(need: Need, catalogue: Catalog) -> str | None:
    message = catalogue.get(need.key)
    if message is None:
        return "there is none" if need.required else None
    forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    if not all(forms) or len(forms) != (catalogue.num_plurals if message.pluralizable else 1):
        return "a form is missing"
    wanted = set[str]().union(*map(names_in, forms))
    unknown = wanted - ({"count"} if need.counted else set())
    if need.facts:
        unknown -= {fact.name for fact in load_facts()}
    return f"nobody fills {unknown}" if unknown else None
