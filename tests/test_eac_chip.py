"""The chip keeps the door: what neither certificate nor person grants, it refuses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.eid.authority.certificates import (
    new_key,
)
from kiosk.eid.eac.access import Access
from kiosk.eid.eac.certificates import Certificate
from kiosk.eid.eac.eid_application import Question, pseudonym
from kiosk.eid.eac.terminal_authentication import TerminalRefused, signature
from kiosk.eid.model import ProtocolBroken
from kiosk.eid.points import generator_times, random_scalar
from kiosk.eid.simulator.chip import Chip
from kiosk.eid.simulator.temperament import Temperament
from kiosk.eid.tlv import items
from tests.cards import Terminal, a_card, on_both_chips, tlv
from tests.eac import (
    BAD_DATA,
    EVERYTHING,
    NO_RIGHT,
    NOT_NOW,
    OK,
    SERVICES,
    TERMINAL_KEY,
    UNKNOWN,
    Caller,
    a_chip,
    for_authority,
    for_terminal,
    persona,
    rights,
)

BORN, NAME, TITLE_GROUP, BIRTH_NAME_GROUP = 8, 5, 7, 13
BORN_BY = {Question.BORN_BY: b"20081124"}

Step = Callable[[Caller], object]


def identified(
    granted: frozenset[Access] = EVERYTHING,
    *chain: Certificate,
    questions: dict[Question, bytes] | None = None,
) -> Caller:
    """A caller for whom everything went well, up to chip authentication."""
    caller = Caller(a_chip(), granted)
    caller.signs(chain or (for_authority(), for_terminal()), questions=questions)
    caller.proves_chip()
    return caller


# what is granted


def test_both_the_certificate_and_the_person_have_to_grant_it() -> None:
    only_born = rights({Access.DATE_OF_BIRTH})
    assert identified().reads(BORN) == OK
    assert identified(EVERYTHING - {Access.DATE_OF_BIRTH}).reads(BORN) == NO_RIGHT
    caller = identified(EVERYTHING, for_authority(), for_terminal(rights=only_born))
    assert caller.reads(BORN) == OK
    assert caller.reads(NAME) == NO_RIGHT


def test_an_authority_cannot_pass_on_what_it_has_not_got() -> None:
    poor = for_authority(rights=rights({Access.FAMILY_NAMES}))
    caller = identified(EVERYTHING, poor, for_terminal())
    assert caller.reads(NAME) == OK
    assert caller.reads(BORN) == NO_RIGHT


def test_a_data_group_the_person_has_not_got_is_not_found() -> None:
    caller = identified()
    assert caller.reads(TITLE_GROUP) == OK
    assert caller.reads(BIRTH_NAME_GROUP) == 0x6A82


@pytest.mark.parametrize(
    ("question", "access"),
    [
        (Question.BORN_BY, Access.AGE_VERIFICATION),
        (Question.LIVES_IN, Access.COMMUNITY_VERIFICATION),
    ],
)
def test_a_question_needs_its_right(question: Question, access: Access) -> None:
    told = {question: b"20081124" if question is Question.BORN_BY else bytes.fromhex("0276")}
    asks = tlv(0x06, question.value)
    assert identified(questions=told).sends("80208000", asks) == OK
    unticked = identified(EVERYTHING - {access}, questions=told)
    assert unticked.sends("80208000", asks) == NO_RIGHT
    poor = for_terminal(rights=rights(EVERYTHING - {access}))
    assert identified(EVERYTHING, for_authority(), poor, questions=told).sends(
        "80208000", asks
    ) == (NO_RIGHT)


def test_whether_the_card_is_valid_anybody_identified_may_ask() -> None:
    nobody = for_terminal(rights=0)
    told = {Question.VALID_ON: b"20261124"}
    caller = identified(frozenset(), for_authority(), nobody, questions=told)
    assert caller.sends("80208000", tlv(0x06, Question.VALID_ON.value)) == OK


def test_only_what_was_signed_can_be_asked() -> None:
    """A terminal cannot try one birthday after the other: the date was in the signature."""
    caller = identified(questions=BORN_BY)
    assert caller.sends("80208000", tlv(0x06, Question.LIVES_IN.value)) == UNKNOWN
    another = tlv(0x06, Question.BORN_BY.value) + tlv(0x53, b"19830905")
    assert caller.sends("80208000", another) == OK  # the date beside it is not looked at
    assert Caller(a_chip()).sends("80208000", tlv(0x06, Question.BORN_BY.value)) == NO_RIGHT


# pseudonyms


def test_a_pseudonym_is_only_for_the_sector_in_the_certificate() -> None:
    library, forum = SERVICES["library"].sector_key, SERVICES["forum"].sector_key
    assert library
    assert forum
    caller = identified(EVERYTHING, for_authority(), for_terminal(sector_key=library))
    assert pseudonym(caller.channel, 2, library) is not None
    assert pseudonym(caller.channel, 2, forum) is None
    assert pseudonym(caller.channel, 3, library) is None
    without = identified(EVERYTHING, for_authority(), for_terminal())
    assert pseudonym(without.channel, 2, library) is None
    unticked = identified(
        EVERYTHING - {Access.PSEUDONYM}, for_authority(), for_terminal(sector_key=library)
    )
    assert pseudonym(unticked.channel, 2, library) is None


# the signature


def test_who_has_a_certificate_but_not_its_key_is_refused_and_gets_nothing() -> None:
    caller = Caller(a_chip())
    with pytest.raises(TerminalRefused, match="EXTERNAL AUTHENTICATE"):
        caller.signs([for_authority(), for_terminal()], new_key())
    assert caller.sends("00B09D00", le=223) == NO_RIGHT
    assert caller.reads(NAME) == NO_RIGHT
    assert caller.sends("00840000", le=8) == NOT_NOW


def test_a_signature_for_another_chip_is_refused() -> None:
    """A terminal in the middle cannot pass on what was signed for the card beside it."""
    caller, beside = Caller(a_chip()), Caller(a_chip())
    caller.agreement = beside.agreement
    with pytest.raises(TerminalRefused, match="EXTERNAL AUTHENTICATE"):
        caller.signs([for_authority(), for_terminal()])


def test_a_challenge_is_good_for_one_signature() -> None:
    caller = Caller(a_chip())
    caller.shows(for_authority(), for_terminal())
    assert caller.sends("002281A4", announcement(caller)) == OK
    assert caller.sends("00820000", bytes(64)) == NOT_NOW
    assert caller.sends("00840000", le=8) == OK
    assert caller.sends("00820000", bytes(64)) == 0x6300
    assert caller.sends("00820000", bytes(64)) == NOT_NOW


@pytest.mark.parametrize(
    "garbage",
    [b"", b"\x00", bytes(63), bytes(64), b"\xff" * 64, bytes(72)],
    ids=["nothing", "a byte", "too short", "zeros", "ones", "too long"],
)
def test_garbage_is_no_signature(garbage: bytes) -> None:
    caller = Caller(a_chip())
    caller.shows(for_authority(), for_terminal())
    caller.sends("002281A4", announcement(caller))
    caller.sends("00840000", le=8)
    assert caller.sends("00820000", garbage) == 0x6300


def announcement(caller: Caller, holder: bytes = b"ZZTESTTERM00001") -> bytes:
    """MSE:Set AT for terminal authentication."""
    key = caller.ephemeral.encode()[1:33]
    oid = bytes.fromhex("04007F00070202020203")
    return tlv(0x80, oid) + tlv(0x83, holder) + tlv(0x91, key)


@pytest.mark.parametrize(
    ("announced", "sw"),
    [
        ({}, OK),
        ({0x80: bytes.fromhex("04007F00070202020201")}, BAD_DATA),  # SHA-1
        ({0x91: bytes(31)}, BAD_DATA),
        ({0x83: b"ZZPROVIDER00001"}, UNKNOWN),  # not the last one shown
        ({0x67: tlv(0x73, tlv(0x06, b"\x01") + tlv(0x53, b"1"))}, BAD_DATA),  # no such question
        ({0x67: tlv(0x73, tlv(0x06, Question.BORN_BY.value) + tlv(0x53, b""))}, BAD_DATA),
        ({0x67: b"\x73\x05"}, BAD_DATA),
    ],
    ids=["right", "algorithm", "key", "holder", "question", "no date", "garbage"],
)
def test_what_a_terminal_announces_has_to_be_right(announced: dict[int, bytes], sw: int) -> None:
    caller = Caller(a_chip())
    chain_shown(caller)
    objects = {**dict(items(announcement(caller))), **announced}
    data = b"".join(tlv(tag, value) for tag, value in objects.items())
    assert caller.sends("002281A4", data) == sw


@pytest.mark.parametrize(
    ("announced", "sw"),
    [
        (tlv(0x80, bytes.fromhex("04007F00070202030202")) + tlv(0x84, b"\x48"), OK),
        (tlv(0x80, bytes.fromhex("04007F00070202030202")) + tlv(0x84, b"\x49"), UNKNOWN),
        (tlv(0x80, bytes.fromhex("04007F00070202030204")), BAD_DATA),  # AES-256
        (b"", 0x6700),
    ],
    ids=["right", "key", "algorithm", "nothing"],
)
def test_what_the_chip_is_to_prove_has_to_be_one_of_its_ways(announced: bytes, sw: int) -> None:
    caller = Caller(a_chip())
    terminal_known(caller)
    assert caller.sends("002241A4", announced) == sw


# the order of things


def nothing(caller: Caller) -> None:
    """Only PACE."""


def chain_shown(caller: Caller) -> None:
    assert caller.shows(for_authority(), for_terminal()) == OK


def terminal_known(caller: Caller) -> None:
    caller.signs([for_authority(), for_terminal()])


def chip_proved(caller: Caller) -> None:
    terminal_known(caller)
    caller.proves_chip()


CHIP = "04007F00070202030202"
COMMANDS: dict[str, tuple[Callable[[Caller], int], dict[Step, int]]] = {
    "challenge": (
        lambda caller: caller.sends("00840000", le=8),
        dict.fromkeys((nothing, chain_shown, terminal_known, chip_proved), NOT_NOW),
    ),
    "certificate": (
        lambda caller: caller.sends("002A00BE", for_authority().content),
        dict.fromkeys((nothing, chain_shown, terminal_known, chip_proved), NOT_NOW),
    ),
    "another-chain": (
        lambda caller: caller.shows(for_authority()),
        {nothing: OK, chain_shown: OK, terminal_known: NOT_NOW, chip_proved: NOT_NOW},
    ),
    "announce-terminal": (
        lambda caller: caller.sends("002281A4", announcement(caller)),
        {nothing: NOT_NOW, chain_shown: OK, terminal_known: NOT_NOW, chip_proved: NOT_NOW},
    ),
    "announce-chip": (
        lambda caller: caller.sends("002241A4", tlv(0x80, bytes.fromhex(CHIP))),
        {nothing: NOT_NOW, chain_shown: NOT_NOW, terminal_known: OK, chip_proved: NOT_NOW},
    ),
    "announce-pseudonym": (
        lambda caller: caller.sends("002241A4", tlv(0x80, bytes.fromhex("04007F00070202050203"))),
        {nothing: NOT_NOW, chain_shown: NOT_NOW, terminal_known: NOT_NOW, chip_proved: OK},
    ),
    "card-security": (
        lambda caller: caller.sends("00B09D00", le=223),
        {nothing: NO_RIGHT, chain_shown: NO_RIGHT, terminal_known: OK, chip_proved: OK},
    ),
    "question": (
        lambda caller: caller.sends("80208000", tlv(0x06, Question.VALID_ON.value)),
        {nothing: NO_RIGHT, chain_shown: NO_RIGHT, terminal_known: NO_RIGHT, chip_proved: UNKNOWN},
    ),
    "read": (
        lambda caller: caller.reads(NAME),
        {nothing: NO_RIGHT, chain_shown: NO_RIGHT, terminal_known: NO_RIGHT, chip_proved: OK},
    ),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_step_has_its_time(command: str) -> None:
    send, expected = COMMANDS[command]
    for step, sw in expected.items():
        caller = Caller(a_chip())
        step(caller)
        assert send(caller) == sw, step.__name__


@on_both_chips
def test_nothing_is_said_outside_the_channel(temperament: Temperament) -> None:
    for header, le in [("00840000", 8), ("00B09D00", 223), ("80208000", None)]:
        caller = Caller(persona().make_chip(temperament))
        chip_proved(caller)
        assert caller.sends_plain(header, b"" if le else tlv(0x06, b"\x01"), le) == NO_RIGHT


def test_a_data_group_is_not_read_in_plain_after_all_went_well() -> None:
    caller = identified()
    assert caller.reads(NAME) == OK
    assert caller.sends_plain("00B08500", le=4) in (NO_RIGHT, 0x6A82)


@on_both_chips
def test_what_was_read_in_the_channel_cannot_be_read_on_outside_it(
    temperament: Temperament,
) -> None:
    """READ BINARY with an offset goes on in the file that was opened before."""
    for open_file in ("00B09D00", "00B08500"):
        caller = Caller(persona().make_chip(temperament))
        chip_proved(caller)
        if open_file == "00B08500":
            assert caller.reads(NAME) == OK
        assert caller.sends(open_file, le=4) == OK
        assert caller.sends("00B00000", le=4) == OK
        assert caller.sends_plain("00B00000", le=4) == NO_RIGHT
        assert caller.again().sends("00B00000", le=4) == NO_RIGHT


def test_a_reset_ends_it_all() -> None:
    caller = identified()
    caller.chip.reset()
    with pytest.raises(ProtocolBroken):
        caller.reads(NAME)


def test_the_chip_takes_only_the_key_that_was_announced() -> None:
    caller = Caller(a_chip())
    terminal_known(caller)
    caller.private = random_scalar(caller.chip_info.curve)
    caller.ephemeral = generator_times(caller.chip_info.curve, caller.private)
    with pytest.raises(ProtocolBroken, match="GENERAL AUTHENTICATE of the chip"):
        caller.proves_chip()


def test_the_old_channel_is_closed_when_the_chip_has_proved_itself() -> None:
    caller = Caller(a_chip())
    terminal_known(caller)
    before = caller.channel
    caller.proves_chip()
    caller.channel = before
    with pytest.raises(ProtocolBroken):
        caller.reads(NAME)


def test_without_a_chat_there_is_no_identification() -> None:
    """PIN care knows no certificates: its channel gives nothing away."""
    terminal = Terminal(a_chip())
    assert terminal.pace(3, "482915") == OK
    assert terminal.secure("00840000", le=True).sw == NO_RIGHT
    assert terminal.secure("002281B6", tlv(0x83, b"ZZPRACTICE00001")).sw == NO_RIGHT


def test_a_transport_pin_identifies_nobody() -> None:
    caller = Caller(persona("new-card").make_chip())
    assert caller.agreement.authorities == ()
    assert caller.names("ZZPRACTICE00001") == NO_RIGHT


@pytest.mark.parametrize(
    ("card", "terminal_type", "sw"),
    [
        (a_chip, "02", OK),
        (a_chip, "01", BAD_DATA),  # an inspection system
        (a_card, "02", BAD_DATA),  # a card for PIN care only
    ],
    ids=["provider", "inspection", "PIN care"],
)
def test_a_chat_is_taken_of_a_provider_by_a_card_that_knows_providers(
    card: Callable[[], Chip], terminal_type: str, sw: int
) -> None:
    chat = f"7F4C12060904007F00070301 02{terminal_type}5305" + "00" * 5
    data = bytes.fromhex("800A04007F00070202040202830103" + chat + "84010D")
    assert Terminal(card()).send(f"0022C1A4{len(data):02X}{data.hex()}").sw == sw


@pytest.mark.parametrize("header", ["002281B7", "002A0001", "00840100", "80208100", "00224100"])
def test_another_parameter_is_refused(header: str) -> None:
    assert Caller(a_chip()).sends(header, b"\x83\x01\x00") == 0x6A86


@pytest.mark.parametrize("header", ["002281B6", "002281A4", "002241A4", "80208000", "00860000"])
def test_garbage_is_refused_and_hurts_nothing(header: str) -> None:
    caller = Caller(a_chip())
    terminal_known(caller)
    assert caller.sends(header, b"\x7c\x05\x00") != OK
    caller.proves_chip()
    assert caller.reads(NAME) == OK


def test_signatures_are_random_and_of_one_length() -> None:
    signed = {signature(TERMINAL_KEY, b"the same") for _ in range(20)}
    assert len(signed) == 20
    assert {len(one) for one in signed} == {64}
