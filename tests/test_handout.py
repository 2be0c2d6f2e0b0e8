"""Papers for a class, as they leave the printer: read as text, looked at, and scanned."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from weasyprint import HTML

from kiosk.course.walks import load_walks
from kiosk.eid.simulator.personas import load_personas
from kiosk.facts import Facts, load_facts
from kiosk.handout.cards import sheet
from kiosk.handout.page import handout
from kiosk.handout.paper import ASSETS, pdf
from kiosk.lessons import FOLDER, Known, Lesson, lessons_in, read_lesson
from kiosk.services import SHIPPED, is_shown, read_catalogue
from kiosk.texts import Texts
from tests.phone import decoded
from tests.test_lessons import kiosk

TODAY = date(2026, 11, 24)

FACTS = Facts(load_facts(), lambda: TODAY)

SERVICES = [one for one in read_catalogue(SHIPPED).services if is_shown(one, TODAY)]

KNOWN = Known(
    {persona.id for persona in load_personas()}, {one.id for one in SERVICES}, load_walks().pages
)

LESSONS = [read_lesson(path, KNOWN) for path in lessons_in(FOLDER)]

LARGE = 10.5
"""Points: the smallest letters on a hand-out, those of addresses below codes."""

LINE = 0.25
"""Millimetres: the breadth of a cutting line, which runs around a card."""


def made(lesson: Lesson, language: str) -> str:
    texts = Texts(facts=FACTS)
    texts.language = language
    chosen = [one for one in SERVICES if one.id in lesson.handout.services]
    return handout(lesson, texts, chosen)


def pages(file: Path, folder: Path) -> list[Image.Image]:
    """As a printer would draw them, in grey, a dot a tenth of a millimetre."""
    subprocess.run(["pdftoppm", "-r", "254", "-gray", file, folder / "page"], check=True)
    return [Image.open(one) for one in sorted(folder.glob("page-*.pgm"))]


def words(file: Path) -> str:
    return subprocess.run(
        ["pdftotext", "-raw", file, "-"], capture_output=True, text=True, check=True
    ).stdout


def facts(file: Path) -> str:
    return subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True).stdout


def test_a_hand_out_is_a_tagged_pdf_with_answers_and_codes_that_a_phone_reads(
    tmp_path: Path,
) -> None:
    line = kiosk("handout", "--lesson", "45-minuten", "--into", str(tmp_path)).strip()
    file = tmp_path / "45-minuten-de.pdf"
    assert line == str(file)
    assert re.search(r"Tagged: +yes", facts(file))
    text = words(file)
    assert "Mein PIN-Brief liegt hier:" in text
    assert [n for n in range(1, 14) if re.search(rf"^\f?{n}\. ", text, re.MULTILINE)] == [
        *range(1, 13)
    ]
    last = pages(file, tmp_path)[-1]
    half = last.width // 2
    rows = range(0, last.height, 110)
    seen = [last.crop((left, top, left + half, top + 420)) for left in (0, half) for top in rows]
    scanned = set(decoded(seen, tmp_path)) - {""}
    lesson = next(one for one in LESSONS if one.minutes == 45)
    chosen = [one for one in SERVICES if one.id in lesson.handout.services]
    assert scanned == {one.address for one in chosen if one.address}


@pytest.mark.parametrize("language", [one.code for one in Texts().languages()])
def test_a_hand_out_has_four_pages_at_most_in_every_language(language: str) -> None:
    page = made(LESSONS[-1], language)
    texts = Texts()
    texts.language = language
    assert texts("handout.letter") in page
    assert texts("learn-what.title") in page
    assert 2 <= len(HTML(string=page, base_url=f"{ASSETS}/").render().pages) <= 4


def test_letters_on_a_hand_out_are_large() -> None:
    style = made(LESSONS[0], "de").partition("</style>")[0]
    body = style[style.index("body {") :]
    assert min(map(float, re.findall(r"([\d.]+)pt", body))) >= LARGE
    assert re.search(r"body \{ font: 14pt", body)


def test_an_unknown_language_or_lesson_is_told() -> None:
    assert "there are: de, " in kiosk(
        "handout", "--lesson", "20-minuten", "--language", "xx", code=2
    )
    assert "No such file" in kiosk("handout", "--lesson", "5-minuten", code=7)


# cards


def test_the_cards_to_hold_are_those_on_the_screen_and_plainly_no_identity_cards(
    tmp_path: Path,
) -> None:
    kiosk("practice-card", "sheet", "--into", str(tmp_path))
    file = tmp_path / "practice-cards.pdf"
    assert re.search(r"Tagged: +yes", facts(file))
    text = words(file)
    shown = [persona for persona in load_personas() if persona.secrets]
    for persona in shown:
        assert persona.name in text
        assert f"ÜBUNG {persona.order} " in text
    cans = {persona.secrets.can for persona in shown if persona.secrets}
    assert set(re.findall(r"[0-9]{2,}", text)) - {"10", "11", "100"} == cans  # no PIN and no PUK
    assert text.count("kein Ausweis") == len(shown)


def test_every_card_has_a_drawn_face() -> None:
    page = sheet(load_personas())
    faces = re.findall(r'src="(practice-faces/[^"]+)"', page)
    assert len(faces) == len(set(faces)) == page.count("ÜBUNG")
    assert all((ASSETS / face).exists() for face in faces)


def test_a_card_is_as_large_as_a_real_one(tmp_path: Path) -> None:
    """ISO/IEC 7810 ID-1: 85.60 x 53.98 mm; the cutting line runs around it."""
    file = tmp_path / "cards.pdf"
    file.write_bytes(pdf(sheet(load_personas())))
    page = pages(file, tmp_path)[0]
    left = page.crop((0, 220, page.width // 2, page.height))  # below the heading
    dark = left.point(lambda level: 255 if level < 160 else 0)
    box = dark.getbbox()
    assert box
    assert (box[2] - box[0]) / 10 == pytest.approx(85.6 + 2 * LINE, abs=0.3)
    column = dark.crop(box).resize((1, box[3] - box[1]), Image.Resampling.BOX)
    height = bytes(column.tobytes()).index(0)
    assert height / 10 == pytest.approx(54.0 + 2 * LINE, abs=0.3)


def test_the_page_for_the_wall_is_one_tagged_page_in_large_letters_with_the_name_of_the_site(
    tmp_path: Path,
) -> None:
    config = tmp_path / "kiosk.yaml"
    config.write_text("site: Stadtbibliothek am Wilhelm-Leuschner-Platz, Saal\n")
    file = Path(kiosk("wall-page", "--into", str(tmp_path), "--config", str(config)).strip())
    assert re.search(r"Pages: +1\n", facts(file))
    assert re.search(r"Tagged: +yes", facts(file))
    assert "Stadtbibliothek am Wilhelm-Leuschner-Platz" in words(file)
    style = (ASSETS / "handout" / "wall.html").read_text().partition("</style>")[0]
    sizes = re.findall(r"([\d.]+)pt", style)
    assert min(map(float, sizes)) >= 15
