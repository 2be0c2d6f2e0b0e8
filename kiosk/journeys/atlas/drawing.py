"""The journeys as diagrams for people: docs/journeys.md, in Mermaid as GitHub draws it.

Places of the chart that show the same text are one node; what every journey has in common
(back, a lifted card, faults) is said in words instead of drawn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kiosk.journeys.atlas.answers import BACK, END, FAULT, HOME, LIFTED, STATUSES
from kiosk.journeys.atlas.claims import Claim
from kiosk.journeys.atlas.walk import Chart, Place
from kiosk.journeys.steps import (
    UNSEEN,
    AskNewPin,
    AskSecret,
    AwaitCard,
    AwaitRemoval,
    CardStep,
    Choose,
    Ending,
    Pick,
    ShowList,
    ShowService,
    Step,
    Tell,
)
from kiosk.journeys.trial_steps import Grant, PickProvider, ShowProvider
from kiosk.texts import Texts


@dataclass(frozen=True)
class Diagram:
    """One journey: the functions by which it is entered, and what it is about."""

    title: str
    doors: tuple[str, ...]
    about: str

    @property
    def anchor(self) -> str:
        return self.title.lower().replace(" ", "-")


DIAGRAMS = (
    Diagram(
        "A visit",
        ("visit", "_home", "pin_care", "farewell"),
        "From the first touch to the card in the hand. A card laid on begins it too: then the "
        "card is looked at first.",
    ),
    Diagram(
        "Look at my card",
        ("look_at_card", "show_status"),
        "What is my card, how is it, and what can I do with it? Costs no try and no secret.",
    ),
    Diagram(
        "First PIN",
        ("first_pin", "set_first_pin"),
        "The five digits of the letter become a PIN of six.",
    ),
    Diagram(
        "Change PIN",
        ("change_pin", "set_other_pin"),
        "A PIN of six digits becomes another.",
    ),
    Diagram(
        "Resume with CAN",
        ("resume_pin",),
        "One try is left: with the CAN and the right PIN all three come back.",
    ),
    Diagram(
        "Unblock with PUK",
        ("unblock_pin", "unblock_with_puk"),
        "No try is left: the PUK fills the counter, and does not set a PIN.",
    ),
    Diagram(
        "Which PIN do I have",
        ("which_pin",),
        "Questions that lead to the right journey or to the desk.",
    ),
    Diagram(
        "Services",
        ("services",),
        "From a life event to one service with its code; what is marked is carried away as a list.",
    ),
    Diagram(
        "What can the online function do",
        ("learn",),
        "Ten short pages, and from each of them the way to one's own card.",
    ),
    Diagram(
        "Try out",
        ("try_out",),
        "With a practice card: from here on the same journeys, with a frame around them that says "
        "so. The real reader is out of reach.",
    ),
    Diagram(
        "Trial identification",
        ("trial",),
        "With a practice card: who asks and what for, which data, the PIN, and what was seen.",
    ),
    Diagram(
        "Questions",
        ("questions",),
        "What people really ask, found by topic, each answered on one page.",
    ),
    Diagram(
        "After a fault",
        ("after_fault",),
        "What may truthfully be said depends on the last command that was sent.",
    ),
)

ELSEWHERE = "([{}])"

HEAD = """\
# The journeys

Drawn from the code by `python -m kiosk.journeys.atlas --write docs/journeys.md`; `./dev check`
fails when this page is stale. What citizens read stands here in German, as on the screen;
what the card answers is in English.

Not drawn, because it is so everywhere:

- "Zurück" leads to the question before, from the first question of a journey to the overview.
- A card lifted while a question about it is on the screen, and every fault of the card work,
  leads to [After a fault](#after-a-fault). After a fault every digit is typed again.
- "Beenden", or nobody there any more, wipes everything typed and ends the visit; "Beenden" among
  the services shows the list first, if something is marked.

| Shape | Meaning |
|---|---|
| rectangle | a message, or waiting for the card |
| hexagon | a question with buttons |
| slanted | the keypad |
| double sides | work with the card |
| round | another journey |
"""

PROVED = """\
## What is proved

Before this page is drawn, every answer to every step is followed, by hand and by card, those
that no sane card would give included. On all these paths, of any length, it holds that
"""


@dataclass(frozen=True)
class _Node:
    """`shape` is Mermaid's, with a place for the words; `look` the sign and drawing beside them."""

    shape: str
    title: str
    body: str = ""
    look: tuple[object, ...] = ()


@dataclass
class _Picture:
    """Nodes by key, and the labels of the edges between them."""

    nodes: dict[str, _Node] = field(default_factory=dict)
    edges: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))


def document(chart: Chart) -> str:
    """The whole page."""
    texts = Texts()
    parts = [HEAD]
    for diagram in DIAGRAMS:
        lines = "\n".join(_mermaid(_picture(diagram, chart, texts)))
        parts.append(f"## {diagram.title}\n\n{diagram.about}\n\n```mermaid\n{lines}\n```\n")
    parts.append(PROVED + "\n" + "".join(f"- {claim.value};\n" for claim in Claim)[:-2] + ".\n")
    return "\n".join(parts)


def _picture(diagram: Diagram, chart: Chart, texts: Texts) -> _Picture:
    picture = _Picture()
    onward = defaultdict(list)
    for way in chart.ways:
        if way.answer.label not in (BACK, HOME, END, LIFTED) and not way.answer.label.startswith(
            FAULT
        ):
            onward[way.start].append(way)

    def ends(number: int) -> Iterator[Place]:
        """Where one comes to, past the moments that nobody sees."""
        if isinstance(chart.places[number].step, UNSEEN):
            for way in onward[number]:
                yield from ends(way.end)
        else:
            yield chart.places[number]

    for number, place in enumerate(chart.places):
        if _home_of(place) is not diagram or isinstance(place.step, (*UNSEEN, Ending)):
            continue
        start = _node(place, diagram, picture, texts)
        for way in onward[number]:
            for end in ends(way.end):
                label = _said(place.step, way.answer.label, texts)
                if isinstance(end.step, Ending):
                    continue
                labels = picture.edges[start, _node(end, diagram, picture, texts)]
                if label not in labels:
                    labels.append(label)
    return picture


def _home_of(place: Place) -> Diagram:
    """The journey whose door was passed last."""
    doors = {door: diagram for diagram in DIAGRAMS for door in diagram.doors}
    passed = [doors[name] for name in place.within if name in doors]
    return passed[-1] if passed else DIAGRAMS[0]


def _node(place: Place, diagram: Diagram, picture: _Picture, texts: Texts) -> str:
    step, home = place.step, _home_of(place)
    assert isinstance(step, Step)
    key: str = getattr(step, "text")  # noqa: B009  every step has one, no base class says so
    title = texts(f"{key}.title")
    if home is diagram:
        body = texts(f"{key}.body", 2) if texts.has(f"{key}.body") else ""
        look = getattr(step, "mood", None), getattr(step, "picture", None)
        picture.nodes[key] = _Node(_shape(step), title, body, look)
    elif home is DIAGRAMS[0]:
        picture.nodes[key] = _Node(ELSEWHERE, title)
    else:
        key = home.anchor
        picture.nodes[key] = _Node(ELSEWHERE, f"→ {home.title}")
    return key


def _shape(step: Step[Any]) -> str:
    match step:
        case Choose() | Pick() | ShowService() | PickProvider() | Grant():
            return "{{{{{}}}}}"
        case AskSecret() | AskNewPin():
            return "[/{}/]"
        case CardStep():
            return "[[{}]]"
        case _:
            return "[{}]"


def _said(step: Step[Any] | Ending, label: str, texts: Texts) -> str:
    """An answer in the words of the screen; nothing where only one thing can be said."""
    match step:
        case Choose(choices=choices):
            return texts(step.button(choices(label)))
        case Pick():
            return texts(f"aside.{label}") if texts.has(f"aside.{label}") else ""
        case PickProvider(text=text):
            return texts(f"{text}.{label}")
        case ShowProvider():
            return ""
        case ShowService():
            return texts(f"on-service.{label}")
        case AskSecret(text=text) if label == "missing":
            return texts(f"{text}.missing")
        case AskSecret() | AskNewPin() | Tell() | AwaitCard() | AwaitRemoval() | ShowList():
            return ""
        case _:
            return label


def _mermaid(picture: _Picture) -> Iterator[str]:
    yield "flowchart TD"
    twins = _twins(picture)
    for key in picture.nodes:
        if twins[key] == key:
            alike = [node for other, node in picture.nodes.items() if twins[other] == key]
            dot = "· " if len(alike) > 1 else ""
            words = "<br>".join(dot + _words(node, picture) for node in alike)
            yield f"    {key}" + alike[0].shape.format(f'"{words}"')
    drawn: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (start, end), labels in picture.edges.items():
        drawn[twins[start], twins[end]] += labels
    for (start, end), labels in drawn.items():
        label = _short([label for label in dict.fromkeys(labels) if label])
        arrow = f'-->|"{label}"|' if label else "-->"
        yield f"    {start} {arrow} {end}"


def _twins(picture: _Picture) -> dict[str, str]:
    """For each node the first that lies between the same others: these are drawn as one."""
    first: dict[object, str] = {}
    twins = {}
    for key, node in picture.nodes.items():
        before = frozenset(start for start, end in picture.edges if end == key)
        after = frozenset(
            (end, *labels) for (start, end), labels in picture.edges.items() if start == key
        )
        alike = (before, after, node.shape, node.look) if after else key
        twins[key] = first.setdefault(alike, key)
    return twins


def _words(node: _Node, picture: _Picture) -> str:
    """The title, and the body too where one title stands over several texts."""
    titles = [other.title for other in picture.nodes.values()]
    return node.title if titles.count(node.title) == 1 else f"{node.title} {node.body}"


def _short(labels: list[str]) -> str:
    """The outcomes of card work with their states, the states left out when it is all of them."""
    states: dict[str, list[str]] = defaultdict(list)
    for label in labels:
        outcome, _, state = label.rpartition(", ")
        known = state in STATUSES
        states[outcome if known else label] += [state] if known else []
    return "<br>".join(
        outcome if len(those) in (0, len(STATUSES)) else f"{outcome}: {', '.join(those)}"
        for outcome, those in states.items()
    )
