"""What a device needs of its settings, in the words of systemd, udev, nftables and the WLAN."""

from __future__ import annotations

import pytest

from kiosk.appliance.derived import (
    COURSE,
    HOSTS,
    MATRICES,
    NETWORK,
    NFTABLES,
    SCREEN,
    SENDER,
    TOUCH,
    WLAN_FILE,
    WLAN_RULE,
    at_boot,
    on_line,
)
from kiosk.appliance.filed_secrets import WLAN
from kiosk.course.address import PORT
from kiosk.settings import Network, Profile, Screen, Settings, Statistics, Update, Wlan

RECEIVER = Statistics(address="https://statistik.example/v1")
UPDATES = Update(address="https://192.0.2.7/")


def lines(settings: Settings, path: str, **secrets: str) -> list[str]:
    return (at_boot(settings, secrets)[path].content or "").splitlines()


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_touch_turns_with_the_picture_about_the_middle(rotation: int) -> None:
    """By libinput's matrix: where the middle of the picture's upper edge is on the panel, there
    the finger has to be felt at the middle of the upper edge."""
    (rule,) = lines(Settings(screen=Screen(rotation=rotation)), TOUCH)  # type: ignore[arg-type]
    assert f'ENV{{LIBINPUT_CALIBRATION_MATRIX}}="{MATRICES[rotation]}"' in rule
    a, b, c, d, e, f = (int(number) for number in MATRICES[rotation].split())

    def felt(x: float, y: float) -> tuple[float, float]:
        return a * x + b * y + c, d * x + e * y + f

    upper_edge = {90: (0, 0.5), 180: (0.5, 1), 270: (1, 0.5)}
    assert felt(0.5, 0.5) == (0.5, 0.5)
    assert felt(*upper_edge[rotation]) == (0.5, 0)


def test_a_panel_that_hangs_upright_needs_no_rule() -> None:
    assert at_boot(Settings(), {})[TOUCH].content is None


def test_a_cable_with_a_fixed_address() -> None:
    fixed = Network("mitte", "192.0.2.10/24", "192.0.2.1", ("192.0.2.53",), ("zeit.example",))
    network = lines(Settings(network=fixed), NETWORK)
    assert {"Type=ether", "Address=192.0.2.10/24", "Gateway=192.0.2.1"} < set(network)
    assert {"DNS=192.0.2.53", "NTP=zeit.example"} < set(network)
    assert not [line for line in network if line.startswith("DHCP=")]
    assert lines(Settings(network=fixed), WLAN_RULE) == []


def test_a_cable_at_dhcp_tells_the_name_of_the_device() -> None:
    network = lines(Settings(network=Network("mitte-1")), NETWORK)
    assert {"Type=ether", "DHCP=ipv4", "Hostname=mitte-1"} < set(network)


def test_a_wlan_is_used_in_place_of_the_cable() -> None:
    settings = Settings(network=Network(wlan=Wlan("Amt Süd", country="AT")))
    assert "Type=wlan" in lines(settings, NETWORK)
    assert "kiosk-wlan@$name.service" in lines(settings, WLAN_RULE)[0]
    wlan = lines(settings, WLAN_FILE, **{WLAN: 'a "b" c#'})
    assert "country=AT" in wlan
    assert "    ssid=416d742053c3bc64" in wlan  # in UTF-8
    assert '    psk="a "b" c#"' in wlan
    assert at_boot(settings, {})[WLAN_FILE].mode == 0o600


def test_a_wlan_that_is_open_needs_no_passphrase() -> None:
    wlan = lines(Settings(network=Network(wlan=Wlan("Amt"))), WLAN_FILE)
    assert "    key_mgmt=NONE" in wlan
    assert not [line for line in wlan if "psk" in line]


def test_only_the_hosts_of_the_settings_are_let_out_to() -> None:
    settings = Settings(statistics=RECEIVER, update=UPDATES)
    found = {"statistik.example": ("192.0.2.8", "192.0.2.9"), "192.0.2.7": ("192.0.2.7",)}
    files = on_line(settings, found)
    assert (files[NFTABLES].content or "").splitlines() == [
        "flush set inet kiosk statistics4",
        "add element inet kiosk statistics4 { 192.0.2.8, 192.0.2.9 }",
        "flush set inet kiosk updates4",
        "add element inet kiosk updates4 { 192.0.2.7 }",
    ]
    sender = (files[SENDER].content or "").splitlines()
    assert sender[2:] == ["IPAddressAllow=192.0.2.8", "IPAddressAllow=192.0.2.9"]
    assert "192.0.2.8 statistik.example" in (files[HOSTS].content or "")


def test_hosts_that_were_not_found_are_out_of_reach() -> None:
    files = on_line(Settings(statistics=RECEIVER), {})
    assert "add element" not in (files[NFTABLES].content or "")
    assert "IPAddressAllow" not in (files[SENDER].content or "")


def test_without_hosts_in_the_settings_nothing_is_let_out() -> None:
    files = on_line(Settings(), {})
    assert "add element" not in (files[NFTABLES].content or "")
    assert files[SENDER].content is None


@pytest.mark.parametrize("profile", Profile)
def test_only_in_a_course_is_there_a_way_in(profile: Profile) -> None:
    files = at_boot(Settings(profile=profile), {})
    course = profile is Profile.COURSE
    assert bool(files[COURSE].content) is bool(files[SCREEN].content) is course
    if course:
        assert f"{{ {PORT} }}" in (files[COURSE].content or "")
        assert "RestrictAddressFamilies=AF_INET" in (files[SCREEN].content or "")
