"""The clock, and the ways by which a typed digit could leave memory (docs/secrets.md)."""

from __future__ import annotations

import resource
from datetime import datetime
from pathlib import Path

from kiosk.doctor.machine import Machine
from kiosk.findings import Finding, doubtful, good, unseen


def clock(machine: Machine) -> Finding:
    """Statistics and the dates of services stand on it."""
    made = datetime.fromtimestamp(Path(__file__).stat().st_mtime)
    if machine.now.date() < made.date():
        return doubtful(
            "clock",
            f"it says {machine.now:%Y-%m-%d}, and this kiosk was made on {made:%Y-%m-%d}",
            "`timedatectl set-time`, or network for the time; look at the clock's battery",
        )
    told = f"{machine.now:%Y-%m-%d %H:%M}"
    if machine.has("/run/systemd/timesync/synchronized"):
        return good("clock", f"{told}, by network")
    if any(machine.glob("/sys/class/rtc/rtc*")):
        return good("clock", f"{told}, by its own battery")
    return doubtful(
        "clock",
        f"it says {told}, but has neither a battery nor the network: after a power cut it is wrong",
        "connect the network, or add a clock with a battery",
    )


def core_files() -> Finding:
    """The kiosk forbids them for itself; whoever asks has done so, too."""
    if resource.getrlimit(resource.RLIMIT_CORE)[0] != 0:
        return doubtful("core files", "allowed", "set LimitCORE=0")
    return good("core files", "none")


def swap(machine: Machine) -> Finding:
    """A page with a typed digit could be written to a disk."""
    swaps = machine.read("/proc/swaps")
    if swaps is None:
        return unseen("swap", "/proc/swaps cannot be read")
    used = [line.split()[0] for line in swaps.splitlines()[1:]]
    if used:
        words = f"memory may be written to {', '.join(used)}, typed digits with it"
        return doubtful("swap", words, "swapoff -a, and no swap in /etc/fstab")
    return good("swap", "off")
