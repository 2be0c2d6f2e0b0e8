"""A technician on site: stick and code open a page, it helps, ends by itself and counts nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.conductor import GRACE_SECONDS
from kiosk.german import german
from kiosk.journeys.maintenance import ShowTechnician
from kiosk.screens.service_desk import (
    CODE_SECONDS,
    ONE_MOMENT,
    POWER_OFF,
    SUPPORT,
    UPDATE,
)
from kiosk.technician import KEY_FILE
from kiosk.told import Told, write_told
from kiosk.updates import RESTARTS
from tests.workshop import MIDDLE, PORTRAIT, SMALLEST, WRONG, Workshop


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def shop(kivy_window: None, stick: Path) -> Workshop:
    return Workshop(stick)


def test_without_the_stick_the_greeting_shows_no_way_in(shop: Workshop, stick: Path) -> None:
    words = german("Technician")
    assert shop.find(words)
    (stick / KEY_FILE).rename(stick / "pulled-out")
    shop.tick()
    assert not shop.find(words)
    (stick / "pulled-out").rename(stick / KEY_FILE)
    shop.tick()
    assert shop.find(words)


def test_a_wrong_code_is_told_and_logged_and_then_one_has_to_wait(
    shop: Workshop, caplog: pytest.LogCaptureFixture
) -> None:
    shop.types(WRONG)
    assert shop.sees("Wrong code")
    shop.press(*WRONG, "OK", *WRONG, "OK")
    assert shop.sees("Wrong code. Next try in {seconds} seconds", seconds=30)
    assert not shop.find("OK")
    assert [one.getMessage() for one in caplog.records] == [
        f"technician: wrong code, {n} in a row" for n in (1, 2, 3)
    ]
    assert WRONG not in caplog.text


def test_typed_digits_are_dots_and_can_be_taken_back(shop: Workshop) -> None:
    shop.press(german("Technician"), *"123")
    assert "•••" in shop.shown()
    shop.tap(*backspace_of(shop))
    assert "••" in shop.shown()
    shop.press("button.close")
    assert "••" not in shop.shown()


def backspace_of(shop: Workshop) -> tuple[float, float]:
    from tests.finger import backspace  # noqa: PLC0415  needs the window

    x, y = backspace(shop.room).center
    return x, y


def test_the_field_for_the_code_goes_away_by_itself(shop: Workshop) -> None:
    shop.press(german("Technician"))
    assert shop.find("OK")
    shop.tick(CODE_SECONDS)
    assert not shop.find("OK")
    assert shop.stage.greets


def test_the_page_tells_what_is_wrong_first_and_the_cure(shop: Workshop) -> None:
    shop.comes_in()
    shop.asks("What is wrong?")
    said = shop.shown()
    worst = said.index("kaputt · Kartenleser: kein Leser")
    cure = german("plug the reader in, at another socket if need be")
    assert said[worst - 1] == f"Abhilfe: {cure}" or said[worst + 1] == f"Abhilfe: {cure}"
    assert any(line.startswith("gut · Uhr") for line in said)


@pytest.mark.parametrize(
    ("button", "line"),
    [
        ("Network", "gut · Netz: keins, und die Einstellungen brauchen keins"),
        ("System and updates", "gut · Systemplätze: läuft von A; A: good, B: good"),
    ],
)
def test_network_and_slots_stand_alone(shop: Workshop, button: str, line: str) -> None:
    shop.comes_in()
    shop.asks(button)
    assert [one for one in shop.shown() if " · " in one and one.startswith("gut")] == [line]


def test_the_touch_test_is_over_when_every_field_was_felt(shop: Workshop) -> None:
    from tests.finger import Touch  # noqa: PLC0415  needs the window

    shop.comes_in()
    shop.asks("Try the touch screen")
    assert shop.sees("Wipe over all fields. Left: {count}", count=40)
    for row in range(5):
        finger = Touch(5, 160 * row + 80)
        finger.down()
        for column in range(1, 8):
            finger.slide(160 * column + 80, 160 * row + 80)
        finger.up()
        shop.wait()
    assert shop.sees("Every field was felt")
    shop.press("button.close")
    assert shop.sees("What is to be done?")


@pytest.mark.parametrize(
    ("persona", "told"),
    [
        ("own-pin", "Leser: liest. PIN: bereit"),
        ("blocked", "Leser: liest. PIN: gesperrt"),
        ("bank-card", "Leser: liest. Diese Karte hat keinen Online-Ausweis"),
    ],
)
def test_the_reader_is_tried_with_a_card_and_tells_its_state_only(
    shop: Workshop, persona: str, told: str
) -> None:
    shop.comes_in()
    shop.asks("Try the reader")
    assert shop.texts("lay-card-on.title") in shop.shown()
    shop.lay_on(persona)
    assert told in shop.shown()


def test_a_technician_is_never_counted_whatever_is_done(shop: Workshop) -> None:
    shop.comes_in()
    shop.lay_on("own-pin")
    assert shop.sees("What is to be done?"), "no visit begins"
    shop.asks("Try the reader")
    shop.press("button.end")
    assert shop.texts("card-left-behind.title") in shop.shown()
    shop.room_of_visits.lift()
    assert shop.stage.greets
    assert shop.visits == []
    shop.conductor.start()
    shop.conductor.end()
    assert len(shop.visits) == 1, "the next person is"


def test_it_ends_by_itself_and_writes_that_down(
    shop: Workshop, caplog: pytest.LogCaptureFixture
) -> None:
    shop.comes_in()
    shop.tick(int(ShowTechnician.patience + GRACE_SECONDS) + 1)
    assert shop.stage.greets
    assert [one.getMessage() for one in caplog.records] == [
        "technician: the page was opened",
        "technician: the page was left",
    ]


def test_it_ends_when_the_stick_is_pulled_out(shop: Workshop, stick: Path) -> None:
    shop.comes_in()
    (stick / KEY_FILE).unlink()
    shop.tick(2)
    assert shop.stage.greets
    assert not shop.find(german("Technician"))


def test_to_switch_off_is_asked_twice_and_left_to_the_system(shop: Workshop) -> None:
    shop.comes_in()
    shop.asks("Switch the device off")
    assert not (shop.requests / POWER_OFF).exists()
    shop.asks("Switch the device off")
    assert (shop.requests / POWER_OFF).exists()


def test_the_support_file_is_left_to_the_system_and_its_name_is_told(
    shop: Workshop, stick: Path
) -> None:
    shop.comes_in()
    shop.asks("Write a support file to the stick")
    shop.tick(3)
    assert shop.sees(ONE_MOMENT)
    name = "kiosk-support-2027-03-01-120000.tar.gz"
    (stick / name).touch()
    (shop.requests / SUPPORT).unlink()
    shop.tick()
    assert shop.sees("It is on the stick: {name}", name=name)


def test_a_support_file_that_did_not_come_about_is_told(shop: Workshop) -> None:
    shop.comes_in()
    shop.asks("Write a support file to the stick")
    (shop.requests / SUPPORT).unlink()
    shop.tick()
    assert shop.sees("That did not work: perhaps the stick is full or cannot be written.")


def test_without_an_update_on_the_stick_there_is_no_button_for_one(shop: Workshop) -> None:
    shop.comes_in()
    assert not shop.find(german("Update from the stick"))


def test_an_update_from_the_stick_is_left_to_the_system_and_what_became_of_it_is_told(
    shop: Workshop, stick: Path
) -> None:
    (stick / "kiosk-202702011200.content").touch()
    shop.comes_in()
    shop.asks("Update from the stick")
    shop.tick(3)
    assert shop.sees(ONE_MOMENT)
    told = [Told("new content, made on {made}", {"made": "2027-02-01 12:00"}), Told(RESTARTS)]
    write_told(shop.told, told)
    (shop.requests / UPDATE).unlink()
    shop.tick()
    words = [german(one.sentence).format(**one.values) for one in told]
    assert "\n\n".join(words) in shop.shown()


def test_an_update_of_which_nothing_is_told_did_not_work(shop: Workshop, stick: Path) -> None:
    (stick / "kiosk.raucb").touch()
    shop.comes_in()
    shop.asks("Update from the stick")
    (shop.requests / UPDATE).unlink()
    shop.tick()
    assert shop.sees("That did not work.")


@pytest.mark.parametrize("panel", [SMALLEST, MIDDLE, PORTRAIT], ids=str)
def test_every_page_can_be_read_and_pressed(
    kivy_window: None, stick: Path, panel: tuple[int, int, float]
) -> None:
    from tests.scanner import faults  # noqa: PLC0415  needs the window

    (stick / "kiosk.raucb").touch()
    shop = Workshop(stick, panel)
    assert shop.stage.page
    assert faults(shop.stage.page) == []
    shop.comes_in()
    assert faults(shop.stage.page) == []
    told = "{file} is signed by nobody whom this device trusts, or its clock is wrong"
    write_told(shop.told, [Told(told, {"file": "kiosk-202702011200.content"})] * 2)
    for words in ("What is wrong?", "Switch the device off", "Update from the stick"):
        shop.asks(words)
        (shop.requests / UPDATE).unlink(missing_ok=True)
        shop.tick()
        overlay = shop.stage._overlay
        assert overlay
        assert faults(overlay) == []
        shop.press("button.close")
