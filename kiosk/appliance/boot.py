"""Takes over the technician's file at boot, before there is a screen (docs/decisions/21).

The file is checked; a good one is kept without its secrets, which are stored beside it and wiped
from the partition that every computer can read. From what is kept follow the files of others. The
power may go at any moment: the next boot begins with whole files, old or new.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

from kiosk import passcode
from kiosk.appliance import derived
from kiosk.appliance.derived import Addresses, File
from kiosk.appliance.filed_secrets import PLACES, TECHNICIAN, secrets_of, without_secrets
from kiosk.settings import (
    PROBLEM_FILE,
    STORED,
    Settings,
    hosts,
    is_address,
    load,
    read_settings,
)
from kiosk.strict_yaml import BadFile
from kiosk.whole_file import overwrite_and_replace, take_up, write_whole

log = logging.getLogger(__name__)

FILED = "boot/kiosk/kiosk.yaml"
"""The technician's file, on the partition that every computer can read."""

KEPT = "data/settings/kiosk.yaml"
SECRETS = "data/settings/secrets"
"""On the partition that outlives updates; for root alone."""

APPLIED, PROBLEM = "run/kiosk/kiosk.yaml", f"run/kiosk/{PROBLEM_FILE}"
"""What the kiosk and its tools read."""


class Device:
    """A device whose files lie below `root`, which is "/" on a real one."""

    def __init__(self, root: Path) -> None:
        self._filed, self._kept, self._applied = (root / one for one in (FILED, KEPT, APPLIED))
        self._secrets = root / SECRETS
        self._root = root

    def apply(self) -> BadFile | None:
        """Make the file the technician left the one that holds, or say why it is not.

        Raises OSError where the data partition or /run cannot be written.
        """
        problem = self._take_over()
        write_whole(self._applied, self._kept.read_bytes() if self._kept.exists() else b"")
        settings, told = self._settings(), problem.to_json().decode() if problem else None
        self._write({PROBLEM: File(told), **derived.at_boot(settings, self._stored())})
        self.allow({})
        return problem

    def allow(self, addresses: Addresses) -> None:
        """Let the device speak to hosts of its settings that are told by their address, and to
        those whose addresses were found meanwhile."""
        settings = self._settings()
        known = {host: (host,) for host in hosts(settings) if is_address(host)}
        self._write(derived.on_line(settings, {**addresses, **known}))

    def hosts(self) -> tuple[str, ...]:
        """Those whose addresses have to be found."""
        return tuple(host for host in hosts(self._settings()) if not is_address(host))

    def _take_over(self) -> BadFile | None:
        """Keep what the technician wrote. Gives what is wrong with it."""
        try:
            take_up(self._filed)
            document = read_settings(self._filed)
        except BadFile as bad:
            return bad
        except OSError as error:
            return BadFile(self._filed, error.strerror or str(error))
        told, stored = secrets_of(document.content), self._stored()
        for name, secret in told.items():
            if secret == STORED and name not in stored:
                words = "it says (gespeichert), but nothing is stored here: write it once more"
                return document.refuse(words, *PLACES[name])
        for name, secret in told.items():
            if secret != STORED:
                content = passcode.hashed(secret) if name == TECHNICIAN else secret
                write_whole(self._secrets / name, content.encode(), 0o600)
        raw = self._filed.read_bytes()
        clean = without_secrets(raw.decode()).encode()
        write_whole(self._kept, clean, 0o600)
        for name in stored.keys() - told.keys():
            (self._secrets / name).unlink()
        if clean != raw:
            self._wipe(clean)
        return None

    def _wipe(self, clean: bytes) -> None:
        try:
            overwrite_and_replace(self._filed, clean)
        except OSError as error:
            log.error("the secrets could not be wiped from %s: %s", self._filed, error)

    def _settings(self) -> Settings:
        """Those that hold."""
        try:
            return load(self._applied)
        except BadFile:
            return Settings()

    def _stored(self) -> dict[str, str]:
        names = (name for name in PLACES if (self._secrets / name).exists())
        return {name: (self._secrets / name).read_text(encoding="utf-8") for name in names}

    def _write(self, files: Mapping[str, File]) -> None:
        for path, file in files.items():
            if file.content is None:
                (self._root / path).unlink(missing_ok=True)
            else:
                write_whole(self._root / path, file.content.encode(), file.mode)
