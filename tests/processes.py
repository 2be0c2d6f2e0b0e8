"""What a program costs: a process with all its descendants, by /proc."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

MIB = 1024  # smaps counts in KiB


def tree(pid: int) -> list[int]:
    """The process and its descendants."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # ended meanwhile
            # the name before the last parenthesis may hold anything
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def memory_mib(pid: int) -> float:
    """Proportional set size: a page that n processes share counts as one n-th for each."""
    return sum(map(_pss, tree(pid))) / MIB


def own_memory_mib(pid: int) -> float:
    """What a process alone has asked for. Its share of what it has in common with others, such as
    libraries, comes and goes with those others."""
    return _kib(pid, "Anonymous:") / MIB


def _pss(pid: int) -> int:
    return _kib(pid, "Pss:")


def _kib(pid: int, row: str) -> int:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith(row))


def processor_share(pids: list[int], seconds: float) -> list[float]:
    """How much of one core each program uses during so many seconds, in per cent."""
    before = [_running_times(pid) for pid in pids]
    began = time.monotonic()
    time.sleep(seconds)
    after = [_running_times(pid) for pid in pids]
    lasted = time.monotonic() - began
    return [
        100 * sum(ran - was.get(task, 0) for task, ran in now.items()) / 1e9 / lasted
        for was, now in zip(before, after, strict=True)
    ]


def _running_times(pid: int) -> dict[str, int]:
    """Nanoseconds on a processor so far, by thread: far finer than the ticks of `stat`."""
    return dict(_each_running_time(pid))


def _each_running_time(pid: int) -> Iterator[tuple[str, int]]:
    for process in tree(pid):
        for schedule in Path(f"/proc/{process}/task").glob("*/schedstat"):
            with contextlib.suppress(OSError):  # the thread ended meanwhile
                yield schedule.parent.name, int(schedule.read_text().split()[0])
