"""Understand and ask: short pages, questions by topic, and the way on from each of them."""

from __future__ import annotations

import re
from enum import Enum

import pytest

from kiosk.facts import Facts, load_facts
from kiosk.journeys.learn import PAGES, AfterLearning, Onward
from kiosk.journeys.questions import (
    ANSWERS,
    LISTS,
    Answered,
    HelpedByFirstPin,
    HelpedByWhichPin,
    PinQuestion,
    Topic,
)
from kiosk.journeys.steps import Ending
from kiosk.journeys.visit import HomeChoice
from kiosk.screens.theme import PICTURES
from kiosk.texts import Texts
from tests.cards import TRANSPORT_PIN, a_card
from tests.citizen import walks_up

LANGUAGES = [one.code for one in Texts().languages()]

CHARACTERS_A_WORD = 1.6
"""Chinese has no spaces; a word has about that many characters."""

QUESTIONS = [(topic, question) for topic, questions in LISTS.items() for question in questions]


def all_facts() -> Facts:
    """As on the day when the last of them was checked."""
    facts = load_facts()
    return Facts(facts, lambda: max(fact.checked_on for fact in facts))


def words_on(page: str, language: str) -> float:
    """What stands on a page with all its facts, counted in words."""
    texts = Texts(facts=all_facts())
    texts.language = language
    shown = " ".join(
        filter(None, [texts(f"{page}.title"), texts(f"{page}.body"), texts.today(f"{page}.today")])
    )
    characters = re.findall(r"[\u4e00-\u9fff]", shown)
    others = re.sub(r"[\u4e00-\u9fff]", " ", shown)
    return len(re.findall(r"\w\S*|[€]", others)) + len(characters) / CHARACTERS_A_WORD


# what the online function can do


def test_there_are_six_to_ten_pages_each_with_a_picture_of_its_own() -> None:
    assert 6 <= len(PAGES) <= 10
    pictures = {picture for _, picture in PAGES}
    assert len(pictures) == len(PAGES)
    assert all((PICTURES / f"{picture.value}.png").exists() for picture in pictures)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_has_more_than_forty_words(language: str) -> None:
    counted = {page: words_on(page, language) for page, _ in PAGES}
    assert {page: words for page, words in counted.items() if words > 40} == {}


def test_somebody_without_a_card_reads_all_pages_and_says_whether_it_helped() -> None:
    citizen = walks_up().chooses(HomeChoice.LEARN)
    for page, _ in PAGES:
        citizen.sees(page).chooses(Onward.NEXT)
    citizen.sees("learn-end").chooses(AfterLearning.FINISHED).ends(Ending.SHOWN)


def test_back_leads_from_page_to_page_and_then_to_the_overview() -> None:
    citizen = walks_up().chooses(HomeChoice.LEARN)
    for page, _ in PAGES:
        citizen.sees(page).chooses(Onward.NEXT)
    citizen.sees("learn-end")
    for page, _ in reversed(PAGES):
        citizen.goes_back().sees(page)
    citizen.goes_back().sees("home").leaves().is_gone()


@pytest.mark.parametrize("page", range(len(PAGES)))
def test_every_page_leads_straight_to_ones_own_card(page: int) -> None:
    citizen = walks_up().chooses(HomeChoice.LEARN)
    for _ in range(page):
        citizen.chooses(Onward.NEXT)
    citizen.sees(PAGES[page][0]).chooses(Onward.LOOK_AT_CARD).sees("lay-card-on")
    citizen.lays_on(a_card()).sees("card-status").leaves().lifts().is_gone()


def test_after_the_last_page_one_can_go_to_the_card_or_to_the_overview() -> None:
    citizen = walks_up().chooses(HomeChoice.LEARN)
    for _ in PAGES:
        citizen.chooses(Onward.NEXT)
    citizen.chooses(AfterLearning.OVERVIEW).sees("home").chooses(HomeChoice.LEARN)
    for _ in PAGES:
        citizen.chooses(Onward.NEXT)
    citizen.chooses(AfterLearning.LOOK_AT_CARD).sees("lay-card-on").leaves().is_gone()


# questions


@pytest.mark.parametrize(("topic", "question"), QUESTIONS)
def test_every_question_is_answered_three_touches_from_the_overview(
    topic: Topic, question: Enum
) -> None:
    citizen = walks_up().chooses(HomeChoice.QUESTIONS).sees("questions").chooses(topic)
    citizen.sees(f"questions-{topic.value}").chooses(question).sees(f"answer-{question.value}")
    citizen.goes_back().sees(f"questions-{topic.value}").goes_back().sees("questions")
    citizen.leaves().is_gone()


def test_there_is_an_answer_for_each_question_and_no_list_is_long() -> None:
    assert {question for _, question in QUESTIONS} == set(ANSWERS)
    assert len(LISTS) <= 6
    assert max(len(questions) for questions in LISTS.values()) <= 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_answer_has_more_than_fifty_words(language: str) -> None:
    counted = {q.value: words_on(f"answer-{q.value}", language) for q in ANSWERS}
    assert {answer: words for answer, words in counted.items() if words > 50} == {}


def test_five_digits_lead_to_the_first_pin() -> None:
    citizen = walks_up().chooses(HomeChoice.QUESTIONS).chooses(Topic.PIN)
    citizen.chooses(PinQuestion.FIVE_DIGITS).sees("answer-five-digits")
    citizen.chooses(HelpedByFirstPin.FIRST_PIN).sees("lay-card-on")
    citizen.lays_on(a_card(pin=TRANSPORT_PIN)).sees("enter-transport-pin")
    citizen.leaves().lifts().is_gone()


def test_an_answer_leads_to_the_journey_that_helps_to_more_questions_or_to_the_end() -> None:
    citizen = walks_up().chooses(HomeChoice.QUESTIONS).chooses(Topic.PIN)
    citizen.chooses(PinQuestion.RESET_LETTER).sees("answer-reset-letter")
    citizen.chooses(Answered.MORE).sees("questions-pin")
    citizen.chooses(PinQuestion.WHICH_NUMBER).sees("answer-which-number")
    citizen.chooses(HelpedByWhichPin.WHICH_PIN).sees("have-letter").goes_back().sees("home")
    citizen.chooses(HomeChoice.QUESTIONS).chooses(Topic.PIN).chooses(PinQuestion.RESET_LETTER)
    citizen.chooses(Answered.FINISHED).ends(Ending.SHOWN)


def test_what_is_said_of_the_closed_service_goes_when_nobody_has_checked_it_for_long() -> None:
    texts = Texts(facts=all_facts())
    assert "29. Dezember 2023" in str(texts.today("answer-reset-letter.today"))
    assert Texts().today("answer-reset-letter.today") is None
    assert not re.search("20[0-9][0-9]|Rücksetz", texts("answer-reset-letter.body"))


def test_no_sentence_that_does_not_age_names_a_fee_or_a_year() -> None:
    german = (PICTURES.parent / "texts" / "de.po").read_text(encoding="utf-8")
    aging = re.findall(
        r'msgid "(.+)"\nmsgstr ".*(?:€|Euro\b|\b20[2-9][0-9]\b|\{\w+fee\w*\}).*"', german
    )
    assert [key for key in aging if not key.endswith(".today")] == []
