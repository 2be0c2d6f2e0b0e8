"""The kiosk as a process of its own on a screen of its own, at a pcscd."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from tests.display import virtual_screen

CLOSED = ("-m", "kiosk")
"""As it runs at the desk."""

OPEN = (
    "-c",
    "import kiosk.hardening; kiosk.hardening.close_ways_out = lambda: None;"
    "import kiosk.cli; kiosk.cli.main()",
)
"""With its memory open to the user who started it, to look for what it should not hold."""


END_SECONDS = 60.0
"""A kiosk that was touched ten thousand times may have to work some of it off."""


@dataclass(frozen=True)
class RealKiosk:
    display: str
    pid: int
    log: Path


@contextmanager
def real_kiosk(
    size: tuple[int, int],
    folder: Path,
    how: tuple[str, ...] = CLOSED,
    *,
    window: bool = True,
    config: Path | None = None,
    environment: Mapping[str, str] = MappingProxyType({}),
    options: tuple[str, ...] = (),
    within: tuple[str, ...] = (),
) -> Iterator[RealKiosk]:
    """`kiosk run` on a screen of `size` until the block ends, as a window of that size or not.

    `environment` is its own, and not that of its screen. `within` is a command that starts it
    somewhere else.

    Raises AssertionError if it has ended before, or ends badly.
    """
    log = folder / "kiosk.log"
    asked = ["--window", f"{size[0]}x{size[1]}"] if window else []
    asked += ["--config", str(config)] if config else []
    asked += options
    with virtual_screen(*size) as display, log.open("wb") as output:
        kiosk = subprocess.Popen(
            [*within, sys.executable, *how, "run", *asked],
            stdout=output,
            stderr=subprocess.STDOUT,
            env={
                **os.environ,
                **environment,
                "DISPLAY": display,
                "XDG_STATE_HOME": str(folder),
            },
        )
        try:
            yield RealKiosk(display, kiosk.pid, log)
            assert kiosk.poll() is None, log.read_text()
        finally:
            kiosk.terminate()
            ended = kiosk.wait(timeout=END_SECONDS)
        assert ended == 0, log.read_text()
