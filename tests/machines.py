"""A machine on which all is well, as files that Linux and Debian write, for faults to be put in."""

from __future__ import annotations

import json
import os
import plistlib
import struct
from datetime import datetime
from pathlib import Path

from kiosk.doctor.machine import Machine

NOON = datetime(2027, 3, 1, 12, 0)
"""When it is looked at; later than any file of the kiosk was made."""

SHORT_APDU, EXTENDED_APDU = 0x000204BA, 0x000404BE
"""dwFeatures of readers, as their descriptors have it."""

READER = "sys/bus/usb/devices/1-1.2"


def healthy(root: Path) -> Machine:
    """A small computer with a panel, an Identiv uTrust 3700 F, sound and two slots."""
    _screen(root)
    usb_reader(root)
    write(root, "sys/class/sound/card0/id", "Headphones")
    write(root, "sys/class/sound/pcmC0D0p/pcm_class", "generic")
    for program in ("speech-dispatcher", "espeak-ng"):
        write(root, f"usr/bin/{program}", "")
    write(root, "run/systemd/timesync/synchronized", "")
    write(root, "sys/class/rtc/rtc0/name", "rtc-rv3028 1-0052")
    write(root, "sys/fs/ext4/mmcblk0p6/errors_count", "0")
    write(root, "sys/block/mmcblk0/device/life_time", "0x02 0x01")
    write(root, "sys/class/thermal/thermal_zone0/temp", "51121")
    write(root, "sys/class/hwmon/hwmon1/name", "rpi_volt")
    write(root, "sys/class/hwmon/hwmon1/in0_lcrit_alarm", "0")
    memory(root, available=612_340, killed=0)
    _network(root)
    write(root, "proc/self/limits", limits(core="0"))
    write(root, "proc/swaps", "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority")
    frame_drawn(root, NOON)
    rauc(root, booted="A", primary="rootfs.0", states=("good", "good"))
    return Machine(root, NOON)


def write(root: Path, name: str, text: str) -> None:
    """A file as the kernel shows it, with its line end."""
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{text}\n")


ROUTES = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT"
WAY_OUT = "eth0\t00000000\t0100A8C0\t0003\t0\t0\t1024\t00000000\t0\t0\t0"
HOUSE = "eth0\t0000A8C0\t00000000\t0001\t0\t0\t1024\t00FFFFFF\t0\t0\t0"


def _network(root: Path) -> None:
    write(root, "sys/class/net/lo/carrier", "1")
    write(root, "sys/class/net/eth0/device/uevent", "DRIVER=bcmgenet")
    write(root, "sys/class/net/eth0/carrier", "1")
    write(root, "sys/class/net/eth0/operstate", "up")
    write(root, "proc/net/route", f"{ROUTES}\n{WAY_OUT}\n{HOUSE}")
    tree = "        |-- 127.0.0.1\n           /32 host LOCAL\n"
    write(root, "proc/net/fib_trie", f"Local:\n{tree}{tree.replace('127.0.0.1', '192.168.0.17')}")


def _screen(root: Path) -> None:
    socket = "sys/class/drm/card1-HDMI-A-1"
    write(root, f"{socket}/status", "connected")
    write(root, f"{socket}/modes", "1280x800\n1024x768")
    panel(root, width=22, height=14)
    write(root, "sys/class/drm/card1-HDMI-A-2/status", "disconnected")
    keypad, glass = "sys/class/input/input1", "sys/class/input/input2"
    write(root, f"{keypad}/name", "USB Numeric Keypad")
    write(root, f"{keypad}/properties", "0")
    write(root, f"{keypad}/capabilities/abs", "0")
    write(root, f"{glass}/name", "ILITEK ILITEK-TP")
    write(root, f"{glass}/properties", "2")
    write(root, f"{glass}/event5/dev", "13:69")
    write(root, "run/udev/data/c13:69", "E:ID_INPUT=1\nE:ID_INPUT_TOUCHSCREEN=1")
    write(root, f"{glass}/capabilities/abs", "260800000000003")


def panel(root: Path, *, width: int, height: int) -> None:
    """`width` and `height` in centimetres, as the panel tells them."""
    edid = bytearray(128)
    edid[:8], edid[21], edid[22] = bytes.fromhex("00ffffffffffff00"), width, height
    (root / "sys/class/drm/card1-HDMI-A-1/edid").write_bytes(edid)


def usb_reader(
    root: Path,
    usb: str = "04e6:5790",
    name: tuple[str, str] = ("Identiv", "uTrust 3700 F CL Reader"),
    features: int = EXTENDED_APDU,
    longest: int = 1034,
) -> None:
    """A reader in USB socket 1.2, in the hands of pcscd."""
    vendor, product = usb.split(":")
    for file, text in {
        "idVendor": vendor,
        "idProduct": product,
        "bcdDevice": "0206",
        "manufacturer": name[0],
        "product": name[1],
        "power/control": "on",
    }.items():
        write(root, f"{READER}/{file}", text)
    write(root, f"{READER}:1.0/bInterfaceClass", "0b")
    held_by(root, "usbfs")
    ccid = struct.pack("<BBHBBIIIBIIBIIIIIBBHBB", 0x36, 0x21, 0x110, 0, 7, 3, 4000, 4000, 0, 10752,
        848000, 0, 254, 0, 0, features, longest, 0, 0, 0, 0, 1)  # fmt: skip
    device = bytes.fromhex("1201000200000008") + bytes(10)
    configuration = bytes.fromhex("09025d00010100a032")
    interface = bytes.fromhex("0904000003 0b000000".replace(" ", ""))
    (root / READER / "descriptors").write_bytes(device + configuration + interface + ccid)
    driver_knows(root, usb)


def held_by(root: Path, driver: str) -> None:
    link = root / f"{READER}:1.0/driver"
    link.unlink(missing_ok=True)
    link.symlink_to(f"../../../../../../bus/usb/drivers/{driver}")


def driver_knows(root: Path, *readers: str) -> None:
    """What libccid's list of readers names."""
    pairs = [reader.split(":") for reader in readers]
    bundle = root / "usr/lib/pcsc/drivers/ifd-ccid.bundle/Contents/Info.plist"
    bundle.parent.mkdir(parents=True, exist_ok=True)
    told = {
        "ifdVendorID": [f"0x{vendor.upper()}" for vendor, _ in pairs],
        "ifdProductID": [f"0x{product.upper()}" for _, product in pairs],
    }
    bundle.write_bytes(plistlib.dumps(told))


def limits(core: str) -> str:
    """What the kernel says of the limits of a process, a soft one for core files among them."""
    return (
        "Limit                     Soft Limit           Hard Limit           Units     \n"
        "Max cpu time              unlimited            unlimited            seconds   \n"
        f"Max core file size        {core:<20} unlimited            bytes     \n"
    )


def memory(root: Path, *, available: int, killed: int) -> None:
    """`available` in kB of 1.9 GB."""
    rows = {"MemTotal": 1893444, "MemFree": 184372, "MemAvailable": available}
    write(root, "proc/meminfo", "\n".join(f"{row + ':':15} {n:8} kB" for row, n in rows.items()))
    write(root, "proc/vmstat", f"pgfault 1823711\noom_kill {killed}\nnuma_hit 0")


def frame_drawn(root: Path, when: datetime) -> None:
    write(root, "run/kiosk-screen/last-frame", "")
    os.utime(root / "run/kiosk-screen/last-frame", (when.timestamp(), when.timestamp()))


def rauc(root: Path, *, booted: str, primary: str, states: tuple[str, str]) -> None:
    """A program that prints what RAUC 1.13 prints for programs."""
    told = {
        "compatible": "kiosk-arm64",
        "variant": "",
        "booted": booted,
        "boot_primary": primary,
        "slots": [
            {
                f"rootfs.{number}": {
                    "class": "rootfs",
                    "device": f"/dev/mmcblk0p{4 + number}",
                    "type": "raw",
                    "bootname": name,
                    "state": "booted" if name == booted else "inactive",
                    "parent": None,
                    "mountpoint": None,
                    "boot_status": state,
                }
            }
            for number, (name, state) in enumerate(zip("AB", states, strict=True))
        ],
    }
    program = root / "usr/bin/rauc"
    program.unlink(missing_ok=True)
    write(root, "usr/bin/rauc", f"#!/bin/sh\ncat <<'JSON'\n{json.dumps(told)}\nJSON")
    program.chmod(0o755)
