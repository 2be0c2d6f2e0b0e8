"""What the screens say, to whom, and when they are silent."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kiosk.comfort import AT_REST, LOUDEST
from kiosk.conductor import GRACE_SECONDS
from kiosk.journeys.resume_pin import LastTry
from kiosk.journeys.steps import (
    AskSecret,
    AwaitRemoval,
    Choose,
    ChooseWithCard,
    Field,
    Mood,
    Progress,
    Tell,
)
from kiosk.journeys.visit import HomeChoice
from kiosk.secret import Secret
from kiosk.speech.voice import Voice
from kiosk.texts import Texts
from tests.blind import (
    LOUDER,
    NEXT,
    OK,
    SOFTER,
    SPEECH,
    TAKE_BACK,
    Blind,
)
from tests.ear import Ear
from tests.gallery import PANELS
from tests.pcscd import wait_until
from tests.theatre import Theatre

ASK_PIN = AskSecret(Field.PIN, "enter-old-pin", count=3, progress=Progress("change-pin", 1, 3))
LAST_TRY = ChooseWithCard("last-try", LastTry, Mood.CAUTION)


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
    nameless.put(nameless.button("", 100, lambda: None), 0, 100)
    silent.put(silent.text("Ein Satz", 20, 200), 0, 0)
    hidden = silent.put(silent.button("Weiter", 100, lambda: None), 0, 100)
    silent.silent.append(hidden)
    for top in (0, 100):
        alike.put(alike.button("Weiter", 100, lambda: None), 0, top)
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
