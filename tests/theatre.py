"""A stage of one size on Kivy's window, somebody before it, and the finger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiosk.settings import Screen, Settings
from kiosk.statistics.counters import Counted
from kiosk.strict_yaml import BadFile
from kiosk.texts import Texts
from tests.mouth import Mouth

if TYPE_CHECKING:
    from kiosk.screens.stage import KivyStage


class Someone:
    """A conductor.Person that writes down what the screens tell of the person."""

    def __init__(self) -> None:
        self.did: list[str] = []
        self.answers: list[object] = []
        self.used: list[Counted] = []

    def start(self) -> None:
        self.did.append("start")

    def maintain(self) -> None:
        self.did.append("maintain")

    def answer(self, value: object) -> None:
        self.did.append("answer")
        self.answers.append(value)

    def back(self) -> None:
        self.did.append("back")

    def home(self) -> None:
        self.did.append("home")

    def end(self) -> None:
        self.did.append("end")

    def touched(self) -> None:
        self.did.append("touched")

    def uses(self, *counters: Counted) -> None:
        self.used += counters


class Theatre:
    """A stage of one size, somebody before it, and the finger."""

    def __init__(
        self,
        width: int,
        height: int,
        diagonal: float,
        *,
        demo: bool = False,
        problem: BadFile | None = None,
        **more: Any,
    ) -> None:
        from kivy.core.window import Window  # noqa: PLC0415

        from kiosk.eid.simulator.personas import load_personas  # noqa: PLC0415
        from kiosk.eid.simulator.reader import PracticeReader  # noqa: PLC0415
        from kiosk.screens.room import Room  # noqa: PLC0415
        from tests import finger  # noqa: PLC0415

        Window.size = width, height
        settings = Settings(screen=Screen(diagonal=diagonal), **more)
        self.texts = Texts(at_rest=settings.language)
        self.reader = PracticeReader() if demo else None
        self._now = 0.0
        personas = load_personas() if demo else []
        self.voice = Mouth()
        clock = lambda: self._now  # noqa: E731
        self.room = Room(
            settings, self.texts, self.reader, personas, clock, voice=self.voice, problem=problem
        )
        self.stage: KivyStage = self.room.stage
        self.someone = Someone()
        self.stage.person = self.someone
        self.room.measure(width, height)
        for one in Window.children[:]:
            Window.remove_widget(one)
        Window.add_widget(self.room)
        self._finger = finger

    def shown(self) -> list[str]:
        return self._finger.shown(self.room)

    def wait(self, seconds: float = 5) -> None:
        """As long as somebody needs to read a page."""
        self._now += seconds

    def press(self, *words: str) -> None:
        """Press buttons that have stood there for a while, by key or by what they say."""
        self.wait()
        for word in words:
            said = self.texts(word) if self.texts.has(word) else word
            button = self._finger.button(self.room, said)
            assert button, f"no button {said!r} among {self.shown()}"
            self._finger.tap(*button.center)

    def find(self, words: str) -> Any:
        """The button that says these words."""
        return self._finger.button(self.room, words)

    def keys(self, *codes: int) -> None:
        """Press keys, by Kivy's codes."""
        for code in codes:
            self.stage.key_down(code)
            self.stage.key_up(code)

    def tap(self, x: float, y: float) -> None:
        self._finger.tap(x, y)
