"""Every language in letters that its font has, in the right direction, with whole words."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops, ImageFont, ImageStat

from kiosk.screens.script import ARABIC, CHINESE, EUROPEAN, broken_anywhere, script_of
from kiosk.texts import FOLDER, Texts

NOT_DRAWN = set(" \n\u00a0\u202f\u200c\u200d\u2009")


@pytest.mark.parametrize("code", [one.code for one in Texts().languages()])
def test_the_font_of_a_language_has_every_letter_of_its_texts(code: str) -> None:
    script = script_of(code)
    letters = set((FOLDER / f"{code}.po").read_text(encoding="utf-8")) - NOT_DRAWN
    for face in (script.regular, script.bold):
        font = ImageFont.truetype(face, 20, layout_engine=ImageFont.Layout.BASIC)
        missing = shape(font, "\uffff")
        assert [letter for letter in letters if shape(font, letter) == missing] == [], face


def shape(font: ImageFont.FreeTypeFont, letter: str) -> bytes:
    """What a letter looks like; those that a font does not have all look the same."""
    left, top, right, bottom = font.getbbox(letter)
    mask = font.getmask(letter)
    return bytes(mask) + repr((right - left, bottom - top)).encode()


def test_chinese_lines_end_between_letters_but_in_no_latin_word_and_begin_with_no_mark() -> None:
    words = "您的在线身份识别功能（Online-Ausweis）已开启。"
    lines = broken_anywhere(words, 14, len).split("\n")
    assert "".join(lines) == words
    assert any("（Online-Ausweis）" in line for line in lines)
    assert not any(line[0] in "，。）" for line in lines)


@pytest.mark.parametrize("whole", ["（Führungszeugnis）", "116\u00a0116。"])
def test_a_german_name_or_a_number_in_chinese_stays_in_one_line(whole: str) -> None:
    before = "字" * (len(whole) - 3)
    assert broken_anywhere(before + whole, len(whole), len) == f"{before}\n{whole}"


def test_a_chinese_mark_at_the_end_of_a_full_line_takes_its_letter_to_the_next() -> None:
    words = "请输入信中的5位数字。好"
    for width in range(3, len(words)):
        lines = broken_anywhere(words, width, len).split("\n")
        assert max(len(line) for line in lines) <= width
        assert not any(line[0] == "。" for line in lines)


def test_a_line_from_right_to_left_that_begins_with_a_latin_word_begins_on_the_right(
    kivy_window: None,
) -> None:
    from kiosk.screens.widgets import Text  # noqa: PLC0415  needs the window
    from tests.finger import picture  # noqa: PLC0415

    def end_of(words: str) -> Image.Image:
        """What stands at the right end of the line, small."""
        drawn = picture(Text(words, 40, "#FFFFFF", 600, script=ARABIC)).convert("L")
        _, _, right, _ = drawn.getbbox() or (0, 0, 0, 0)
        assert right > 595, "the line begins at the right"
        return drawn.crop((right - 64, 0, right, drawn.height)).reduce(4)

    def unlike(one: Image.Image, other: Image.Image) -> float:
        return ImageStat.Stat(ImageChops.difference(one, other)).mean[0]

    alone = end_of("PIN")
    assert unlike(alone, end_of("PIN بطاقة")) < 6
    assert unlike(alone, end_of("NIP بطاقة")) > 10
    assert unlike(alone, end_of("بطاقة PIN")) > 10


def test_pages_are_mirrored_but_the_keypad_is_not() -> None:
    assert ARABIC.right_to_left
    assert not EUROPEAN.right_to_left
    assert not CHINESE.right_to_left
