"""Choosing a PIN of six digits: typed twice, weak ones with a friendly warning."""

from __future__ import annotations

from contextlib import suppress
from enum import Enum

from kiosk.journeys.steps import AskNewPin, Choose, Mood, Progress, Tell, WentBack
from kiosk.journeys.weak_pin import weakness
from kiosk.secret import Secret


class WeakPin(Enum):
    ANOTHER = "another"
    KEEP = "keep"


async def choose_new_pin(can: Secret | None, choose: Progress, repeat: Progress) -> Secret:
    """A PIN that was typed twice the same. WentBack leaves it at its first question."""
    while True:
        new = await AskNewPin("choose-new-pin", choose)
        try:
            if not await _is_meant(new, can):
                continue
            again = await AskNewPin("repeat-new-pin", repeat)
        except WentBack:
            new.wipe()
            continue
        same = new.same_as(again)
        again.wipe()
        if same:
            return new
        new.wipe()
        with suppress(WentBack):
            await Tell("pins-differ", Mood.CAUTION)


async def _is_meant(new: Secret, can: Secret | None) -> bool:
    """Whether a weak PIN is kept all the same; wipes it if not."""
    weak = weakness(new, can)
    if weak is None:
        return True
    if await Choose(f"weak-pin-{weak.value}", WeakPin, Mood.CAUTION) is WeakPin.KEEP:
        return True
    new.wipe()
    return False
