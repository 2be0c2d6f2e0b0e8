"""A catalogue of services in small, so that every way through it can be walked.

It has what a real one can have: several pages, each way to come to a service, and each need.
"""

from __future__ import annotations

from datetime import date

from kiosk.eid.eac.service import load_services
from kiosk.services import Need, Service, Shelf, Stop


def _service(name: str, **more: object) -> Service:
    common = {
        "id": name,
        "category": "specimen",
        "title": {"de": name},
        "text": {"de": "Ein Beispiel."},
        "provider": "Atlas",
        "checked_on": date(2026, 1, 1),
        "source": "Atlas",
    }
    return Service(**{**common, **more})  # type: ignore[arg-type]


SHELVES = (
    Shelf(
        {"de": "Beispiele"},
        (
            (
                _service("Adresse", address="https://example.org/", needs=tuple(Need)),
                _service("Telefon", phone="115"),
            ),
            (_service("Schalter", desk=True),),
        ),
    ),
    Shelf(
        {"de": "Unterwegs"},
        ((_service("Bus", stops=(Stop(date(2026, 1, 2), "Bibliothek", "10–12"),)),),),
    ),
)

PROVIDERS = tuple(service.provider for service in load_services())
"""Those of practice need no specimen: there are few of them."""
