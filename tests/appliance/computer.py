"""What a disk is put into: the emulated computer, up to the point where it starts from the disk."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

FIRMWARE = Path("/usr/share/OVMF/OVMF_CODE_4M.fd")
VARIABLES = Path("/usr/share/OVMF/OVMF_VARS_4M.fd")


class Computer(Protocol):
    def switched_on(self, disk: Path, folder: Path) -> list[str]:
        """QEMU, its processor and what starts it; `folder` is for what that keeps."""


def kept_variables(template: Path, folder: Path) -> Path:
    """What the firmware remembers from one start to the next; at first, what is in `template`.

    It must be able to write there: on arm64 it ends in an exception else.
    """
    variables = folder / "variables.fd"
    if not variables.exists():
        variables.write_bytes(template.read_bytes())
    return variables


class PC:
    """UEFI, and the boot loader on the disk."""

    def switched_on(self, disk: Path, folder: Path) -> list[str]:
        variables = kept_variables(VARIABLES, folder)
        return [
            # llvmpipe stumbles over the newest processor that the emulation claims to be
            *("qemu-system-x86_64", "-machine", "q35", "-cpu", "Nehalem", "-vga", "none"),
            *("-drive", f"if=pflash,format=raw,readonly=on,file={FIRMWARE}"),
            *("-drive", f"if=pflash,format=raw,file={variables}"),
        ]
