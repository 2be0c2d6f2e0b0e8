"""`kiosk provision` and `kiosk settings`: the technician's file, made and taken over."""

from __future__ import annotations

import socket
import sys
from getpass import getpass
from pathlib import Path

import click

from kiosk.appliance.boot import Device
from kiosk.appliance.form import explanation, filled, preset
from kiosk.appliance.table import NAME, files_of
from kiosk.german import german
from kiosk.settings import parse_settings, read_settings
from kiosk.strict_yaml import BadFile
from kiosk.terminal import BAD_SETTINGS, MISUSE, end
from kiosk.whole_file import write_whole

NOT_APPLIED = 10
"""Exit code, see the list in `cli`."""

root_option = click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    default="/",
    show_default=True,
    help="The folder below which the device's files lie.",
)


@click.group()
def settings() -> None:
    """The technician's file, kiosk.yaml."""


@settings.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def check(file: Path) -> None:
    """Say whether FILE is right, and if it is not, where and what would be."""
    try:
        read_settings(file)
    except BadFile as bad:
        click.echo(bad.told(german), err=True)
        end(BAD_SETTINGS, str(bad))
    click.echo(f"{file}: good")


@settings.command()
@root_option
def apply(root: Path) -> None:
    """At boot: take over the file from the FAT partition, and write what follows from it.

    With a bad file the last good one holds, and the screen says so; that is no failure.
    """
    try:
        problem = Device(root).apply()
    except OSError as error:
        end(NOT_APPLIED, f"{error.filename}: {error.strerror}")
    click.echo(f"not taken over: {problem}" if problem else "taken over")


@settings.command()
@root_option
def allow(root: Path) -> None:
    """On line: find the addresses of the hosts in the settings, and let the device reach them.

    Those that cannot be found stay out of reach.
    """
    device, found, lost = Device(root), {}, []
    for host in device.hosts():
        try:
            answers = socket.getaddrinfo(host, None, socket.AF_INET, socket.SOCK_STREAM)
        except OSError as error:
            lost.append(f"{host}: {error.strerror}")
        else:
            found[host] = tuple(str(answer[4][0]) for answer in answers)
    device.allow(found)
    for host, addresses in found.items():
        click.echo(f"{host}: {', '.join(addresses)}")
    if lost:
        end(NOT_APPLIED, "; ".join(lost))


QUESTIONS = (
    *("site", "network.hostname", "profile", "screen.diagonal", "screen.rotation"),
    *("network.address", "network.gateway", "network.dns"),
    *("network.wlan.name", "network.wlan.passphrase"),
    *("statistics.address", "statistics.token", "update.address", "technician.code"),
)
"""What differs from device to device. All else can be changed in the file."""

ONLY_AFTER = {
    "network.gateway": "network.address",
    "network.dns": "network.address",
    "network.wlan.passphrase": "network.wlan.name",
    "statistics.token": "statistics.address",
}
"""A question that makes sense only if another one was answered."""

SECRET = {"network.wlan.passphrase", "statistics.token", "technician.code"}


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--table",
    type=click.Path(path_type=Path, dir_okay=False),
    help="CSV with a row for each device and settings such as network.hostname as its head.",
)
def provision(folder: Path, table: Path | None) -> None:
    """Write kiosk.yaml for a device into FOLDER/NAME, or one for each device of a table.

    Without a table it asks; answers may as well come line by line from standard input. Nothing is
    written that a device would refuse, and nothing is overwritten.
    """
    files = _from_table(table) if table else _from_answers()
    targets = {folder / name / "kiosk.yaml": text for name, text in files.items()}
    for target in targets:
        if target.exists():
            end(MISUSE, f"{target} is already there; nothing was written")
    for target, text in targets.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, text.encode(), 0o600)
        click.echo(target)


def _from_table(table: Path) -> dict[str, str]:
    try:
        files, mistakes = files_of(table)
    except BadFile as unreadable:
        files, mistakes = {}, [unreadable]
    for mistake in mistakes:
        click.echo(mistake.told(german), err=True)
        click.echo(mistake.told(), err=True)
    if mistakes:
        end(BAD_SETTINGS, f"{len(mistakes)} mistakes in {table}; nothing was written")
    return files


def _from_answers() -> dict[str, str]:
    answers: dict[str, str] = {}
    for place in QUESTIONS:
        before = ONLY_AFTER.get(place)
        if before is None or before in answers:
            _ask(place, answers)
    return {answers.get(NAME) or preset(NAME) or "": filled(answers)}


def _ask(place: str, answers: dict[str, str]) -> None:
    """Until the answer is one that a device takes; an empty one leaves the setting as it comes."""
    held = preset(place)
    click.echo(f"\n{explanation(place)}", err=True)
    while True:
        answer = _line(f"{place}{f' [{held}]' if held else ''}: ", hidden=place in SECRET).strip()
        if not answer:
            return
        try:
            parse_settings(Path("kiosk.yaml"), filled({**answers, place: answer}))
        except BadFile as bad:
            click.echo(f"{bad.problem(german)}\n{bad.problem()}", err=True)
        else:
            answers[place] = answer
            return


def _line(question: str, *, hidden: bool) -> str:
    if hidden and sys.stdin.isatty():
        return getpass(question)
    click.echo(question, nl=False, err=True)
    line = sys.stdin.readline()
    if not line:
        end(MISUSE, "the input ended early; nothing was written")
    return line
