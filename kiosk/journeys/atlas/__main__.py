"""`python -m kiosk.journeys.atlas --write FILE` proves and draws; `--check FILE` compares."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import click

from kiosk.journeys.atlas.claims import Refuted
from kiosk.journeys.atlas.drawing import document
from kiosk.journeys.atlas.proofs import proved_chart


@click.command()
@click.option("--write", type=click.Path(path_type=Path), help="Draw the diagrams to this file.")
@click.option("--check", type=click.Path(path_type=Path), help="Fail when this file is stale.")
def main(write: Path | None, check: Path | None) -> None:
    """Prove the promises of all journeys, and draw them."""
    gc.disable()  # nothing of a chart is garbage
    try:
        chart = proved_chart()
    except Refuted as refuted:
        sys.exit(f"atlas: {refuted}")
    page = document(chart)
    if write:
        write.write_text(page, encoding="utf-8")
    if check and (not check.exists() or check.read_text(encoding="utf-8") != page):
        sys.exit(f"atlas: {check} is stale: python -m kiosk.journeys.atlas --write {check}")
    click.echo(f"atlas: all claims hold, {len(chart.places)} places, {len(chart.ways)} ways")


if __name__ == "__main__":
    main()
