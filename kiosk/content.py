"""Content that is newer than the kiosk: services, facts, texts, lessons, films; over its assets.

It is a folder with the names that `assets` has, or any part of them, and `manifest.json`, which
says what is there. It comes in a signed file (kiosk/appliance/content_update.py, decision 27).
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec

ASSETS = Path(__file__).parents[1] / "assets"

INSTALLED = Path("/data/content/current")
"""Where a device keeps the content that holds."""

MANIFEST = "manifest.json"

PARTS = re.compile(
    r"services\.yaml|facts\.yaml|texts/[a-z]+(-[a-z]+)*\.po|lessons/[a-z0-9-]+\.yaml"
    r"|sign-language/[a-z0-9.-]+\.(mp4|webm)"
)
"""What can be updated without the system. No word of it is ever run."""

VERSION = "%Y%m%d%H%M"


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    size: Annotated[int, msgspec.Meta(ge=0)]
    """In bytes."""
    sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]


class Manifest(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="kiosk-content"
):
    """What is signed. It names its kind, so that nothing else with a good signature passes."""

    version: Annotated[str, msgspec.Meta(pattern=r"^20[0-9]{10}\Z")]
    """When it was made, in UTC: year, month, day, hour and minute. The greater one is newer."""
    files: dict[str, Part]

    @property
    def made(self) -> datetime:
        """In UTC."""
        return datetime.strptime(self.version, VERSION)


def read_manifest(raw: bytes) -> Manifest:
    """Raises ValueError."""
    manifest = msgspec.json.decode(raw, type=Manifest)
    _ = manifest.made  # digits alone are not yet a date
    if strange := [name for name in manifest.files if not PARTS.fullmatch(name)]:
        raise ValueError(f"no part of content: {strange[0]}")
    return manifest


def manifest_of(folder: Path) -> Manifest | None:
    """What lies in a folder of content; None where there is none, or it cannot be told."""
    try:
        return read_manifest((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None


def newer(path: Path, content: Path) -> Path:
    """What holds in place of a file or folder: that of the content, where `path` is one that came
    with the kiosk and the content has another; else `path` itself."""
    if path.is_relative_to(ASSETS) and (other := content / path.relative_to(ASSETS)).exists():
        return other
    return path
