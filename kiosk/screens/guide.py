"""Leads whoever hears and feels instead of seeing and touching: the voice, the focus, the keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kiosk.comfort import LOUDEST
from kiosk.screens.focus import Focus
from kiosk.screens.grant import GrantPage
from kiosk.screens.keyboard import DIGITS, MEANINGS, Key, Keyboard
from kiosk.screens.keypad import KeypadPage
from kiosk.screens.narrator import Narrator, Speaker
from kiosk.screens.overlay import Help, Overlay
from kiosk.screens.reading import Reading, name_of, reading
from kiosk.screens.sheet import Frame, Sheet


class Guide:
    """What is on top, a page or what lies over it, has to be told by `show`."""

    def __init__(self, voice: Speaker, clock: Callable[[], float]) -> None:
        self.keyboard = Keyboard(clock)
        self._narrator = Narrator(voice)
        self.focus = Focus()
        self.beside: Sheet | None = None
        """What stands beside every page: in practice, the card at hand."""
        self.hood: Sheet | None = None
        """What a class reads beside every page: keys lead there; it is not read out each time."""
        self._sheet: Sheet | None = None
        self._reading = Reading([], [], [])
        self._welcome = False

    @property
    def must_be_heard(self) -> bool:
        """No key but the volume's does anything until a warning has been spoken."""
        return self._narrator.must_be_heard

    def welcome(self) -> None:
        """Somebody asks to be read to: before the next page they hear how it goes."""
        self._welcome = True

    def show(self, sheet: Sheet, *, fresh: bool, aloud: bool) -> None:
        """`fresh`: a person has not met it yet; else only its looks have changed, or one word.
        `aloud`: it is said even to those who did not ask for speech."""
        self._sheet, self._reading = sheet, self._read(sheet)
        self.focus.enter(sheet, self._reading.controls, keep=not fresh)
        if isinstance(sheet, KeypadPage | GrantPage):
            sheet.tell = self._say
        if not fresh:
            if self.focus.control:
                self._say(name_of(self.focus.control))
        elif sheet.frame.comfort.speech:
            self._narrator.read(sheet, self._reading, self._before(sheet))
        elif aloud:
            self._narrator.tell(sheet.frame, *self._reading.words)
        else:
            self._narrator.hush()

    def change_volume(self, frame: Frame) -> None:
        volume = frame.comfort.volume
        words = frame.texts("speech.volume", volume=volume, loudest=LOUDEST)
        self._narrator.change_volume(volume, frame, words)

    def finger(self) -> None:
        """A finger is on the screen: it needs no frame, and speech stops."""
        self.focus.leave()
        if not self.must_be_heard:
            self._narrator.hush()

    def hush(self) -> None:
        self._narrator.hush()

    def speak_again(self) -> None:
        """Pause, go on, or the whole page once more."""
        self._narrator.again()

    def press(self, code: int, *, shift: bool) -> None:
        """A key of Kivy's code does what it means here."""
        sheet = self._sheet
        assert sheet
        self._narrator.hush()
        self._reading = self._read(sheet)  # what stands beside may have changed
        self.focus.enter(sheet, self._reading.controls, keep=True)
        match MEANINGS.get(code):
            case Key.NEXT:
                self._move(-1 if shift else 1)
            case Key.BEFORE:
                self._move(-1)
            case Key.OK if self.focus.control:
                self.focus.control.action()
            case Key.OK if sheet.default:
                sheet.default()
            case Key.OK:
                self._move(1)
            case Key.TAKE_BACK if isinstance(sheet, KeypadPage):
                self._take_back(sheet)
            case Key.TAKE_BACK if sheet.back:
                sheet.back()
            case None if code in DIGITS:
                self._digit(sheet, DIGITS[code])
            case _:
                self._say(sheet.frame.texts("speech.no-key"))

    def _read(self, sheet: Sheet) -> Reading:
        read = reading(sheet)
        if isinstance(sheet, Overlay):
            return read
        words, choices = read.words, read.choices
        if self.beside:
            beside = reading(self.beside)
            words, choices = words + beside.words, choices + beside.choices
        if self.hood:
            choices = choices + reading(self.hood).choices
        return replace(read, words=words, choices=choices)

    def _before(self, sheet: Sheet) -> list[str]:
        texts, before = sheet.frame.texts, []
        if self._welcome:
            before.append(texts("speech.welcome"))
        if self._welcome or isinstance(sheet, Help):
            before.append(texts("speech.keys"))
        self._welcome = False
        return before

    def _digit(self, sheet: Sheet, digit: int) -> None:
        choices = self._reading.choices
        if isinstance(sheet, KeypadPage):
            self.focus.leave()
            sheet.type(digit)
        elif 1 <= digit <= len(choices):
            self.focus.go_to(digit - 1)
            self._tell_choice()
        else:
            self._say(sheet.frame.texts("speech.no-key"))

    def _take_back(self, page: KeypadPage) -> None:
        """The focus, if it has gone away from the digits; else the last of them."""
        if self.focus.control:
            self.focus.leave()
            page.tell_entry()
        else:
            page.take_back()

    def _move(self, by: int) -> None:
        self.focus.move(by)
        self._tell_choice()

    def _tell_choice(self) -> None:
        control = self.focus.control
        if control and self._sheet:
            self._say(name_of(control), self._sheet.frame.texts("speech.confirm"))

    def _say(self, *sentences: str) -> None:
        if self._sheet and self._sheet.frame.comfort.speech:
            self._narrator.tell(self._sheet.frame, *sentences)
