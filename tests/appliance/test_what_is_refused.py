"""A disk that somebody has been at, and settings that somebody mistyped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.strict_yaml import BadFile
from tests.appliance.disk import copy_image, tamper, write_file
from tests.appliance.machine import machine

if TYPE_CHECKING:
    from tests.twin import Twin

BAD_SETTINGS = "site: Bürgerbüro\r\nscreen:\r\n  diagonal: zehn\r\n".encode("utf-8-sig")
"""As an editor under Windows leaves it, with a word where a number belongs."""


def test_a_tampered_root_does_not_start(image: Path, folder: Path) -> None:
    disk = folder / "tampered.img"
    copy_image(image, disk)
    for megabyte in range(320):
        tamper(disk, "root-a", megabyte << 20)
    with machine(disk, folder) as device:
        device.until_ended()
        assert "Started kiosk-screen.service" not in device.journal()
        assert "is corrupted" in device.serial()


def test_a_broken_kiosk_yaml_is_explained_on_the_screen(
    image: Path, folder: Path, twin: Twin
) -> None:
    from kiosk.screens.covers import SettingsProblem  # noqa: PLC0415  needs the window
    from tests.appliance.window import DeviceWindow  # noqa: PLC0415

    disk = folder / "broken.img"
    copy_image(image, disk)
    write_file(disk, "KIOSK", "kiosk.yaml", BAD_SETTINGS)
    with machine(disk, folder) as device:
        device.until_journal("Started kiosk-screen.service")
        problem = BadFile.from_json(device.run("cat /run/kiosk/problem.json").encode())
        assert problem.line == 3
        DeviceWindow(device).sees(SettingsProblem(twin.frame, problem, lambda: None))
        device.look("explained")
