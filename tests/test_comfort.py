"""What somebody can choose for eye and hand: it changes the looks, loses nothing, and ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import pytest

from kiosk.comfort import AT_REST, LOUDEST, Comfort, Reach, TextSize
from kiosk.eid.connection import ReaderState
from kiosk.journeys.steps import AskSecret, Choose, ChooseWithCard, Field, Mood, Progress, Tell
from kiosk.journeys.visit import HomeChoice
from kiosk.journeys.which_pin import Letter
from kiosk.screens.theme import CAPITAL, CAPITAL_MILLIMETRES, CONTRAST, DAY, Measures
from kiosk.secret import Secret
from kiosk.texts import AT_REST as GERMAN
from kiosk.texts import Texts
from tests.gallery import PANELS, all_actions
from tests.test_screens import keypad
from tests.theatre import Theatre

if TYPE_CHECKING:
    from kiosk.screens.page import Page
    from kiosk.screens.widgets import PushButton, Text

ASK_PIN = AskSecret(Field.PIN, "enter-old-pin", count=3, progress=Progress("change-pin", 1, 3))
LAST_TRY = Choose("have-letter", Letter, Mood.CAUTION)
STEPS = (ASK_PIN, LAST_TRY, Tell("wrong-can"), Choose("home", HomeChoice))

PORTRAIT = PANELS[-1]
LARGE_PANELS = [panel for panel in PANELS if panel[2] >= 10]
EVERYTHING = Comfort(TextSize.LARGE, True, Reach.LOWER_HALF, True, True, LOUDEST)


@pytest.fixture
def theatre(kivy_window: None) -> type[Theatre]:
    return Theatre


def page_of(step: Any, panel: tuple[int, int, float], comfort: Comfort) -> Page:
    from kiosk.screens.pages import Moment, page_for  # noqa: PLC0415  needs the window
    from kiosk.screens.sheet import Frame  # noqa: PLC0415

    frame = Frame(Texts(), Measures.of_window(*panel), "Amt", False, comfort)
    moment = Moment(ReaderState.CARD, Secret())
    return page_for(frame, step, moment, lambda _: None, all_actions())


def opened(page: Page) -> Iterator[Page]:
    """The page at each of its leaves."""
    for leaf in range(page.book.leaves if page.book else 1):
        if page.book:
            page.book.turn_to(leaf)
        yield page


def texts_in(page: Page) -> list[Text]:
    from kiosk.screens.widgets import Text  # noqa: PLC0415

    return [one for one in page.walk(restrict=True) if isinstance(one, Text) and one.text]


def buttons_in(page: Page) -> list[PushButton]:
    from kiosk.screens.widgets import PushButton  # noqa: PLC0415
    from tests.finger import visible  # noqa: PLC0415

    return [one for one in visible(page) if isinstance(one, PushButton)]


# from every page, at once, and without losing the place


@pytest.mark.parametrize("pill", ["comfort.larger", "comfort.contrast", "comfort.speech"])
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.text)
def test_size_contrast_and_speech_are_one_touch_away_on_every_page(
    theatre: type[Theatre], step: Any, pill: str
) -> None:
    play = theatre(1280, 800, 10.1)
    play.stage.show(step)
    play.press(pill)
    changed = {
        "comfort.larger": replace(AT_REST, size=TextSize.LARGE),
        "comfort.contrast": replace(AT_REST, contrast=True),
        "comfort.speech": replace(AT_REST, speech=True),
    }
    assert play.stage.comfort == changed[pill]
    assert any(play.texts(f"{step.text}.title").startswith(words) for words in play.shown())


def test_a_choice_at_the_greeting_begins_a_visit(theatre: type[Theatre]) -> None:
    play = theatre(1280, 800, 10.1)
    play.stage.attract()
    play.press("comfort.contrast")
    assert play.stage.comfort.contrast
    assert play.someone.did[-1] == "start"


def test_the_typed_digits_stay_whatever_is_chosen(theatre: type[Theatre]) -> None:
    play = theatre(1080, 1920, 21.5)
    play.stage.show(ASK_PIN)
    play.press("1", "2", "3")
    play.stage.change_comfort(EVERYTHING)
    play.press("4", "5", "6", "button.ok")
    (secret,) = play.someone.answers
    assert isinstance(secret, Secret)
    assert bytes(secret.view()) == b"123456"


@pytest.mark.parametrize(
    ("panel", "sizes"), [(PANELS[0], (150, 100)), (PANELS[1], (150, 200, 100))], ids=str
)
def test_the_letters_grow_step_by_step_and_are_small_again_after_the_largest(
    theatre: type[Theatre], panel: tuple[int, int, float], sizes: tuple[int, ...]
) -> None:
    play = theatre(*panel)
    play.stage.show(LAST_TRY)
    for size in sizes:
        play.press("comfort.larger")
        assert play.stage.comfort.size.value == size


def test_everything_can_be_chosen_in_one_place(theatre: type[Theatre]) -> None:
    play = theatre(1080, 1920, 21.5)
    play.stage.show(LAST_TRY)
    play.press("comfort.title")
    on, off = play.texts("comfort.on"), play.texts("comfort.off")
    for name in ("contrast", "speech", "steady"):
        play.press(f"{play.texts(f'comfort.{name}')}: {off}")
        assert getattr(play.stage.comfort, name), name
        assert f"{play.texts(f'comfort.{name}')}: {on}" in play.shown()
    for _ in range(5):
        play.press("comfort.louder")
    assert play.stage.comfort.volume == LOUDEST
    for _ in range(5):
        play.press("comfort.softer")
    assert play.stage.comfort.volume == 0
    play.press("comfort.reach.lower-third")
    assert play.stage.comfort.reach is Reach.LOWER_THIRD
    play.press("Deutsch", "English")
    assert play.texts("have-letter.title") in play.shown()


def test_nothing_that_was_chosen_outlives_the_visit(theatre: type[Theatre]) -> None:
    chosen = {field.name: getattr(EVERYTHING, field.name) for field in fields(Comfort)}
    assert all(value != getattr(AT_REST, name) for name, value in chosen.items())
    play = theatre(1080, 1920, 21.5)
    play.stage.show(LAST_TRY)
    play.stage.change_comfort(EVERYTHING)
    play.texts.language = "en"
    play.stage.attract()
    assert play.stage.comfort == AT_REST
    assert play.texts.language == GERMAN


def test_a_volume_that_no_loudspeaker_has_is_refused() -> None:
    with pytest.raises(ValueError, match="volume 11"):
        Comfort(volume=LOUDEST + 1)


# by eye


def test_high_contrast_is_seen_in_the_pixels(theatre: type[Theatre]) -> None:
    from tests.finger import pixel  # noqa: PLC0415

    play = theatre(1280, 800, 10.1)
    play.stage.show(LAST_TRY)
    assert pixel(play.room, 5, 300) == DAY.paper
    play.press("comfort.contrast")
    assert pixel(play.room, 5, 300) == CONTRAST.paper


@pytest.mark.parametrize("panel", LARGE_PANELS, ids=str)
def test_the_largest_capitals_are_as_high_as_the_standard_asks_for(
    panel: tuple[int, int, float],
) -> None:
    """EN 301 549, 5.1.4: 0.7 degrees at 60 cm, for the plain text of every page."""
    measures = Measures.of_window(*panel)
    pixels = measures.of(29) * measures.scale(TextSize.LARGEST) * CAPITAL
    assert pixels / measures.millimetre >= CAPITAL_MILLIMETRES - 1e-9


@pytest.mark.parametrize(
    ("panel", "size"),
    [(PANELS[0], TextSize.LARGE), (PANELS[1], TextSize.LARGEST), (PORTRAIT, TextSize.LARGEST)],
    ids=str,
)
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.text)
def test_large_letters_are_truly_larger_than_the_small_ones(
    kivy_window: None, panel: tuple[int, int, float], size: TextSize, step: Any
) -> None:
    """Between header and footer. Two things grow less: the captions of the keys, which are larger
    than plain text already, and the question above a keypad that stands beside it."""
    from kiosk.screens.keypad import KeypadPage  # noqa: PLC0415

    def sizes(page: Page) -> dict[str, float]:
        """The size of the letters of each word in the body."""
        found: dict[str, float] = {}
        for leaf in opened(page):
            for text in texts_in(leaf):
                if page.foot < text.center_y < page.height - page.head:
                    found.update(dict.fromkeys(text.text.split(), float(text.font_size)))
        return found

    small, large = page_of(step, panel, AT_REST), page_of(step, panel, Comfort(size=size))
    keys = {*"0123456789", "OK"} if isinstance(small, KeypadPage) else set()
    title = set(small.frame.texts(f"{step.text}.title").split())
    least = 0.94 * size.value / 100
    before, after = sizes(small), sizes(large)
    assert before.keys() <= after.keys(), "nothing is lost"
    for word in before.keys() - keys:
        grows_less = keys and word in title and not large.measures.portrait
        assert after[word] >= before[word] * least * (0.79 if grows_less else 1), word


def test_text_that_is_too_long_is_turned_like_a_book_and_the_choices_come_after_it(
    theatre: type[Theatre],
) -> None:
    from kiosk.journeys.resume_pin import LastTry  # noqa: PLC0415

    play = theatre(1280, 800, 10.1)
    play.stage.show(ChooseWithCard("last-try", LastTry, Mood.CAUTION))
    play.stage.change_comfort(Comfort(size=TextSize.LARGEST))
    assert play.texts("last-try.title") in play.shown()
    book = play.stage.page.book if play.stage.page else None
    assert book
    for _ in range(book.leaves - 1):
        play.press("text.more")
    assert play.texts("last-try.go-on") in play.shown()
    play.press("comfort.contrast")
    assert play.texts("last-try.go-on") in play.shown(), "the same leaf is open"
    play.press("last-try.go-on")
    assert play.someone.answers == [LastTry.GO_ON]
    for _ in range(book.leaves - 1):
        play.press("text.back")
    assert play.texts("last-try.title") in play.shown()


# by hand


@pytest.mark.parametrize("size", TextSize)
@pytest.mark.parametrize("reach", [Reach.LOWER_HALF, Reach.LOWER_THIRD])
def test_all_that_can_be_touched_is_within_reach(
    kivy_window: None, reach: Reach, size: TextSize
) -> None:
    from kiosk.screens.comfort_panel import ComfortPanel  # noqa: PLC0415
    from kiosk.screens.overlay import Help, Languages, StillThere  # noqa: PLC0415

    pages: list[Any] = [page_of(step, PORTRAIT, Comfort(size, reach=reach)) for step in STEPS]
    frame = pages[0].frame
    pages += [
        Help(frame, lambda: None, lambda: None, lambda: None, lambda: None),
        Languages(frame, lambda _: None, lambda: None),
        StillThere(frame, lambda: None, 30),
        ComfortPanel(frame, lambda _: None, lambda: None, lambda: None),
    ]
    highest = PORTRAIT[1] / (2 if reach is Reach.LOWER_HALF else 3)
    for page in pages:
        for leaf in opened(page):
            assert buttons_in(leaf)
            for button in buttons_in(leaf):
                assert button.top <= highest + 1, (type(page).__name__, button.spoken)


def test_controls_move_down_only_where_a_screen_is_tall_enough() -> None:
    assert Measures.of_window(*PORTRAIT).reaches == tuple(Reach)
    for panel in PANELS[:-1]:
        assert Measures.of_window(*panel).reaches == (Reach.WHOLE,)
    assert Reach.LOWER_THIRD not in Measures.of_window(800, 1280, 10.1).reaches


def test_a_trembling_finger_types_a_digit_once(theatre: type[Theatre]) -> None:
    play = theatre(1280, 800, 10.1)
    play.stage.show(ASK_PIN)
    play.stage.change_comfort(Comfort(steady=True))
    one, two = (play.find(digit) for digit in "12")
    for button in (one, one, two, two):
        play.tap(*button.center)
    assert len(keypad(play).entry) == 2
    play.press("2")  # half a second later it is meant
    assert len(keypad(play).entry) == 3


def test_keys_stand_further_apart_for_a_trembling_hand(theatre: type[Theatre]) -> None:
    play = theatre(1080, 1920, 21.5)
    play.stage.show(ASK_PIN)
    near = play.find("2").x - play.find("1").right
    play.stage.change_comfort(Comfort(steady=True))
    assert play.find("2").x - play.find("1").right > 1.5 * near


def test_a_touch_on_a_key_is_felt_at_once_but_does_not_show_which(
    theatre: type[Theatre],
) -> None:
    from tests.finger import Touch, picture  # noqa: PLC0415

    play = theatre(1280, 800, 10.1)
    play.stage.show(ASK_PIN)
    box = keypad(play).boxes[0][0]
    looks = [picture(play.room)]
    for digit in "19":
        touch = Touch(*play.find(digit).center)
        touch.down()
        looks.append(picture(play.room))
        touch.slide(2, 2)
        touch.up()
    calm, first, second = looks
    place = (int(box.x), int(800 - box.top), int(box.right), int(800 - box.y))
    assert first.crop(place).tobytes() != calm.crop(place).tobytes()
    assert first.tobytes() == second.tobytes()


# the same places


@pytest.mark.parametrize("panel", PANELS, ids=str)
def test_back_home_help_comfort_and_end_stand_in_the_same_place_everywhere(
    kivy_window: None, panel: tuple[int, int, float], chart: Any
) -> None:
    from tests.finger import button  # noqa: PLC0415

    keys = ("button.back", "button.home", "button.help", "comfort.title", "button.end")
    places: dict[str, set[tuple[float, ...]]] = {key: set() for key in keys}
    for step in (*STEPS, *chart.steps()[::12]):
        try:
            page = page_of(step, panel, AT_REST)
        except TypeError:  # a step that is over in a moment has no page
            continue
        for key in keys:
            found = button(page, page.frame.texts(key))
            if found:
                places[key].add((*found.pos, *found.size))
    assert {key: len(found) for key, found in places.items()} == dict.fromkeys(keys, 1)
