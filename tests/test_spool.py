"""The counts on the device outlast power cuts, full and broken disks, and clocks that jump."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kiosk.statistics.counters import Counted, Counter
from kiosk.statistics.keeper import Keeper
from kiosk.statistics.small_numbers import Cell, month_of
from kiosk.statistics.spool import KEPT_DAYS, Spool

MONDAY = date(2026, 6, 8)
DAY = timedelta(days=1)

CHANGED: frozenset[Counted] = frozenset({Counter.VISITS, Counter.PIN_CHANGED})


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "statistics" / "spool.sqlite")


def counts(spool: Spool) -> dict[tuple[str, str], int]:
    """By day and name, as they stand in the file."""
    with sqlite3.connect(spool.path) as file:
        rows = file.execute("SELECT day, name, n FROM counts").fetchall()
    file.close()
    return {(day, name): n for day, name, n in rows}


def visits(spool: Spool) -> int:
    """All that were ever counted and not yet deleted."""
    return sum(n for (_, name), n in counts(spool).items() if name == "visits")


def close(spool: Spool, today: date) -> None:
    spool.close(today, None, lambda cells: repr(cells).encode())


# days


def test_visits_are_counted_by_day_and_name(spool: Spool) -> None:
    spool.add([CHANGED, frozenset({Counter.VISITS})], MONDAY)
    spool.add([CHANGED], MONDAY + DAY)
    assert counts(spool) == {
        ("2026-06-08", "visits"): 2,
        ("2026-06-08", "pin_changed"): 1,
        ("2026-06-09", "visits"): 1,
        ("2026-06-09", "pin_changed"): 1,
    }


def test_a_day_is_told_when_it_is_over_and_not_before(spool: Spool) -> None:
    spool.add([CHANGED] * 12, MONDAY)
    close(spool, MONDAY)
    assert spool.told(date.min, date.max) == []
    close(spool, MONDAY + DAY)
    close(spool, MONDAY + DAY)
    told = spool.told(MONDAY, MONDAY)
    assert [(cell.name, cell.n) for cell in told] == [("pin_changed", 12), ("visits", 12)]
    assert spool.closed() == MONDAY
    assert [message.day for message in spool.unsent()] == [MONDAY]


def test_small_days_are_told_with_their_week_and_month_and_deleted_then(spool: Spool) -> None:
    for day in month_of(MONDAY):
        spool.add([CHANGED] * (4 if day.weekday() < 5 else 0), day)
    close(spool, date(2026, 7, 1))
    cells = [cell for cell in spool.told(date.min, date.max) if cell.name == "visits"]
    assert [(cell.span, cell.n) for cell in cells] == [("week", 20)] * 4 + [("month", None)]
    assert counts(spool) == {}


def test_only_the_last_confirmed_message_is_kept(spool: Spool) -> None:
    for n in range(3):
        spool.add([CHANGED] * 10, MONDAY + n * DAY)
    close(spool, MONDAY + 3 * DAY)
    for message in spool.unsent():
        spool.sent(message.day)
    assert spool.unsent() == []
    last = spool.last_sent()
    assert last is not None
    assert last.day == MONDAY + 2 * DAY


def test_a_message_waits_for_35_days_and_what_was_told_for_three_years(spool: Spool) -> None:
    spool.add([CHANGED] * 10, MONDAY)
    close(spool, MONDAY + 36 * DAY)
    assert spool.unsent() == []
    assert spool.told(MONDAY, MONDAY) != []
    close(spool, MONDAY + (KEPT_DAYS + 1) * DAY)
    assert spool.told(MONDAY, MONDAY) == []


def test_noise_is_added_to_a_day_once(spool: Spool) -> None:
    spool.add([CHANGED] * 20, MONDAY)
    for days in (1, 2, 3):
        spool.close(MONDAY + days * DAY, lambda day: {"visits": day.get("visits", 0) + 30}, None)
    numbers = [cell.n for cell in spool.told(MONDAY, MONDAY)]
    assert numbers == [50]


# clocks


def test_with_a_clock_that_went_back_no_closed_day_is_opened_again(spool: Spool) -> None:
    spool.add([CHANGED] * 10, MONDAY)
    close(spool, MONDAY + DAY)
    spool.add([CHANGED] * 10, MONDAY - 365 * DAY)
    close(spool, MONDAY - 365 * DAY + DAY)
    close(spool, MONDAY + 2 * DAY)
    told = [cell for cell in spool.told(date.min, date.max) if cell.name == "visits"]
    assert told == [
        Cell("visits", MONDAY, MONDAY, 10),
        Cell("visits", MONDAY + DAY, MONDAY + DAY, 10),
    ]


def test_visits_of_a_clock_that_was_ahead_are_counted_once_to_the_right_day(spool: Spool) -> None:
    spool.add([CHANGED] * 3, MONDAY)
    spool.add([CHANGED] * 5, MONDAY + 365 * DAY)
    spool.add([CHANGED] * 4, MONDAY + 366 * DAY)
    spool.mend_clock(MONDAY)
    spool.mend_clock(MONDAY)
    assert counts(spool) == {("2026-06-08", "visits"): 12, ("2026-06-08", "pin_changed"): 12}


# power cuts, two processes


def killed_at_random(work: Callable[[], None], seconds: float) -> None:
    """Do work in a process of its own and kill it, without warning, some time before that."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    time.sleep(random.uniform(0, seconds))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


@pytest.fixture
def spool_in_memory() -> Iterator[Spool]:
    """Where killing a process is as on a disk, and writing costs no time."""
    with TemporaryDirectory(dir="/dev/shm") as folder:
        yield Spool(Path(folder) / "statistics" / "spool.sqlite")


def test_a_power_cut_loses_no_finished_visit_and_tears_none(spool_in_memory: Spool) -> None:
    """500 visits or more, in processes that are killed at ten random moments or more."""
    spool = spool_in_memory
    done = spool.path.parent / "done"
    done.parent.mkdir()
    done.touch()

    def count() -> None:
        with done.open("ab", buffering=0) as log:
            while True:
                spool.add([CHANGED], MONDAY)
                log.write(b".")

    kills = 0
    while done.stat().st_size < 500 or kills < 10:
        killed_at_random(count, 0.1)
        kills += 1
        finished = done.stat().st_size
        now = counts(spool) if spool.path.exists() else {}
        whole = now.get(("2026-06-08", "visits"), 0)
        assert finished <= whole <= finished + kills
        assert now.get(("2026-06-08", "pin_changed"), 0) == whole


def test_two_processes_count_into_the_same_file(spool: Spool) -> None:
    program = (
        "import sys; from datetime import date; from pathlib import Path\n"
        "from kiosk.statistics.counters import Counter; from kiosk.statistics.spool import Spool\n"
        "for _ in range(40):\n"
        "    Spool(Path(sys.argv[1])).add([frozenset({Counter.VISITS})], date(2026, 6, 8))\n"
    )
    both = [subprocess.Popen([sys.executable, "-c", program, str(spool.path)]) for _ in range(2)]
    for n in range(20):
        close(spool, MONDAY - n * DAY)
    assert [one.wait() for one in both] == [0, 0]
    assert visits(spool) == 80


# disks


@contextmanager
def a_full_disk(spool: Spool) -> Iterator[None]:
    """Not one page more fits into the file."""
    connect = sqlite3.connect

    def small(*args: object, **more: object) -> sqlite3.Connection:
        file: sqlite3.Connection = connect(*args, **more)  # type: ignore[call-overload]
        file.execute("PRAGMA max_page_count = 1")
        return file

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite3, "connect", small)
        yield


def test_visits_that_a_full_disk_does_not_take_are_counted_later(
    spool: Spool, caplog: pytest.LogCaptureFixture
) -> None:
    keeper = Keeper(spool, lambda: MONDAY)
    with a_full_disk(spool):
        keeper.start()
        for _ in range(3):
            keeper.keep(CHANGED)
        wait_until(lambda: "cannot be counted" in caplog.text)
    keeper.keep(CHANGED)
    keeper.stop()
    assert visits(spool) == 4
    assert len(caplog.records) == 1  # once, not with every visit


def test_a_place_that_cannot_be_written_disturbs_no_visit(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    keeper = Keeper(Spool(tmp_path / "file" / "spool.sqlite"), lambda: MONDAY)
    keeper.start()
    keeper.keep(CHANGED)
    keeper.stop()
    assert "cannot be counted" in caplog.text


def test_a_read_only_file_is_left_as_it_is_and_counts_go_on_afterwards(spool: Spool) -> None:
    spool.add([CHANGED], MONDAY)
    connect = sqlite3.connect

    def read_only(path: Path, **more: object) -> sqlite3.Connection:
        return connect(f"file:{path}?mode=ro", uri=True, **more)  # type: ignore[call-overload, no-any-return]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite3, "connect", read_only)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            spool.add([CHANGED], MONDAY)
    spool.add([CHANGED], MONDAY)
    assert visits(spool) == 2


@pytest.mark.parametrize("damage", [b"no database at all", b"\0" * 5000])
def test_a_broken_file_is_set_aside_and_a_new_one_begun(
    spool: Spool, damage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    spool.add([CHANGED], MONDAY)
    spool.path.write_bytes(damage)
    spool.add([CHANGED], MONDAY)
    assert visits(spool) == 1
    assert spool.broken.read_bytes() == damage
    assert "set aside" in caplog.text


def test_a_file_broken_in_the_middle_is_set_aside_too(spool: Spool) -> None:
    spool.add([CHANGED], MONDAY)
    whole = bytearray(spool.path.read_bytes())
    whole[4096:] = b"\xff" * (len(whole) - 4096)
    spool.path.write_bytes(whole)
    keeper = Keeper(spool, lambda: MONDAY)
    keeper.start()
    keeper.keep(CHANGED)
    keeper.keep(CHANGED)
    keeper.stop()
    assert visits(spool) == 2
    assert spool.broken.exists()


# traces


def test_the_file_tells_no_order_and_no_time(spool: Spool) -> None:
    """Two days that differ in the order of their visits leave the same bytes behind."""
    seen: list[frozenset[Counted]] = [
        frozenset({counter, Counter.VISITS})
        for counter in (Counter.PIN_CHANGED, Counter.WRONG_PUK, Counter.LANGUAGE_AR)
        for _ in range(3)
    ]
    other = Spool(spool.path.with_name("other.sqlite"))
    for one, order in ((spool, seen), (other, seen[::-1])):
        for visit in order:
            one.add([visit], MONDAY)
        close(one, MONDAY + DAY)
    assert contents(spool) == contents(other)
    assert [path.name for path in spool.path.parent.iterdir() if "-" in path.name] == []
    assert time.localtime(spool.path.stat().st_mtime)[3:6] == (0, 0, 0)
    assert time.localtime(spool.path.parent.stat().st_mtime)[3:6] == (0, 0, 0)


def contents(spool: Spool) -> bytes:
    """The pages of the file; the counters of its changes in the head are left out."""
    return spool.path.read_bytes()[100:]


def test_nobody_else_may_read_the_file(spool: Spool) -> None:
    spool.add([CHANGED], MONDAY)
    assert stat.S_IMODE(spool.path.stat().st_mode) & 0o007 == 0


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)
