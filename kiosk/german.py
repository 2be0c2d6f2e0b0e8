"""What technicians read in German: a gettext catalogue of the English sentences in the code."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

FILE = Path(__file__).parents[1] / "assets" / "technician" / "de.po"


def german(sentence: str) -> str:
    """The German of an English sentence with names in braces; itself, if nobody wrote it down."""
    message = _catalogue().get(sentence)
    return str(message.string) if message else sentence


@cache
def _catalogue() -> Catalog:
    with FILE.open("rb") as file:
        return read_po(file, locale="de")
