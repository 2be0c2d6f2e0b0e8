"""What is told of a day reaches its receiver once, whatever becomes of both, and nothing more."""

from __future__ import annotations

import os
import random
import signal
import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kiosk.settings import Statistics, load
from kiosk.statistics import sending
from kiosk.statistics.counters import Counted, Counter
from kiosk.statistics.otlp import in_words, message
from kiosk.statistics.sending import ATTEMPTS, NotSent, send
from kiosk.statistics.small_numbers import Cell, month_of
from kiosk.statistics.spool import OFFLINE_DAYS, Spool
from kiosk.strict_yaml import BadFile
from tests.certificates import Authority
from tests.receiver import (
    Answer,
    Receiver,
    dies_before_answering,
    dies_within_its_answer,
    never_ends,
    partly_refused,
    something_else,
    status,
)

DAY = timedelta(days=1)
MONDAY = date(2026, 6, 8)

VISIT: frozenset[Counted] = frozenset({Counter.VISITS})


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def spool() -> Iterator[Spool]:
    with TemporaryDirectory(dir="/dev/shm") as folder:
        yield Spool(Path(folder) / "statistics" / "spool.sqlite")


def at(day: date) -> datetime:
    """In the night of that day."""
    return datetime(day.year, day.month, day.day, 3).astimezone()


def sends(spool: Spool, receiver: Receiver, today: date, pauses: list[float] | None = None) -> int:
    """Send as in the night of `today`, by a receiver with the same clock, without waiting."""
    receiver.now = lambda: at(today)
    return send(
        spool,
        Statistics(address=receiver.address),
        lambda day: spool.close(day, None, lambda cells: message(cells, "Here", "1.0")),
        lambda: at(today),
        (pauses if pauses is not None else []).append,
    )


def visits(receiver: Receiver) -> int:
    return sum(n for (name, *_), n in receiver.kept.items() if name == "kiosk_visits")


# what is sent


def test_a_message_says_the_count_its_days_the_site_and_the_version_and_nothing_else() -> None:
    june = month_of(MONDAY)
    cells = [Cell("visits", MONDAY, MONDAY, 12), Cell("pin_blocked", june[0], june[-1], None)]
    body = message(cells, "Bürgerservice", "1.0")
    midnight = int(datetime(2026, 6, 8).timestamp())
    words = in_words(body)
    assert f"start_time_unix_nano: {midnight * 10**9}" in words
    assert f"time_unix_nano: {(midnight + 86400) * 10**9}" in words
    assert 'name: "kiosk_visits"' in words
    assert 'name: "kiosk_pin_blocked_suppressed"' in words
    keys = [line.split()[1] for line in words.splitlines() if line.strip().startswith("key:")]
    assert keys == ['"site"', '"version"', '"span"', '"span"']
    assert body == message(cells, "Bürgerservice", "1.0")


def test_the_bytes_on_the_wire_tell_nothing_of_the_machine(
    spool: Spool, receiver: Receiver
) -> None:
    spool.add([VISIT] * 12, MONDAY)
    sends(spool, receiver, MONDAY + DAY)
    assert len(receiver.heads) == 2
    for head in receiver.heads:
        lines = head.decode().split("\r\n" if b"\r\n" in head else "\n")
        names = [line.partition(":")[0] for line in head.decode().splitlines()[1:] if line]
        assert lines[0].startswith("POST /v1/metrics")
        assert sorted(names) == ["Content-Length", "Content-Type", "Host"]
    wire = b"".join([*receiver.heads, *receiver.bodies]).lower()
    for word in (socket.gethostname(), "python", "urllib3", "requests", str(os.getpid()), "linux"):
        assert word.encode().lower() not in wire, word


def test_no_day_is_sent_that_is_not_over(spool: Spool, receiver: Receiver) -> None:
    spool.add([VISIT] * 12, MONDAY)
    assert sends(spool, receiver, MONDAY) == 0
    assert receiver.kept == {}
    assert sends(spool, receiver, MONDAY + DAY) == 1
    assert visits(receiver) == 12


def test_every_day_is_sent_once(spool: Spool, receiver: Receiver) -> None:
    for n in range(5):
        spool.add([VISIT] * 10, MONDAY + n * DAY)
    assert sends(spool, receiver, MONDAY + 5 * DAY) == 5
    assert sends(spool, receiver, MONDAY + 5 * DAY) == 0
    assert visits(receiver) == 50


def test_a_kiosk_that_was_offline_for_35_days_sends_them_all(
    spool: Spool, receiver: Receiver
) -> None:
    for n in range(OFFLINE_DAYS):
        spool.add([VISIT] * 10, MONDAY + n * DAY)
    assert sends(spool, receiver, MONDAY + OFFLINE_DAYS * DAY) == OFFLINE_DAYS
    assert visits(receiver) == 10 * OFFLINE_DAYS


# receivers that misbehave


@pytest.mark.parametrize(
    "answer",
    [status(429), status(500), status(503), dies_before_answering, dies_within_its_answer],
    ids=["429", "500", "503", "dies before its answer", "dies within its answer"],
)
def test_what_may_go_better_soon_is_tried_again(
    spool: Spool, receiver: Receiver, answer: Answer
) -> None:
    spool.add([VISIT] * 10, MONDAY)
    pauses: list[float] = []
    receiver.answers = [answer, None, answer, answer, None]
    assert sends(spool, receiver, MONDAY + DAY, pauses) == 1
    assert visits(receiver) == 10
    assert [2 <= pauses[0] <= 3, 2 <= pauses[1] <= 3, 4 <= pauses[2] <= 5] == [True] * 3


def test_a_receiver_that_asks_for_time_gets_it(spool: Spool, receiver: Receiver) -> None:
    pauses: list[float] = []
    receiver.answers = [status(429, Retry_After="40"), status(503, Retry_After="99999")]
    sends(spool, receiver, MONDAY, pauses)
    assert 40 <= pauses[0] <= 41
    assert 300 <= pauses[1] <= 301


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (status(302, Location="/elsewhere"), "answers 302"),
        (status(307, Location="http://127.0.0.1:1/"), "answers 307"),
        (status(400), "answers 400"),
        (status(404), "answers 404"),
        (partly_refused, "refused 3 counts"),
        (something_else, "something else"),
    ],
)
def test_other_answers_are_no_confirmation_and_the_day_waits(
    spool: Spool, receiver: Receiver, answer: Answer, words: str
) -> None:
    spool.add([VISIT] * 10, MONDAY)
    spool.add([VISIT] * 11, MONDAY + DAY)
    receiver.answers = [None, answer, None]
    with pytest.raises(NotSent, match=words):
        sends(spool, receiver, MONDAY + 2 * DAY)
    assert [one.day for one in spool.unsent()] == [MONDAY]  # the day after it was sent all the same
    assert len(receiver.heads) == 3
    assert sends(spool, receiver, MONDAY + 2 * DAY) == 1
    assert visits(receiver) == 21


def test_a_receiver_that_answers_for_ever_is_left(
    spool: Spool, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "DEADLINE", 1)
    receiver.answers = [never_ends]
    began = time.monotonic()
    assert sends(spool, receiver, MONDAY) == 0
    assert time.monotonic() - began < 15


def test_without_a_receiver_everything_waits(spool: Spool) -> None:
    spool.add([VISIT] * 10, MONDAY)
    with Receiver() as gone:
        pass
    pauses: list[float] = []
    with pytest.raises(NotSent, match="no answer"):
        sends(spool, gone, MONDAY + DAY, pauses)
    assert len(pauses) == ATTEMPTS - 1
    with Receiver() as back:
        assert sends(spool, back, MONDAY + DAY) == 1
        assert visits(back) == 10


# trust


def test_only_the_authority_of_the_settings_is_trusted_and_gets_our_certificate(
    spool: Spool, tmp_path: Path
) -> None:
    city, other = Authority(tmp_path, "city"), Authority(tmp_path, "other")
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(city.file))
    tls.load_cert_chain(city.issue("receiver"))
    tls.verify_mode = ssl.CERT_REQUIRED
    ours, theirs = str(city.issue("kiosk")), str(other.issue("stranger"))
    spool.add([VISIT] * 10, date.today() - DAY)

    with Receiver(tls) as receiver:

        def send_with(ca: Path | None, certificate: str | None) -> int:
            settings = Statistics(
                address=receiver.address,
                ca=str(ca) if ca else None,
                client_certificate=certificate,
            )
            return send(
                spool,
                settings,
                lambda day: spool.close(day, None, lambda cells: message(cells, "Here", "1.0")),
                pause=lambda _: None,
            )

        for ca in (None, other.file):  # the authorities of the system, or another one
            with pytest.raises(NotSent, match="not trusted"):
                send_with(ca, ours)
        for certificate in (None, theirs):
            with pytest.raises(NotSent):
                send_with(city.file, certificate)
        assert receiver.kept == {}
        assert send_with(city.file, ours) == 1
        assert visits(receiver) == 10


@pytest.mark.parametrize(
    "address", ["http://metrics.city.example/v1/metrics", "ftp://x/", "metrics.city.example", ""]
)
def test_without_encryption_no_address_is_taken(address: str, tmp_path: Path) -> None:
    file = tmp_path / "kiosk.yaml"
    file.write_text(f"statistics:\n  address: '{address}'\n")
    with pytest.raises(BadFile, match="statistics"):
        load(file)


def test_the_receiver_is_shown_the_token_of_the_settings_and_no_other(
    spool: Spool, receiver: Receiver
) -> None:
    for token in (None, "tok-27182818"):
        settings = Statistics(address=receiver.address, token=token)
        send(spool, settings, lambda day: spool.close(day, None, None))
    without, shown = receiver.heads[0], receiver.heads[-1]
    assert b"authorization" not in without.lower()
    assert b"Authorization: Bearer tok-27182818" in shown


# clocks


@pytest.mark.parametrize("days", [-365, -1, 1, 365])
def test_when_the_clocks_do_not_agree_nothing_is_closed_and_nothing_sent(
    spool: Spool, receiver: Receiver, days: int
) -> None:
    spool.add([VISIT] * 10, MONDAY)
    receiver.now = lambda: at(MONDAY + DAY)
    with pytest.raises(NotSent, match="do not agree"):
        send(
            spool,
            Statistics(address=receiver.address),
            lambda day: spool.close(day, None, None),
            lambda: at(MONDAY + DAY + days * DAY),
        )
    assert receiver.kept == {}
    assert spool.closed() is None


def test_a_clock_that_jumps_a_year_ahead_and_back_sends_every_visit_once_and_no_future(
    spool: Spool, receiver: Receiver
) -> None:
    spool.add([VISIT] * 10, MONDAY)
    spool.add([VISIT] * 10, MONDAY + 365 * DAY)  # the clock is wrong
    spool.add([VISIT] * 10, MONDAY)
    assert sends(spool, receiver, MONDAY + DAY) == 1
    spool.add([VISIT] * 10, MONDAY - 365 * DAY)  # and wrong the other way
    assert sends(spool, receiver, MONDAY + 3 * DAY) == 1
    assert visits(receiver) == 40
    tomorrow = at(MONDAY + 3 * DAY).timestamp()
    assert max(end for *_, end in receiver.kept) <= tomorrow


# killed


def test_sends_that_are_killed_lose_and_double_nothing(spool: Spool, receiver: Receiver) -> None:
    """200 nights; the sender is killed at a random moment in all but every tenth."""
    for night in range(200):
        today = MONDAY + night * DAY
        receiver.now = lambda today=today: at(today)  # type: ignore[misc]
        child = os.fork()
        if child == 0:
            try:
                sends(spool, receiver, today)
            finally:
                os._exit(0)
        if night % 10 < 9:
            time.sleep(random.uniform(0, 0.06))
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        spool.add([VISIT] * (10 + night % 7), today)
    assert sends(spool, receiver, MONDAY + 200 * DAY) >= 1
    assert visits(receiver) == sum(10 + night % 7 for night in range(200))
    told = spool.told(date.min, date.max)
    assert sum(cell.n or 0 for cell in told) == visits(receiver)
    assert len(receiver.kept) == len(told)


def test_utc_is_what_the_receivers_clock_says() -> None:
    assert sending._time("Mon, 08 Jun 2026 01:00:00 GMT") == datetime(2026, 6, 8, 1, tzinfo=UTC)
    assert sending._time("yesterday") is None
    assert sending._time(None) is None
