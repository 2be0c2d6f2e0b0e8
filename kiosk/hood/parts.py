"""The bytes of an exchange, each of them once and in order, with what they are called and mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kiosk.eid import tlv
from kiosk.eid.apdu import CHAINING, SECURE_MESSAGING, CommandAPDU, ResponseAPDU
from kiosk.eid.eac.access import Access, access_of
from kiosk.eid.simulator.exchange import Known
from kiosk.hood.names import (
    ANNOUNCEMENT,
    ANYWHERE,
    COMMANDS,
    CURVE_NAMES,
    INSTRUCTIONS,
    NOTHING,
    OBJECT_IDENTIFIERS,
    PLAIN_DATA,
    PROTECTION,
    RESPONSES,
    SECRETS,
    STATUS,
    Names,
)
from kiosk.hood.sentences import PASSWORDS, Talk
from kiosk.hood.topics import Topic
from kiosk.journeys.trial_steps import access_text

CONSTRUCTED = 0x20
"""Bit of the first byte of a tag: data objects are inside."""

READABLE = {0x0C, 0x12, 0x13, 0x16, 0x42, 0x50, 0x53, 0x83, 0x87, 0x88, 0x5F20}
"""Tags whose values are shown as text where they are some."""

OID, NUMBER, BITS, CHAT, PROTOCOL = 0x06, 0x02, 0x53, 0x7F4C, 0x80
PASSWORD_OR_KEY, CURVE_OR_KEY = 0x83, 0x84
DATES = (0x5F24, 0x5F25)

SELECTIONS = (
    Topic.BEGIN,
    Topic.SELECT_EID,
    Topic.IS_PASSPORT,
    Topic.IS_BANK_CARD,
    Topic.IS_HEALTH_CARD,
)

PACE = (Topic.PIN_STATE, Topic.PIN_AND_GRANT, Topic.NEXT_PASSWORD)

RIGHTS = {
    Access.AGE_VERIFICATION: Topic.AGE.value,
    Access.COMMUNITY_VERIFICATION: Topic.COMMUNITY.value,
}
"""Text keys of the rights that are questions."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some bytes. `value` is what they say where that is text, a number or an identifier; `means`
    are text keys. What is inside another part is `depth` deep."""

    data: bytes
    name: str
    value: str = ""
    means: tuple[str, ...] = ()
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """The parts of a command or response; put together they are all of its bytes."""

    title: str
    parts: tuple[Part, ...]


def sections(talk: Talk) -> list[Section]:
    """What was said, how it went over the air, and what only the card knows. Never raises."""
    exchange = talk.exchange
    secrets = tuple(
        Part(data, SECRETS[known], data.decode("ascii") if known is Known.DIGITS else "")
        for known, data in exchange.secrets
    )
    known_to_the_card = [Section("what only the card knows", secrets)] if secrets else []
    if not exchange.inside:
        return [
            Section("command", tuple(_command(exchange.command, talk.topic))),
            Section("response", tuple(_response(talk.response, talk.topic))),
            *known_to_the_card,
        ]
    command, response = exchange.inside
    return [
        Section("command, decrypted", tuple(_command(bytes(command.encode()), talk.topic))),
        Section("response, decrypted", tuple(_response(response, talk.topic))),
        *known_to_the_card,
        Section("command as it was sent", tuple(_command(exchange.command, None))),
        Section(
            "response as it was sent",
            tuple(_response(ResponseAPDU.decode(exchange.response), None)),
        ),
    ]


def _command(wire: bytes, topic: Topic | None) -> Iterator[Part]:
    """`topic` None: protected by secure messaging."""
    try:
        command = CommandAPDU.decode(wire)
    except ValueError:
        yield Part(wire, "no command")
        return
    yield Part(wire[:1], _class(command.cla))
    yield Part(wire[1:2], INSTRUCTIONS.get(command.ins, "instruction"))
    yield Part(wire[2:4], "parameters")
    rest = wire[4:]
    if command.data:
        size = 3 if rest[0] == 0 else 1
        yield Part(rest[:size], "length of the data", str(len(command.data)))
        yield from _data(bytes(command.data), COMMANDS, topic)
        rest = rest[size + len(command.data) :]
    if rest:
        yield Part(rest, "bytes wanted", str(command.le))


def _class(cla: int) -> str:
    if cla & SECURE_MESSAGING == SECURE_MESSAGING:
        return "class: protected"
    return "class: more of this follows" if cla & CHAINING else "class"


def _response(response: ResponseAPDU, topic: Topic | None) -> Iterator[Part]:
    yield from _data(response.data, RESPONSES, topic)
    yield _status(response.sw)


def _status(sw: int) -> Part:
    return Part(sw.to_bytes(2, "big"), STATUS.get(sw, "status word"), f"{sw:04X}")


def _data(data: bytes, named: Mapping[Topic, Names], topic: Topic | None) -> Iterator[Part]:
    if topic is None:
        yield from _objects(data, PROTECTION, None)
    elif topic in PLAIN_DATA and data:
        yield Part(data, PLAIN_DATA[topic], _text(data) if topic is Topic.NEW_PIN else "")
    elif topic in SELECTIONS:
        yield from [Part(data, "what is selected", _text(data))] if data else []
    else:
        yield from _objects(data, named.get(topic, NOTHING), topic)


def _objects(
    data: bytes, names: Names, topic: Topic | None, depth: int = 0, around: int = 0
) -> Iterator[Part]:
    """Data objects and what is inside them; `around` is the tag of the one they are in.

    Bytes that are no data object, as at the end of a file that goes on, are a part of their own.
    """
    while data:
        try:
            tag, start, length = tlv.header(data)
        except tlv.TlvError:
            tag, start, length = 0, 0, 0
        if not tag:
            yield Part(data, "rest", depth=depth)
            return
        name = names.get(tag) or ANYWHERE.get(tag, "data object")
        inside, end = data[start : start + length], min(start + length, len(data))
        if data[0] & CONSTRUCTED:
            yield Part(data[:start], name, depth=depth)
            yield from _objects(inside, names, topic, depth + 1, tag)
        else:
            rights = (tag, around) == (BITS, CHAT)
            value = "" if rights else _value(tag, inside, topic)
            yield Part(data[:end], name, value, _rights(inside) if rights else (), depth)
        data = data[end:]


def _value(tag: int, content: bytes, topic: Topic | None) -> str:
    """What a value says, as far as it is not only bytes."""
    if topic is None:
        return content.hex().upper() if tag == 0x99 else ""
    if tag == OID or (tag == PROTOCOL and COMMANDS.get(topic) is ANNOUNCEMENT):
        return _identifier(content)
    if tag in DATES:
        year, month, day = ("".join(map(str, content[at : at + 2])) for at in (0, 2, 4))
        return f"{day}.{month}.20{year}"
    if tag == NUMBER and len(content) <= 2:
        return str(int.from_bytes(content, "big"))
    if tag == PASSWORD_OR_KEY and topic in PACE:
        return PASSWORDS.get(content, "")
    if tag == CURVE_OR_KEY and len(content) == 1:
        return CURVE_NAMES.get(content[0], "") if topic in PACE else str(content[0])
    return _text(content) if tag in READABLE else ""


def _identifier(content: bytes) -> str:
    """The name of an object identifier, and what follows of it."""
    digits = content.hex().upper()
    known = max((one for one in OBJECT_IDENTIFIERS if digits.startswith(one)), key=len, default="")
    more = "".join(f".{arc}" for arc in content[len(known) // 2 :])
    return f"{OBJECT_IDENTIFIERS[known]}{more}" if known else ""


def _text(content: bytes) -> str:
    """Printable characters; empty for what are none."""
    try:
        words = content.decode()
    except UnicodeDecodeError:
        return ""
    return words if words.isprintable() else ""


def _rights(bits: bytes) -> tuple[str, ...]:
    return tuple(RIGHTS.get(one) or access_text(one) for one in sorted(access_of(bits)))
