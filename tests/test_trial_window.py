"""A finger identifies itself to a practice service, on the real window and on its pages."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kiosk.eid.eac.access import Access
from kiosk.eid.eac.model import Identified
from kiosk.eid.practice_engine import PracticeEngine
from kiosk.eid.simulator.personas import load_persona
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.journeys.atlas.specimen import PROVIDERS
from kiosk.journeys.learn import PAGES, AfterLearning, Onward
from kiosk.journeys.steps import (
    AskSecret,
    AwaitCard,
    Choose,
    Explain,
    Field,
    Picture,
    Progress,
    Step,
)
from kiosk.journeys.trial import CARD
from kiosk.journeys.trial_steps import (
    AfterTrial,
    Grant,
    PickProvider,
    ShowProvider,
    ShowSeen,
    access_text,
)
from kiosk.journeys.try_out import Exercise
from kiosk.practice import Hand
from kiosk.secret import Secret
from tests.gallery import PANELS, trial_steps
from tests.pcscd import Pcscd
from tests.real_kiosk import real_kiosk
from tests.test_real_window import HOME, SIZE
from tests.theatre import Theatre

if TYPE_CHECKING:
    from kiosk.screens.room import Room

MOVE_HOUSE = next(one for one in PROVIDERS if one.id == "move-house")
PIN = "482915"
KEPT = Access.NATIONALITY
SMALLEST, *_, PORTRAIT = PANELS


def seen_without(kept: Access) -> Identified:
    """What the office sees of the practice card if that was unticked."""
    reader = PracticeReader()
    reader.lay_on(load_persona(CARD).make_chip())
    engine = PracticeEngine(reader, lambda: date(2026, 11, 24))
    engine.look()
    asked = (*MOVE_HOUSE.required, *MOVE_HOUSE.optional)
    granted = tuple(one for one in asked if one is not kept)
    seen = engine.identify(MOVE_HOUSE.id, granted, Secret(PIN.encode()))
    assert isinstance(seen, Identified)
    return seen


def test_a_finger_identifies_itself_and_keeps_back_what_it_has_unticked(
    pcscd: Pcscd, kivy_window: None, tmp_path: Path
) -> None:
    from tests.twin import RealWindow, Twin  # noqa: PLC0415  needs the window

    twin = Twin(*SIZE)
    hand = Hand(PracticeReader(), [load_persona(CARD)])
    say = twin.texts
    exercises, grant = Choose("practise", Exercise), Grant("trial-data", MOVE_HOUSE)
    pin = AskSecret(Field.PIN, "trial-pin", count=3)
    seen = ShowSeen("trial-seen", AfterTrial, seen=seen_without(KEPT), provider=MOVE_HOUSE)

    def sees(step: Step[Any], typed: int = 0) -> Room:
        room = twin.practice(step, hand, typed)
        window.sees(room)
        return room

    with real_kiosk(SIZE, tmp_path) as kiosk:
        window = RealWindow(kiosk.display)
        window.sees(twin.attract())
        window.tap(300, 300)
        window.sees(twin.page(HOME))
        window.press(twin.page(HOME), say("home.try"))
        window.sees(twin.page(exercises))
        window.press(twin.page(exercises), say("practise.identify"))
        window.press(sees(PickProvider("trial", PROVIDERS)), say("trial.move-house"))
        window.press(sees(ShowProvider("trial-provider", MOVE_HOUSE)), say("button.next"))
        window.press(sees(grant), say(access_text(KEPT)), say("button.next"))
        window.press(sees(AwaitCard("lay-card-on")), say("practice.lay-on"))
        hand.lay_on()
        window.press(sees(pin), *PIN)
        window.press(sees(pin, len(PIN)), say("button.ok"))
        window.press(sees(seen), say("trial-seen.another"))
        hand.lift()
        sees(PickProvider("trial", PROVIDERS))


def test_a_finger_finds_the_trial_at_the_end_of_what_the_online_function_can_do(
    pcscd: Pcscd, kivy_window: None, tmp_path: Path
) -> None:
    from tests.twin import RealWindow, Twin  # noqa: PLC0415  needs the window

    twin = Twin(*SIZE)
    say, hand = twin.texts, Hand(PracticeReader(), [load_persona(CARD)])
    with real_kiosk(SIZE, tmp_path) as kiosk:
        window = RealWindow(kiosk.display)
        window.sees(twin.attract())
        window.tap(300, 300)
        window.sees(twin.page(HOME))
        window.press(twin.page(HOME), say("home.learn"))
        for number, (text, picture) in enumerate(PAGES, 1):
            progress = Progress("learn", number, len(PAGES))
            page = Explain(text, Onward, picture=picture, progress=progress, buttons="learn")
            window.sees(twin.page(page))
            window.press(twin.page(page), say("learn.next"))
        end = Explain("learn-end", AfterLearning, picture=Picture.CARD_ON_READER)
        window.sees(twin.page(end))
        window.press(twin.page(end), say("learn-end.try"))
        window.sees(twin.practice(PickProvider("trial", PROVIDERS), hand))


class Trial(Theatre):
    """Somebody with a practice card before a page of a trial identification."""

    def __init__(self, panel: tuple[int, int, float]) -> None:
        super().__init__(*panel)
        self.stage.practise(Hand(PracticeReader(), [load_persona(CARD)]))


@pytest.mark.parametrize("panel", [SMALLEST, PORTRAIT])
def test_what_is_unticked_is_not_granted_and_stays_unticked_in_another_language(
    kivy_window: None, panel: tuple[int, int, float]
) -> None:
    play = Trial(panel)
    play.stage.show(Grant("trial-data", MOVE_HOUSE))
    play.press(access_text(KEPT), access_text(Access.BIRTH_NAME), access_text(Access.BIRTH_NAME))
    play.press("Deutsch", "English", "button.next")
    asked = (*MOVE_HOUSE.required, *MOVE_HOUSE.optional)
    assert play.someone.answers == [tuple(one for one in asked if one is not KEPT)]


def test_what_was_unticked_before_is_unticked_when_one_comes_back(kivy_window: None) -> None:
    play = Trial(SMALLEST)
    play.stage.show(Grant("trial-data", MOVE_HOUSE, (KEPT,)))
    play.press("button.next")
    asked = (*MOVE_HOUSE.required, *MOVE_HOUSE.optional)
    assert play.someone.answers == [tuple(one for one in asked if one is not KEPT)]


def test_ticks_are_whole_again_at_the_next_provider(kivy_window: None) -> None:
    play = Trial(SMALLEST)
    play.stage.show(Grant("trial-data", MOVE_HOUSE))
    play.press(access_text(KEPT))
    play.stage.show(Grant("trial-data", MOVE_HOUSE))
    play.press("button.next")
    assert play.someone.answers == [(*MOVE_HOUSE.required, *MOVE_HOUSE.optional)]


def test_who_hears_instead_of_seeing_is_told_what_a_tick_says_now(kivy_window: None) -> None:
    play = Trial(SMALLEST)
    play.stage.show(Grant("trial-data", MOVE_HOUSE))
    play.press("comfort.speech", access_text(KEPT))
    name = play.texts(access_text(KEPT))
    assert play.voice.said[-1] == f"{name}: {play.texts('trial-seen.no')}"


@pytest.mark.parametrize("panel", PANELS)
def test_who_only_asks_for_the_age_sees_nothing_else(
    kivy_window: None, panel: tuple[int, int, float]
) -> None:
    play = Trial(panel)
    play.stage.show(
        next(
            step
            for step in trial_steps()
            if isinstance(step, ShowSeen) and step.provider.id == "age-check"
        )
    )
    shown = play.shown()
    assert play.texts("access.age-verification", 18) in shown
    assert play.texts("trial-seen.yes") in shown
    assert not [words for words in shown if "Erkan" in words or "1983" in words]
    stayed = next(words for words in shown if play.texts("trial-seen.never") in words)
    assert play.texts("access.date-of-birth") in stayed
    assert play.texts("access.place-of-residence") in stayed


def test_a_real_card_laid_on_is_told_where_one_identifies_oneself_for_real(
    kivy_window: None,
) -> None:
    from kiosk.screens.qr import Code  # noqa: PLC0415  needs the window

    play = Trial(SMALLEST)
    play.stage.show(AskSecret(Field.PIN, "trial-pin", count=3))
    play.stage.real_card(True)
    assert play.texts("real-card.body") in play.shown()
    assert "AusweisApp" in play.texts("real-card.body")
    codes = [one.text for one in play.room.walk() if isinstance(one, Code)]
    assert codes == ["https://www.ausweisapp.bund.de/"]
