"""What people can do online, by phone or at the desk, as the city lists it.

`assets/services.yaml` is edited without a programmer. So it is read strictly, and a broken file
never stops the kiosk: the last good copy is used instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated, TypeAlias
from urllib.parse import urlsplit

import msgspec

from kiosk.strict_yaml import BadFile, read
from kiosk.whole_file import write_whole

SHIPPED = Path(__file__).parents[1] / "assets" / "services.yaml"

PER_PAGE = 6
"""Titles on one page of a list; the rest is behind "more"."""

LIST_ROWS = 8
"""What a person can carry away at once: all titles can be read on the smallest panel."""

LIST_BYTES = 425
"""What one code may hold: QR version 13, level L, which a phone reads from 50 cm (decision 8)."""

ANSWER_SECONDS = 5.0
"""How long an address may take to answer."""

Line: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=160, pattern=r"^[^\n\r]*\Z")]

Words: TypeAlias = dict[str, Line]
"""The same in several languages, by their codes; German is always there."""


class Need(Enum):
    """What has to be at hand for a service."""

    PIN = "pin"
    APP = "app"
    ACCOUNT = "account"


class Way(Enum):
    """How one comes to a service."""

    ADDRESS = "address"
    PHONE = "phone"
    STOPS = "stops"
    DESK = "desk"


class Stop(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A day on which the mobile office is somewhere."""

    day: date
    place: Line
    hours: Line


class Service(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One row. `desk` says that one asks for it at the service desk."""

    id: Line
    category: Line
    title: Words
    text: Words
    """One sentence."""
    address: Line | None = None
    phone: Line | None = None
    desk: bool = False
    stops: tuple[Stop, ...] = ()
    needs: tuple[Need, ...] = ()
    provider: Line
    checked_on: date
    """The date of `source`, where the facts of the row were found."""
    source: Line
    doubtful: bool = False
    """Not shown before somebody has checked it."""

    @property
    def way(self) -> Way | None:
        """None for a mobile office whose dates are not known, or over."""
        if self.address:
            return Way.ADDRESS
        if self.phone:
            return Way.PHONE
        if self.desk:
            return Way.DESK
        return Way.STOPS if self.stops else None


class Category(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A life event."""

    id: Line
    title: Words


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file. Only addresses at `hosts` are allowed, and rows stand by importance."""

    hosts: tuple[Line, ...] = ()
    categories: tuple[Category, ...] = ()
    services: tuple[Service, ...] = ()


class Shelf(msgspec.Struct, frozen=True):
    """A category with what is shown of it today, in pages."""

    title: Words
    pages: tuple[tuple[Service, ...], ...]


@dataclass(frozen=True)
class Loaded:
    catalogue: Catalogue
    problem: str | None
    """Why it is not the one of the file, in one line for the technician."""


def read_catalogue(path: Path) -> Catalogue:
    """Raises BadFile."""
    document = read(path, Catalogue)
    catalogue = document.content
    for index, category in enumerate(catalogue.categories):
        if "de" not in category.title:
            raise document.refuse("German (de) is missing", "categories", index, "title")
    known = [category.id for category in catalogue.categories]
    ids: set[str] = set()
    for index, service in enumerate(catalogue.services):
        place = "services", index
        if service.id in ids:
            raise document.refuse(f"'{service.id}' is already taken", *place, "id")
        ids.add(service.id)
        if service.category not in known:
            raise document.refuse(f"known are {', '.join(known)}", *place, "category")
        for key, words in (("title", service.title), ("text", service.text)):
            if "de" not in words:
                raise document.refuse("German (de) is missing", *place, key)
        if service.address and (why := _refused(service.address, catalogue.hosts)):
            raise document.refuse(why, *place, "address")
    return catalogue


def load(path: Path, state: Path) -> Loaded:
    """The catalogue of `path`, of which a copy is kept in the folder `state`.

    If the file is broken, that copy; without one, what came with the kiosk, or nothing.
    """
    copy = state / "services.yaml"
    try:
        catalogue = read_catalogue(path)
    except BadFile as bad:
        for other in (copy, SHIPPED):
            try:
                return Loaded(read_catalogue(other), f"{bad}; {other} is used instead")
            except BadFile:
                continue
        return Loaded(Catalogue(), f"{bad}; no services are shown")
    try:
        write_whole(copy, path.read_bytes())
    except OSError as error:
        return Loaded(catalogue, f"no copy of {path} is kept: {error}")
    return Loaded(catalogue, None)


def shelves(catalogue: Catalogue, today: date) -> tuple[Shelf, ...]:
    """What is shown today: no doubtful row, no stop that is over, no empty category."""
    rows = [_today(one, today) for one in catalogue.services if is_shown(one, today)]
    made = []
    for category in catalogue.categories:
        here = [one for one in rows if one.category == category.id]
        pages = tuple(
            tuple(here[first : first + PER_PAGE]) for first in range(0, len(here), PER_PAGE)
        )
        if pages:
            made.append(Shelf(category.title, pages))
    return tuple(made)


def is_shown(service: Service, today: date) -> bool:
    return not service.doubtful and _today(service, today).way is not None


def contact(service: Service) -> str | None:
    """What somebody can carry away of it."""
    return service.address or service.phone


def has_room(listed: Sequence[Service], service: Service) -> bool:
    """Whether one more fits on the list, in every language."""
    longer = [*listed, service]
    return len(longer) <= LIST_ROWS and _fits(_contacts(longer))


def take_away(listed: Sequence[Service], title: Callable[[Words], str]) -> str:
    """The list as plain text for one code: with titles, or without them if these are too long."""
    whole = "\n".join(f"{title(one.title)}\n{contact(one)}" for one in listed)
    return whole if _fits(whole) else _contacts(listed)


def age(service: Service, today: date) -> int:
    """Whole months since the row was checked."""
    on = service.checked_on
    return (today.year - on.year) * 12 + today.month - on.month - (today.day < on.day)


def findings(service: Service, today: date, months: int) -> list[str]:
    """What is to be said against a row that can be read, in words; nothing if it is fine."""
    found = ["doubtful, not shown"] if service.doubtful else []
    if _today(service, today).way is None:
        found.append("no address, phone, desk or stop ahead, not shown")
    if age(service, today) > months:
        found.append(f"older than {months} months ({service.checked_on})")
    return found


def no_answer(address: str, hosts: Sequence[str]) -> str | None:
    """Ask an address; why nobody gets an answer there, None if all is well."""
    import requests  # noqa: PLC0415  takes its time; only this needs it

    try:
        answer = requests.head(address, timeout=ANSWER_SECONDS, allow_redirects=True)
        if not answer.ok:  # some servers know only GET
            answer = requests.get(address, timeout=ANSWER_SECONDS, stream=True)
            answer.close()
    except requests.RequestException as error:
        return f"no answer: {type(error).__name__}"
    if not answer.ok:
        return f"no answer: HTTP {answer.status_code}"
    why = _refused(answer.url, hosts)
    return f"leads on to {answer.url}: {why}" if why else None


def _contacts(listed: Sequence[Service]) -> str:
    """Line by line, each once."""
    return "\n".join(dict.fromkeys(contact(one) or "" for one in listed))


def _refused(address: str, hosts: Sequence[str]) -> str | None:
    """Why an address may not be shown."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError as error:
        return str(error)
    if parts.scheme != "https":
        return "an address begins with https://"
    if parts.username is not None or not address.isascii() or " " in address:
        return "an address has neither a user, nor spaces, nor letters beyond ASCII"
    return None if host in hosts else f"'{host}' is not among the hosts of this file"


def _today(service: Service, today: date) -> Service:
    ahead = tuple(stop for stop in service.stops if stop.day >= today)
    return msgspec.structs.replace(service, stops=ahead)


def _fits(words: str) -> bool:
    return len(words.encode()) <= LIST_BYTES
