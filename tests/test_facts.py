"""Facts that age: read strictly, told in the language's own way, silent when too old."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from kiosk.facts import FILE, Day, Euros, Fact, Facts, Number, load_facts
from kiosk.strict_yaml import BadFile
from kiosk.texts import Texts

SEEN = date(2026, 2, 7)


def fee(euros: float = 27.6) -> Fact:
    return Euros("fee", "a fee", SEEN, 12, "a table", euros)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", ["27,60\xa0€", "29. Dezember 2023", "24"]),
        ("en", ["€27.60", "December 29, 2023", "24"]),
        ("tr", ["€27,60", "29 Aralık 2023", "24"]),
        ("zh", ["€27.60", "2023年12月29日", "24"]),
    ],
)
def test_money_and_dates_are_written_as_people_write_them(language: str, words: list[str]) -> None:
    day = Day("day", "a day", SEEN, 12, "a page", date(2023, 12, 29))
    age = Number("age", "an age", SEEN, 12, "a table", 24)
    assert [fact.words(language) for fact in (fee(), day, age)] == words


@pytest.mark.parametrize(
    ("months", "last"),
    [(1, date(2026, 3, 31)), (10, date(2026, 12, 31)), (12, date(2027, 2, 28))],
)
def test_a_fact_is_told_to_the_end_of_its_last_month_and_not_a_day_longer(
    months: int, last: date
) -> None:
    fact = Euros("fee", "a fee", SEEN, months, "a table", 5)
    assert Facts([fact], lambda: last).fresh("de") == {"fee": "5,00\xa0€"}
    assert Facts([fact], lambda: last + date.resolution).fresh("de") == {}


def test_a_sentence_whose_fact_is_too_old_or_unknown_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "de.po").write_text(
        'msgid ""\nmsgstr "Language: de\\n"\n\n'
        'msgid "cost.today"\nmsgstr "Das kostet {fee}."\n\n'
        'msgid "more.today"\nmsgstr "Das kostet {fee}, unter {age} Jahren nichts."\n',
        encoding="utf-8",
    )
    today = SEEN
    texts = Texts(tmp_path, Facts([fee()], lambda: today))
    assert texts.today("cost.today") == "Das kostet 27,60\xa0€."
    assert texts.today("more.today") is None
    assert texts.today("nothing.today") is None
    today = date(2030, 1, 1)  # the kiosk has been running all the time
    assert texts.today("cost.today") is None


def refusal(file: Path, text: str) -> str:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        load_facts(file)
    return str(caught.value).removeprefix(f"{file}:")


def test_a_bad_file_is_one_line_with_place_and_cure(tmp_path: Path) -> None:
    good = FILE.read_text(encoding="utf-8")
    file = tmp_path / "facts.yaml"
    assert "did you mean 'value'?" in refusal(file, good.replace("value: 46.00", "valu: 46.00"))
    assert "'source' is missing" in refusal(
        file, good.replace("    source: fee table of", "    # fee table of", 1)
    )
    assert "a date such as" in refusal(file, good.replace("2023-12-29", "last year"))
    twice = refusal(file, good.replace("name: fee_age", "name: card_fee"))
    line = good[: good.index("- name: fee_age")].count("\n") + 1
    assert twice == f"{line}: numbers.0: there are two facts 'card_fee'"


def test_every_fact_of_the_house_is_named_in_a_text() -> None:
    texts = (FILE.parent / "texts" / "de.po").read_text(encoding="utf-8")
    assert [fact.name for fact in load_facts() if f"{{{fact.name}}}" not in texts] == []


def test_a_technician_sees_each_fact_with_its_age_and_source() -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "kiosk", "facts"], capture_output=True, text=True, check=True
    ).stdout
    for fact in load_facts():
        assert f"{fact.words('en')}, checked on {fact.checked_on}: {fact.source}" in listed


def test_without_its_facts_the_kiosk_tells_less_and_serves_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from kiosk.app import known_facts  # noqa: PLC0415  opens no window before it is run

    none = tmp_path / "none.yaml"
    assert known_facts([none]).fresh("de") == {}
    assert "no facts" in caplog.text
    assert known_facts([none, FILE]).fresh("de") == known_facts().fresh("de")
