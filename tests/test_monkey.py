"""Ten thousand touches and keys without sense: nothing breaks, nothing opens, no try is spent."""

from __future__ import annotations

import random
import time
from pathlib import Path

from PIL import ImageGrab

from kiosk.eid.simulator.personas import load_personas
from kiosk.eid.simulator.vpcd import VirtualCard
from tests.pcscd import Pcscd, wait_until
from tests.real_kiosk import real_kiosk
from tests.xserver import XServer, x_server

SIZE = (800, 480)
DEEDS = 10_000
CARD_STAYS = 1250
"""Deeds with a card, and then without one."""

LOOK_SECONDS = 60.0
"""Within which a kiosk that has just been started looks at a card. Whether it does so later hangs
on where the touches lead: nobody looks at a card on pages that need none."""

PACE_SECONDS = 0.003

KEYS = (
    *[(digit,) for digit in "0123456789"],
    *[(f"KP_{digit}",) for digit in range(10)],
    *[("Return",), ("KP_Enter",), ("BackSpace",), ("Tab",), ("Shift_L", "Tab")],
    *[("KP_Add",), ("KP_Subtract",), ("KP_Multiply",), ("KP_Divide",), ("KP_Decimal",)],
    *[("Left",), ("Right",), ("Up",), ("Down",), ("space",), ("Escape",), ("Delete",)],
    *[("F1",), ("F11",), ("F12",), ("Print",), ("Super_L",), ("Menu",)],
    *[("Control_L", "c"), ("Control_L", "q"), ("Control_L", "e"), ("Alt_L", "F4")],
    *[("Alt_L", "Tab"), ("Control_L", "Alt_L", "Delete"), ("Control_L", "Alt_L", "F2")],
)


def test_ten_thousand_senseless_touches_and_keys_break_nothing_and_spend_no_try(
    pcscd: Pcscd, tmp_path: Path
) -> None:
    chance = random.Random("ten thousand deeds")  # the same ones each time
    chip = next(one for one in load_personas() if one.id == "own-pin").make_chip()
    with (
        real_kiosk(SIZE, tmp_path, window=False) as kiosk,
        x_server(kiosk.display) as server,
    ):
        for _ in range(DEEDS // 2 // CARD_STAYS):
            with VirtualCard(chip, port=pcscd.port):
                wait_until(lambda: chip.apdu_count > 0, LOOK_SECONDS, "no card was looked at")
                play(server, chance)
            play(server, chance)
        picture = ImageGrab.grab(xdisplay=kiosk.display)
    assert picture.size == SIZE
    assert len(picture.getcolors(SIZE[0] * SIZE[1]) or []) > 10, "the window is gone"
    assert chip.books is not None
    assert (chip.books.pin, chip.books.tries) == (b"482915", 3)


def play(server: XServer, chance: random.Random) -> None:
    for _ in range(CARD_STAYS):
        do(server, chance)
        time.sleep(PACE_SECONDS)


def do(server: XServer, chance: random.Random) -> None:
    """A touch, a finger that slides, or a key."""
    place = chance.randrange(SIZE[0]), chance.randrange(SIZE[1])
    kind = chance.random()
    if kind < 0.25:
        server.key(*chance.choice(KEYS))
        return
    server.move(*place)
    server.press(True)
    if kind > 0.9:
        server.move(chance.randrange(SIZE[0]), chance.randrange(SIZE[1]))
    server.press(False)
