"""A virtual screen for a kiosk where there is none, or for many beside each other."""

from __future__ import annotations

import os
import subprocess
from types import TracebackType
from typing import Self


class VirtualScreen:
    """An X server in memory, of `width` x `height` pixels; DISPLAY names it meanwhile."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.name = ""
        self._before = os.environ.get("DISPLAY")
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        reading, writing = os.pipe()
        self._server = subprocess.Popen(
            [
                *("Xvfb", "-displayfd", str(writing), "-nolisten", "tcp", "-noreset"),
                *("-screen", "0", f"{self.width}x{self.height}x24"),
            ],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        self.name = os.environ["DISPLAY"] = f":{number}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._before is None:
            os.environ.pop("DISPLAY", None)
        else:
            os.environ["DISPLAY"] = self._before
        assert self._server is not None
        self._server.terminate()
        self._server.wait()
