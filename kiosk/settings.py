"""The technician's one file, `kiosk.yaml`, read strictly."""

from __future__ import annotations

import logging
import os
import re
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Address, IPv4Interface, ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec

from kiosk import comfort, content, films, passcode, texts
from kiosk.opening import OpeningHours
from kiosk.strict_yaml import BadFile, Document, parse, read
from kiosk.whole_file import write_whole

log = logging.getLogger(__name__)

EXAMPLE = Path(__file__).parents[1] / "assets" / "kiosk.yaml"
"""Every setting with its default, explained in German."""

APPLIED_FILE = Path("/run/kiosk/kiosk.yaml")
"""What `kiosk settings apply` made at boot of the file on the FAT partition, without secrets."""

PROBLEM_FILE = "problem.json"
"""Beside the applied file: why it is not the one of the FAT partition, but the last good one."""

DEFAULT_FILES = (APPLIED_FILE, Path("/etc/kiosk/kiosk.yaml"))
"""The first one that exists holds."""

STORED = "(gespeichert)"
"""Stands in the file in place of a secret that the device has taken over."""

Line = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=r"^[^\n\r]*\Z")]

ContactLine = Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=r"^[^\n\r]*\Z")]
FilePath = Annotated[str, msgspec.Meta(min_length=1, max_length=250, pattern=r"^[^\n\r]*\Z")]
"""One that does not begin with "/" counts from the folder of the settings."""

_BYTE = r"(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = rf"{_BYTE}(\.{_BYTE}){{3}}"
Address = Annotated[
    str, msgspec.Meta(pattern=rf"^{_IPV4}\Z", description="an address such as 192.0.2.10")
]
AddressInNetwork = Annotated[
    str,
    msgspec.Meta(
        pattern=rf"^{_IPV4}/([1-9]|[12][0-9]|30)\Z",
        description="an address with its network such as 192.0.2.10/24",
    ),
]
_NAME = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
HostName = Annotated[
    str,
    msgspec.Meta(pattern=rf"^{_NAME}\Z", description="a name of the letters a-z, digits and -"),
]
Host = Annotated[
    str,
    msgspec.Meta(
        max_length=253,
        pattern=rf"^{_NAME}(\.{_NAME})*\Z",
        description="a name such as time.city.example, or an address such as 192.0.2.10",
    ),
]

WebAddress = Annotated[
    str,
    msgspec.Meta(
        pattern=rf"^(https://{_NAME}(\.{_NAME})*|http://(127\.0\.0\.1|localhost))(:[0-9]+)?(/\S*)?\Z",
        description="an address that begins with https://",
    ),
]
"""Without encryption only within one machine."""

Token = Annotated[
    str,
    msgspec.Meta(
        max_length=1000, pattern=r"^[!-~]+\Z", description="letters and digits without spaces"
    ),
]
Passphrase = Annotated[
    str, msgspec.Meta(pattern=r"^[ -~]{8,63}\Z", description="8 to 63 letters, digits and signs")
]


Code = Annotated[
    str,
    msgspec.Meta(
        pattern=rf"^([0-9]{{8,12}}|{re.escape(STORED)})\Z",
        description="8 to 12 digits, in the file in quotes",
    ),
]


class Profile(Enum):
    """What the device is there for."""

    DESK = "desk"
    """A terminal for everybody, at a reader."""
    COURSE = "course"
    """Practice cards only, and the instructor's strip: for a projector."""
    KOFFER = "koffer"
    """A laptop that is carried along: as the desk, but Escape ends it."""


def _state_folder() -> Path:
    """What systemd gives to a service, else the user's own place by XDG."""
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(os.environ.get("STATE_DIRECTORY") or Path(home) / "kiosk")


class Screen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The panel. Its diagonal in inches gives the true size of keys and letters."""

    diagonal: Annotated[float, msgspec.Meta(ge=5, le=100)] = 10.1

    rotation: Literal[0, 90, 180, 270] = 0
    """Degrees by which the panel, as it hangs, is turned clockwise."""


class Contact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom people can ask, as the kiosk shows it: a name, an address, a phone number."""

    data_protection: ContactLine | None = None
    accessibility: ContactLine | None = None


class Statistics(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is counted, and where it is sent; see docs/statistics.md."""

    enabled: bool = True
    """False: nothing is counted, written or sent at all."""

    file: FilePath = msgspec.field(
        default_factory=lambda: str(_state_folder() / "statistics" / "spool.sqlite")
    )

    address: WebAddress | None = None
    """Where an OTLP receiver takes metrics; None sends nothing."""

    token: Token | None = None
    """Shown to the receiver as a bearer token. A secret."""

    ca: FilePath | None = None
    """PEM file of the only authority that is trusted; None trusts those of the system."""

    client_certificate: FilePath | None = None
    """PEM file with the certificate and the key that the kiosk shows."""

    noise: Annotated[float, msgspec.Meta(ge=0.01, le=10)] | None = None
    """Privacy loss (epsilon) for each counter and day; None adds no noise."""


class Wlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Used in place of the cable."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=32, pattern=r"^[^\n\r]*\Z")]
    passphrase: Passphrase | None = None
    """A secret. None: a network that is open to all."""
    country: Annotated[
        str, msgspec.Meta(pattern=r"^[A-Z]{2}\Z", description="two letters such as DE")
    ] = "DE"
    """Whose rules for radio hold."""


class Network(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Without an address, DHCP gives one."""

    hostname: HostName = "kiosk"
    address: AddressInNetwork | None = None
    gateway: Address | None = None
    dns: tuple[Address, ...] = ()
    time: tuple[Host, ...] = ()
    """Servers that know the time; without one, those that DHCP names."""
    wlan: Wlan | None = None


class Technician(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: Code | None = None
    """Opens the technician's page. A secret."""
    stick: (
        Annotated[
            str,
            msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z", description="64 digits, from `kiosk stick`"),
        ]
        | None
    ) = None
    """Fingerprint of the key on the stick that belongs to the code. No secret."""


class Update(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    address: WebAddress | None = None
    """Where signed updates of the system are fetched at night; None fetches none."""
    content: WebAddress | None = None
    """The same for content alone: services, texts, facts, films."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    site: Line = "Bürgerservice Leipzig · Otto-Schill-Straße"
    """Where the kiosk stands, as the header shows it."""

    reader: Line | None = None
    """A part of the card reader's name; None takes the first reader with a card on it."""

    screen: Screen = Screen()
    contact: Contact = Contact()
    statistics: Statistics = Statistics()

    services: FilePath = str(Path(__file__).parents[1] / "assets" / "services.yaml")
    """The catalogue of services, which the city edits."""

    sign_language: FilePath = str(films.SHIPPED)
    """The folder with the city's films in sign language."""

    lessons: FilePath = str(content.ASSETS / "lessons")
    """The folder with the city's own lessons for a course."""

    content: FilePath = str(content.INSTALLED)
    """The folder with content that is newer than the kiosk."""

    state: FilePath = msgspec.field(default_factory=lambda: str(_state_folder()))
    """A folder for what the kiosk keeps: the last good catalogue and the last good settings."""

    profile: Profile = Profile.DESK

    language: str = texts.AT_REST
    """At rest: what the greeting speaks."""

    volume: Annotated[int, msgspec.Meta(ge=0, le=comfort.LOUDEST)] = comfort.AT_REST.volume
    """At rest, of the loudspeaker."""

    opening_hours: OpeningHours | None = None
    """Outside of them the screen is dark; None: it never is."""

    network: Network = Network()
    technician: Technician = Technician()
    update: Update = Update()


@dataclass(frozen=True)
class Loaded:
    settings: Settings
    problem: BadFile | None
    """Why they are not those of the file."""


def _default_file() -> Path | None:
    return next((file for file in DEFAULT_FILES if file.exists()), None)


def load(path: Path | None) -> Settings:
    """Read `path`; without one, the first default file that exists, else the defaults.

    Raises strict_yaml.BadFile.
    """
    path = path or _default_file()
    return _from(path.parent, read_settings(path).content) if path else Settings()


def _from(folder: Path, values: Settings) -> Settings:
    """With all paths whole, and leading to newer content where there is some."""

    def whole(path: str) -> str:
        return str(folder / path)

    def newest(path: str) -> str:
        return str(content.newer(folder / path, folder / values.content))

    counts = values.statistics
    return msgspec.structs.replace(
        values,
        services=newest(values.services),
        sign_language=newest(values.sign_language),
        lessons=newest(values.lessons),
        content=whole(values.content),
        state=whole(values.state),
        statistics=msgspec.structs.replace(
            counts,
            file=whole(counts.file),
            ca=counts.ca and whole(counts.ca),
            client_certificate=counts.client_certificate and whole(counts.client_certificate),
        ),
    )


def read_settings(path: Path) -> Document[Settings]:
    """As they are written. Raises strict_yaml.BadFile."""
    return _checked(read(path, Settings))


def parse_settings(path: Path, text: str) -> Document[Settings]:
    """The same for a text that is not in its file yet."""
    return _checked(parse(path, text, Settings))


def load_or_last_good(path: Path | None, state: Path | None = None) -> Loaded:
    """The same, but it never fails: of each good file a copy is kept in the folder `state`, and
    where a file is bad that copy holds; without one, the defaults."""
    path = path or _default_file()
    copy = (state or _state_folder()) / "kiosk.yaml"
    try:
        settings = load(path)
    except BadFile as bad:
        try:
            return Loaded(_from(bad.path.parent, read_settings(copy).content), bad)
        except BadFile:
            return Loaded(Settings(), bad)
    if path:
        try:
            write_whole(copy, path.read_bytes(), 0o600)
        except OSError as error:
            log.warning("no copy of %s is kept: %s", path, error)
    return Loaded(settings, problem_at_boot(path))


def problem_at_boot(path: Path | None) -> BadFile | None:
    """Why the technician's file was not taken over, if what is read is what was applied."""
    path = path or _default_file()
    try:
        return BadFile.from_json(path.with_name(PROBLEM_FILE).read_bytes()) if path else None
    except (OSError, ValueError):
        return None


def _checked(document: Document[Settings]) -> Document[Settings]:
    """By the rules that no type tells. Raises BadFile, and never repeats a secret in it."""
    values, network = document.content, document.content.network
    if values.language not in texts.ORDER:
        known = ", ".join(texts.ORDER)
        raise document.refuse("known are: {known}", "language", known=known)
    if values.opening_hours and (day := values.opening_hours.out_of_order()):
        problem = "each time has to be later than the one before"
        raise document.refuse(problem, "opening_hours", day)
    code = values.technician.code
    if code and code != STORED and passcode.too_easy(code):
        problem = "too easy to guess: it counts up or down, or repeats itself"
        raise document.refuse(problem, "technician", "code")
    if network.address is None:
        for key in ("gateway", "dns"):
            if getattr(network, key):
                raise document.refuse("needs network.address beside it", "network", key)
        return document
    address = IPv4Interface(network.address)
    edges = (address.network.network_address, address.network.broadcast_address)
    if address.ip in edges:
        raise document.refuse("no device can have this address", "network", "address")
    if network.gateway and IPv4Address(network.gateway) not in address.network:
        raise document.refuse("is not in the network of network.address", "network", "gateway")
    if not network.dns and any(not is_address(host) for host in hosts(values)):
        problem = "without network.dns the names of servers cannot be found"
        raise document.refuse(problem, "network", "address")
    return document


def hosts(values: Settings) -> tuple[str, ...]:
    """All that the device may speak to, by name or by address."""
    addresses = (values.statistics.address, values.update.address, values.update.content)
    named = (urlsplit(address).hostname for address in addresses if address)
    return tuple(dict.fromkeys([*filter(None, named), *values.network.time]))


def is_address(host: str) -> bool:
    """Whether a host is told by its address and not by its name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
