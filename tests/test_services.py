"""The catalogue of services: read strictly, never in the way, and carried away as a list."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.journeys.steps import Aside, Ending, OnService
from kiosk.journeys.visit import HomeChoice
from kiosk.services import (
    LIST_BYTES,
    LIST_ROWS,
    PER_PAGE,
    SHIPPED,
    Catalogue,
    Service,
    Shelf,
    Stop,
    Way,
    age,
    findings,
    has_room,
    load,
    read_catalogue,
    shelves,
    take_away,
)
from kiosk.strict_yaml import BadFile
from kiosk.texts import Texts
from tests.citizen import Citizen

TODAY = date(2026, 11, 24)

GOOD = """\
hosts: [www.leipzig.de]
categories:
  - id: moving
    title:
      de: Umzug
services:
  - id: portal
    category: moving
    title:
      de: Portal
    text:
      de: Alles online.
    address: https://www.leipzig.de/portal
    provider: Stadt
    checked_on: 2026-04-23
    source: Liste
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "services.yaml"
    path.write_text(GOOD)
    return path


def service(name: str = "portal", **more: object) -> Service:
    known: dict[str, object] = {
        "id": name,
        "category": "moving",
        "title": {"de": name},
        "text": {"de": "Alles online."},
        "address": f"https://www.leipzig.de/{name}",
        "provider": "Stadt",
        "checked_on": date(2026, 4, 23),
        "source": "Liste",
    }
    return Service(**{**known, **more})  # type: ignore[arg-type]


def shelf(*rows: Service) -> tuple[Shelf, ...]:
    """What is shown today of a catalogue with these rows, all of one category."""
    catalogue = read_catalogue(SHIPPED)
    return shelves(replace(catalogue, services=rows), TODAY)


# the file that comes with the kiosk


def test_the_shipped_catalogue_is_right_and_has_every_life_event_and_way() -> None:
    catalogue = read_catalogue(SHIPPED)
    events = {category.id for category in catalogue.categories}
    assert events == {"moving", "car", "family", "money", "certificates", "help", "learning"}
    shown = shelves(catalogue, TODAY)
    assert len(shown) == len(events), "a life event has nothing to show"
    ways = {one.way for there in shown for page in there.pages for one in page}
    assert ways == {Way.ADDRESS, Way.PHONE, Way.DESK}


def test_every_row_says_it_in_every_language_of_the_kiosk_in_the_order_of_the_lists() -> None:
    catalogue = read_catalogue(SHIPPED)
    words = [category.title for category in catalogue.categories]
    words += [one for row in catalogue.services for one in (row.title, row.text)]
    every = [language.code for language in Texts().languages()]
    for one in words:
        assert list(one) == every, one["de"]


def test_what_nobody_could_check_is_not_shown() -> None:
    catalogue = read_catalogue(SHIPPED)
    doubtful = {row.id for row in catalogue.services if row.doubtful}
    assert doubtful >= {"register-address", "appointments", "work", "city-info"}
    shown = shelves(catalogue, TODAY)
    assert not doubtful & {one.id for there in shown for page in there.pages for one in page}


def test_nobody_is_sent_to_order_the_letter_that_resets_a_pin() -> None:
    assert "pin-ruecksetzbrief" not in SHIPPED.read_text(encoding="utf-8")


# strict reading


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("address:", "adress:", "13: unknown key 'adress': did you mean 'address'?"),
        ("    source: Liste\n", "", "7: services.0: 'source' is missing"),
        ("2026-04-23", "April", "15: services.0.checked_on: "),
        ("    provider", "    needs: [pin, fax]\n    provider", "14: services.0.needs.1: "),
        ("category: moving", "category: move", "8: services.0.category: known are moving"),
        ("https:", "http:", "13: services.0.address: an address begins with https://"),
        (
            "www.leipzig.de/portal",
            "www.leipzig.de.evil.example/portal",
            "13: services.0.address: 'www.leipzig.de.evil.example' is not among the hosts",
        ),
        (
            "www.leipzig.de/portal",
            "www.leipzig.de@evil.example/",
            "13: services.0.address: an address has neither a user",
        ),
        ("      de: Portal", "      en: Portal", "9: services.0.title: German (de) is missing"),
        ("      de: Umzug", "      en: Moving", "4: categories.0.title: German (de) is missing"),
        ("    text:", "    title:", "11: key 'title' is already in line 9"),
        ("  - id: portal", "  - id: 7", "7: services.0.id: Expected text, got a number"),
        ("2026-04-23", "2026-02-30", " not valid YAML: day is out of range"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_would_be_right(
    file: Path, right: str, wrong: str, told: str
) -> None:
    assert right in GOOD
    file.write_text(GOOD.replace(right, wrong, 1))
    with pytest.raises(BadFile) as caught:
        read_catalogue(file)
    assert str(caught.value).removeprefix(f"{file}:").startswith(told)


def test_two_rows_of_one_name_are_refused(file: Path) -> None:
    rows = GOOD.partition("services:\n")[2]
    file.write_text(GOOD + rows)
    with pytest.raises(BadFile, match=r":17: services\.1\.id: 'portal' is already taken"):
        read_catalogue(file)


# the last good copy


def test_a_broken_catalogue_gives_way_to_the_last_good_one(file: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    assert load(file, state).problem is None
    file.write_text(GOOD.replace("https:", "http:"))
    loaded = load(file, state)
    assert [one.id for one in loaded.catalogue.services] == ["portal"]
    assert loaded.problem
    assert f"{file}:13: services.0.address" in loaded.problem
    assert f"{state / 'services.yaml'} is used instead" in loaded.problem


def test_a_catalogue_mended_is_taken_again(file: Path, tmp_path: Path) -> None:
    load(file, tmp_path / "state")
    file.write_text("services: [")
    load(file, tmp_path / "state")
    file.write_text(GOOD.replace("id: portal", "id: other"))
    loaded = load(file, tmp_path / "state")
    assert loaded.problem is None
    assert [one.id for one in loaded.catalogue.services] == ["other"]


def test_without_a_good_copy_what_came_with_the_kiosk_is_used(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    (state / "services.yaml").write_text("broken too: [")
    loaded = load(tmp_path / "missing.yaml", state)
    assert loaded.catalogue == read_catalogue(SHIPPED)
    assert loaded.problem
    assert "No such file" in loaded.problem


def test_a_folder_that_cannot_be_written_is_told_and_stops_nothing(
    file: Path, tmp_path: Path
) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    loaded = load(file, tmp_path / "state")
    assert [one.id for one in loaded.catalogue.services] == ["portal"]
    assert loaded.problem
    assert "no copy" in loaded.problem


# what is shown today


def test_stops_that_are_over_vanish_by_themselves_and_then_the_mobile_office_too() -> None:
    stops = tuple(Stop(date(2026, 12, day), "Bibliothek", "10–12 Uhr") for day in (1, 8))
    catalogue = replace(
        read_catalogue(SHIPPED), services=(service(category="help", address=None, stops=stops),)
    )

    def days(today: date) -> list[int]:
        return [
            stop.day.day
            for there in shelves(catalogue, today)
            for page in there.pages
            for one in page
            for stop in one.stops
        ]

    assert days(date(2026, 11, 30)) == [1, 8]
    assert days(date(2026, 12, 1)) == [1, 8], "today it is still there"
    assert days(date(2026, 12, 2)) == [8]
    assert shelves(catalogue, date(2026, 12, 9)) == ()


def test_long_lists_are_paged_in_the_order_of_the_file() -> None:
    rows = [service(f"s{number}") for number in range(PER_PAGE + 2)]
    (there,) = shelf(*rows)
    assert there.pages == (tuple(rows[:PER_PAGE]), tuple(rows[PER_PAGE:]))


@pytest.mark.parametrize(
    ("today", "months"),
    [(date(2026, 4, 23), 0), (date(2026, 5, 22), 0), (date(2026, 5, 23), 1), (TODAY, 7)],
)
def test_age_is_counted_in_whole_months(today: date, months: int) -> None:
    assert age(service(), today) == months


def test_what_is_wrong_with_a_row_is_said_in_words() -> None:
    assert findings(service(), TODAY, 7) == []
    assert findings(service(), TODAY, 6) == ["older than 6 months (2026-04-23)"]
    assert findings(service(doubtful=True), TODAY, 7) == ["doubtful, not shown"]
    assert findings(service(address=None), TODAY, 7) == [
        "no address, phone, desk or stop ahead, not shown"
    ]


# the list to carry away


def test_a_list_has_titles_and_addresses_line_by_line() -> None:
    rows = [service("a"), service("b", address=None, phone="115")]
    assert take_away(rows, Texts().of) == "a\nhttps://www.leipzig.de/a\nb\n115"


def test_a_list_too_long_for_one_code_leaves_its_titles_out_and_then_takes_no_more() -> None:
    rows = [service(f"s{n}", title={"de": "Ж" * 40}) for n in range(LIST_ROWS)]
    assert take_away(rows, Texts().of) == "\n".join(one.address or "" for one in rows)
    assert has_room(rows[:-1], rows[-1])
    assert not has_room(rows, service("one-more"))
    long = service("long", address=f"https://www.leipzig.de/{'x' * (LIST_BYTES - 40)}")
    assert has_room([], long)
    assert not has_room([long], service("s1"))


# the visit


def test_every_service_is_three_touches_from_the_overview() -> None:
    for there in shelves(read_catalogue(SHIPPED), TODAY):
        for one in there.pages[0]:
            assert one.way
            citizen = at_home(shelves(read_catalogue(SHIPPED), TODAY))
            citizen.chooses(HomeChoice.SERVICES).picks(there.title["de"]).picks(one.title["de"])
            citizen.sees_one_of(["service", "service-phone", "service-desk"]).leaves().is_gone()


def test_what_is_marked_on_the_way_comes_as_one_list_in_the_end() -> None:
    citizen = at_home(shelf(service("a"), service("b"), service("c")))
    citizen.chooses(HomeChoice.SERVICES).picks("Umzug und Wohnen").picks("a")
    citizen.presses(OnService.KEEP).goes_back().sees("service-list").picks("c")
    citizen.presses(OnService.KEEP).can_press(OnService.MY_LIST, OnService.DROP)
    citizen.presses(OnService.MY_LIST).carries_away("a", "c")
    citizen.goes_on().ends(Ending.SHOWN)


def test_whoever_ends_with_something_marked_gets_the_list_first() -> None:
    citizen = at_home(shelf(service("a")))
    citizen.chooses(HomeChoice.SERVICES).picks("Umzug und Wohnen").picks("a")
    citizen.presses(OnService.KEEP).leaves().carries_away("a").leaves().is_gone()


def test_the_way_home_shows_the_list_first_too() -> None:
    citizen = at_home(shelf(service("a")))
    citizen.chooses(HomeChoice.SERVICES).picks("Umzug und Wohnen").picks("a").goes_home()
    citizen.sees("home").chooses(HomeChoice.SERVICES).picks("Umzug und Wohnen").picks("a")
    citizen.presses(OnService.KEEP).goes_home().carries_away("a").goes_on().sees("home")
    citizen.leaves().is_gone()


def test_back_to_the_overview_shows_the_list_first_and_then_it_is_forgotten() -> None:
    citizen = at_home(shelf(service("a")))
    citizen.chooses(HomeChoice.SERVICES).picks("Umzug und Wohnen").picks("a")
    citizen.presses(OnService.KEEP).goes_back().goes_back().sees("services")
    citizen.goes_back().carries_away("a").goes_back().sees("services")
    citizen.presses(Aside.MY_LIST).carries_away("a").goes_back().goes_back()
    citizen.carries_away("a").leaves().is_gone()
    citizen = at_home(shelf(service("a")))
    citizen.chooses(HomeChoice.SERVICES).picks("Umzug und Wohnen").picks("a")
    citizen.can_press(OnService.KEEP).leaves().is_gone()


def test_what_is_taken_off_the_list_again_is_not_carried_away() -> None:
    citizen = at_home(shelf(service("a")))
    citizen.chooses(HomeChoice.SERVICES).picks("Umzug und Wohnen").picks("a")
    citizen.presses(OnService.KEEP).presses(OnService.DROP).can_press(OnService.KEEP)
    citizen.goes_back().goes_back().goes_back().sees("home").leaves().is_gone()


def test_a_full_list_takes_no_more_and_what_has_no_address_cannot_be_marked() -> None:
    many = [service(f"s{number}") for number in range(PER_PAGE)]
    more = [service(f"t{number}", category="car") for number in range(LIST_ROWS - PER_PAGE + 1)]
    desk = service("desk", category="help", address=None, desk=True)
    citizen = at_home(shelf(*many, *more, desk)).chooses(HomeChoice.SERVICES)
    citizen.picks("Termine und Hilfe").picks("desk").can_press().goes_back().goes_back()
    citizen.picks("Umzug und Wohnen")
    for one in many:
        citizen.picks(one.id).presses(OnService.KEEP).goes_back()
    citizen.goes_back().picks("Auto und Führerschein")
    for one in more[:-1]:
        citizen.picks(one.id).presses(OnService.KEEP).goes_back()
    citizen.picks(more[-1].id).can_press(OnService.MY_LIST).presses(OnService.MY_LIST)
    citizen.carries_away(*(one.id for one in (*many, *more[:-1]))).leaves().is_gone()


def test_the_second_page_of_a_list_is_behind_more_and_back_leads_to_the_first() -> None:
    rows = [service(f"s{number}") for number in range(PER_PAGE + 1)]
    citizen = at_home(shelf(*rows))
    citizen.chooses(HomeChoice.SERVICES).picks("Umzug und Wohnen").presses(Aside.MORE)
    citizen.picks(f"s{PER_PAGE}").sees("service").goes_back().sees("service-list").goes_back()
    citizen.picks("s0").sees("service").leaves().is_gone()


def test_without_any_catalogue_the_team_is_pointed_to() -> None:
    assert shelves(Catalogue(), TODAY) == ()
    at_home(()).chooses(HomeChoice.SERVICES).sees("services-missing").goes_on().sees(
        "home"
    ).leaves().is_gone()


def at_home(there: tuple[Shelf, ...]) -> Citizen:
    return Citizen(shelves=there).touches().sees("home")
