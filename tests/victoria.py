"""The real receiver of statistics, VictoriaMetrics, as ./dev unpacks it."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

import requests

from tests.pcscd import free_port

BUILT = Path(__file__).parents[1] / "build" / "receiver"

PATIENCE_SECONDS = 20.0


class RealReceiverNotTried(Exception):
    """There is none here; the message says why."""


class VictoriaMetrics:
    """Started with what docs/statistics.md says; its data are gone afterwards."""

    def __init__(self) -> None:
        built = BUILT / "usr" / "bin" / "victoria-metrics"
        program = str(built) if built.exists() else shutil.which("victoria-metrics")
        if program is None:
            why = BUILT / "why-not"
            reason = why.read_text() if why.exists() else "./dev test fetches it, pytest does not"
            raise RealReceiverNotTried(f"real receiver not tried: no victoria-metrics: {reason}")
        self.url = f"http://127.0.0.1:{free_port()}"
        self.address = f"{self.url}/opentelemetry/v1/metrics"
        self._folder = TemporaryDirectory()
        self._command = [
            program,
            f"-storageDataPath={self._folder.name}",
            f"-httpListenAddr={self.url.removeprefix('http://')}",
            "-retentionPeriod=3y",
            "-dedup.minScrapeInterval=1ms",
            "-loggerLevel=ERROR",
        ]

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(requests.ConnectionError):
                requests.get(f"{self.url}/health", timeout=5).raise_for_status()
                return self
            time.sleep(0.05)
        raise AssertionError("victoria-metrics did not start")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait()
        self._folder.cleanup()

    def query(self, words: str, at: float) -> list[Any]:
        """What a query gives for that time, when all that was sent can be found."""
        requests.get(f"{self.url}/internal/force_flush", timeout=30)
        answer = requests.get(
            f"{self.url}/api/v1/query", params={"query": words, "time": str(at)}, timeout=60
        )
        answer.raise_for_status()
        result: list[Any] = answer.json()["data"]["result"]
        return result
