"""What a device needs of its settings in the words of others: systemd, udev, nftables, WLAN.

All of it lies below /run, so nothing of it outlives the next start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from kiosk import credentials
from kiosk.appliance.filed_secrets import STATISTICS, TECHNICIAN, WLAN
from kiosk.course.address import PORT
from kiosk.settings import Network, Profile, Settings, Wlan

TOKEN = f"run/credstore/{credentials.TOKEN}"
CODE = f"run/credstore/{credentials.CODE}"
"""What units import (ImportCredential=): systemd hands it to nobody else."""

TOUCH = "run/udev/rules.d/98-kiosk-touch.rules"
WLAN_RULE = "run/udev/rules.d/98-kiosk-wlan.rules"
WLAN_FILE = "run/kiosk/wlan.conf"
NETWORK = "run/systemd/network/20-kiosk.network"
NFTABLES = "run/kiosk/allowed.nft"
HOSTS = "run/kiosk/hosts"
COURSE = "run/kiosk/course.nft"
SCREEN = "run/systemd/system/kiosk-screen.service.d/50-course.conf"
SENDER = "run/systemd/system/kiosk-statistics.service.d/50-addresses.conf"

MATRICES = {90: "0 -1 1 1 0 0", 180: "-1 0 1 0 -1 1", 270: "0 1 0 -1 0 1"}
"""libinput's calibration of touch for a panel that is turned clockwise by so many degrees."""

NEAR = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
"""Networks of houses (RFC 1918): from there an instructor's phone is let in."""

Addresses = Mapping[str, tuple[str, ...]]
"""What the hosts of the settings are called in the internet protocol, version 4."""


@dataclass(frozen=True, slots=True)
class File:
    """`content` None: there is to be no such file."""

    content: str | None
    mode: int = 0o644


def at_boot(settings: Settings, secrets: Mapping[str, str]) -> dict[str, File]:
    """The files by their paths below the root; `secrets` as they are kept."""
    wlan = settings.network.wlan
    return {
        TOUCH: File(_touch(settings.screen.rotation)),
        NETWORK: File(_network(settings.network)),
        WLAN_RULE: File(_WLAN_RULE if wlan else None),
        WLAN_FILE: File(_wlan(wlan, secrets.get(WLAN)) if wlan else None, 0o600),
        TOKEN: File(secrets.get(STATISTICS), 0o600),
        CODE: File(secrets.get(TECHNICIAN), 0o600),
        COURSE: File(_COURSE if settings.profile is Profile.COURSE else None),
        SCREEN: File(_SCREEN if settings.profile is Profile.COURSE else None),
    }


def on_line(settings: Settings, addresses: Addresses) -> dict[str, File]:
    """What may be spoken to, as soon as the addresses of the hosts are known."""
    return {
        NFTABLES: File(_nftables(settings, addresses)),
        HOSTS: File(_hosts(addresses)),
        SENDER: File(_sender(settings, addresses)),
    }


def _touch(rotation: int) -> str | None:
    matrix = MATRICES.get(rotation)
    if matrix is None:
        return None
    return (
        'ACTION!="remove", SUBSYSTEM=="input", KERNEL=="event*", ENV{ID_INPUT_TOUCHSCREEN}=="1", '
        f'ENV{{LIBINPUT_CALIBRATION_MATRIX}}="{matrix}"\n'
    )


def _network(network: Network) -> str:
    """For systemd-networkd. Only one way leads out: the WLAN if there is one, else the cable."""
    lines = ["[Match]", f"Type={'wlan' if network.wlan else 'ether'}"]
    lines += ["Kind=!*", "", "[Network]", "LinkLocalAddressing=no", "IPv6AcceptRA=no"]
    if network.address:
        lines.append(f"Address={network.address}")
        lines += [f"Gateway={network.gateway}"] if network.gateway else []
        lines += [f"DNS={server}" for server in network.dns]
    else:
        lines.append("DHCP=ipv4")
    lines += [f"NTP={server}" for server in network.time]
    lines += ["", "[DHCPv4]", f"Hostname={network.hostname}", "UseDomains=no"]
    lines += ["UseNTP=no"] if network.time else []
    return "\n".join([*lines, ""])


_WLAN_RULE = (
    'ACTION=="add", SUBSYSTEM=="net", ENV{DEVTYPE}=="wlan", TAG+="systemd", '
    'ENV{SYSTEMD_WANTS}+="kiosk-wlan@$name.service"\n'
)


def _wlan(wlan: Wlan, passphrase: str | None) -> str:
    """For wpa_supplicant, which takes everything up to the last quotation mark of a line."""
    if passphrase is None:
        key = ["key_mgmt=NONE"]
    else:
        key = ["key_mgmt=WPA-PSK WPA-PSK-SHA256 SAE", "ieee80211w=1", f'psk="{passphrase}"']
    lines = [f"ssid={wlan.name.encode().hex()}", "scan_ssid=1", *key]
    inner = "".join(f"    {line}\n" for line in lines)
    return f"country={wlan.country}\nupdate_config=0\nnetwork={{\n{inner}}}\n"


def _nftables(settings: Settings, addresses: Addresses) -> str:
    """Fills the sets of the firewall, which lets users of ours out to these alone."""
    lines = []
    for name, told in (
        ("statistics4", [settings.statistics.address]),
        ("updates4", [settings.update.address, settings.update.content]),
    ):
        lines.append(f"flush set inet kiosk {name}")
        known = [one for address in told if address for one in addresses.get(_host(address), ())]
        if known:
            lines.append(f"add element inet kiosk {name} {{ {', '.join(dict.fromkeys(known))} }}")
    return "\n".join([*lines, ""])


_COURSE = f"""\
add element inet kiosk course_ports {{ {PORT} }}
add element inet kiosk near4 {{ {", ".join(NEAR)} }}
"""
"""Fills the sets of the firewall, which lets an instructor's phone in by these alone."""

_SCREEN = f"""\
[Service]
RestrictAddressFamilies=AF_INET
IPAddressAllow={" ".join(NEAR)}
"""
"""The screen may serve the instructor's page."""


def _hosts(addresses: Addresses) -> str:
    """In place of /etc/hosts, for those who may ask nobody for a name."""
    lines = ["127.0.0.1 localhost"]
    lines += [f"{one} {host}" for host, known in addresses.items() for one in known if one != host]
    return "\n".join([*lines, ""])


def _sender(settings: Settings, addresses: Addresses) -> str | None:
    """The sender of statistics reaches its receiver, and knows it without asking for its name."""
    if settings.statistics.address is None:
        return None
    known = addresses.get(_host(settings.statistics.address), ())
    allowed = [f"IPAddressAllow={address}" for address in known]
    return "\n".join(["[Service]", f"BindReadOnlyPaths=/{HOSTS}:/etc/hosts", *allowed, ""])


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""
