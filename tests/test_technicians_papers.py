"""What technicians read is the same in both languages, and leads nowhere but to what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests import pictures

DOCS = Path(__file__).parents[1] / "docs"
GERMAN, ENGLISH, REFERENCE = (
    DOCS / f"{name}.md" for name in ("techniker", "technician", "technician-reference")
)
LINK = re.compile(r"\[[^\]]*\]\(([^)]+)\)")


def links(page: Path) -> list[str]:
    return LINK.findall(page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """As GitHub makes them of headings."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", [GERMAN, ENGLISH, REFERENCE], ids=lambda page: page.stem)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        file, _, anchor = link.partition("#")
        if file.startswith("https://"):
            continue
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_both_languages_have_the_same_sections_tables_and_pictures() -> None:
    def shape(page: Path) -> list[str]:
        rows = page.read_text(encoding="utf-8").splitlines()
        kinds = [re.match(r"#+ |\| |!\[.*|[0-9]+\. |    ", row) for row in rows]
        return [
            kind[0].partition("](")[2] or kind[0] if kind[0].startswith("!") else kind[0]
            for kind in kinds
            if kind
        ]

    assert shape(GERMAN) == shape(ENGLISH)


def test_every_reader_that_is_known_is_named_in_both_languages() -> None:
    known = yaml.safe_load((DOCS.parent / "assets" / "readers.yaml").read_text())["readers"]
    for page in (GERMAN, ENGLISH):
        text = page.read_text(encoding="utf-8")
        for reader in known:
            assert reader["name"].split()[-1] in text, reader["name"]


def test_the_pictures_are_those_that_the_kiosk_draws(kivy_window: None, tmp_path: Path) -> None:
    drawn = {name for name, _ in pictures.scenes(tmp_path)}
    there = {file.stem for file in (DOCS / "pictures" / "technician").glob("*.webp")}
    assert there == drawn | {"device-greeting", "device-starting", "wall-page"}
