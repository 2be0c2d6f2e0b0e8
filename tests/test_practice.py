"""Trying out: the real chip in software, and no way to a real card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy

import pytest

from kiosk.conductor import ALARM_SECONDS, GRACE_SECONDS
from kiosk.eid.connection import ReaderState
from kiosk.eid.model import CardKind
from kiosk.eid.pcsc import PcscReader
from kiosk.eid.simulator.chip import Chip
from kiosk.eid.simulator.personas import load_persona
from kiosk.journeys.change_pin import AfterWrongPin
from kiosk.journeys.look_at_card import OwnPin, WhichPin
from kiosk.journeys.resume_pin import LastTry
from kiosk.journeys.steps import Step
from kiosk.journeys.try_out import Exercise, PracticeCard
from kiosk.journeys.unblock_pin import Blocked
from kiosk.journeys.visit import HomeChoice
from tests.cards import NEW_PIN, THE_PIN, WRONG_PIN, WRONG_TRANSPORT_PIN, a_card, books_of, secret
from tests.citizen import Citizen, lays_on, walks_up
from tests.hands import laid_on
from tests.pcscd import Pcscd
from tests.room import HeldPractice, Room

Deed = Callable[[Citizen], object]

PATIENCE = Step.patience


def secrets_of(card: PracticeCard) -> tuple[str, str, str]:
    """PIN, CAN and PUK, as they are printed above the practice."""
    secrets = load_persona(card.value).secrets
    assert secrets
    return secrets.pin, secrets.can, secrets.puk


@pytest.mark.parametrize("card", PracticeCard)
def test_every_card_that_is_offered_is_an_eid_with_digits_to_show(card: PracticeCard) -> None:
    persona = load_persona(card.value)
    assert persona.kind is CardKind.EID
    assert persona.secrets


# what can be practised

FIRST_PIN: Sequence[Deed] = [
    lambda one: one.takes_practice_card(PracticeCard.FIRST_PIN),
    lambda one: one.lays_practice_card_on().sees("card-status"),
    lambda one: one.chooses(WhichPin.FIVE).sees("enter-transport-pin", count=3),
    lambda one: one.types(WRONG_TRANSPORT_PIN).sees("choose-new-pin"),
    lambda one: one.types(NEW_PIN).sees("repeat-new-pin"),
    lambda one: one.types(NEW_PIN).sees("wrong-transport-pin", count=2),
    lambda one: one.chooses(AfterWrongPin.AGAIN).sees("enter-transport-pin"),
    lambda one: one.types("13579").sees("choose-new-pin"),
    lambda one: one.types(NEW_PIN).sees("repeat-new-pin"),
    lambda one: one.types(NEW_PIN).sees("pin-set"),
    lambda one: one.goes_on().sees("take-card"),
    lambda one: one.lifts_practice_card().sees("home"),
]
"""A first PIN with a slip, from the overview back to the overview."""


def test_a_first_pin_is_practised_on_a_chip_that_holds_it_until_the_end() -> None:
    citizen = walks_up()
    for deed in FIRST_PIN[:-1]:
        deed(citizen)
    assert citizen.hand
    books = books_of(citizen.hand.chip)
    assert (books.pin, books.tries) == (NEW_PIN.encode(), 3)
    FIRST_PIN[-1](citizen)
    assert citizen.hand is None
    assert books.pin == bytes(6), "somebody may mean to keep it"
    citizen.leaves().is_gone()


def test_wrong_pins_lead_to_the_last_try_to_a_block_and_out_of_it_with_the_puk() -> None:
    pin, can, puk = secrets_of(PracticeCard.WRONG_PIN)
    one = walks_up().takes_practice_card(PracticeCard.WRONG_PIN)
    one.lays_practice_card_on().sees("card-status").chooses(WhichPin.SIX)
    one.sees("has-own-pin").chooses(OwnPin.CHANGE)
    for left in (2, 1):
        one.sees("enter-old-pin").types(WRONG_PIN).types(NEW_PIN).types(NEW_PIN)
        one.sees("wrong-pin", count=left).chooses(AfterWrongPin.AGAIN)
    one.sees("last-try").chooses(LastTry.GO_ON).sees("enter-can").types(can)
    one.sees("enter-old-pin").types(WRONG_PIN).types(NEW_PIN).types(NEW_PIN)
    one.sees("pin-blocked-now").chooses(Blocked.HAS_PUK).sees("enter-puk").types(puk)
    one.sees("pin-unblocked").goes_on().sees("take-card")
    assert one.hand
    assert (books_of(one.hand.chip).pin, books_of(one.hand.chip).tries) == (pin.encode(), 3)
    one.lifts_practice_card().sees("home").leaves().is_gone()


def test_a_block_is_practised_and_so_is_the_way_back_to_all_cards() -> None:
    _, _, puk = secrets_of(PracticeCard.BLOCKED)
    one = walks_up().takes_practice_card(PracticeCard.BLOCKED)
    one.lays_practice_card_on().sees("card-status-blocked").chooses(Blocked.HAS_PUK)
    one.sees("enter-puk").types(puk).sees("pin-unblocked").goes_on().sees("take-card")
    one.lifts_practice_card().takes_practice_card(PracticeCard.LAST_TRY)
    pin, can, _ = secrets_of(PracticeCard.LAST_TRY)
    one.lays_practice_card_on().sees("card-status-suspended").chooses(WhichPin.SIX)
    one.sees("last-try").chooses(LastTry.GO_ON).sees("enter-can").types(can)
    one.sees("enter-pin-last-try").types(pin).sees("pin-resumed")
    one.leaves().is_gone()


def test_a_practice_card_lifted_in_the_middle_is_a_fault_told_as_ever() -> None:
    one = walks_up().takes_practice_card(PracticeCard.FIRST_PIN)
    one.lays_practice_card_on().sees("card-status").lifts_practice_card()
    one.sees("fault-card-removed").leaves().is_gone()


def test_every_practice_begins_with_a_card_as_its_story_has_it() -> None:
    one = walks_up()
    for _ in range(2):
        one.takes_practice_card(PracticeCard.BLOCKED)
        assert one.hand
        assert books_of(one.hand.chip).tries == 0
        books_of(one.hand.chip).tries = 3
        one.lays_practice_card_on().sees("card-status").chooses(WhichPin.UNKNOWN)
        one.sees("desk-new-pin").goes_on().sees("take-card").lifts_practice_card()
    one.sees("home").leaves().is_gone()


# a real card


@pytest.mark.parametrize("at", range(1, len(FIRST_PIN)))
def test_a_real_card_laid_on_at_any_step_of_practice_is_not_spoken_to(at: int) -> None:
    real = a_card()
    before = deepcopy(real.books)
    citizen = walks_up()
    for deed in FIRST_PIN[:at]:
        deed(citizen)
    citizen.lays_real_card_on(real)
    for deed in FIRST_PIN[at:-1]:  # and somebody who can go on nevertheless gets nowhere near it
        deed(citizen)
    citizen.takes_real_card_away()
    FIRST_PIN[-1](citizen)
    citizen.leaves().is_gone()
    assert (real.apdu_count, real.books) == (0, before)


def test_a_real_card_that_stays_is_asked_for_when_practice_ends() -> None:
    real = a_card()
    one = walks_up().takes_practice_card(PracticeCard.FIRST_PIN).lays_real_card_on(real)
    one.leaves().sees("card-left-behind")
    assert one.hand is None
    one.lifts().is_gone()
    assert real.apdu_count == 0


def test_a_real_card_is_taken_away_before_practice_begins() -> None:
    real = a_card()
    one = lays_on(real).sees("card-status").goes_back().sees("home").chooses(HomeChoice.TRY)
    one.sees("take-card-first")
    told = real.apdu_count
    one.lifts().sees("practise").chooses(Exercise.FIRST_PIN).sees("practise-new-card")
    one.leaves().is_gone()
    assert real.apdu_count == told


def test_a_real_card_laid_on_while_a_practice_card_is_chosen_does_not_slip_in() -> None:
    real = a_card()
    one = walks_up().chooses(HomeChoice.TRY).sees("practise").lays_on(real).hears_of_a_card()
    one.chooses(Exercise.FIRST_PIN).sees("practise-new-card")
    assert one.told_of_real_card
    one.goes_on().sees("lay-card-on").takes_real_card_away().leaves().is_gone()
    assert real.apdu_count == 0


def test_at_the_real_stack_practice_neither_speaks_to_a_card_nor_minds_a_restart(
    pcscd: Pcscd, reader: PcscReader, port: int
) -> None:
    real = a_card()
    before = deepcopy(real.books)
    citizen = Citizen(reader).touches().sees("home")
    half = len(FIRST_PIN) // 2
    for deed in FIRST_PIN[:half]:
        deed(citizen)
    pcscd.restart(plugged=False)
    pcscd.restart()
    with laid_on(real, port):
        citizen.is_told_of_a_real_card(there=True)
        for deed in FIRST_PIN[half:-1]:
            deed(citizen)
    citizen.is_told_of_a_real_card(there=False)
    FIRST_PIN[-1](citizen)
    citizen.leaves().is_gone()
    assert (real.apdu_count, real.books) == (0, before)


# time, and what is left


@pytest.fixture
def room() -> Room:
    return Room()


def practise(room: Room, card: PracticeCard = PracticeCard.WRONG_PIN) -> HeldPractice:
    room.kiosk.start()
    room.kiosk.answer(HomeChoice.TRY)
    room.kiosk.answer(Exercise(card.value))
    room.kiosk.answer(None)
    assert room.on_screen() == "lay-card-on"
    assert room.practice
    return room.practice


def test_whether_it_is_practice_can_be_asked_at_any_time(room: Room) -> None:
    room.kiosk.start()
    room.kiosk.answer(HomeChoice.TRY)
    assert not room.kiosk.practising
    room.kiosk.answer(Exercise.BLOCKED)
    assert room.kiosk.practising
    room.kiosk.end()
    assert not room.kiosk.practising
    assert [one for one in room.heard if one in (("practice", True), ("practice", False))] == [
        ("practice", True),
        ("practice", False),
    ]


def test_who_walks_away_from_practice_leaves_nothing(room: Room) -> None:
    practice = practise(room)
    practice.lay_on()
    room.kiosk.answer(WhichPin.SIX)
    room.kiosk.answer(OwnPin.CHANGE)
    typed = [secret(THE_PIN), secret(NEW_PIN)]
    for digits in typed:
        room.kiosk.answer(digits)
    room.pass_time(PATIENCE + GRACE_SECONDS)
    assert room.on_screen() == "attract"
    assert [len(one) for one in typed] == [0, 0]
    assert not room.kiosk.busy
    assert practice.listener is None


def test_nobody_is_alarmed_for_a_practice_card(room: Room) -> None:
    practice = practise(room, PracticeCard.FIRST_PIN)
    practice.lay_on()
    room.kiosk.answer(WhichPin.UNKNOWN)
    room.kiosk.answer(None)
    assert room.on_screen() == "take-card"
    room.pass_time(ALARM_SECONDS[-1])
    assert room.alarms in ([], [0])
    room.pass_time(PATIENCE + GRACE_SECONDS)
    assert room.on_screen() == "attract"


def test_a_real_card_forgotten_in_practice_raises_the_alarm(room: Room) -> None:
    practise(room)
    room.lay_on(a_card())
    room.pass_time(PATIENCE + GRACE_SECONDS)
    assert room.on_screen() == "card-left-behind"
    room.pass_time(ALARM_SECONDS[0])
    assert room.alarms[-1] == 1
    room.lift()
    assert room.on_screen() == "attract"


def test_what_the_practice_card_does_is_somebody_being_there(room: Room) -> None:
    practice = practise(room)
    practice.lay_on()
    room.pass_time(PATIENCE)
    practice.lift()
    assert ("still there", None) in room.heard
    room.pass_time(PATIENCE - 1)
    assert room.kiosk.practising


def test_ending_while_the_practice_card_works_waits_for_it(room: Room) -> None:
    practice = practise(room)
    practice.worker.at_once = False
    practice.lay_on()
    assert room.on_screen() == "looking-at-card"
    room.kiosk.end()
    assert room.kiosk.practising
    practice.worker.work()
    assert room.on_screen() == "attract"
    assert not room.kiosk.practising


@pytest.mark.parametrize("state", ReaderState)
def test_whatever_the_real_reader_says_practice_goes_on(room: Room, state: ReaderState) -> None:
    practice = practise(room)
    room.kiosk.reader_changed(state)
    room.kiosk.card_lost()
    practice.lay_on()
    assert room.on_screen() == "card-status"


def test_after_practice_the_real_reader_is_in_use_again(room: Room) -> None:
    practise(room)
    room.kiosk.end()
    card: Chip = a_card()
    room.lay_on(card)
    assert room.on_screen() == "card-status"
    assert card.apdu_count > 0
