"""What the screens promise to fingers and eyes. Pages are built in a real window of Kivy."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import pytest

from kiosk.conductor import GRACE_SECONDS
from kiosk.eid.connection import ReaderState
from kiosk.journeys.resume_pin import LastTry
from kiosk.journeys.steps import (
    AskNewPin,
    AskSecret,
    AwaitCard,
    AwaitRemoval,
    Choose,
    ChooseWithCard,
    Field,
    LookAtCard,
    Mood,
    Picture,
    Progress,
    Tell,
)
from kiosk.journeys.visit import HomeChoice
from kiosk.journeys.which_pin import Letter
from kiosk.screens.theme import CONTRAST, DAY, Measures, contrast
from kiosk.secret import Secret
from tests.gallery import PANELS
from tests.theatre import Theatre

if TYPE_CHECKING:
    from kiosk.screens.keypad import KeypadPage

ASK_PIN = AskSecret(Field.PIN, "enter-old-pin", count=3, progress=Progress("change-pin", 1, 3))


def keypad(play: Theatre) -> KeypadPage:
    page = play.stage.page
    assert page is not None
    return cast("KeypadPage", page)


Opening = Callable[..., Theatre]


@pytest.fixture
def theatre(kivy_window: None) -> Opening:
    def opened(
        width: int = 1280, height: int = 800, diagonal: float = 10.1, **more: Any
    ) -> Theatre:
        return Theatre(width, height, diagonal, **more)

    return opened


def test_letters_stand_out_seven_to_one_and_outlines_three_to_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    for palette in (DAY, CONTRAST):
        for letters, ground in palette.texts():
            assert contrast(letters, ground) >= 7, (letters, ground)
        for outline, ground in palette.outlines():
            assert contrast(outline, ground) >= 3, (outline, ground)


@pytest.mark.parametrize(("width", "height", "diagonal"), PANELS)
def test_keys_are_as_large_as_a_finger_needs_and_stand_apart(
    theatre: Opening, width: int, height: int, diagonal: float
) -> None:
    from kiosk.screens.widgets import PushButton  # noqa: PLC0415
    from tests.finger import shown  # noqa: PLC0415

    play = theatre(width, height, diagonal)
    play.stage.show(ASK_PIN)
    keys = [
        widget
        for widget in play.room.walk(restrict=True)
        if isinstance(widget, PushButton) and shown(widget) in [[str(d)] for d in range(10)]
    ]
    millimetre = Measures.of_window(width, height, diagonal).millimetre
    least = 20 if diagonal >= 10 else 12
    assert len(keys) == 10
    assert min(min(key.size) for key in keys) >= least * millimetre - 1
    columns = sorted({key.x for key in keys})
    assert columns[1] - columns[0] - keys[0].width >= 3 * millimetre - 1


def test_the_keypad_masks_what_is_typed_takes_digits_back_and_hands_them_over_once_complete(
    theatre: Opening,
) -> None:
    from tests.finger import backspace  # noqa: PLC0415

    play = theatre()
    play.stage.show(ASK_PIN)
    play.press("1", "2", "3", "4", "5", "9")
    assert all(word not in "123459" or len(word) == 1 for word in play.shown())
    play.tap(*backspace(play.room).center)
    play.press("6", "7", "button.ok")  # the seventh digit finds no place
    (secret,) = play.someone.answers
    assert isinstance(secret, Secret)
    assert bytes(secret.view()) == b"123456"


def test_ok_does_nothing_before_the_last_digit(theatre: Opening) -> None:
    from tests.finger import button  # noqa: PLC0415

    play = theatre()
    play.stage.show(ASK_PIN)
    play.press("1", "2", "3", "4", "5")
    assert button(play.room, play.texts("button.ok")) is None
    play.stage.key_down(13)
    assert play.someone.answers == []


def test_a_keyboard_and_a_twelve_key_pad_type_too(theatre: Opening) -> None:
    play = theatre()
    play.stage.show(ASK_PIN)
    for code in (49, 50, 51, 260, 261, 57, 8, 262, 271):  # 1 2 3, keypad 4 5, 9 taken back, 6
        play.stage.key_down(code)
    (secret,) = play.someone.answers
    assert isinstance(secret, Secret)
    assert bytes(secret.view()) == b"123456"


def test_no_widget_holds_a_typed_digit(theatre: Opening) -> None:
    play = theatre()
    play.stage.show(ASK_PIN)
    play.press("7", "3", "8", "1", "6")
    for widget in play.room.walk(restrict=True):
        for name in widget.properties():
            assert "73816" not in str(getattr(widget, name)), name


def test_sliding_off_a_button_presses_nothing(theatre: Opening) -> None:
    from tests.finger import Touch, button  # noqa: PLC0415

    play = theatre()
    play.stage.show(Tell("wrong-can"))
    play.wait()
    next_button = button(play.room, play.texts("button.next"))
    assert next_button
    touch = Touch(*next_button.center)
    touch.down()
    touch.slide(10, 10)
    touch.up()
    assert "answer" not in play.someone.did


def test_a_second_tap_does_not_answer_a_page_that_nobody_has_read(theatre: Opening) -> None:
    from tests.finger import button  # noqa: PLC0415

    play = theatre()
    play.stage.show(Tell("wrong-can"))
    next_button = button(play.room, play.texts("button.next"))
    assert next_button
    play.tap(*next_button.center)
    assert "answer" not in play.someone.did
    play.press("button.next")
    assert play.someone.did[-1] == "answer"


def test_the_desk_is_the_yellow_and_first_offer_at_the_last_try(theatre: Opening) -> None:
    from tests.finger import button  # noqa: PLC0415

    play = theatre()
    play.stage.show(ChooseWithCard("last-try", LastTry, Mood.CAUTION, picture=Picture.CARD))
    desk = button(play.room, play.texts("last-try.go-to-desk"))
    go_on = button(play.room, play.texts("last-try.go-on"))
    assert desk
    assert go_on
    assert desk.ground == DAY.yellow
    assert go_on.ground == DAY.paper
    assert desk.y > go_on.y


def test_every_control_around_a_page_does_what_it_says(theatre: Opening) -> None:
    play = theatre()
    play.stage.show(Choose("have-letter", Letter))
    play.press("button.back", "button.end")
    assert [deed for deed in play.someone.did if deed != "touched"] == ["back", "end"]
    play.press("button.help")
    assert play.texts("help.body") in play.shown()
    play.press("button.close")
    assert play.texts("help.body") not in play.shown()


def test_nothing_under_an_overlay_can_be_touched(theatre: Opening) -> None:
    from tests.finger import button  # noqa: PLC0415

    play = theatre()
    play.stage.show(Tell("wrong-can"))
    play.wait()
    below = button(play.room, play.texts("button.next"))
    assert below
    play.press("button.help")
    play.tap(*below.center)
    assert "answer" not in play.someone.did


def test_one_tap_anywhere_gives_more_time_and_answers_nothing(theatre: Opening) -> None:
    play = theatre()
    play.stage.show(Tell("wrong-can"))
    play.wait()
    play.stage.still_there(GRACE_SECONDS)
    play.stage.still_there(7.2)
    assert play.texts("still-there.body", 7) in play.shown()
    play.someone.did.clear()
    play.tap(1200, 60)  # where the language button is
    assert play.someone.did == ["touched"]
    play.stage.still_there(None)
    assert play.texts("still-there.title") not in play.shown()


def test_another_language_keeps_the_digits_and_the_next_visit_begins_in_german(
    theatre: Opening,
) -> None:
    play = theatre()
    play.stage.show(ASK_PIN)
    play.press("1", "2", "3")
    play.press("Deutsch", "English", "4", "5", "6", "button.ok")
    (secret,) = play.someone.answers
    assert isinstance(secret, Secret)
    assert bytes(secret.view()) == b"123456"
    play.stage.attract()
    assert "Ihr Ausweis kann mehr." in play.shown()


def test_digits_that_were_not_handed_over_are_wiped_with_the_page(theatre: Opening) -> None:
    play = theatre()
    play.stage.show(ASK_PIN)
    play.press("1", "2", "3")
    entry = keypad(play).entry
    assert len(entry) == 3
    play.stage.attract()
    assert len(entry) == 0


def test_who_does_not_have_the_secret_says_so_and_nothing_is_handed_over(
    theatre: Opening,
) -> None:
    play = theatre()
    play.stage.show(ASK_PIN)
    entry = keypad(play).entry
    play.press("1", "2", "enter-old-pin.missing")
    assert play.someone.answers == [None]
    assert len(entry) == 0


def test_a_missing_reader_is_said_where_a_card_is_waited_for(theatre: Opening) -> None:
    play = theatre()
    play.stage.attract()
    play.stage.reader(ReaderState.MISSING)
    (said,) = [words for words in play.shown() if play.texts("reader-missing.body") in words]
    assert play.texts("reader-missing.title") in said
    play.stage.show(AwaitCard("lay-card-on"))
    assert play.texts("reader-missing.title") in play.shown()
    play.stage.reader(ReaderState.EMPTY)
    assert play.texts("lay-card-on.title") in play.shown()


def test_a_card_left_behind_raises_an_alarm_that_grows_and_falls_silent(theatre: Opening) -> None:
    from tests.finger import pixel  # noqa: PLC0415

    play = theatre()
    play.stage.show(AwaitRemoval("card-left-behind", Mood.CAUTION))
    assert pixel(play.room, 20, 300) == DAY.paper
    play.stage.alarm(1)
    assert pixel(play.room, 20, 300) == DAY.yellow
    for level in (2, 3):
        play.stage.alarm(level)
        assert play.texts("card-left-behind.title") in play.shown()
    play.stage.alarm(0)
    assert pixel(play.room, 20, 300) == DAY.paper


@pytest.mark.parametrize("text", ["take-card", "card-left-behind"])
def test_nothing_but_taking_the_card_silences_its_alarm(theatre: Opening, text: str) -> None:
    play = theatre()
    play.stage.show(AwaitRemoval(text))
    play.stage.alarm(3)
    assert play.texts("button.end") not in play.shown()
    assert play.texts("button.back") not in play.shown()
    assert play.texts("button.help") in play.shown()


def test_card_work_that_hangs_points_to_the_desk(theatre: Opening) -> None:
    play = theatre()
    play.stage.show(LookAtCard())
    assert play.texts("looking-at-card.title") in play.shown()
    assert play.texts("button.end") not in play.shown(), "a write is not to be broken off"
    play.stage.work_hangs()
    assert play.texts("work-hangs.title") in play.shown()


def test_the_practice_bar_lays_cards_on_and_takes_them_away(theatre: Opening) -> None:
    play = theatre(demo=True)
    assert play.reader
    play.stage.attract()
    assert play.reader.state() is ReaderState.EMPTY
    play.press("practice.lay-on")
    assert play.reader.state() is ReaderState.CARD
    play.stage.show(LookAtCard())
    assert play.texts("practice.word") in play.shown()
    play.press("practice.lift")
    assert play.reader.state() is ReaderState.EMPTY


def test_a_page_that_is_gone_leaves_nothing_in_memory(theatre: Opening) -> None:
    play = theatre()
    pages = []
    for step in (ASK_PIN, Choose("home", HomeChoice), LookAtCard(), AskNewPin("choose-new-pin")):
        play.stage.show(step)
        pages.append(weakref.ref(play.stage.page))
    play.stage.attract()
    gc.collect()
    assert [page() for page in pages] == [None] * len(pages)
