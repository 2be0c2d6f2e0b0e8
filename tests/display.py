"""A virtual screen for a kiosk where there is none, or for many beside each other."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def virtual_screen(width: int, height: int) -> Iterator[str]:
    """An X server in memory; gives its name, such as ":5". Raises RuntimeError without Xvfb."""
    reading, writing = os.pipe()
    with subprocess.Popen(
        [
            *("Xvfb", "-displayfd", str(writing), "-nolisten", "tcp", "-noreset"),
            *("-screen", "0", f"{width}x{height}x24"),
        ],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    ) as server:
        os.close(writing)
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        try:
            yield f":{number}"
        finally:
            server.terminate()


@contextmanager
def on_virtual_screen(width: int, height: int) -> Iterator[None]:
    """The same, for windows of this process: DISPLAY names it meanwhile."""
    before = os.environ.get("DISPLAY")
    with virtual_screen(width, height) as name:
        os.environ["DISPLAY"] = name
        try:
            yield
        finally:
            if before is None:
                del os.environ["DISPLAY"]
            else:
                os.environ["DISPLAY"] = before
