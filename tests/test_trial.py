"""Online identification to try out, from the list of providers to what was seen."""

from __future__ import annotations

from functools import partial
from typing import Self

import pytest

from kiosk.eid.connection import Reader, ReaderState
from kiosk.eid.eac.access import Access
from kiosk.eid.eac.model import Identifies, Provider
from kiosk.eid.model import CardFault, PinState, PinStatus
from kiosk.eid.native_engine import NativeEngine
from kiosk.eid.practice_engine import PracticeEngine
from kiosk.eid.simulator.personas import Persona, load_persona, load_personas
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.journeys.atlas.proofs import prove_it_asks, prove_it_ends
from kiosk.journeys.atlas.walk import walk
from kiosk.journeys.steps import Ending, OtherJourney
from kiosk.journeys.trial import AfterWrongPin, trial
from kiosk.journeys.trial_steps import (
    AfterTrial,
    Grant,
    Identify,
    PickProvider,
    ShowProvider,
    ShowSeen,
)
from kiosk.journeys.visit import played
from kiosk.secret import Secret
from tests.cards import WRONG_PIN, Desk, Meddled, a_card
from tests.citizen import Citizen
from tests.eac import SERVICES, TODAY, persona

PROVIDERS = tuple(service.provider for service in SERVICES.values())
PIN = "482915"


class Trier(Citizen):
    """Somebody who tries an online identification, and nothing else."""

    async def _visit(self, card_is_there: bool) -> Ending:
        self._ending = await played(partial(trial, PROVIDERS))
        return self._ending

    def goes_to(self, provider: str) -> Self:
        self.sees("trial")
        assert isinstance(self._step, PickProvider)
        return self._answers(next(one for one in self._step.providers if one.id == provider))

    def reads_who_asks(self) -> Provider:
        self.sees("trial-provider")
        assert isinstance(self._step, ShowProvider)
        shown = self._step.provider
        self._answers(None)
        return shown

    def unticks(self, *unticked: Access) -> Self:
        """Grants everything but these."""
        self.sees("trial-data")
        assert isinstance(self._step, Grant)
        provider = self._step.provider
        assert set(unticked) <= set(provider.optional)
        asked = (*provider.required, *provider.optional)
        return self._answers(tuple(one for one in asked if one not in unticked))

    def finds_unticked(self) -> set[Access]:
        self.sees("trial-data")
        assert isinstance(self._step, Grant)
        return set(self._step.withheld)

    def grants(self, *unticked: Access) -> Self:
        """Everything but these, and lays the card on."""
        self.unticks(*unticked)
        return self.sees("lay-card-on").lays_practice_card_on().sees("trial-pin")

    def looks_at_what_was_seen(self) -> ShowSeen:
        self.sees("trial-seen")
        assert isinstance(self._step, ShowSeen)
        return self._step


class InCourse(Trier):
    """Somebody from the class, with the card that the instructor has at hand."""

    async def _visit(self, card_is_there: bool) -> Ending:
        self._ending = await played(partial(trial, PROVIDERS, at_hand=True))
        return self._ending

    def _engine(self, reader: Reader) -> NativeEngine:
        return PracticeEngine(self._reader, lambda: TODAY)

    def identifies_with(self, card: Persona) -> Self:
        """Everything until the card has been looked at."""
        self.touches().goes_to("move-house")
        self.reads_who_asks()
        return self.unticks().sees("lay-card-on").lays_on(card.make_chip())


def begins(provider: str = "move-house") -> Trier:
    trier = Trier().touches().goes_to(provider)
    trier.reads_who_asks()
    return trier


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda one: one.id)
def test_a_provider_sees_what_was_granted_and_the_rest_stays_on_the_card(
    provider: Provider,
) -> None:
    trier = begins(provider.id).grants().types(PIN)
    shown = trier.looks_at_what_was_seen()
    assert shown.provider == provider
    assert shown.seen.valid
    asked = {*provider.required, *provider.optional}
    assert not asked & set(shown.stayed) - {Access.BIRTH_NAME, Access.ARTISTIC_NAME}
    assert set(shown.stayed) | asked == set(Access)
    trier.chooses(AfterTrial.OVERVIEW)


def test_what_is_unticked_stays_on_the_card() -> None:
    trier = begins().grants(Access.NATIONALITY, Access.ACADEMIC_TITLE).types(PIN)
    shown = trier.looks_at_what_was_seen()
    assert {Access.NATIONALITY, Access.ACADEMIC_TITLE} <= set(shown.stayed)
    assert dict(shown.seen.texts)[Access.GIVEN_NAMES] == "Erkan"


def test_the_page_tells_who_asks_as_the_certificate_says() -> None:
    provider = Trier().touches().goes_to("move-house").reads_who_asks()
    assert provider.name == "Stadt Musterhausen, Bürgeramt"
    assert provider.purpose == "Anmeldung einer neuen Wohnung"
    assert provider.address.splitlines()[-1] == "umzug@musterhausen.example"
    assert provider.url == "https://umzug.musterhausen.example"


def test_after_one_provider_another_can_be_tried_with_a_fresh_card() -> None:
    trier = begins("library").grants().types(PIN)
    library = trier.looks_at_what_was_seen().seen.pseudonym
    trier.chooses(AfterTrial.ANOTHER).goes_to("forum").reads_who_asks()
    forum = trier.grants().types(PIN).looks_at_what_was_seen().seen.pseudonym
    assert library
    assert forum
    assert library != forum
    trier.chooses(AfterTrial.OVERVIEW)


def test_back_from_laying_the_card_on_keeps_what_was_unticked() -> None:
    trier = begins().sees("trial-data")
    trier.unticks(Access.NATIONALITY).sees("lay-card-on").goes_back()
    assert trier.finds_unticked() == {Access.NATIONALITY}
    trier.goes_back().reads_who_asks()
    assert trier.finds_unticked() == {Access.NATIONALITY}
    trier.unticks(Access.ACADEMIC_TITLE).sees("lay-card-on").goes_back()
    assert trier.finds_unticked() == {Access.ACADEMIC_TITLE}
    trier.goes_back().goes_back().goes_to("bank-account").reads_who_asks()
    assert trier.finds_unticked() == set()


def test_back_leads_from_page_to_page() -> None:
    trier = begins().grants().goes_back().sees("trial-data").goes_back().sees("trial-provider")
    trier.goes_back().sees("trial").leaves().is_gone()


def test_all_of_it_is_in_the_frame_of_practice() -> None:
    trier = Trier().touches().sees("trial")
    assert trier.hand
    assert trier.hand.persona.id == "own-pin"
    trier.leaves().is_gone()
    assert trier.hand is None


def test_who_does_not_know_the_pin_is_shown_where_it_stands() -> None:
    trier = begins().grants().does_not_have_it().sees("trial-where-pin").goes_on()
    trier.sees("trial-pin").types(PIN).looks_at_what_was_seen()


def test_a_wrong_pin_is_told_with_the_tries_and_may_be_typed_again() -> None:
    trier = begins().grants().types(WRONG_PIN).sees("trial-wrong-pin", count=2)
    trier.chooses(AfterWrongPin.AGAIN).sees("trial-pin", count=2).types(PIN)
    trier.looks_at_what_was_seen()


def test_before_the_last_try_the_trial_ends_at_the_state_of_the_card() -> None:
    trier = begins().grants().types(WRONG_PIN).sees("trial-wrong-pin")
    trier.chooses(AfterWrongPin.AGAIN).sees("trial-pin").types(WRONG_PIN)
    trier.sees("card-status-suspended")


def test_a_card_lifted_at_the_pin_is_told() -> None:
    begins().grants().lifts_practice_card().sees("fault-card-removed")


def test_a_real_card_lying_there_is_taken_away_first_and_sees_nothing_of_it() -> None:
    card = Meddled(a_card())
    trier = Trier().lays_on(card).sees("take-card-first")
    looked = len(card.commands)
    trier.lifts().goes_to("age-check").reads_who_asks()
    trier.grants().lays_real_card_on(card).takes_real_card_away()
    trier.types(PIN).looks_at_what_was_seen()
    assert len(card.commands) == looked


def test_the_engine_of_real_cards_identifies_nobody() -> None:
    """Not even where a journey forgets that this is practice: nothing is sent, the PIN is gone."""
    card = Meddled(persona().make_chip())
    desk = Desk.with_card(card)
    desk.engine.look()
    looked = len(card.commands)
    pin = Secret(PIN.encode())
    with pytest.raises(CardFault, match="no practice"):
        Identify(PROVIDERS[0], PROVIDERS[0].required, pin).run(desk.engine)
    assert len(pin) == 0
    assert len(card.commands) == looked
    assert not isinstance(desk.engine, Identifies)
    assert issubclass(PracticeEngine, NativeEngine)


def test_the_engine_of_practice_identifies_only_the_card_it_has_looked_at() -> None:
    reader = PracticeReader()
    engine = PracticeEngine(reader, lambda: TODAY)
    reader.lay_on(persona().make_chip())
    assert engine.look().pin_status == PinStatus(PinState.OPERATIONAL, 3)
    reader.lift()
    other = persona().make_chip()
    reader.lay_on(other)
    pin = Secret(PIN.encode())
    with pytest.raises(CardFault):
        engine.identify("age-check", (Access.AGE_VERIFICATION,), pin)
    assert len(pin) == 0
    assert other.apdu_count == 0
    assert reader.state() is ReaderState.CARD
    assert not engine.has_session


# in a course


HELP = {
    "last-try": "card-status-suspended",
    "new-card-last-try": "card-status-suspended",
    "blocked": "card-status-blocked",
    "blocked-new-card": "card-status-blocked",
    "puk-used-up": "card-status-blocked",
    "switched-off": "eid-is-off",
    "passport": "card-is-passport",
    "bank-card": "card-is-bank-card",
    "health-card": "card-is-health-card",
    "other-card": "card-is-unknown",
    "other-curve": "fault-unsupported-card",
}
"""Where a card leads that nobody can identify themselves with as it is."""


@pytest.mark.parametrize("card", load_personas(), ids=lambda one: one.id)
def test_in_a_course_any_card_at_hand_identifies_its_holder_or_leads_to_its_help(
    card: Persona,
) -> None:
    trier = InCourse().identifies_with(card)
    if card.id in HELP:
        trier.sees(HELP[card.id])
    else:
        assert card.secrets
        assert card.holder
        trier.sees("trial-pin")
        if len(card.secrets.pin) == 5:
            trier.does_not_have_it().sees("card-status")
        else:
            shown = trier.types(card.secrets.pin).looks_at_what_was_seen()
            assert dict(shown.seen.texts)[Access.GIVEN_NAMES] == card.holder.given_names
    trier.leaves()


def test_in_a_course_the_next_provider_meets_the_same_card() -> None:
    trier = InCourse().identifies_with(load_persona("one-wrong-try")).sees("trial-pin", count=2)
    trier.types("570318").looks_at_what_was_seen()
    trier.chooses(AfterTrial.ANOTHER).goes_to("library").reads_who_asks()
    trier.unticks().sees("trial-pin", count=3).types("570318").looks_at_what_was_seen()
    trier.leaves()


def test_in_a_course_a_card_that_lies_there_already_is_taken_as_it_is() -> None:
    trier = InCourse().lays_on(persona().make_chip()).goes_to("age-check")
    trier.reads_who_asks()
    trier.unticks().sees("trial-pin").types(PIN).looks_at_what_was_seen()
    assert trier.hand is None
    trier.leaves()


@pytest.mark.parametrize("at_hand", [False, True])
def test_every_promise_holds_on_every_path_of_a_trial(at_hand: bool) -> None:
    """As in the atlas: it ends, it asks, no last try, no PIN twice, none left behind."""

    async def alone() -> Ending:
        """What it leads on to is in the atlas."""
        try:
            return await trial((PROVIDERS[0], PROVIDERS[2]), at_hand=at_hand)
        except (OtherJourney, CardFault):
            return Ending.LEFT

    chart = walk(alone)
    prove_it_ends(chart)
    prove_it_asks(chart)
    assert {Identify, ShowSeen} <= {type(step) for step in chart.steps()}
