"""Online identification with a practice card: who sees what, and what stays on the card."""

from __future__ import annotations

import contextlib
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.eid.authority import card_security
from kiosk.eid.authority.certificates import new_key
from kiosk.eid.connection import CardConnection, ReaderState
from kiosk.eid.eac.access import Access
from kiosk.eid.eac.data_groups import text
from kiosk.eid.eac.identification import Request, identify
from kiosk.eid.eac.security_infos import (
    ChipAuthenticationInfo,
    chip_authentication_info,
    chip_public_key,
    restricted_identification_key,
)
from kiosk.eid.eac.service import FOLDER
from kiosk.eid.model import (
    Aftermath,
    CardFault,
    CardRemoved,
    PinState,
    PinStatus,
    ProtocolBroken,
    StateDiffers,
    UnsupportedCard,
    WrongPin,
)
from kiosk.eid.simulator.chip import Chip
from kiosk.eid.simulator.personas import load_personas
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.secret import Secret
from tests.cards import Meddled, Send, tlv
from tests.eac import EVERYTHING, SERVICES, TODAY, persona, seen, visit

VALID = datetime(2026, 1, 1), datetime(2055, 12, 31)
SIGNED_INFOS = bytes.fromhex("3181ED")
"""How the SecurityInfos begin."""

every_service = pytest.mark.parametrize("service", SERVICES)


def eid_card(name: str = "own-pin") -> Chip:
    chip = persona(name).make_chip()
    assert chip.eid is not None
    return chip


@every_service
def test_a_service_sees_what_it_asks_for_and_nothing_else(service: str) -> None:
    asked = {*SERVICES[service].required, *SERVICES[service].optional}
    result = seen(visit(service))
    told = {access for access, _ in (*result.texts, *result.answers)}
    told |= {Access.PSEUDONYM} if result.pseudonym else set()
    missing = {Access.BIRTH_NAME, Access.ARTISTIC_NAME}  # Erkan has neither
    assert told == asked - missing
    assert result.valid


def test_a_move_to_a_new_home_is_told_in_words() -> None:
    assert dict(seen(visit("move-house")).texts) == {
        Access.GIVEN_NAMES: "Erkan",
        Access.FAMILY_NAMES: "Beispiel",
        Access.ACADEMIC_TITLE: "Dr.",
        Access.DATE_OF_BIRTH: "1983-09-05",
        Access.NATIONALITY: "D",
        Access.PLACE_OF_RESIDENCE: "Mustergasse 12\n00000 Musterhausen",
    }


def test_every_card_with_a_pin_of_its_own_can_be_identified() -> None:
    names = set()
    for one in load_personas():
        if one.secrets and len(one.secrets.pin) == 6 and one.tries > 1 and one.parameter_id == 13:
            result = seen(visit("bank-account", one.make_chip(), pin=one.secrets.pin))
            names.add(dict(result.texts)[Access.FAMILY_NAMES])
    assert {"Beispiel", "Vorlage"} <= names


@every_service
def test_what_the_person_unticks_stays_on_the_card(service: str) -> None:
    for kept in SERVICES[service].optional:
        result = seen(visit(service, granted=EVERYTHING - {kept}))
        assert kept not in dict(result.texts)
        assert kept not in dict(result.answers)
        assert kept is not Access.PSEUDONYM or result.pseudonym is None


def test_who_grants_more_than_is_asked_for_gives_no_more() -> None:
    assert not seen(visit("age-check", granted=EVERYTHING)).texts


def test_the_shop_learns_the_age_is_enough_and_no_birthday() -> None:
    result = seen(visit("age-check"))
    assert dict(result.answers) == {Access.AGE_VERIFICATION: True}
    assert not result.texts
    assert result.pseudonym is None


@pytest.mark.parametrize(
    ("born", "today", "is_adult"),
    [
        ("20081124", date(2026, 11, 24), True),  # eighteen today
        ("20081125", date(2026, 11, 24), False),  # tomorrow
        ("20080229", date(2026, 2, 28), False),  # the day before the first of March
        ("20080229", date(2026, 3, 1), True),
        ("20100228", date(2028, 2, 29), True),  # today has no brother eighteen years ago
        ("20100301", date(2028, 2, 29), False),
    ],
)
def test_the_chip_knows_who_is_eighteen(born: str, today: date, is_adult: bool) -> None:
    chip = eid_card()
    assert chip.eid
    chip.eid.born = born.encode()
    answers = seen(visit("age-check", chip, today=today)).answers
    assert dict(answers) == {Access.AGE_VERIFICATION: is_adult}


def test_the_chip_knows_who_lives_in_town() -> None:
    chip = eid_card()
    assert chip.eid
    assert dict(seen(visit("library", chip)).answers) == {Access.COMMUNITY_VERIFICATION: True}
    chip.eid.community = bytes.fromhex("02760503150000")
    assert dict(seen(visit("library", chip)).answers) == {Access.COMMUNITY_VERIFICATION: False}


def test_a_card_that_has_expired_says_so() -> None:
    assert seen(visit("age-check", today=date(2035, 12, 31))).valid
    assert not seen(visit("age-check", today=date(2036, 1, 1))).valid


def test_two_services_cannot_link_their_pseudonyms_and_each_knows_its_own_again() -> None:
    library, forum = (seen(visit(name)).pseudonym for name in ("library", "forum"))
    assert library
    assert forum
    assert library != forum
    assert seen(visit("library")).pseudonym == library
    assert seen(visit("forum")).pseudonym == forum
    birgit = persona("one-wrong-try").make_chip()
    assert seen(visit("library", birgit, pin="570318")).pseudonym not in (library, forum)


# the PIN


def test_a_wrong_pin_costs_one_try_and_the_service_sees_nothing() -> None:
    chip = eid_card()
    assert chip.eid
    assert visit("move-house", chip, pin="111222") == WrongPin(PinStatus(PinState.OPERATIONAL, 2))
    assert visit("move-house", chip, pin="111222") == WrongPin(PinStatus(PinState.SUSPENDED, 1))
    assert visit("move-house", chip) == StateDiffers(PinStatus(PinState.SUSPENDED, 1))


def test_a_right_pin_gives_back_the_tries() -> None:
    chip = persona("one-wrong-try").make_chip()
    assert chip.books
    seen(visit("age-check", chip, pin="570318"))
    assert chip.books.tries == 3


def test_another_card_is_not_asked_for_a_pin() -> None:
    for name in ("passport", "bank-card", "health-card", "other-card"):
        chip = persona(name).make_chip()
        with pytest.raises(UnsupportedCard):
            visit("age-check", chip)


def test_five_digits_are_no_pin_to_identify_with() -> None:
    """The card is not even asked."""
    card = Meddled(persona("new-card").make_chip())
    with pytest.raises(CardFault, match="length"):
        visit("age-check", card, pin="13579")
    assert card.commands == []


class RealReader:
    """The reader of a real card, which must not even be asked for a connection."""

    def state(self) -> ReaderState:
        return ReaderState.CARD

    def wait_for_change(self, seconds: float) -> None: ...
    def wake(self) -> None: ...

    def connect(self) -> CardConnection:
        raise AssertionError("a real card was powered up")


def test_a_real_card_is_never_given_a_pin() -> None:
    pin = Secret(b"482915")
    request = Request(SERVICES["age-check"], EVERYTHING, TODAY)
    with pytest.raises(TypeError, match="only practice cards"):
        identify(RealReader(), request, pin)  # type: ignore[arg-type]
    assert len(pin) == 0


def test_the_pin_is_used_up_however_it_ends() -> None:
    pin = Secret(b"482915")
    with pytest.raises(CardRemoved):
        identify(PracticeReader(), Request(SERVICES["age-check"], EVERYTHING, TODAY), pin)
    assert len(pin) == 0


def test_a_card_torn_away_at_any_command_tells_nothing_false() -> None:
    """After the chip's token the PIN was right; before it a try may be gone; never a result."""
    whole = Meddled(eid_card())
    seen(visit("library", whole))
    aftermaths = set()
    for at in range(1, whole.asked + 1):
        card = Meddled(eid_card(), at, lift)
        with pytest.raises(CardRemoved) as fault:
            visit("library", card)
        aftermaths.add((at < 6, at <= 9, fault.value.aftermath))
    assert aftermaths == {
        (True, True, Aftermath.NOTHING_HAPPENED),
        (False, True, Aftermath.TRY_MAY_BE_GONE),
        (False, False, Aftermath.PIN_UNCHANGED),
    }


def lift(wire: bytes, send: object) -> bytes:
    raise CardRemoved("torn away")


# a card that lies


def nonsense(wire: bytes, send: Send) -> list[bytes]:
    """What a broken or hostile chip may answer in the place of the right thing."""
    answer = send(wire)
    changed = bytes([*answer[:-3], answer[-3] ^ 1, *answer[-2:]]) if len(answer) > 2 else answer
    return [b"", b"\x90\x00", answer[: len(answer) // 2], changed, b"\x7c\x81", b"\x6f\x00"]


@pytest.mark.parametrize("kind", range(6))
def test_nonsense_from_the_chip_is_a_fault_and_never_a_result(kind: int) -> None:
    honest = visit("library")
    whole = Meddled(eid_card())
    visit("library", whole)
    for at in range(1, whole.asked + 1):
        card = Meddled(eid_card(), at, lambda wire, send: nonsense(wire, send)[kind])
        try:
            result = visit("library", card)
        except CardFault:
            continue
        # before the channel a chip may say what it likes, as long as it proves itself afterwards
        assert at < 10, at
        assert result == honest or isinstance(result, (WrongPin, StateDiffers))


@given(st.binary(max_size=40))
def test_any_bytes_are_a_data_group_or_a_fault(data: bytes) -> None:
    for content in (data, tlv(0x71, tlv(0x30, data)), tlv(0x69, tlv(0xA1, data))):
        with contextlib.suppress(ProtocolBroken):
            text(content)


@given(st.binary(max_size=60))
def test_any_bytes_are_security_infos_or_a_fault(data: bytes) -> None:
    info = ChipAuthenticationInfo(bytes.fromhex("04007F00070202030202"), 16, 0x48, 13)
    for content in (data, tlv(0x31, data), tlv(0x31, tlv(0x30, data))):
        for read in (
            chip_authentication_info,
            restricted_identification_key,
            lambda infos: chip_public_key(infos, info),
        ):
            with contextlib.suppress(ProtocolBroken, UnsupportedCard):
                read(content)


# copies of cards


def test_a_copy_of_a_card_without_its_key_is_found_out() -> None:
    chip = eid_card()
    assert chip.eid
    chip.eid.chip_key += 1
    with pytest.raises(ProtocolBroken, match="the chip's token"):
        visit("move-house", chip)


def test_a_key_that_nobody_signed_is_found_out() -> None:
    chip = eid_card()
    assert chip.eid
    key = new_key()
    infos = card_security.security_infos(key.public_key())
    chip.eid.chip_key = key.private_numbers().private_value
    stranger = ("Somebody", new_key())
    signer = card_security.certificate("Signer", new_key().public_key(), stranger, VALID)
    chip.eid.card_security = card_security.sign(infos, signer, new_key())
    with pytest.raises(ProtocolBroken, match=r"EF\.CardSecurity"):
        visit("move-house", chip)


def test_a_byte_changed_in_what_was_signed_is_found_out() -> None:
    """The keys, the signer's certificate, the digest and the signature; not the packing."""
    whole = (FOLDER / "card-security.bin").read_bytes()
    begin, end = whole.index(SIGNED_INFOS), whole.index(SIGNED_INFOS) + 240
    for at in (*range(begin, end, 41), 330, 640, 700, 920, len(whole) - 40, len(whole) - 1):
        chip = eid_card()
        assert chip.eid
        changed = bytearray(whole)
        changed[at] ^= 0x01
        chip.eid.card_security = bytes(changed)
        with pytest.raises(ProtocolBroken):
            visit("move-house", chip)
        assert chip.books
        assert chip.books.tries == 3
