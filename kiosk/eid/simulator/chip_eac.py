"""Terminal authentication, chip authentication and what follows them, chip side (TR-03110-2, 3)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.cmac import CMAC

from kiosk.eid import tlv
from kiosk.eid.apdu import CommandAPDU, ResponseAPDU
from kiosk.eid.curves import CURVES
from kiosk.eid.simulator import arithmetic
from kiosk.eid.simulator.chip_certificates import (
    AUTHENTICATION_TERMINAL,
    ECDSA_SHA_256,
    TERMINAL,
    CertificateRefused,
    ChipCertificate,
    TrustStore,
    parse,
    verified,
)
from kiosk.eid.simulator.chip_messaging import ChipMessaging
from kiosk.eid.simulator.refusal import Refusal

CURVE = CURVES[13]
CA_AES_128 = bytes.fromhex("04007F00070202030202")
RI_SHA_256 = bytes.fromhex("04007F00070202050203")
CA_KEY, RI_KEY = 0x48, 0x02
"""Numbers of the chip's static keys."""

AGE, COMMUNITY, PSEUDONYM = 0, 1, 2
BIRTH, EXPIRY, PLACE = (bytes.fromhex(f"04007F0007030104{arc:02X}") for arc in (1, 2, 3))
RIGHT_TO_ANSWER = {BIRTH: AGE, PLACE: COMMUNITY}
"""Bits of a CHAT. Whether the document is valid, any authenticated terminal may ask."""


@dataclass(slots=True)
class EidApplication:
    """What the eID application of one chip holds. Keys are numbers; all cards of a series share
    `chip_key` and the signed `card_security`, so that neither tells who somebody is."""

    data_groups: Mapping[int, bytes] = field(repr=False)
    born: bytes
    expires: bytes
    community: bytes
    card_security: bytes = field(repr=False)
    chip_key: int = field(repr=False)
    pseudonym_key: int = field(repr=False)
    trust: TrustStore


def granted_by(chat: bytes) -> int:
    """The bits that the person grants. Raises ValueError for what is no CHAT of a provider."""
    parts = dict(tlv.items(chat))
    if parts.get(0x06) != AUTHENTICATION_TERMINAL or len(parts.get(0x53, b"")) != 5:
        raise ValueError("no CHAT of an authentication terminal")
    return int.from_bytes(parts[0x53], "big")


class ChipEac:
    """One terminal at the chip, from PACE with a CHAT to the end of the channel.

    `granted` are the bits of that CHAT, `identity` the x of the chip's ephemeral key of PACE.
    Methods raise Refusal; the steps have one order, and each is taken once.
    """

    def __init__(self, eid: EidApplication, granted: int, identity: bytes) -> None:
        self._eid = eid
        self._granted = granted
        self._identity = identity
        self._issuer: ChipCertificate | None = None  # MSE:Set DST named its key
        self._shown: ChipCertificate | None = None  # the last one of the chain
        self._rights = 0
        self._announced = b""  # compressed key of chip authentication
        self._auxiliary = b""
        self._told: dict[bytes, bytes] = {}  # what is in the auxiliary data, by question
        self._challenge = b""
        self.mechanism: bytes | None = None  # of the next GENERAL AUTHENTICATE
        self.knows_terminal = False
        self.is_proved = False
        """Whether chip authentication is done, and so the channel is that of a real chip."""
        self.new_channel: ChipMessaging | None = None
        """From chip authentication, until the chip has taken it over."""

    @property
    def authorities(self) -> bytes:
        """What PACE answers: references of the roots, the newest first."""
        roots = zip((0x87, 0x88), self._eid.trust.roots, strict=False)
        return b"".join(tlv.encode(tag, root.holder) for tag, root in roots)

    def execute(self, command: CommandAPDU) -> ResponseAPDU:
        """One command that came inside the channel."""
        data, answer = bytes(command.data), b""
        match command.ins, command.p1, command.p2:
            case 0x22, 0x81, 0xB6:
                self._set_dst(data)
            case 0x2A, 0x00, 0xBE:
                self._verify_certificate(data)
            case 0x22, 0x81, 0xA4:
                self._announce_terminal(data)
            case 0x84, 0x00, 0x00:
                answer = self._next_challenge()
            case 0x82, 0x00, 0x00:
                self._check_signature(data)
            case 0x22, 0x41, 0xA4:
                self._announce_chip(data)
            case 0x86, 0x00, 0x00:
                answer = self._general_authenticate(data)
            case 0x20, 0x80, 0x00:
                self._answer(data)
            case _:
                raise Refusal(0x6A86)
        return ResponseAPDU(answer, 0x9000)

    # terminal authentication

    def _set_dst(self, data: bytes) -> None:
        if self.knows_terminal:
            raise Refusal(0x6985)
        self._announced = self._challenge = b""
        reference = _objects(data).get(0x83, b"")
        trusted = self._eid.trust.root(reference)
        if trusted is not None:
            self._shown, self._rights = trusted, self._granted & trusted.rights
        elif self._shown is None or self._shown.holder != reference:
            raise Refusal(0x6A88)
        self._issuer = self._shown

    def _verify_certificate(self, content: bytes) -> None:
        if self._issuer is None:
            raise Refusal(0x6985)
        issuer, self._issuer = self._issuer, None
        try:
            certificate = parse(content)
            self._eid.trust.take(certificate, issuer)
        except CertificateRefused:
            raise Refusal(0x6984) from None
        self._shown, self._rights = certificate, self._rights & certificate.rights

    def _announce_terminal(self, data: bytes) -> None:
        """MSE:Set AT for terminal authentication: whose signature is to come, over which key."""
        objects = _objects(data)
        shown = self._shown
        if self.knows_terminal or shown is None or shown.role != TERMINAL:
            raise Refusal(0x6985)
        if objects.get(0x80) != ECDSA_SHA_256 or len(objects.get(0x91, b"")) != CURVE.size:
            raise Refusal(0x6A80)
        if objects.get(0x83) != shown.holder:
            raise Refusal(0x6A88)
        self._told = _questions(objects.get(0x67, b""))
        self._auxiliary = tlv.encode(0x67, objects[0x67]) if 0x67 in objects else b""
        self._announced, self._challenge = objects[0x91], b""

    def _next_challenge(self) -> bytes:
        if not self._announced or self.knows_terminal:
            raise Refusal(0x6985)
        self._challenge = secrets.token_bytes(8)
        return self._challenge

    def _check_signature(self, signature: bytes) -> None:
        challenge, self._challenge = self._challenge, b""
        if not challenge or self._shown is None:
            raise Refusal(0x6985)
        covered = self._identity + challenge + self._announced + self._auxiliary
        if not verified(self._shown.key, covered, signature):
            self._announced, self._shown = b"", None
            raise Refusal(0x6300)
        self.knows_terminal = True

    # chip authentication and restricted identification

    def _announce_chip(self, data: bytes) -> None:
        """MSE:Set AT for what the chip is to prove next: that it is real, or who it is here."""
        objects = _objects(data)
        mechanism = objects.get(0x80)
        if not self.knows_terminal:
            raise Refusal(0x6985)
        keys = {CA_AES_128: CA_KEY, RI_SHA_256: RI_KEY}
        if mechanism not in keys:
            raise Refusal(0x6A80)
        if objects.get(0x84, bytes([keys[mechanism]])) != bytes([keys[mechanism]]):
            raise Refusal(0x6A88)
        if self.is_proved != (mechanism == RI_SHA_256):
            raise Refusal(0x6985)
        self.mechanism = mechanism

    def _general_authenticate(self, data: bytes) -> bytes:
        mechanism, self.mechanism = self.mechanism, None
        try:
            ((tag, value),) = tlv.items(tlv.only(data, 0x7C))
        except ValueError:
            raise Refusal(0x6A80) from None
        if mechanism == CA_AES_128 and tag == 0x80:
            return tlv.encode(0x7C, self._prove_chip(value))
        if mechanism == RI_SHA_256 and tag == 0xA0:
            return tlv.encode(0x7C, self._pseudonym(value))
        raise Refusal(0x6A80)

    def _prove_chip(self, public_key: bytes) -> bytes:
        """Nonce and token. The channel of the new keys begins after this answer."""
        if public_key[1 : 1 + CURVE.size] != self._announced:
            raise Refusal(0x6A80)
        try:
            theirs = arithmetic.decode(CURVE, public_key)
        except ValueError:
            raise Refusal(0x6A80) from None
        shared = _x(arithmetic.times(CURVE, self._eid.chip_key, theirs))
        nonce = secrets.token_bytes(8)
        enc, mac = (_derived(shared + nonce, counter) for counter in (1, 2))
        token = CMAC(algorithms.AES(mac))
        public = tlv.encode(0x06, CA_AES_128) + tlv.encode(0x86, public_key)
        token.update(tlv.encode(0x7F49, public))
        self.is_proved = True
        self.new_channel = ChipMessaging(enc, mac)
        return tlv.encode(0x81, nonce) + tlv.encode(0x82, token.finalize()[:8])

    def _pseudonym(self, sector_key: bytes) -> bytes:
        """Who the holder is in this sector, if the certificate speaks for the sector."""
        if not self._may(PSEUDONYM):
            raise Refusal(0x6982)
        assert self._shown is not None
        if hashlib.sha256(tlv.encode(0x7F49, sector_key)).digest() != self._shown.sector:
            raise Refusal(0x6A80)
        try:
            point = arithmetic.decode(CURVE, dict(tlv.items(sector_key))[0x86])
        except (ValueError, KeyError):
            raise Refusal(0x6A80) from None
        shared = _x(arithmetic.times(CURVE, self._eid.pseudonym_key, point))
        return tlv.encode(0x81, hashlib.sha256(shared).digest())

    # files and answers

    def card_security(self) -> bytes:
        if not self.knows_terminal:
            raise Refusal(0x6982)
        return self._eid.card_security

    def data_group(self, number: int) -> bytes:
        if not self.is_proved or not self._may(7 + number):
            raise Refusal(0x6982)
        if number not in self._eid.data_groups:
            raise Refusal(0x6A82)
        return self._eid.data_groups[number]

    def _answer(self, data: bytes) -> None:
        """VERIFY: yes is 9000, no is 6300."""
        question = _objects(data).get(0x06, b"")
        if not self.is_proved:
            raise Refusal(0x6982)
        if question in RIGHT_TO_ANSWER and not self._may(RIGHT_TO_ANSWER[question]):
            raise Refusal(0x6982)
        told = self._told.get(question)
        if told is None:
            raise Refusal(0x6A88)
        if not self._is_so(question, told):
            raise Refusal(0x6300)

    def _is_so(self, question: bytes, told: bytes) -> bool:
        eid = self._eid
        if question == BIRTH:
            return eid.born <= told
        if question == EXPIRY:
            return told <= eid.expires
        return eid.community.startswith(told)

    def _may(self, bit: int) -> bool:
        return bool(self._rights >> bit & 1)


def _objects(data: bytes) -> dict[int, bytes]:
    try:
        return dict(tlv.items(data))
    except tlv.TlvError:
        raise Refusal(0x6A80) from None


def _questions(templates: bytes) -> dict[bytes, bytes]:
    """The auxiliary data by OID: a date, or the beginning of a community ID."""
    try:
        parts = [dict(tlv.items(template)) for _, template in tlv.items(templates)]
        told = {part[0x06]: part[0x53] for part in parts}
    except (tlv.TlvError, KeyError):
        raise Refusal(0x6A80) from None
    if not told.keys() <= {BIRTH, EXPIRY, PLACE} or not all(told.values()):
        raise Refusal(0x6A80)
    return told


def _derived(secret: bytes, counter: int) -> bytes:
    """A key of 16 bytes."""
    return hashlib.sha1(secret + counter.to_bytes(4, "big")).digest()[:16]  # noqa: S324


def _x(point: arithmetic.Affine) -> bytes:
    return point[0].to_bytes(CURVE.size, "big")
