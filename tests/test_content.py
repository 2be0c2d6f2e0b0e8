"""Content is updated without the system: signed, whole, newer, and never at the cost of the old."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.appliance.content_update import (
    SIGNED,
    NoRoom,
    NotNewer,
    NotSigned,
    Refused,
    Shelf,
    Torn,
    Unsuitable,
)
from kiosk.content import ASSETS, newer
from kiosk.content_check import damage
from kiosk.course.taught import lessons_to_teach
from kiosk.facts import FILE as FACTS_FILE
from kiosk.facts import load_facts
from kiosk.german import german
from kiosk.lessons import FOLDER
from kiosk.services import read_catalogue
from kiosk.settings import load
from kiosk.texts import Texts
from tests.city import FACTS, FIRST, SECOND, SERVICES, THIRD, City, everything_in, make_keys


@pytest.fixture
def shelf(tmp_path: Path, keys: Path) -> Shelf:
    return Shelf(tmp_path / "device", keys / "ca.pem")


@pytest.fixture
def current(tmp_path: Path) -> Path:
    """Where the device has what holds."""
    return tmp_path / "device" / "current"


def version(shelf: Shelf) -> str | None:
    return shelf.current.version if shelf.current else None


def assert_german(refused: Refused) -> None:
    assert german(refused.sentence) != refused.sentence


# what holds


def test_new_services_facts_texts_and_films_take_the_place_of_the_kiosks_own(
    city: City, shelf: Shelf, current: Path, tmp_path: Path
) -> None:
    city.writes("facts.yaml", FACTS)
    city.writes("sign-language/pin-set.mp4", b"a film")
    city.writes("lessons/ours.yaml", (FOLDER / "20-minuten.yaml").read_bytes())
    city.translates("de", {"pin-set.title": "Geschafft"})
    assert shelf.install(city.packs()) == shelf.current
    config = tmp_path / "kiosk.yaml"
    config.write_text(f"content: {current}\n")
    settings = load(config)
    assert [one.id for one in read_catalogue(Path(settings.services)).services] == ["portal"]
    assert [one.name for one in load_facts(newer(FACTS_FILE, current))] == ["hotline_minutes"]
    assert os.listdir(settings.sign_language) == ["pin-set.mp4"]
    lessons, _ = lessons_to_teach(Path(settings.lessons))
    assert [*lessons] == ["20-minuten", "45-minuten", "90-minuten", "ours"]


def test_what_the_content_does_not_hold_stays_that_of_the_kiosk(
    city: City, shelf: Shelf, current: Path
) -> None:
    shelf.install(city.packs())
    assert newer(FACTS_FILE, current) == FACTS_FILE
    assert newer(ASSETS / "sign-language", current) == ASSETS / "sign-language"


def test_a_file_that_the_technician_named_holds_before_all_content(
    city: City, shelf: Shelf, current: Path, tmp_path: Path
) -> None:
    shelf.install(city.packs())
    own = tmp_path / "own.yaml"
    own.write_text("hosts: []\n")
    config = tmp_path / "kiosk.yaml"
    config.write_text(f"content: {current}\nservices: own.yaml\n")
    assert load(config).services == str(own)


def test_a_text_is_read_anew_and_all_others_stay(city: City, shelf: Shelf, current: Path) -> None:
    key, other = "home.learn", "home.services"
    city.translates("de", {"home.learn": "Ganz neue Worte"})
    shelf.install(city.packs())
    before, after = Texts(), Texts(newer=current / "texts")
    assert (before(key) == "Ganz neue Worte", after(key)) == (False, "Ganz neue Worte")
    assert after(other) == before(other)
    before.language = after.language = "uk"
    assert after(key) == before(key)


def test_texts_of_content_that_a_later_kiosk_cannot_fill_are_left_out(tmp_path: Path) -> None:
    folder = City(tmp_path / "desk", tmp_path)
    folder.translates(
        "de", {"progress": "Noch {steps} Schritte", "home.learn": "Neu", "none.such": "Nichts"}
    )
    texts = Texts(newer=folder.content / "texts")
    assert texts("progress", step=2, of=3) == Texts()("progress", step=2, of=3)
    assert texts("home.learn") == "Neu"
    assert not texts.has("none.such")
    (folder.content / "texts" / "de.po").write_bytes(b"\xff\xfe no catalogue")
    assert Texts(newer=folder.content / "texts")("home.learn") == Texts()("home.learn")


# what is refused


def test_a_foreign_signature_is_refused(
    city: City, shelf: Shelf, tmp_path: Path, current: Path
) -> None:
    stranger = City(tmp_path / "stranger", make_keys(tmp_path / "foreign"))
    stranger.writes("services.yaml", SERVICES)
    shelf.install(city.packs(FIRST))
    before = everything_in(current.parent)
    with pytest.raises(NotSigned) as refused:
        shelf.install(stranger.packs(SECOND))
    assert_german(refused.value)
    assert everything_in(current.parent) == before


def test_without_a_signature_nothing_is_taken(city: City, shelf: Shelf, tmp_path: Path) -> None:
    manifest = b'{"kind":"kiosk-content","version":"202702011200","files":{}}'
    for signed in (manifest, b"", city.signs(manifest)[:-1]):
        with pytest.raises(NotSigned):
            shelf.install(archive(tmp_path / "x.content", {SIGNED: signed}))


@pytest.mark.parametrize(
    "words",
    [
        b"[update]\ncompatible=kiosk-amd64\nversion=1\n",
        b'{"kind":"kiosk-content","version":"202702301200","files":{}}',
        b'{"kind":"kiosk-content","version":"202702011200","files":{"../evil":'
        b'{"size":1,"sha256":"' + b"0" * 64 + b'"}}}',
    ],
    ids=["a manifest of RAUC", "no date", "a way out of the folder"],
)
def test_a_good_signature_under_anything_else_is_refused(
    city: City, shelf: Shelf, tmp_path: Path, words: bytes
) -> None:
    with pytest.raises(Torn) as refused:
        shelf.install(archive(tmp_path / "x.content", {SIGNED: city.signs(words)}))
    assert_german(refused.value)


def test_a_file_that_is_torn_anywhere_is_refused_and_the_last_good_one_holds(
    city: City, shelf: Shelf, current: Path, tmp_path: Path
) -> None:
    shelf.install(city.packs(FIRST))
    before = everything_in(current.parent)
    whole = city.packs(SECOND).read_bytes()
    torn = tmp_path / "torn.content"
    for length in (0, 1, 100, len(whole) // 2, len(whole) - 30, len(whole) - 1):
        torn.write_bytes(whole[:length])
        with pytest.raises(Torn) as refused:
            shelf.install(torn)
        assert_german(refused.value)
    assert everything_in(current.parent) == before


def test_other_bytes_than_those_signed_are_refused_however_well_packed(
    city: City, shelf: Shelf, current: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(city.packs()) as good:
        parts = {name: good.read(name) for name in good.namelist()}
    other = tmp_path / "other.content"
    for change in (
        {"services.yaml": parts["services.yaml"].replace(b"Das neue", b"Das alte")},
        {"services.yaml": parts["services.yaml"] + b"#"},
        {"services.yaml": parts["services.yaml"][:-1]},
        {"facts.yaml": b"numbers: []"},
    ):
        with pytest.raises(Torn) as refused:
            shelf.install(archive(other, {**parts, **change}))
        assert_german(refused.value)
    with pytest.raises(Torn):
        shelf.install(archive(other, {SIGNED: parts[SIGNED]}))
    assert not current.exists()


def test_there_is_no_way_back_to_older_content_unless_asked(city: City, shelf: Shelf) -> None:
    old, new = city.packs(FIRST), city.packs(SECOND)
    shelf.install(new)
    with pytest.raises(NotNewer) as refused:
        shelf.install(old)
    assert_german(refused.value)
    assert version(shelf) == "202702011200"
    shelf.install(old, older=True)
    assert version(shelf) == "202701011200"
    with pytest.raises(NotNewer):
        shelf.install(old, older=True)


def test_content_that_this_kiosk_cannot_show_is_refused_when_it_is_made_and_when_it_is_taken(
    city: City, shelf: Shelf, current: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_problems(_: Path) -> list[str]:
        return []

    for name, text, why in (
        ("services.yaml", "services: none\n", "services.yaml:1"),
        ("facts.yaml", "euros: [{name: fee}]\n", "facts.yaml:1"),
        ("texts/xx.po", "", "no such language"),
        ("texts/de.po", 'msgid "no-such-key"\nmsgstr "Text"\n', "no such text"),
        ("texts/de.po", 'msgid "progress"\nmsgstr "Schritt {}"\n', "other names in braces"),
        ("texts/de.po", 'msgid "progress"\nmsgstr "Schritt {step.none}"\n', "other names"),
        ("texts/de.po", f'msgid "home.learn"\nmsgstr "{"Wort " * 30}"\n', "2 times as long"),
        ("texts/de.po", b"\xff\xfe", "texts/de.po"),
        ("lessons/ours.yaml", "title: Unsere Stunde\n", "lessons/ours.yaml:1"),
        ("sign-language/no-such-page.mp4", b"a film", "no page has this name"),
    ):
        city.writes(name, text)
        with pytest.raises(Unsuitable, match=why) as refused:
            city.packs()
        with monkeypatch.context() as patched:
            patched.setattr("kiosk.appliance.content_update.problems", no_problems)
            packed = city.packs()
        with pytest.raises(Unsuitable, match=why):
            shelf.install(packed)
        assert_german(refused.value)
        city.writes("services.yaml", SERVICES)
        if name != "services.yaml":
            (city.content / name).unlink()
    assert not current.exists()


def test_of_a_folder_with_anything_but_content_nothing_is_made(city: City) -> None:
    city.writes("run-me.sh", "#!/bin/sh\n")
    with pytest.raises(Unsuitable, match=r"run-me\.sh: no part of content"):
        city.packs()


# when the disk or the power fails

IN_A_SMALL_DISK = 'mount -t tmpfs -o "$1" tmpfs "$2" && shift 2 && exec "$@"'


@pytest.mark.parametrize("size", ["size=30m", "size=80m,nr_inodes=8"])
def test_on_a_full_disk_the_last_good_content_holds(
    city: City, keys: Path, tmp_path: Path, size: str
) -> None:
    """Full by its blocks, which is seen before, or by its files, which is seen on the way."""
    small, film = city.packs(FIRST), bytes(12_000_000)
    for page in ("pin-set", "pin-changed", "eid-is-off"):
        city.writes(f"sign-language/{page}.mp4", film if "inodes" not in size else b"film")
    large, disk = city.packs(SECOND), tmp_path / "disk"
    disk.mkdir()
    owner = [] if os.getuid() == 0 else ["--user", "--map-root-user"]
    done = subprocess.run(
        [
            *("unshare", *owner, "--mount", "sh", "-c", IN_A_SMALL_DISK, "sh", size, str(disk)),
            *(sys.executable, "-c", INSTALLS),
            *map(str, (disk / "content", keys / "ca.pem", small, large)),
        ],
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    assert done.stdout.split() == ["taken", NoRoom.__name__, "202701011200", "whole", "2"]


INSTALLS = """
import sys
from pathlib import Path
from kiosk.appliance.content_update import Refused, Shelf
from kiosk.content_check import damage
folder, ring, *files = map(Path, sys.argv[1:])
shelf = Shelf(folder, ring)
for file in files:
    try:
        shelf.install(file)
        print("taken")
    except Refused as refused:
        print(type(refused).__name__)
print(shelf.current.version)
print([*damage(folder / "current", shelf.current)] or "whole")
print(len([*folder.iterdir()]))
"""


def test_whenever_the_power_goes_the_old_content_holds_or_the_new(
    city: City, shelf: Shelf, current: Path
) -> None:
    old = shelf.install(city.packs(FIRST))
    new = city.packs(SECOND)
    seen = set()
    for calls in range(1, 100):
        child = os.fork()
        if child == 0:
            cut_power_at(calls)
            try:
                shelf.install(new)
            finally:
                os._exit(7)
        _, status = os.waitpid(child, 0)
        holds = shelf.current
        assert holds
        assert not [*damage(current, holds)]
        seen.add((os.waitstatus_to_exitcode(status), holds == old))
        if os.waitstatus_to_exitcode(status) == 7:
            break
        if holds != old:
            shelf.go_back()
    assert seen == {(9, True), (9, False), (7, False)}


def cut_power_at(call: int) -> None:
    """From then on nothing of this process is done any more: its nth step to the disk is the last
    one that is not."""
    left = iter(range(call - 1, -1, -1))
    for name in ("fsync", "rename", "replace", "symlink"):
        real = getattr(os, name)

        def step(*words: object, real: object = real, **more: object) -> object:
            if next(left) == 0:
                os._exit(9)
            return real(*words, **more)  # type: ignore[operator]

        setattr(os, name, step)


def test_what_a_power_cut_left_behind_is_in_nobodys_way(
    city: City, shelf: Shelf, current: Path
) -> None:
    left = current.parent / "new" / "texts"
    left.mkdir(parents=True)
    (current.parent / "202702011200").mkdir()
    shelf.install(city.packs(SECOND))
    assert version(shelf) == "202702011200"
    assert not left.exists()


def test_the_content_before_is_kept_and_one_can_go_back_to_it_and_to_that_of_the_system(
    city: City, shelf: Shelf, current: Path
) -> None:
    for made in (FIRST, SECOND, THIRD):
        shelf.install(city.packs(made))
    assert sorted(one.name for one in current.parent.iterdir()) == [
        *("202702011200", "202703011200", "current")
    ]
    assert shelf.go_back() == shelf.current
    assert version(shelf) == "202702011200"
    assert shelf.go_back() is None
    assert shelf.go_back() is None
    assert not current.exists()


# the commands


def kiosk(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kiosk", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_city_checks_and_packs_and_a_device_takes_it_and_goes_back(
    city: City, keys: Path, current: Path
) -> None:
    assert kiosk("content", "check", city.content).returncode == 0
    release = ("--certificate", keys / "release.pem", "--key", keys / "release.key")
    packed = kiosk("content", "pack", city.content, *release, "--into", city.desk)
    file = Path(packed.stdout.strip())
    assert file.name.startswith(f"kiosk-{datetime.now(UTC):%Y}")
    device = ("--into", current.parent, "--keyring", keys / "ca.pem")
    assert kiosk("content", "install", file, *device).returncode == 0
    assert (current / "services.yaml").read_text() == SERVICES
    again = kiosk("content", "install", file, *device)
    assert (again.returncode, "not newer" in again.stderr) == (11, True)
    assert (
        kiosk("content", "back", "--into", current.parent).stdout == "the content of the system\n"
    )
    city.writes("services.yaml", "services: none\n")
    refused = kiosk("content", "check", city.content)
    assert (refused.returncode, "services.yaml:1" in refused.stderr) == (11, True)


def archive(file: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(file, "w") as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return file
