"""`kiosk settings` and `kiosk provision`: the technician's file, before and on the device."""

from __future__ import annotations

import socket
from pathlib import Path

import click

from kiosk.appliance.boot import Device
from kiosk.german import german
from kiosk.settings import read_settings
from kiosk.strict_yaml import BadFile
from kiosk.terminal import BAD_SETTINGS, end

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
