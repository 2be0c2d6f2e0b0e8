"""Whom the chip believes: certificates, the dates it learns from them, and how roots change."""

from __future__ import annotations

import contextlib
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
from kiosk.eid.eac.certificates import Certificate, Role
from kiosk.eid.eac.service import FOLDER
from kiosk.eid.eac.terminal_authentication import TerminalRefused, signature
from kiosk.eid.simulator.chip_certificates import (
    AUTHENTICATION_TERMINAL,
    CertificateRefused,
    TrustStore,
    parse,
)
from kiosk.eid.tlv import items
from kiosk.eid.tlv import only as tlv_only
from tests.cards import tlv
from tests.eac import (
    AUTHORITY,
    END,
    EVERYTHING,
    NOT_USABLE,
    OK,
    PRACTICE_ROOT,
    TERMINAL_KEY,
    UNKNOWN,
    Caller,
    a_chip,
    application,
    for_authority,
    for_terminal,
)


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


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (AUTHENTICATION_TERMINAL, bytes.fromhex("04007F000703010201")),  # an inspection system
        (b"\x5f\x29\x01\x00", b"\x5f\x29\x01\x01"),  # another profile
        (bytes.fromhex("04007F00070202020203"), bytes.fromhex("04007F00070202020201")),  # SHA-1
        (b"\x5f\x25\x06\x02\x06", b"\x5f\x25\x06\x02\x0a"),  # no digit
    ],
    ids=["type", "profile", "algorithm", "date"],
)
def test_a_certificate_of_another_form_is_refused_though_it_is_signed(
    before: bytes, after: bytes
) -> None:
    good = for_authority()
    body = tlv(0x7F4E, dict(items(good.content))[0x7F4E])
    assert before in body
    changed = body.replace(before, after)
    signed = changed + tlv(0x5F37, signature(PRACTICE_ROOT.key, changed))
    caller = Caller(a_chip())
    assert caller.names(good.authority) == OK
    assert caller.sends("002A00BE", signed) == NOT_USABLE
    unchanged = body + tlv(0x5F37, signature(PRACTICE_ROOT.key, body))
    assert caller.names(good.authority) == OK
    assert caller.sends("002A00BE", unchanged) == OK


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
