"""The clock, and the ways by which a typed digit could leave memory (docs/secrets.md)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from kiosk.doctor.machine import Machine
from kiosk.findings import Finding, doubtful, good, unseen
from kiosk.settings import Settings


def clock(machine: Machine) -> Finding:
    """Statistics and the dates of services stand on it."""
    made = datetime.fromtimestamp(Path(__file__).stat().st_mtime)
    if machine.now.date() < made.date():
        return doubtful(
            "clock",
            "it says {now:%Y-%m-%d}, and this kiosk was made on {made:%Y-%m-%d}",
            "`timedatectl set-time`, or network for the time; look at the clock's battery",
            now=machine.now,
            made=made,
        )
    now = machine.now
    if machine.has("/run/systemd/timesync/synchronized"):
        return good("clock", "{now:%Y-%m-%d %H:%M}, by network", now=now)
    if any(machine.glob("/sys/class/rtc/rtc*")):
        return good("clock", "{now:%Y-%m-%d %H:%M}, by its own battery", now=now)
    return doubtful(
        "clock",
        "it says {now:%Y-%m-%d %H:%M}, but has neither a battery nor the network: after a power cut"
        " it is wrong",
        "connect the network, or add a clock with a battery",
        now=now,
    )


def technician(settings: Settings) -> Finding:
    """Code and stick open the page on the screen together."""
    code, stick = settings.technician.code, settings.technician.stick
    if bool(code) is not bool(stick):
        return doubtful(
            "technician",
            "technician.code and technician.stick open the page together, and one of them is not"
            " set",
            "set both; `kiosk stick FOLDER` makes a stick and prints its line",
        )
    return good("technician", "stick and code open the page" if code else "no page on this device")


CORE_LIMIT = "Max core file size"


def core_files(machine: Machine) -> Finding:
    """The kiosk forbids them for itself; whoever asks has done so, too."""
    limits = (machine.read("/proc/self/limits") or "").splitlines()
    soft = [row.removeprefix(CORE_LIMIT).split()[0] for row in limits if row.startswith(CORE_LIMIT)]
    if not soft:
        return unseen("core files", "/proc/self/limits cannot be read")
    if soft != ["0"]:
        return doubtful("core files", "allowed", "set LimitCORE=0")
    return good("core files", "none")


def swap(machine: Machine) -> Finding:
    """A page with a typed digit could be written to a disk."""
    swaps = machine.read("/proc/swaps")
    if swaps is None:
        return unseen("swap", "/proc/swaps cannot be read")
    used = [line.split()[0] for line in swaps.splitlines()[1:]]
    if used:
        return doubtful(
            "swap",
            "memory may be written to {used}, typed digits with it",
            "swapoff -a, and no swap in /etc/fstab",
            used=", ".join(used),
        )
    return good("swap", "off")
