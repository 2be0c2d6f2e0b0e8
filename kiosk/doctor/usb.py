"""Card readers as the kernel sees them on USB: model, driver, length of commands, power."""

from __future__ import annotations

import plistlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.parsers.expat import ExpatError

import msgspec

from kiosk.doctor.machine import Machine
from kiosk.findings import Finding, broken, doubtful, good, unseen
from kiosk.strict_yaml import read

KNOWN = Path(__file__).parents[2] / "assets" / "readers.yaml"

CCID_CLASS = "0b"
CCID_DESCRIPTOR = (0x36, 0x21)
"""Length and type of the class descriptor of a CCID (USB CCID 1.1, 5.1)."""
FEATURES = 40
"""Where dwFeatures and dwMaxCCIDMessageLength stand in it."""
LEVEL, SHORT_APDU, EXTENDED_APDU = 0x70000, 0x20000, 0x40000
"""Of dwFeatures: how commands are exchanged."""

OF_PCSCD = {"usbfs", ""}
"""Drivers of an interface that leave it to pcscd: its own hold, or none."""


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One row of assets/readers.yaml, which explains it."""

    usb: str
    name: str
    suits: bool
    why: str
    source: str
    pin_pad: bool = False


class Models(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    readers: tuple[Model, ...]


@dataclass(frozen=True)
class UsbReader:
    """`folder` is the device's in sysfs."""

    machine: Machine
    folder: Path

    @property
    def usb(self) -> str:
        return f"{self.told('idVendor')}:{self.told('idProduct')}"

    @property
    def name(self) -> str:
        return f"{self.told('manufacturer')} {self.told('product')}".strip() or self.usb

    @property
    def firmware(self) -> str:
        """bcdDevice: `0206` is 2.06."""
        digits = self.told("bcdDevice")
        return f"{digits[:2].lstrip('0') or '0'}.{digits[2:]}"

    def told(self, name: str) -> str:
        return self.machine.read(self.folder / name) or ""

    def is_ccid(self) -> bool:
        return any(
            self.machine.read(one / "bInterfaceClass") == CCID_CLASS for one in self.interfaces()
        )

    def interfaces(self) -> Iterator[Path]:
        return self.folder.parent.glob(f"{self.folder.name}:*")

    def features(self) -> list[tuple[int, int]]:
        """dwFeatures and dwMaxCCIDMessageLength of each slot."""
        try:
            rest = (self.folder / "descriptors").read_bytes()
        except OSError:
            return []
        found = []
        while len(rest) >= 2 and rest[0]:
            if (rest[0], rest[1]) == CCID_DESCRIPTOR and len(rest) >= rest[0]:
                found.append(struct.unpack_from("<II", rest, FEATURES))
            rest = rest[rest[0] :]
        return found


def known_models() -> dict[str, Model]:
    """By vendor and product."""
    return {model.usb: model for model in read(KNOWN, Models).content.readers}


def has_pin_pad(machine: Machine) -> bool:
    """Whether a reader is there on which the PIN could be typed."""
    models = known_models()
    return any(models[one.usb].pin_pad for one in _found(machine, models) if one.usb in models)


def readers(machine: Machine) -> Iterator[Finding]:
    models = known_models()
    found = _found(machine, models)
    if not found:
        yield unseen("reader model", "no card reader on USB")
    for one in found:
        where = f" {one.folder.name}" if len(found) > 1 else ""
        yield _model(f"reader model{where}", one, models.get(one.usb))
        yield _driver(f"reader driver{where}", one)
        yield _length(f"long commands{where}", one, models.get(one.usb))
        yield _power(f"reader power{where}", one)


def _found(machine: Machine, models: dict[str, Model]) -> list[UsbReader]:
    devices = [
        UsbReader(machine, path.parent) for path in machine.glob("/sys/bus/usb/devices/*/idVendor")
    ]
    return [one for one in devices if one.is_ccid() or one.usb in models]


def _model(what: str, reader: UsbReader, model: Model | None) -> Finding:
    seen = {"name": reader.name, "usb": reader.usb, "firmware": reader.firmware}
    if model is None:
        return doubtful(
            what,
            "{name} ({usb}, firmware {firmware}) is not among the readers known to read identity"
            " cards",
            "try it with an identity card; readers that are known stand in assets/readers.yaml",
            **seen,
        )
    if not model.suits:
        return broken(
            what,
            "{model} ({usb}) cannot read identity cards: {known}",
            "replace it by one that assets/readers.yaml says suits",
            model=model.name,
            usb=reader.usb,
            known=model.why,
        )
    return good(what, "{name} ({usb}, firmware {firmware}): {known}", **seen, known=model.why)


def _driver(what: str, reader: UsbReader) -> Finding:
    """Who speaks with the reader: pcscd through a driver that knows it, and nobody else."""
    for interface in reader.interfaces():
        link = interface / "driver"
        holder = link.readlink().name if link.is_symlink() else ""
        if holder not in OF_PCSCD:
            return broken(
                what,
                "the kernel's own driver {holder} holds the reader, so pcscd cannot",
                "echo blacklist {holder} > /etc/modprobe.d/kiosk-{holder}.conf, and start anew",
                holder=holder,
            )
    drivers = [name for name, ids in _bundles(reader.machine) if reader.usb in ids]
    if not drivers:
        return broken(
            what,
            "no driver of pcscd knows {usb}",
            "apt-get install libccid libifd-cyberjack6; else another reader is needed",
            usb=reader.usb,
        )
    return good(what, "{drivers}", drivers=", ".join(drivers))


def _bundles(machine: Machine) -> Iterator[tuple[str, set[str]]]:
    """The drivers of pcscd for USB, and the readers that each of them knows."""
    for path in machine.glob("/usr/lib/pcsc/drivers/*.bundle/Contents/Info.plist"):
        try:
            told = plistlib.loads(path.read_bytes())
            pairs = zip(told["ifdVendorID"], told["ifdProductID"], strict=True)
            ids = {f"{int(vendor, 16):04x}:{int(product, 16):04x}" for vendor, product in pairs}
        except (OSError, ExpatError, plistlib.InvalidFileException, LookupError, ValueError):
            continue
        yield path.parts[-3].removesuffix(".bundle"), ids


def _length(what: str, reader: UsbReader, model: Model | None) -> Finding:
    """Identity cards are sent commands longer than 255 bytes."""
    if model and not model.suits:
        return unseen(what, "this model does not suit")
    levels = [(features & LEVEL, longest) for features, longest in reader.features()]
    if not levels:
        return unseen(what, "the reader has a protocol of its own, which its driver knows")
    if all(level == SHORT_APDU for level, _ in levels):
        return broken(
            what,
            "the reader passes short commands only, identity cards need extended length",
            "another reader is needed; those that suit stand in assets/readers.yaml",
        )
    longest = max(longest for _, longest in levels)
    if any(level == EXTENDED_APDU for level, _ in levels):
        return good(what, "messages of {longest} bytes", longest=longest)
    return good(what, "messages of {longest} bytes, in parts by the driver", longest=longest)


def _power(what: str, reader: UsbReader) -> Finding:
    """A reader that is put to sleep loses its field, and some never wake."""
    control = reader.told("power/control")
    if control == "auto":
        return doubtful(
            what,
            "the kernel may put the reader to sleep (autosuspend), and some do not wake up again",
            "echo on > /sys/bus/usb/devices/{device}/power/control, by a udev rule",
            device=reader.folder.name,
        )
    return good(what, "always on") if control else unseen(what, "the kernel does not tell")
