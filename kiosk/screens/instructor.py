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
ALONE = (
    "This device is in no network, and no phone comes to it. Connect it to one, such as the hot"
    " spot of the phone, close this, and have the code shown again. A browser on this device can"
    " use this code:"
)
TROUBLE = (
    "The page for the phone cannot be opened. Connect this device to a network, such as the hot"
    " spot of the phone, and try again."
)
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
    """The code, as a QR code and in letters. `show_time` counts its seconds down. `alone`: there
    is no network that a phone could come from."""

    def __init__(  # noqa: PLR0913  a code is all of these
        self,
        frame: Frame,
        host: str,
        code: str,
        seconds: float,
        close: Callable[[], None],
        *,
        alone: bool = False,
    ) -> None:
        frame = plain(frame)
        super().__init__(frame)
        self.back = close
        self._ready = ALONE if alone else READY
        of = self.measures.of
        address = f"http://{host}/"

        def words(shrink: float, width: float) -> Pile:
            gap = of(36)
            picture = Code(f"{address}?code={code}", min(of(330) * shrink, width / 2))
            side = width - picture.width - gap
            told = say(frame, self._ready, seconds=round(seconds))
            self._told = self.text(told, of(24) * shrink, side)
            spelt = f"{code[:4]} {code[4:]}"
            lines = [
                (self._told, of(14)),
                (self.text(address, of(26) * shrink, side, bold=True), of(14)),
                (self.text(spelt, of(34) * shrink, side, bold=True), 0),
            ]
            return [(self.row([picture, self._column(lines, side)], width, gap), of(20))]

        self.panel(words, close=close)

    def show_time(self, seconds: float) -> None:
        self._told.say(say(self.frame, self._ready, seconds=round(seconds)))

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
    """There is no page for the phone; why stands in the journal."""

    def __init__(self, frame: Frame, close: Callable[[], None]) -> None:
        frame = plain(frame)
        super().__init__(frame)
        self.back = close
        of = self.measures.of
        told = say(frame, TROUBLE)
        self.panel(
            lambda shrink, width: [(self.text(told, of(28) * shrink, width, bold=True), of(20))],
            close=close,
        )
