"""Fetches a file of updates once, at an address that is asked every night.

Whoever can answer there can only withhold: nothing is taken that is not signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec
import requests

from kiosk.whole_file import write_whole

PATIENCE_SECONDS = 60
PIECE = 1 << 20


class _Tried(msgspec.Struct, frozen=True):
    """The last file, by the server's mark of it and by its own."""

    etag: str | None
    sha256: str


@dataclass(frozen=True)
class Fetched:
    file: Path
    _mark: Path
    _tried: _Tried

    def do_not_try_again(self) -> None:
        """Whatever becomes of it: a device that went back from an update is not to take the same
        one every night. Raises OSError."""
        write_whole(self._mark, msgspec.json.encode(self._tried))

    def try_again(self) -> None:
        """Raises OSError."""
        self._mark.unlink(missing_ok=True)


def fetch(address: str, into: Path, mark: Path) -> Fetched | None:
    """Fetch what lies at `address`; None if it was tried before. `mark` is a file that knows that.

    Raises OSError, those of requests included, and leaves nothing.
    """
    tried = _read(mark)
    headers = {"If-None-Match": tried.etag} if tried and tried.etag else {}
    digest = sha256()
    try:
        with requests.get(
            address, headers=headers, stream=True, timeout=PATIENCE_SECONDS
        ) as answer:
            if answer.status_code == requests.codes.not_modified:
                return None
            answer.raise_for_status()
            into.parent.mkdir(parents=True, exist_ok=True)
            with into.open("wb") as file:
                for piece in answer.iter_content(PIECE):
                    digest.update(piece)
                    file.write(piece)
            new = _Tried(answer.headers.get("ETag"), digest.hexdigest())
    except OSError:
        into.unlink(missing_ok=True)
        raise
    if tried and tried.sha256 == new.sha256:  # the server knows no marks
        into.unlink()
        return None
    return Fetched(into, mark, new)


def _read(mark: Path) -> _Tried | None:
    try:
        return msgspec.json.decode(mark.read_bytes(), type=_Tried)
    except (OSError, ValueError):
        return None
