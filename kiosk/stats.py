"""`kiosk stats`: what was counted, and sending it. Started by a timer, or by people at desks."""

from __future__ import annotations

import csv
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from pathlib import Path

import click
import msgspec

from kiosk import __version__, services
from kiosk.credentials import TOKEN, credential
from kiosk.settings import Settings
from kiosk.statistics.counters import Counter, name_of, services_shown
from kiosk.statistics.noise import with_noise
from kiosk.statistics.spool import Noise, Spool
from kiosk.terminal import config_option, end, settings_of

NOT_SENT = 9
"""Exit code, see the list in `cli`."""


@click.group()
def stats() -> None:
    """What was counted at this kiosk, by day and without any trace of a person."""


@stats.command("send")
@config_option
def send_days(config: Path | None) -> None:
    """Close the days that are over, and send what is told of them.

    Without an address in the settings, days are closed and nothing is sent.
    """
    # the kiosk itself never loads what speaks to a network
    from kiosk.statistics.otlp import message  # noqa: PLC0415
    from kiosk.statistics.sending import NotSent, send  # noqa: PLC0415

    settings = settings_of(config)
    with _spool(settings) as spool:
        noise = noise_of(settings)
        if settings.statistics.address is None:
            spool.close(date.today(), noise, None)
            click.echo("Days are closed. No address: nothing is sent.")
            return
        try:
            sent = send(
                spool,
                msgspec.structs.replace(
                    settings.statistics, token=credential(TOKEN) or settings.statistics.token
                ),
                lambda today: spool.close(
                    today, noise, lambda cells: message(cells, settings.site, __version__)
                ),
            )
        except NotSent as error:
            end(NOT_SENT, f"not sent: {error}")
        click.echo(f"sent: {sent}")


@stats.command()
@config_option
def show(config: Path | None) -> None:
    """The last closed day, and exactly what was last sent."""
    from kiosk.statistics.otlp import in_words  # noqa: PLC0415

    with _spool(settings_of(config)) as spool:
        day, last = spool.closed(), spool.last_sent()
        if day is None:
            end(NOT_SENT, "no day is closed yet")
        cells = {cell.name: cell.n for cell in spool.told(day, day) if cell.span == "day"}
    click.echo(f"closed day: {day}")
    for name in sorted(cells.keys() | {name_of(counter) for counter in Counter}):
        click.echo(f"{name:24} {cells.get(name, 'under 10')}")
    if last:
        click.echo(f"\nsent for {last.day}:\n{in_words(last.body)}")


@stats.command()
@click.option("--csv", "as_csv", is_flag=True, required=True, help="A line for each number.")
@config_option
def export(as_csv: bool, config: Path | None) -> None:  # noqa: ARG001  the only format there is
    """All that was told at this kiosk."""
    settings = settings_of(config)
    with _spool(settings) as spool:
        cells = spool.told(date.min, date.max)
    lines = csv.writer(sys.stdout, lineterminator="\n")
    lines.writerow(["site", "counter", "first_day", "last_day", "visits"])
    for cell in cells:
        n = "under 10" if cell.n is None else cell.n
        lines.writerow([settings.site, cell.name, cell.first, cell.last, n])


@stats.command()
@click.option("--year", type=click.IntRange(2020, 2100), required=True)
@click.option("--from", "url", metavar="URL", help="A receiver with many kiosks, not this one.")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=".",
    help="Folder for the two files.",
)
@config_option
def report(year: int, url: str | None, into: Path, config: Path | None) -> None:
    """The yearly report in German, as a page and as a PDF."""
    try:
        from kiosk.statistics.report.figures import Site  # noqa: PLC0415
        from kiosk.statistics.report.page import html, pdf  # noqa: PLC0415
        from kiosk.statistics.report.sources import NotRead, sites_of  # noqa: PLC0415
    except (ImportError, OSError) as error:  # a library of the system may be missing as well
        end(NOT_SENT, f"the extra 'report' is not installed: {error}")
    if url:
        try:
            sites = sites_of(url, year)
        except NotRead as error:
            end(NOT_SENT, str(error))
    else:
        settings = settings_of(config)
        with _spool(settings) as spool:
            sites = [Site(settings.site, spool.told(date(year, 1, 1), date(year, 12, 31)))]
    page = html(year, sites)
    into.mkdir(parents=True, exist_ok=True)
    for suffix, content in (("html", page.encode()), ("pdf", pdf(page))):
        file = into / f"kiosk-{year}.{suffix}"
        file.write_bytes(content)
        click.echo(file)


@contextmanager
def _spool(settings: Settings) -> Iterator[Spool]:
    if not settings.statistics.enabled:
        end(NOT_SENT, "statistics are switched off")
    try:
        yield Spool(Path(settings.statistics.file))
    except (sqlite3.Error, OSError) as error:
        end(NOT_SENT, f"{settings.statistics.file}: {error}")


def noise_of(settings: Settings) -> Noise | None:
    """Noise for every counter there is, met on a day or not; None where none is wanted."""
    epsilon = settings.statistics.noise
    if epsilon is None:
        return None
    catalogue = services.load(Path(settings.services), Path(settings.state)).catalogue
    shown = services_shown(one.id for one in catalogue.services)
    return with_noise(map(name_of, (*Counter, *shown)), Fraction(str(epsilon)))
