"""Whatever happens to the technician's file, the kiosk has settings, and knows what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.german import german
from kiosk.settings import Settings, load, load_or_last_good
from kiosk.strict_yaml import BadFile


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kiosk.yaml"


def test_a_bad_file_leaves_the_last_good_one_in_force(file: Path, tmp_path: Path) -> None:
    file.write_text("site: Markt\n")
    assert load_or_last_good(file, tmp_path / "state").problem is None
    file.write_text("site: Markt\nvolume: loud\n")
    loaded = load_or_last_good(file, tmp_path / "state")
    assert loaded.settings == Settings(site="Markt")
    assert loaded.problem
    assert loaded.problem.line == 2
    file.unlink()
    assert load_or_last_good(file, tmp_path / "state").settings == Settings(site="Markt")
    file.write_text("site: Rathaus\n")
    assert load_or_last_good(file, tmp_path / "state").settings == Settings(site="Rathaus")


def test_paths_of_the_last_good_one_still_count_from_the_folder_of_the_file(
    file: Path, tmp_path: Path
) -> None:
    file.write_text("services: dienste.yaml\n")
    load_or_last_good(file, tmp_path / "state")
    file.write_text("volume: loud\n")
    services = load_or_last_good(file, tmp_path / "state").settings.services
    assert services == str(file.with_name("dienste.yaml"))


def test_without_a_good_file_ever_the_defaults_hold(file: Path, tmp_path: Path) -> None:
    file.write_text("colour: blue\n")
    loaded = load_or_last_good(file, tmp_path / "state")
    assert loaded.settings == Settings()
    assert loaded.problem


def test_nobody_else_can_read_the_copy_since_secrets_may_stand_in_it(
    file: Path, tmp_path: Path
) -> None:
    file.write_text("statistics: {token: geheim}\n")
    load_or_last_good(file, tmp_path / "state")
    assert (tmp_path / "state" / "kiosk.yaml").stat().st_mode & 0o777 == 0o600


def test_a_copy_that_cannot_be_kept_stops_nothing(
    file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file.write_text("site: Markt\n")
    (tmp_path / "state").write_text("a file where the folder should be")
    assert load_or_last_good(file, tmp_path / "state").settings == Settings(site="Markt")
    assert "no copy" in caplog.text


def test_what_was_wrong_with_a_file_survives_from_the_boot_to_the_screen(file: Path) -> None:
    file.write_text("screen:\n  rotation: 45\n")
    with pytest.raises(BadFile) as caught:
        load(file)
    written = caught.value.to_json()
    assert str(caught.value) in written.decode()  # for whoever reads it without us
    again = BadFile.from_json(written)
    assert str(again) == str(caught.value)
    assert (again.path, again.line, again.place) == (file, 2, "screen.rotation")
    assert again.problem(german) == caught.value.problem(german)
