"""An exchange as two sentences: what the terminal said, and what the card answered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kiosk.eid.apdu import CommandAPDU, ResponseAPDU
from kiosk.eid.simulator.exchange import Exchange
from kiosk.hood.topics import DATA_GROUPS, Topic, objects_of, topic_of
from kiosk.journeys.trial_steps import access_text

PASSWORDS = {b"\x02": "CAN", b"\x03": "PIN", b"\x04": "PUK"}
"""By their reference, in every language."""

YES_OR_NO = (Topic.AGE, Topic.VALID, Topic.COMMUNITY)
STATE = (Topic.PIN_STATE, Topic.PIN_AND_GRANT)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text key and what fills it: `count`, a `password` by its name, and `what` as a text key
    of its own."""

    key: str
    count: int | None = None
    password: str = ""
    what: str | None = None


@dataclass(frozen=True)
class Talk:
    """One exchange as it is told. Nothing in it raises, whatever the bytes are."""

    exchange: Exchange
    number: int = 1
    """Counted from when the class began to look."""

    @cached_property
    def command(self) -> CommandAPDU | None:
        """Without secure messaging around it; None for bytes that are no command."""
        if self.exchange.inside:
            return self.exchange.inside[0]
        try:
            return CommandAPDU.decode(self.exchange.command)
        except ValueError:
            return None

    @cached_property
    def response(self) -> ResponseAPDU:
        if self.exchange.inside:
            return self.exchange.inside[1]
        return ResponseAPDU.decode(self.exchange.response)

    @cached_property
    def topic(self) -> Topic:
        return topic_of(self.command) if self.command else Topic.UNKNOWN

    @property
    def protected(self) -> bool:
        """Whether secure messaging hides it from whoever listens to the air."""
        return self.exchange.inside is not None

    @property
    def asked(self) -> Sentence:
        what = None
        if self.topic is Topic.DATA and self.command:
            what = access_text(DATA_GROUPS[self.command.p1 & 0x1F])
        return Sentence(self.topic.value, password=self._password, what=what)

    @property
    def answered(self) -> Sentence:
        sw = self.response.sw
        if self.topic in STATE:
            return _state(sw)
        if self.topic in YES_OR_NO and sw in (0x9000, 0x6300):
            return Sentence("trial-seen.yes" if sw == 0x9000 else "trial-seen.no")
        if sw >> 8 == 0x63:
            return Sentence("hood-says.wrong")
        if sw == 0x6982:
            return Sentence("hood-says.not-allowed")
        if sw in (0x6A82, 0x6A88):
            return Sentence("hood-says.not-here")
        if sw not in (0x9000, 0x6282):
            return Sentence("hood-says.refused")
        if self.topic is Topic.TOKEN:
            return Sentence("hood-says.right")
        return Sentence("hood-says.here" if self.response.data else "hood-says.done")

    @property
    def _password(self) -> str:
        if self.topic is Topic.NEXT_PASSWORD and self.command:
            return PASSWORDS.get(objects_of(bytes(self.command.data)).get(0x83, b""), "?")
        return PASSWORDS.get(bytes([self.exchange.password or 0]), "?")


def _state(sw: int) -> Sentence:
    match sw:
        case 0x9000:
            return Sentence("hood-says.pin-ready")
        case 0x63C0:
            return Sentence("card-status-blocked.title")
        case _ if sw >> 4 == 0x63C:
            return Sentence("keypad.tries", count=sw & 0xF)
        case 0x6283:
            return Sentence("eid-is-off.title")
        case _:
            return Sentence("hood-says.refused")
