"""Takes over the technician's file at boot, before there is a screen (docs/decisions/21).

The file is checked; a good one is kept without its secrets, which are stored beside it and wiped
from the partition that every computer can read. From what is kept follow the files of others. The
power may go at any moment: the next boot begins with whole files, old or new.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk import passcode
from kiosk.appliance import derived
from kiosk.appliance.derived import Addresses, File
from kiosk.appliance.filed_secrets import PLACES, TECHNICIAN, secrets_of, without_secrets
from kiosk.lessons import lessons_in
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

FOLDER = "run/kiosk"
APPLIED, PROBLEM = f"{FOLDER}/kiosk.yaml", f"{FOLDER}/{PROBLEM_FILE}"
"""What the kiosk and its tools read."""

TAKEN = {
    *(APPLIED, PROBLEM),
    *(derived.WLAN_FILE, derived.NFTABLES, derived.HOSTS, derived.COURSE),
}
"""Names that no other file in that folder may have."""


@dataclass(frozen=True)
class _Left:
    """What a technician left for a device: the file, then those it names, and its secrets."""

    files: dict[str, bytes]
    secrets: dict[str, str]


class Device:
    """A device whose files lie below `root`, which is "/" on a real one."""

    def __init__(self, root: Path) -> None:
        self._filed, self._kept, self._applied = (root / one for one in (FILED, KEPT, APPLIED))
        self._secrets = root / SECRETS
        self._root = root

    def apply(self) -> BadFile | None:
        """Make the file the technician left the one that holds, or say why it is not.

        Raises OSError where /run cannot be written.
        """
        problem = None
        try:
            left = self._read()
        except BadFile as bad:
            problem, left = bad, self._what_was_kept()
        else:
            self._take_over(left)
        for name, content in left.files.items():
            write_whole(self._applied.parent / name, content)
        told = problem.to_json().decode() if problem else None
        self._write({PROBLEM: File(told), **derived.at_boot(self._settings(), left.secrets)})
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

    def _read(self) -> _Left:
        """What the technician wrote, without its secrets. Raises BadFile."""
        try:
            take_up(self._filed)
        except OSError as error:
            log.error("%s was not mended: %s", self._filed, error)
        document, stored = read_settings(self._filed), self._stored()
        secrets = secrets_of(document.content)
        for name, secret in secrets.items():
            if secret == STORED and name not in stored:
                words = "it says (gespeichert), but nothing is stored here: write it once more"
                raise document.refuse(words, *PLACES[name])
            if secret == STORED:
                secrets[name] = stored[name]
            elif name == TECHNICIAN:
                secrets[name] = passcode.hashed(secret)
        files = {self._filed.name: without_secrets(self._filed.read_bytes().decode()).encode()}
        folder = _lessons_beside(document.content)
        if folder and not (self._filed.parent / folder).is_dir():
            words = "there is no folder '{name}' beside this file"
            raise document.refuse(words, "lessons", name=folder)
        for place, name in _beside(document.content, self._filed.parent):
            if {f"{FOLDER}/{name}", f"{FOLDER}/{folder}"} & TAKEN or folder == self._secrets.name:
                raise document.refuse("this name is taken: '{name}'", *place, name=name)
            try:
                files[name] = (self._filed.parent / name).read_bytes()
            except OSError:
                words = "there is no file '{name}' beside this one"
                raise document.refuse(words, *place, name=name) from None
        return _Left(files, secrets)

    def _take_over(self, left: _Left) -> None:
        """Keep this, and only then wipe the secrets from the file of the technician. Where that
        fails they stay there, and hold all the same."""
        clean = left.files[self._filed.name]
        try:
            for name, secret in left.secrets.items():
                write_whole(self._secrets / name, secret.encode(), 0o600)
            for name, content in reversed(left.files.items()):  # the one that names others last
                write_whole(self._kept.parent / name, content, 0o600)
            for _, name in _beside(read_settings(self._kept).content, self._kept.parent):
                if name not in left.files:  # a lesson that is taught no more
                    (self._kept.parent / name).unlink()
            for name in self._stored().keys() - left.secrets.keys():
                (self._secrets / name).unlink()
            if clean != self._filed.read_bytes():
                overwrite_and_replace(self._filed, clean)
        except OSError as error:
            log.error("secrets were not taken over: %s: %s", error.filename, error.strerror)

    def _what_was_kept(self) -> _Left:
        """Nothing at all, if nothing ever was."""
        files = {self._filed.name: b""}
        with suppress(OSError, BadFile):
            files[self._filed.name] = self._kept.read_bytes()
            for _, name in _beside(read_settings(self._kept).content, self._kept.parent):
                files[name] = (self._kept.parent / name).read_bytes()
        return _Left(files, self._stored())

    def _settings(self) -> Settings:
        """Those that hold."""
        try:
            return load(self._applied)
        except BadFile:
            return Settings()

    def _stored(self) -> dict[str, str]:
        stored = {}
        for name in PLACES:
            with suppress(OSError):
                stored[name] = (self._secrets / name).read_text(encoding="utf-8")
        return stored

    def _write(self, files: Mapping[str, File]) -> None:
        for path, file in files.items():
            if file.content is None:
                (self._root / path).unlink(missing_ok=True)
            else:
                write_whole(self._root / path, file.content.encode(), file.mode)


def _beside(values: Settings, folder: Path) -> Iterator[tuple[tuple[str, ...], str]]:
    """Files that lie beside that of the technician, in `folder` or below: where they are named,
    and their names."""
    named = ((("services",), values.services), (("statistics", "ca"), values.statistics.ca))
    for place, name in named:
        if name and _is_beside(name):
            yield place, name
    lessons = _lessons_beside(values)
    for file in lessons_in(folder / lessons) if lessons else ():
        yield ("lessons",), f"{lessons}/{file.name}"


def _lessons_beside(values: Settings) -> str | None:
    """The folder with the city's own lessons, where it lies beside the file."""
    return values.lessons if _is_beside(values.lessons) else None


def _is_beside(name: str) -> bool:
    return Path(name).name == name
