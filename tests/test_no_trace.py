"""Nothing of a person is found in what statistics keep, send, log or report."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from kiosk.eid.model import PinState
from kiosk.journeys.atlas.answers import KNOWN, NEW_PINS, answers
from kiosk.journeys.atlas.walk import Chart
from kiosk.journeys.change_pin import AfterWrongPin
from kiosk.journeys.look_at_card import OwnPin, WhichPin
from kiosk.journeys.resume_pin import LastTry
from kiosk.journeys.steps import Ending
from kiosk.journeys.unblock_pin import Blocked
from kiosk.secret import Secret
from kiosk.statistics.counters import Counted, Counter, name_of
from kiosk.statistics.mapping import on_answer, on_leave, on_show
from kiosk.statistics.otlp import message
from kiosk.statistics.report.figures import Site
from kiosk.statistics.report.page import html
from kiosk.statistics.small_numbers import Cell
from kiosk.statistics.spool import Spool
from tests.cards import (
    NEW_PIN,
    THE_CAN,
    THE_PIN,
    THE_PUK,
    TRANSPORT_PIN,
    WRONG_CAN,
    WRONG_PIN,
    WRONG_PUK,
    WRONG_TRANSPORT_PIN,
    a_card,
    secret,
)
from tests.room import Room

MONDAY = date(2026, 6, 8)

TYPED = (
    *(THE_PIN, THE_CAN, THE_PUK, TRANSPORT_PIN, NEW_PIN),
    *(WRONG_PIN, WRONG_CAN, WRONG_PUK, WRONG_TRANSPORT_PIN),
)


def secrets(*digits: str) -> Iterator[Secret]:
    return (secret(one) for one in digits)


def visits() -> list[frozenset[Counted]]:
    """Visits in which every kind of secret is typed, right and wrong, and the card is believed."""
    room = Room()

    def visit(*said: object, **card: object) -> None:
        room.lay_on(a_card(**card))  # type: ignore[arg-type]
        for answer in said:
            room.kiosk.answer(answer)
        room.kiosk.end()
        room.lift()
        assert not room.kiosk.busy

    again = AfterWrongPin.AGAIN
    visit(WhichPin.FIVE, *secrets(TRANSPORT_PIN, NEW_PIN, NEW_PIN), pin=TRANSPORT_PIN)
    visit(WhichPin.FIVE, *secrets(WRONG_TRANSPORT_PIN, NEW_PIN, NEW_PIN), again, pin=TRANSPORT_PIN)
    visit(WhichPin.SIX, OwnPin.CHANGE, *secrets(WRONG_PIN, NEW_PIN, NEW_PIN), again)
    visit(WhichPin.SIX, OwnPin.CHANGE, *secrets(THE_PIN, NEW_PIN, NEW_PIN))
    visit(WhichPin.SIX, LastTry.GO_ON, *secrets(WRONG_CAN, THE_PIN), tries=1)
    visit(WhichPin.SIX, LastTry.GO_ON, *secrets(THE_CAN, THE_PIN), tries=1)
    visit(Blocked.HAS_PUK, *secrets(WRONG_PUK), tries=0)
    visit(Blocked.HAS_PUK, *secrets(THE_PUK), tries=0)
    assert len(room.visits) == 8
    return room.visits


def test_no_typed_digit_is_found_in_file_message_log_or_report(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    seen = visits()
    met = {counter for one in seen for counter in one}
    assert {Counter.FIRST_PIN_SET, Counter.PIN_CHANGED, Counter.PIN_UNBLOCKED} <= met
    assert {Counter.WRONG_PIN, Counter.WRONG_CAN, Counter.WRONG_PUK, Counter.PIN_RESUMED} <= met
    spool = Spool(tmp_path / "spool.sqlite")
    messages: list[bytes] = []

    def encode(cells: list[Cell]) -> bytes:
        messages.append(message(cells, "Here", "1"))
        return messages[-1]

    for _ in range(12):
        spool.add(seen, MONDAY)
    before = spool.path.read_bytes()
    spool.close(MONDAY + timedelta(days=1), None, encode)
    told = spool.told(MONDAY, MONDAY)
    assert len(told) > 10
    page = re.sub(r'src="[^"]*"', "", html(2026, [Site("Here", told)]))
    everything = b"".join(
        [before, spool.path.read_bytes(), *messages, page.encode(), caplog.text.encode()]
    )
    for digits in TYPED:
        assert digits.encode() not in everything


def test_a_day_of_visits_leaves_no_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """Not one of 24 visits, with right and wrong entries, can be found in the journal."""
    caplog.set_level(logging.INFO)
    for _ in range(3):
        visits()
    assert caplog.records == []


def test_whatever_is_answered_anywhere_only_members_of_the_list_come_of_it(chart: Chart) -> None:
    """Every answer to every step there is, with digits wherever digits can be typed."""
    typed = {*KNOWN.values(), *NEW_PINS.values()}
    counted: set[object] = set()
    for way in chart.ways:
        step = chart.places[way.start].step
        following = chart.places[way.end].step
        assert not isinstance(step, Ending)
        counted |= {*on_answer(way.answer.make()), *on_leave(step)}
        if not isinstance(following, Ending):
            counted |= {*on_show(following, step)}
    assert counted <= set(Counter)
    assert any(isinstance(one.make(), Secret) for step in chart.steps() for one in answers(step))
    for counter in Counter:
        assert not any(digits.decode() in name_of(counter) for digits in typed)


def test_a_secret_and_a_status_without_eid_count_nothing() -> None:
    assert on_answer(secret(THE_PIN)) == []
    assert on_answer(PinState.BLOCKED) == []
    assert on_answer(None) == []


def test_the_dashboard_asks_only_for_what_there_is() -> None:
    words = (Path(__file__).parents[1] / "docs" / "dashboard.json").read_text()
    json.loads(words)
    names = set(re.findall(r"kiosk_([a-z0-9_]+)\{", words))
    assert len(names) > 10
    assert names <= {name_of(counter) for counter in Counter}
