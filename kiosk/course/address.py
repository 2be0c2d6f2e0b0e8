"""Where a phone of the same network finds this machine."""

from __future__ import annotations

import socket
import struct
from contextlib import suppress
from fcntl import ioctl

PORT = 8118
"""What the firewall of a device opens in a course. Where it is taken, any other one will do."""

SIOCGIFADDR = 0x8915
"""Linux: the IPv4 address of an interface (netdevice(7))."""

ELSEWHERE = ("192.0.2.1", 9)
"""An address that nobody has (RFC 5737). Nothing is sent to it."""

LOOPBACK = "127.0.0.1"


def address_here() -> str:
    """The address on the way out; without such a way, that of the first network; else the one for
    programs of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        with suppress(OSError):
            asking.connect(ELSEWHERE)
            return str(asking.getsockname()[0])
        for _, name in socket.if_nameindex():
            with suppress(OSError):
                told = ioctl(asking.fileno(), SIOCGIFADDR, struct.pack("256s", name.encode()))
                address = socket.inet_ntoa(told[20:24])
                if address != LOOPBACK:
                    return address
    return LOOPBACK
