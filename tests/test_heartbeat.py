"""What systemd hears of the kiosk and of pcscd, and when it hears nothing any more."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kiosk.heartbeat import BEATS
from tests.pcscd import Pcscd
from tests.real_kiosk import real_kiosk

if TYPE_CHECKING:
    from tests.twin import Twin

SIZE = (800, 480)
BEAT_SECONDS = 0.3
PATIENCE_SECONDS = 120

READY = "READY=1"
ALIVE = "WATCHDOG=1"

FREEZES = """
import os, time, kiosk.cli, kiosk.conductor
tick = kiosk.conductor.Conductor.tick
def frozen_or_tick(conductor):
    while os.path.exists(os.environ["FROZEN"]):
        time.sleep(0.1)
    tick(conductor)
kiosk.conductor.Conductor.tick = frozen_or_tick
kiosk.cli.main()
"""
"""A kiosk whose loop stands still as long as there is a certain file; its threads go on."""


class Supervisor:
    """Listens as systemd does, with the last frame and the file that freezes beside it."""

    def __init__(self, folder: Path) -> None:
        self.last_frame = folder / "last-frame"
        self.frozen = folder / "frozen"
        self.environment = {
            "NOTIFY_SOCKET": str(folder / "notify"),
            "WATCHDOG_USEC": str(int(BEATS * BEAT_SECONDS * 1_000_000)),
            "RUNTIME_DIRECTORY": str(folder),
            "FROZEN": str(self.frozen),
        }
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.environment["NOTIFY_SOCKET"])

    def hears(self, seconds: float = PATIENCE_SECONDS) -> str | None:
        self._socket.settimeout(seconds)
        try:
            return self._socket.recv(4096).decode()
        except TimeoutError:
            return None

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    with closing(Supervisor(tmp_path)) as listening:
        yield listening


@pytest.fixture
def twin(kivy_window: None) -> Twin:
    from tests.twin import Twin  # noqa: PLC0415  needs the window

    return Twin(*SIZE)


def test_the_kiosk_is_ready_when_its_greeting_is_on_the_screen(
    supervisor: Supervisor, pcscd: Pcscd, twin: Twin, tmp_path: Path
) -> None:
    from tests.twin import RealWindow  # noqa: PLC0415  needs the window

    with real_kiosk(SIZE, tmp_path, environment=supervisor.environment) as kiosk:
        assert supervisor.hears() == READY
        window = RealWindow(kiosk.display)
        window.patience = PATIENCE_SECONDS
        window.sees(twin.attract())


def test_at_rest_frames_are_drawn_and_told_of_again_and_again(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    with real_kiosk(SIZE, tmp_path, environment=supervisor.environment):
        assert [supervisor.hears() for _ in range(4)] == [READY, *[ALIVE] * 3]
        assert supervisor.last_frame.exists()
        os.utime(supervisor.last_frame, (0, 0))
        while supervisor.last_frame.stat().st_mtime == 0:
            assert supervisor.hears() == ALIVE


def test_a_loop_that_stands_still_is_not_told_alive_and_may_go_on(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    with real_kiosk(SIZE, tmp_path, ("-c", FREEZES), environment=supervisor.environment):
        assert supervisor.hears() == READY
        supervisor.frozen.touch()
        while supervisor.hears(10 * BEAT_SECONDS):
            pass
        supervisor.frozen.unlink()
        assert supervisor.hears() == ALIVE


def test_pcscd_is_told_alive_only_while_it_serves(supervisor: Supervisor, pcscd: Pcscd) -> None:
    watch = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "watch-pcscd"],
        env={**os.environ, **supervisor.environment},
    )
    try:
        assert [supervisor.hears(), supervisor.hears()] == [READY, ALIVE]
        pcscd.stop()
        assert None in [supervisor.hears(10 * BEAT_SECONDS) for _ in range(5)]
        pcscd.start()
        assert supervisor.hears() == ALIVE
    finally:
        watch.kill()
        watch.wait()
