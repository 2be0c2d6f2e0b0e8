"""What the instructor alone is meant to see: how a phone gets the reins. The words are in the
technician's catalogue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kivy.uix.widget import Widget

from kiosk.screens.overlay import Overlay
from kiosk.screens.pile import Pile
from kiosk.screens.qr import Code
from kiosk.screens.sheet import Frame
from kiosk.screens.technician import say
from kiosk.texts import Texts

MENU = "The instructor's place on a phone"
WARNING = (
    "The phone has to be in the same network as this device. Next, a code appears here. Whoever"
    " uses it first holds the reins, so do not let the class see it: switch the projector off or"
    " black."
)
READY = "The code is good once, and for {seconds} seconds more. Scan it, or type the address:"
CONNECTED = "A phone holds the reins. If it is not yours, end that."


def plain(frame: Frame) -> Frame:
    """Whatever language and letters the class has chosen, the instructor has not."""
    at_rest = frame.texts.at_rest
    return replace(frame, texts=Texts(at_rest=at_rest), comfort=frame.at_rest)


class PhoneMenu(Overlay):
    """Before there is a code, and when a phone is there: `on` says which.

    `act` shows the code, or ends the phone's session.
    """

    def __init__(
        self, frame: Frame, act: Callable[[], None], close: Callable[[], None], *, on: bool
    ) -> None:
        frame = plain(frame)
        super().__init__(frame)
        self.back = close
        of = self.measures.of
        words = "End the connection" if on else "Show the code"
        self.panel(
            lambda shrink, width: [
                (self.text(say(frame, MENU), of(38) * shrink, width, bold=True), of(18)),
                (
                    self.text(say(frame, CONNECTED if on else WARNING), of(26) * shrink, width),
                    of(22),
                ),
            ],
            lambda shrink, width: [
                (self.button(say(frame, words), width, act, size=27 * shrink), of(16))
            ],
            close,
        )


class PhoneCode(Overlay):
    """The code, as a QR code and in letters. `show_time` counts its seconds down."""

    def __init__(
        self, frame: Frame, host: str, code: str, seconds: float, close: Callable[[], None]
    ) -> None:
        frame = plain(frame)
        super().__init__(frame)
        self.back = close
        self._words = ""
        of = self.measures.of
        address = f"http://{host}/"

        def words(shrink: float, width: float) -> Pile:
            gap = of(36)
            picture = Code(f"{address}?code={code}", min(of(330) * shrink, width / 2))
            side = width - picture.width - gap
            self._told = self.text(say(frame, READY, seconds=round(seconds)), of(24) * shrink, side)
            spelt = f"{code[:4]} {code[4:]}"
            lines = [
                (self._told, of(14)),
                (self.text(address, of(26) * shrink, side, bold=True), of(14)),
                (self.text(spelt, of(34) * shrink, side, bold=True), 0),
            ]
            return [(self.row([picture, self._column(lines, side)], width, gap), of(20))]

        self.panel(words, close=close)

    def show_time(self, seconds: float) -> None:
        self._told.say(say(self.frame, READY, seconds=round(seconds)))

    def _column(self, lines: Pile, width: float) -> Widget:
        tall = sum(line.height + gap for line, gap in lines)
        column = Widget(size_hint=(None, None), size=(width, tall))
        top = tall
        for line, gap in lines:
            top -= line.height
            line.pos = (0, top)
            top -= gap
        self.hold(column, *(line for line, _ in lines))
        return column


class PhoneTrouble(Overlay):
    """The page could not be started; `why` is the system's word for it."""

    def __init__(self, frame: Frame, why: str, close: Callable[[], None]) -> None:
        frame = plain(frame)
        super().__init__(frame)
        self.back = close
        of = self.measures.of
        told = say(frame, "The page cannot be started: {why}", why=why)
        self.panel(
            lambda shrink, width: [(self.text(told, of(28) * shrink, width, bold=True), of(20))],
            close=close,
        )
