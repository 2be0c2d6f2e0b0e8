"""The codes of services on the screen: read by a real decoder, large, sharp, with their address."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from PIL import Image

from kiosk.comfort import AT_REST, Comfort, TextSize
from kiosk.journeys.services import TEXTS
from kiosk.journeys.steps import Aside, OnService, Pick, ShowList, ShowService
from kiosk.screens.theme import Measures
from kiosk.services import (
    LIST_BYTES,
    SHIPPED,
    Category,
    Service,
    Stop,
    Way,
    read_catalogue,
    shelves,
    take_away,
)
from kiosk.texts import Texts
from tests.gallery import PANELS, fullest_list, leaves
from tests.phone import decoded, photo

if TYPE_CHECKING:
    from kivy.uix.widget import Widget

    from kiosk.screens.page import Page
    from kiosk.screens.qr import Code

Panel = tuple[int, int, float]

SERVICES = read_catalogue(SHIPPED).services
WITH_CODE = list({one.address: one for one in SERVICES if one.address}.values())
"""One for each address."""

FULLEST = ShowList("my-list", fullest_list(SERVICES))

on_every_panel = pytest.mark.parametrize("panel", PANELS, ids=str)


def page(
    panel: Panel,
    step: Pick[Service] | ShowService | ShowList,
    language: str = "de",
    comfort: Comfort = AT_REST,
) -> Page:
    from kiosk.eid.connection import ReaderState  # noqa: PLC0415  these need the window
    from kiosk.screens.page import Actions  # noqa: PLC0415
    from kiosk.screens.pages import Moment, page_for  # noqa: PLC0415
    from kiosk.screens.sheet import Frame  # noqa: PLC0415
    from kiosk.secret import Secret  # noqa: PLC0415

    texts = Texts()
    texts.language = language
    frame = Frame(texts, Measures.of_window(*panel), "Markt", False, comfort)
    moment = Moment(ReaderState.EMPTY, Secret())
    return page_for(frame, step, moment, lambda _: None, Actions())


def service_page(panel: Panel, service: Service, language: str = "de") -> Page:
    assert service.way
    return page(panel, ShowService(TEXTS[service.way], service, (OnService.KEEP,)), language)


def code_on(widget: Widget) -> Code:
    from kiosk.screens.qr import Code  # noqa: PLC0415

    (code,) = [one for one in widget.walk(restrict=True) if isinstance(one, Code)]
    return code


def code_in(page: Page) -> Code:
    """On whichever leaf it is."""
    for _ in leaves(page):
        with suppress(ValueError):
            return code_on(page)
    raise AssertionError("no code")


@on_every_panel
def test_every_code_is_read_back_from_the_screen(
    kivy_window: None, tmp_path: Path, panel: Panel
) -> None:
    from tests.finger import picture  # noqa: PLC0415

    screens = [picture(service_page(panel, one)) for one in WITH_CODE]
    assert decoded(screens, tmp_path) == [one.address for one in WITH_CODE]


UPRIGHT = (800, 1280, 10.1)


@pytest.mark.parametrize("size", TextSize)
@pytest.mark.parametrize("panel", [*PANELS, UPRIGHT], ids=str)
def test_a_code_is_sixty_millimetres_wide_or_as_wide_as_a_small_panel_allows(
    kivy_window: None, panel: Panel, size: TextSize
) -> None:
    """In letters of any size."""
    measures = Measures.of_window(*panel)
    millimetre = measures.millimetre
    comfort = Comfort(size if size in measures.sizes else measures.sizes[-1])
    one_of_each = {len(one.address or ""): one for one in WITH_CODE}.values()
    steps: list[ShowService | ShowList] = [ShowService("service", one) for one in one_of_each]
    for step in [*steps, FULLEST]:
        code = code_in(page(panel, step, comfort=comfort))
        least = 60 if panel[2] >= 10 else 40
        assert code.breadth >= least * millimetre, (code.text, code.breadth / millimetre)


@on_every_panel
def test_a_code_is_sharp_black_on_white_with_its_quiet_zone(
    kivy_window: None, panel: Panel
) -> None:
    from tests.finger import picture  # noqa: PLC0415

    shown = service_page(panel, WITH_CODE[0])
    code, screen = code_on(shown), picture(shown)
    left, top = round(code.x), round(shown.height - code.top)
    square = screen.crop((left, top, left + round(code.width), top + round(code.height)))
    levels = {level for _, level in square.getcolors() or []}
    assert levels == {(0, 0, 0), (255, 255, 255)}
    quiet = 4 * code.module
    for edge in (
        (0, 0, square.width, quiet),
        (0, 0, quiet, square.height),
        (0, square.height - quiet, square.width, square.height),
        (square.width - quiet, 0, square.width, square.height),
    ):
        assert square.crop(edge).getcolors() == [
            ((edge[2] - edge[0]) * (edge[3] - edge[1]), (255, 255, 255))
        ]


def test_a_page_from_right_to_left_does_not_mirror_its_code(
    kivy_window: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kiosk.screens import script  # noqa: PLC0415
    from tests.finger import picture  # noqa: PLC0415

    there = code_on(service_page(PANELS[1], WITH_CODE[0])).x
    monkeypatch.setitem(script.SCRIPTS, "de", script.ARABIC)
    mirrored = service_page(PANELS[1], WITH_CODE[0])
    assert code_on(mirrored).x > there
    square = picture(mirrored)
    assert decoded([square], tmp_path) == [WITH_CODE[0].address]
    code = code_on(mirrored)
    corner = (  # the one corner of a code that has no finder pattern is below at the right
        code.right - (4 + 3.5) * code.module,
        mirrored.height - code.y - (4 + 3.5) * code.module,
    )
    others = [
        (code.x + (4 + 3.5) * code.module, corner[1]),
        (corner[0], mirrored.height - code.top + (4 + 3.5) * code.module),
    ]
    assert all(
        ring(square, x, y, code.module) == [True, False, True]  # dark core, white, dark frame
        for x, y in others
    )
    assert ring(square, *corner, code.module) != [True, False, True]


def ring(screen: Image.Image, x: float, y: float, module: int) -> list[bool]:
    """Whether it is dark at a place, two and three modules beside it, all around."""
    return [
        all(
            screen.convert("L").getpixel((round(x + dx * module), round(y + dy * module))) == 0
            for dx, dy in ((away, 0), (-away, 0), (0, away), (0, -away))
        )
        for away in (0, 2, 3)
    ]


@on_every_panel
def test_a_phone_reads_every_code_and_the_fullest_list_at_arms_length(
    kivy_window: None, tmp_path: Path, panel: Panel
) -> None:
    """From 50 cm; on the 7-inch panel a full list from 40 cm."""
    from tests.finger import picture  # noqa: PLC0415

    millimetre = Measures.of_window(*panel).millimetre
    longest = max(WITH_CODE, key=lambda one: len(one.address or ""))
    near = 50 if panel[2] >= 10 else 40
    seen = [
        photo(picture(service_page(panel, longest)), millimetre, 50),
        photo(picture(page(panel, FULLEST)), millimetre, near),
    ]
    assert decoded(seen, tmp_path) == [longest.address, take_away(FULLEST.services, Texts().of)]


def test_the_largest_list_there_can_be_is_a_code_of_version_13(kivy_window: None) -> None:
    from kiosk.screens.qr import Code  # noqa: PLC0415

    assert Code("x" * LIST_BYTES, 800).version == 13


@on_every_panel
def test_the_plain_address_stands_below_its_code(kivy_window: None, panel: Panel) -> None:
    from kiosk.screens.widgets import Text  # noqa: PLC0415

    for service in WITH_CODE:
        shown = service_page(panel, service)
        (address,) = [
            one
            for one in shown.children
            if isinstance(one, Text)
            and f"https://{one.text.replace(chr(10), '')}" == service.address
        ]
        code = code_on(shown)
        assert address.top <= code.y + 1
        assert abs(address.center_x - code.center_x) <= 1


def test_a_service_on_the_phone_shows_its_number_and_one_at_the_desk_no_code(
    kivy_window: None,
) -> None:
    from kiosk.screens.qr import Code  # noqa: PLC0415
    from tests.finger import shown  # noqa: PLC0415

    for service in SERVICES:
        if service.way in (Way.PHONE, Way.DESK):
            there = service_page(PANELS[0], service)
            assert not [one for one in there.walk(restrict=True) if isinstance(one, Code)]
            if service.phone:
                assert service.phone in shown(there)


def test_a_list_of_services_shows_titles_and_no_code(kivy_window: None) -> None:
    from kiosk.screens.qr import Code  # noqa: PLC0415
    from tests.finger import shown  # noqa: PLC0415

    (shelf, *_) = shelves(read_catalogue(SHIPPED), date(2026, 11, 1))
    there = page(PANELS[0], Pick("service-list", shelf.pages[0], tuple(Aside), shelf))
    assert not [one for one in there.walk(restrict=True) if isinstance(one, Code)]
    assert {one.title["de"] for one in shelf.pages[0]} <= set(shown(there))


def test_the_stops_of_the_mobile_office_are_written_as_the_language_writes_dates(
    kivy_window: None,
) -> None:
    from tests.finger import shown  # noqa: PLC0415

    mobile = next(one for one in SERVICES if one.id == "mobile-office")
    moved = replace(mobile, stops=(Stop(date(2026, 12, 3), "Bibliothek", "10–12 Uhr"),))
    assert "Donnerstag, 3. Dezember 2026, 10–12 Uhr: Bibliothek" in shown(
        service_page(PANELS[0], moved)
    )
    assert any("Thursday" in words for words in shown(service_page(PANELS[0], moved, "en")))


def test_words_that_a_language_lacks_are_read_in_german() -> None:
    texts = Texts()
    texts.language = "en"
    assert texts.of(Category("a", {"de": "Umzug", "en": "Moving"}).title) == "Moving"
    assert texts.of(Category("a", {"de": "Umzug"}).title) == "Umzug"
