"""EF.CardSecurity and its signature: passive authentication (TR-03110-3, A.1.2.5; RFC 5652).

What stands in there was written by whoever made the card. The file is CMS SignedData; the
certificate of the document signer comes with it and must come from the signing authority.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from pyasn1.codec.der import decoder, encoder
from pyasn1.error import PyAsn1Error
from pyasn1.type import univ
from pyasn1_modules import rfc5652

from kiosk.eid.eac.service import FOLDER
from kiosk.eid.model import ProtocolBroken

SECURITY_OBJECT = univ.ObjectIdentifier("0.4.0.127.0.7.3.2.1")
SHA_256 = univ.ObjectIdentifier("2.16.840.1.101.3.4.2.1")
ECDSA_WITH_SHA_256 = univ.ObjectIdentifier("1.2.840.10045.4.3.2")


def signing_authority(folder: Path = FOLDER) -> x509.Certificate:
    """The practice authority, whose signers sign EF.CardSecurity of practice cards."""
    return x509.load_pem_x509_certificate((folder / "signing-authority.crt").read_bytes())


def signed_security_infos(
    card_security: bytes, signing_authority: x509.Certificate, today: date
) -> bytes:
    """The SecurityInfos inside, if they are signed by a signer of this authority.

    Raises ProtocolBroken for anything else: another content, another authority, a wrong digest or
    signature, a signer's certificate that is not valid today.
    """
    try:
        outer = _only(card_security, rfc5652.ContentInfo())
        if outer["contentType"] != rfc5652.id_signedData:
            raise ProtocolBroken("EF.CardSecurity: not signed")
        signed = _only(outer["content"], rfc5652.SignedData())
        content = signed["encapContentInfo"]
        if content["eContentType"] != SECURITY_OBJECT or len(signed["signerInfos"]) != 1:
            raise ProtocolBroken("EF.CardSecurity: another content")
        security_infos = bytes(content["eContent"])
        signer_info = signed["signerInfos"][0]
        certificate = _signer(signed["certificates"], signer_info["sid"])
        signature = bytes(signer_info["signature"])
        if (
            signer_info["digestAlgorithm"]["algorithm"] != SHA_256
            or signer_info["signatureAlgorithm"]["algorithm"] != ECDSA_WITH_SHA_256
        ):
            raise ProtocolBroken("EF.CardSecurity: another algorithm")
        attributes = signer_info["signedAttrs"]
        if _signed(attributes, rfc5652.id_contentType, univ.ObjectIdentifier()) != SECURITY_OBJECT:
            raise ProtocolBroken("EF.CardSecurity: signed as another content")
        digest = univ.OctetString(_sha256(security_infos))
        if _signed(attributes, rfc5652.id_messageDigest, univ.OctetString()) != digest:
            raise ProtocolBroken("EF.CardSecurity: digest")
        covered = rfc5652.SignedAttributes()  # signed is the set itself, without its tag in here
        covered.extend(attributes)
        _verify(certificate, signing_authority, signature, encoder.encode(covered), today)
    except (PyAsn1Error, ValueError, x509.InvalidVersion, InvalidSignature):
        raise ProtocolBroken("EF.CardSecurity") from None
    return security_infos


def _verify(
    signer: x509.Certificate,
    authority: x509.Certificate,
    signature: bytes,
    covered: bytes,
    today: date,
) -> None:
    """Raises InvalidSignature, ValueError or ProtocolBroken."""
    try:
        signer.verify_directly_issued_by(authority)
    except TypeError:
        raise ProtocolBroken("EF.CardSecurity: another kind of key") from None
    noon = datetime.combine(today, time(12), UTC)
    if not signer.not_valid_before_utc <= noon <= signer.not_valid_after_utc:
        raise ProtocolBroken("EF.CardSecurity: the signer's certificate has expired")
    key = signer.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise ProtocolBroken("EF.CardSecurity: another kind of key")
    key.verify(signature, covered, ec.ECDSA(hashes.SHA256()))


def _signer(certificates: Any, identifier: Any) -> x509.Certificate:
    """The certificate that the signature names by issuer and number."""
    wanted = identifier["issuerAndSerialNumber"]
    for certificate in _certificates(certificates):
        issuer = certificate.issuer.public_bytes()
        if certificate.serial_number == int(wanted["serialNumber"]) and issuer == encoder.encode(
            wanted["issuer"]
        ):
            return certificate
    raise ProtocolBroken("EF.CardSecurity: no certificate of the signer")


def _certificates(choices: Any) -> Iterator[x509.Certificate]:
    for choice in choices:
        yield x509.load_der_x509_certificate(encoder.encode(choice["certificate"]))


def _signed(attributes: Any, kind: Any, specification: Any) -> Any:
    """The value of one of the signed attributes; None when it is not among them."""
    for attribute in attributes:
        if attribute["attrType"] == kind:
            return _only(attribute["attrValues"][0], specification)
    return None


def _sha256(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(data)
    return digest.finalize()


def _only(encoded: Any, specification: Any) -> Any:
    """The one object that fills `encoded`. Raises PyAsn1Error."""
    value, rest = decoder.decode(bytes(encoded), asn1Spec=specification)
    if rest:
        raise PyAsn1Error("bytes after the object")
    return value
