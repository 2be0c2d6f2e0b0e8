"""The certified AusweisApp at our virtual reader, driven by its WebSocket SDK.

It is `ausweisapp2` in Debian 12 and `ausweisapp` in Debian 13. Messages and commands:
"AusweisApp SDK", chapters "Commands" and "Messages".
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import websocket

from tests.pcscd import wait_until

START_SECONDS = 30.0
ANSWER_SECONDS = 30.0
READER_SECONDS = 5.0
STARTS = 3

ANSWERS = {
    "ENTER_PIN": "SET_PIN",
    "ENTER_NEW_PIN": "SET_NEW_PIN",
    "ENTER_CAN": "SET_CAN",
    "ENTER_PUK": "SET_PUK",
}
"""The command that answers each question."""


@dataclass
class Dialogue:
    """What it asked during one change of the PIN, and how that ended."""

    asked: list[str] = field(default_factory=list)
    tries: list[int | None] = field(default_factory=list)
    """The retry counter it showed with each question."""
    moments: list[float] = field(default_factory=list)
    """When it was begun, when each question came, and when it ended (time.monotonic)."""
    changed: bool = False


class AusweisApp:
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def readers(self) -> list[dict[str, Any]]:
        self._send("GET_READER_LIST")
        return cast("list[dict[str, Any]]", self._wait_for("READER_LIST")["readers"])

    def sees_readers(self) -> bool:
        return bool(self.readers())

    def card(self, wanted: str) -> dict[str, Any] | None:
        """What it shows of the card on the reader whose name holds `wanted`."""
        for reader in self.readers():
            if wanted in reader["name"]:
                return cast("dict[str, Any] | None", reader["card"])
        return None

    def wait_for_card(self, wanted: str) -> None:
        """Return when it says by itself that it has looked at a card there."""
        while True:
            news = self._wait_for("READER")
            if wanted in news["name"] and news["card"]:
                return

    def change_pin(self, **digits: Sequence[str]) -> Dialogue:
        """Run a change, with answers in turn by question, such as ENTER_PIN=["123456"].

        A question without an answer cancels it.
        """
        left = {question: list(answers) for question, answers in digits.items()}
        dialogue = Dialogue(moments=[time.monotonic()])
        self._send("RUN_CHANGE_PIN")
        while True:
            message = self._receive()
            name = message["msg"]
            if name == "CHANGE_PIN" and "success" in message:
                dialogue.moments.append(time.monotonic())
                dialogue.changed = message["success"]
                return dialogue
            if name not in ANSWERS:
                continue
            dialogue.moments.append(time.monotonic())
            dialogue.asked.append(name)
            dialogue.tries.append(message["reader"]["card"]["retryCounter"])
            if left.get(name):
                self._send(ANSWERS[name], value=left[name].pop(0))
            else:
                self._send("CANCEL")

    def _wait_for(self, name: str) -> dict[str, Any]:
        while (message := self._receive())["msg"] != name:
            pass
        return message

    def _receive(self) -> dict[str, Any]:
        return cast("dict[str, Any]", json.loads(self._connection.recv()))

    def _send(self, command: str, **more: str) -> None:
        self._connection.send(json.dumps({"cmd": command, **more}))


@contextmanager
def ausweisapp() -> Iterator[AusweisApp]:
    """Start it without a window. Raises FileNotFoundError, TimeoutError.

    Now and then it comes up and never looks for readers; then it is started once more.
    """
    program = shutil.which("AusweisApp2") or shutil.which("AusweisApp")
    if program is None:
        raise FileNotFoundError("real stack not tried: apt-get install ausweisapp2 (or ausweisapp)")
    for _ in range(STARTS):
        with _running(program) as app:
            try:
                wait_until(app.sees_readers, READER_SECONDS, "readers")
            except TimeoutError:
                continue
            yield app
            return
    raise TimeoutError("the AusweisApp finds no reader")


@contextmanager
def _running(program: str) -> Iterator[AusweisApp]:
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="kiosk-ausweisapp-") as home:
        process = subprocess.Popen(
            [
                *(program, "--ui", "websocket", "--no-logfile"),
                *("--address", "127.0.0.1", "--port", str(port)),
            ],
            env=dict(os.environ, QT_QPA_PLATFORM="offscreen", HOME=home, XDG_RUNTIME_DIR=home),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            connection = _connect(port)
            yield AusweisApp(connection)
            connection.close()
        finally:
            process.terminate()
            process.wait(timeout=START_SECONDS)


def _connect(port: int) -> Any:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            return websocket.create_connection(
                f"ws://127.0.0.1:{port}/eID-Kernel", timeout=ANSWER_SECONDS
            )
        except (ConnectionError, websocket.WebSocketException):
            if time.monotonic() > until:
                raise TimeoutError("the AusweisApp did not start") from None
            time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
