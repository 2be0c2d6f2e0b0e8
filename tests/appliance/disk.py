"""Disks for the device, and what happens to them before it starts."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path


def make_disk(image: Path, disk: Path, size: str = "4G") -> None:
    """A card of that size with the image on it; only what is written takes room."""
    command = ["qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", str(image.resolve())]
    subprocess.run([*command, str(disk), size], check=True)


def copy_image(image: Path, copy: Path) -> None:
    subprocess.run(["cp", "--sparse=always", str(image), str(copy)], check=True)


def start_of(image: Path, partition: str) -> int:
    """The first byte of a partition."""
    told = subprocess.run(["sfdisk", "--json", str(image)], check=True, capture_output=True)
    table = json.loads(told.stdout)["partitiontable"]
    return next(
        int(one["start"]) * int(table["sectorsize"])
        for one in table["partitions"]
        if one["name"] == partition
    )


def write_file(image: Path, partition: str, name: str, content: bytes) -> None:
    """As somebody does who opens the FAT partition on another computer."""
    where = f"{image}@@{start_of(image, partition)}"
    subprocess.run(["mcopy", "-o", "-i", where, "-", f"::{name}"], input=content, check=True)


def read_file(fat: Path, name: str) -> bytes:
    """A file of a FAT partition that lies in a file of its own."""
    told = subprocess.run(["mtype", "-i", str(fat), f"::{name}"], check=True, capture_output=True)
    return told.stdout


def tamper(image: Path, partition: str, at: int) -> None:
    """Turn the bits of one byte of a partition."""
    with image.open("r+b") as file:
        file.seek(start_of(image, partition) + at)
        byte = file.read(1)[0]
        file.seek(-1, 1)
        file.write(bytes([byte ^ 0xFF]))
