"""A pcscd of our own with a virtual reader, beside any pcscd of the machine.

It runs in a mount namespace with a /run of its own, so root can start it next to the
system's daemon and an ordinary user where user namespaces are allowed. PC/SC programs find it
by the environment variable PCSCLITE_CSOCK_NAME, which names a link that survives restarts: the
PC/SC library reads the variable once in the life of a process.
"""

from __future__ import annotations

import os
import random
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from kiosk.eid.pcsc import PcscReader

DRIVER = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"
HOW_TO_TRY = "run as root: ./dev test"

START_SECONDS = 10.0

FOLDER = tempfile.TemporaryDirectory(prefix="kiosk-pcscd-")
SOCKET = Path(FOLDER.name, "pcscd.comm")
"""One link for all that run in this process, one after the other."""

IN_OWN_NAMESPACE = "mount -t tmpfs tmpfs /run && "

START = """mkdir -p /run/pcscd
PATH=$PATH:/usr/sbin  # where an ordinary user does not look
# from 2.0 on pcscd asks polkit who may use it, which nobody runs in a bare root file system
polkit=$(pcscd --help 2>&1 | grep -o -- --disable-polkit)
exec pcscd --foreground $polkit --config "$0"
"""

READER = """\
FRIENDLYNAME "Virtual PCD {port}"
DEVICENAME /dev/null:0x{port:04X}
LIBPATH {driver}
CHANNELID 0x{port:04X}
"""


class RealStackNotTried(Exception):
    """pcscd cannot run here; the message holds the line to run."""


def wait_until(true: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.01)


def free_port() -> int:
    """A free port before another free one, below those that the system gives away."""
    for port in random.sample(range(20000, 32000, 2), 1000):
        with socket.socket() as one, socket.socket() as next_one:
            try:
                one.bind(("", port))
                next_one.bind(("", port + 1))
            except OSError:
                continue
            return port
    raise OSError("no free port for a virtual reader")


def _own_namespace() -> list[str]:
    """How to start pcscd where no other is in its way; the configuration is yet to follow."""
    owner = [] if os.getuid() == 0 else ["--user", "--map-root-user"]
    unshare = ["unshare", *owner, "--mount"]
    if subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode == 0:
        return [*unshare, "sh", "-c", IN_OWN_NAMESPACE + START]
    if owner or Path("/run/pcscd/pcscd.comm").exists():
        raise RealStackNotTried(f"real stack not tried: no namespace of its own; {HOW_TO_TRY}")
    return ["sh", "-c", START]  # in a plain chroot, where no other pcscd runs


class Pcscd:
    """It has one virtual reader with two slots, which PC/SC programs take for two readers.

    Cards are laid on the first one at `port` and on the second one at the port after it.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self._config = Path(FOLDER.name, "readers")
        self._log = Path(FOLDER.name, "log")
        self._process: subprocess.Popen[bytes] | None = None
        self._plugged = False

    def __enter__(self) -> Self:
        os.environ["PCSCLITE_CSOCK_NAME"] = str(SOCKET)
        self._configure(plugged=True)
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        with self._log.open("ab") as log:
            try:
                self._process = subprocess.Popen(
                    [*_own_namespace(), str(self._config)],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
            except FileNotFoundError as error:
                raise RealStackNotTried(f"real stack not tried: {error}; {HOW_TO_TRY}") from error
        inside = Path(f"/proc/{self._process.pid}/root/run/pcscd/pcscd.comm")
        SOCKET.unlink(missing_ok=True)
        SOCKET.symlink_to(inside)
        try:
            wait_until(inside.exists, START_SECONDS, "pcscd")
            reader = PcscReader()
            wait_until(lambda: bool(reader.readers()) is self._plugged, START_SECONDS, "its reader")
        except (TimeoutError, PermissionError):
            raise RealStackNotTried(
                f"real stack not tried: {self._log.read_text()[-300:]}; {HOW_TO_TRY}"
            ) from None

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(timeout=START_SECONDS)
            self._process = None

    def restart(self, *, plugged: bool = True) -> None:
        """Start again, with the reader or without it.

        The virtual driver cannot come and go under a running pcscd, so this is also how a
        reader is plugged and unplugged.
        """
        self.stop()
        self._configure(plugged)
        self.start()

    def _configure(self, plugged: bool) -> None:
        self._plugged = plugged
        self._config.write_text(READER.format(port=self.port, driver=DRIVER) if plugged else "")

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid
