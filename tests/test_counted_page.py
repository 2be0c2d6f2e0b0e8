"""What was counted can be read at the kiosk by anybody: closed days only, small numbers hidden."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kiosk.statistics.counters import Counted, Counter, meaning_of
from kiosk.statistics.otlp import in_lines, message
from kiosk.statistics.spool import Spool
from tests.gallery import leaves

if TYPE_CHECKING:
    from tests.theatre import Theatre

DAY = timedelta(days=1)
MONDAY = date(2026, 6, 8)

SEEN: frozenset[Counted] = frozenset({Counter.VISITS})


@pytest.fixture
def play(kivy_window: None) -> Theatre:
    from tests.theatre import Theatre  # noqa: PLC0415  needs the window

    return Theatre(800, 480, 7.0)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    """Monday is closed and sent, Tuesday closed, Wednesday is today."""
    spool = Spool(tmp_path / "spool.sqlite")
    spool.add([SEEN | {Counter.PIN_BLOCKED}] * 4 + [SEEN] * 8, MONDAY)
    spool.close(MONDAY + DAY, None, lambda cells: message(cells, "Here", "1.0"))
    spool.sent(MONDAY)
    spool.add([SEEN] * 34, MONDAY + DAY)
    spool.close(MONDAY + 2 * DAY, None, lambda cells: message(cells, "Here", "1.0"))
    spool.add([SEEN] * 77, MONDAY + 2 * DAY)
    return spool


def read(play: Theatre) -> str:
    """All leaves, one after the other."""
    overlay = play.stage._overlay
    assert overlay
    return "\n".join(word for _ in leaves(overlay) for word in play.shown())


def test_two_touches_lead_to_the_last_closed_day_and_what_was_sent(
    play: Theatre, spool: Spool
) -> None:
    play.stage.counts = spool
    play.stage.attract()
    play.press("button.help", "help.counted")
    words = read(play)
    assert "9. Juni 2026" in words
    assert "Besuche: 34" in words
    assert play.texts("counted.rest") in words
    assert "8. Juni 2026" in words
    sent = spool.last_sent()
    assert sent
    assert "kiosk_visits = 12 (span=day, 2026-06-08 to 2026-06-08)" in in_lines(sent.body)
    for line in in_lines(sent.body):
        assert line in words
    play.press("button.close")
    assert play.texts("counted.title") not in play.shown()


def test_todays_visits_and_small_numbers_are_never_shown(play: Theatre, spool: Spool) -> None:
    play.stage.counts = spool
    play.stage.attract()
    play.press("button.help", "help.counted")
    words = read(play)
    assert "77" not in words
    assert meaning_of("pin_blocked", german=True) not in words


def test_before_the_first_night_there_is_nothing_to_see(play: Theatre, tmp_path: Path) -> None:
    play.stage.counts = Spool(tmp_path / "spool.sqlite")
    play.stage.attract()
    play.press("button.help", "help.counted")
    assert play.texts("counted.none") in play.shown()


def test_where_nothing_is_counted_nothing_is_offered(play: Theatre) -> None:
    play.stage.attract()
    play.press("button.help")
    assert play.texts("help.counted") not in play.shown()


def test_looking_waits_for_nobody_and_disturbs_nobody(spool: Spool) -> None:
    with spool._open():  # as while another process writes
        glimpse = spool.glimpse()
    assert glimpse
    assert glimpse.day == MONDAY + DAY
    assert Spool(spool.path.with_name("none.sqlite")).glimpse() is None
