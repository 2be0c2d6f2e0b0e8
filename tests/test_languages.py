"""What holds in the languages that few of us read: the same words for the same things, and what
is printed on the German card and letter stays German."""

from __future__ import annotations

import re
import unicodedata

import pytest

from kiosk.services import SHIPPED, read_catalogue
from tests.test_texts import LANGUAGES, forms_of, messages

SERVICES = read_catalogue(SHIPPED)

PRINTED = ("PIN", "CAN", "PUK", "PIN-Brief", "Transport-PIN")
"""What a person looks for on the card and in the letter, whatever language the screen speaks."""

GERMAN = ("Lesegerät", "Schalter", "Versuch", r"\bgesperrt", "Online-Funktion", "kostenlos")

TERMS = {
    "uk": ("прист[ріо]", "вікн", "спроб", "заблок", "функці", "безкоштовн"),
    "ar": ("القارئ|قارئ", "شبّاك", "محاول", "مقفل|قفل", "وظيفة الهوية", "مجان"),
    "ru": ("устройств", "окн", "попыт", "заблок|разблок", "функци", "бесплатн"),
    "fa": ("کارت‌خوان", "باجه", "تلاش", "مسدود", "قابلیت", "رایگان"),
    "tr": ("okuyucu", "hizmet bankosu", "deneme", "bloke", "kimlik işlevi", "ücretsiz"),
    "pl": ("czytnik", "okienk", "prób", "blokowa", "funkcj", "bezpłatn"),
    "ro": ("cititor", "ghișeu", "încerc", "bloca", "funcția", "gratuit"),
    "vi": ("đầu đọc", "quầy phục vụ", "lần thử", "khóa", "chức năng", "miễn phí"),
    "fr": ("lecteur", "guichet", "tentative", "bloqu", "fonction", "gratuit"),
    "es": ("lector", "ventanilla", "intent", "bloquea", "función", "gratis"),
    "it": ("lettore", "sportello", "tentativ", "blocca", "funzione", "gratis"),
    "zh": ("读卡器", "服务窗口", "尝试", "锁定", "在线身份识别", "免费"),
}
"""The stem of each word of GERMAN; the glossary's words, unreviewed."""

EMERGENCY = {"fr": "urgence", "it": "emergenza", "vi": "cấp cứu", "fa": "اورژانس"}
"""Where 115 calls an ambulance or the fire brigade at home, and the word that says: not here."""

ALPHABETS = {
    "ar": r"[پچژگکی\u200c]",
    "fa": r"[كي]",
    "uk": r"[ыэъё]",
    "ru": r"[іїєґ]",
    "ro": r"[şţ]",
    "zh": r"[,;:?!()]|\.(?!\w)| ",
}
"""Letters of the language next door, and marks that are written otherwise in this one."""


def words(code: str) -> dict[str, str]:
    """What the screens say in a language: the catalogue, and the services that are data."""
    said = {key: " ".join(forms_of(message)) for key, message in messages(code).items()}
    for category in SERVICES.categories:
        said[f"{category.id}, title"] = category.title[code]
    for service in SERVICES.services:
        said[f"{service.id}, title"] = service.title[code]
        said[f"{service.id}, text"] = service.text[code]
    return said


@pytest.mark.parametrize("code", TERMS)
@pytest.mark.parametrize("name", PRINTED)
def test_what_is_printed_on_card_and_letter_stays_german(code: str, name: str) -> None:
    whole = rf"(?<![A-Za-z-]){name}(?![A-Za-z]|-B)"
    said = words(code)
    assert [
        key
        for key, german in words("de").items()
        if re.search(whole, german) and not re.search(whole, said[key])
    ] == []


@pytest.mark.parametrize("code", TERMS)
def test_a_thing_has_one_name_on_every_screen(code: str) -> None:
    said = words(code)
    assert [
        (german, key)
        for german, term in zip(GERMAN, TERMS[code], strict=True)
        for key, text in words("de").items()
        if re.search(german, text) and not re.search(term, said[key], re.IGNORECASE)
    ] == []


@pytest.mark.parametrize("code", EMERGENCY)
def test_who_knows_115_as_an_emergency_number_is_told_that_it_is_none(code: str) -> None:
    said = words(code)
    assert [
        key for key in ("help.body", "phone-115, text") if EMERGENCY[code] not in said[key]
    ] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_digits_look_like_those_on_keypad_and_card(code: str) -> None:
    assert [
        key
        for key, text in words(code).items()
        if any(unicodedata.category(letter) == "Nd" and not letter.isascii() for letter in text)
    ] == []


@pytest.mark.parametrize("code", ALPHABETS)
def test_no_letter_comes_from_the_language_next_door(code: str) -> None:
    foreign = ALPHABETS[code]
    found = {
        key: re.findall(foreign, text)
        for key, text in words(code).items()
        if key != "language.name" and re.search(foreign, re.sub(r"\{\w+\}", "0", text))
    }
    assert found == {}
