"""A stand-in for a Raspberry Pi: QEMU's virtual board, started as the firmware would start it.

QEMU does not emulate a Raspberry Pi that runs this image. Its board `virt` has the same kind of
processor and none of the same devices, and its UEFI starts a kernel that it is handed. So the
firmware's part is played here: autoboot.txt is followed to a boot partition, config.txt to a kernel
on it. What the real firmware does with these files is not proved by that.
"""

from __future__ import annotations

import gzip
import json
import subprocess
from configparser import ConfigParser
from dataclasses import dataclass
from pathlib import Path

from tests.appliance.computer import kept_variables

FIRMWARE = Path("/usr/share/AAVMF/AAVMF_CODE.fd")
VARIABLES = Path("/usr/share/AAVMF/AAVMF_VARS.fd")
SLOTS = {2: "a", 3: "b"}


@dataclass
class Board:
    """`name` is the section of config.txt that holds for it."""

    name: str = "pi4"
    tryboot: bool = False
    """The firmware's flag; it is gone when it has been followed."""

    def switched_on(self, disk: Path, folder: Path) -> list[str]:
        card = folder / "card.img"
        subprocess.run(["qemu-img", "convert", "-O", "raw", str(disk), str(card)], check=True)
        partition = self._partition(card)
        config = _sections(_read(card, partition, "config.txt"))
        words = config["all"] | config[self.name]
        prefix = words["os_prefix"]
        kernel, initrd = folder / "kernel", folder / "initrd"
        kernel.write_bytes(gzip.decompress(_read(card, partition, prefix + words["kernel"])))
        initrd.write_bytes(_read(card, partition, prefix + words["initramfs"].split()[0]))
        told = _read(card, partition, prefix + "cmdline.txt").decode().strip()
        card.unlink()
        variables = kept_variables(VARIABLES, folder)
        return [
            *("qemu-system-aarch64", "-machine", "virt,gic-version=3", "-cpu", "cortex-a72"),
            *("-drive", f"if=pflash,format=raw,readonly=on,file={FIRMWARE}"),
            *("-drive", f"if=pflash,format=raw,file={variables}"),
            *("-kernel", str(kernel), "-initrd", str(initrd)),
            # the firmware says which partition it took; this one has only the command line
            *("-append", f"{told} rauc.slot={SLOTS[partition]} console=ttyAMA0"),
        ]

    def _partition(self, card: Path) -> int:
        auto = _sections(_read(card, 1, "autoboot.txt"))
        assert auto["all"]["tryboot_a_b"] == "1"
        section = auto["tryboot" if self.tryboot else "all"]
        self.tryboot = False
        return int(section["boot_partition"])


def _read(card: Path, partition: int, name: str) -> bytes:
    listed = subprocess.run(["sfdisk", "--json", str(card)], check=True, capture_output=True)
    table = json.loads(listed.stdout)["partitiontable"]
    start = table["partitions"][partition - 1]["start"] * table["sectorsize"]
    where = f"{card}@@{start}"
    told = subprocess.run(["mtype", "-i", where, f"::{name}"], check=True, capture_output=True)
    return told.stdout


def _sections(text: bytes) -> dict[str, dict[str, str]]:
    """As the firmware reads its files: what comes before a section holds for all."""
    read = ConfigParser(delimiters=("=", " "), strict=False)
    read.read_string("[all]\n" + text.decode())
    return {name: dict(read[name]) for name in read.sections()}
