"""Turns the picture for a panel that hangs on its side. Touch is turned by udev, see appliance."""

from __future__ import annotations

import logging
import os
import subprocess

log = logging.getLogger(__name__)

LONGEST_SECONDS = 10


def turn_screen(degrees: int) -> None:
    """Turn every output of a Wayland compositor of wlroots, such as cage, for a panel that is
    turned clockwise by so much. To be called before there is a window. Never raises: a picture
    that lies on its side is better than none."""
    if degrees == 0 or "WAYLAND_DISPLAY" not in os.environ:
        return
    try:
        for output in _outputs():
            _wlr_randr("--output", output, "--transform", str(degrees))
    except (OSError, subprocess.SubprocessError) as error:
        log.error("the picture is not turned by %s degrees: %s", degrees, error)


def _outputs() -> list[str]:
    """Their names stand at the beginning of a line, and what is known of them is indented."""
    lines = _wlr_randr().splitlines()
    return [line.split()[0] for line in lines if line and not line.startswith(" ")]


def _wlr_randr(*options: str) -> str:
    return subprocess.run(  # noqa: S603  names of outputs are its own
        ["wlr-randr", *options],  # noqa: S607
        check=True,
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
    ).stdout
