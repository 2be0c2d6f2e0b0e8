"""Kivy's window, closed to everything but the kiosk. To be imported before any other Kivy."""

from __future__ import annotations

import ctypes
import os
import tempfile

# Kivy reads these when it is first imported: no command line of its own, no log files,
# nothing written to a home directory
os.environ.setdefault("KIVY_NO_ARGS", "1")
os.environ.setdefault("KIVY_LOG_MODE", "PYTHON")  # Kivy's own logger swallows our standard error
os.environ.setdefault("KIVY_NO_CONFIG", "1")
home = tempfile.TemporaryDirectory(prefix="kiosk-kivy-")  # gone when the kiosk ends
os.environ.setdefault("KIVY_HOME", home.name)
# polling joysticks would wake the loop that idle.py lets sleep
os.environ.setdefault("SDL_AUTO_UPDATE_JOYSTICKS", "0")

from kivy.config import Config  # noqa: E402  it reads them when it is imported


def configure(size: tuple[int, int] | None, *, pointer: bool = False) -> None:
    """A window of `size`, or the full screen, with the mouse's pointer or without. No settings on
    F1, no way out by Escape."""
    Config.set("kivy", "exit_on_escape", "0")
    Config.set("kivy", "desktop", "0")
    Config.set("kivy", "log_level", "error")
    Config.set("input", "mouse", "mouse,disable_multitouch")  # no red dots on right click
    Config.set("graphics", "multisamples", "0")  # edges are smooth by themselves, at a third
    Config.set("graphics", "maxfps", "60")
    Config.set("graphics", "fullscreen", "0")
    Config.set("graphics", "resizable", "0")
    if size:
        Config.set("graphics", "width", str(size[0]))
        Config.set("graphics", "height", str(size[1]))
    else:
        Config.set("graphics", "borderless", "1")
        Config.set("graphics", "show_cursor", "1" if pointer else "0")


class DisplayMode(ctypes.Structure):
    """SDL_DisplayMode."""

    _fields_ = (
        ("format", ctypes.c_uint32),
        ("width", ctypes.c_int),
        ("height", ctypes.c_int),
        ("refresh_rate", ctypes.c_int),
        ("driverdata", ctypes.c_void_p),
    )


def fill_screen() -> None:
    """Make Kivy's window as large as the screen. A window manager, if there is one, does more."""
    from kivy.core.window import Window, _window_sdl2  # noqa: PLC0415  opens the window

    mode = DisplayMode()
    ctypes.CDLL(_window_sdl2.__file__).SDL_GetDesktopDisplayMode(0, ctypes.byref(mode))
    Window.left = Window.top = 0
    Window.size = mode.width, mode.height
    Window.fullscreen = "auto"
