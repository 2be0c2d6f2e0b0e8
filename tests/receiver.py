"""A receiver of OTLP for tests: keeps what it is sent as a real one does, or answers badly."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self, TypeAlias

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
    ExportMetricsServiceResponse,
)

Point: TypeAlias = tuple[str, str, int, int]
"""Name, span, start and end in seconds."""

Answer: TypeAlias = Callable[["Handler"], None]


class Receiver:
    """`answers` are given one after the other, None for a good one; after the last all are good.

    `kept` is what it stored: a point that comes again takes the place of the one before. `tls`
    makes it speak https.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.kept: dict[Point, int] = {}
        self.heads: list[bytes] = []
        self.bodies: list[bytes] = []
        self.answers: list[Answer | None] = []
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self._lock = threading.Lock()
        server = Server(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        server.receiver = self  # type: ignore[attr-defined]
        self.server = server
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        self.address = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}/v1/metrics"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()

    def take(self, body: bytes) -> None:
        request = ExportMetricsServiceRequest.FromString(body)
        with self._lock:
            for resource in request.resource_metrics:
                for scope in resource.scope_metrics:
                    for metric in scope.metrics:
                        for point in metric.sum.data_points:
                            span = point.attributes[0].value.string_value
                            start = point.start_time_unix_nano // 10**9
                            end = point.time_unix_nano // 10**9
                            self.kept[metric.name, span, start, end] = point.as_int

    def next_answer(self) -> Answer | None:
        with self._lock:
            return self.answers.pop(0) if self.answers else None


class Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Senders are killed: nobody wants to read of it."""


class Handler(BaseHTTPRequestHandler):
    timeout = 20

    raw_requestline: bytes

    def do_POST(self) -> None:
        receiver: Receiver = self.server.receiver  # type: ignore[attr-defined]
        self.body = self.rfile.read(int(self.headers["Content-Length"]))
        receiver.heads.append(self.raw_requestline + bytes(self.headers))
        receiver.bodies.append(self.body)
        answer = receiver.next_answer()
        if answer:
            answer(self)
        else:
            self.well()

    def well(self, body: bytes = b"") -> None:
        self.server.receiver.take(self.body)  # type: ignore[attr-defined]
        self.answer(200, body)

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def date_time_string(self, timestamp: float | None = None) -> str:
        receiver: Receiver = self.server.receiver  # type: ignore[attr-defined]
        return format_datetime(receiver.now().astimezone(UTC), usegmt=True)

    def log_message(self, format: str, *args: Any) -> None: ...


def status(number: int, **headers: str) -> Answer:
    return lambda handler: handler.answer(number, b"no", **headers)


def partly_refused(handler: Handler) -> None:
    response = ExportMetricsServiceResponse()
    response.partial_success.rejected_data_points = 3
    handler.answer(200, response.SerializeToString())


def something_else(handler: Handler) -> None:
    handler.answer(200, b"<html>Welcome to the free WLAN</html>", Content_Type="text/html")


def dies_before_answering(handler: Handler) -> None:
    """It has kept the message, and nobody hears of it."""
    handler.server.receiver.take(handler.body)  # type: ignore[attr-defined]
    handler.close_connection = True


def dies_within_its_answer(handler: Handler) -> None:
    handler.server.receiver.take(handler.body)  # type: ignore[attr-defined]
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
    handler.close_connection = True


def never_ends(handler: Handler) -> None:
    """A byte of the head now and then, for longer than anybody waits."""
    stop = threading.Event()
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not stop.wait(0.1):
        try:
            handler.wfile.write(b"x")
            handler.wfile.flush()
        except OSError:
            return
