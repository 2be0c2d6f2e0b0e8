"""Whether content suits this kiosk, before it is signed, before it is taken, and ever after."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from kiosk import facts, services, texts
from kiosk.content import MANIFEST, PARTS, Manifest
from kiosk.course.taught import lessons_to_teach
from kiosk.strict_yaml import BadFile
from kiosk.texts import Texts


def problems(folder: Path) -> Iterator[str]:
    """What this kiosk could not use of the content in a folder, one line for each."""
    names = files_in(folder)
    yield from (f"{name}: no part of content" for name in names if not PARTS.fullmatch(name))
    try:
        if "services.yaml" in names:
            services.read_catalogue(folder / "services.yaml")
        if "facts.yaml" in names:
            facts.load_facts(folder / "facts.yaml")
    except BadFile as error:
        yield str(error)
    yield from (str(error) for error in lessons_to_teach(folder / "lessons")[1])
    known = Texts()
    codes = [one.code for one in known.languages()]
    for name in names:
        file = folder / name
        if file.parent.name == "texts":
            if file.stem in codes:
                yield from (f"{name}: {why}" for why in texts.misfits(file))
            else:
                yield f"{name}: the kiosk has no such language"
        if file.parent.name == "sign-language" and not known.has(f"{file.stem}.title"):
            yield f"{name}: no page has this name"


def damage(folder: Path, manifest: Manifest) -> Iterator[str]:
    """What is not as it was signed."""
    for name, part in manifest.files.items():
        try:
            if sha256_of(folder / name) != part.sha256:
                yield f"{name}: damaged"
        except OSError as error:
            yield f"{name}: {error.strerror}"


def files_in(folder: Path) -> list[str]:
    """The names as a manifest has them, in their order, without the manifest's own."""
    found = (str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())
    return sorted(name for name in found if name != MANIFEST)


def sha256_of(file: Path) -> str:
    """Raises OSError."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
