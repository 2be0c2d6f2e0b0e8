"""Where counts are kept on the device: integers by day and name in one SQLite file.

Every call opens the file and closes it again, so that its log is written back and removed, and
a file that was moved or mended is found. Two processes may do so at the same time.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeAlias

from kiosk.statistics.counters import Counted, name_of
from kiosk.statistics.small_numbers import Cell, cells_at, month_of

log = logging.getLogger(__name__)

BUSY_SECONDS = 10.0
"""How long one process waits for the other."""

OFFLINE_DAYS = 35
"""How long a message waits for its receiver."""

TABLES = """
CREATE TABLE IF NOT EXISTS counts (
    day TEXT NOT NULL, name TEXT NOT NULL, n INTEGER NOT NULL CHECK (n > 0),
    PRIMARY KEY (day, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS told (
    name TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL, n INTEGER,
    PRIMARY KEY (last, first, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS messages (
    day TEXT PRIMARY KEY, body BLOB NOT NULL, sent INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS closed (
    only INTEGER PRIMARY KEY CHECK (only = 0), day TEXT NOT NULL
) STRICT;
"""

KEPT_DAYS = 3 * 366
"""How long what was told is kept, for yearly reports."""

Noise: TypeAlias = Callable[[Mapping[str, int]], Mapping[str, int]]
"""Makes the counts of a day by name into those that are kept."""

Encode: TypeAlias = Callable[[list[Cell]], bytes]


@dataclass(frozen=True)
class Message:
    """What is sent of a closed day, byte by byte the same at every attempt."""

    day: date
    body: bytes


@dataclass(frozen=True)
class Glimpse:
    """The last closed day, what is told of it by itself, the message that was last sent, and how
    many wait."""

    day: date
    cells: list[Cell]
    sent: Message | None
    waiting: int = 0


class Spool:
    """Every method may raise sqlite3.Error or OSError, with a full, read-only or busy disk; nothing
    has changed then.

    A file that is no database any more is set aside as `<name>.broken`, in place of an older one,
    and a new one is begun.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.broken = path.with_name(f"{path.name}.broken")

    def add(self, visits: Iterable[frozenset[Counted]], today: date) -> None:
        """Count visits in one transaction.

        A day that is closed is never opened again: with a clock that went back they are counted
        to the day after the last closed one.
        """
        with self._open() as file:
            closed = _closed(file)
            day = max(today, closed + timedelta(days=1)) if closed else today
            file.executemany(
                "INSERT INTO counts VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET n = n + 1",
                [(str(day), name_of(counter)) for seen in visits for counter in seen],
            )

    def mend_clock(self, today: date) -> None:
        """Visits of days still to come were counted by a clock that was ahead: they are today's.

        To be called only when `today` is sure.
        """
        with self._open() as file:
            file.execute(
                "INSERT INTO counts SELECT ?, name, sum(n) FROM counts WHERE day > ? GROUP BY name"
                " ON CONFLICT DO UPDATE SET n = n + excluded.n",
                (str(today), str(today)),
            )
            file.execute("DELETE FROM counts WHERE day > ?", (str(today),))

    def close(self, today: date, noise: Noise | None, encode: Encode | None) -> None:
        """Close all days before `today`: decide for good what is told of them.

        `noise` is added to each day once; `encode` makes the message of what a day
        lets be told, None keeps none. The counts behind it are deleted when their month is over.
        """
        with self._open() as file:
            first: str | None = file.execute("SELECT min(day) FROM counts").fetchone()[0]
            closed = _closed(file)
            if closed is None:
                if first is None:
                    return
                closed = date.fromisoformat(first) - timedelta(days=1)
            day = closed
            while (day := day + timedelta(days=1)) < today:
                if noise:
                    _add_noise(file, day, noise)
                _tell(file, day, encode)
                file.execute("INSERT OR REPLACE INTO closed VALUES (0, ?)", (str(day),))
            for statement, days in (
                ("DELETE FROM messages WHERE NOT sent AND day < ?", OFFLINE_DAYS),
                ("DELETE FROM told WHERE last < ?", KEPT_DAYS),
            ):
                file.execute(statement, (str(today - timedelta(days=days)),))
        self._tidy()

    def unsent(self) -> list[Message]:
        """The messages that no receiver has confirmed, the oldest first."""
        with self._open() as file:
            rows = file.execute("SELECT day, body FROM messages WHERE NOT sent ORDER BY day")
            return [Message(date.fromisoformat(day), body) for day, body in rows]

    def sent(self, day: date) -> None:
        """A receiver has confirmed the message of `day`; only the last such one is kept."""
        with self._open() as file:
            file.execute("DELETE FROM messages WHERE sent")
            file.execute("UPDATE messages SET sent = 1 WHERE day = ?", (str(day),))

    def last_sent(self) -> Message | None:
        with self._open() as file:
            return _last_sent(file)

    def closed(self) -> date | None:
        """The last closed day."""
        with self._open() as file:
            return _closed(file)

    def told(self, first: date, last: date) -> list[Cell]:
        """What was told of days from `first` to `last`, both included."""
        with self._open() as file:
            return _cells(
                file.execute(
                    "SELECT * FROM told WHERE last BETWEEN ? AND ? ORDER BY last, first, name",
                    (str(first), str(last)),
                )
            )

    def glimpse(self) -> Glimpse | None:
        """What anybody may see; None where no day is closed yet, or nothing can be read. Waits for
        no other process and changes nothing."""
        if not self.path.exists():
            return None
        try:
            file = sqlite3.connect(self.path, timeout=0, isolation_level=None)
            try:
                day = _closed(file)
                last = _last_sent(file)
                if day is None:
                    return None
                told = "SELECT * FROM told WHERE first = ?1 AND last = ?1 ORDER BY name"
                cells = _cells(file.execute(told, (str(day),)))
                waiting = file.execute("SELECT count(*) FROM messages WHERE NOT sent").fetchone()
                return Glimpse(day, cells, last, waiting[0])
            finally:
                file.close()
        except sqlite3.Error:
            return None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """One transaction on the file, which is whole and empty of traces afterwards."""
        try:
            file = self._connect()
        except sqlite3.DatabaseError as error:
            if not _is_broken(error):
                raise
            self._set_aside(error)
            file = self._connect()
        try:
            yield file
            file.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            if _is_broken(error):
                file.close()
                self._set_aside(error)
            raise
        finally:
            file.close()  # the last to close writes the log back and removes it
            self._hide_time()

    def _tidy(self) -> None:
        """Rows lie in a page as they came; written anew they lie in the order of their names."""
        file = self._connect()
        try:
            file.execute("COMMIT")
            file.execute("VACUUM")
        finally:
            file.close()
            self._hide_time()

    def _connect(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if not self.path.exists():  # for the kiosk and, by the group, for the sender; for no others
            self.path.touch()
            self.path.chmod(0o660)
        file = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            file.execute("PRAGMA secure_delete = ON")
            file.execute("PRAGMA journal_mode = WAL")
            file.execute("PRAGMA synchronous = FULL")
            file.execute("BEGIN IMMEDIATE")
            for statement in TABLES.split(";"):
                file.execute(statement)
        except sqlite3.Error:
            file.close()
            raise
        return file

    def _set_aside(self, error: sqlite3.DatabaseError) -> None:
        log.error("the counts are broken (%s): set aside as %s", error, self.broken)
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        self.path.replace(self.broken)

    def _hide_time(self) -> None:
        """The time of a file would be that of the last visit: a day is all that it may tell."""
        midnight = datetime.combine(date.today(), time()).timestamp()
        for path in (self.path, self.path.parent):
            with suppress(OSError):  # a read-only disk keeps no time either
                os.utime(path, (midnight, midnight))


def _closed(file: sqlite3.Connection) -> date | None:
    row = file.execute("SELECT day FROM closed").fetchone()
    return date.fromisoformat(row[0]) if row else None


def _last_sent(file: sqlite3.Connection) -> Message | None:
    row = file.execute("SELECT day, body FROM messages WHERE sent").fetchone()
    return Message(date.fromisoformat(row[0]), row[1]) if row else None


def _tell(file: sqlite3.Connection, day: date, encode: Encode | None) -> None:
    month = month_of(day)
    counts: dict[date, dict[str, int]] = {}
    for at, name, n in file.execute(
        "SELECT * FROM counts WHERE day BETWEEN ? AND ?", (str(month[0]), str(day))
    ):
        counts.setdefault(date.fromisoformat(at), {})[name] = n
    cells = cells_at(counts, day)
    file.executemany(
        "INSERT INTO told VALUES (?, ?, ?, ?)",
        [(cell.name, str(cell.first), str(cell.last), cell.n) for cell in cells],
    )
    if cells and encode:
        file.execute("INSERT INTO messages (day, body) VALUES (?, ?)", (str(day), encode(cells)))
    if day == month[-1]:
        file.execute("DELETE FROM counts WHERE day <= ?", (str(day),))


def _add_noise(file: sqlite3.Connection, day: date, noise: Noise) -> None:
    rows = file.execute("SELECT name, n FROM counts WHERE day = ?", (str(day),))
    counts = noise(dict(rows.fetchall()))
    file.execute("DELETE FROM counts WHERE day = ?", (str(day),))
    file.executemany(
        "INSERT INTO counts VALUES (?, ?, ?)",
        [(str(day), name, n) for name, n in counts.items() if n > 0],
    )


def _cells(rows: Iterable[tuple[str, str, str, int | None]]) -> list[Cell]:
    return [
        Cell(name, date.fromisoformat(first), date.fromisoformat(last), n)
        for name, first, last, n in rows
    ]


def _is_broken(error: sqlite3.DatabaseError) -> bool:
    return getattr(error, "sqlite_errorcode", None) in (
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    )
