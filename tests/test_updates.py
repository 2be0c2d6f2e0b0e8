"""Updates reach a device at night from a server, and from the technician's stick."""

from __future__ import annotations

import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kiosk.appliance.content_update import Shelf
from kiosk.german import german
from kiosk.told import read_told
from tests.certificates import Authority
from tests.city import FIRST, SECOND, SERVICES, City, make_keys

NOT_TAKEN = 11


class Server:
    """Real https. `files` by their paths; `torn` ends each answer after half of it, and without
    `marks` the server has no ETags."""

    def __init__(self, folder: Path) -> None:
        self.authority = Authority(folder, "authority-of-the-server")
        self.files: dict[str, bytes] = {}
        self.torn = False
        self.marks = True
        self.sent: list[int] = []
        """The status of each answer."""
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = served.files.get(self.path)
                mark = f'"{hash(content)}"'
                if content is None:
                    self.answer(404)
                elif served.marks and self.headers["If-None-Match"] == mark:
                    self.answer(304)
                else:
                    self.answer(200, {"Content-Length": str(len(content)), "ETag": mark})
                    self.wfile.write(content[: len(content) // 2] if served.torn else content)

            def answer(self, status: int, heads: dict[str, str] | None = None) -> None:
                served.sent.append(status)
                self.send_response(status)
                for name, value in (heads or {}).items():
                    if served.marks or name != "ETag":
                        self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(self.authority.issue("server"))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.address = f"https://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Server:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class Device:
    """The commands of a device on this machine. `did` is what they asked of the rest of it: RAUC,
    and the restart."""

    def __init__(self, folder: Path, keys: Path) -> None:
        self.folder = folder
        self.keys = keys
        self.stick = folder / "stick"
        self.told = folder / "told.json"
        self.trusts: Path | None = None
        self._did = folder / "did"
        self._programs = folder / "programs"
        for made in (self.stick, self._programs):
            made.mkdir(parents=True)
        self.program("rauc")
        self.program("systemd-run")

    def program(self, name: str, then: str = "true") -> None:
        """Stands for one that only a device has."""
        file = self._programs / name
        file.write_text(f'#!/bin/sh\necho {name} "$@" >>"{self._did}"\n{then}\n')
        file.chmod(0o755)

    @property
    def did(self) -> list[str]:
        return self._did.read_text().splitlines() if self._did.exists() else []

    @property
    def version(self) -> str | None:
        current = self.shelf.current
        return current.version if current else None

    @property
    def shelf(self) -> Shelf:
        return Shelf(self.folder / "content", self.keys / "ca.pem")

    def night(self, **addresses: str) -> subprocess.CompletedProcess[str]:
        """What kiosk-update.service does, with these addresses in the settings."""
        rows = "".join(f"  {name}: {address}\n" for name, address in addresses.items())
        config = self.folder / "kiosk.yaml"
        config.write_text(f"update:\n{rows}" if rows else "")
        return self._kiosk("fetch", "--config", config, "--folder", self.folder / "fetched")

    def from_stick(self) -> list[str]:
        """What kiosk-update-stick.service does; gives what the screen is told of it, in German."""
        done = self._kiosk("stick", self.stick, "--told", self.told)
        assert done.returncode == 0, done.stderr
        told = read_told(self.told)
        assert all(german(one.sentence) != one.sentence for one in told)
        return [german(one.sentence).format(**one.values) for one in told]

    def _kiosk(self, *words: object) -> subprocess.CompletedProcess[str]:
        shelf = ("--into", self.folder / "content", "--keyring", self.keys / "ca.pem")
        return subprocess.run(
            [sys.executable, "-m", "kiosk", "update", *map(str, (*words, *shelf))],
            env={
                "PATH": f"{self._programs}:/usr/bin:/bin",
                "REQUESTS_CA_BUNDLE": str(self.trusts) if self.trusts else "",
            },
            capture_output=True,
            text=True,
            check=False,
        )


RESTART = "systemd-run --quiet --on-active=15s systemctl reboot"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "server").mkdir()
    with Server(tmp_path / "server") as server:
        yield server


@pytest.fixture
def device(tmp_path: Path, keys: Path, server: Server) -> Device:
    device = Device(tmp_path / "device", keys)
    device.trusts = server.authority.file
    return device


# at night


def test_new_content_is_fetched_once_and_the_device_starts_anew(
    city: City, server: Server, device: Device
) -> None:
    server.files["/c"] = city.packs(FIRST).read_bytes()
    address = f"{server.address}/c"
    first = device.night(content=address)
    assert (first.returncode, first.stderr) == (0, "")
    assert (device.version, device.did) == ("202701011200", [RESTART])
    assert device.night(content=address).returncode == 0
    assert (server.sent, device.did) == ([200, 304], [RESTART])
    server.files["/c"] = city.packs(SECOND).read_bytes()
    device.night(content=address)
    assert (device.version, device.did) == ("202702011200", [RESTART, RESTART])
    assert [one.name for one in (device.folder / "fetched").iterdir()] == ["tried.content"]


def test_a_server_that_knows_no_marks_does_not_make_the_device_start_anew_each_night(
    server: Server, device: Device
) -> None:
    server.marks = False
    server.files["/s"] = b"a system"
    device.night(address=f"{server.address}/s")
    device.night(address=f"{server.address}/s")
    assert server.sent == [200, 200]
    assert len(device.did) == 2, "once installed, once started anew"


def test_a_new_system_is_left_to_rauc(server: Server, device: Device) -> None:
    server.files["/s"] = b"a system"
    assert device.night(address=f"{server.address}/s").returncode == 0
    assert device.did == [f"rauc install {device.folder}/fetched/update.raucb", RESTART]
    assert [one.name for one in (device.folder / "fetched").iterdir()] == ["tried.raucb"]


def test_a_system_that_rauc_does_not_take_is_told_and_not_tried_every_night(
    server: Server, device: Device
) -> None:
    device.program("rauc", "echo 'LastError: signature verification failed' >&2; exit 1")
    server.files["/s"] = b"a system of somebody else"
    refused = device.night(address=f"{server.address}/s")
    assert refused.returncode == NOT_TAKEN
    assert "signature verification failed" in refused.stderr
    assert device.night(address=f"{server.address}/s").returncode == 0
    assert len(device.did) == 1


def test_a_download_that_breaks_off_changes_nothing_and_is_tried_the_next_night(
    city: City, server: Server, device: Device
) -> None:
    server.files["/c"] = city.packs(FIRST).read_bytes()
    server.torn = True
    assert device.night(content=f"{server.address}/c").returncode == NOT_TAKEN
    assert (device.version, device.did) == (None, [])
    assert [*(device.folder / "fetched").iterdir()] == []
    server.torn = False
    assert device.night(content=f"{server.address}/c").returncode == 0
    assert device.version == "202701011200"


def test_foreign_content_is_refused_and_a_new_system_comes_all_the_same(
    server: Server, device: Device, tmp_path: Path
) -> None:
    stranger = City(tmp_path / "stranger", make_keys(tmp_path / "foreign"))
    stranger.writes("services.yaml", SERVICES)
    server.files = {"/c": stranger.packs(FIRST).read_bytes(), "/s": b"a system"}
    night = device.night(content=f"{server.address}/c", address=f"{server.address}/s")
    assert night.returncode == NOT_TAKEN
    assert "signed by nobody whom this device trusts" in night.stderr
    assert (device.version, len(device.did)) == (None, 2)


@pytest.mark.parametrize("trouble", ["nobody there", "no such file", "a server nobody vouches for"])
def test_where_nothing_can_be_fetched_nothing_changes_and_the_log_says_why(
    city: City, server: Server, device: Device, trouble: str
) -> None:
    server.files["/c"] = city.packs(FIRST).read_bytes()
    address = f"{server.address}/c"
    if trouble == "nobody there":
        address = "https://127.0.0.1:1/c"
    elif trouble == "no such file":
        address = f"{server.address}/d"
    else:
        device.trusts = None
    night = device.night(content=address)
    assert night.returncode == NOT_TAKEN
    assert address in night.stderr
    assert "Traceback" not in night.stderr
    assert (device.version, device.did) == (None, [])


def test_without_an_address_nobody_is_asked(server: Server, device: Device) -> None:
    assert device.night().returncode == 0
    assert (server.sent, device.did) == ([], [])


# from the stick


def test_the_newest_content_on_the_stick_is_taken_then_the_system_and_the_screen_is_told(
    city: City, device: Device
) -> None:
    for made in (FIRST, SECOND):
        city.packs(made).rename(device.stick / f"kiosk-{made:%Y%m%d%H%M}.content")
    (device.stick / "kiosk-0.2.raucb").write_bytes(b"a system")
    assert device.from_stick() == [
        "Neue Inhalte vom 2027-02-01 12:00 sind eingespielt.",
        "Neues System ist eingespielt: kiosk-0.2.raucb",
        "Das Gerät startet in wenigen Sekunden neu.",
    ]
    assert device.did == [f"rauc install {device.stick}/kiosk-0.2.raucb", RESTART]
    assert device.version == "202702011200"


def too_old(city: City, device: Device) -> str:
    device.shelf.install(city.packs(SECOND))
    city.packs(FIRST).rename(device.stick / "a.content")
    return "nicht neuer"


def torn(city: City, device: Device) -> str:
    (device.stick / "a.content").write_bytes(city.packs(SECOND).read_bytes()[:-9])
    return "a.content geht nicht"


def refused_by_rauc(_: City, device: Device) -> str:
    device.program("rauc", "echo 'LastError: signature verification failed' >&2; exit 1")
    (device.stick / "a.raucb").write_bytes(b"")
    return "RAUC nimmt es nicht an: LastError: signature verification failed"


def nothing(_: City, __: Device) -> str:
    return "kein Update"


@pytest.mark.parametrize("trouble", [too_old, torn, refused_by_rauc, nothing])
def test_what_is_not_taken_is_told_on_the_screen_and_the_device_goes_on(
    city: City, device: Device, trouble: Callable[[City, Device], str]
) -> None:
    why = trouble(city, device)
    before = device.version
    (told,) = device.from_stick()
    assert why in told
    assert RESTART not in device.did
    assert device.version == before
