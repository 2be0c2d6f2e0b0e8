"""Every place that an instructor can jump to is reached by playing a visit to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.course.commands import Deed, GoTo
from kiosk.course.walks import GREETING, Walk, load_walks
from kiosk.journeys.atlas.proofs import proved_chart
from kiosk.journeys.steps import UNSEEN
from tests.classroom import Class

WALKS = load_walks().walks

NO_WAY_IN_A_COURSE = {
    "services-missing",  # a kiosk whose catalogue is empty has no service to show
    "card-says-blocked",  # a card whose tries are used up while it lies there, by nobody here
    "trial-where-pin",  # in a course the PIN stands on the strip
}


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


def test_whatever_a_citizen_can_see_an_instructor_can_jump_to() -> None:
    steps = (step for step in proved_chart().steps() if not isinstance(step, UNSEEN))
    seen = {getattr(step, "text", "") for step in steps}
    assert {GREETING, *seen} - load_walks().pages == NO_WAY_IN_A_COURSE


@pytest.mark.parametrize(
    ("working", "card", "afterwards"),
    [
        ("looking-at-card", "own-pin", "card-status"),
        ("changing-pin", "new-card", "pin-set"),
        ("unblocking-pin", "blocked", "pin-unblocked"),
        ("identifying", "own-pin", "trial-seen"),
    ],
)
def test_a_card_at_work_is_held_until_the_instructor_lets_it_go_on(
    group: Class, working: str, card: str, afterwards: str
) -> None:
    group.asks(GoTo(working, card)).sees(working).hears_everything()
    assert group.state.page == working
    assert group.state.frozen
    group.asks(Deed.FREEZE).sees(afterwards)
