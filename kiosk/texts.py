"""What a citizen reads: one gettext catalogue a language, with keys as message ids."""

from __future__ import annotations

from dataclasses import dataclass
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parents[1] / "assets" / "texts"

AT_REST = "de"
"""The language the kiosk goes back to after each visit, and falls back to for a missing key."""


@dataclass(frozen=True, slots=True)
class Language:
    """`name` is what the language calls itself."""

    code: str
    name: str
    right_to_left: bool


class Texts:
    """The catalogues of one folder and the language that is being read.

    A catalogue is loaded when its language is first wanted, in about 20 ms.
    """

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._catalogues: dict[str, GNUTranslations] = {}
        self.language = AT_REST

    def languages(self) -> list[Language]:
        """All languages, the one at rest first, then by code."""
        codes = sorted(path.stem for path in self._folder.glob("*.po"))
        codes.sort(key=lambda code: code != AT_REST)
        return [self._language(code) for code in codes]

    def has(self, key: str) -> bool:
        return self._find(key, 1) is not None

    def __call__(self, key: str, count: int | None = None, **values: object) -> str:
        """The sentence for a key; `count` picks the plural form and fills {count}.

        Raises KeyError when German has no such key either.
        """
        text = self._find(key, count)
        if text is None:
            raise KeyError(key)
        return text.format(count=count, **values)

    def _find(self, key: str, count: int | None) -> str | None:
        for code in (self.language, AT_REST):
            catalogue = self._catalogue(code)
            if count is not None and (text := catalogue.ngettext(key, key, count)) != key:
                return text
            if (text := catalogue.gettext(key)) != key:
                return text
        return None

    def _catalogue(self, code: str) -> GNUTranslations:
        if code not in self._catalogues:
            compiled = BytesIO()
            with (self._folder / f"{code}.po").open("rb") as file:
                write_mo(compiled, read_po(file, locale=code))
            compiled.seek(0)
            self._catalogues[code] = GNUTranslations(compiled)
        return self._catalogues[code]

    def _language(self, code: str) -> Language:
        name = self._catalogue(code).gettext("language.name")
        return Language(code, name, Locale.parse(code).text_direction == "rtl")
