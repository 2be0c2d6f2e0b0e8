"""OpenPACE's libeac agrees: an independent chip, an independent terminal, and its tools.

Our terminal identifies with libeac's chip, libeac's terminal with ours; `cvc-print` reads our
certificates, and a certificate that `cvc-create` made is taken by our chip.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kiosk.eid.authority.certificates import Issuer, new_key
from kiosk.eid.eac.access import Access, chat
from kiosk.eid.eac.certificates import Certificate
from kiosk.eid.eac.service import FOLDER, Service
from kiosk.eid.eac.terminal_authentication import TerminalRefused
from kiosk.eid.simulator.chip import Chip
from tests.cards import tlv
from tests.eac import (
    AUTHORITY,
    EVERYTHING,
    PRACTICE_ROOT,
    SERVICES,
    TERMINAL_KEY,
    Caller,
    for_authority,
    for_terminal,
    persona,
    seen,
    visit,
)
from tests.libeac import Refused
from tests.libeac_sides import LibeacChip, LibeacTerminal

ROOT = (FOLDER / "root.cvcert").read_bytes()
AUTHORITY_CERTIFICATE = (FOLDER / "authority.cvcert").read_bytes()
SIGNING_AUTHORITY = FOLDER / "signing-authority.crt"
VALID_ON = bytes.fromhex("04007F000703010402")

every_service = pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES.keys())


def libeac_chip() -> LibeacChip:
    return LibeacChip(persona().make_chip(), ROOT)


def certificate_of(service: Service) -> bytes:
    return (FOLDER / "services" / f"{service.id}.cvcert").read_bytes()


@every_service
def test_a_chip_of_libeac_gives_the_service_what_ours_gives(service: Service) -> None:
    """The same signature accepted, the same keys agreed on, the same data, the same pseudonym."""
    ours, theirs = seen(visit(service)), seen(visit(service, libeac_chip()))
    assert theirs.pseudonym == ours.pseudonym
    assert theirs.texts == ours.texts


def test_a_chip_of_libeac_refuses_what_ours_refuses() -> None:
    """A certificate signed by another key than the root's."""
    impostor = for_terminal(Issuer(PRACTICE_ROOT.reference, new_key()))
    service = replace(SERVICES["age-check"], chain=[impostor], key=TERMINAL_KEY)
    for card in (persona().make_chip(), libeac_chip()):
        with pytest.raises(TerminalRefused):
            visit(service, card)


@pytest.mark.parametrize("name", ["own-pin", "one-wrong-try"])
@every_service
def test_a_terminal_of_libeac_identifies_our_card(service: Service, name: str) -> None:
    chip = persona(name).make_chip()
    terminal = identified_by_libeac(chip, service)
    assert terminal.secure("80208000", tlv(0x06, VALID_ON)).sw == 0x9000
    terminal.secure("00A4040C", bytes.fromhex("E80704007F00070302"))
    for access in Access:
        if (group := access.data_group) is not None:
            granted = access in {*service.required, *service.optional}
            sw = terminal.secure(f"00B0{0x80 | group:02X}00", le=4).sw
            assert sw in ((0x9000, 0x6A82) if granted else (0x6982,)), access


def identified_by_libeac(chip: Chip, service: Service) -> LibeacTerminal:
    assert chip.books
    terminal = LibeacTerminal(chip, chip.contents.files[0x011C], bytes(chip.books.pin))
    assert terminal.pace(chat(EVERYTHING)) == (b"ZZPRACTICE00001",)
    key = service.key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    auxiliary = tlv(0x67, tlv(0x73, tlv(0x06, VALID_ON) + tlv(0x53, b"20261124")))
    chain = [
        ("ZZPRACTICE00001", AUTHORITY_CERTIFICATE),
        ("ZZPROVIDER00001", certificate_of(service)),
    ]
    assert terminal.authenticate(chain, key, ROOT, auxiliary) == 0x9000
    terminal.authenticate_chip(SIGNING_AUTHORITY)
    return terminal


def test_libeac_finds_out_a_changed_card_security() -> None:
    chip = persona().make_chip()
    assert chip.eid
    changed = bytearray(chip.eid.card_security)
    changed[-1] ^= 1
    chip.eid.card_security = bytes(changed)
    with pytest.raises(Refused, match="cardsecurity"):
        identified_by_libeac(chip, SERVICES["age-check"])


# the tools


@every_service
def test_cvc_print_reads_and_verifies_our_certificates(service: Service, tmp_path: Path) -> None:
    shutil.copy(FOLDER / "root.cvcert", tmp_path / "ZZPRACTICE00001")
    shutil.copy(FOLDER / "authority.cvcert", tmp_path / "ZZPROVIDER00001")
    stem = FOLDER / "services" / service.id
    printed = cvc_print(tmp_path, f"{stem}.cvcert", "--description", f"{stem}.desc")
    assert "certificate verified" in printed
    assert "certificate description matches certificate" in printed
    assert f"CHR: {service.certificate.holder}" in printed
    assert service.description.subject in printed
    assert service.description.subject_url in printed
    for access in Access:
        assert (told(access) in printed) == (access in service.certificate.access), access
    assert ("id-sector" in printed) == (service.sector_key is not None)


def told(access: Access) -> str:
    """What cvc-print calls it."""
    words = {
        Access.AGE_VERIFICATION: "Age Verification\n",
        Access.COMMUNITY_VERIFICATION: "Community ID Verification\n",
        Access.PSEUDONYM: "Restricted Identification\n",
        Access.BIRTH_NAME: "Read DG 13\n",
    }
    return words.get(access, f"Read DG {access.data_group} (")


def test_cvc_print_finds_out_a_changed_certificate(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "root.cvcert", tmp_path / "ZZPRACTICE00001")
    changed = bytearray(AUTHORITY_CERTIFICATE)
    changed[-1] ^= 1
    (tmp_path / "changed.cvcert").write_bytes(changed)
    assert "certificate not verified" in cvc_print(tmp_path, str(tmp_path / "changed.cvcert"))


def cvc_print(folder: Path, certificate: str, *options: str) -> str:
    command = ["cvc-print", "--cvc", certificate, "--cvc-dir", str(folder), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def test_a_certificate_that_cvc_create_made_is_read_and_taken(tmp_path: Path) -> None:
    """A terminal certificate of libeac's tool, signed by our authority: dates, rights, hashes."""
    key, made = tmp_path / "terminal.der", tmp_path / "made.cvcert"
    key.write_bytes(TERMINAL_KEY.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    signer = tmp_path / "authority.der"
    signer.write_bytes(
        AUTHORITY.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    )
    authority = for_authority()
    (tmp_path / "authority.cvcert").write_bytes(tlv(0x7F21, authority.content))
    terms = tmp_path / "terms.txt"
    terms.write_text("Zweck des Auslesevorgangs:\nEin Versuch")
    subprocess.run(
        [
            *("cvc-create", "--role", "terminal", "--type", "at", "--chr", "ZZTESTTERM00001"),
            *("--sign-with", str(signer), "--sign-as", str(tmp_path / "authority.cvcert")),
            *("--key", str(key), "--scheme", "ECDSA_SHA_256", "--out-cert", str(made)),
            *("--issued", "261101", "--expires", "271130", "--read-dg4", "--rid"),
            *("--cert-desc", str(terms), "--issuer-name", "A", "--issuer-url", "https://a.example"),
            *("--subject-name", "B", "--subject-url", "https://b.example"),
            *("--out-desc", str(tmp_path / "made.desc")),
        ],
        check=True,
        capture_output=True,
    )
    certificate = Certificate.decode(made.read_bytes())
    assert certificate.access == {Access.GIVEN_NAMES, Access.PSEUDONYM}
    assert (certificate.effective.isoformat(), certificate.expires.isoformat()) == (
        "2026-11-01",
        "2027-11-30",
    )
    description = (tmp_path / "made.desc").read_bytes()
    assert hashlib.sha256(description).digest() == certificate.description_hash
    caller = Caller(persona().make_chip())
    caller.signs([authority, certificate])
    caller.proves_chip()
    assert caller.reads(4) == 0x9000
    assert caller.reads(5) == 0x6982
