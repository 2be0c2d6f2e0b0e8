"""Every lesson is taught from its first step to its last, in fast time, by an instructor's keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.course.commands import Deed
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
