"""One client of speech-dispatcher, by its Speech Synthesis Interface Protocol.

SSIP is lines of text over a Unix socket, described in the manual of speech-dispatcher
("SSIP documentation"). Debian's module for it, python3-speechd, is not on the Python package
index, and what we need of the protocol is five commands.
"""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

ANSWER_SECONDS = 5.0
"""A daemon that takes longer for one line is as good as dead."""

START_SECONDS = 60.0
"""From an old SD card, while the rest of the device starts, too."""

QUEUED, EVENT = 225, 7
"""A reply that carries the number of a message; the first digit of what was not asked for."""

END, CANCELED = 702, 703


def default_address() -> Path:
    """Where the daemon of this user listens, as its own programs look for it."""
    method, _, path = os.environ.get("SPEECHD_ADDRESS", "").partition(":")
    if method == "unix_socket" and path:
        return Path(path)
    folder = os.environ.get("XDG_RUNTIME_DIR") or Path.home() / ".cache"
    return Path(folder, "speech-dispatcher", "speechd.sock")


class Connection:
    """Every method raises OSError when the daemon is gone or does not answer."""

    def __init__(self, address: Path) -> None:
        """Connect, and start the daemon if nobody listens there."""
        self._received = b""
        self._events: list[int] = []
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(ANSWER_SECONDS)
        try:
            try:
                self._socket.connect(str(address))
            except OSError:
                _spawn(address)
                self._socket.connect(str(address))
            self._command("SET self CLIENT_NAME kiosk:kiosk:main")
            self._command("SET self NOTIFICATION END on")
            self._command("SET self NOTIFICATION CANCEL on")
        except OSError:
            self._socket.close()
            raise

    def fileno(self) -> int:
        return self._socket.fileno()

    def close(self) -> None:
        self._socket.close()

    def speak(self, words: str, language: str, volume: int) -> int:
        """Queue a text; gives the number by which `over` will tell of its end.

        `volume` goes from -100 to 100.
        """
        self._command(f"SET self LANGUAGE {language}")
        self._command(f"SET self VOLUME {volume}")
        self._command("SPEAK")
        line = " ".join(words.split())
        if line.startswith("."):
            line = f".{line}"  # a dot alone ends the text
        (number, _) = self._command(f"{line}\r\n.")
        return int(number)

    def cancel(self) -> None:
        """Be silent, whatever was to be said."""
        self._command("CANCEL self")

    @property
    def has_news(self) -> bool:
        """Whether something came in that `over` has not told yet, beside what the socket holds."""
        return bool(self._events or self._received)

    def over(self) -> list[int]:
        """The messages that have come to their end since the last call. Waits for nothing."""
        self._socket.setblocking(False)
        try:
            self._receive()
        except BlockingIOError:
            pass
        finally:
            self._socket.settimeout(ANSWER_SECONDS)
        while b"\n" in self._received:
            self._block()
        events, self._events = self._events, []
        return events

    def _command(self, line: str) -> list[str]:
        """Send a line; gives what the reply says, line by line."""
        self._socket.sendall(f"{line}\r\n".encode())
        while True:
            code, said = self._block()
            if code // 100 != EVENT:
                if code // 100 != 2:
                    raise ConnectionError(f"speech-dispatcher refused: {code} {said[-1]}")
                return said

    def _block(self) -> tuple[int, list[str]]:
        """A reply or an event: lines "NNN-...", then one "NNN ...". Ends are written down."""
        said = []
        while True:
            line = self._line()
            said.append(line[4:])
            if line[3:4] != "-":
                break
        code = int(line[:3])
        if code in (END, CANCELED):
            self._events.append(int(said[0]))
        return code, said

    def _line(self) -> str:
        while b"\n" not in self._received:
            self._receive()
        line, _, self._received = self._received.partition(b"\n")
        return line.decode("utf-8", "replace").rstrip("\r")

    def _receive(self) -> None:
        some = self._socket.recv(4096)
        if not some:
            raise ConnectionError("speech-dispatcher has ended")
        self._received += some


def _spawn(address: Path) -> None:
    """Start the daemon as its own programs do; it goes on by itself. Raises OSError."""
    try:
        subprocess.run(  # noqa: S603  no word of it comes from outside
            [
                *("speech-dispatcher", "--spawn"),
                *("--communication-method", "unix_socket", "--socket-path", str(address)),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=START_SECONDS,
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise ConnectionError(f"speech-dispatcher does not start: {error}") from None
