"""The technician's file, with every secret, on the partition of a device below a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kiosk import passcode
from kiosk.appliance.boot import FILED
from kiosk.settings import STORED

PASSPHRASE, TOKEN_VALUE, CODE_VALUE = "ganz-geheim-1", "tok-geheim-26", "60254137"

SECRET = f"""\
site: Bürgeramt Mitte
network:
  # das WLAN im Haus
  wlan:
    name: Amt
    passphrase: "{PASSPHRASE}"   # steht auf dem Zettel
statistics:
  address: https://statistik.stadt.example:8443/v1/metrics
  token: {TOKEN_VALUE}
technician:
  code: '{CODE_VALUE}'
# Ende
"""
"""A file with every secret, each in other quotation marks."""

WIPED = f"""\
site: Bürgeramt Mitte
network:
  # das WLAN im Haus
  wlan:
    name: Amt
    passphrase: {STORED}   # steht auf dem Zettel
statistics:
  address: https://statistik.stadt.example:8443/v1/metrics
  token: {STORED}
technician:
  code: {STORED}
# Ende
"""


@pytest.fixture
def root(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(passcode, "LOG2_COST", 4)  # nobody wants to guess here
    with TemporaryDirectory(dir="/dev/shm") as folder:
        (Path(folder) / FILED).parent.mkdir(parents=True)
        yield Path(folder)


def leave(root: Path, text: str | bytes) -> None:
    (root / FILED).write_bytes(text.encode() if isinstance(text, str) else text)


def lines(root: Path, path: str) -> list[str]:
    return (root / path).read_text().splitlines()


def everything_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
