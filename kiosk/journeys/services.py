"""Find a service and carry its address away: home, life event, service, in three touches.

What is marked on the way comes as one list when the person leaves, whichever way.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from kiosk.journeys.steps import (
    Aside,
    Ending,
    Mood,
    OnService,
    Pick,
    Picture,
    ShowList,
    ShowService,
    Tell,
    WentAway,
    WentBack,
    WentHome,
)
from kiosk.services import Service, Shelf, Way, contact, has_room

TEXTS = {
    Way.ADDRESS: "service",
    Way.PHONE: "service-phone",
    Way.STOPS: "service-stops",
    Way.DESK: "service-desk",
}
"""What the page of a service asks the person to do."""


@dataclass
class MyList:
    """What the person has marked, in that order."""

    services: tuple[Service, ...] = ()

    def choices(self, service: Service) -> tuple[OnService, ...]:
        """What can be done about a service; the list itself as soon as there is one."""
        if service in self.services:
            return OnService.MY_LIST, OnService.DROP
        keep = (OnService.KEEP,) if contact(service) and has_room(self.services, service) else ()
        return keep + ((OnService.MY_LIST,) if self.services else ())


async def services(shelves: tuple[Shelf, ...]) -> Ending:
    if not shelves:
        await Tell("services-missing", Mood.NEUTRAL, Picture.SERVICE_DESK)
        return Ending.LEFT
    my_list = MyList()
    while True:
        ending = await _browse(shelves, my_list)
        if not my_list.services:
            return ending
        with suppress(WentBack):
            await ShowList("my-list", my_list.services)
            return ending


async def _browse(shelves: tuple[Shelf, ...], my_list: MyList) -> Ending:
    """Until the person wants to go: back to the overview, away, or to see the list."""
    try:
        while True:
            picked = await Pick("services", shelves, _asides(my_list))
            if not isinstance(picked, Shelf):
                return Ending.SHOWN
            with suppress(WentBack):
                await _shelf(picked, my_list)
                return Ending.SHOWN
    except WentBack:
        return Ending.LEFT
    except WentAway as away:
        if not my_list.services:
            raise
        return Ending.LEFT if isinstance(away, WentHome) else Ending.SHOWN


async def _shelf(shelf: Shelf, my_list: MyList) -> None:
    """The services of one life event, until the person wants the list."""
    page = 0
    while True:
        rows = shelf.pages[page]
        more = (Aside.MORE,) if page + 1 < len(shelf.pages) else ()
        try:
            picked = await Pick("service-list", rows, more + _asides(my_list), shelf)
        except WentBack:
            if page == 0:
                raise
            page -= 1
            continue
        if picked is Aside.MY_LIST:
            return
        if isinstance(picked, Service):
            with suppress(WentBack):
                await _service(picked, my_list)
                return
        else:
            page += 1


async def _service(service: Service, my_list: MyList) -> None:
    """One service, until the person wants the list."""
    assert service.way
    while True:
        choices = my_list.choices(service)
        full = bool(contact(service)) and choices == (OnService.MY_LIST,)
        match await ShowService(TEXTS[service.way], service, choices, full):
            case OnService.KEEP:
                my_list.services += (service,)
            case OnService.DROP:
                my_list.services = tuple(one for one in my_list.services if one != service)
            case OnService.MY_LIST:
                return


def _asides(my_list: MyList) -> tuple[Aside, ...]:
    return (Aside.MY_LIST,) if my_list.services else ()
