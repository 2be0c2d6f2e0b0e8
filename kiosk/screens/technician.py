"""The technician's pages: the code, and behind it what helps on site. German, or English where the
kiosk greets in another language; the words are in the technician's own catalogue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from kivy.graphics import Color, Line, Rectangle
from kivy.utils import get_color_from_hex

from kiosk.eid.model import CardFault, CardLook
from kiosk.findings import Finding, Severity
from kiosk.german import german
from kiosk.journeys.maintenance import ShowTechnician
from kiosk.screens.listing import ListPage
from kiosk.screens.message import Choice, Message
from kiosk.screens.overlay import Overlay
from kiosk.screens.page import Actions, Page
from kiosk.screens.pile import Pile
from kiosk.screens.sheet import Frame
from kiosk.screens.theme import Colour
from kiosk.screens.widgets import Box, Icon, PushButton
from kiosk.texts import locale_of

LONGEST_CODE = 12
DOT = "•"

COLUMNS, ROWS = 8, 5
"""Fields of the touch test on a wide screen; upright it is the other way round."""


def say(frame: Frame, sentence: str, **values: object) -> str:
    """An English sentence with names in braces, in the technician's language."""
    in_german = locale_of(frame.texts.at_rest) == "de"
    return (german(sentence) if in_german else sentence).format(**values)


@dataclass(frozen=True)
class Tasks:
    """What the buttons of the page do; None leaves one out."""

    findings: Callable[[], None]
    touch: Callable[[], None]
    reader: Callable[[], None]
    network: Callable[[], None]
    slots: Callable[[], None]
    update: Callable[[], None] | None
    support: Callable[[], None] | None
    power_off: Callable[[], None] | None


def technician_page(frame: Frame, step: ShowTechnician, tasks: Tasks, actions: Actions) -> Page:
    offered = (
        ("What is wrong?", tasks.findings),
        ("Try the touch screen", tasks.touch),
        ("Try the reader", tasks.reader),
        ("Network", tasks.network),
        ("System and updates", tasks.slots),
        ("Update from the stick", tasks.update),
        ("Write a support file to the stick", tasks.support),
        ("Switch the device off", tasks.power_off),
    )
    message = Message(
        brand=say(frame, "Technician"),
        note=frame.site,
        title=_about_card(frame, step.look),
        choices=[Choice(say(frame, words), action) for words, action in offered if action],
    )
    return ListPage(frame, message, Actions(end=actions.end))


def _about_card(frame: Frame, look: CardLook | CardFault | None) -> str:
    """Of a card that was tried, its kind and the state of its PIN and no more."""
    match look:
        case None:
            return say(frame, "What is to be done?")
        case CardFault():
            return say(frame, "Reader: the card did not answer ({fault})", fault=look.key)
        case CardLook(pin_status=status) if status:
            state = say(frame, status.state.value)
            return say(frame, "Reader: reads, PIN {state}", state=state)
        case CardLook():
            return say(frame, "Reader: reads, but this card has no online function")


class CodeOverlay(Overlay):
    """Digits of the code, behind dots. `wait` is how many seconds no code is looked at, `wrong`
    whether the last one was wrong."""

    numbered = False

    def __init__(
        self,
        frame: Frame,
        wait: float,
        enter: Callable[[str], None],
        close: Callable[[], None],
        *,
        wrong: bool,
    ) -> None:
        super().__init__(frame)
        self.back = self._close_code = close
        self._enter = enter
        self._typed = ""
        of = self.measures.of
        told = say(frame, "Wrong code" if wrong else "Technician's code")
        if wait:
            told = say(frame, "Wrong code. Next try in {seconds} seconds", seconds=round(wait))

        def words(shrink: float, width: float) -> Pile:
            title = self.text(told, of(34) * shrink, width, bold=True)
            if wait:
                return [(title, 0)]
            self._dots = self.text(DOT, of(40) * shrink, width, bold=True)
            self._show()
            return [(title, of(8) * shrink), (self._dots, 0)]

        if wait:
            self.panel(words, close=close, widest=620)
        else:
            self.panel(words, self._keys, widest=620)

    def _keys(self, shrink: float, width: float) -> Pile:
        of, gap = self.measures.of, self.measures.of(12)
        wide = (width - 2 * gap) / 3

        def key(words: str, action: Callable[[], None], *, yellow: bool = False) -> PushButton:
            least = max(of(64) * shrink, 0.6 * self.measures.key)
            return self.button(
                words,
                wide,
                action,
                size=28 * shrink,
                least=least / of(1),
                yellow=yellow,
                align="center",
            )

        digits = [key(str(digit), partial(self._type, str(digit))) for digit in range(10)]
        back = key("", self._take_back)
        icon = Icon("backspace", of(34), self.palette.blue)
        icon.pos = ((back.width - icon.width) / 2, (back.height - icon.height) / 2)
        self.hold(back, icon)
        last = [back, digits[0], key("OK", self._ok, yellow=True)]
        rows = [digits[1:4], digits[4:7], digits[7:10], last]
        close = self.button(
            self.frame.texts("button.close"),
            width,
            self._close_code,
            size=27 * shrink,
            least=64 * shrink,
            align="center",
        )
        return [*((self.row(row, width, gap), gap) for row in rows), (close, 0)]

    def _type(self, digit: str) -> None:
        self._typed = (self._typed + digit)[:LONGEST_CODE]
        self._show()

    def _take_back(self) -> None:
        self._typed = self._typed[:-1]
        self._show()

    def _ok(self) -> None:
        typed, self._typed = self._typed, ""
        self._show()
        self._enter(typed)

    def _show(self) -> None:
        self._dots.say(DOT * len(self._typed) or " ")


class NoteOverlay(Overlay):
    """A few words, and perhaps something to press before "close"."""

    def __init__(
        self, frame: Frame, words: str, close: Callable[[], None], choice: Choice | None = None
    ) -> None:
        super().__init__(frame)
        self.back = close
        of = self.measures.of

        def controls(shrink: float, width: float) -> Pile:
            if choice is None:
                return []
            button = self.button(choice.words, width, choice.action, size=27 * shrink, least=80)
            return [(button, of(20))]

        self.panel(
            lambda shrink, width: [(self.text(words, of(30) * shrink, width, bold=True), 0)],
            controls,
            close,
        )


class FindingsOverlay(Overlay):
    """What the doctor found: first what is wrong, with its cure, then the rest."""

    def __init__(
        self, frame: Frame, title: str, findings: Sequence[Finding], close: Callable[[], None]
    ) -> None:
        super().__init__(frame)
        self.back = close
        of = self.measures.of
        told = sorted(findings, key=lambda one: -one.severity)

        def listed(shrink: float, width: float) -> Pile:
            shrink = max(shrink, 0.85)  # rather one more leaf than smaller letters
            pile: list[tuple[Any, float]] = [
                (self.text(title, of(36) * shrink, width, bold=True), of(14))
            ]
            for one in told:
                bad = one.severity > Severity.GOOD
                why = say(frame, one.sentence, **one.values)
                head = f"{say(frame, one.severity.word)} · {say(frame, one.what)}: {why}"
                text = self.text(head, of(24 if bad else 21) * shrink, width, bold=bad)
                pile.append((text, of(2 if bad else 8)))
                if bad:
                    cure = say(frame, one.remedy, **one.values)
                    words = say(frame, "Remedy: {cure}", cure=cure)
                    pile.append((self.text(words, of(24) * shrink, width), of(16)))
            return pile

        self.panel(listed, close=close, widest=1180)


class TouchOverlay(Overlay):
    """Fields over the whole screen, which a finger fills; in the middle the way back."""

    def __init__(self, frame: Frame, close: Callable[[], None]) -> None:
        super().__init__(frame)
        self.back = close
        of, palette = self.measures.of, self.palette
        columns, rows = (ROWS, COLUMNS) if self.measures.portrait else (COLUMNS, ROWS)
        self._side = (self.width / columns, self.height / rows)
        self._left = {(column, row) for column in range(columns) for row in range(rows)}
        with self.canvas.before:
            Color(*get_color_from_hex(palette.paper))
            Rectangle(pos=self.pos, size=self.size)
        for field in self._left:
            self._draw(field, palette.paper)
        ground = Box(palette.paper, palette.ink, of(2), of(16))
        wide = min(of(560), self.width - of(80))
        self._told = self.text(self._words(), of(26), wide - of(40), bold=True, align="center")
        button = self.button(
            frame.texts("button.close"), wide - of(40), close, yellow=True, align="center"
        )
        ground.size = (wide, self._told.height + button.height + of(56))
        self._told.pos = (of(20), ground.height - of(18) - self._told.height)
        button.pos = (of(20), of(18))
        self.hold(ground, self._told, button)
        self.put(ground, (self.width - wide) / 2, (self.height - ground.height) / 2)

    def _words(self) -> str:
        if self._left:
            return say(self.frame, "Wipe over all fields. Left: {count}", count=len(self._left))
        return say(self.frame, "Every field was felt")

    def _draw(self, field: tuple[int, int], fill: Colour) -> None:
        corner = field[0] * self._side[0], self.y + field[1] * self._side[1]
        with self.canvas.before:
            Color(*get_color_from_hex(fill))
            Rectangle(pos=corner, size=self._side)
            Color(*get_color_from_hex(self.palette.edge))
            Line(rectangle=(*corner, *self._side), width=1)

    def on_touch_down(self, touch: Any) -> bool:
        self._feel(touch)
        return super().on_touch_down(touch)

    def on_touch_move(self, touch: Any) -> bool:
        self._feel(touch)
        return True

    def _feel(self, touch: Any) -> None:
        field = int(touch.x // self._side[0]), int((touch.y - self.y) // self._side[1])
        if field in self._left:
            self._left.discard(field)
            self._draw(field, self.palette.yellow)
            self._told.say(self._words())
