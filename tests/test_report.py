"""The yearly report says what was told, in words that are true where something is hidden."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import requests

from kiosk.statistics.counters import Counted, Counter
from kiosk.statistics.otlp import message
from kiosk.statistics.report.figures import Figure, Figures, Site, share
from kiosk.statistics.report.page import html
from kiosk.statistics.report.sources import NotRead, sites_of
from kiosk.statistics.sending import HEADERS
from kiosk.statistics.small_numbers import Cell, month_of
from kiosk.statistics.spool import Spool
from tests.victoria import RealReceiverNotTried, VictoriaMetrics
from tests.year import told_in

MAY = month_of(date(2026, 5, 1))
JUNE = month_of(date(2026, 6, 1))


def test_sums_say_at_least_where_something_is_hidden() -> None:
    cells = [
        Cell("visits", MAY[3], MAY[3], 1200),
        Cell("visits", JUNE[0], JUNE[6], 34),
        Cell("pin_blocked", MAY[3], MAY[3], 10),
        Cell("pin_blocked", JUNE[0], JUNE[-1], None),
        Cell("wrong_puk", JUNE[0], JUNE[-1], None),
        Cell("visits", date(2025, 12, 31), date(2025, 12, 31), 99),
    ]
    figures = Figures(2026, [Site("Here", cells)])
    assert str(figures.of_year("visits")) == "1.234"
    assert str(figures.of_month("visits", 6)) == "34"
    assert str(figures.of_year("pin_blocked")) == "mindestens 10"
    assert str(figures.of_year("wrong_puk")) == "unter 10"
    assert str(figures.of_year("wrong_can")) == "0"
    assert [month.month for month in figures.months()] == [5, 6]


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (Figure(30), Figure(40), "75\xa0%"),
        (Figure(30, 1), Figure(40), "etwa 75\xa0%"),
        (Figure(0, 1), Figure(40), None),
        (Figure(30), Figure(0, 2), None),
        (Figure(50), Figure(40, 1), None),
    ],
)
def test_a_share_is_told_as_well_as_it_is_known(
    part: Figure, whole: Figure, words: str | None
) -> None:
    assert share(part, whole) == words


def test_the_page_needs_nothing_else_and_every_picture_has_words() -> None:
    cells = [cell for told in told_in(2026).values() for cell in told]
    page = html(2026, [Site("Bürger <Service>", cells)])
    assert "Bürger &lt;Service&gt;" in page
    pictures = re.findall(r'<img src="([^"]{30})[^"]*" alt="([^"]+)">', page)
    assert len(pictures) == page.count("<img") >= 8
    assert all(source.startswith("data:image/svg+xml;base64,") for source, _ in pictures)
    assert "http" not in re.sub(r'src="[^"]*"', "", page)
    assert "Jan: " in pictures[0][1]
    assert "mindestens" in page


def test_an_empty_year_is_a_report_too() -> None:
    assert "gab es am Kiosk 0 Besuche" in html(2026, [Site("Here", [])])


# on the command line


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A kiosk with visits in May and June 2026, and all days closed."""
    spool = Spool(tmp_path / "spool.sqlite")
    seen: frozenset[Counted] = frozenset({Counter.VISITS, Counter.FIRST_PIN_SET})
    few: frozenset[Counted] = frozenset({Counter.WRONG_PUK})
    for day in [*MAY, *JUNE]:
        spool.add([seen] * 11, day)
    spool.add([few], MAY[0])
    spool.close(date(2026, 7, 1), None, None)
    file = tmp_path / "kiosk.yaml"
    file.write_text(f"site: Here\nstatistics:\n  file: {spool.path}\n")
    return file


def kiosk(*words: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def test_the_report_of_a_kiosk_is_a_page_and_a_tagged_pdf(config: Path, tmp_path: Path) -> None:
    words = kiosk(
        "stats", "report", "--year", "2026", "--into", f"{tmp_path}", "--config", f"{config}"
    )
    assert [Path(line).name for line in words.split()] == ["kiosk-2026.html", "kiosk-2026.pdf"]
    assert "671 Besuche" in (tmp_path / "kiosk-2026.html").read_text()
    document = (tmp_path / "kiosk-2026.pdf").read_bytes()
    assert document.startswith(b"%PDF")
    text = subprocess.run(
        ["pdftotext", str(tmp_path / "kiosk-2026.pdf"), "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "Jahresbericht 2026" in text
    assert "unter 10" in text


def test_everything_told_can_be_had_as_a_table(config: Path) -> None:
    rows = list(csv.reader(StringIO(kiosk("stats", "export", "--csv", "--config", f"{config}"))))
    assert rows[0] == ["site", "counter", "first_day", "last_day", "visits"]
    assert ["Here", "visits", "2026-05-01", "2026-05-01", "11"] in rows
    assert ["Here", "wrong_puk", "2026-05-01", "2026-05-31", "under 10"] in rows


def test_the_last_closed_day_is_shown_with_small_numbers_as_under_ten(config: Path) -> None:
    words = kiosk("stats", "show", "--config", f"{config}")
    assert "closed day: 2026-06-30" in words
    assert re.search(r"^visits +11$", words, re.MULTILINE)
    assert re.search(r"^wrong_puk +under 10$", words, re.MULTILINE)
    assert re.search(r"^pin_blocked +under 10$", words, re.MULTILINE)  # there were none


def test_switched_off_nothing_is_shown_sent_or_written(config: Path, tmp_path: Path) -> None:
    never = tmp_path / "never" / "spool.sqlite"
    config.write_text(f"statistics:\n  enabled: false\n  file: {never}\n")
    for words in (["show"], ["send"], ["export", "--csv"]):
        assert "switched off" in kiosk("stats", *words, "--config", f"{config}", code=9)
    assert not never.parent.exists()


def test_without_an_address_days_are_closed_and_nothing_is_sent(config: Path) -> None:
    assert "nothing is sent" in kiosk("stats", "send", "--config", f"{config}")


# many kiosks


def test_the_report_of_a_city_reads_its_receiver() -> None:
    """What two kiosks sent is read back cell by cell; a version that changed doubles nothing."""
    told = {
        site: [cell for cells in told_in(2025, seed).values() for cell in cells]
        for site, seed in (("North", 1), ("South", 2))
    }
    try:
        with VictoriaMetrics() as victoria:
            for site, cells in told.items():
                for version in ("1", "2"):
                    body = message(cells, site, version)
                    answer = requests.post(victoria.address, data=body, headers=HEADERS, timeout=30)
                    assert answer.ok
            victoria.query("kiosk_visits", datetime.now().timestamp())
            found = sites_of(victoria.url, 2025)
    except RealReceiverNotTried as error:
        pytest.fail(str(error), pytrace=False)
    assert {site.name: set(site.cells) for site in found} == {
        name: set(cells) for name, cells in told.items()
    }
    assert "2 Standorte" in html(2025, found)


def test_a_receiver_that_cannot_be_read_is_told() -> None:
    with pytest.raises(NotRead, match="cannot be read"):
        sites_of("http://127.0.0.1:9", 2026)


def test_the_last_day_of_a_year_belongs_to_it() -> None:
    day = date(2026, 12, 31)
    figures = Figures(2026, [Site("Here", [Cell("visits", day, day, 10)])])
    assert figures.of_year("visits").n == 10
    assert day + timedelta(days=1) == date(2027, 1, 1)
