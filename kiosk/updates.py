"""`kiosk content` and `kiosk update`: what is newer than the device, and how it gets there."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from kiosk.appliance.content_update import (
    ENDING,
    FOLDER,
    KEYRING,
    NoRoom,
    NotNewer,
    Refused,
    Shelf,
    pack,
)
from kiosk.content import Manifest
from kiosk.content_check import problems
from kiosk.terminal import config_option, end, settings_of
from kiosk.told import Told, write_told

NOT_TAKEN = 11
"""Exit code, see the list in `cli`."""

SYSTEM_ENDING = ".raucb"

FETCHED = Path("/data/rauc")
"""Where the device keeps what it fetches at night, and the marks of what it tried."""

RESTART_AFTER = "15s"
"""Long enough to read what the screen tells."""

TAKEN = "new content, made on {made}"
SYSTEM_TAKEN = "new system: {file}"
RESTARTS = "The device starts anew in a few seconds."

file_argument = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
folder_argument = click.argument(
    "folder", type=click.Path(path_type=Path, exists=True, file_okay=False)
)
existing_file = click.Path(path_type=Path, exists=True, dir_okay=False)
shelf_option = click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=FOLDER,
    show_default=True,
    help="The folder where a device keeps its content.",
)
keyring_option = click.option(
    "--keyring",
    type=existing_file,
    default=KEYRING,
    show_default=True,
    help="PEM file with whom the device trusts.",
)


@click.group()
def content() -> None:
    """Services, facts, texts and films, updated without the system."""


@content.command()
@folder_argument
def check(folder: Path) -> None:
    """Say whether this kiosk could show the content in FOLDER."""
    found = list(problems(folder))
    for problem in found:
        click.echo(problem, err=True)
    if found:
        end(NOT_TAKEN, f"{len(found)} problems in {folder}")
    click.echo(f"{folder}: good")


@content.command("pack")
@folder_argument
@click.option("--certificate", type=existing_file, required=True, help="PEM file.")
@click.option("--key", type=existing_file, required=True, help="PEM file.")
@click.option("--into", type=click.Path(path_type=Path, exists=True, file_okay=False), default=".")
def pack_content(folder: Path, certificate: Path, key: Path, into: Path) -> None:
    """Make the signed file for devices, of the content in FOLDER. Needs the program openssl."""
    try:
        click.echo(pack(folder, into, datetime.now(UTC), certificate, key))
    except (Refused, OSError) as error:
        end(NOT_TAKEN, str(error))
    except subprocess.CalledProcessError as error:
        end(NOT_TAKEN, f"not signed: {_last_line(error.stderr)}")


@content.command()
@file_argument
@click.option("--older", is_flag=True, help="Even if it is older than what the device has.")
@shelf_option
@keyring_option
def install(file: Path, older: bool, into: Path, keyring: Path) -> None:
    """Take the content of FILE. The kiosk shows it from its next start on."""
    try:
        manifest = Shelf(into, keyring).install(file, older=older)
    except (Refused, OSError) as error:
        end(NOT_TAKEN, str(error))
    click.echo(TAKEN.format(**_made(manifest)))


@content.command()
@shelf_option
def back(into: Path) -> None:
    """Go back to the content before this one, or to that of the system."""
    try:
        manifest = Shelf(into).go_back()
    except OSError as error:
        end(NOT_TAKEN, str(error))
    click.echo(TAKEN.format(**_made(manifest)) if manifest else "the content of the system")


@click.group()
def update() -> None:
    """On the device, by its services: take updates of content and system, then start anew."""


@update.command()
@config_option
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=FETCHED,
    show_default=True,
    help="For what is fetched.",
)
@shelf_option
@keyring_option
def fetch(config: Path | None, folder: Path, into: Path, keyring: Path) -> None:
    """At night: what lies at the addresses of the settings, if it was not tried before."""
    from kiosk.appliance.fetch import fetch as fetch_once  # noqa: PLC0415  only this needs it

    addresses = settings_of(config).update
    told: list[Told] = []
    failed = []
    for address, ending in ((addresses.content, ENDING), (addresses.address, SYSTEM_ENDING)):
        if address is None:
            continue
        try:
            fetched = fetch_once(address, folder / f"update{ending}", folder / f"tried{ending}")
            if fetched is None:
                continue
            # before it is tried: this very update may be the one that a device goes back from
            fetched.do_not_try_again()
            try:
                told.append(_taken(fetched.file, Shelf(into, keyring)))
            except NoRoom:
                fetched.try_again()
                raise
            finally:
                fetched.file.unlink()
        except NotNewer as error:
            click.echo(error)
        except (Refused, OSError) as error:
            failed.append(f"{address}: {error}")
    for one in told:
        click.echo(one.sentence.format(**one.values))
    if told:
        _restart()
    if failed:
        end(NOT_TAKEN, "; ".join(failed))


@update.command()
@folder_argument
@click.option("--told", type=click.Path(path_type=Path), help="File for what the screen tells.")
@shelf_option
@keyring_option
def stick(folder: Path, told: Path | None, into: Path, keyring: Path) -> None:
    """From the technician's stick at FOLDER: the newest content, the newest system, or both."""
    found, taken = [], False
    for file in _newest(folder):
        try:
            found.append(_taken(file, Shelf(into, keyring)))
            taken = True
        except Refused as refused:
            values = {name: str(value) for name, value in refused.values.items()}
            found.append(Told(refused.sentence, values))
        except OSError as error:
            found.append(
                Told("{file} cannot be taken: {why}", {"file": file.name, "why": str(error)})
            )
    if not found:
        found.append(Told("No update is on the stick: it would end with .content or .raucb"))
    if taken:
        found.append(Told(RESTARTS))
    for one in found:
        click.echo(one.sentence.format(**one.values))
    if told:
        write_told(told, found)
    if taken:
        _restart()


class SystemRefused(Refused):
    """RAUC did not take an update of the system."""


def _taken(file: Path, shelf: Shelf) -> Told:
    """Raises Refused and OSError."""
    if file.suffix == ENDING:
        return Told(TAKEN, _made(shelf.install(file)))
    try:
        _run("rauc", "install", str(file))
    except subprocess.CalledProcessError as error:
        sentence = "{file}: RAUC does not take it: {why}"
        raise SystemRefused(sentence, file=file.name, why=_last_line(error.stderr)) from None
    return Told(SYSTEM_TAKEN, {"file": file.name})


def _newest(folder: Path) -> Iterator[Path]:
    """Content first: a system that does not start well takes nothing along."""
    for ending in (ENDING, SYSTEM_ENDING):
        if files := sorted(folder.glob(f"*{ending}")):
            yield files[-1]


def _restart() -> None:
    _run("systemd-run", "--quiet", f"--on-active={RESTART_AFTER}", "systemctl", "reboot")


def _run(*words: str) -> None:
    """A program of the device. Raises OSError and subprocess.CalledProcessError."""
    subprocess.run(words, capture_output=True, check=True)  # noqa: S603  no word comes from outside


def _made(manifest: Manifest) -> dict[str, str]:
    return {"made": f"{manifest.made:%Y-%m-%d %H:%M}"}


def _last_line(said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "no word"
