"""What a command is about, by its header and its data (TR-03110-3, annex B; ISO 7816-4)."""

from __future__ import annotations

from enum import Enum

from kiosk.eid import tlv
from kiosk.eid.apdu import CommandAPDU
from kiosk.eid.eac.access import Access

EF_DIR, EF_CARD_ACCESS, EF_CARD_SECURITY = 0x1E, 0x1C, 0x1D
"""Short file identifiers."""

ID_RI = bytes.fromhex("04007F000702020502")
"""OID id-RI-ECDH without its last arc."""


class Topic(Enum):
    """The value is the text key of what the terminal says."""

    BEGIN = "hood.begin"
    SELECT_EID = "hood.select-eid"
    IS_PASSPORT = "hood.is-passport"
    IS_BANK_CARD = "hood.is-bank-card"
    IS_HEALTH_CARD = "hood.is-health-card"
    APPLICATIONS = "hood.applications"
    HOW_TO_SPEAK = "hood.how-to-speak"
    READ_ON = "hood.read-on"
    PIN_STATE = "hood.pin-state"
    PIN_AND_GRANT = "hood.pin-and-grant"
    NEXT_PASSWORD = "hood.next-password"  # noqa: S105  a text key
    LEAVE = "hood.leave"
    NONCE = "hood.nonce"
    MAPPING = "hood.mapping"
    AGREEMENT = "hood.agreement"
    TOKEN = "hood.token"  # noqa: S105
    NEW_PIN = "hood.new-pin"
    FILL_TRIES = "hood.fill-tries"
    WHO_VOUCHES = "hood.who-vouches"
    CERTIFICATE = "hood.certificate"
    TERMINAL = "hood.terminal"
    CHALLENGE = "hood.challenge"
    SIGNATURE = "hood.signature"
    CARD_SECURITY = "hood.card-security"
    CHIP = "hood.chip"
    CHIP_KEY = "hood.chip-key"
    DATA = "hood.data"
    AGE = "hood.age"
    VALID = "hood.valid"
    COMMUNITY = "hood.community"
    PSEUDONYM_NEXT = "hood.pseudonym-next"
    PSEUDONYM = "hood.pseudonym"
    UNKNOWN = "hood.unknown"


APPLICATIONS = {
    bytes.fromhex("E80704007F00070302"): Topic.SELECT_EID,
    bytes.fromhex("A0000002471001"): Topic.IS_PASSPORT,
    b"2PAY.SYS.DDF01": Topic.IS_BANK_CARD,
    bytes.fromhex("D2760001448000"): Topic.IS_HEALTH_CARD,
}

FILES = {
    EF_DIR: Topic.APPLICATIONS,
    EF_CARD_ACCESS: Topic.HOW_TO_SPEAK,
    EF_CARD_SECURITY: Topic.CARD_SECURITY,
}

STEPS = {
    0x81: Topic.MAPPING,
    0x83: Topic.AGREEMENT,
    0x85: Topic.TOKEN,
    0x80: Topic.CHIP_KEY,
    0xA0: Topic.PSEUDONYM,
}
"""GENERAL AUTHENTICATE by the data object it brings along; without one it asks for the nonce."""

QUESTIONS = {
    bytes.fromhex("04007F000703010401"): Topic.AGE,
    bytes.fromhex("04007F000703010402"): Topic.VALID,
    bytes.fromhex("04007F000703010403"): Topic.COMMUNITY,
}

DATA_GROUPS = {one.data_group: one for one in Access if one.data_group is not None}


def topic_of(command: CommandAPDU) -> Topic:
    """UNKNOWN for whatever no terminal of ours sends. Never raises."""
    objects = objects_of(bytes(command.data))
    match command.ins, command.p1, command.p2:
        case 0xA4, 0x04, _:
            return APPLICATIONS.get(bytes(command.data), Topic.UNKNOWN)
        case 0xA4, 0x00, _ if command.data in (b"", b"\x3f\x00"):
            return Topic.BEGIN
        case 0xB0, p1, _ if not p1 & 0x80:
            return Topic.READ_ON
        case 0xB0, p1, _:
            short = p1 & 0x1F
            return FILES.get(short, Topic.DATA if short in DATA_GROUPS else Topic.UNKNOWN)
        case 0x22, 0xC1, 0xA4:
            return _password(objects)
        case 0x22, 0x81, 0xB6:
            return Topic.WHO_VOUCHES
        case 0x22, 0x81, 0xA4:
            return Topic.TERMINAL
        case 0x22, 0x41, 0xA4:
            of_pseudonym = objects.get(0x80, b"").startswith(ID_RI)
            return Topic.PSEUDONYM_NEXT if of_pseudonym else Topic.CHIP
        case 0x86, 0x00, 0x00:
            content = objects_of(objects.get(0x7C, b""))
            return STEPS.get(next(iter(content), 0), Topic.NONCE if not content else Topic.UNKNOWN)
        case simple:
            return SIMPLE.get(simple, _question(simple, objects))


SIMPLE = {
    (0x2C, 0x02, 0x03): Topic.NEW_PIN,
    (0x2C, 0x03, 0x03): Topic.FILL_TRIES,
    (0x2A, 0x00, 0xBE): Topic.CERTIFICATE,
    (0x84, 0x00, 0x00): Topic.CHALLENGE,
    (0x82, 0x00, 0x00): Topic.SIGNATURE,
}


def objects_of(data: bytes) -> dict[int, bytes]:
    """Values of the data objects by tag; empty for what are none."""
    try:
        return dict(tlv.items(data))
    except tlv.TlvError:
        return {}


def _password(objects: dict[int, bytes]) -> Topic:
    if not objects:
        return Topic.LEAVE
    if objects.get(0x83) != b"\x03":
        return Topic.NEXT_PASSWORD
    return Topic.PIN_AND_GRANT if 0x7F4C in objects else Topic.PIN_STATE


def _question(header: tuple[int, int, int], objects: dict[int, bytes]) -> Topic:
    if header != (0x20, 0x80, 0x00):
        return Topic.UNKNOWN
    return QUESTIONS.get(objects.get(0x06, b""), Topic.UNKNOWN)
