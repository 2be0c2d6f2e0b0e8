"""Updates into the other slot: a good one stays, a bad one goes back by itself.

One device is led through all of it, as through years of its life: each test begins on the slot
that is the good one by then.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kiosk.technician import KEY_FILE
from tests.appliance.conftest import BUILT, emptied
from tests.appliance.counts import count, counted
from tests.appliance.disk import copy_image, read_file, write_file
from tests.appliance.machine import HERE, Machine, machine
from tests.appliance.updates_at import updates_at
from tests.pcscd import free_port

if TYPE_CHECKING:
    from tests.appliance.window import DeviceWindow
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
PORT = free_port()
REQUEST = "/run/kiosk-screen/please-update"
ADDRESS = f"https://{HERE}:{PORT}/kiosk"
SETTINGS = f"""\
statistics:
  enabled: no
update:
  address: {ADDRESS}
"""


@pytest.fixture(scope="module")
def device(image: Path, request: pytest.FixtureRequest) -> Iterator[Machine]:
    folder = emptied(Path(request.node.name).stem)
    disk = folder / "settled.img"
    copy_image(image, disk)
    write_file(disk, "KIOSK", "kiosk.yaml", SETTINGS.encode())
    with machine(disk, folder, alone=False) as running:
        yield running


def slot(device: Machine) -> str:
    """The one that was started."""
    return device.run("sed 's/.*rauc.slot=//; s/ .*//' /proc/cmdline").strip()


def other(name: str) -> str:
    return "b" if name == "a" else "a"


def bundle(folder: Path, words: str, keys: Path = KEYS) -> Path:
    """The update as it was built, but for `words` that its kernel is started with."""
    inside = folder / "inside"
    inside.mkdir()
    (inside / "root.img").hardlink_to(BUILT / "root.img")
    boot = inside / "boot.img"
    boot.write_bytes((BUILT / "boot.vfat").read_bytes())
    started = read_file(boot, "slot.cfg").replace(b" quiet ", f" {words} quiet ".encode())
    subprocess.run(["mcopy", "-o", "-i", boot, "-", "::slot.cfg"], input=started, check=True)
    (inside / "manifest.raucm").write_text(MANIFEST)
    made = folder / "update.raucb"
    signed = ["--cert", str(keys / "release.pem"), "--key", str(keys / "release.key")]
    subprocess.run(["rauc", "bundle", *signed, str(inside), str(made)], check=True)
    return made


def ask_for(device: Machine, update: Path) -> None:
    """What the button of the technician's page does, with this update and the key on the stick."""
    stick = emptied(device.folder.name + "/stick")
    (stick / "kiosk.raucb").hardlink_to(update)
    (stick / KEY_FILE).touch()
    device.plug_in_stick(stick)
    device.run("until mountpoint --quiet /run/kiosk-stick; do sleep 1; done")
    device.run(f"touch {REQUEST}")


def install(device: Machine, update: Path) -> None:
    """Until it has started anew by itself."""
    ask_for(device, update)
    device.until_ended()
    device.switch_on()


def until_good(device: Machine, name: str) -> None:
    device.until_journal(f"marked slot rootfs.{'ab'.index(name)} as good")
    assert device.run("/usr/lib/kiosk/slots get-primary") == f"{name}\n"


def test_an_update_starts_on_trial_and_stays_once_the_greeting_is_drawn(
    device: Machine, window: DeviceWindow, twin: Twin, update: Path
) -> None:
    window.sees(twin.attract(MISSING))
    old = slot(device)
    count(device.run, 3)
    before = counted(device.run)
    install(device, update)
    window.sees(twin.attract(MISSING))
    device.look("updated")
    assert slot(device) == other(old)
    until_good(device, other(old))
    assert ADDRESS in device.run("cat /run/kiosk/kiosk.yaml")
    assert counted(device.run) == before


def test_from_an_update_that_draws_no_greeting_the_device_goes_back(
    device: Machine, window: DeviceWindow, twin: Twin, folder: Path
) -> None:
    window.sees(twin.attract(MISSING))
    old = slot(device)
    install(device, bundle(folder, "systemd.mask=kiosk-screen.service"))
    assert slot(device) == other(old)
    time_is_up(device)
    window.sees(twin.attract(MISSING))
    assert slot(device) == old


def test_from_an_update_that_reaches_no_reader_the_device_goes_back(
    device: Machine, window: DeviceWindow, twin: Twin, folder: Path
) -> None:
    window.sees(twin.attract(MISSING))
    old = slot(device)
    install(device, bundle(folder, "systemd.mask=pcscd.service systemd.mask=pcscd.socket"))
    window.sees(twin.attract(MISSING))
    assert slot(device) == other(old)
    time_is_up(device)
    window.sees(twin.attract(MISSING))
    assert slot(device) == old


def time_is_up(device: Machine) -> None:
    """What happens after ten minutes: the device starts anew, told by nobody."""
    device.run("until systemctl is-active --quiet kiosk-trial.service; do sleep 1; done")
    device.run("systemctl set-environment KIOSK_TRIAL_SECONDS=0")
    device.run("systemctl --no-block restart kiosk-trial.service")
    device.until_ended()
    device.switch_on()


def test_an_update_signed_by_somebody_else_is_refused(
    device: Machine, window: DeviceWindow, twin: Twin, folder: Path
) -> None:
    window.sees(twin.attract(MISSING))
    subprocess.run(["image/keys.sh", str(folder / "keys")], check=True)
    ask_for(device, bundle(folder, "", folder / "keys"))
    device.run(f"while [ -e {REQUEST} ]; do sleep 1; done")
    device.pull_out_stick()
    assert "signature verification failed" in device.journal()
    assert device.run("/usr/lib/kiosk/slots get-primary") == f"{slot(device)}\n"


def test_at_night_the_device_fetches_a_new_update_once(
    device: Machine, window: DeviceWindow, twin: Twin, update: Path, folder: Path
) -> None:
    window.sees(twin.attract(MISSING))
    old = slot(device)
    with updates_at(PORT, HERE, update, folder) as (authority, answers):
        trust(device, authority)
        device.run("systemctl --no-block start kiosk-update.service")
        device.until_ended()
        device.switch_on()
        window.sees(twin.attract(MISSING))
        assert slot(device) == other(old)
        until_good(device, other(old))
        trust(device, authority)
        device.run("systemctl start kiosk-update.service")
        assert answers == [HTTPStatus.OK, HTTPStatus.NOT_MODIFIED]
        assert slot(device) == other(old)


def trust(device: Machine, authority: str) -> None:
    """Until the next start; a real server has its certificate from an authority that all know."""
    device.run(f"cat >>/etc/ssl/certs/ca-certificates.crt <<'END'\n{authority}END")
