"""Every language says the same, with the same words for the same things."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from kiosk import texts
from kiosk.journeys.atlas.proofs import needs
from kiosk.journeys.atlas.walk import Chart
from kiosk.texts import AT_REST, Texts, locale_of

KIOSK = Path(texts.__file__).parent

LANGUAGES = sorted(file.stem for file in texts.FOLDER.glob("*.po"))
OTHERS = [code for code in LANGUAGES if code != AT_REST]

FIXED = [
    ("PIN", r"\bPIN\b(?!-Brief)", r"\bPIN\b(?! letter|-Brief)"),
    ("CAN", r"\bCAN\b", r"\bCAN\b"),
    ("PUK", r"\bPUK\b", r"\bPUK\b"),
    ("transport PIN", r"\bTransport-PIN\b", r"\b(transport PIN|Transport-PIN)\b"),
    ("PIN letter", r"\bPIN-Brief\b", r"\bPIN letter\b"),
    ("letter", r"Brief\b", r"\bletter\b"),
    ("attempt", r"\bVersuche?n?\b", r"\battempts?\b"),
    ("blocked", r"(?i)\bgesperrt", r"\bblocked\b"),
    ("unblock", r"(?i)\bentsperr", r"(?i)\bunblock"),
    ("eID function", r"\bOnline-Funktion\b", r"\beID function\b"),
    ("switched off", r"\bausgeschaltet\b", r"\bswitched off\b"),
    ("service desk", r"\bSchalter\b", r"\bservice desk\b"),
    ("free of charge", r"\bkostenlos\b|\bkostet nichts\b", r"\bfree of charge\b"),
    ("done", r"\bGeschafft\b", r"\bDone\b"),
]
"""The glossary's words that may not change from screen to screen, in German and in English."""

NEVER = {
    "de": r"\b(Leser|Kartenleser|Geheimzahl|Pin|Zugangsnummer|Terminal)\b",
    "en": r"\b(tries|tr(y|ies) left|help desk|counter|locked|activated|terminal|Pin)\b",
}
"""Other words for the same things: a reader is a Lesegerät, an attempt is no try."""


def catalogue(code: str) -> Catalog:
    with (texts.FOLDER / f"{code}.po").open("rb") as lines:
        return read_po(lines, locale=locale_of(code), abort_invalid=True)


def messages(code: str) -> dict[str, Message]:
    return {key_of(message): message for message in catalogue(code) if message.id}


def key_of(message: Message) -> str:
    return str(message.id[0] if message.pluralizable else message.id)


def forms_of(message: Message) -> tuple[str, ...]:
    string = message.string
    return (string,) if isinstance(string, str) else tuple(string or ())


def placeholders(message: Message) -> set[str]:
    return {name for form in forms_of(message) for _, name, _, _ in Formatter().parse(form) if name}


# complete


@pytest.mark.parametrize("code", OTHERS)
def test_every_language_has_every_text_and_no_other(code: str) -> None:
    assert messages(code).keys() == messages(AT_REST).keys()


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_text_is_empty_unsure_or_of_too_few_forms(code: str) -> None:
    plurals = catalogue(code).num_plurals
    for key, message in messages(code).items():
        assert not message.fuzzy, key
        assert all(form.strip() == form and form for form in forms_of(message)), key
        assert len(forms_of(message)) == (plurals if message.pluralizable else 1), key


@pytest.mark.parametrize("code", OTHERS)
def test_every_language_counts_and_fills_in_the_same_texts(code: str) -> None:
    german = messages(AT_REST)
    for key, message in messages(code).items():
        assert message.pluralizable == german[key].pluralizable, key
        assert placeholders(message) == placeholders(german[key]), key


def test_every_form_of_a_counted_text_says_the_number() -> None:
    for code in LANGUAGES:
        for key, message in messages(code).items():
            if message.pluralizable:
                assert all("{count}" in form for form in forms_of(message)), (code, key)


def test_no_text_is_left_over(chart: Chart) -> None:
    """Every key is needed by a step of some journey, or named in the code around them."""
    needed = {need.key for step in chart.steps() for need in needs(step)}
    named = {
        node.value
        for file in KIOSK.rglob("*.py")
        if file.parent.name not in ("journeys", "atlas")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    left_over = [
        key
        for key in messages(AT_REST)
        if key not in needed | named and key.rpartition(".")[0] not in named
    ]
    assert left_over == []


# the same words


@pytest.mark.parametrize(
    ("german", "english"), [term[1:] for term in FIXED], ids=[term[0] for term in FIXED]
)
def test_a_term_is_the_same_on_every_screen(german: str, english: str) -> None:
    other = messages("en")
    differing = [
        key
        for key, message in messages("de").items()
        if bool(re.search(german, " ".join(forms_of(message))))
        != bool(re.search(english, " ".join(forms_of(other[key]))))
    ]
    assert differing == []


@pytest.mark.parametrize("code", NEVER)
def test_no_thing_has_two_names(code: str) -> None:
    assert [
        key
        for key, one in messages(code).items()
        if re.search(NEVER[code], " ".join(forms_of(one)))
    ] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_nobody_is_shouted_at(code: str) -> None:
    assert [key for key, one in messages(code).items() if "!" in " ".join(forms_of(one))] == []


@pytest.mark.parametrize(("code", "words"), [("de", 15), ("de-simple", 10)])
def test_german_sentences_are_short_and_polite(code: str, words: int) -> None:
    for key, message in messages(code).items():
        for form in forms_of(message):
            assert not re.search(r"\b([Dd]u|[Dd]ich|[Dd]ir|[Dd]ein\w*)\b", form), key
            for sentence in re.split(r"[.?:]\s", form):
                assert len(sentence.split()) <= words, (key, sentence)


def test_leichte_sprache_divides_long_words_and_has_no_subordinate_clauses() -> None:
    hard = r"\b(Personalausweis|Lesegerät|Aufenthaltstitel|Bürgertelefon|Ziffern?)\b"
    joined = r"\b(wenn|weil|dass|ob|damit|falls|sobald|bevor|bis)\b"
    assert [
        key
        for key, one in messages("de-simple").items()
        if re.search(f"{hard}|{joined}", " ".join(forms_of(one)))
    ] == []


def test_the_number_of_the_citizens_phone_is_not_called_an_emergency() -> None:
    for code in LANGUAGES:
        text = Texts()
        text.language = code
        assert "115" in text("help.body")


# Texts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """German whole, Polish with three forms of a plural, Arabic with hardly anything."""
    (tmp_path / "de.po").write_text(
        'msgid ""\nmsgstr "Language: de\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        'msgid "language.name"\nmsgstr "Deutsch"\n\n'
        'msgid "hello"\nmsgstr "Guten Tag"\n\n'
        'msgid "step"\nmsgstr "Schritt {step} von {of}"\n\n'
        'msgid "tries"\nmsgid_plural "tries"\n'
        'msgstr[0] "{count} Versuch"\nmsgstr[1] "{count} Versuche"\n',
        encoding="utf-8",
    )
    (tmp_path / "pl.po").write_text(
        'msgid ""\nmsgstr "Language: pl\\nPlural-Forms: nplurals=3; plural=(n==1 ? 0 : '
        'n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"\n\n'
        'msgid "language.name"\nmsgstr "Polski"\n\n'
        'msgid "tries"\nmsgid_plural "tries"\n'
        'msgstr[0] "{count} próba"\nmsgstr[1] "{count} próby"\nmsgstr[2] "{count} prób"\n',
        encoding="utf-8",
    )
    (tmp_path / "ar.po").write_text(
        'msgid ""\nmsgstr "Language: ar\\n"\n\nmsgid "language.name"\nmsgstr "العربية"\n',
        encoding="utf-8",
    )
    return tmp_path


def test_german_stands_first_and_is_spoken_at_rest() -> None:
    assert Texts().language == "de"
    assert Texts().languages()[0].code == "de"


def test_every_language_calls_itself_by_its_own_name(folder: Path) -> None:
    names = [(one.code, one.name) for one in Texts(folder).languages()]
    assert names == [("de", "Deutsch"), ("ar", "العربية"), ("pl", "Polski")]


def test_a_manner_of_a_language_counts_as_the_language_does(folder: Path) -> None:
    (folder / "pl-simple.po").write_text((folder / "pl.po").read_text(encoding="utf-8"))
    words = Texts(folder)
    words.language = "pl-simple"
    assert words("tries", 5) == "5 prób"


def test_a_text_that_is_missing_is_read_in_german(folder: Path) -> None:
    words = Texts(folder)
    words.language = "ar"
    assert words("hello") == "Guten Tag"
    assert words("tries", 2) == "2 Versuche"
    assert words.has("hello")


def test_a_text_that_nobody_wrote_is_an_error(folder: Path) -> None:
    words = Texts(folder)
    assert not words.has("farewell")
    with pytest.raises(KeyError, match="farewell"):
        words("farewell")


@pytest.mark.parametrize(
    ("language", "count", "sentence"),
    [
        ("de", 0, "0 Versuche"),
        ("de", 1, "1 Versuch"),
        ("de", 2, "2 Versuche"),
        ("pl", 1, "1 próba"),
        ("pl", 3, "3 próby"),
        ("pl", 5, "5 prób"),
    ],
)
def test_a_count_picks_its_form(folder: Path, language: str, count: int, sentence: str) -> None:
    words = Texts(folder)
    words.language = language
    assert words("tries", count) == sentence


def test_values_are_filled_in(folder: Path) -> None:
    assert Texts(folder)("step", step=2, of=3) == "Schritt 2 von 3"


def test_the_languages_that_nobody_has_reviewed_or_finished_are_listed(folder: Path) -> None:
    (folder / "fr.po").write_text(
        'msgid ""\nmsgstr "Language: fr\\n"\n"X-Reviewed: no\\n"\n\n'
        'msgid "language.name"\nmsgstr "Français"\n',
        encoding="utf-8",
    )
    states = {state.language.code: state for state in Texts(folder).states()}
    assert states["de"].reviewed
    assert states["de"].missing == ()
    assert not states["fr"].reviewed
    assert "hello" in states["fr"].missing
    listed = subprocess.run(
        [sys.executable, "-m", "kiosk", "texts"], capture_output=True, text=True, check=True
    ).stdout
    assert re.search(r"^de +Deutsch$", listed, re.MULTILINE)
    assert re.search(r"^de-simple +unreviewed +Leichte Sprache$", listed, re.MULTILINE)
