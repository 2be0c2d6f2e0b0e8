"""One file for whoever helps from afar: logs, the doctor's findings, versions and settings.

It may leave the house on a stick, so it is made of what is known to be harmless: settings by a list
of those that may be shown, nothing of the environment, and logs with everything blacked out that
looks like a secret or is known to be one (docs/decisions/22-technician-on-site.md).
"""

from __future__ import annotations

import io
import os
import platform
import re
import subprocess
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import yaml

from kiosk import __version__
from kiosk.doctor import examine
from kiosk.doctor.machine import Machine
from kiosk.findings import as_json_line, in_words
from kiosk.settings import Loaded

SHOWN = {
    *(
        "site",
        "reader",
        "services",
        "sign_language",
        "lessons",
        "content",
        "state",
        "profile",
        "language",
    ),
    *("volume", "screen.diagonal", "screen.rotation", "opening_hours"),
    *("update.address", "update.content"),
    *("contact.data_protection", "contact.accessibility", "technician.stick"),
    *("statistics.enabled", "statistics.file", "statistics.address", "statistics.ca"),
    *("statistics.client_certificate", "statistics.noise"),
    *("network.hostname", "network.address", "network.gateway", "network.dns", "network.time"),
    *("network.wlan", "network.wlan.name", "network.wlan.country"),
}
"""Settings that may leave the house. A new one is hidden until it is written here."""

HIDDEN = "(not shown)"
BLACK = "█████"

UNITS = ("kiosk*", "pcscd*", "seatd*", "rauc*", "systemd-networkd*", "systemd-timesyncd*", "wpa*")
LINES = 20_000
"""The last ones of the journal."""

SECONDS = 60.0

TALKATIVE = re.compile(
    r"""(?ix) (?P<name> (?: \w*pass\w* | \w*psk | \w*secret\w* | \w*token\w* | \w*key | code | pin
        | can | puk ) ["']? \s* [=:] \s* | (?: bearer | basic ) \s+ ) \S+"""
)
"""A name that promises a secret, and what follows it."""

LOOKS_SECRET = re.compile(
    r"""(?x) -----BEGIN .*? -----END [^-]* -----     # a key or certificate
    | (?<= ://) [^\s/@]+ (?= @)                      # user and password in an address
    | (?<! \d) \d{5,} (?! \d)                        # PIN, CAN, PUK
    | (?= [\w+=-]* \d) [\w+=-]{24,}                  # tokens, keys, commands to a chip""",
    re.DOTALL,
)


def write_bundle(folder: Path, loaded: Loaded, machine: Machine | None = None) -> Path:
    """Write the file into `folder`, whole or not at all, and give its path. Raises OSError."""
    machine = machine or Machine()
    name = f"kiosk-support-{machine.now:%Y-%m-%d-%H%M%S}"
    whole, part = folder / f"{name}.tar.gz", folder / f"{name}.part"
    try:
        with part.open("wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz") as tar:
                for title, text in _papers(loaded, machine):
                    content = text.encode()
                    entry = tarfile.TarInfo(f"{name}/{title}")
                    entry.size, entry.mtime = len(content), int(machine.now.timestamp())
                    tar.addfile(entry, io.BytesIO(content))
            file.flush()
            os.fsync(file.fileno())  # the stick may be pulled out at once
        part.replace(whole)
    finally:
        part.unlink(missing_ok=True)
    return whole


def _papers(loaded: Loaded, machine: Machine) -> Iterator[tuple[str, str]]:
    """What the bundle holds: names of files and their texts."""
    values = msgspec.to_builtins(loaded.settings)
    known = [*_hidden_values(values), *_secrets_of_environment()]
    shown = yaml.safe_dump(_shown(values), allow_unicode=True, sort_keys=False)
    if loaded.problem:
        shown = f"# {loaded.problem}\n{shown}"
    findings = list(examine(loaded, machine=machine))
    root = str(machine.root)
    journal = ("journalctl", f"--root={root}", "--no-pager", "--output=short-iso", f"-n{LINES}")
    packages = ("dpkg-query", f"--admindir={root}/var/lib/dpkg", "-W")
    for title, text in (
        ("settings.yaml", shown),
        ("doctor.txt", "\n".join(map(in_words, findings))),
        ("doctor.jsonl", "\n".join(map(as_json_line, findings))),
        ("log.txt", _said((*journal, *(f"--unit={unit}" for unit in UNITS)))),
        ("kernel.txt", _said((*journal, "_TRANSPORT=kernel"))),
    ):
        yield title, blackened(text, known)
    yield "versions.txt", f"{_versions(machine)}\n{_said(packages)}"


def _versions(machine: Machine) -> str:
    system = machine.read("/etc/os-release") or ""
    return (
        f"kiosk {__version__}\npython {platform.python_version()}\n{platform.platform()}\n{system}"
    )


def _said(command: tuple[str, ...]) -> str:
    """What a program prints, or why it does not."""
    try:
        done = subprocess.run(  # noqa: S603  no word of it comes from outside
            command, capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{command[0]}: {type(error).__name__}"
    return (done.stdout + done.stderr).decode(errors="replace")


def blackened(text: str, known: Iterable[str]) -> str:
    """Without the secrets that are known, and without what looks like one."""
    for secret in sorted(known, key=len, reverse=True):
        text = text.replace(secret, BLACK)
    text = LOOKS_SECRET.sub(BLACK, text)
    return TALKATIVE.sub(rf"\g<name>{BLACK}", text)


def _shown(values: dict[str, Any], above: str = "") -> dict[str, Any]:
    """The settings with every value hidden that is not on the list; what is empty may be seen."""
    shown: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, dict):
            shown[name] = _shown(value, f"{above}{name}.")
        else:
            shown[name] = value if value is None or f"{above}{name}" in SHOWN else HIDDEN
    return shown


def _hidden_values(values: dict[str, Any], above: str = "") -> Iterator[str]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _hidden_values(value, f"{above}{name}.")
        elif isinstance(value, str) and value and f"{above}{name}" not in SHOWN:
            yield value


def _secrets_of_environment() -> Iterator[str]:
    """A program may have logged what it was given there."""
    for name, value in os.environ.items():
        if value and TALKATIVE.match(f"{name}=x"):
            yield value
