"""The image's root in systemd-nspawn: its own systemd and services, without a kernel of its own.

It starts in seconds where emulation takes minutes. What it cannot show, the emulated machine does:
devices, memory limits and the start itself.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.pcscd import wait_until

PATIENCE_SECONDS = 300.0

DRAWN_IN_MEMORY = """\
[Service]
Environment=WLR_BACKENDS=headless WLR_RENDERER=pixman LIBGL_ALWAYS_SOFTWARE=1
"""

SOUND_INTO_A_FILE = """\
pcm.!default {{ type plug slave.pcm {{ type file format wav file "{file}" slave.pcm null }} }}
"""
"""ALSA's own; the card behind it takes everything and plays nothing."""

SOUND = "/var/cache/kiosk/sound.wav"


@dataclass(frozen=True)
class Container:
    """`pid` is that of its systemd, as this machine counts."""

    pid: int

    def run(self, command: str) -> str:
        """What a shell within prints. Raises subprocess.CalledProcessError."""
        return subprocess.check_output(
            ["nsenter", f"--target={self.pid}", "--all", "sh", "-c", command], text=True
        )

    def shows(self, unit: str, what: str) -> str:
        """A property of a unit."""
        return self.run(f"systemctl show --property={what} --value {unit}").strip()

    def until_running(self, unit: str, but: str = "") -> str:
        """Wait for a start of a unit, another one than `but`; gives its InvocationID."""
        wait_until(
            lambda: (
                self.shows(unit, "SubState") == "running"
                and self.shows(unit, "InvocationID") != but
            ),
            PATIENCE_SECONDS,
            f"no new start of {unit}",
        )
        return self.shows(unit, "InvocationID")

    def presses(self, *keys: str) -> None:
        """Keys by their X names, one after the other, on a keyboard plugged in for it."""
        typed = [word for key in keys for word in ("-k", key, "-s", "1000")]
        subprocess.run(
            ["wtype", "-s", "2000", *typed],
            env=dict(
                os.environ,
                XDG_RUNTIME_DIR="/tmp",
                WAYLAND_DISPLAY=f"/proc/{self.pid}/root/run/kiosk-screen/wayland-0",
            ),
            check=True,
        )


@contextmanager
def container(squashed: Path, folder: Path) -> Iterator[Container]:
    """The root of the image `squashed`, unpacked into `folder`, until the block ends."""
    root = folder / "root"
    subprocess.run(["unsquashfs", "-quiet", "-no-progress", "-dest", root, squashed], check=True)
    (root / "etc" / "asound.conf").write_text(SOUND_INTO_A_FILE.format(file=SOUND))
    with (folder / "log").open("wb") as log:
        supervisor = subprocess.Popen(
            [
                *("setpriv", "--pdeathsig", "KILL"),  # whoever kills the tests kills the container
                *("systemd-nspawn", "--quiet", f"--directory={root}", "--volatile=overlay"),
                *("--private-network", "--register=no", "--keep-unit", "--machine=kiosk"),
                f"--set-credential=systemd.unit-dropin.kiosk-screen.service:{DRAWN_IN_MEMORY}",
                "--boot",
            ],
            # also where this machine still has the first kind of control groups
            env=dict(os.environ, SYSTEMD_NSPAWN_UNIFIED_HIERARCHY="1"),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        running = Container(_its_systemd(supervisor))
        running.until_running("kiosk-screen")
        yield running
    finally:
        supervisor.kill()
        supervisor.wait()


def _its_systemd(supervisor: subprocess.Popen[bytes]) -> int:
    """Waits for it. nspawn's first child makes the second, which becomes systemd."""
    children = Path(f"/proc/{supervisor.pid}/task/{supervisor.pid}/children")
    while supervisor.poll() is None:
        for pid in children.read_text().split():
            if Path(f"/proc/{pid}/root/run/systemd/private").exists():
                return int(pid)
        time.sleep(0.1)
    raise AssertionError("the container ended")
