"""Python's garbage is looked for between visits, not while somebody waits for a page.

Pages are full of circles, so Python looks for garbage all the time while one is made: that took
twice as long as making it (docs/decisions/6-pages-are-placed-by-measure.md).
"""

from __future__ import annotations

import gc

MUCH = 100_000
"""New objects after which it is looked for all the same: some thirty pages."""


class BetweenVisits:
    """To be told again and again whether a visit is going on."""

    def __init__(self) -> None:
        gc.freeze()  # what is there now stays for good
        gc.set_threshold(MUCH)
        self._busy = False

    def __call__(self, busy: bool) -> None:
        if self._busy and not busy:
            gc.collect()
        self._busy = busy
