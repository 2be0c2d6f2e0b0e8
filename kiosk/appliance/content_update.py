"""New content for a device: a signed file, taken whole or not at all (docs/decisions/27).

The file is a ZIP archive. `manifest.cms` in it is a manifest of kiosk.content, signed as the
updates of the system are (CMS, by a key that the device's key ring knows); the other members are
what it names. Nothing is believed of the archive but what the manifest proves.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import subprocess
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from math import ceil
from pathlib import Path

import msgspec

from kiosk.content import MANIFEST, VERSION, Manifest, Part, manifest_of, read_manifest
from kiosk.content_check import files_in, problems, sha256_of
from kiosk.whole_file import sync_folder, write_whole

ENDING = ".content"

SIGNED = "manifest.cms"
LONGEST_SIGNED = 1 << 20
"""Bytes of the signed manifest that are read, whatever the archive says."""

PIECE = 1 << 20

LEAST_FREE = 20_000_000
"""Bytes that are left for what the kiosk counts."""

UNSUITABLE = "{file}: this kiosk cannot show it: {problem}"

CURRENT, NEW = "current", "new"

KEYRING = Path("/etc/rauc/keyring.pem")
FOLDER = Path("/data/content")


class Refused(Exception):
    """Content that is not taken: an English sentence with names in braces, and what fills them.
    What held before, holds."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence.format(**values))
        self.sentence = sentence
        self.values = values


class Torn(Refused):
    """It is not whole, or not as it was signed."""


class NotSigned(Refused):
    """By nobody whom the device trusts; or its clock is before or after the certificate's time."""


class NotNewer(Refused):
    """The device has this one, or a newer one."""


class NoRoom(Refused):
    """The only one that may be tried again as it is."""


class Unsuitable(Refused):
    """Well signed, but this kiosk could not show it."""


def pack(folder: Path, into: Path, made: datetime, certificate: Path, key: Path) -> Path:
    """The file for devices, of the content in a folder; `made` is the time in UTC.

    Raises Unsuitable, OSError, and subprocess.CalledProcessError where it cannot be signed.
    """
    for problem in problems(folder):
        raise Unsuitable(UNSUITABLE, file=folder.name, problem=problem)
    files = {
        name: Part((folder / name).stat().st_size, sha256_of(folder / name))
        for name in files_in(folder)
    }
    manifest = Manifest(made.strftime(VERSION), files)
    signed = subprocess.run(  # noqa: S603  files of whoever makes it
        [
            *("/usr/bin/openssl", "cms", "-sign", "-binary", "-nodetach", "-outform", "DER"),
            *("-md", "sha256", "-signer", certificate, "-inkey", key),
        ],
        input=msgspec.json.encode(manifest),
        capture_output=True,
        check=True,
    )
    packed = into / f"kiosk-{manifest.version}{ENDING}"
    stamp = made.timetuple()[:6]
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo(SIGNED, stamp), signed.stdout)
        for name in files:
            member = archive.open(zipfile.ZipInfo(name, stamp), "w")
            with member, (folder / name).open("rb") as file:
                shutil.copyfileobj(file, member)
    return packed


class Shelf:
    """Where a device keeps its content, and those of whom it takes any.

    Each version lies in a folder of its own, and the link `current` says which holds. The one
    before it is kept.
    """

    def __init__(self, folder: Path = FOLDER, keyring: Path = KEYRING) -> None:
        self._folder = folder
        self._keyring = keyring

    @property
    def current(self) -> Manifest | None:
        """None: the content that came with the system."""
        return manifest_of(self._folder / CURRENT)

    def install(self, packed: Path, *, older: bool = False) -> Manifest:
        """Take a file's content, if it is newer than what holds; or `older`, because it was asked
        for. Raises Refused.
        """
        with _opened(packed) as archive:
            manifest = self._signed(archive)
            self._must_differ(manifest, older)
            if {*archive.namelist()} != {SIGNED, *manifest.files}:
                raise Torn("{file} does not hold what was signed", file=packed.name)
            new = self._folder / NEW
            with _no_trace(new, packed):
                self._unpack(archive, manifest, new)
                for problem in problems(new):
                    raise Unsuitable(UNSUITABLE, file=packed.name, problem=problem)
                write_whole(new / MANIFEST, msgspec.json.encode(manifest))
                self._put(new, manifest.version)
        return manifest

    def go_back(self) -> Manifest | None:
        """Let the next older content hold that is kept, and forget the current one. None: that
        which came with the system. Raises OSError."""
        link = self._folder / CURRENT
        now = self.current
        before = [one for one in self._versions() if now and one < now.version]
        if before:
            self._point_to(before[-1])
        else:
            link.unlink(missing_ok=True)
            sync_folder(self._folder)
        if now:
            shutil.rmtree(self._folder / now.version)
        return self.current

    def _signed(self, archive: zipfile.ZipFile) -> Manifest:
        """The manifest, once its signature is proved. Raises Torn and NotSigned."""
        try:
            with archive.open(SIGNED) as member:
                signed = member.read(LONGEST_SIGNED)
        except KeyError:
            raise Torn("{file} is no content for a kiosk", file=_name(archive)) from None
        proved = subprocess.run(  # noqa: S603  no word of it comes from outside
            [
                *("/usr/bin/openssl", "cms", "-verify", "-binary", "-inform", "DER"),
                *("-CAfile", self._keyring, "-no-CApath", "-no-CAstore"),
            ],
            input=signed,
            capture_output=True,
            check=False,
        )
        if proved.returncode:
            sentence = "{file} is signed by nobody whom this device trusts, or its clock is wrong"
            raise NotSigned(sentence, file=_name(archive))
        try:
            return read_manifest(proved.stdout)
        except ValueError:
            raise Torn("{file} is no content for a kiosk", file=_name(archive)) from None

    def _must_differ(self, manifest: Manifest, older: bool) -> None:
        """Raises NotNewer."""
        now = self.current
        if now and (
            manifest.version == now.version or (manifest.version < now.version and not older)
        ):
            sentence = "content of {made} is not newer than that of this device"
            raise NotNewer(sentence, made=f"{manifest.made:%Y-%m-%d %H:%M}")

    def _unpack(self, archive: zipfile.ZipFile, manifest: Manifest, new: Path) -> None:
        """Raises Torn, NoRoom, and what _no_trace makes of the rest."""
        new.mkdir(parents=True)
        needed = sum(part.size for part in manifest.files.values()) + LEAST_FREE
        told = os.statvfs(new)
        if needed > told.f_bavail * told.f_frsize:
            sentence = "{file} needs {needed} MB free for content"
            raise NoRoom(sentence, file=_name(archive), needed=ceil(needed / 1e6))
        for name, part in manifest.files.items():
            target = new / name
            target.parent.mkdir(exist_ok=True)
            _copy(archive, name, part, target)
            sync_folder(target.parent)

    def _put(self, new: Path, version: str) -> None:
        """Let what lies in `new` hold, whole, and keep what held before."""
        place = self._folder / version
        now = self.current
        if place.exists():  # of a way back that was cut off
            shutil.rmtree(place)
        new.rename(place)
        sync_folder(self._folder)
        self._point_to(version)
        keep = {version, now.version if now else None}
        for one in self._versions():
            if one not in keep:
                shutil.rmtree(self._folder / one)

    def _point_to(self, version: str) -> None:
        link, other = self._folder / CURRENT, self._folder / f"{CURRENT}.new"
        other.unlink(missing_ok=True)
        other.symlink_to(version)
        other.replace(link)
        sync_folder(self._folder)

    def _versions(self) -> list[str]:
        return sorted(one.name for one in self._folder.glob("20*") if one.is_dir())


@contextmanager
def _opened(packed: Path) -> Iterator[zipfile.ZipFile]:
    """What is wrong with an archive becomes Torn."""
    try:
        with zipfile.ZipFile(packed) as archive:
            yield archive
    except (OSError, EOFError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise Torn("{file} cannot be taken: {why}", file=packed.name, why=error) from None


@contextmanager
def _no_trace(new: Path, packed: Path) -> Iterator[None]:
    """What is left half done, now or when the power went, is cleared away."""
    shutil.rmtree(new, ignore_errors=True)
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise NoRoom("{file}: the disk is full", file=packed.name) from None
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _copy(archive: zipfile.ZipFile, name: str, part: Part, target: Path) -> None:
    """Never more than was signed. Raises Torn where it is anything else."""
    left, digest = part.size, hashlib.sha256()
    with archive.open(name) as member, target.open("xb") as file:
        while left and (piece := member.read(min(left, PIECE))):
            digest.update(piece)
            file.write(piece)
            left -= len(piece)
        file.flush()
        os.fsync(file.fileno())
        more = member.read(1)
    if left or more or digest.hexdigest() != part.sha256:
        raise Torn("{file}: {name} is not what was signed", file=_name(archive), name=name)


def _name(archive: zipfile.ZipFile) -> str:
    return Path(archive.filename or "").name
