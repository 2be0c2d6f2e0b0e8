"""What a citizen reads: one gettext catalogue a language, with keys as message ids."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.dates import format_date
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from kiosk.facts import Facts

log = logging.getLogger(__name__)

FOLDER = Path(__file__).parents[1] / "assets" / "texts"

AT_REST = "de"
"""The language that has every text, to which a missing key falls back; and the one the kiosk goes
back to after each visit, unless the settings name another."""


ORDER = (
    *("de", "de-simple", "en", "uk", "ar", "ru", "fa", "tr"),
    *("pl", "ro", "vi", "fr", "es", "it", "zh"),
)
"""How languages stand in lists, by how often they are asked for; others follow by code."""

LONGER = 2
"""So many times as long as the kiosk's own a newer text may be: pages have been drawn so."""

SPARE = 20
"""Letters more, for words of one syllable."""

HEAD = 1000
"""Bytes of a catalogue in which the language's own name stands."""


def locale_of(code: str) -> str:
    """What follows a "-" is a manner of the language before it: "de-simple" is German."""
    return code.partition("-")[0]


def names_in(text: str) -> set[str]:
    """The names that have to be filled into a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def misfits(file: Path) -> list[str]:
    """Of a catalogue with newer texts, such as "de.po", what the kiosk would not take, in lines."""
    try:
        return _amend(_read(FOLDER / file.name), file)
    except (OSError, ValueError, PoFileError) as error:
        return [str(error)]


def _read(file: Path) -> Catalog:
    """Raises OSError, ValueError and PoFileError."""
    with file.open("rb") as opened:
        return read_po(opened, locale=locale_of(file.stem), abort_invalid=True)


def _amend(catalogue: Catalog, file: Path) -> list[str]:
    """Put the texts of `file` in the place of those of a catalogue. What does not fit there is left
    out: gives why. Raises as `_read`."""
    left_out = []
    for message in _read(file):
        if not message.id or message.fuzzy or not message.string:
            continue
        own = catalogue.get(message.id)
        if own is None:
            left_out.append(f"{_key(message)}: no such text")
        elif not _fits(message, own):
            left_out.append(f"{_key(message)}: other names in braces, or other plurals")
        elif _length(message) > LONGER * _length(own) + SPARE:
            left_out.append(f"{_key(message)}: more than {LONGER} times as long as before")
        else:
            own.string = message.string
    return left_out


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _sentences(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _length(message: Message) -> int:
    return max(map(len, _sentences(message)))


def _fits(message: Message, own: Message) -> bool:
    """Whether all that is filled into the one can be filled into the other."""
    if len(_sentences(message)) != len(_sentences(own)):
        return False
    filled = {name: 1 for sentence in _sentences(own) for name in names_in(sentence)}
    try:
        return all(sentence.format_map(filled) for sentence in _sentences(message))
    except (LookupError, ValueError, AttributeError):
        return False


@dataclass(frozen=True, slots=True)
class Language:
    """`name` is what the language calls itself."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class State:
    """How far a catalogue is: texts that German has and it does not, and whether a native reader
    has still to look at it."""

    language: Language
    missing: tuple[str, ...]
    reviewed: bool


class Texts:
    """The catalogues of one folder and the language that is being read.

    `newer` is a folder with newer texts, perhaps for some keys alone (kiosk.content).

    A catalogue is loaded when its language is first wanted, in about 20 ms.
    """

    def __init__(
        self,
        folder: Path = FOLDER,
        facts: Facts | None = None,
        at_rest: str = AT_REST,
        newer: Path | None = None,
    ) -> None:
        self._folder = folder
        self._newer = newer
        self._facts = facts or Facts()
        self._catalogues: dict[str, GNUTranslations] = {}
        self.language = self.at_rest = at_rest

    def languages(self) -> list[Language]:
        """All languages in their order. Reads no catalogue for that, only its first lines."""
        codes = sorted(path.stem for path in self._folder.glob("*.po"))
        codes.sort(key=lambda code: ORDER.index(code) if code in ORDER else len(ORDER))
        return [Language(code, self._name(code)) for code in codes]

    def states(self) -> list[State]:
        """The state of every catalogue; "X-Reviewed: no" in its header says that nobody has."""
        return [self._state(language) for language in self.languages()]

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

    def today(self, key: str) -> str | None:
        """A sentence that names facts which age; None without one, or when a fact is too old."""
        text = self._find(key, None)
        known = self._facts.fresh(locale_of(self.language))
        if text is None or not names_in(text) <= known.keys():
            return None
        return text.format(**known)

    def of(self, words: Mapping[str, str]) -> str:
        """The one of some words that are data which is in the language being read, or German."""
        return words.get(self.language, words[AT_REST])

    def day(self, day: date) -> str:
        """A date as the language writes it, with its day of the week."""
        return format_date(day, "full", locale=locale_of(self.language))

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
            write_mo(compiled, self._amended(code))
            compiled.seek(0)
            self._catalogues[code] = GNUTranslations(compiled)
        return self._catalogues[code]

    def _name(self, code: str) -> str:
        name = re.search(r'msgid "language.name"\nmsgstr "(.+)"', self._head(code))
        return name[1] if name else code

    def _head(self, code: str) -> str:
        with (self._folder / f"{code}.po").open(encoding="utf-8") as file:
            return file.read(HEAD)

    def _amended(self, code: str) -> Catalog:
        catalogue = _read(self._folder / f"{code}.po")
        if self._newer and (file := self._newer / f"{code}.po").exists():
            try:
                _amend(catalogue, file)
            except (OSError, ValueError, PoFileError) as error:
                log.error("%s: %s", file, error)
        return catalogue

    def _keys(self, code: str) -> set[str]:
        catalogue = _read(self._folder / f"{code}.po")
        return {_key(message) for message in catalogue if message.id and message.string}

    def _state(self, language: Language) -> State:
        missing = self._keys(AT_REST) - self._keys(language.code)
        reviewed = '"X-Reviewed: no' not in self._head(language.code)
        return State(language, tuple(sorted(missing)), reviewed)
