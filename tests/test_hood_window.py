"""A class reads what terminal and practice card say to each other, beside or over the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.comfort import Comfort
from kiosk.eid.native_engine import NativeEngine
from kiosk.eid.simulator.personas import load_persona
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.journeys.steps import AskSecret, Field, Tell
from kiosk.practice import Hand
from kiosk.screens.theme import CONTRAST, DAY, Measures, Palette
from kiosk.settings import Settings
from tests.blind import NEXT, OK, TAKE_BACK
from tests.cards import NEW_PIN, THE_PIN, secret
from tests.gallery import PANELS
from tests.real_kiosk import real_kiosk
from tests.test_real_window import SIZE
from tests.theatre import Theatre

SMALLEST, _, WIDE, PORTRAIT = PANELS
PAGE = Tell("wrong-can")
FAR = 40
"""More controls than a page and a hood have."""


def between_frames() -> None:
    from tests import finger  # noqa: PLC0415  needs the window

    finger.between_frames()


class Class(Theatre):
    """An instructor with all practice cards; Erkan's is at hand, with the PIN that tests use."""

    def __init__(self, panel: tuple[int, int, float]) -> None:
        super().__init__(*panel, demo=True)
        self.stage.show(PAGE)
        assert self.room.hand
        assert self.reader
        self.hand = self.room.hand
        self.hand.choose(1)
        self.engine = NativeEngine(self.reader)

    def look(self) -> None:
        """The card is laid on and looked at, and the window has drawn what was said."""
        self.hand.lay_on()
        self.engine.look()
        between_frames()

    def moves_to(self, words: str) -> None:
        """Key after key, until the frame is around the control that says this."""
        from kiosk.screens.reading import name_of  # noqa: PLC0415  needs the window

        focus = self.stage.guide.focus
        for _ in range(FAR):
            self.keys(NEXT)
            if focus.control and words in name_of(focus.control):
                return
        raise AssertionError(f"no key leads to {words!r}")

    def look_of_hood(self) -> Palette:
        from kiosk.screens.hood import Hood  # noqa: PLC0415  needs the window

        return next(one.palette for one in self.room.children if isinstance(one, Hood))

    def says(self, key: str) -> str:
        return self.texts("hood.device", words=self.texts(key))


def a_hood_with_a_line_in_focus(panel: tuple[int, int, float]) -> Class:
    play = Class(panel)
    play.room.show_hood(True)
    play.look()
    play.moves_to(play.says("hood.begin"))
    return play


def test_a_finger_looks_under_the_hood_of_the_real_window(
    kivy_window: None, tmp_path: Path
) -> None:
    from tests.twin import RealWindow  # noqa: PLC0415  needs the window

    play = Theatre(*SIZE, Settings().screen.diagonal, demo=True)
    play.stage.attract()
    assert play.room.hand
    assert play.reader
    with real_kiosk(SIZE, tmp_path, options=("--demo",)) as kiosk:
        window = RealWindow(kiosk.display)
        window.sees(play.room)
        window.press(play.room, play.texts("hood.title"))
        play.press("hood.title")
        window.sees(play.room)
        window.press(play.room, play.texts("practice.lay-on"))
        play.room.hand.lay_on()
        NativeEngine(play.reader).look()
        between_frames()
        assert play.texts("hood.device", words=play.texts("hood.begin")) in play.shown()
        window.sees(play.room)


@pytest.mark.parametrize("panel", PANELS)
def test_the_class_reads_what_is_said_as_it_happens(
    kivy_window: None, panel: tuple[int, int, float]
) -> None:
    play = Class(panel)
    play.press("hood.title")
    assert play.texts("hood.empty") in play.shown()
    play.look()
    assert play.says("hood.begin") in play.shown()
    assert play.says("hood.how-to-speak") in play.shown()
    assert play.texts("hood.empty") not in play.shown()


@pytest.mark.parametrize("panel", PANELS)
def test_a_line_unfolds_to_its_bytes_with_the_secrets_of_practice(
    kivy_window: None, panel: tuple[int, int, float]
) -> None:
    play = Class(panel)
    play.press("hood.title")
    play.look()
    play.engine.change_pin(secret(THE_PIN), secret(NEW_PIN))
    between_frames()
    asked = play.texts("hood.nonce", password="PIN")
    play.press(play.texts("hood.device", words=asked))
    read = list(play.shown())
    while more := play.find(play.texts("text.more")):
        play.tap(*more.center)
        read += play.shown()
    assert f"Passwort der Karte: {THE_PIN}" in read
    assert "34 38 32 39 31 35" in read
    play.press("button.back")
    assert play.says("hood.mapping") in play.shown()


def test_on_a_wide_screen_page_and_hood_are_side_by_side_and_both_answer(
    kivy_window: None,
) -> None:
    play = Class(WIDE)
    alone = play.stage.width
    play.press("hood.title")
    assert play.stage.width < alone
    play.look()
    assert play.says("hood.begin") in play.shown()
    play.press("button.next")
    assert play.someone.did[-1] == "answer"
    play.press("hood.title")
    assert play.stage.width == alone
    assert play.texts("hood.older") not in play.shown()


@pytest.mark.parametrize("panel", [SMALLEST, PORTRAIT])
def test_on_another_screen_it_lies_over_the_page_until_it_is_closed(
    kivy_window: None, panel: tuple[int, int, float]
) -> None:
    play = Class(panel)
    onward = play.find(play.texts("button.next"))
    assert onward
    place = onward.center
    play.press("hood.title")
    play.wait()
    play.tap(*place)
    assert "answer" not in play.someone.did
    play.press("button.close")
    play.press("button.next")
    assert play.someone.did[-1] == "answer"


def test_a_part_of_the_talk_begins_on_top_and_is_turned_like_a_book(kivy_window: None) -> None:
    play = Class(SMALLEST)
    play.press("hood.title")
    play.look()
    play.engine.change_pin(secret(THE_PIN), secret(NEW_PIN))
    between_frames()
    nonce = play.texts("hood.device", words=play.texts("hood.nonce", password="PIN"))
    assert nonce in play.shown()
    assert not play.find(play.says("hood.begin"))
    play.press("hood.older")
    assert play.find(play.says("hood.begin"))
    assert not play.find(play.texts("hood.older"))
    play.press("hood.newer")
    assert play.find(play.says("hood.new-pin"))
    play.press("hood.newer")
    assert not play.find(play.texts("hood.newer"))


def test_it_is_read_in_the_language_of_the_page(kivy_window: None) -> None:
    play = Class(WIDE)
    play.press("hood.title")
    play.look()
    play.press("Deutsch", "English")
    assert "Device: What can this card do?" in play.shown()


@pytest.mark.parametrize("panel", PANELS)
def test_with_the_twelve_keys_a_line_is_unfolded_and_folded_again(
    kivy_window: None, panel: tuple[int, int, float]
) -> None:
    play = a_hood_with_a_line_in_focus(panel)
    play.keys(OK)
    assert not play.find(play.says("hood.how-to-speak"))
    play.moves_to(play.texts("button.back"))
    play.keys(OK)
    assert play.find(play.says("hood.how-to-speak"))


@pytest.mark.parametrize("panel", [SMALLEST, PORTRAIT])
def test_where_it_lies_over_the_page_keys_are_for_it_alone_until_it_is_closed(
    kivy_window: None, panel: tuple[int, int, float]
) -> None:
    play = a_hood_with_a_line_in_focus(panel)
    play.keys(OK, TAKE_BACK)
    assert play.room.shows_hood
    play.keys(TAKE_BACK)
    assert not play.room.shows_hood
    assert set(play.someone.did) == {"touched"}
    play.keys(OK, OK)
    assert play.someone.did[-1] == "answer"


def test_the_sentences_are_read_out_and_the_bytes_are_not(kivy_window: None) -> None:
    play = Class(SMALLEST)
    play.stage.headphones(True)
    play.room.show_hood(True)
    play.look()
    play.engine.change_pin(secret(THE_PIN), secret(NEW_PIN))
    play.voice.said.clear()
    between_frames()
    asked = play.texts("hood.device", words=play.texts("hood.nonce", password="PIN"))
    assert any(asked in said for said in play.voice.said)
    play.press(asked)
    assert asked in play.voice.said
    while more := play.find(play.texts("text.more")):
        play.tap(*more.center)
    assert not any(THE_PIN in said or "34 38 32" in said for said in play.voice.said)


@pytest.mark.parametrize("panel", [SMALLEST, WIDE])
def test_it_has_the_contrast_that_the_class_has_asked_for(
    kivy_window: None, panel: tuple[int, int, float]
) -> None:
    play = Class(panel)
    play.room.show_hood(True)
    before = play.look_of_hood()
    play.stage.change_comfort(Comfort(contrast=True))
    assert play.look_of_hood() is CONTRAST
    assert before is DAY


def test_whoever_reads_there_is_somebody(kivy_window: None) -> None:
    play = Class(WIDE)
    play.press("hood.title")
    play.look()
    play.someone.did.clear()
    play.press(play.says("hood.begin"))
    assert play.someone.did == ["touched"]


def test_closed_it_costs_nothing_and_forgets_all_that_was_said(kivy_window: None) -> None:
    play = Class(WIDE)
    play.room.show_hood(True)
    play.look()
    play.room.show_hood(False)
    assert play.hand.chip.listener is None
    play.room.show_hood(True)
    assert play.texts("hood.empty") in play.shown()


def test_in_an_exercise_within_the_course_the_card_of_the_exercise_is_overheard(
    kivy_window: None,
) -> None:
    play = Class(WIDE)
    play.room.show_hood(True)
    reader = PracticeReader()
    exercise = Hand(reader, [load_persona("own-pin")])
    play.stage.practise(exercise)
    exercise.lay_on()
    NativeEngine(reader).look()
    between_frames()
    assert play.says("hood.begin") in play.shown()
    assert play.hand.chip.listener is None
    play.stage.practise(None)
    assert exercise.chip.listener is None
    assert play.hand.chip.listener is not None


def test_at_the_desk_there_is_no_hood_to_look_under(kivy_window: None) -> None:
    """Not even in practice: whoever stands there has not asked for it."""
    play = Theatre(*WIDE)
    play.stage.show(AskSecret(Field.PIN, "enter-old-pin", count=3))
    play.room.show_hood(True)
    assert not play.room.shows_hood
    hand = Hand(PracticeReader(), [load_persona("own-pin")])
    play.stage.practise(hand)
    play.room.show_hood(True)
    assert not play.room.shows_hood
    assert hand.chip.listener is None
    assert play.texts("hood.title") not in play.shown()
    assert play.stage.width == Measures.of_window(*WIDE).width
