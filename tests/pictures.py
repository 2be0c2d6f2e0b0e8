"""The pictures of docs/technician.md and docs/techniker.md, drawn by the kiosk itself.

.venv/bin/python -m tests.pictures [FOLDER]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PIL import Image

from kiosk.doctor import board, display, network, system, usb
from kiosk.findings import Finding
from kiosk.german import german
from kiosk.settings import Settings, load
from kiosk.strict_yaml import BadFile
from kiosk.told import Told, write_told
from tests import machines
from tests.display import on_virtual_screen

if TYPE_CHECKING:
    from tests.theatre import Theatre

FOLDER = Path("docs/pictures/technician")
WIDTH, QUALITY = 800, 75


def findings(root: Path) -> list[Finding]:
    """Of a device on which all is well but its reader."""
    machine = machines.healthy(root)
    machines.usb_reader(root, "072f:2200", ("ACS", "ACR122U PICC Interface"), machines.SHORT_APDU)
    settings = Settings()
    return [
        *usb.readers(machine),
        display.display(machine, settings),
        display.touch(machine, settings),
        network.network(machine, settings),
        system.clock(machine),
        board.temperature(machine),
    ]


def scenes(folder: Path) -> Iterator[tuple[str, Theatre]]:
    """Everything that a technician sees, one after the other."""
    from tests.theatre import Theatre  # noqa: PLC0415  needs the window
    from tests.workshop import CODE, MIDDLE, Workshop  # noqa: PLC0415

    config = folder / "kiosk.yaml"
    config.write_text("site: Bürgeramt Mitte\nscreen:\n  diagonale: 10.1\n")
    try:
        load(config)
    except BadFile as bad:
        yield "bad-settings", Theatre(*MIDDLE, problem=bad)
    stick = folder / "stick"
    stick.mkdir()
    (stick / "kiosk-202702011200.content").touch()
    shop = Workshop(stick)
    shop.found = findings(folder / "machine")
    yield "greeting", shop
    shop.press(german("Technician"))
    yield "code", shop
    shop.press(*CODE, "OK")
    yield "page", shop
    shop.asks("What is wrong?")
    yield "findings", shop
    shop.press("button.close")
    shop.asks("Try the touch screen")
    for x in range(40, 700, 40):
        shop.tap(x, 700)
        shop.tap(x, 540)
    yield "touch", shop
    shop.press("button.close")
    write_told(
        shop.told,
        [
            Told("new content, made on {made}", {"made": "2027-02-01 12:00"}),
            Told("The device starts anew in a few seconds."),
        ],
    )
    shop.asks("Update from the stick")
    (shop.requests / "please-update").unlink()
    shop.tick()
    yield "updated", shop


def main(arguments: list[str]) -> None:
    into = Path(arguments[0]) if arguments else FOLDER
    into.mkdir(parents=True, exist_ok=True)
    with on_virtual_screen(640, 480), TemporaryDirectory() as folder:
        from kiosk.screens.window import configure  # noqa: PLC0415  Kivy opens a window

        configure((640, 480))
        from kivy.core.window import Window  # noqa: PLC0415, F401

        from tests.finger import between_frames, picture  # noqa: PLC0415

        for name, theatre in scenes(Path(folder)):
            between_frames()
            drawn = picture(theatre.room)
            size = (WIDTH, round(drawn.height * WIDTH / drawn.width))
            drawn.resize(size, Image.Resampling.LANCZOS).save(
                into / f"{name}.webp", quality=QUALITY, method=6
            )


if __name__ == "__main__":
    main(sys.argv[1:])
