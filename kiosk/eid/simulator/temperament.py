"""Where real chips differ and still are both right.

Seen on two independent chips in software with the same script (facts, last table): STRICT
answers like PersoSim, LENIENT like the nPA of vsmartcard.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Temperament:
    """Status words are numbers such as 0x6985."""

    name: str
    sw_not_armed: int
    """GENERAL AUTHENTICATE without MSE:Set AT before it."""
    sw_unknown_password: int
    sw_suspended: int
    """First GENERAL AUTHENTICATE with the PIN while it is suspended."""
    sw_blocked: int
    """The same while the PIN is blocked."""
    tells_tries: bool
    """A wrong PIN is 63Cx, and two tries are told apart from three; otherwise 6300 and 9000."""
    strict_form: bool
    """Insists on chaining bits, on Le, and on six digits; forgets Set AT at other commands."""
    plain_ends_channel: bool
    """A plain command ends secure messaging; otherwise it is obeyed."""
    try_spent_at_nonce: bool
    """The counter goes down with the nonce and up again with a right token."""
    can_outlives_reset: bool
    puk_pace_unblocks: bool
    """PACE with the PUK fills the counter, before RESET RETRY COUNTER."""
    puk_sets_pin: bool
    pads_card_access: bool
    """EF.CardAccess is followed by zeros."""
    card_access_bytes: int


STRICT = Temperament(
    name="strict",
    sw_not_armed=0x6985,
    sw_unknown_password=0x6A88,
    sw_suspended=0x6985,
    sw_blocked=0x6983,
    tells_tries=True,
    strict_form=True,
    plain_ends_channel=True,
    try_spent_at_nonce=False,
    can_outlives_reset=False,
    puk_pace_unblocks=False,
    puk_sets_pin=True,
    pads_card_access=False,
    card_access_bytes=276,
)

LENIENT = Temperament(
    name="lenient",
    sw_not_armed=0x6A80,
    sw_unknown_password=0x9000,
    sw_suspended=0x6300,
    sw_blocked=0x6A80,
    tells_tries=False,
    strict_form=False,
    plain_ends_channel=False,
    try_spent_at_nonce=True,
    can_outlives_reset=True,
    puk_pace_unblocks=True,
    puk_sets_pin=False,
    pads_card_access=True,
    card_access_bytes=182,
)

TEMPERAMENTS = {temperament.name: temperament for temperament in (STRICT, LENIENT)}
