"""EF.CardSecurity, written: SecurityInfos in CMS SignedData (TR-03110-3, A.1; RFC 5652)."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from pyasn1.codec.der import decoder, encoder
from pyasn1.type import univ
from pyasn1_modules import rfc5280, rfc5652

from kiosk.eid import tlv
from kiosk.eid.authority.certificates import CURVE

SECURITY_OBJECT = "0.4.0.127.0.7.3.2.1"
SHA_256 = "2.16.840.1.101.3.4.2.1"
ECDSA_WITH_SHA_256 = "1.2.840.10045.4.3.2"

CA_KEY, RI_KEY = 0x48, 0x02
"""Numbers of the chip's static keys."""


def security_infos(chip_key: ec.EllipticCurvePublicKey) -> bytes:
    """What a practice card says of itself: all of its EF.CardAccess that matters, and its keys."""
    numbers = chip_key.public_numbers()
    point = b"\x04" + numbers.x.to_bytes(CURVE.size, "big") + numbers.y.to_bytes(CURVE.size, "big")
    domain = _sequence(_oid("04007F00070102"), _integer(13))
    infos = [
        _sequence(_oid("04007F0007020202"), _integer(2)),
        _sequence(_oid("04007F00070202030202"), _integer(2), _integer(CA_KEY)),
        _sequence(_oid("04007F00070202040202"), _integer(2), _integer(13)),
        _sequence(_oid("04007F000702020302"), domain, _integer(CA_KEY)),
        _sequence(
            _oid("04007F000702020102"),
            _sequence(domain, tlv.encode(0x03, b"\x00" + point)),
            _integer(CA_KEY),
        ),
        _sequence(
            _oid("04007F00070202050203"),
            _sequence(_integer(1), _integer(RI_KEY), tlv.encode(0x01, b"\xff")),
        ),
        _sequence(_oid("04007F000702020502"), domain),
    ]
    return tlv.encode(0x31, b"".join(sorted(infos)))


def sign(infos: bytes, signer: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> bytes:
    """EF.CardSecurity with the certificate of its signer."""
    attributes = rfc5652.SignedAttributes()
    attributes[0] = _attribute(rfc5652.id_contentType, univ.ObjectIdentifier(SECURITY_OBJECT))
    digest = univ.OctetString(hashlib.sha256(infos).digest())
    attributes[1] = _attribute(rfc5652.id_messageDigest, digest)
    signature = key.sign(
        encoder.encode(attributes), ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
    )

    certificate, _ = decoder.decode(
        signer.public_bytes(Encoding.DER), asn1Spec=rfc5280.Certificate()
    )
    info = rfc5652.SignerInfo()
    info["version"] = 1
    info["sid"]["issuerAndSerialNumber"]["issuer"] = certificate["tbsCertificate"]["issuer"]
    info["sid"]["issuerAndSerialNumber"]["serialNumber"] = signer.serial_number
    info["digestAlgorithm"]["algorithm"] = univ.ObjectIdentifier(SHA_256)
    info["signedAttrs"].extend(attributes)
    info["signatureAlgorithm"]["algorithm"] = univ.ObjectIdentifier(ECDSA_WITH_SHA_256)
    info["signature"] = signature

    signed = rfc5652.SignedData()
    signed["version"] = 3
    signed["digestAlgorithms"][0]["algorithm"] = univ.ObjectIdentifier(SHA_256)
    signed["encapContentInfo"]["eContentType"] = univ.ObjectIdentifier(SECURITY_OBJECT)
    signed["encapContentInfo"]["eContent"] = infos
    signed["certificates"][0]["certificate"] = certificate
    signed["signerInfos"][0] = info

    content = rfc5652.ContentInfo()
    content["contentType"] = rfc5652.id_signedData
    content["content"] = encoder.encode(signed)
    return bytes(encoder.encode(content))


def certificate(
    name: str,
    key: ec.EllipticCurvePublicKey,
    issuer: tuple[str, ec.EllipticCurvePrivateKey],
    valid: tuple[datetime, datetime],
) -> x509.Certificate:
    """An X.509 certificate; the authority issues its own by its own key."""
    is_authority = name == issuer[0]
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer[0]))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid[0].replace(tzinfo=UTC))
        .not_valid_after(valid[1].replace(tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .sign(issuer[1], hashes.SHA256())
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Practice cards, no real ones"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _attribute(kind: univ.ObjectIdentifier, value: univ.OctetString) -> rfc5652.Attribute:
    attribute = rfc5652.Attribute()
    attribute["attrType"] = kind
    attribute["attrValues"][0] = encoder.encode(value)
    return attribute


def _sequence(*parts: bytes) -> bytes:
    return tlv.encode(0x30, b"".join(parts))


def _oid(hexadecimal: str) -> bytes:
    return tlv.encode(0x06, bytes.fromhex(hexadecimal))


def _integer(value: int) -> bytes:
    return tlv.encode(0x02, bytes([value]))
