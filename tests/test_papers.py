"""Data protection and accessibility: two touches from every screen, no place is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk.eid.connection import ReaderState
from kiosk.journeys.atlas.walk import Chart
from kiosk.journeys.learn import PAGES, Onward
from kiosk.journeys.steps import AskSecret, BeginPractice, CardStep, Explain, Field
from kiosk.settings import Contact, Screen, Settings
from tests.room import Room as Kiosk

if TYPE_CHECKING:
    from tests.theatre import Theatre

ASK_PIN = AskSecret(Field.PIN, "enter-old-pin", count=3)

PAPERS = ["privacy", "accessibility"]


@pytest.fixture
def play(kivy_window: None) -> Theatre:
    from tests.theatre import Theatre  # noqa: PLC0415  needs the window

    return Theatre(800, 480, 7.0)


@pytest.mark.parametrize("paper", PAPERS)
def test_two_touches_lead_there_from_every_step_and_one_leads_back(
    play: Theatre, chart: Chart, paper: str
) -> None:
    """But from card work: that is over in two seconds, and where it is not, help is there."""
    texts_met = {getattr(step, "text", ""): step for step in chart.steps()}
    for text, step in texts_met.items():
        if isinstance(step, CardStep | BeginPractice):
            continue
        play.stage.show(step)
        before = play.stage.page
        play.press("button.help", f"help.{paper}")
        assert play.texts(f"{paper}.title") in play.shown(), text
        play.press("button.close")
        assert play.texts(f"{paper}.title") not in play.shown(), text
        assert play.stage.page is before, text
    assert play.someone.answers == []


@pytest.mark.parametrize("paper", PAPERS)
def test_two_touches_lead_there_from_the_greeting(kivy_window: None, paper: str) -> None:
    """Help begins a visit, so that time takes it away when nobody reads it any more."""
    from tests.theatre import Theatre  # noqa: PLC0415

    play = Theatre(1080, 1920, 21.5)
    play.stage.attract()
    play.press("button.help", f"help.{paper}")
    assert play.someone.did[:2] == ["touched", "start"]
    assert play.texts(f"{paper}.title") in play.shown()


def test_what_was_typed_is_still_there_after_reading(play: Theatre) -> None:
    play.stage.show(ASK_PIN)
    play.press("4", "8", "2", "9")
    play.press("button.help", "help.privacy", "button.close")
    play.press("1", "5", "button.ok")
    (secret,) = play.someone.answers
    assert bytes(secret.view()) == b"482915"  # type: ignore[attr-defined]


def test_where_card_work_hangs_help_is_there(play: Theatre, chart: Chart) -> None:
    play.stage.show(next(step for step in chart.steps() if isinstance(step, CardStep)))
    play.stage.work_hangs()
    play.press("button.help", "help.privacy")
    assert play.texts("privacy.title") in play.shown()


def test_the_privacy_page_says_what_is_looked_at_counted_and_kept_and_whom_to_ask(
    play: Theatre,
) -> None:
    play.stage.show(ASK_PIN)
    play.press("button.help", "help.privacy")
    for part in ("card", "counted", "kept", "contact"):
        assert play.texts(f"privacy.{part}") in play.shown()
        assert play.texts(f"privacy.{part}.body") in play.shown()


def test_the_settings_name_whom_to_ask_beside_the_team(kivy_window: None) -> None:
    from kivy.core.window import Window  # noqa: PLC0415

    from kiosk.screens.room import Room  # noqa: PLC0415
    from kiosk.texts import Texts  # noqa: PLC0415
    from tests import finger  # noqa: PLC0415
    from tests.mouth import Mouth  # noqa: PLC0415
    from tests.theatre import Someone  # noqa: PLC0415

    contact = Contact("Datenschutz, datenschutz@stadt.example", "Teilhabe, 0000 123")
    now = iter(range(0, 1000, 5))
    settings = Settings(screen=Screen(10.1), contact=contact)
    room = Room(settings, Texts(), None, [], now.__next__, voice=Mouth())
    room.stage.person = Someone()
    Window.size = 1280, 800
    room.measure(1280, 800)
    for one in Window.children[:]:
        Window.remove_widget(one)
    Window.add_widget(room)
    for paper, said in (
        ("privacy", contact.data_protection),
        ("accessibility", contact.accessibility),
    ):
        room.stage.show(ASK_PIN)
        for key in ("button.help", f"help.{paper}"):
            button = finger.button(room, Texts()(key))
            assert button
            finger.tap(*button.center)
        assert said in finger.shown(room)


# the pages that explain, on the screen


def test_next_and_back_are_in_the_same_place_on_every_page(play: Theatre) -> None:
    from tests.finger import button  # noqa: PLC0415

    places = set()
    for text, picture in PAGES:
        play.stage.show(Explain(text, Onward, picture=picture, buttons="learn"))
        following, back = (
            button(play.room, play.texts(key)) for key in ("learn.next", "button.back")
        )
        assert following
        assert back
        places.add((following.right, following.y > 0, *back.pos))
    assert len(places) == 1


def test_a_language_chosen_on_an_explanation_does_not_lose_the_page(play: Theatre) -> None:
    text, picture = PAGES[4]
    play.stage.show(Explain(text, Onward, picture=picture, buttons="learn"))
    play.press("Deutsch", "English")
    assert "What does it cost?" in play.shown()


# the whole kiosk


def test_reading_is_a_visit_that_ends_by_itself() -> None:
    room = Kiosk()
    room.kiosk.reader_changed(ReaderState.EMPTY)
    room.kiosk.start()
    room.pass_time(200)
    assert room.on_screen() == "attract"
