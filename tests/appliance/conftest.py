"""The tests of the built image; run by ./dev image-test, not by ./dev test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.appliance.machine import SIZE, Machine, machine

if TYPE_CHECKING:
    from tests.appliance.window import DeviceWindow
    from tests.twin import Twin

BUILT = Path(__file__).parents[2] / "build" / "image" / "amd64"
SEEN = Path(__file__).parents[2] / "build" / "appliance"
"""Where pictures and journals are left, in a folder for each test."""


def one(kind: str, arch: str = "amd64") -> Path:
    found = list((BUILT.parent / arch).glob(f"kiosk-*.{kind}"))
    assert len(found) == 1, f"no {kind}: run ./dev image ARCH={arch}"
    return found[0]


@pytest.fixture(scope="session")
def image() -> Path:
    return one("img")


@pytest.fixture(scope="session")
def update() -> Path:
    return one("raucb")


def emptied(name: str) -> Path:
    folder = SEEN / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def folder(request: pytest.FixtureRequest) -> Path:
    return emptied(request.node.name)


@pytest.fixture(scope="module")
def device(image: Path, request: pytest.FixtureRequest) -> Iterator[Machine]:
    """One device for a whole file of tests, from its first start on."""
    with machine(image, emptied(Path(request.node.name).stem)) as running:
        yield running


@pytest.fixture
def twin(kivy_window: None) -> Twin:
    from tests.twin import Twin  # noqa: PLC0415  needs the window

    return Twin(*SIZE)


@pytest.fixture
def window(device: Machine, kivy_window: None) -> DeviceWindow:
    from tests.appliance.window import DeviceWindow  # noqa: PLC0415  needs the window

    return DeviceWindow(device)
