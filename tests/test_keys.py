"""Everything by the keys of a twelve-key pad, and the frame that shows where one is."""

from __future__ import annotations

import pytest

from kiosk.comfort import Comfort
from kiosk.journeys.steps import (
    AskSecret,
    AwaitCard,
    Choose,
    Field,
    LookAtCard,
    Progress,
    Tell,
)
from kiosk.journeys.which_pin import Letter
from kiosk.screens.theme import CONTRAST, DAY, contrast
from kiosk.secret import Secret
from tests.blind import (
    ESCAPE,
    LEFT,
    NEXT,
    NUM_LOCK,
    OK,
    TAB,
    TAKE_BACK,
    Blind,
)
from tests.gallery import PANELS
from tests.theatre import Theatre

ASK_PIN = AskSecret(Field.PIN, "enter-old-pin", count=3, progress=Progress("change-pin", 1, 3))


@pytest.fixture
def blind(kivy_window: None) -> Blind:
    return Blind()


@pytest.fixture
def sighted(kivy_window: None) -> Blind:
    """Uses the pad, but sees the screen."""
    return Blind(speech=False)


def test_a_digit_goes_to_its_choice_and_only_ok_presses_it(blind: Blind) -> None:
    blind.meets(Choose("have-letter", Letter))
    blind.types("2")
    assert blind.voice.said == [
        blind.says("have-letter.not-here"),
        blind.says("speech.confirm"),
    ]
    assert blind.someone.answers == []
    blind.keys(OK)
    assert blind.someone.answers == [Letter.NOT_HERE]


def test_ok_on_a_page_that_nobody_has_heard_presses_nothing(sighted: Blind) -> None:
    sighted.meets(Choose("have-letter", Letter))
    sighted.keys(OK)
    assert sighted.someone.answers == []
    sighted.keys(OK)
    assert sighted.someone.answers == [Letter.HAVE_IT]


def test_a_key_without_a_task_says_so_and_other_keys_are_not_noticed(blind: Blind) -> None:
    blind.meets(Choose("have-letter", Letter))
    blind.types("7")
    assert blind.voice.said == [blind.says("speech.no-key")]
    blind.keys(ESCAPE, NUM_LOCK)
    assert len(blind.voice.said) == 1


@pytest.mark.parametrize("forth", [NEXT, TAB])
def test_one_key_goes_round_all_controls_and_is_trapped_nowhere(sighted: Blind, forth: int) -> None:
    from kiosk.screens.reading import reading  # noqa: PLC0415  needs the window

    sighted.meets(Choose("have-letter", Letter))
    assert sighted.stage.page
    count = len(reading(sighted.stage.page).controls)
    focus = sighted.stage.guide.focus
    visited = []
    for _ in range(count):
        sighted.keys(forth)
        visited.append(focus.control)
    assert len(set(visited)) == count
    sighted.keys(forth)
    assert focus.control is visited[0]
    sighted.keys(LEFT)
    assert focus.control is visited[-1]


def test_the_pad_reaches_help_and_comes_back_to_the_digits_that_were_typed(blind: Blind) -> None:
    blind.meets(ASK_PIN)
    blind.types("123")
    for _ in range(20):
        if blind.voice.said[-2:-1] == [blind.says("button.help")]:
            break
        blind.keys(NEXT)
    blind.keys(OK)
    assert blind.says("help.body") in blind.voice.said
    assert blind.says("speech.keys") in blind.voice.said, "help tells the keys once more"
    blind.keys(TAKE_BACK)
    assert blind.voice.said[-1] != blind.says("speech.taken-back", typed=2, of=6)
    blind.types("456")
    blind.keys(OK)
    (secret,) = blind.someone.answers
    assert isinstance(secret, Secret)
    assert bytes(secret.view()) == b"123456"


def test_the_key_that_takes_back_goes_back_where_no_digits_are_typed(sighted: Blind) -> None:
    sighted.meets(Choose("have-letter", Letter))
    sighted.keys(TAKE_BACK)
    assert sighted.someone.did[-1] == "back"
    sighted.meets(LookAtCard())
    sighted.keys(TAKE_BACK)
    assert "back" not in sighted.someone.did


def test_under_an_overlay_no_key_reaches_the_page(sighted: Blind) -> None:
    from kiosk.screens.reading import name_of  # noqa: PLC0415  needs the window

    sighted.meets(Choose("have-letter", Letter))
    sighted.press("button.help")
    sighted.types("3")
    control = sighted.stage.guide.focus.control
    assert control
    assert name_of(control) == sighted.says("button.close")
    sighted.keys(OK)
    assert sighted.someone.answers == []
    sighted.types("1")
    sighted.keys(OK)
    assert sighted.someone.answers == [Letter.HAVE_IT]


def test_a_choice_of_comfort_keeps_the_focus_and_says_what_holds_now(blind: Blind) -> None:
    blind.meets(Choose("have-letter", Letter))
    blind.press(blind.says("comfort.title"))
    for _ in range(20):
        blind.keys(NEXT)
        if blind.says("comfort.contrast") in blind.voice.said[-2]:
            break
    blind.keys(OK)
    assert blind.stage.comfort.contrast
    assert blind.says("comfort.on") in blind.voice.said[-1]
    blind.keys(OK)
    assert not blind.stage.comfort.contrast


def test_a_key_that_is_held_counts_once(blind: Blind) -> None:
    blind.meets(ASK_PIN)
    for _ in range(5):
        blind.stage.key_down(257)
    blind.stage.key_up(257)
    assert blind.voice.said == [blind.says("speech.digit", typed=1, of=6)]


def test_a_hand_that_trembles_types_one_digit_where_others_type_two(blind: Blind) -> None:
    blind.meets(ASK_PIN)
    blind.types("11")
    assert len(blind.voice.said) == 2
    blind.stage.change_comfort(Comfort(speech=True, steady=True))
    blind.wait()
    blind.voice.said.clear()
    blind.types("11")
    assert len(blind.voice.said) == 1
    blind.wait()
    blind.types("1")
    assert len(blind.voice.said) == 2


@pytest.mark.parametrize("palette", [DAY, CONTRAST])
def test_the_frame_around_the_focus_stands_out_from_every_ground(palette: object) -> None:
    assert isinstance(palette, type(DAY))
    grounds = {ground for _, ground in palette.texts() + palette.outlines()}
    for ground in grounds:
        assert max(contrast(palette.ink, ground), contrast(palette.paper, ground)) >= 3, ground


@pytest.mark.parametrize("panel", PANELS)
def test_the_frame_is_seen_and_is_at_least_two_pixels_wide(
    kivy_window: None, panel: tuple[int, int, float]
) -> None:
    from tests.finger import picture  # noqa: PLC0415  needs the window

    play = Theatre(*panel)
    play.stage.show(Choose("have-letter", Letter))
    before = picture(play.room)
    play.stage.key_down(257)
    focused = play.stage.guide.focus.control
    assert focused
    after = picture(play.room)
    middle = round(play.room.height - focused.center_y)
    left = round(focused.x)
    changed = [
        x
        for x in range(max(0, left - 20), left)
        if before.getpixel((x, middle)) != after.getpixel((x, middle))
    ]
    assert len(changed) >= 2


def test_a_finger_takes_the_frame_away(sighted: Blind) -> None:
    sighted.meets(Choose("have-letter", Letter))
    sighted.types("1")
    assert sighted.stage.guide.focus.control
    sighted.wait()
    sighted.tap(640, 300)
    assert sighted.stage.guide.focus.control is None


def test_in_practice_the_keys_lay_the_card_on_and_its_digits_are_said(blind: Blind) -> None:
    from kiosk.eid.simulator.personas import load_persona  # noqa: PLC0415
    from kiosk.eid.simulator.reader import PracticeReader  # noqa: PLC0415
    from kiosk.practice import Hand  # noqa: PLC0415

    reader = PracticeReader()
    hand = Hand(reader, [load_persona("new-card")])
    blind.stage.practise(hand)
    blind.meets(Tell("wrong-can"))
    blind.stage.show(AwaitCard("lay-card-on"))
    assert "PIN 13579" in blind.voice.said
    assert blind.says("speech.key", number=1, name=blind.says("practice.lay-on")) in (
        blind.voice.said
    )
    blind.types("1")
    blind.keys(OK)
    assert hand.lies_there
    blind.types("1")
    assert blind.voice.said[-2] == blind.says("practice.lift")
