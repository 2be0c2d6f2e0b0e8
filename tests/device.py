"""The device as a folder: both packages laid over what ./dev unpacked of Debian 13.

Debian 13's own programs read it, started by their own loader, so no right is needed and nothing of
this machine's systemd has a say.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
DEBIAN = REPOSITORY / "build" / "device"


class NoDevice(Exception):
    """Debian 13 is not here; the message says why."""


def build_packages(into: Path) -> dict[str, Path]:
    """The Debian packages by name, built into a folder."""
    subprocess.run([REPOSITORY / "image" / "debian" / "build", into], check=True)
    return {deb.name.partition("_")[0]: deb for deb in into.glob("*.deb")}


@dataclass(frozen=True)
class Device:
    root: Path

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A program of Debian 13, told to look at the device and not at this machine."""
        (loader,) = DEBIAN.glob("usr/lib/*/ld-linux*.so.*")
        libraries = f"{loader.parent}:{loader.parent / 'systemd'}"
        return subprocess.run(
            [
                *(loader, "--library-path", libraries, DEBIAN / "usr" / "bin" / program),
                *(argument.format(root=self.root) for argument in arguments),
            ],
            capture_output=True,
            text=True,
            check=False,
        )


def make_device(root: Path, packages: dict[str, Path]) -> Device:
    """Raises NoDevice."""
    if not (DEBIAN / "packages").exists():
        why = DEBIAN / "why-not"
        reason = why.read_text() if why.exists() else "./dev test unpacks it, pytest does not"
        raise NoDevice(f"units not tried on Debian 13: {reason}")
    shutil.copytree(DEBIAN, root, symlinks=True)
    for package in packages.values():
        subprocess.run(["dpkg-deb", "--extract", package, root], check=True)
    for folder in ("lib", "lib64"):
        (root / folder).symlink_to(f"usr/{folder}")
    device = Device(root)
    device.run("systemd-sysusers", "--root={root}", "kiosk.conf").check_returncode()
    return device
