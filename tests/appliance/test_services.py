"""The device's services, as they run in the image: what they outlive, and what they may."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.appliance.conftest import BUILT
from tests.appliance.container import PATIENCE_SECONDS, SOUND, Container, container
from tests.appliance.counts import count, counted
from tests.pcscd import wait_until

SCREEN, PCSCD = "kiosk-screen.service", "pcscd.service"

THE_KIOSK = "$(pgrep --exact --parent $(pidof cage) kiosk)"

BREAKS = {
    "the kiosk hangs": f"kill -STOP {THE_KIOSK}",
    "the kiosk crashes": f"kill -SEGV {THE_KIOSK}",
    "the compositor is killed": "kill -KILL $(pidof cage)",
    "the compositor hangs": "kill -STOP $(pidof cage)",
    "the seat is killed": "kill -KILL $(pidof seatd)",
}

ASKS = """
from smartcard.scard import SCARD_S_SUCCESS, SCARD_SCOPE_USER, SCardEstablishContext
raise SystemExit(SCardEstablishContext(SCARD_SCOPE_USER)[0] != SCARD_S_SUCCESS)
"""


@pytest.fixture(scope="module")
def device(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    with container(BUILT / "root.img", tmp_path_factory.mktemp("container")) as running:
        yield running


@pytest.mark.parametrize("what", BREAKS)
def test_whatever_breaks_the_greeting_comes_back(device: Container, what: str) -> None:
    before = device.until_running(SCREEN)
    device.run(BREAKS[what])
    device.until_running(SCREEN, but=before)


def test_the_fiftieth_time_it_comes_back_as_the_first(device: Container) -> None:
    device.until_running(SCREEN)
    for _ in range(50):
        before = device.shows(SCREEN, "MainPID")
        device.run(f"kill -KILL {before}")
        wait_until(
            lambda: device.shows(SCREEN, "MainPID") not in (before, "0"),  # noqa: B023
            PATIENCE_SECONDS,
            "it was not started anew",
        )
    device.until_running(SCREEN)
    assert device.shows(SCREEN, "RestartUSecNext") == device.shows(SCREEN, "RestartUSec") == "1s"


def test_pcscd_that_hangs_is_started_anew(device: Container) -> None:
    device.until_running("kiosk-pcscd-watch.service")
    before = device.until_running(PCSCD)
    device.run("kill -STOP $(pidof pcscd)")
    device.until_running(PCSCD, but=before)
    device.until_running("kiosk-pcscd-watch.service")


def test_card_work_that_never_comes_back_takes_pcscd_with_it(device: Container) -> None:
    device.until_running(SCREEN)
    before = device.until_running(PCSCD)
    device.run("mv /usr/bin/kiosk /usr/bin/kiosk.away")
    device.run("printf '#!/bin/sh\\nexit 8\\n' >/usr/bin/kiosk && chmod +x /usr/bin/kiosk")
    try:
        device.run(f"kill -KILL {THE_KIOSK}")
        device.until_running(PCSCD, but=before)
    finally:
        device.run("mv /usr/bin/kiosk.away /usr/bin/kiosk")
    device.until_running(SCREEN)


@pytest.mark.parametrize(
    ("user", "may"), [("kiosk", True), ("kiosk-statistics", False), ("nobody", False)]
)
def test_cards_are_for_the_screen_alone(device: Container, user: str, may: bool) -> None:
    device.until_running(PCSCD)
    command = f"runuser --user {user} -- python3 -I -c '{ASKS}'"
    if may:
        device.run(command)
    else:
        with pytest.raises(subprocess.CalledProcessError):
            device.run(command)


def test_screen_and_sender_both_write_the_counts(device: Container) -> None:
    count(device.run)
    before = counted(device.run)
    for _ in range(2):  # each finds the file as the other left it
        count(device.run)
        device.run("systemctl start kiosk-statistics.service")
    assert counted(device.run) == before + 2


def test_the_voice_is_heard(device: Container, tmp_path: Path) -> None:
    device.until_running(SCREEN)
    device.presses("KP_Multiply")
    heard = f"[ $(stat --format=%s {SOUND} 2>/dev/null || echo 0) -gt 300000 ] && echo yes || true"
    wait_until(lambda: device.run(heard) == "yes\n", PATIENCE_SECONDS, "no sound")
    (tmp_path / "sound").write_bytes(Path(f"/proc/{device.pid}/root{SOUND}").read_bytes())
    assert loudness(tmp_path / "sound") > 200


def loudness(recorded: Path) -> float:
    """Root mean square of 16-bit samples."""
    samples = memoryview(recorded.read_bytes()[44:300000]).cast("h")
    return float((sum(one * one for one in samples) / len(samples)) ** 0.5)


def test_no_key_leads_out(device: Container) -> None:
    before = device.until_running(SCREEN)
    device.presses("F1", "F11", "Escape", "Super_L", "Print", "XF86Switch_VT_2", "Sys_Req")
    assert device.until_running(SCREEN) == before
    assert device.run("ps -C agetty,login,getty --no-headers || true") == ""
