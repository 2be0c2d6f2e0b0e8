"""`kiosk texts`, `kiosk facts` and `kiosk services`: what people read, and whether it is right."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from kiosk import services
from kiosk.facts import Facts, load_facts
from kiosk.strict_yaml import BadFile
from kiosk.terminal import BAD_SETTINGS, config_option, end, settings_of
from kiosk.texts import Texts

FOUND = 1
"""Exit code, see the list in `cli`."""


@click.command("texts")
def list_texts() -> None:
    """The languages, and which of them no native reader has reviewed, or nobody finished."""
    for state in Texts().states():
        review = "" if state.reviewed else "unreviewed"
        missing = f", missing: {', '.join(state.missing)}" if state.missing else ""
        click.echo(f"{state.language.code:10} {review:10} {state.language.name}{missing}")


@click.command("facts")
def list_facts() -> None:
    """The facts that age, such as fees, and which of them nobody has checked for too long."""
    try:
        listed = load_facts()
    except BadFile as error:
        end(BAD_SETTINGS, str(error))
    known = Facts()
    for fact in listed:
        age = "" if known.is_fresh(fact) else "too old"
        words = fact.words("en")
        click.echo(f"{fact.name:22} {age:8} {words}, checked on {fact.checked_on}: {fact.source}")


@click.group("services")
def services_group() -> None:
    """The catalogue of services that the city edits."""


@services_group.command("check")
@click.option("--months", type=click.IntRange(0), default=6, show_default=True)
@click.option("--online", is_flag=True, help="Ask whether each address still answers.")
@config_option
def check_services(months: int, online: bool, config: Path | None) -> None:
    """Say of each service whether it is valid, doubtful, older than MONTHS, or gone."""
    today = date.today()
    try:
        catalogue = services.read_catalogue(Path(settings_of(config).services))
    except BadFile as error:
        end(BAD_SETTINGS, str(error))
    all_well = True
    for service in catalogue.services:
        found = services.findings(service, today, months)
        if online and service.address:
            found += filter(None, [services.no_answer(service.address, catalogue.hosts)])
        all_well &= not (found and services.is_shown(service, today))
        click.echo(f"{service.id:22} {', '.join(found) or 'valid'}")
    if not all_well:
        end(FOUND, "Some services need a look.")
