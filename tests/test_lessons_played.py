"""Every lesson is taught from its first step to its last, in fast time, by an instructor's keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.course.commands import Deed
from kiosk.eid.eac.access import Access
from kiosk.eid.simulator.personas import Secrets
from kiosk.journeys.learn import Onward
from kiosk.journeys.look_at_card import WhichPin
from kiosk.journeys.new_pin import WeakPin
from kiosk.journeys.resume_pin import LastTry
from kiosk.journeys.trial_steps import Grant, PickProvider, ShowSeen
from kiosk.journeys.unblock_pin import Blocked
from tests.classroom import Class, lessons


@pytest.fixture(params=lessons())
def group(request: pytest.FixtureRequest) -> Iterator[Class]:
    group = Class(request.param)
    yield group
    group.ends()


def test_each_step_really_shows_the_page_and_the_card_that_it_names(group: Class) -> None:
    for step in group.reins.lesson.steps:
        group.asks(Deed.NEXT).sees(step.page)
        assert group.state.lost is None
        assert group.reins.step == step
        if step.card:
            assert group.state.card == step.card
        group.now += 60 * step.minutes
        group.kiosk.tick()
        assert group.board.shown[-1] == step.page, "nobody was hurried away"


def printed(group: Class) -> Secrets:
    """What stands on the strip."""
    secrets = group.hand.persona.secrets
    assert secrets
    return secrets


def test_the_45_minutes_are_played_as_they_are_written() -> None:
    group = Class("45-minuten")
    group.asks(Deed.NEXT).sees("home")
    group.asks(Deed.NEXT).sees("learn-what")
    group.asks(Deed.NEXT).sees("learn-pin-can").chooses(Onward.NEXT).sees("learn-puk-password")

    group.asks(Deed.NEXT).sees("card-status").chooses(WhichPin.FIVE)
    group.sees("enter-transport-pin").types(printed(group).pin)
    group.sees("choose-new-pin").types("123456")
    group.sees("weak-pin-sequence").chooses(WeakPin.ANOTHER)
    group.sees("choose-new-pin").types("738164").sees("repeat-new-pin").types("738164")
    group.sees("pin-set").answers().sees("take-card").asks(Deed.LIFT).sees("helped")

    group.asks(Deed.NEXT).sees("card-status-suspended").chooses(WhichPin.SIX)
    group.sees("last-try").chooses(LastTry.GO_ON)
    group.sees("enter-can").types(printed(group).can)
    group.sees("enter-pin-last-try").types(printed(group).pin).sees("pin-resumed")

    group.asks(Deed.NEXT).sees("card-status-blocked").chooses(Blocked.HAS_PUK)
    group.sees("enter-puk").types(printed(group).puk)
    group.sees("pin-unblocked").answers().sees("take-card").asks(Deed.LIFT).sees("helped")

    group.asks(Deed.NEXT).sees("trial")
    assert isinstance(group.board.step, PickProvider)
    bank = next(one for one in group.board.step.providers if one.id == "bank-account")
    group.answers(bank).sees("trial-provider").answers().sees("trial-data")
    assert isinstance(group.board.step, Grant)
    group.answers(bank.required).sees("lay-card-on").asks(Deed.LAY_ON)
    group.sees("trial-pin").types(printed(group).pin).sees("trial-seen")
    assert isinstance(group.board.step, ShowSeen)
    assert Access.ACADEMIC_TITLE in group.board.step.stayed

    for page in ("learn-who-asks", "learn-needed", "services"):
        group.asks(Deed.NEXT).sees(page)
    assert group.reins.step == group.reins.lesson.steps[-1]
    group.ends()
