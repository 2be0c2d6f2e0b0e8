"""What the commands for technicians share: the settings, and how a command ends."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click

from kiosk import settings
from kiosk.strict_yaml import BadFile

BAD_SETTINGS = 7
"""Exit code, see the list in `cli`."""

config_option = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help=f"Settings file; without it {settings.DEFAULT_FILE} if there is one.",
)


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
