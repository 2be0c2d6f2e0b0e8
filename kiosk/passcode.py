"""The technician's code: digits, of which a device keeps only a slow, salted hash."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
from itertools import pairwise

LOG2_COST, BLOCK, PARALLEL = 15, 8, 1
"""Of scrypt: 32 MB and about 0.1 s for one guess, so that a stolen hash is slow work."""

_STORED = re.compile(r"\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)\Z", re.ASCII)


def too_easy(code: str) -> bool:
    """Whether it counts up or down, or repeats itself."""
    steps = {int(later) - int(earlier) for earlier, later in pairwise(code)}
    repeats = any(code[period:] == code[:-period] for period in range(1, len(code) // 2 + 1))
    return repeats or steps in ({1}, {-1})


def hashed(code: str) -> str:
    """To be kept in place of the code, as a PHC string."""
    salt = os.urandom(16)
    digest = _scrypt(code, salt, LOG2_COST, BLOCK, PARALLEL)
    cost = f"ln={LOG2_COST},r={BLOCK},p={PARALLEL}"
    return f"$scrypt${cost}${_in_base64(salt)}${_in_base64(digest)}"


def matches(code: str, stored: str) -> bool:
    """Whether `stored` was made of this code. What is no such string matches nothing."""
    parts = _STORED.match(stored.strip())
    if not parts:
        return False
    cost, block, parallel = map(int, parts.groups()[:3])
    digest = _scrypt(code, _from_base64(parts[4]), cost, block, parallel)
    return hmac.compare_digest(digest, _from_base64(parts[5]))


def _scrypt(code: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    memory = 2 * 128 * block * 2**cost
    return hashlib.scrypt(
        code.encode(), salt=salt, n=2**cost, r=block, p=parallel, maxmem=memory, dklen=32
    )


def _in_base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")


def _from_base64(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4))
