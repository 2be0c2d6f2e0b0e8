"""Issue all that practice services and practice cards bring along.

    python -m kiosk.eid.authority           writes assets/practice-id
    python -m kiosk.eid.authority --check   says what is stale, and ends with 1 if anything is

Keys and X.509 certificates are made once and kept; delete a file to have it made anew. All else
follows from them and from `services/*.yaml`, and comes out the same each time.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from kiosk.eid.authority import card_security
from kiosk.eid.authority.certificates import (
    DOMESTIC,
    RIGHTS,
    ROOT,
    TERMINAL,
    Application,
    Issuer,
    description,
    issue,
    new_key,
    sector_key,
)
from kiosk.eid.eac.access import Access
from kiosk.eid.eac.service import ADDRESS, FOLDER, PURPOSE, Offer, accesses, load_offers

ROOT_NAME, AUTHORITY_NAME = "ZZPRACTICE00001", "ZZPROVIDER00001"
SIGNING_AUTHORITY = "Practice signing authority"
BEGIN, END = date(2026, 1, 1), date(2055, 12, 31)
"""Long, unlike those of the real ones: no practice card should expire in a drawer of the city."""

VALID = datetime(2026, 1, 1), datetime(2055, 12, 31)


def issued(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file that follows from the keys in `folder` and from the services, with its content."""
    root = Issuer(ROOT_NAME, _key(folder / "root.pem"))
    authority = Issuer(AUTHORITY_NAME, _key(folder / "authority.pem"))
    anchor = Application(ROOT_NAME, root.key.public_key(), ROOT, RIGHTS, BEGIN, END)
    yield folder / "root.cvcert", issue(root, anchor)
    middle = Application(AUTHORITY_NAME, authority.key.public_key(), DOMESTIC, RIGHTS, BEGIN, END)
    yield folder / "authority.cvcert", issue(root, middle)
    for offer in load_offers(folder):
        yield from _service(offer, authority, folder / "services" / offer.id)

    infos = card_security.security_infos(_key(folder / "chip.pem").public_key())
    signing = (SIGNING_AUTHORITY, _key(folder / "signing-authority.pem"))
    _certificate(folder / "signing-authority.crt", SIGNING_AUTHORITY, signing[1], signing)
    signer_key = _key(folder / "signer.pem")
    signer = _certificate(folder / "signer.crt", "Practice document signer", signer_key, signing)
    yield folder / "card-security.bin", card_security.sign(infos, signer, signer_key)


def _service(offer: Offer, authority: Issuer, stem: Path) -> Iterator[tuple[Path, bytes]]:
    asked = accesses([*offer.required, *offer.optional])
    sector = None
    if Access.PSEUDONYM in asked:
        sector = sector_key(_key(stem.with_suffix(".sector.pem")).public_key())
        yield stem.with_suffix(".sector"), sector
    words = description(
        "Übungszertifizierungsstelle",
        offer.name,
        offer.url,
        [(ADDRESS, offer.address), (PURPOSE, offer.purpose)],
    )
    yield stem.with_suffix(".desc"), words
    key = _key(stem.with_suffix(".pem")).public_key()
    rights = sum(1 << access for access in asked)
    terminal = Application(offer.holder, key, TERMINAL, rights, BEGIN, END, words, sector)
    yield stem.with_suffix(".cvcert"), issue(authority, terminal)


def _key(path: Path) -> ec.EllipticCurvePrivateKey:
    """The key in this file, made now if there is none."""
    if not path.exists():
        pem = new_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.write_bytes(pem)
    key = load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def _certificate(
    path: Path,
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: tuple[str, ec.EllipticCurvePrivateKey],
) -> x509.Certificate:
    """The certificate in this file, issued now if there is none."""
    if not path.exists():
        certificate = card_security.certificate(name, key.public_key(), issuer, VALID)
        path.write_bytes(certificate.public_bytes(Encoding.PEM))
    return x509.load_pem_x509_certificate(path.read_bytes())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    stale = 0
    for path, content in issued(FOLDER):
        if path.exists() and path.read_bytes() == content:
            continue
        stale += 1
        print(f"{path.name} {'is stale' if check else 'written'}")  # noqa: T201
        if not check:
            path.write_bytes(content)
    return int(check and stale > 0)


if __name__ == "__main__":
    sys.exit(main())
