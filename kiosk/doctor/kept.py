"""What the running kiosk leaves behind: counts, and a trace of its drawing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from kiosk.doctor.machine import Machine
from kiosk.findings import Finding, broken, doubtful, good, unseen
from kiosk.settings import Statistics
from kiosk.statistics.spool import Spool

NIGHTS_WITHOUT = 3
"""A receiver may be away for some nights before somebody has to look."""


def statistics(settings: Statistics, today: date) -> Finding:
    if not settings.enabled:
        return good("statistics", "switched off")
    spool = Spool(Path(settings.file))
    cure = "see docs/statistics.md"
    if spool.broken.exists():
        return doubtful(
            "statistics",
            "a broken file was set aside: {file}; its counts are missing",
            "look at the disk, then remove it",
            file=spool.broken,
        )
    if not spool.path.exists():
        return good("statistics", "nothing is counted yet")
    glimpse = spool.glimpse()
    if glimpse is None or glimpse.day < today - timedelta(days=NIGHTS_WITHOUT):
        return doubtful("statistics", "`kiosk stats send` did not run", cure)
    sent = glimpse.sent.day if glimpse.sent else "-"
    if settings.address and glimpse.waiting > NIGHTS_WITHOUT:
        return doubtful(
            "statistics",
            "{waiting} days wait to be sent, last sent: {sent}",
            "see what `kiosk stats send` says",
            waiting=glimpse.waiting,
            sent=sent,
        )
    return good("statistics", "closed up to {day}, last sent: {sent}", day=glimpse.day, sent=sent)


FRAME = "/run/kiosk-screen/last-frame"
"""Touched for each frame that systemd is told of (kiosk/heartbeat.py)."""

LONGEST_WITHOUT = timedelta(seconds=60)
"""The drawing loop leaves its trace every few seconds."""


def frame(machine: Machine) -> Finding:
    try:
        drawn = datetime.fromtimestamp(machine.path(FRAME).stat().st_mtime)
    except OSError:
        return unseen("screen drawn", "no kiosk runs here as a service")
    if machine.now - drawn > LONGEST_WITHOUT:
        return broken(
            "screen drawn",
            "last at {drawn:%Y-%m-%d %H:%M:%S}: the screen stands still",
            "systemctl restart kiosk-screen; see `journalctl -u kiosk-screen`",
            drawn=drawn,
        )
    return good("screen drawn", "{drawn:%H:%M:%S}", drawn=drawn)
