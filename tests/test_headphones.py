"""The headphone jack, by a made-up tree of input devices whose events come through pipes.

That a real kernel tells of a real jack in this way is a written check in docs/accessibility.md:
no test can plug in a plug.
"""

from __future__ import annotations

import os
import queue
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.speech import headphones
from kiosk.speech.headphones import EV_SW, EVENT, SW_HEADPHONE_INSERT, Headphones

KEYBOARD, JACK, LID_AND_JACK = "0", "4", "5"
"""The switches that a device has, as sysfs writes them."""

SECONDS = 10.0


class Desk:
    """Input devices by their switches, and what the kiosk heard of them."""

    def __init__(self, folder: Path) -> None:
        self._sys, self._dev = folder / "sys", folder / "dev"
        self._dev.mkdir()
        self._pipes: dict[str, int] = {}
        self.heard: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._headphones = Headphones(self.heard.put, self._sys, self._dev)

    def has(self, name: str, switches: str) -> None:
        capabilities = self._sys / name / "device" / "capabilities"
        capabilities.mkdir(parents=True)
        os.mkfifo(self._dev / name)
        self._pipes[name] = os.open(self._dev / name, os.O_RDWR)
        (capabilities / "sw").write_text(f"{switches}\n")

    def starts(self) -> None:
        self._headphones.start()

    def tells(self, name: str, kind: int, code: int, value: int) -> None:
        os.write(self._pipes[name], EVENT.pack(0, 0, kind, code, value) + EVENT.pack(0, 0, 0, 0, 0))

    def plugs(self, name: str, value: int) -> bool:
        """What the kiosk hears when a plug goes in (1) or out (0)."""
        self.tells(name, EV_SW, SW_HEADPHONE_INSERT, value)
        return self.heard.get(timeout=SECONDS)

    def close(self) -> None:
        for pipe in self._pipes.values():
            os.close(pipe)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.close()


def test_a_plug_in_the_jack_is_felt_and_its_pulling_too(desk: Desk) -> None:
    desk.has("event3", JACK)
    desk.starts()
    assert desk.plugs("event3", 1) is True
    assert desk.plugs("event3", 0) is False


def test_other_devices_and_other_switches_are_not_mistaken_for_it(desk: Desk) -> None:
    desk.has("event0", KEYBOARD)
    desk.has("event3", LID_AND_JACK)
    desk.starts()
    desk.tells("event0", EV_SW, SW_HEADPHONE_INSERT, 1)  # nobody listens to a keyboard
    desk.tells("event3", EV_SW, 0, 1)  # the lid
    assert desk.plugs("event3", 1) is True
    assert desk.heard.empty()


def test_with_two_jacks_the_last_plug_that_is_pulled_counts(desk: Desk) -> None:
    desk.has("event1", JACK)
    desk.has("event2", JACK)
    desk.starts()
    assert desk.plugs("event1", 1) is True
    desk.tells("event2", EV_SW, SW_HEADPHONE_INSERT, 1)
    desk.tells("event1", EV_SW, SW_HEADPHONE_INSERT, 0)
    assert desk.plugs("event2", 0) is False
    assert desk.heard.empty()


def test_a_jack_that_is_plugged_in_later_is_found(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(headphones, "LOOK_AGAIN_SECONDS", 0.01)
    desk.starts()
    desk.has("event7", JACK)
    assert desk.plugs("event7", 1) is True
