"""Who may open the technician's page: whoever holds the stick of this device and knows the code.

The stick carries a key, the settings its fingerprint. Neither stick nor code is of use alone.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from collections.abc import Callable
from pathlib import Path

from kiosk import passcode

log = logging.getLogger(__name__)

STICK = Path("/run/kiosk-stick")
"""Where the appliance mounts a USB stick (systemd/kiosk-stick@.service)."""

KEY_FILE = "kiosk-technician.key"
KEY_BYTES = 32
LONGEST_KEY = 200
"""Bytes of the file that are read: nobody is to keep the kiosk busy with a large one."""

FREE_TRIES = 3
FIRST_WAIT_SECONDS = 30.0
LONGEST_WAIT_SECONDS = 3600.0
"""After the third wrong code in a row one has to wait, after each further one twice as long."""


def make_key(folder: Path) -> str:
    """The fingerprint of the key in `folder`; a new key is made where there is none.

    Raises OSError.
    """
    file = folder / KEY_FILE
    if not file.exists():
        file.write_text(f"{secrets.token_hex(KEY_BYTES)}\n", encoding="ascii")
    return fingerprint(file)


def fingerprint(file: Path) -> str:
    """SHA-256 of a key in a file, in hexadecimal digits. Raises OSError."""
    with file.open("rb") as opened:
        return hashlib.sha256(opened.read(LONGEST_KEY).strip()).hexdigest()


class Door:
    """`code` is the hash of kiosk.passcode, `key` the fingerprint; without both nobody gets in.

    `wrong` is a file that outlives a restart: it holds how many codes in a row were wrong.
    `clock` gives seconds that never go back.
    """

    def __init__(
        self,
        code: str | None,
        key: str | None,
        wrong: Path,
        clock: Callable[[], float],
        stick: Path = STICK,
    ) -> None:
        self.stick = stick
        self._code = code
        self._key = key
        self._wrong = wrong
        self._clock = clock
        self._failed = self._failed_before()
        self._since = clock()

    @property
    def key_is_there(self) -> bool:
        """Whether the stick of this device is plugged in. Never raises."""
        if not (self._code and self._key):
            return False
        try:
            return hmac.compare_digest(fingerprint(self.stick / KEY_FILE), self._key)
        except OSError:
            return False

    @property
    def seconds_to_wait(self) -> float:
        """Before the next code is looked at."""
        if self._failed < FREE_TRIES:
            return 0.0
        doubled = 1 << min(self._failed - FREE_TRIES, 20)
        wait = min(FIRST_WAIT_SECONDS * doubled, LONGEST_WAIT_SECONDS)
        return max(0.0, self._since + wait - self._clock())

    def opens(self, code: str) -> bool:
        """Whether the stick is there and the code is right; a code too early is not looked at."""
        if not self.key_is_there or self.seconds_to_wait:
            return False
        if passcode.matches(code, self._code or ""):
            log.warning("technician: the page was opened")
            self._failed = 0
            self._keep()
            return True
        self._failed += 1
        self._since = self._clock()
        log.warning("technician: wrong code, %d in a row", self._failed)
        self._keep()
        return False

    def _failed_before(self) -> int:
        try:
            text = self._wrong.read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            return 0
        return int(text) if text.isdecimal() else 0

    def _keep(self) -> None:
        """Where it cannot be kept, a restart gives new tries: the key is still needed."""
        try:
            self._wrong.parent.mkdir(parents=True, exist_ok=True)
            self._wrong.write_text(str(self._failed), encoding="ascii")
        except OSError as error:
            log.warning("technician: wrong codes are not remembered: %s", error)
