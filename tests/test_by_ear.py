"""Whole visits without a screen: what is heard, and twelve keys."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kiosk.eid.simulator.personas import load_personas
from tests.ear import Ear
from tests.pcscd import Pcscd
from tests.real_kiosk import real_kiosk

if TYPE_CHECKING:
    from tests.listener import Listener, Story

SIZE = (1280, 800)

Visiting = Callable[["Story"], "Listener"]


@pytest.fixture
def visiting(
    pcscd: Pcscd, kivy_window: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Visiting]:
    """Play a story at a kiosk that speaks into a file; gives the citizen after the visit."""
    from tests.listener import Listener  # noqa: PLC0415  needs the window
    from tests.twin import RealWindow, Twin  # noqa: PLC0415  needs the window

    with Ear(tmp_path) as ear:
        for name, value in ear.env.items():
            monkeypatch.setenv(name, value)

        def visit(story: Story) -> Listener:
            with real_kiosk(SIZE, tmp_path) as kiosk:
                window = RealWindow(kiosk.display)
                window.sees(Twin(*SIZE).attract())  # so that keys do not come before the kiosk
                citizen = Listener(story, ear, window, pcscd.port)
                citizen.visits()
                window.sees(Twin(*SIZE).attract())
            secrets = citizen.chip.books
            assert secrets
            spoken = "".join(one.words for one in ear.heard()).replace(" ", "")
            for secret in (secrets.pin, secrets.can, secrets.puk, story.new_pin.encode()):
                assert secret.decode() not in spoken
            return citizen

        yield visit


def test_a_citizen_sets_the_first_pin_by_ear_and_keypad_alone(visiting: Visiting) -> None:
    from tests.listener import Story, Wish  # noqa: PLC0415  needs the window

    persona = next(one for one in load_personas() if one.id == "new-card")
    citizen = visiting(Story(persona, Wish.FIRST_PIN, "738164", looks_first=True, mistypes=False))
    assert "gesetzt" in citizen.done
    assert citizen.chip.books
    assert (citizen.chip.books.pin, citizen.chip.books.tries) == (b"738164", 3)


def test_another_one_with_a_card_and_a_wish_drawn_at_random_does_it_too(
    visiting: Visiting,
) -> None:
    from tests.listener import Wish, stories  # noqa: PLC0415  needs the window

    seed = random.SystemRandom().randrange(10**6)
    print(f"drawn with seed {seed}")
    story = stories(load_personas(), random.Random(seed))
    citizen = visiting(story)
    books, secrets = citizen.chip.books, story.persona.secrets
    assert books
    assert secrets
    has_new_pin = "gesetzt" in citizen.done or "neue P I N gilt" in citizen.done
    assert has_new_pin or story.wish is not Wish.FIRST_PIN
    assert books.pin.decode() == (story.new_pin if has_new_pin else secrets.pin)
    assert books.tries == 3
