"""PACE with generic mapping, chip side (TR-03110-2, 3.2)."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

from kiosk.eid import tlv
from kiosk.eid.curves import Curve
from kiosk.eid.simulator import arithmetic
from kiosk.eid.simulator.chip_messaging import ChipMessaging


class WrongToken(Exception):
    """The terminal does not know the password."""


class Randomness:
    """Where the chip takes its nonces and keys from; tests prescribe those of the vectors."""

    def nonce(self) -> bytes:
        return secrets.token_bytes(16)

    def scalar(self, curve: Curve) -> int:
        return 1 + secrets.randbelow(curve.n - 1)


@dataclass(slots=True)
class ChipPace:
    """One run of PACE. Its steps raise ValueError for data that is no public key."""

    curve: Curve
    oid: bytes
    key_bytes: int
    password: bytes | bytearray
    random: Randomness
    nonce: bytes = b""
    generator: arithmetic.Affine | None = None
    channel: ChipMessaging | None = None
    ours: bytes = b""
    theirs: bytes = b""

    @property
    def identity(self) -> bytes:
        """The x of our ephemeral key, which terminal authentication signs."""
        return self.ours[1 : 1 + self.curve.size]

    def encrypted_nonce(self) -> bytes:
        self.nonce = self.random.nonce()
        key = self._derive(self.password, 3)
        encryptor = Cipher(algorithms.AES(key), modes.CBC(bytes(16))).encryptor()
        return encryptor.update(self.nonce) + encryptor.finalize()

    def map(self, public_key: bytes) -> bytes:
        private = self.random.scalar(self.curve)
        base = (self.curve.gx, self.curve.gy)
        shared = arithmetic.times(self.curve, private, arithmetic.decode(self.curve, public_key))
        nonce_point = arithmetic.times(self.curve, int.from_bytes(self.nonce, "big"), base)
        self.generator = arithmetic.plus(self.curve, nonce_point, shared)
        return arithmetic.encode(self.curve, arithmetic.times(self.curve, private, base))

    def agree(self, public_key: bytes) -> bytes:
        assert self.generator
        private = self.random.scalar(self.curve)
        self.theirs = public_key
        self.ours = arithmetic.encode(
            self.curve, arithmetic.times(self.curve, private, self.generator)
        )
        x, _ = arithmetic.times(self.curve, private, arithmetic.decode(self.curve, public_key))
        shared = x.to_bytes(self.curve.size, "big")
        self.channel = ChipMessaging(self._derive(shared, 1), self._derive(shared, 2))
        return self.ours

    def confirm(self, token: bytes) -> bytes:
        """Our token for a right one. Raises WrongToken."""
        if token != self._token(self.ours):
            raise WrongToken
        return self._token(self.theirs)

    def _token(self, public_key: bytes) -> bytes:
        assert self.channel is not None
        mac = CMAC(algorithms.AES(self.channel.mac))
        parts = tlv.encode(0x06, self.oid) + tlv.encode(0x86, public_key)
        mac.update(tlv.encode(0x7F49, parts))
        return mac.finalize()[:8]

    def _derive(self, secret: bytes | bytearray, counter: int) -> bytes:
        digest = hashlib.sha1 if self.key_bytes == 16 else hashlib.sha256
        return digest(secret + counter.to_bytes(4, "big")).digest()[: self.key_bytes]
