"""A hand and an eye at an X server that cost next to nothing: XTEST and single pixels.

xdotool starts a process for each touch, and a picture of the whole screen takes 10 ms; ten
thousand touches and the time to the first changed pixel need less than that.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

ALL_PLANES, ZPIXMAP = 0xFFFFFFFF, 2


class XServer:
    """One connection to the server `display`, such as ":5"."""

    def __init__(self, display: str) -> None:
        self._x = _library("libX11.so.6", XOpenDisplay=ctypes.c_void_p, XGetImage=ctypes.c_void_p)
        self._x.XGetPixel.restype = ctypes.c_ulong
        self._x.XStringToKeysym.restype = ctypes.c_ulong
        self._x.XDefaultRootWindow.restype = ctypes.c_ulong
        self._test = _library("libXtst.so.6")
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(display.encode()))
        if not self._display:
            raise RuntimeError(f"no X server {display}")
        self._root = ctypes.c_ulong(self._x.XDefaultRootWindow(self._display))

    def close(self) -> None:
        self._x.XCloseDisplay(self._display)

    def move(self, x: int, y: int) -> None:
        self._test.XTestFakeMotionEvent(self._display, -1, x, y, ctypes.c_ulong(0))
        self._x.XSync(self._display, 0)

    def press(self, down: bool) -> None:
        self._test.XTestFakeButtonEvent(self._display, 1, down, ctypes.c_ulong(0))
        self._x.XSync(self._display, 0)

    def key(self, *names: str) -> None:
        """Keys held down together, by their X names, such as "ctrl" is "Control_L"."""
        codes = [
            self._x.XKeysymToKeycode(
                self._display, ctypes.c_ulong(self._x.XStringToKeysym(name.encode()))
            )
            for name in names
        ]
        for code, down in [(one, 1) for one in codes] + [(one, 0) for one in reversed(codes)]:
            self._test.XTestFakeKeyEvent(self._display, code, down, ctypes.c_ulong(0))
        self._x.XSync(self._display, 0)

    def pixel(self, x: int, y: int) -> int:
        """The colour at a place, as 0xRRGGBB."""
        image = ctypes.c_void_p(
            self._x.XGetImage(
                *(self._display, self._root, x, y, 1, 1, ctypes.c_ulong(ALL_PLANES), ZPIXMAP)
            )
        )
        try:
            return int(self._x.XGetPixel(image, 0, 0)) & 0xFFFFFF
        finally:
            self._x.XDestroyImage(image)


def _library(name: str, **pointers: Any) -> Any:
    library = ctypes.CDLL(name)
    for function, result in pointers.items():
        getattr(library, function).restype = result
    return library


@contextmanager
def x_server(display: str) -> Iterator[XServer]:
    server = XServer(display)
    try:
        yield server
    finally:
        server.close()
