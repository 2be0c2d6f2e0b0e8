"""A citizen who sees no screen: hears what speech-dispatcher was asked to say, and presses the
keys of a twelve-key pad."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from enum import Enum

from kiosk.eid.simulator.chip import Chip
from kiosk.eid.simulator.personas import Persona
from kiosk.eid.simulator.vpcd import VirtualCard
from tests.ear import Ear, Heard
from tests.twin import RealWindow

PATIENCE_SECONDS = 30.0
"""Only a test that fails waits for so long."""

OK, TAKE_BACK, NEXT, SPEECH, LOUDER = (
    *("KP_Enter", "KP_Decimal", "KP_Divide"),
    *("KP_Multiply", "KP_Add"),
)


class Wish(Enum):
    FIRST_PIN = ("Eigene P I N setzen", "5 Ziffern")
    OTHER_PIN = ("P I N ändern", "6 Ziffern")
    UNBLOCK = ("Gesperrte P I N entsperren", "")

    @property
    def kind_of_pin(self) -> str:
        return self.value[1]


@dataclass(frozen=True)
class Story:
    """Whose card it is, what is wanted of it, and how the person goes about it."""

    persona: Persona
    wish: Wish
    new_pin: str
    looks_first: bool
    """Begins with "look at my card" and not with "set, change, unblock"."""
    mistypes: bool
    """Takes the wrong digits for the PIN at first."""


def stories(personas: list[Persona], luck: random.Random) -> Story:
    """One of the things that can be wanted of the cards whose owners can be helped here."""
    eids = [one for one in personas if one.secrets and one.puk_uses and one.active]
    persona = luck.choice([one for one in eids if one.parameter_id == 13])
    assert persona.secrets
    wish = (
        Wish.UNBLOCK
        if persona.tries == 0
        else Wish.FIRST_PIN
        if len(persona.secrets.pin) == 5
        else Wish.OTHER_PIN
    )
    return Story(
        persona,
        wish,
        luck.choice(["738164", "904275", "660294", "852096"]),
        looks_first=luck.random() < 0.5,
        mistypes=persona.tries == 3 and luck.random() < 0.5,
    )


class Listener:
    """Whatever it does, it does because of what it heard. `chip` is the card in its hand."""

    def __init__(self, story: Story, ear: Ear, window: RealWindow, port: int) -> None:
        self.story = story
        self.chip: Chip = story.persona.make_chip()
        self.done = ""
        """What the kiosk said when it had done what was wanted."""
        self._ear = ear
        self._window = window
        self._port = port
        self._heard = 0
        self._mistypes = story.mistypes
        self._card = ExitStack()

    def visits(self) -> None:
        """From the greeting, with the one key that can be felt, to the card in the hand."""
        self._press(SPEECH)
        self._hears(r"Vorlesen ist an")
        left = False
        while not left:
            said = self._hears("|".join(pattern for pattern, _ in self._answers()), again=True)
            left = next(act for pattern, act in self._answers() if re.search(pattern, said))()

    def _answers(self) -> Iterator[tuple[str, Callable[[], bool]]]:
        """What is asked, as it is heard, and what this person does then; true at the end."""
        story, secrets = self.story, self.story.persona.secrets
        assert secrets
        start = "Meinen Ausweis" if story.looks_first else "P I N setzen, ändern"
        yield r"Was möchten Sie tun\?", self._choosing(start)
        yield r"Was möchten Sie mit der P I N tun\?", self._choosing(story.wish.value[0])
        yield r"Legen Sie Ihre Karte auf das Lesegerät", self._lay_on
        yield r"Welche P I N haben Sie\?", self._choosing(story.wish.kind_of_pin)
        yield r"Dann ist alles bereit", self._choosing("Ich möchte die P I N ändern")
        yield r"Lieber zum Schalter: Neue", self._choosing("Ja, ich weiß meine")
        yield r"(P I N|Ziffern) waren? falsch", self._choosing("Noch einmal versuchen")
        yield r"Ich habe die P U K", self._choosing("Ich habe die P U K")
        yield r"5 Ziffern aus Ihrem P I N-Brief ein", self._typing(secrets.pin, may_fail=True)
        yield r"Geben Sie Ihre jetzige P I N ein", self._typing(secrets.pin, may_fail=True)
        yield r"Geben Sie Ihre P I N ein", self._typing(secrets.pin)
        yield r"Geben Sie die C A N ein", self._typing(secrets.can)
        yield r"Geben Sie die P U K ein", self._typing(secrets.puk)
        yield r"Wählen Sie Ihre neue P I N", self._typing(story.new_pin)
        yield r"Geben Sie die neue P I N noch einmal ein", self._typing(story.new_pin)
        yield r"Geschafft", self._is_glad
        yield r"Bitte nehmen Sie Ihre Karte mit", self._takes_card

    def _choosing(self, words: str) -> Callable[[], bool]:
        def choose() -> bool:
            said = self._hears(rf"Taste \d: {words}")
            found = re.search(rf"Taste (\d): {words}", said)
            assert found
            self._press(f"KP_{found[1]}")
            self._hears(rf"{words}.*O ?K")
            self._press(OK)
            return False

        return choose

    def _typing(self, digits: str, *, may_fail: bool = False) -> Callable[[], bool]:
        def type_in() -> bool:
            typed = digits
            if may_fail and self._mistypes:
                self._mistypes, typed = False, digits[::-1]
            count = len(typed)
            self._press(f"KP_{(int(typed[0]) + 1) % 10}")
            self._hears(rf"eingegeben, 1 von {count}")
            self._press(TAKE_BACK)
            self._hears(rf"gelöscht, 0 von {count}")
            for at, digit in enumerate(typed, start=1):
                self._press(f"KP_{digit}")
                last = f"Alle {count} Ziffern sind da"
                self._hears(last if at == count else rf"eingegeben, {at} von {count}")
            self._press(OK)
            return False

        return type_in

    def _lay_on(self) -> bool:
        self._mark()
        self._card.enter_context(VirtualCard(self.chip, port=self._port))
        return False

    def _is_glad(self) -> bool:
        self.done = self._hears("Geschafft.*Weiter")
        return self._choosing("Weiter")()

    def _takes_card(self) -> bool:
        self._mark()
        self._card.close()
        self._hears(r"Hat das geholfen\?")
        self._choosing(r"\S+")()
        return True

    # ear and hand

    def _hears(self, pattern: str, *, again: bool = False) -> str:
        """Listen until something is said that fits, since the last key; gives all of it."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            said = " ".join(one.words for one in self._new())
            if re.search(pattern, said):
                return said
            if time.monotonic() > until:
                raise AssertionError(f"{self.story}: waited for {pattern!r}, heard {said!r}")
            time.sleep(0.02)

    def _press(self, key: str) -> None:
        self._mark()
        self._window.key(key)

    def _mark(self) -> None:
        """From here on only what is new counts."""
        self._heard = len(self._ear.heard())

    def _new(self) -> list[Heard]:
        return self._ear.heard()[self._heard :]
