"""Card-verifiable certificates and their descriptions, as a terminal reads them (TR-03110-3, C.1).

The chip checks signatures and dates; the terminal needs to know what is in there: whose it is,
what it allows, and which description and sector it stands for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from kiosk.eid import tlv
from kiosk.eid.eac.access import AUTHENTICATION_TERMINAL, Access, access_of

DESCRIPTION = bytes.fromhex("04007F000703010301")
SECTOR = bytes.fromhex("04007F000703010302")
"""OIDs of the two certificate extensions: hashes of what the terminal brings along."""


class BadCertificate(ValueError):
    """The bytes are no certificate or no description. The message says which part."""


class Role(IntEnum):
    """The two highest bits of a CHAT."""

    TERMINAL = 0
    FOREIGN_AUTHORITY = 1
    DOMESTIC_AUTHORITY = 2
    ROOT = 3


@dataclass(frozen=True, slots=True)
class Certificate:
    """`content` is the value of 7F21, as PSO:Verify Certificate takes it: body and signature."""

    content: bytes = field(repr=False)
    authority: str
    """Who issued it: certification authority reference, CAR."""
    holder: str
    """Whose it is: certificate holder reference, CHR."""
    role: Role
    access: frozenset[Access]
    effective: date
    expires: date
    public_key: bytes = field(repr=False)
    """An uncompressed point."""
    description_hash: bytes | None = None
    sector_hash: bytes | None = None

    @classmethod
    def decode(cls, encoded: bytes) -> Certificate:
        """Read a whole certificate, 7F21. Raises BadCertificate."""
        try:
            content = tlv.only(encoded, 0x7F21)
            body = dict(tlv.items(dict(tlv.items(content))[0x7F4E]))
            template = dict(tlv.items(body[0x7F4C]))
            if template[0x06] != AUTHENTICATION_TERMINAL:
                raise BadCertificate("not for an authentication terminal")
            extensions = dict(_extensions(body.get(0x65, b"")))
            return cls(
                content,
                body[0x42].decode("latin-1"),
                body[0x5F20].decode("latin-1"),
                Role(template[0x53][0] >> 6),
                access_of(template[0x53]),
                _date(body[0x5F25]),
                _date(body[0x5F24]),
                dict(tlv.items(body[0x7F49]))[0x86],
                extensions.get(DESCRIPTION),
                extensions.get(SECTOR),
            )
        except (tlv.TlvError, KeyError, IndexError):
            raise BadCertificate("card-verifiable certificate") from None


def chain_from(
    authorities: Sequence[str], certificates: Sequence[Certificate]
) -> Sequence[Certificate] | None:
    """The end of `certificates` that one of these roots has issued; None when there is none.

    `certificates` lead from links between roots to the terminal. The newest root is tried first.
    """
    for authority in authorities:
        for start, certificate in enumerate(certificates):
            if certificate.authority == authority:
                return certificates[start:]
    return None


@dataclass(frozen=True, slots=True)
class Description:
    """Who asks and what for, in the words of the certificate (CertificateDescription)."""

    issuer: str
    subject: str
    subject_url: str
    terms: str
    """Plain text: address and purpose, under headings."""

    @classmethod
    def decode(cls, encoded: bytes) -> Description:
        """Raises BadCertificate."""
        try:
            parts = dict(tlv.items(tlv.only(encoded, 0x30)))
            return cls(
                tlv.only(parts[0xA1], 0x0C).decode(),
                tlv.only(parts[0xA3], 0x0C).decode(),
                tlv.only(parts[0xA4], 0x13).decode("ascii"),
                tlv.only(parts[0xA5], 0x04).decode(),
            )
        except (tlv.TlvError, KeyError, UnicodeDecodeError):
            raise BadCertificate("certificate description") from None

    def below(self, heading: str) -> str:
        """The paragraph of the terms below this line; empty if there is none."""
        paragraphs = (part.partition("\n") for part in self.terms.split("\n\n"))
        return next((text for line, _, text in paragraphs if line == heading), "")


def belongs(description: bytes, certificate: Certificate) -> bool:
    """Whether the certificate was issued for this description."""
    return hashlib.sha256(description).digest() == certificate.description_hash


def _extensions(extensions: bytes) -> Iterator[tuple[bytes, bytes | None]]:
    """OID and first hash of each."""
    for tag, value in tlv.items(extensions):
        if tag == 0x73:
            objects = dict(tlv.items(value))
            yield objects[0x06], objects.get(0x80)


def _date(digits: bytes) -> date:
    """Six bytes, one decimal digit each: YYMMDD, in this century."""
    if len(digits) != 6 or any(digit > 9 for digit in digits):
        raise BadCertificate("date")
    year, month, day = (digits[at] * 10 + digits[at + 1] for at in (0, 2, 4))
    try:
        return date(2000 + year, month, day)
    except ValueError:
        raise BadCertificate("date") from None
