"""The vocabulary a journey is written in. Every step is data; awaiting it returns the answer.

A `text` is a key of the catalogues in `assets/texts`. A step shows `<text>.title`, and
`<text>.body` where the catalogue has one. A choice shows `<text>.<choice value>` for each member
of its enumeration, under `<text>.ask` where there is one; the first member is the yellow button,
the next right thing. A `count` fills `{count}` and picks the plural form. `<text>.today` stands
below the body: it names facts that age, and is left out when one of them is too old. Words that
are data, as those of services, come with the step in every language.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar, Generic, TypeAlias, TypeVar

from kiosk.eid.model import Aftermath, CardLook, ChangePinResult, Engine, UnblockPinResult
from kiosk.secret import Secret
from kiosk.services import Service, Shelf

T = TypeVar("T")
C = TypeVar("C", bound=Enum)
R = TypeVar("R", bound=Shelf | Service)


class Ending(Enum):
    """How a journey ended; the name is all that statistics ever hear."""

    DONE = "done"
    SHOWN = "shown"  # somebody looked, and that was all they wanted
    GO_TO_DESK = "go-to-desk"
    NO_EID = "no-eid"  # the card has no online function
    LEFT = "left"  # back to the overview by their own choice


class WentBack(Exception):
    """Thrown into a journey at its step: the person pressed "back"."""


class WentAway(Exception):
    """Thrown into a journey at its step: the person pressed "end". What was typed is wiped.

    A journey that has something to hand over may still show it.
    """


class WentHome(WentAway):
    """The same, but to the overview."""


class OtherJourney(Exception):
    """Raised by a journey at its end: another one is what the person needs."""

    def __init__(self, journey: Callable[[], Journey]) -> None:
        super().__init__()
        self.journey = journey


class Mood(Enum):
    """Sign and colour of a message; the sentence says the same without them."""

    NEUTRAL = "neutral"
    GOOD = "good"
    CAUTION = "caution"
    STOP = "stop"


class Picture(Enum):
    """A drawing in `assets/pictures`, by file name."""

    CARD = "card"
    CARD_ON_READER = "card-on-reader"
    CAN_ON_CARD = "can-on-card"
    PIN_LETTER = "pin-letter"
    PUK_IN_LETTER = "puk-in-letter"
    TAKE_CARD = "take-card"
    SERVICE_DESK = "service-desk"
    CARD_ONLINE = "card-online"
    PIN_AND_CAN = "pin-and-can"
    PUK_AND_SPERRKENNWORT = "puk-and-sperrkennwort"
    CARD_AT_PHONE = "card-at-phone"
    COST = "cost"
    WHO_ASKS = "who-asks"
    FINGERPRINT = "fingerprint"
    LOST_CARD = "lost-card"
    AGE_16 = "age-16"
    THREE_CARDS = "three-cards"
    LANGUAGES = "languages"


class Field(Enum):
    """A secret with its number of digits."""

    TRANSPORT_PIN = ("transport-pin", 5)
    PIN = ("pin", 6)
    CAN = ("can", 6)
    PUK = ("puk", 10)

    @property
    def digits(self) -> int:
        return self.value[1]


@dataclass(frozen=True)
class Progress:
    """ "Step 2 of 4" in the journey whose title is the text key `journey`.title."""

    journey: str
    step: int
    of: int


class Step(Generic[T]):
    """Awaiting a step hands it to the conductor and gives back the person's answer."""

    needs_card: ClassVar[bool] = False
    """Whether a lifted card interrupts the step (CardRemoved is then thrown into it)."""

    patience: ClassVar[float] = 90.0
    """Seconds without a touch before "Are you still there?"."""

    warns: ClassVar[bool] = True
    """Whether that is asked before the visit ends by itself."""

    def __await__(self) -> Generator[Step[T], T, T]:
        return (yield self)


@dataclass(frozen=True)
class Fact:
    """One line of a status: the text key of a sentence, and how good the news is."""

    text: str
    mood: Mood
    count: int | None = None


@dataclass(frozen=True)
class Tell(Step[None]):
    """Show one message and wait for "continue"."""

    text: str
    mood: Mood = Mood.NEUTRAL
    picture: Picture | None = None
    count: int | None = None
    progress: Progress | None = None


@dataclass(frozen=True)
class Choose(Step[C]):
    """One question, one button for each member of `choices`.

    `buttons` is the text key in place of `text` before the value of a choice, for buttons that
    are the same on several pages.
    """

    text: str
    choices: type[C]
    mood: Mood = Mood.NEUTRAL
    facts: tuple[Fact, ...] = ()
    picture: Picture | None = None
    count: int | None = None
    progress: Progress | None = None
    buttons: str | None = None

    def button(self, choice: C) -> str:
        """The text key of a choice."""
        return f"{self.buttons or self.text}.{choice.value}"


@dataclass(frozen=True)
class ChooseWithCard(Choose[C]):
    """A choice about the card that lies there."""

    needs_card = True


class Aside(Enum):
    """A button beside those of the rows of a Pick."""

    MORE = "more"
    MY_LIST = "my-list"


@dataclass(frozen=True)
class Pick(Step[R | Aside]):
    """One question, one button for each row of data, which says the row's title."""

    text: str
    rows: tuple[R, ...]
    asides: tuple[Aside, ...] = ()
    about: Shelf | None = None
    """What the rows belong to."""


class OnService(Enum):
    KEEP = "keep"
    MY_LIST = "my-list"
    DROP = "drop"


@dataclass(frozen=True)
class ShowService(Step[OnService]):
    """One service with its code; `text` says how one comes to it. With `full` the list has no
    room for it."""

    text: str
    service: Service
    choices: tuple[OnService, ...] = ()
    full: bool = False


@dataclass(frozen=True)
class ShowList(Step[None]):
    """All services that the person has marked, with one code for them."""

    text: str
    services: tuple[Service, ...]


@dataclass(frozen=True)
class Explain(Choose[C]):
    """A few words and a large picture, and where to go on from there."""


@dataclass(frozen=True)
class ChooseFromList(Choose[C]):
    """A choice among many that are all alike: none of them is the next right thing."""


@dataclass(frozen=True)
class ClosingQuestion(Choose[C]):
    """Asked when all is over and the card is in the hand; it need not be answered.

    The next card on the reader, a while without a touch, or "end" takes it away. Nothing can be
    lost by that, so nobody is warned.
    """

    patience = 20.0
    warns = False


@dataclass(frozen=True)
class AskSecret(Step[Secret | None]):
    """The keypad for a secret the person already has; None: "I do not have it".

    `<text>.missing` is the button for that. The Secret holds exactly `field.digits` digits.
    """

    needs_card = True
    field: Field
    text: str
    picture: Picture | None = None
    count: int | None = None
    progress: Progress | None = None


@dataclass(frozen=True)
class AskNewPin(Step[Secret]):
    """The keypad for a PIN of six digits that the person makes up or repeats."""

    needs_card = True
    text: str
    progress: Progress | None = None


@dataclass(frozen=True)
class AwaitCard(Step[None]):
    """ "Lay your card on the reader"; answered as soon as a card is there."""

    text: str
    picture: Picture = Picture.CARD_ON_READER


@dataclass(frozen=True)
class AwaitRemoval(Step[None]):
    """ "Take your card"; answered when the reader is empty, at once if it already is.

    An alarm grows while the card is left behind.
    """

    text: str
    mood: Mood = Mood.NEUTRAL
    picture: Picture = Picture.TAKE_CARD


class CardStep(Step[T]):
    """Card work: runs on the card worker while `<text>.title` is on the screen."""

    text: ClassVar[str]

    worst: ClassVar[Aftermath]
    """What has to be said when a defect of ours stopped it, nobody knows where."""

    def run(self, engine: Engine) -> T:
        raise NotImplementedError


@dataclass(frozen=True)
class LookAtCard(CardStep[CardLook]):
    text = "looking-at-card"
    worst = Aftermath.NOTHING_HAPPENED

    def run(self, engine: Engine) -> CardLook:
        return engine.look()


@dataclass(frozen=True)
class ChangePin(CardStep[ChangePinResult]):
    text = "changing-pin"
    worst = Aftermath.NEW_PIN_UNCERTAIN
    old: Secret
    new: Secret
    can: Secret | None = None

    def run(self, engine: Engine) -> ChangePinResult:
        return engine.change_pin(self.old, self.new, self.can)


@dataclass(frozen=True)
class UnblockPin(CardStep[UnblockPinResult]):
    text = "unblocking-pin"
    worst = Aftermath.UNBLOCK_UNCERTAIN
    puk: Secret

    def run(self, engine: Engine) -> UnblockPinResult:
        return engine.unblock_pin(self.puk)


@dataclass(frozen=True)
class ReleaseCard(CardStep[None]):
    """Let go of the card when nothing more is wanted of it."""

    text = "releasing-card"
    worst = Aftermath.NOTHING_HAPPENED

    def run(self, engine: Engine) -> None:
        engine.release()


@dataclass(frozen=True)
class BeginPractice(Step[None]):
    """From here to the end of the visit everything is done with a practice card.

    `card` is the id of its file in `assets/practice-cards`. Answered at once.
    """

    card: str


UNSEEN = (ReleaseCard, BeginPractice)
"""Steps that are over in a moment: nothing to read."""


Journey: TypeAlias = Coroutine[Step[Any], Any, Ending]
