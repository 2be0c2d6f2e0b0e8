"""The chip keeps the door: what neither certificate nor person grants, it refuses."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.eid.authority.certificates import (
    DOMESTIC,
    FOREIGN,
    ROOT,
    Issuer,
    issue,
    new_key,
)
from kiosk.eid.eac.access import Access
from kiosk.eid.eac.certificates import Certificate, Role
from kiosk.eid.eac.eid_application import Question, pseudonym
from kiosk.eid.eac.service import FOLDER
from kiosk.eid.eac.terminal_authentication import TerminalRefused, signature
from kiosk.eid.model import ProtocolBroken
from kiosk.eid.points import generator_times, random_scalar
from kiosk.eid.simulator.chip import Chip
from kiosk.eid.simulator.chip_certificates import CertificateRefused, TrustStore, parse
from kiosk.eid.simulator.temperament import Temperament
from kiosk.eid.tlv import only as tlv_only
from tests.cards import Terminal, a_card, on_both_chips, tlv
from tests.eac import (
    AUTHORITY,
    END,
    EVERYTHING,
    PRACTICE_ROOT,
    SERVICES,
    TERMINAL_KEY,
    Caller,
    application,
    for_authority,
    for_terminal,
    persona,
    rights,
)

OK, NO_RIGHT, NOT_NOW, NOT_USABLE, UNKNOWN, BAD_DATA = (
    0x9000,
    0x6982,
    0x6985,
    0x6984,
    0x6A88,
    0x6A80,
)
BORN, NAME, TITLE_GROUP, BIRTH_NAME_GROUP = 8, 5, 7, 13
BORN_BY = {Question.BORN_BY: b"20081124"}

Step = Callable[[Caller], object]


def a_chip() -> Chip:
    return persona().make_chip()


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


# certificates


def test_a_certificate_changed_in_one_bit_is_refused() -> None:
    good = for_authority()
    for at in (5, 40, 100, len(good.content) - 1):
        content = bytearray(good.content)
        content[at] ^= 1
        caller = Caller(a_chip())
        assert caller.names(good.authority) == OK
        assert caller.sends("002A00BE", bytes(content)) == NOT_USABLE


@given(at=st.integers(0, 400), flipped=st.integers(1, 255), cut=st.booleans())
def test_no_certificate_makes_the_chip_stumble(at: int, flipped: int, cut: bool) -> None:
    content = bytearray((FOLDER / "root.cvcert").read_bytes()[5:])
    content[at % len(content)] ^= flipped
    with contextlib.suppress(CertificateRefused):
        parse(bytes(content[: at or 1] if cut else content))


def test_a_root_that_the_card_does_not_know_is_refused() -> None:
    stranger = Issuer("ZZSTRANGER00001", new_key())
    theirs = Certificate.decode(
        issue(stranger, application(AUTHORITY.reference, AUTHORITY.key, DOMESTIC))
    )
    assert Caller(a_chip()).shows(theirs) == UNKNOWN


def test_a_root_of_the_same_name_with_another_key_is_refused() -> None:
    impostor = Issuer("ZZPRACTICE00001", new_key())
    theirs = Certificate.decode(
        issue(impostor, application(AUTHORITY.reference, AUTHORITY.key, DOMESTIC))
    )
    assert Caller(a_chip()).shows(theirs) == NOT_USABLE


def test_nobody_certifies_above_or_beside_themselves() -> None:
    """Root, authority, terminal: no step is left out and none goes upwards."""
    good = for_authority()
    by_root = for_terminal(PRACTICE_ROOT)
    assert Caller(a_chip()).shows(by_root) == NOT_USABLE
    for role in (DOMESTIC, FOREIGN, ROOT):
        assert Caller(a_chip()).shows(good, for_terminal(role=role)) == NOT_USABLE
    terminal = Issuer("ZZTESTTERM00001", TERMINAL_KEY)
    below = for_terminal(terminal, holder="ZZBELOW00001")
    assert Caller(a_chip()).shows(good, for_terminal(), below) == NOT_USABLE


def test_an_authority_cannot_speak_for_the_chain_as_a_terminal() -> None:
    with pytest.raises(TerminalRefused, match="MSE:Set AT"):
        Caller(a_chip()).signs([for_authority()], AUTHORITY.key)


# dates


def test_the_chip_learns_the_date_and_then_refuses_what_has_expired() -> None:
    chip = a_chip()
    old = for_terminal(expires=date(2026, 6, 30))
    assert Caller(chip).shows(for_authority(), old) == OK
    later = for_terminal(effective=date(2026, 7, 1))
    assert Caller(chip).shows(for_authority(), later) == OK
    assert Caller(chip).shows(for_authority(), old) == NOT_USABLE
    chip.reset()
    assert Caller(chip).shows(for_authority(), old) == NOT_USABLE  # it remembers without power


def test_a_certificate_is_good_on_its_last_day() -> None:
    chip = a_chip()
    assert Caller(chip).shows(for_authority(effective=date(2026, 6, 30))) == OK
    last = for_terminal(expires=date(2026, 6, 30))
    assert Caller(chip).shows(for_authority(), last) == OK


def test_an_expired_authority_is_refused() -> None:
    chip = a_chip()
    assert Caller(chip).shows(for_authority(effective=END)) == OK
    assert Caller(chip).shows(for_authority(expires=date(2027, 1, 1))) == NOT_USABLE


def test_the_date_is_not_learned_from_abroad() -> None:
    """Otherwise anybody with a foreign certificate could make all others expire."""
    chip = a_chip()
    far = date(2027, 12, 31)
    foreign = for_authority(role=FOREIGN, effective=far)
    assert Caller(chip).shows(foreign, for_terminal(effective=far)) == OK
    assert Caller(chip).shows(for_authority(), for_terminal(expires=date(2026, 2, 1))) == OK


def test_nor_from_a_certificate_that_was_refused() -> None:
    chip = a_chip()
    content = bytearray(for_authority(effective=END).content)
    content[-1] ^= 1
    caller = Caller(chip)
    caller.names("ZZPRACTICE00001")
    assert caller.sends("002A00BE", bytes(content)) == NOT_USABLE
    assert Caller(chip).shows(for_authority(expires=date(2026, 2, 1))) == OK


# a new root


NEW_ROOT, NEWEST_ROOT = Issuer("ZZPRACTICE00002", new_key()), Issuer("ZZPRACTICE00003", new_key())


def link(old: Issuer, new: Issuer, expires: date = END) -> Certificate:
    wanted = application(new.reference, new.key, ROOT, expires=expires)
    return Certificate.decode(issue(old, wanted))


def by(root: Issuer) -> Certificate:
    return Certificate.decode(
        issue(root, application(AUTHORITY.reference, AUTHORITY.key, DOMESTIC))
    )


def test_a_root_introduces_the_next_one_and_the_one_before_still_counts() -> None:
    chip = a_chip()
    assert Caller(chip).agreement.authorities == ("ZZPRACTICE00001",)
    assert Caller(chip).shows(link(PRACTICE_ROOT, NEW_ROOT), by(NEW_ROOT), for_terminal()) == OK
    assert Caller(chip).agreement.authorities == ("ZZPRACTICE00002", "ZZPRACTICE00001")
    assert Caller(chip).shows(for_authority()) == OK
    assert Caller(chip).shows(link(NEW_ROOT, NEWEST_ROOT)) == OK
    assert Caller(chip).agreement.authorities == ("ZZPRACTICE00003", "ZZPRACTICE00002")
    assert Caller(chip).shows(for_authority()) == UNKNOWN


def test_a_card_from_a_drawer_still_learns_of_a_new_root() -> None:
    chip = a_chip()
    assert Caller(chip).shows(for_authority(effective=END)) == OK
    late = link(PRACTICE_ROOT, NEW_ROOT, expires=date(2026, 3, 1))
    assert Caller(chip).shows(late, by(NEW_ROOT)) == OK


def test_the_real_german_roots_hand_on_their_trust_in_the_books_of_our_chip() -> None:
    """Certificates that real cards hold: both sides read them, and every signature is right."""
    lines = (Path(__file__).parent / "german_roots.txt").read_text().splitlines()
    encoded = [bytes.fromhex(line) for line in lines if not line.startswith("#")]
    first, *links = (parse(tlv_only(one, 0x7F21)) for one in encoded)
    books = TrustStore([first], first.effective)
    books.take(first, first)
    for certificate in links:
        books.take(certificate, books.roots[0])
    assert [root.holder for root in books.roots] == [b"DECVCAeID00106", b"DECVCAeID00105"]
    assert books.today == 210309
    told = [Certificate.decode(one) for one in encoded]
    assert [one.authority for one in told[1:]] == [one.holder for one in told[:-1]]
    assert {one.role for one in told} == {Role.ROOT}
    assert told[-1].access == EVERYTHING
    assert told[0].effective == date(2010, 10, 18)


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


def test_a_card_for_pin_care_only_takes_no_chat() -> None:
    terminal = Terminal(a_card())
    chat = "7F4C12060904007F0007030102025305" + "00" * 5
    data = "800A04007F00070202040202830103" + chat + "84010D"
    header = "0022C1A4" + bytes([len(data) // 2]).hex()
    assert terminal.send(header + data).sw == BAD_DATA


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
