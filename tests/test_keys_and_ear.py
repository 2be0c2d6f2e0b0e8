"""What the screens promise to whoever hears and feels: the keys, the focus, what is said."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from kiosk.comfort import AT_REST, LOUDEST, Comfort
from kiosk.conductor import GRACE_SECONDS
from kiosk.journeys.resume_pin import LastTry
from kiosk.journeys.steps import (
    AskSecret,
    AwaitRemoval,
    Choose,
    ChooseWithCard,
    Field,
    LookAtCard,
    Mood,
    Progress,
    Step,
    Tell,
)
from kiosk.journeys.visit import HomeChoice
from kiosk.journeys.which_pin import Letter
from kiosk.screens.theme import CONTRAST, DAY, contrast
from kiosk.secret import Secret
from kiosk.speech.voice import Voice
from kiosk.texts import Texts
from tests.ear import Ear
from tests.gallery import PANELS
from tests.pcscd import wait_until
from tests.test_screens import Theatre

OK, TAKE_BACK, NEXT, SPEECH, LOUDER, SOFTER = 271, 266, 267, 268, 270, 269
"""The keys of the pad, as Kivy numbers them; its digits follow from 256 on."""
TAB, LEFT, ESCAPE, NUM_LOCK = 9, 276, 27, 300

ASK_PIN = AskSecret(Field.PIN, "enter-old-pin", count=3, progress=Progress("change-pin", 1, 3))
LAST_TRY = ChooseWithCard("last-try", LastTry, Mood.CAUTION)


class Blind(Theatre):
    """Somebody with headphones on and a pad under the hand."""

    def __init__(self, *, speech: bool = True) -> None:
        super().__init__(1280, 800, 10.1)
        self.speech = speech

    def meets(self, step: Step[Any]) -> None:
        self.stage.show(step)
        if self.speech and not self.stage.comfort.speech:
            self.stage.headphones(True)
        self.voice.said.clear()
        self.someone.did.clear()

    def keys(self, *codes: int) -> None:
        for code in codes:
            self.stage.key_down(code)
            self.stage.key_up(code)

    def types(self, digits: str) -> None:
        self.keys(*(256 + int(digit) for digit in digits))

    def says(self, key: str, **values: Any) -> str:
        return self.texts(key, **values)


@pytest.fixture
def blind(kivy_window: None) -> Blind:
    return Blind()


@pytest.fixture
def sighted(kivy_window: None) -> Blind:
    """Uses the pad, but sees the screen."""
    return Blind(speech=False)


# every page


def test_a_page_that_keeps_something_from_the_ear_or_the_keys_is_found(kivy_window: None) -> None:
    """By the scanner, which looks over every page in every language (tests/test_gallery.py)."""
    from kiosk.screens.sheet import Frame, Sheet  # noqa: PLC0415  needs the window
    from kiosk.screens.theme import Measures  # noqa: PLC0415
    from tests.earshot import misses  # noqa: PLC0415

    frame = Frame(Texts(), Measures.of_window(*PANELS[0]), "", practice=False)
    mute, nameless, silent, alike = (Sheet(frame) for _ in range(4))
    nameless.put(nameless.text("Ein Satz", 20, 200), 0, 0)
    nameless.put(nameless.button("", 100, list), 0, 100)
    silent.put(silent.text("Ein Satz", 20, 200), 0, 0)
    hidden = silent.put(silent.button("Weiter", 100, list), 0, 100)
    silent.silent.append(hidden)
    for top in (0, 100):
        alike.put(alike.button("Weiter", 100, list), 0, top)
    assert list(misses(mute)) == ["it says nothing"]
    assert list(misses(nameless)) == ["a control has no name"]
    assert list(misses(silent)) == ["'Weiter' cannot be reached by keys"]
    assert "two controls are called 'Weiter'" in list(misses(alike))


def test_a_page_with_a_card_or_a_way_to_go_says_so(blind: Blind) -> None:
    blind.meets(Tell("pin-set"))
    blind.stage.show(ASK_PIN)
    assert blind.voice.said[:3] == [
        blind.says("change-pin.title"),
        blind.says("progress", step=1, of=3),
        blind.says("card-stays"),
    ]


# how speech begins and ends


def test_the_marked_key_at_the_greeting_starts_a_visit_that_speaks(blind: Blind) -> None:
    blind.stage.attract()
    assert blind.voice.said == []
    blind.keys(SPEECH)
    assert blind.someone.did[-1] == "start"
    blind.stage.show(Choose("home", HomeChoice))
    said = blind.voice.said
    assert said[:3] == [
        blind.says("speech.welcome"),
        blind.says("speech.keys"),
        blind.says("home.title"),
    ]
    assert blind.says("speech.key", number=2, name=blind.says("home.pin")) in said


def test_a_plug_starts_speech_and_a_pulled_plug_ends_it(blind: Blind) -> None:
    blind.stage.attract()
    blind.stage.headphones(True)
    assert blind.someone.did[-1] == "start"
    blind.stage.show(Choose("home", HomeChoice))
    assert blind.says("home.title") in blind.voice.said
    blind.voice.slow = True
    blind.stage.show(Tell("wrong-can"))
    blind.voice.said.clear()
    blind.stage.headphones(False)
    assert blind.voice.said == ["(stops)"]
    blind.stage.show(Tell("pin-set"))
    assert blind.voice.said == ["(stops)"]


def test_a_plug_that_stays_after_a_visit_does_not_read_to_the_next_person(blind: Blind) -> None:
    blind.meets(Tell("wrong-can"))
    blind.stage.attract()
    blind.stage.show(Tell("pin-set"))
    assert blind.says("pin-set.title") not in blind.voice.said


def test_on_the_screen_speech_starts_with_the_first_touch(sighted: Blind) -> None:
    sighted.meets(Tell("wrong-can"))
    sighted.press(sighted.says("comfort.speech"))
    assert sighted.voice.said[0] == sighted.says("speech.welcome")
    assert sighted.says("wrong-can.title") in sighted.voice.said


def test_nobody_is_read_to_who_did_not_ask(sighted: Blind) -> None:
    sighted.meets(ASK_PIN)
    sighted.types("123456")
    sighted.keys(OK)
    sighted.stage.show(Tell("pin-set"))
    assert sighted.voice.said == []


# what is said on the way


def test_typing_says_how_many_digits_are_there_and_never_which(blind: Blind) -> None:
    blind.meets(ASK_PIN)
    blind.types("73")
    blind.keys(TAKE_BACK, OK)
    blind.types("81642")
    blind.keys(OK)
    assert blind.voice.said == [
        blind.says("speech.digit", typed=1, of=6),
        blind.says("speech.digit", typed=2, of=6),
        blind.says("speech.taken-back", typed=1, of=6),
        blind.says("speech.incomplete", typed=1, of=6),
        *(blind.says("speech.digit", typed=typed, of=6) for typed in (2, 3, 4, 5)),
        blind.says("speech.complete", typed=6, of=6),
    ]
    (secret,) = blind.someone.answers
    assert isinstance(secret, Secret)
    assert bytes(secret.view()) == b"781642"


def test_what_is_typed_with_a_finger_is_told_in_the_same_words(blind: Blind) -> None:
    blind.meets(ASK_PIN)
    blind.press("7", "3")
    assert blind.voice.said == [
        blind.says("speech.digit", typed=1, of=6),
        blind.says("speech.digit", typed=2, of=6),
    ]


def test_speech_stops_at_any_key_and_any_touch(blind: Blind) -> None:
    blind.meets(Tell("wrong-can"))
    blind.voice.slow = True
    blind.stage.show(Tell("pin-set"))
    by_key = blind.voice.talk
    blind.keys(NEXT)
    assert by_key.over
    blind.stage.show(Tell("pin-changed"))
    by_touch = blind.voice.talk
    blind.wait()
    blind.tap(640, 400)
    assert by_touch.over


def test_the_marked_key_pauses_goes_on_and_says_a_page_once_more(blind: Blind) -> None:
    blind.meets(Tell("wrong-can"))
    blind.voice.slow = True
    blind.stage.show(Tell("pin-set"))
    blind.keys(SPEECH, SPEECH)
    assert blind.voice.said[-2:] == ["(pauses)", "(goes on)"]
    blind.voice.comes_to(len(blind.voice.talk.segments))
    blind.voice.said.clear()
    blind.keys(SPEECH)
    assert blind.says("pin-set.title") in blind.voice.said


def test_no_key_cuts_off_the_warning_before_the_last_try_but_the_choices_may_be_cut(
    blind: Blind,
) -> None:
    blind.meets(Tell("wrong-can"))
    blind.voice.slow = True
    blind.stage.show(LAST_TRY)
    warning = [segment.words for segment in blind.voice.talk.segments]
    last = warning.index(blind.says("last-try.body")) + 1
    blind.voice.comes_to(last - 1)
    blind.types("2")
    blind.keys(OK, OK, TAKE_BACK, SPEECH)
    assert "(stops)" not in blind.voice.said
    assert "answer" not in blind.someone.did
    assert "back" not in blind.someone.did
    blind.voice.comes_to(last)
    blind.types("2")
    blind.keys(OK)
    assert blind.someone.answers == [LastTry.GO_ON]


def test_a_voice_that_dies_does_not_lock_the_keys(blind: Blind) -> None:
    blind.meets(Tell("wrong-can"))
    blind.voice.slow = True
    blind.stage.show(LAST_TRY)
    blind.voice.talk.over = True
    blind.types("1")
    blind.keys(OK)
    assert blind.someone.answers == [LastTry.GO_TO_DESK]


def test_a_card_left_behind_and_a_visit_about_to_end_are_said_aloud_to_everybody(
    sighted: Blind,
) -> None:
    sighted.meets(Tell("wrong-can"))
    sighted.stage.still_there(GRACE_SECONDS)
    sighted.stage.still_there(7.0)
    assert sighted.voice.said == [
        sighted.says("still-there.title"),
        sighted.texts("still-there.body", round(GRACE_SECONDS)),
    ]
    sighted.stage.still_there(None)
    sighted.meets(AwaitRemoval("card-left-behind"))
    assert sighted.voice.said == []
    for level in (1, 2, 3):
        sighted.stage.alarm(level)
    assert sighted.voice.said.count(sighted.says("card-left-behind.title")) == 3


def test_any_key_gives_more_time_and_does_nothing_else(blind: Blind) -> None:
    blind.meets(Tell("wrong-can"))
    for code in (OK, SPEECH, LOUDER, 257):
        blind.stage.still_there(GRACE_SECONDS)
        blind.someone.did.clear()
        blind.keys(code)
        assert blind.someone.did == ["touched"]
        blind.stage.still_there(None)
    assert blind.stage.comfort.volume == AT_REST.volume


# volume


def test_the_volume_follows_its_keys_in_ten_steps_and_is_at_rest_after_the_visit(
    blind: Blind,
) -> None:
    blind.meets(ASK_PIN)
    blind.types("12")
    blind.keys(*[SOFTER] * (AT_REST.volume + 2))
    assert blind.voice.volume == 0
    assert blind.voice.said[-1] == blind.says("speech.volume", volume=0, loudest=LOUDEST)
    blind.keys(*[LOUDER] * (LOUDEST + 2))
    assert blind.voice.volume == LOUDEST
    blind.types("3456")
    blind.keys(OK)
    assert len(blind.someone.answers) == 1, "the digits typed before are still there"
    blind.stage.attract()
    assert blind.voice.volume == AT_REST.volume


def test_louder_while_something_is_said_does_not_cut_it_off(blind: Blind) -> None:
    blind.meets(Tell("wrong-can"))
    blind.voice.slow = True
    blind.stage.show(Tell("pin-set"))
    talk = blind.voice.talk
    blind.keys(LOUDER)
    assert blind.voice.talk is talk
    assert not talk.over
    assert blind.voice.volume == AT_REST.volume + 1


# keys and focus


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
    sighted.types("1")
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


# with a real daemon


def test_a_page_is_spoken_by_a_real_daemon_in_the_language_that_was_chosen(
    kivy_window: None, tmp_path: Path
) -> None:
    from kiosk.screens.guide import Guide  # noqa: PLC0415  needs the window

    with Ear(tmp_path) as ear:
        voice = Voice(ear.address)
        try:
            play = Theatre(1280, 800, 10.1)
            play.stage.guide = Guide(voice, time.monotonic)
            play.stage.show(Choose("home", HomeChoice))
            play.stage.headphones(True)
            ear.waits_for("Was möchten Sie tun?")
            play.press("Deutsch", "English")
            assert ear.waits_for("What would you like to do?").language == "en"
            names = [one.name for one in play.texts.languages()]
            play.press(play.texts("language.name"))
            wait_until(
                lambda: names[0] in [one.words for one in ear.heard() if one.language == "de"],
                10,
                "German called by a German voice",
            )
        finally:
            voice.close()
