"""From the blank card to the greeting, and an update into the other slot, on one device.

It is not a Raspberry Pi, and the tests play its firmware (tests/raspberry_pi/firmware.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.appliance.machine import Machine
from tests.raspberry_pi.firmware import Board
from tests.test_real_window import HOME

if TYPE_CHECKING:
    from tests.appliance.window import DeviceWindow
    from tests.twin import Twin

MISSING = "reader-missing"


def slot(device: Machine) -> str:
    """The one that was started."""
    return device.run("/usr/lib/kiosk/slots get-current").strip()


def restart(device: Machine) -> None:
    device.run("systemctl --no-block reboot")
    device.until_ended()
    device.switch_on()


def test_the_greeting_comes_from_a_blank_card(
    device: Machine, window: DeviceWindow, twin: Twin
) -> None:
    window.sees(twin.attract(MISSING))
    device.look("greeting")
    assert slot(device) == "a"
    assert "failed" not in device.run("systemctl --failed --plain --no-legend || true")


def test_the_root_is_verified_and_nothing_on_it_can_be_kept(device: Machine) -> None:
    assert "verity" in device.run("cat /sys/block/dm-0/dm/uuid").lower()
    assert device.run("grep -c ' / overlay' /proc/mounts") == "1\n"


def test_the_data_partition_takes_what_the_card_has_left(device: Machine) -> None:
    assert "noexec" in device.run("grep ' /data ext4' /proc/mounts")
    sectors = device.run(
        "cat /sys/class/block/$(basename $(readlink -f /dev/disk/by-partlabel/data))/size"
    )
    assert int(sectors) * 512 > 1_500_000_000


def test_a_finger_on_the_greeting_begins_a_visit(
    device: Machine, window: DeviceWindow, twin: Twin
) -> None:
    window.tap(640, 600)
    window.sees(twin.page(HOME))
    device.look("home")


def test_an_update_is_not_begun_where_the_firmware_cannot_be_told_and_is_not_forgotten(
    device: Machine, window: DeviceWindow, twin: Twin, update: Path
) -> None:
    device.run("echo kept >/data/lib/kept")
    stick = device.folder / "stick"
    stick.mkdir()
    (stick / "update.raucb").hardlink_to(update)
    device.plug_in_stick(stick)
    device.run("until [ -e /run/kiosk-stick/update.raucb ]; do sleep 1; done")
    device.run("rauc install /run/kiosk-stick/update.raucb")
    assert device.run("/usr/lib/kiosk/slots get-primary") == "b\n"
    restart(device)
    window.sees(twin.attract(MISSING))
    assert slot(device) == "a"
    assert device.run("/usr/lib/kiosk/slots get-primary") == "b\n"


def test_an_update_starts_on_trial_and_stays_once_the_greeting_is_drawn(
    device: Machine, board: Board, window: DeviceWindow, twin: Twin
) -> None:
    board.tryboot = True
    restart(device)
    window.sees(twin.attract(MISSING))
    assert slot(device) == "b"
    device.until_journal("marked slot rootfs.1 as good")
    assert device.run("cat /data/lib/kept") == "kept\n"
    restart(device)
    window.sees(twin.attract(MISSING))
    device.look("updated")
    assert slot(device) == "b"


def test_a_trial_without_a_greeting_goes_back(
    device: Machine, board: Board, window: DeviceWindow, twin: Twin
) -> None:
    device.run("/usr/lib/kiosk/slots set-primary a")
    board.tryboot = True
    restart(device)
    device.run("systemctl stop kiosk-trial.service kiosk-screen.service")
    device.run("systemctl set-environment KIOSK_TRIAL_SECONDS=0")
    device.run("systemctl --no-block start kiosk-trial.service")
    device.until_ended()
    device.switch_on()
    window.sees(twin.attract(MISSING))
    assert slot(device) == "b"


def test_the_kernel_for_the_pi_5_draws_the_greeting_too(
    device: Machine, board: Board, window: DeviceWindow, twin: Twin
) -> None:
    board.name = "pi5"
    restart(device)
    window.sees(twin.attract(MISSING))
    assert device.run("uname -r").startswith("7.")
