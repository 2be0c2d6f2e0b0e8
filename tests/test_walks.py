"""Every place that an instructor can jump to is reached by playing a visit to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.course.commands import GoTo
from kiosk.course.walks import Walk, load_walks
from tests.classroom import Class

WALKS = load_walks().walks


@pytest.fixture(scope="module")
def group() -> Iterator[Class]:
    group = Class()
    yield group
    group.ends()


@pytest.mark.parametrize("walk", WALKS, ids=[walk.title for walk in WALKS])
def test_every_page_of_a_walk_is_a_place_to_jump_to(group: Class, walk: Walk) -> None:
    for page in walk.way:
        group.asks(GoTo(page, walk.card)).sees(page)
        assert group.state.lost is None
        assert group.state.page == page
