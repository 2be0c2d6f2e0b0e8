"""The technician's one file, `kiosk.yaml`, read strictly."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import msgspec

from kiosk import films
from kiosk.strict_yaml import read

DEFAULT_FILE = Path("/etc/kiosk/kiosk.yaml")

Line = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=r"^[^\n\r]*\Z")]

ContactLine = Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=r"^[^\n\r]*\Z")]
FilePath = Annotated[str, msgspec.Meta(min_length=1, max_length=250, pattern=r"^[^\n\r]*\Z")]

WEB_ADDRESS = r"^(https://|http://(127\.0\.0\.1|localhost)[:/])[^\s]+\Z"
"""Without encryption only within one machine."""


def _state_folder() -> Path:
    """What systemd gives to a service, else the user's own place by XDG."""
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(os.environ.get("STATE_DIRECTORY") or Path(home) / "kiosk")


class Screen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The panel. Its diagonal in inches gives the true size of keys and letters."""

    diagonal: Annotated[float, msgspec.Meta(ge=5, le=100)] = 10.1


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

    address: Annotated[str, msgspec.Meta(pattern=WEB_ADDRESS)] | None = None
    """Where an OTLP receiver takes metrics; None sends nothing."""

    ca: FilePath | None = None
    """PEM file of the only authority that is trusted; None trusts those of the system."""

    client_certificate: FilePath | None = None
    """PEM file with the certificate and the key that the kiosk shows."""

    noise: Annotated[float, msgspec.Meta(ge=0.01, le=10)] | None = None
    """Privacy loss (epsilon) for each counter and day; None adds no noise."""


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

    state: FilePath = msgspec.field(default_factory=lambda: str(_state_folder()))
    """A folder for what the kiosk keeps: the last good catalogue."""


def load(path: Path | None) -> Settings:
    """Read `path`; without one, the default file if it exists, else the defaults.

    Raises strict_yaml.BadFile.
    """
    if path is None:
        if not DEFAULT_FILE.exists():
            return Settings()
        path = DEFAULT_FILE
    return read(path, Settings).content
