"""Whether what the kiosk keeps can still be written."""

from __future__ import annotations

import os
from pathlib import Path

from kiosk.doctor.machine import Machine
from kiosk.findings import Finding, doubtful, good, unseen

LEAST_FREE = 20_000_000
"""Bytes: statistics of many years, and a catalogue of services."""

WORN = 0x0A
"""A flash memory tells its age in tenths of the life it was made for (JEDEC eMMC 5.0)."""


def room(state: Path) -> Finding:
    """`state` is the folder of what the kiosk keeps, which may not be there yet."""
    folder = next(one for one in (state, *state.parents) if one.exists())
    told = os.statvfs(folder)
    if told.f_flag & os.ST_RDONLY:
        return doubtful(
            "disk",
            "{folder} can only be read: nothing is counted, no new catalogue is kept",
            "look for errors of the disk in the log; it may be worn out",
            folder=folder,
        )
    free = told.f_bavail * told.f_frsize
    if free < LEAST_FREE:
        return doubtful(
            "disk",
            "{folder} has only {free:.1f} MB left",
            "see what fills it: `du -x --max-depth=2 /var`",
            folder=folder,
            free=free / 1e6,
        )
    return good("disk", "{folder} has {free:.1f} GB left", folder=folder, free=free / 1e9)


def errors(machine: Machine) -> Finding:
    counts = list(machine.glob("/sys/fs/ext4/*/errors_count"))
    if not counts:
        return unseen("file system", "no ext4 is mounted")
    bad = [one.parent.name for one in counts if machine.number(one)]
    if bad:
        return doubtful(
            "file system",
            "errors on {bad}",
            "write the image to a new card; this one may be worn out",
            bad=", ".join(bad),
        )
    return good("file system", "no errors")


def flash(machine: Machine) -> Finding:
    ages = list(machine.glob("/sys/block/mmcblk*/device/life_time"))
    if not ages:
        return unseen("flash memory", "no flash memory here tells its age")
    for one in ages:
        tenths = max(int(word, 16) for word in (machine.read(one) or "0").split())
        if tenths >= WORN:
            return doubtful(
                "flash memory",
                "{disk} is worn: {percent} % of its life or more are over",
                "replace it before it fails",
                disk=one.parts[-3],
                percent=10 * (tenths - 1),
            )
    return good("flash memory", "not worn")
