"""The device in emulation: the built disk, started by its own boot loader through UEFI.

Nothing in the image knows of this. What the tests need inside (drawing without a graphics card, a
virtual reader, a line to ask by) is handed to systemd as credentials in the tables of the
firmware, which it takes in a virtual machine only (systemd.system-credentials(7), SMBIOS), and as
a second disk.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from PIL import Image

from kiosk.course.address import PORT
from kiosk.eid.simulator.vpcd import DEFAULT_PORT
from tests.appliance.computer import PC, Computer
from tests.appliance.disk import make_disk
from tests.pcscd import free_port

SIZE = (1280, 800)
HERE = "10.0.2.2"
"""This machine, as a device sees it that is not alone."""

PATIENCE_SECONDS = 900.0
"""Emulation on a busy machine: what comes at all comes within a quarter of an hour."""

LINE = """\
[Unit]
Description=The line of the tests
DefaultDependencies=no
StartLimitIntervalSec=0
ConditionPathExists=!/etc/initrd-release
[Service]
ExecStartPre=/bin/sh -c 'until [ -e /dev/virtio-ports/line ]; do sleep 0.2; done'
ExecStart=/bin/sh -c 'exec /bin/sh <>/dev/virtio-ports/line >&0 2>&1'
Restart=always
"""
"""A shell at one end of a virtual cable, the test at the other."""

JOURNAL = """\
[Unit]
Description=The journal for the tests
DefaultDependencies=no
ConditionPathExists=!/etc/initrd-release
After=systemd-journal-flush.service
[Service]
ExecStartPre=/bin/sh -c 'until [ -e /dev/virtio-ports/journal ]; do sleep 0.2; done'
ExecStart=/bin/sh -c 'exec journalctl --boot --follow --no-tail >/dev/virtio-ports/journal'
Restart=always
"""

DRAWN_BY_THE_PROCESSOR = """\
[Service]
Environment=WLR_RENDERER=pixman LIBGL_ALWAYS_SOFTWARE=1
"""
"""The emulated graphics card cannot draw in three dimensions."""

PATIENT = """\
TimeoutStartSec=15min
WatchdogSec=60s
"""
"""How fast the processor is depends on what else is to do on this machine."""

AS_FAST_AS_IT_CAN = ("-accel", os.environ.get("QEMU_ACCEL", "tcg,thread=multi"))
BY_INSTRUCTIONS = ("-accel", "tcg,thread=single", "-icount", "shift=1,sleep=off")
"""The clock of the device is that of a processor with 500 million instructions in a second."""

VIRTUAL_DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
VIRTUAL_READER = f"""\
FRIENDLYNAME "Virtual PCD"
DEVICENAME /dev/null:0x{DEFAULT_PORT:04X}
LIBPATH {VIRTUAL_DRIVER}
CHANNELID 0x{DEFAULT_PORT:04X}
"""
WITH_NETWORK = """\
[Service]
RestrictAddressFamilies=AF_UNIX AF_NETLINK AF_INET AF_INET6
IPAddressDeny=
"""
"""The virtual reader is reached by TCP."""

CREDENTIALS = {
    "systemd.extra-unit.line.service": LINE,
    "systemd.extra-unit.journal.service": JOURNAL,
    "systemd.unit-dropin.sysinit.target": "[Unit]\nWants=line.service journal.service\n",
}


class Machine:
    """Switched on from entering to leaving; in between it may be switched off and on again.

    `folder` gets pictures and, numbered by starts, journal and serial output.
    """

    def __init__(
        self,
        disk: Path,
        folder: Path,
        clock: tuple[str, ...] = AS_FAST_AS_IT_CAN,
        *,
        alone: bool = True,
        computer: Computer | None = None,
    ) -> None:
        """`alone`: nobody is in its network, not even this machine."""
        self.folder = folder
        self.card_port = free_port()
        """Where a card is laid on the virtual reader, once that is plugged in."""
        self.course_port = free_port()
        """Where a phone of the same network finds the instructor's page."""
        self.sound = folder / "sound.wav"
        """What came out of the loudspeaker."""
        self._disk = disk
        self._computer = computer or PC()
        self._clock = clock
        self._restrict = "on" if alone else "off"
        screen = DRAWN_BY_THE_PROCESSOR + (PATIENT if clock is AS_FAST_AS_IT_CAN else "")
        self._credentials = {
            **CREDENTIALS,
            "systemd.unit-dropin.kiosk-screen.service": screen,
        }
        self._pictures = itertools.count(1)
        self._starts = 0

    def __enter__(self) -> Self:
        self.switch_on()
        return self

    def switch_on(self) -> None:
        self._starts += 1
        self._sockets = tempfile.TemporaryDirectory()  # a socket's name has to be a short one
        self._process = subprocess.Popen(
            [
                *("setpriv", "--pdeathsig", "KILL"),  # whoever kills the tests kills the device
                *self._computer.switched_on(self._disk, self.folder),
                *(*self._clock, "-smp", "2", "-m", "2048"),
                *("-display", "none", "-no-reboot", "-nodefaults"),
                *("-drive", f"if=virtio,format=qcow2,file={self._disk}"),
                *("-device", f"virtio-gpu-pci,xres={SIZE[0]},yres={SIZE[1]}"),
                *("-device", "qemu-xhci,id=xhci", "-device", "usb-tablet,id=finger"),
                "-nic",
                f"user,model=virtio-net-pci,restrict={self._restrict},"
                f"hostfwd=tcp:127.0.0.1:{self.card_port}-:{DEFAULT_PORT},"
                f"hostfwd=tcp:127.0.0.1:{self.course_port}-:{PORT}",
                *("-device", "virtio-serial-pci", "-device", "virtio-rng-pci"),
                *("-device", "usb-kbd,bus=xhci.0", "-device", "intel-hda"),
                *("-device", "hda-output,audiodev=sound"),
                *("-audiodev", f"wav,id=sound,path={self.sound}"),
                *self._cable("line", f"socket,path={self._sockets.name}/line,server=on,wait=off"),
                *self._cable("journal", f"file,path={self._journal}"),
                *("-serial", f"file:{self._serial}"),
                *("-qmp", f"unix:{self._sockets.name}/qmp,server=on,wait=off"),
                *itertools.chain.from_iterable(
                    self._smbios(name, words) for name, words in self._credentials.items()
                ),
            ],
            stdin=subprocess.DEVNULL,
            stderr=(self.folder / "qemu").open("wb"),
        )
        self._heard = b""
        self._commands = itertools.count(1)
        try:
            self._qmp = self._connect("qmp").makefile("rw")
            json.loads(self._qmp.readline())
            self.qmp("qmp_capabilities")
            self._line = self._connect("line")
        except BaseException:
            self.pull_the_plug()
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.pull_the_plug()

    @staticmethod
    def _cable(name: str, backend: str) -> tuple[str, ...]:
        kind, _, rest = backend.partition(",")
        device = f"virtserialport,chardev={name},name={name}"
        return ("-chardev", f"{kind},id={name},{rest}", "-device", device)

    @staticmethod
    def _smbios(name: str, words: str) -> tuple[str, str]:
        coded = base64.b64encode(words.encode()).decode()
        return ("-smbios", f"type=11,value=io.systemd.credential.binary:{name}={coded}")

    def _connect(self, name: str) -> socket.socket:
        client, path = socket.socket(socket.AF_UNIX), f"{self._sockets.name}/{name}"
        self.until(lambda: client.connect_ex(path) == 0, f"QEMU's {name}")
        return client

    def pull_the_plug(self) -> None:
        """No power from one moment to the next."""
        self._process.kill()
        self._process.wait()
        self._sockets.cleanup()

    def ended(self) -> bool:
        return self._process.poll() is not None

    def qmp(self, command: str, **arguments: Any) -> Any:
        """QEMU's own line. Raises AssertionError where QEMU says no."""
        self._qmp.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self._qmp.flush()
        while True:
            answer = json.loads(self._qmp.readline())
            if "event" not in answer:
                assert "return" in answer, answer
                return answer["return"]

    def until(self, true: Callable[[], bool], what: str) -> None:
        """Wait for something. Raises AssertionError if it never comes, or QEMU ends before."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not true():
            assert not self.ended(), f"ended before {what}: {(self.folder / 'qemu').read_text()}"
            assert time.monotonic() < deadline, f"{what} never came; see {self.folder}"
            time.sleep(0.2)

    def until_ended(self) -> None:
        """Wait until the device has switched itself off or wants to start anew, which ends QEMU."""
        self._process.wait(PATIENCE_SECONDS)
        self.pull_the_plug()

    @property
    def _journal(self) -> Path:
        return self.folder / f"journal-{self._starts}"

    @property
    def _serial(self) -> Path:
        return self.folder / f"serial-{self._starts}"

    def journal(self) -> str:
        """Since it was switched on."""
        return self._journal.read_text(errors="replace") if self._journal.exists() else ""

    def serial(self) -> str:
        """What the kernel complained of since it was switched on."""
        return self._serial.read_text(errors="replace")

    def until_journal(self, words: str, times: int = 1) -> None:
        self.until(lambda: self.journal().count(words) >= times, f"'{words}' in the journal")

    def run(self, command: str) -> str:
        """What a command says that is run on the device, as root. Raises where it fails."""
        mark = f"mark-{next(self._commands)}"
        self._line.sendall(f"{{ {command}\n}} 2>&1 </dev/null; echo {mark}=$?\n".encode())
        self._line.settimeout(PATIENCE_SECONDS)
        while f"{mark}=".encode() not in self._heard or not self._heard.endswith(b"\n"):
            self._heard += self._line.recv(65536)
        said, _, code = self._heard.decode(errors="replace").rpartition(f"{mark}=")
        self._heard = b""
        assert code.strip() == "0", f"{command}: {code.strip()}: {said}"
        return said

    def put(self, path: str, content: bytes) -> None:
        """Lay a file on the device, until its next start."""
        coded = base64.b64encode(content).decode()
        self.run(f"mkdir -p $(dirname {path}) && : >{path}")
        for start in range(0, len(coded), 2000):
            self.run(f"echo {coded[start : start + 2000]} | base64 -d >>{path}")

    def plug_in_virtual_reader(self) -> None:
        """Debian's vsmartcard-vpcd, which the image does not hold."""
        self.put(str(VIRTUAL_DRIVER), VIRTUAL_DRIVER.read_bytes())
        self.put("/etc/reader.conf.d/vpcd", VIRTUAL_READER.encode())
        self.put("/run/systemd/system/pcscd.service.d/90-tcp.conf", WITH_NETWORK.encode())
        self.run(f"nft insert rule inet kiosk input tcp dport {DEFAULT_PORT} accept")
        self.run("systemctl daemon-reload && systemctl restart pcscd.service")
        self.run(f"until grep -q :{DEFAULT_PORT:04X} /proc/net/tcp*; do sleep 0.2; done")

    def look(self, name: str = "") -> Image.Image:
        """The screen; kept as a picture where it has a name."""
        path = self.folder / "look.ppm"
        self.qmp("screendump", filename=str(path))  # packing it would keep the emulation busy
        with Image.open(path) as picture:
            seen = picture.convert("RGB")
        if name:
            seen.save(self.folder / f"{next(self._pictures):02}-{name}.png")
        return seen

    def plug_in_stick(self, folder: Path) -> None:
        """The technician's USB stick, with what is in this folder."""
        how = {"driver": "vvfat", "dir": str(folder), "fat-type": 16, "label": "KIOSK-STICK"}
        self.qmp("blockdev-add", **how, **{"node-name": "stick", "read-only": True})
        self.qmp("device_add", driver="usb-storage", id="plugged", bus="xhci.0", drive="stick")

    def pull_out_stick(self) -> None:
        self.qmp("device_del", id="plugged")
        self.until(self._stick_is_free, "the stick")

    def _stick_is_free(self) -> bool:
        try:
            self.qmp("blockdev-del", **{"node-name": "stick"})
        except AssertionError:
            return False
        return True

    def tap(self, x: float, y: float) -> None:
        """A finger at a place, in pixels from the top left."""
        place = [
            {"type": "abs", "data": {"axis": axis, "value": round(at * 32767 / size)}}
            for axis, at, size in (("x", x, SIZE[0]), ("y", y, SIZE[1]))
        ]
        self.qmp("input-send-event", events=place)
        for down in (True, False):
            press = {"type": "btn", "data": {"down": down, "button": "left"}}
            self.qmp("input-send-event", events=[press])
            time.sleep(0.1)

    def key(self, *names: str) -> None:
        """Keys pressed together, by QEMU's names."""
        self.qmp("send-key", keys=[{"type": "qcode", "data": name} for name in names])


@contextmanager
def machine(disk: Path, folder: Path, **how: Any) -> Iterator[Machine]:
    """A device whose disk is as `disk` is, and whose changes are gone afterwards."""
    copy = folder / "disk.qcow2"
    folder.mkdir(parents=True, exist_ok=True)
    make_disk(disk, copy)
    with Machine(copy, folder, **how) as running:
        yield running
