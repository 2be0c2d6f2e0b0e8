"""What practice cards have from their maker: the key of the series, EF.CardSecurity, a root."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from kiosk.eid import tlv
from kiosk.eid.simulator.chip_certificates import BRAINPOOL, ChipCertificate, TrustStore, parse
from kiosk.eid.simulator.chip_eac import EidApplication
from kiosk.eid.simulator.holder import Holder, data_groups

FOLDER = Path(__file__).parents[3] / "assets" / "practice-id"
"""Made by `kiosk.eid.authority`."""


@dataclass(frozen=True, slots=True)
class Series:
    root: ChipCertificate
    card_security: bytes = field(repr=False)
    chip_key: int = field(repr=False)

    def personalise(self, card: str, holder: Holder) -> EidApplication:
        """A fresh eID application for this person.

        The key of the pseudonyms follows from the card's name: it guards nothing, and so the same
        card is the same person at the next visit.
        """
        secret = int.from_bytes(hashlib.sha256(card.encode()).digest(), "big")
        return EidApplication(
            data_groups(holder),
            holder.born.encode(),
            holder.expires.encode(),
            bytes.fromhex(holder.home.community),
            self.card_security,
            self.chip_key,
            1 + secret % (BRAINPOOL.n - 1),
            TrustStore([self.root], self.root.effective),
        )


@cache
def practice_series() -> Series:
    key = load_pem_private_key((FOLDER / "chip.pem").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    root = tlv.only((FOLDER / "root.cvcert").read_bytes(), 0x7F21)
    return Series(
        parse(root),
        (FOLDER / "card-security.bin").read_bytes(),
        key.private_numbers().private_value,
    )
