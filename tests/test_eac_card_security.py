"""Passive authentication: what the maker of the card has signed is believed, and nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from kiosk.eid.authority.card_security import certificate, security_infos, sign
from kiosk.eid.authority.certificates import new_key
from kiosk.eid.eac.card_security import signed_security_infos, signing_authority
from kiosk.eid.eac.service import FOLDER
from kiosk.eid.model import ProtocolBroken
from tests.eac import TODAY, a_chip, key_of, visit

WHOLE = (FOLDER / "card-security.bin").read_bytes()
SIGNED_DATA, SECURITY_OBJECT = (
    bytes.fromhex("2A864886F70D010702"),
    bytes.fromhex("04007F0007030201"),
)
AUTHORITY = ("Practice signing authority", key_of(FOLDER / "signing-authority.pem"))
LONG = datetime(2026, 1, 1), datetime(2055, 12, 31)


def infos_of(file: bytes, today: date = TODAY) -> bytes:
    return signed_security_infos(file, signing_authority(), today)


def signed(key: Any = None, *, valid: tuple[datetime, datetime] = LONG) -> bytes:
    """A file of a signer whom our authority has certified, with its key or another."""
    own = new_key()
    signer = certificate("Signer", key or own.public_key(), AUTHORITY, valid)
    return sign(security_infos(new_key().public_key()), signer, own)


def test_what_is_signed_is_given_back() -> None:
    assert infos_of(WHOLE) in WHOLE
    assert infos_of(signed())


def test_a_signer_whose_time_is_over_or_still_to_come_is_not_believed() -> None:
    short = datetime(2026, 6, 1), datetime(2026, 6, 30)
    file = signed(valid=short)
    assert infos_of(file, date(2026, 6, 15))
    for day in (date(2026, 5, 31), date(2026, 7, 1)):
        with pytest.raises(ProtocolBroken, match="expired"):
            infos_of(file, day)


def test_a_signer_whom_another_authority_has_certified_is_not_believed() -> None:
    own = new_key()
    for name in ("Another authority", AUTHORITY[0]):  # the name alone is nothing
        signer = certificate("Signer", own.public_key(), (name, new_key()), LONG)
        with pytest.raises(ProtocolBroken):
            infos_of(sign(security_infos(own.public_key()), signer, own))


def test_a_signature_by_another_key_than_the_certified_one_is_not_believed() -> None:
    with pytest.raises(ProtocolBroken):
        infos_of(signed(new_key().public_key()))


def test_a_key_that_is_no_point_of_a_curve_is_not_believed() -> None:
    with pytest.raises(ProtocolBroken, match="another kind of key"):
        infos_of(signed(rsa.generate_private_key(65537, 2048).public_key()))


@pytest.mark.parametrize(
    ("oid", "count", "told"),
    [
        (SIGNED_DATA, 1, "not signed"),
        (SECURITY_OBJECT, 1, "another content"),  # what is in there
        (SECURITY_OBJECT, -1, "another content"),  # and what it was signed as
    ],
    ids=["outside", "inside", "both"],
)
def test_something_else_that_is_signed_is_no_card_security(
    oid: bytes, count: int, told: str
) -> None:
    assert WHOLE.count(oid) == (1 if oid == SIGNED_DATA else 2)
    with pytest.raises(ProtocolBroken, match=told):
        infos_of(WHOLE.replace(oid, oid[:-1] + b"\x05", count))


def test_what_was_signed_as_something_else_is_no_card_security() -> None:
    first, inside, rest = WHOLE.partition(SECURITY_OBJECT)
    relabelled = first + inside + rest.replace(SECURITY_OBJECT, SECURITY_OBJECT[:-1] + b"\x05")
    with pytest.raises(ProtocolBroken, match="signed as another content"):
        infos_of(relabelled)


def test_bytes_after_the_file_are_no_part_of_it() -> None:
    with pytest.raises(ProtocolBroken):
        infos_of(WHOLE + b"\x00")
    for end in (0, 1, 100, len(WHOLE) - 1):
        with pytest.raises(ProtocolBroken):
            infos_of(WHOLE[:end])


def test_a_chip_without_the_file_identifies_nobody() -> None:
    chip = a_chip()
    assert chip.eid
    chip.eid.card_security = b""
    with pytest.raises(ProtocolBroken, match=r"^EF\.CardSecurity$"):
        visit("age-check", chip)


def test_the_practice_authority_is_valid_for_as_long_as_its_cards() -> None:
    assert signing_authority().not_valid_after_utc == datetime(2055, 12, 31, tzinfo=UTC)
