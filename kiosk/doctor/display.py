"""What people look at and touch."""

from __future__ import annotations

from pathlib import Path

from kiosk.doctor.machine import Machine
from kiosk.findings import Finding, broken, doubtful, good, unseen
from kiosk.settings import Settings

SMALLEST_ACCESSIBLE = 10.0
"""Inches of diagonal from which keys of 20 mm and text of 200 % have room (EN 301 549, 8.4)."""

EDID_CENTIMETRES = slice(21, 23)
"""Where a panel tells its width and height (VESA E-EDID 1.4, 3.6.2); zeros where it does not."""

SAME_SIZE = 0.25
"""Panels tell their size in whole centimetres, and some of them a rounded one."""

INPUT_PROP_DIRECT = 1 << 1
ABS_X, ABS_MT_POSITION_X = 1 << 0x00, 1 << 0x35
"""Of the kernel's input-event-codes.h: a touch screen is direct and knows places."""


def screen(settings: Settings) -> Finding:
    inches = settings.screen.diagonal
    if inches < SMALLEST_ACCESSIBLE:
        return doubtful(
            "screen",
            "{inches:g} inches are too small for keys of 20 mm: not accessible to everybody",
            "use a panel of {least:g} inches or more, or mend screen.diagonal",
            inches=inches,
            least=SMALLEST_ACCESSIBLE,
        )
    return good("screen", "{inches:g} inches", inches=inches)


def display(machine: Machine, settings: Settings) -> Finding:
    """Whether a panel is plugged in, and is as large as the settings say."""
    sockets = list(machine.glob("/sys/class/drm/card*-*/status"))
    if not sockets:
        return unseen("display", "the kernel tells of no socket for a display")
    plugged = [one.parent for one in sockets if machine.read(one) == "connected"]
    if not plugged:
        names = ", ".join(_socket(one.parent) for one in sockets)
        return broken(
            "display", "nothing is plugged into {names}", "check cable and power", names=names
        )
    inches = _inches(plugged[0] / "edid")
    told = settings.screen.diagonal
    if inches and abs(inches - told) > SAME_SIZE * told:
        return doubtful(
            "display",
            "the panel says that it has {inches:.1f} inches, the settings say {told:g}: keys and"
            " letters have not the size they should",
            "measure the panel's diagonal and mend screen.diagonal",
            inches=inches,
            told=told,
        )
    mode = (machine.read(plugged[0] / "modes") or "?").split("\n")[0]
    return good("display", "{socket}, {mode}", socket=_socket(plugged[0]), mode=mode)


def touch(machine: Machine, settings: Settings) -> Finding:
    inputs = list(machine.glob("/sys/class/input/input*/properties"))
    if not inputs:
        return unseen("touch", "the kernel tells of no input device")
    for one in inputs:
        if int(machine.read(one) or "0", 16) & INPUT_PROP_DIRECT and _places(
            machine.read(one.parent / "capabilities" / "abs") or "0"
        ) & (ABS_X | ABS_MT_POSITION_X):
            rotation = settings.screen.rotation
            if rotation and not _is_turned(machine, one.parent):
                return doubtful(
                    "touch",
                    "the picture is turned by {rotation} degrees, and touch is not",
                    "start the device anew, so that the settings are applied",
                    rotation=rotation,
                )
            return good("touch", "{name}", name=machine.read(one.parent / "name"))
    return broken(
        "touch",
        "no touch screen among the input devices",
        "plug in the panel's USB cable; a panel without touch needs a mouse or a twelve-key pad",
    )


def _is_turned(machine: Machine, glass: Path) -> bool:
    """By udev, in the words that libinput listens to."""
    for event in glass.glob("event*/dev"):
        told = machine.read(f"/run/udev/data/c{machine.read(event)}") or ""
        if "E:LIBINPUT_CALIBRATION_MATRIX=" in told:
            return True
    return False


def _socket(folder: Path) -> str:
    """`card0-HDMI-A-1` is HDMI-A-1."""
    return folder.name.partition("-")[2]


def _inches(edid: Path) -> float | None:
    try:
        width, height = edid.read_bytes()[EDID_CENTIMETRES]
    except (OSError, ValueError):
        return None
    return float((width**2 + height**2) ** 0.5 / 2.54) if width and height else None


def _places(words: str) -> int:
    """The kernel prints a bitmap as words of 64 bits, the highest first."""
    bits = 0
    for word in words.split():
        bits = bits << 64 | int(word, 16)
    return bits
