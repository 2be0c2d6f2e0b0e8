"""The technician's one file, `kiosk.yaml`, read strictly."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import msgspec

from kiosk.strict_yaml import read

DEFAULT_FILE = Path("/etc/kiosk/kiosk.yaml")

Line = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=r"^[^\n\r]*\Z")]

ContactLine = Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=r"^[^\n\r]*\Z")]
FilePath = Annotated[str, msgspec.Meta(min_length=1, max_length=250, pattern=r"^[^\n\r]*\Z")]


class Screen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The panel. Its diagonal in inches gives the true size of keys and letters."""

    diagonal: Annotated[float, msgspec.Meta(ge=5, le=100)] = 10.1


class Contact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom people can ask, as the kiosk shows it: a name, an address, a phone number."""

    data_protection: ContactLine | None = None
    accessibility: ContactLine | None = None


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    site: Line = "Bürgerservice Leipzig · Otto-Schill-Straße"
    """Where the kiosk stands, as the header shows it."""

    reader: Line | None = None
    """A part of the card reader's name; None takes the first reader with a card on it."""

    screen: Screen = Screen()
    contact: Contact = Contact()

    services: FilePath = str(Path(__file__).parents[1] / "assets" / "services.yaml")
    """The catalogue of services, which the city edits."""

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


def _state_folder() -> Path:
    """What systemd gives to a service, else the user's own place by XDG."""
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(os.environ.get("STATE_DIRECTORY") or Path(home) / "kiosk")
