"""A server of updates, as a city may run one: https, and a mark (ETag) by which a file is known."""

from __future__ import annotations

import shutil
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.certificates import Authority

MARK = '"an update"'


@contextmanager
def updates_at(
    port: int, address: str, update: Path, folder: Path
) -> Iterator[tuple[str, list[int]]]:
    """Serves this update, whatever is asked for; `address` stands in its certificate.

    Gives the certificate of its authority as PEM, and the list of its answers so far.
    """
    answers: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.headers.get("If-None-Match") == MARK
            status = HTTPStatus.NOT_MODIFIED if known else HTTPStatus.OK
            answers.append(status)
            self.send_response(status)
            self.send_header("ETag", MARK)
            self.send_header("Content-Length", str(0 if known else update.stat().st_size))
            self.end_headers()
            if not known:
                with update.open("rb") as file:
                    shutil.copyfileobj(file, self.wfile)

    authority = Authority(folder, "updates")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(authority.issue("server", address))
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield authority.file.read_text(), answers
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
