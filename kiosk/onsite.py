"""Commands for whoever stands before the device: what is wrong, help from afar, the stick."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kiosk.doctor import examine
from kiosk.findings import as_json_line, in_words, worst
from kiosk.settings import load_or_last_good
from kiosk.technician import make_key
from kiosk.terminal import MISUSE, config_option, end, reader_option

folder_argument = click.argument(
    "folder", type=click.Path(path_type=Path, exists=True, file_okay=False)
)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@reader_option
@config_option
def doctor(as_json: bool, reader: str | None, config: Path | None) -> None:
    """What is wrong with this kiosk, and what helps. Exit code: 0 good, 1 doubtful, 2 broken."""
    findings = list(examine(load_or_last_good(config), reader))
    for finding in findings:
        click.echo(as_json_line(finding) if as_json else in_words(finding))
    sys.exit(worst(findings))


@click.command()
@folder_argument
@config_option
def support(folder: Path, config: Path | None) -> None:
    """Write one file for whoever helps from afar into FOLDER, such as that of a USB stick.

    It holds logs, findings, versions, and settings without secrets.
    """
    from kiosk.support import write_bundle  # noqa: PLC0415  only this needs it

    try:
        click.echo(write_bundle(folder, load_or_last_good(config)))
    except OSError as error:
        end(MISUSE, f"{folder} cannot be written: {error.strerror}")


@click.command()
@folder_argument
def stick(folder: Path) -> None:
    """Make the USB stick at FOLDER one that opens the technician's page, together with the code.

    Prints the lines for the settings of each device that it is to open. A key that is there
    already stays.
    """
    try:
        key = make_key(folder)
    except OSError as error:
        end(MISUSE, f"{folder} cannot be written: {error.strerror}")
    click.echo(f"technician:\n  stick: {key}")
