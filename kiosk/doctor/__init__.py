"""What is wrong with this kiosk, and what helps: one finding for each thing looked at.

A check looks at one thing and never raises. Each kind of thing has its module; a new check is a
function there and a line in `examine`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kiosk.doctor import (
    board,
    content,
    disk,
    display,
    kept,
    network,
    reader,
    slots,
    sound,
    system,
    usb,
)
from kiosk.doctor.machine import Machine
from kiosk.findings import Finding, broken, good
from kiosk.settings import Loaded
from kiosk.texts import Texts


def examine(
    loaded: Loaded, reader_name: str | None = None, machine: Machine | None = None
) -> Iterator[Finding]:
    """Look at everything; `reader_name` is wanted in place of that of the settings."""
    machine, settings = machine or Machine(), loaded.settings
    yield _settings(loaded)
    yield system.technician(settings)
    yield display.screen(settings)
    yield display.display(machine, settings)
    yield display.touch(machine, settings)
    yield from reader.at_pcscd(
        machine, reader_name or settings.reader, pin_pad=usb.has_pin_pad(machine)
    )
    yield from usb.readers(machine)
    yield sound.card(machine)
    yield sound.speech(machine)
    yield from content.languages(Texts())
    yield from content.films(Path(settings.sign_language), Texts())
    yield content.services(Path(settings.services), machine.now.date())
    yield content.lessons(Path(settings.lessons))
    yield content.newer_content(Path(settings.content), machine)
    yield kept.statistics(settings.statistics, machine.now.date())
    yield kept.frame(machine)
    yield network.network(machine, settings)
    yield system.clock(machine)
    yield disk.room(Path(settings.state))
    yield disk.errors(machine)
    yield disk.flash(machine)
    yield board.temperature(machine)
    yield board.voltage(machine)
    yield board.memory(machine)
    yield slots.slots(machine)
    yield system.core_files(machine)
    yield system.swap(machine)


def _settings(loaded: Loaded) -> Finding:
    if loaded.problem:
        return broken(
            "settings",
            "{problem}; the last good ones hold, or the defaults",
            "mend that line of the file, and start the device again",
            problem=loaded.problem,
        )
    return good("settings", "read")
