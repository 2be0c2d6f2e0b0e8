"""A phone's browser: headless Chromium in the size of a phone, driven by its DevTools protocol."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import websocket
from PIL import Image

from tests.chromium import QUIET

PHONE = (360, 740)
"""Width and height in CSS pixels: a small phone of today."""

PATIENCE_SECONDS = 20.0

READ = "(document.body ? document.body.innerText : '')"


class Page:
    """What one tab shows. `press` and `type` find things by the words that people read."""

    def __init__(self, address: str) -> None:
        self._socket = websocket.create_connection(address, suppress_origin=True, timeout=30)
        self._number = 0
        self._do("Page.enable")
        width, height = PHONE
        self._do(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=2,
            mobile=True,
        )

    def goes_to(self, address: str) -> None:
        self._do("Page.navigate", url=address)
        self.sees_what("document.readyState === 'complete' && location.href.length > 11")

    def value(self, script: str) -> Any:
        """Of an expression in the page."""
        told = self._do("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def sees_what(self, script: str) -> None:
        """Wait until an expression is true."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not self.value(script):
            assert time.monotonic() < until, f"never {script} in: {self.text[:400]}"
            time.sleep(0.05)

    def sees(self, words: str) -> None:
        self.sees_what(f"{READ}.includes({json.dumps(words)})")

    @property
    def text(self) -> str:
        """All that is read, what is folded up excepted."""
        return str(self.value(READ))

    def unfolds(self, words: str) -> None:
        self._click("summary", words)

    def presses(self, words: str) -> None:
        self._click("button", words)

    def does(self, command: str) -> None:
        """Presses the key that asks for this, folded up or not."""
        there = f"document.querySelector('button[value={json.dumps(command)}]')"
        self.sees_what(f"!!{there}")
        self.value(f"{there}.click()")

    def picture(self) -> Image.Image:
        shot = self._do("Page.captureScreenshot", format="png")
        return Image.open(BytesIO(base64.b64decode(shot["data"]))).convert("RGB")

    def _click(self, kind: str, words: str) -> None:
        """Where a finger would: in the middle of what says these words."""
        find = (
            f"[...document.querySelectorAll('{kind}')]"
            f".find((one) => one.innerText.trim() === {json.dumps(words)} && one.offsetParent)"
        )
        self.sees_what(f"!!{find}")
        self.value(f"{find}.scrollIntoView({{block: 'center'}})")
        box = self.value(
            f"(() => {{ const box = {find}.getBoundingClientRect();"
            " return [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )
        for kind_of_event in ("mousePressed", "mouseReleased"):
            self._do(
                "Input.dispatchMouseEvent",
                type=kind_of_event,
                x=box[0],
                y=box[1],
                button="left",
                clickCount=1,
            )

    def _do(self, method: str, **parameters: object) -> Any:
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            told = json.loads(self._socket.recv())
            if told.get("id") == self._number:
                assert "error" not in told, told
                return told["result"]


@contextmanager
def phone_browser() -> Iterator[Page]:
    """Without Chromium nothing is skipped: the test fails."""
    program = shutil.which("chromium")
    assert program, "not tried: apt-get install chromium"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = subprocess.Popen(
            [
                *(program, "--headless=new", *QUIET, "--remote-debugging-port=0"),
                *("--remote-allow-origins=*", f"--user-data-dir={profile}", "about:blank"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield Page(_tab(_port(Path(profile))))
        finally:
            browser.terminate()
            browser.wait(timeout=20)


def _port(profile: Path) -> str:
    told = profile / "DevToolsActivePort"
    until = time.monotonic() + PATIENCE_SECONDS
    while not told.exists() or "\n" not in told.read_text():
        assert time.monotonic() < until, "Chromium does not listen"
        time.sleep(0.05)
    return told.read_text().splitlines()[0]


def _tab(port: str) -> str:
    with urlopen(f"http://127.0.0.1:{port}/json/list") as answer:
        tabs = json.load(answer)
    return str(next(tab for tab in tabs if tab["type"] == "page")["webSocketDebuggerUrl"])
