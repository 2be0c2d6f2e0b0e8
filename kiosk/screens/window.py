"""Kivy's window, closed to everything but the kiosk. To be imported before any other Kivy."""

from __future__ import annotations

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


def configure(size: tuple[int, int] | None) -> None:
    """A window of `size`, or the full screen. No settings on F1, no way out by Escape."""
    Config.set("kivy", "exit_on_escape", "0")
    Config.set("kivy", "desktop", "0")
    Config.set("kivy", "log_level", "error")
    Config.set("input", "mouse", "mouse,disable_multitouch")  # no red dots on right click
    Config.set("graphics", "multisamples", "2")
    Config.set("graphics", "maxfps", "60")
    if size:
        Config.set("graphics", "fullscreen", "0")
        Config.set("graphics", "resizable", "0")
        Config.set("graphics", "width", str(size[0]))
        Config.set("graphics", "height", str(size[1]))
    else:
        Config.set("graphics", "fullscreen", "auto")
        Config.set("graphics", "show_cursor", "0")
