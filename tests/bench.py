"""Measurements beside the AusweisApp and Chromium, in one run on one machine.

    python -m tests.bench

It prints and judges nothing: no figure makes it fail.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from textwrap import fill

from tests import bench_card, bench_fleet, bench_screens, bench_visits
from tests.measure import table
from tests.pcscd import RealStackNotTried
from tests.victoria import RealReceiverNotTried, VictoriaMetrics

PACKAGES = ("pcscd", "vsmartcard-vpcd", "ausweisapp2", "ausweisapp", "chromium")

FLEET = 1000
"""Kiosks whose year is played into the real receiver; more on request, see bench_fleet."""

HOW_TO_READ = """
Each figure is "median (lowest..highest)" over the rounds. The ratio is the right column's median
divided by the left one's, so above 1 the kiosk needs less. Only ratios carry over to another
machine, and small ones not even that.
"""

ABOUT_THE_CARD = f"""
PIN care: a new card is laid on, its state is read, its transport PIN is changed.
{bench_card.ROUNDS} rounds of {bench_card.CHANGES} changes by each in turn, the first change of
each round not counted. Both use the same pcscd, the same virtual reader and the same practice
card, and every question is answered at once.

Comparable: APDUs; first APDU to state known; old PIN given to PIN changed; PACE. The practice
card computes in Python and answers far quicker than a real one, so the number of APDUs tells
more than the times.

Not comparable: the kiosk asks for both PINs before it uses them, the AusweisApp tries the old
one before it asks for the new one. Card laid on to first APDU is mostly pcscd, which looks for a
card about every 0.4 s. State known to old PIN asked is the AusweisApp's own way into its
dialogue; the engine of the kiosk has none.
"""

ABOUT_THE_SCREENS = f"""
Screens: the greeting of the kiosk, and a page with the same words, colours and picture in
`chromium --kiosk`, at {bench_screens.SIZE[0]}x{bench_screens.SIZE[1]} and drawn by the
processor. {bench_screens.ROUNDS} starts of each in turn, the first not counted, so all files are
in memory already; memory {bench_screens.SETTLE_SECONDS:.0f} s after the first frame; at rest
{bench_screens.RESTS} times {bench_screens.REST_SECONDS:.0f} s, both at the same time,
{bench_screens.QUIET_SECONDS:.0f} s after the greeting.

Not comparable: behind the kiosk's greeting are its journeys and the watch over the card reader,
behind Chromium's page is nothing; a real one would need a program for the card beside it.

Not counted: pcscd, the X server, Chromium's two crash reporters, and its sandbox, which is off.
"""


def paragraphs(text: str) -> str:
    return "\n\n".join(fill(" ".join(one.split()), 98) for one in text.split("\n\n")) + "\n"


def machine() -> str:
    installed = subprocess.run(
        ["dpkg-query", "--show", "--showformat", "${Package} ${Version}\n", *PACKAGES],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split("\n")
    cores, load = os.cpu_count(), os.getloadavg()[0]
    return "\n".join(
        [
            f"{platform.machine()}, {cores} cores, load {load:.1f} at the beginning, "
            f"Python {platform.python_version()}",
            ", ".join(sorted(line for line in installed if not line.endswith(" ") and line)),
        ]
    )


def main() -> int:
    began = time.monotonic()
    print(f"{machine()}\n\n{paragraphs(HOW_TO_READ)}", flush=True)
    try:
        rows, missing = bench_card.measure_changes()
        print(f"{paragraphs(ABOUT_THE_CARD)}\n{table('kiosk', 'AusweisApp', rows)}\n")
        if missing:
            print(f"AusweisApp: {missing}\n")
        sys.stdout.flush()
        rows, missing = bench_screens.measure_screens()
        print(f"{paragraphs(ABOUT_THE_SCREENS)}\n{table('kiosk', 'Chromium', rows)}\n")
        if missing:
            print(f"Chromium: {missing}\n")
        sys.stdout.flush()
        print(f"Memory of the kiosk: {bench_visits.measure_visits()}\n")
        sys.stdout.flush()
        with VictoriaMetrics() as victoria:
            print(f"Statistics: {bench_fleet.play(victoria, FLEET)}\n")
    except (RealStackNotTried, RealReceiverNotTried) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
