"""The tests of the built image; run by ./dev image-test, not by ./dev test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.appliance.machine import SIZE, Machine, machine

if TYPE_CHECKING:
    from tests.twin import Twin

BUILT = Path(__file__).parents[2] / "build" / "image" / "amd64"
SEEN = Path(__file__).parents[2] / "build" / "appliance"
"""Where pictures and journals are left, in a folder for each test."""


@pytest.fixture(scope="session")
def image() -> Path:
    images = list(BUILT.glob("kiosk-*.img"))
    assert len(images) == 1, f"one image in {BUILT}: run ./dev image ARCH=amd64"
    return images[0]


@pytest.fixture
def folder(request: pytest.FixtureRequest) -> Path:
    return SEEN / request.node.name


@pytest.fixture(scope="module")
def started(image: Path, request: pytest.FixtureRequest) -> Iterator[Machine]:
    """One device for a whole file of tests, from its first start on."""
    with machine(image, SEEN / request.node.name) as running:
        yield running


@pytest.fixture
def twin(kivy_window: None) -> Twin:
    from tests.twin import Twin  # noqa: PLC0415  needs the window

    return Twin(*SIZE)
