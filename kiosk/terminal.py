"""What the commands for technicians share: settings, secrets typed in, and how a command ends."""

from __future__ import annotations

import os
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from kiosk import settings
from kiosk.secret import Secret
from kiosk.strict_yaml import BadFile

MISUSE, BAD_SETTINGS = 2, 7
"""Exit codes, see the list in `cli`."""

config_option = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help=f"Settings file; without it {settings.DEFAULT_FILES[-1]} if there is one.",
)

reader_option = click.option("--reader", metavar="NAME", help="A part of the reader's name.")


def settings_of(path: Path | None) -> settings.Settings:
    """Read the settings, or end with the line that says what is wrong in them."""
    try:
        return settings.load(path)
    except BadFile as error:
        end(BAD_SETTINGS, str(error))


def end(code: int, words: str) -> NoReturn:
    """End the program with a line on standard error."""
    click.echo(f"kiosk: {words}", err=True)
    sys.exit(code)


def read_secret(digits: int, name: str) -> Secret:
    """One line from standard input, byte by byte into the Secret. Ends the program if unfit."""
    hidden = sys.stdin.isatty()
    secret, fits, at_end = Secret(), True, False
    with _no_echo(hidden):
        if hidden:  # not before: what is typed while the echo goes off would be lost
            click.echo(f"{name} ({digits} digits): ", nl=False, err=True)
        while True:
            byte = os.read(sys.stdin.fileno(), 1)  # past the buffers, which could not be wiped
            if byte in (b"", b"\n"):
                at_end = not byte
                break
            if byte == b"\r":
                continue
            if not byte.isdigit() or len(secret) == digits:
                fits = False
            else:
                secret.append(byte[0] - 0x30)
    if hidden:
        click.echo(err=True)
    if not fits or len(secret) != digits:
        secret.wipe()
        why = "the input ended early" if at_end and fits else f"it has {digits} digits"
        end(MISUSE, f"{name}: {why}; nothing was sent to the card")
    return secret


@contextmanager
def _no_echo(hidden: bool) -> Iterator[None]:
    if not hidden:
        yield
        return
    before = termios.tcgetattr(sys.stdin)
    silent = [*before]
    silent[3] &= ~termios.ECHO
    termios.tcsetattr(sys.stdin, termios.TCSAFLUSH, silent)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSAFLUSH, before)
