"""Updates into the other slot: a good one stays, a bad one goes back by itself."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.appliance.conftest import BUILT
from tests.appliance.disk import read_file
from tests.appliance.machine import Machine, machine

if TYPE_CHECKING:
    from tests.twin import Twin

MISSING = "reader-missing"
KEYS = BUILT.parent / "keys"
MANIFEST = """\
[update]
compatible=kiosk-amd64
version=test

[bundle]
format=verity

[image.rootfs]
filename=root.img

[image.boot]
filename=boot.img
"""


def bundle(folder: Path, name: str, words: str, keys: Path = KEYS) -> Path:
    """The update as it was built, but for `words` that its kernel is started with."""
    inside = folder / name
    inside.mkdir()
    (inside / "root.img").hardlink_to(BUILT / "root.img")
    boot = inside / "boot.img"
    boot.write_bytes((BUILT / "boot.vfat").read_bytes())
    slot = read_file(boot, "slot.cfg").replace(b" quiet ", f" {words} quiet ".encode())
    subprocess.run(["mcopy", "-o", "-i", boot, "-", "::slot.cfg"], input=slot, check=True)
    (inside / "manifest.raucm").write_text(MANIFEST)
    made = folder / f"{name}.raucb"
    signed = ["--cert", str(keys / "release.pem"), "--key", str(keys / "release.key")]
    subprocess.run(["rauc", "bundle", *signed, str(inside), str(made)], check=True)
    return made


IMPATIENT = """\
[Service]
Environment=KIOSK_TRIAL_SECONDS=180
"""


def stick(folder: Path) -> tuple[str, ...]:
    """A USB stick that holds nothing but the update in this folder."""
    held = folder / "stick"
    held.mkdir()
    for update in folder.glob("*.raucb"):
        update.rename(held / update.name)
    return (
        *("-drive", f"if=none,id=stick,format=raw,readonly=on,file=fat:16:{held}"),
        *("-device", "usb-storage,bus=xhci.0,drive=stick,serial=stick"),
    )


def greeting(device: Machine, twin: Twin) -> None:
    from tests.appliance.window import DeviceWindow  # noqa: PLC0415  needs the window

    DeviceWindow(device).sees(twin.attract(MISSING))
    device.look("greeting")


def slot(device: Machine) -> str:
    return device.run("sed 's/.*rauc.slot=//; s/ .*//' /proc/cmdline").strip()


def install(device: Machine) -> None:
    device.run("mkdir -p /run/stick && mount -o ro /dev/disk/by-id/usb-*stick*-part1 /run/stick")
    device.run("rauc install /run/stick/*.raucb")


def restart(device: Machine) -> None:
    device.run("systemctl --no-block reboot")
    device.until_ended()


def test_an_update_starts_on_trial_and_stays_once_the_greeting_is_drawn(
    image: Path, folder: Path, twin: Twin
) -> None:
    bundle(folder, "good", "kiosk.update=good")
    with machine(image, folder, more=stick(folder)) as device:
        greeting(device, twin)
        assert slot(device) == "a"
        device.run("echo kept >/data/lib/kept")
        install(device)
        restart(device)
    with Machine(folder / "disk.qcow2", folder / "trial") as device:
        greeting(device, twin)
        assert slot(device) == "b"
        device.until_journal("marked slot rootfs.1 as good")
        assert device.run("cat /data/lib/kept") == "kept\n"
        restart(device)
    with Machine(folder / "disk.qcow2", folder / "after") as device:
        greeting(device, twin)
        assert slot(device) == "b"


@pytest.mark.parametrize(
    "words",
    ["systemd.mask=kiosk-screen.service", "systemd.mask=pcscd.service systemd.mask=pcscd.socket"],
    ids=["that-draws-no-greeting", "that-reaches-no-reader"],
)
def test_the_device_goes_back_from_an_update(
    image: Path, folder: Path, twin: Twin, words: str
) -> None:
    bundle(folder, "broken", words)
    with machine(image, folder, more=stick(folder)) as device:
        greeting(device, twin)
        install(device)
        restart(device)
    impatient = {"systemd.unit-dropin.kiosk-trial.service": IMPATIENT}
    with Machine(folder / "disk.qcow2", folder / "trial", impatient) as device:
        device.until_ended()
    with Machine(folder / "disk.qcow2", folder / "back") as device:
        greeting(device, twin)
        assert slot(device) == "a"


def test_an_update_signed_by_somebody_else_is_refused(
    image: Path, folder: Path, twin: Twin
) -> None:
    subprocess.run(["image/keys.sh", str(folder / "keys")], check=True)
    bundle(folder, "foreign", "", folder / "keys")
    with machine(image, folder, more=stick(folder)) as device:
        greeting(device, twin)
        with pytest.raises(AssertionError, match="signature verification failed"):
            install(device)
        assert device.run("/usr/lib/kiosk/slots get-primary") == "a\n"
