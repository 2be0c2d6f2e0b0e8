"""The practice services as data: `assets/practice-id/services/*.yaml`, one service a file.

Beside each file stands what `kiosk.eid.authority` has made of it: the certificate (`.cvcert`), its
description (`.desc`), the key of the terminal (`.pem`) and, with a pseudonym, the key of the sector
(`.sector`). Whose service it is and what for is told from the certificate, as with a real one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import msgspec
import yaml
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from kiosk.eid import tlv
from kiosk.eid.eac.access import Access
from kiosk.eid.eac.certificates import BadCertificate, Certificate, Description, belongs
from kiosk.eid.eac.model import Provider

FOLDER = Path(__file__).parents[3] / "assets" / "practice-id"

ADDRESS = "Name, Anschrift und E-Mail-Adresse des Diensteanbieters:"
PURPOSE = "Zweck des Auslesevorgangs:"
"""Headings in the terms of a German certificate."""

Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z-]+\Z")]


class Offer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a file in `services` says. Names of access are those of `Access`, in small letters."""

    id: Name
    order: int
    """Where it stands in lists, from 1."""
    holder: Annotated[str, msgspec.Meta(pattern=r"^ZZ[A-Z]{1,9}[0-9]{5}\Z")]
    """The certificate holder reference: ZZ is no country."""
    name: str
    url: Annotated[str, msgspec.Meta(pattern=r"^https://[a-z.-]+\.example\Z")]
    address: str
    purpose: str
    required: list[Name]
    optional: list[Name] = []
    age: int | None = None
    """Years that the age verification asks for."""
    community: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4,14}\Z")] | None = None
    """The beginning of the community ID that the community verification asks for."""


@dataclass(frozen=True, slots=True)
class Service:
    """One practice service with all it brings along."""

    id: str
    chain: Sequence[Certificate] = field(repr=False)
    """From the root's side to the terminal."""
    description: Description
    key: ec.EllipticCurvePrivateKey = field(repr=False)
    required: Sequence[Access]
    optional: Sequence[Access]
    age: int | None
    community: bytes | None
    sector_key: bytes | None = field(repr=False)

    @property
    def certificate(self) -> Certificate:
        return self.chain[-1]

    @property
    def provider(self) -> Provider:
        said = self.description
        return Provider(
            self.id,
            said.subject,
            said.subject_url,
            said.below(ADDRESS),
            said.below(PURPOSE),
            tuple(self.required),
            tuple(self.optional),
            self.age,
        )


class BadService(Exception):
    """The message names the file and what is wrong with it."""


def load_services(folder: Path = FOLDER) -> list[Service]:
    """All practice services in their order. Raises BadService."""
    offers = sorted(load_offers(folder), key=lambda offer: offer.order)
    authority = _certificate(folder / "authority.cvcert")
    return [_service(offer, authority, folder / "services") for offer in offers]


def load_offers(folder: Path = FOLDER) -> list[Offer]:
    """What the files say, without their certificates. Raises BadService."""
    return [_offer(path) for path in sorted((folder / "services").glob("*.yaml"))]


def accesses(names: Sequence[str]) -> list[Access]:
    """By name, such as `date-of-birth`. Raises KeyError."""
    return [Access[name.upper().replace("-", "_")] for name in names]


def _offer(path: Path) -> Offer:
    try:
        offer = msgspec.convert(yaml.safe_load(path.read_bytes()), Offer)
        wanted = accesses([*offer.required, *offer.optional])
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise BadService(f"{path}: {' '.join(str(error).split())}") from None
    except KeyError as error:
        raise BadService(f"{path}: there is no access {error}") from None
    if offer.id != path.stem:
        raise BadService(f"{path}: id '{offer.id}' is not the name of the file")
    if (Access.AGE_VERIFICATION in wanted) != (offer.age is not None):
        raise BadService(f"{path}: 'age' and 'age-verification' need each other")
    if (Access.COMMUNITY_VERIFICATION in wanted) != (offer.community is not None):
        raise BadService(f"{path}: 'community' and 'community-verification' need each other")
    return offer


def _service(offer: Offer, authority: Certificate, folder: Path) -> Service:
    path = folder / f"{offer.id}.cvcert"
    certificate = _certificate(path)
    required, optional = accesses(offer.required), accesses(offer.optional)
    try:
        description = path.with_suffix(".desc").read_bytes()
        key = load_pem_private_key(path.with_suffix(".pem").read_bytes(), None)
        sector_key = None
        if Access.PSEUDONYM in (*required, *optional):
            sector_key = path.with_suffix(".sector").read_bytes()
            tlv.only(sector_key, 0x7F49)
    except (OSError, ValueError) as error:
        raise BadService(f"{path}: {error}") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise BadService(f"{path}: the key is of another kind")
    if _point(key.public_key()) != certificate.public_key:
        raise BadService(f"{path}: the certificate is for another key")
    if not belongs(description, certificate):
        raise BadService(f"{path}: the certificate is for another description")
    if not certificate.access.issuperset({*required, *optional}):
        raise BadService(f"{path}: the certificate does not allow all that is asked for")
    return Service(
        offer.id,
        (authority, certificate),
        Description.decode(description),
        key,
        required,
        optional,
        offer.age,
        bytes.fromhex(offer.community) if offer.community else None,
        sector_key,
    )


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _certificate(path: Path) -> Certificate:
    try:
        return Certificate.decode(path.read_bytes())
    except (OSError, BadCertificate) as error:
        raise BadService(f"{path}: {error}") from None
