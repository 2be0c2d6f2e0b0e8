"""The page for the data protection officer, in German, made from the list of counters.

    python -m kiosk.statistics.officer [--check FILE]

prints it, or says whether FILE is still what it would print.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from kiosk.statistics.counters import FACES, LENGTHS, Counter, Why, name_of
from kiosk.statistics.small_numbers import LEAST
from kiosk.statistics.spool import KEPT_DAYS, OFFLINE_DAYS

TEXT = Path(__file__).parents[2] / "assets" / "report" / "datenschutz.md"


def page() -> str:
    return TEXT.read_text(encoding="utf-8").format(
        least=LEAST,
        below=LEAST - 1,
        lengths=len(LENGTHS),
        faces=len(FACES),
        years=KEPT_DAYS // 366,
        offline=OFFLINE_DAYS,
        counters="\n".join(_groups()),
    )


def _groups() -> Iterator[str]:
    for why in Why:
        yield f"### {why.value[0]}\n"
        yield "| Zähler | Bedeutung | In English |"
        yield "|---|---|---|"
        for counter in Counter:
            meaning = counter.value
            if meaning.why is why:
                yield f"| `{name_of(counter)}` | {meaning.german} | {meaning.english} |"
        yield ""


def main() -> int:
    match sys.argv[1:]:
        case []:
            sys.stdout.write(page())
            return 0
        case ["--check", file]:
            if Path(file).read_text(encoding="utf-8") == page():
                return 0
            sys.stderr.write(f"{file} is stale: python -m kiosk.statistics.officer > {file}\n")
            return 1
        case _:
            sys.stderr.write(__doc__ or "")
            return 2


if __name__ == "__main__":
    sys.exit(main())
