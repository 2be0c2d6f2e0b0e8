"""`kiosk services check` as the city runs it, at a server that speaks https."""

from __future__ import annotations

import datetime
import ipaddress
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.pcscd import free_port

NOW = datetime.datetime.now(datetime.UTC)

RECENT = NOW.date() - datetime.timedelta(days=1)


class City(BaseHTTPRequestHandler):
    """Its paths answer as their names say."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        moves = {"/moved": "/fine", "/away": f"https://127.0.0.1:{self.server.server_port}/fine"}  # type: ignore[attr-defined]
        if self.path in moves:
            self.send_response(301)
            self.send_header("Location", moves[self.path])
        elif self.path == "/only-get" and self.command == "HEAD":
            self.send_response(405)
        else:
            self.send_response(200 if self.path in ("/fine", "/only-get") else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@dataclass(frozen=True)
class Server:
    port: int
    authority: Path
    """The certificate to trust."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    authority, key = certificate(tmp_path_factory.mktemp("tls"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority, key)
    http = ThreadingHTTPServer(("127.0.0.1", 0), City)
    http.socket = context.wrap_socket(http.socket, server_side=True)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    yield Server(http.server_port, authority)
    http.shutdown()
    http.server_close()


def certificate(folder: Path) -> tuple[Path, Path]:
    """For localhost and 127.0.0.1, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - datetime.timedelta(days=1))
        .not_valid_after(NOW + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


def row(name: str, address: str, more: str = "", checked_on: datetime.date = RECENT) -> str:
    return (
        f"  - id: {name}\n    category: all\n    title:\n      de: {name}\n    text:\n"
        f"      de: Ein Dienst.\n    address: {address}\n    provider: Stadt\n"
        f"    checked_on: {checked_on}\n    source: Liste\n{more}"
    )


@dataclass(frozen=True)
class Desk:
    """Where somebody edits a catalogue and has it checked."""

    folder: Path

    def check(
        self, rows: str, *words: str, trusts: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        catalogue = self.folder / "services.yaml"
        catalogue.write_text(
            "hosts: [localhost]\ncategories:\n  - id: all\n    title:\n      de: Alle\n"
            f"services:\n{rows}"
        )
        settings = self.folder / "kiosk.yaml"
        settings.write_text(f"services: {catalogue}\n")
        trusted = {"REQUESTS_CA_BUNDLE": str(trusts)} if trusts else {}
        return subprocess.run(
            [sys.executable, "-m", "kiosk", "services", "check", "--config", settings, *words],
            env={**os.environ, "NO_PROXY": "*", **trusted},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_each_service_is_said_to_be_valid_doubtful_or_old(desk: Desk) -> None:
    rows = row("good", "https://localhost/") + row(
        "unsure", "https://localhost/", "    doubtful: true\n"
    )
    done = desk.check(rows)
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split(maxsplit=1) for line in done.stdout.splitlines()] == [
        ["good", "valid"],
        ["unsure", "doubtful, not shown"],
    ]
    old = row("old", "https://localhost/", checked_on=NOW.date() - datetime.timedelta(days=100))
    assert desk.check(old, "--months", "4").returncode == 0
    done = desk.check(old, "--months", "2")
    assert done.returncode == 1
    assert "older than 2 months" in done.stdout


def test_online_each_address_is_asked_and_told_how_it_answers(desk: Desk, server: Server) -> None:
    paths = ("fine", "only-get", "moved", "away", "gone")
    rows = "".join(row(path, f"https://localhost:{server.port}/{path}") for path in paths)
    rows += row("nobody", f"https://localhost:{free_port()}/")
    done = desk.check(rows, "--online", trusts=server.authority)
    said = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    assert {path: said[path] for path in ("fine", "only-get", "moved")} == {
        "fine": "valid",
        "only-get": "valid",
        "moved": "valid",
    }
    assert said["away"].startswith(f"leads on to https://127.0.0.1:{server.port}/fine: ")
    assert said["gone"] == "no answer: HTTP 404"
    assert said["nobody"] == "no answer: ConnectionError"
    assert done.returncode == 1


def test_a_certificate_that_nobody_vouches_for_is_no_answer(desk: Desk, server: Server) -> None:
    done = desk.check(row("fine", f"https://localhost:{server.port}/fine"), "--online")
    assert "no answer: SSLError" in done.stdout


def test_a_broken_catalogue_is_one_clear_line_and_exit_7(desk: Desk) -> None:
    done = desk.check(row("plain", "http://localhost/"))
    assert (done.returncode, done.stdout) == (7, "")
    (line,) = done.stderr.splitlines()
    assert line.endswith("services.yaml:13: services.0.address: an address begins with https://")


def test_the_catalogue_that_comes_with_the_kiosk_can_be_read() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "services", "check", "--months", "1200"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) > 30
