"""The way out, which only statistics, updates and the time need."""

from __future__ import annotations

import re
from ipaddress import IPv4Address
from pathlib import Path

from kiosk.doctor.machine import Machine
from kiosk.findings import Finding, doubtful, good, unseen
from kiosk.settings import Settings

OWN_ADDRESS = re.compile(r"\|-- ([0-9.]+)\n\s+/32 host LOCAL")
"""In the kernel's tree of routes."""

EVERYWHERE = "00000000"


def network(machine: Machine, settings: Settings) -> Finding:
    cards = [one.parent for one in machine.glob("/sys/class/net/*/device")]
    if not cards:
        return unseen("network", "no network card")
    joined = [one.name for one in cards if machine.read(one / "carrier") == "1"]
    gateway = _gateway(machine)
    if joined and gateway:
        return good(
            "network",
            "{cards}: address {addresses}, way out {gateway}",
            cards=", ".join(joined),
            addresses=", ".join(_addresses(machine)),
            gateway=gateway,
        )
    update = settings.update
    if not (settings.statistics.address or update.address or update.content):
        return good("network", "none, and the settings need none")
    if not joined:
        return doubtful(
            "network",
            "no cable is plugged in and no WLAN is joined: {cards}",
            "check the cable; look at network.wlan in the settings",
            cards=", ".join(_name(machine, one) for one in cards),
        )
    return doubtful(
        "network",
        "{cards} is joined, but nothing leads out",
        "let DHCP give an address, or look at network.address and network.gateway",
        cards=", ".join(joined),
    )


def _name(machine: Machine, card: Path) -> str:
    return f"{card.name} ({machine.read(card / 'operstate')})"


def _gateway(machine: Machine) -> str | None:
    """Of the first route that leads everywhere; the kernel writes addresses backwards."""
    for line in (machine.read("/proc/net/route") or "").splitlines()[1:]:
        _, destination, gateway, *_ = line.split()
        if destination == EVERYWHERE:
            return str(IPv4Address(bytes.fromhex(gateway)[::-1]))
    return None


def _addresses(machine: Machine) -> list[str]:
    told = OWN_ADDRESS.findall(machine.read("/proc/net/fib_trie") or "")
    return sorted({one for one in told if not one.startswith("127.")})
