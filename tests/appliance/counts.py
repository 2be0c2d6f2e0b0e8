"""Visits that are counted on the device by its own counting, without anybody visiting."""

from __future__ import annotations

from collections.abc import Callable

FILE = "/var/lib/kiosk/statistics/spool.sqlite"

AS_THE_SCREEN = (
    "systemd-run --quiet --property=User=kiosk --property=PrivateUsers=yes"
    " --property=SupplementaryGroups=kiosk-statistics --property=UMask=0007"
    " --property=ProtectSystem=strict --property=ReadWritePaths=/var/lib/kiosk"
)

COUNTING = f"""
import sys
sys.path.insert(0, "/usr/share/kiosk")
from datetime import date
from pathlib import Path
from kiosk.statistics.counters import Counter
from kiosk.statistics.spool import Spool
spool = Spool(Path("{FILE}"))
for times in range(1, int(sys.argv[1]) + 1):
    spool.add([frozenset({{Counter.VISITS}})], date.today())
    print(times, flush=True)
"""

COUNTED = f"""
import sqlite3
file = sqlite3.connect("{FILE}")
assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
visits = file.execute("SELECT n FROM counts WHERE name = ?", ["visits"])
print(sum(n for (n,) in visits))
"""


def count(run: Callable[[str], str], times: int = 1) -> None:
    run(f"{AS_THE_SCREEN} --wait --pipe python3 -I -c '{COUNTING}' {times}")


def counted(run: Callable[[str], str]) -> int:
    """Raises where the file is broken, or one was set aside."""
    run(f"test ! -e {FILE}.broken")
    return int(run(f"python3 -I -c '{COUNTED}'"))
