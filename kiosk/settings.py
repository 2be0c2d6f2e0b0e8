"""The technician's one file, `kiosk.yaml`, read strictly."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec

from kiosk.strict_yaml import read

DEFAULT_FILE = Path("/etc/kiosk/kiosk.yaml")

Line = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=r"^[^\n\r]*\Z")]

ContactLine = Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=r"^[^\n\r]*\Z")]


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


def load(path: Path | None) -> Settings:
    """Read `path`; without one, the default file if it exists, else the defaults.

    Raises strict_yaml.BadFile.
    """
    if path is None:
        if not DEFAULT_FILE.exists():
            return Settings()
        path = DEFAULT_FILE
    return read(path, Settings).content
