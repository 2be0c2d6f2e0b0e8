"""Sends what is told of closed days, in a process of its own that never saw a PIN.

First the receiver is asked for the time, with an empty message. Days are closed and sent only if
its clock and ours agree: a clock that is wrong sends nothing, and never a day that is not over.
"""

from __future__ import annotations

import logging
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import FrameType
from typing import NoReturn

import requests
from urllib3.exceptions import HTTPError
from urllib3.util import SKIP_HEADER

from kiosk.settings import Statistics
from kiosk.statistics.otlp import refused
from kiosk.statistics.spool import Spool

log = logging.getLogger(__name__)

SYSTEM_CA = Path("/etc/ssl/certs/ca-certificates.crt")

ATTEMPTS = 5
"""Of one message in one night."""

FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0
"""Seconds between attempts; they double, and a receiver may ask for more."""

DEADLINE = 60
"""Seconds for one attempt, however slowly the receiver answers."""

LONGEST_ANSWER = 65536
"""Bytes of an answer that are read."""

CLOCKS_AGREE = 900.0
"""Seconds by which our clock and the receiver's may differ."""

HEADERS = {
    "Content-Type": "application/x-protobuf",
    "Accept-Encoding": SKIP_HEADER,
    "User-Agent": SKIP_HEADER,
}
"""Nothing that tells of us; SKIP_HEADER leaves out what urllib3 would add."""


class NotSent(Exception):
    """The message tells why; what was not sent waits for the next night."""


class TryAgain(NotSent):
    """It may go better soon; `after` is how many seconds the receiver wants to be left alone."""

    def __init__(self, words: str, after: float = 0) -> None:
        super().__init__(words)
        self.after = after


def send(
    spool: Spool,
    settings: Statistics,
    close: Callable[[date], None],
    now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    pause: Callable[[float], None] = time.sleep,
) -> int:
    """Send what was not sent yet; how many messages went out.

    `close` closes the days before the one it is told. Raises NotSent. A message that was taken
    but not confirmed is sent again, byte by byte the same, and a receiver keeps it once.
    """
    address, refusal, sent = settings.address, None, 0
    assert address is not None
    with requests.Session() as session:
        session.trust_env = False  # no proxy, no password of a .netrc
        session.headers.clear()
        if settings.token:
            session.headers["Authorization"] = f"Bearer {settings.token}"
        session.verify = settings.ca or str(SYSTEM_CA)
        session.cert = settings.client_certificate

        def post(body: bytes) -> datetime | None:
            return _with_patience(lambda: _post(session, address, body), pause)

        theirs, ours = post(b""), now()
        if theirs is None or abs((theirs - ours).total_seconds()) > CLOCKS_AGREE:
            raise NotSent("our clock and the receiver's do not agree, so no day is sure to be over")
        spool.mend_clock(ours.date())
        close(ours.date())
        for message in spool.unsent():
            try:
                post(message.body)
            except TryAgain:
                raise
            except NotSent as error:  # the next day may be taken all the same
                refusal = error
            else:
                spool.sent(message.day)
                sent += 1
    if refusal:
        raise refusal
    return sent


def _with_patience(
    attempt: Callable[[], datetime | None], pause: Callable[[float], None]
) -> datetime | None:
    wait = FIRST_PAUSE
    for left in range(ATTEMPTS - 1, -1, -1):
        try:
            return attempt()
        except TryAgain as again:
            if left == 0:
                raise
            log.warning("%s; trying again", again)
            pause(min(LONGEST_PAUSE, max(wait, again.after)) + random.random())  # noqa: S311
            wait *= 2
    raise AssertionError


def _post(session: requests.Session, address: str, body: bytes) -> datetime | None:
    """Post once; the receiver's time, if it told one. Redirects are not followed."""
    try:
        with (
            _deadline(DEADLINE),
            session.post(
                address, data=body, headers=HEADERS, allow_redirects=False, stream=True, timeout=20
            ) as response,
        ):
            answer: bytes = response.raw.read(LONGEST_ANSWER)
            response.raw.read(1)  # notices one that broke off
    except requests.exceptions.SSLError as error:
        raise NotSent(
            "the receiver's certificate is not trusted, or it does not take ours"
        ) from error
    except (OSError, requests.RequestException, HTTPError) as error:
        raise TryAgain(f"no answer from the receiver ({type(error).__name__})") from error
    status = response.status_code
    if status in (429, 500, 502, 503, 504):
        raise TryAgain(
            f"the receiver answers {status}", _seconds(response.headers.get("Retry-After"))
        )
    if status != requests.codes.ok:
        raise NotSent(f"the receiver answers {status}")
    try:
        rejected = refused(answer)
    except ValueError:
        raise NotSent("something else than a receiver of OTLP answers there") from None
    if rejected:
        raise NotSent(f"the receiver refused {rejected} counts")
    return _time(response.headers.get("Date"))


@contextmanager
def _deadline(seconds: int) -> Iterator[None]:
    """A TimeoutError after so many seconds; time-outs of a socket begin anew with each byte."""

    def late(_: int, __: FrameType | None) -> NoReturn:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _seconds(text: str | None) -> float:
    return float(text) if text and text.isdecimal() else 0


def _time(text: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(text or "").astimezone(UTC)
    except ValueError:
        return None
