"""A city that makes content for its devices, with keys as `image/keys.sh` makes them."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

from kiosk.appliance.content_update import pack

REPOSITORY = Path(__file__).parents[1]

FIRST, SECOND, THIRD = (datetime(2027, month, 1, 12, tzinfo=UTC) for month in (1, 2, 3))

SERVICES = """\
hosts: [www.leipzig.de]
categories: [{id: moving, title: {de: Umzug}}]
services:
  - {id: portal, category: moving, title: {de: Das neue Portal}, text: {de: Alles online.},
     address: "https://www.leipzig.de/portal", provider: Stadt, checked_on: 2027-01-01,
     source: Liste}
"""

FACTS = """\
numbers:
  - {name: hotline_minutes, value: 7, meaning: wait, checked_on: 2027-01-01, good_for_months: 24,
     source: Liste}
"""


def make_keys(folder: Path) -> Path:
    """An authority and who signs for it; `ca.pem` is what devices trust."""
    subprocess.run([REPOSITORY / "image" / "keys.sh", folder], check=True, capture_output=True)
    return folder


class City:
    """`keys` is a folder of make_keys, `desk` one to work in."""

    def __init__(self, desk: Path, keys: Path) -> None:
        self.content = desk / "content"
        self.desk = desk
        self.keys = keys
        self.content.mkdir(parents=True)

    def writes(self, name: str, text: str | bytes) -> None:
        """A file of the content that is being made."""
        file = self.content / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)

    def translates(self, code: str, texts: dict[str, str]) -> None:
        """Texts in a language, by their keys."""
        rows = [f'msgid "{key}"\nmsgstr "{text}"\n' for key, text in texts.items()]
        head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        self.writes(f"texts/{code}.po", "\n".join([head, *rows]))

    def packs(self, made: datetime = FIRST) -> Path:
        release = self.keys / "release.pem", self.keys / "release.key"
        return pack(self.content, self.desk, made, *release)

    def signs(self, words: bytes) -> bytes:
        """Anything at all, as CMS."""
        release = ("-signer", self.keys / "release.pem", "-inkey", self.keys / "release.key")
        return subprocess.run(
            ["openssl", "cms", "-sign", "-binary", "-nodetach", "-outform", "DER", *release],
            input=words,
            capture_output=True,
            check=True,
        ).stdout


def everything_in(folder: Path) -> dict[str, bytes | str]:
    """Files with their bytes and links with where they lead, by their names."""
    return {
        str(one.relative_to(folder)): str(one.readlink()) if one.is_symlink() else one.read_bytes()
        for one in folder.rglob("*")
        if one.is_symlink() or one.is_file()
    }
