"""Run in a network namespace of its own, as one user of the device: what may it send, and to whom?

`python -m tests.behind_the_firewall ROOT` loads the firewall of the device in ROOT, with ALLOWED
as the address that the settings name, and prints what went out, a line for each. Then a neighbour
knocks at a port that is open: a line says whether it came in, before and with the firewall.

`python -m tests.behind_the_firewall ROOT COURSE` does so in a course, whose sets are filled by the
file COURSE: a line says for each neighbour and port whether it was answered.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kiosk.course.address import PORT
from tests.namespaces import ip, wait_for_namespace

SELF, OTHER, ALLOWED = "192.0.2.1", "192.0.2.7", "192.0.2.8"
HTTPS, DNS = 443, 53
AT_HOME, PHONE = "10.9.8.1", "10.9.8.7"
NEIGHBOUR_SECONDS = 3.0

NEIGHBOUR = (
    "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])),"
    f" timeout={NEIGHBOUR_SECONDS}).recv(1) or sys.exit(1)"
)
"""Succeeds where it is answered."""


def main(root: str) -> None:
    with _neighbours() as there:
        _at_the_desk(root, there)


def in_a_course(root: str, course: str) -> None:
    with _neighbours() as there:
        nft = ["chroot", root, "/usr/sbin/nft"]
        subprocess.run([*nft, "--file", "/usr/share/kiosk-appliance/firewall.nft"], check=True)
        for host in (AT_HOME, SELF):
            for port in (PORT, PORT + 1):
                with socket.create_server((host, port)) as server:
                    threading.Thread(target=_accept, args=(server,), daemon=True).start()
                    knock = [*there, sys.executable, "-c", NEIGHBOUR, host, str(port)]
                    before = _works(knock)
                    rules = Path(course).read_text()
                    subprocess.run([*nft, "--file", "-"], input=rules.encode(), check=True)
                    print(host, port - PORT, before, _works(knock))
                    for name in ("course_ports", "near4"):
                        subprocess.run([*nft, f"flush set inet kiosk {name}"], check=True)
        for address in (PHONE, ALLOWED):
            print("out", address, _goes_out(address, HTTPS))


@contextmanager
def _neighbours() -> Iterator[list[str]]:
    """A network with others in it; gives what runs a command at their place."""
    neighbour = subprocess.Popen(["unshare", "--net", "cat"], stdin=subprocess.PIPE)
    there = ["nsenter", f"--net=/proc/{neighbour.pid}/ns/net"]
    wait_for_namespace(neighbour.pid)
    ip("link add out type veth peer name in")
    ip(f"link set in netns {neighbour.pid}")
    for address in (SELF, AT_HOME):
        ip(f"address add {address}/24 dev out")
    for command in ("link set out up", "link set lo up"):
        ip(command)
    for address in (OTHER, ALLOWED, PHONE):
        ip(f"address add {address}/24 dev in", there)
    ip("link set in up", there)
    yield there
    neighbour.communicate()


def _at_the_desk(root: str, there: list[str]) -> None:
    with socket.create_server((SELF, 0)) as server:
        threading.Thread(target=_accept, args=(server,), daemon=True).start()
        knock = [*there, sys.executable, "-c", NEIGHBOUR, SELF, str(server.getsockname()[1])]
        print("in without", _works(knock))
        nft = ["chroot", root, "/usr/sbin/nft"]
        subprocess.run([*nft, "--file", "/usr/share/kiosk-appliance/firewall.nft"], check=True)
        element = f"add element inet kiosk statistics4 {{ {ALLOWED} }}"
        subprocess.run([*nft, element], check=True)
        print("in with", _works(knock))
    for address in (OTHER, ALLOWED):
        for port in (DNS, HTTPS):
            print("out", address, port, _goes_out(address, port))


def _accept(server: socket.socket) -> None:
    with suppress(OSError):
        while True:
            with server.accept()[0] as visitor:
                visitor.send(b"!")


def _works(command: list[str]) -> bool:
    return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0


def _goes_out(address: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        try:
            sender.sendto(b"?", (address, port))
        except PermissionError:
            return False
    return True


if __name__ == "__main__":
    (in_a_course if sys.argv[2:] else main)(*sys.argv[1:])
