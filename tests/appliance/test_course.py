"""The profile `course` on a device: a phone of the same network comes in, and nothing else does."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from kiosk.course.address import PORT
from kiosk.journeys.steps import Choose
from kiosk.journeys.visit import HomeChoice
from tests.appliance.conftest import emptied
from tests.appliance.disk import copy_image, write_file
from tests.appliance.machine import HERE, Machine, machine
from tests.appliance.window import DeviceWindow
from tests.course import expected, press_in_menu, scan


@pytest.fixture(scope="module")
def device(image: Path, request: pytest.FixtureRequest) -> Iterator[Machine]:
    folder = emptied(Path(request.node.name).stem)
    disk = folder / "course.img"
    copy_image(image, disk)
    write_file(disk, "KIOSK", "kiosk.yaml", b"profile: course\r\n")
    with machine(disk, folder, alone=False) as running:
        yield running


class Phone:
    """Asks the device through the emulated network, under the name that its code has told."""

    def __init__(self, device: Machine, address: str) -> None:
        self._device = device
        self._host = urlsplit(address).netloc
        self._cookie = ""

    def asks(self, path: str, **form: str) -> tuple[int, str]:
        """With a form, sends it; gives status and page."""
        line = http.client.HTTPConnection("127.0.0.1", self._device.course_port, timeout=60)
        kind = "application/x-www-form-urlencoded"
        headers = {"Host": self._host, "Cookie": self._cookie, "Content-Type": kind}
        line.request("POST" if form else "GET", path, urlencode(form), headers)
        answer = line.getresponse()
        self._cookie = (answer.getheader("Set-Cookie") or self._cookie).partition(";")[0]
        return answer.status, answer.read().decode()


def test_before_an_instructor_asks_for_it_nothing_listens(device: Machine) -> None:
    window = DeviceWindow(device)
    window.sees(expected(None, bar=True))
    device.look("course")
    assert f":{PORT:04X} " not in device.run("cat /proc/net/tcp /proc/net/tcp6")


def test_a_phone_holds_the_reins(device: Machine) -> None:
    window = DeviceWindow(device)
    device.key("ctrl", "h")
    press_in_menu(window)
    address = scan(window, device.folder)
    device.look("code")
    phone = Phone(device, address)
    code = parse_qs(urlsplit(address).query)["code"][0]
    assert phone.asks(f"/?code={code}")[0] == http.HTTPStatus.OK
    assert phone.asks("/code", code=code)[0] == http.HTTPStatus.SEE_OTHER
    device.until(lambda: "Stunde wechseln" in phone.asks("/")[1], "the page with the reins")
    assert phone.asks("/do", do="go home")[0] == http.HTTPStatus.SEE_OTHER
    window.sees(expected(Choose("home", HomeChoice)))
    device.look("led")


def test_the_screen_reaches_nobody_by_itself(device: Machine) -> None:
    """The firewall keeps it in: without it, which ends this device, the same way is open."""
    reach = f"timeout 20 bash -c 'exec 3<>/dev/tcp/{HERE}/{device.course_port}'"
    asked = f"systemd-run --quiet --wait --property=User=kiosk {reach} && echo open || echo shut"
    assert device.run(asked) == "shut\n"
    device.run("nft flush ruleset")
    assert device.run(asked) == "open\n"
