"""The tests of the built image for the Raspberry Pi; run by ./dev image-test ARCH=arm64."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.appliance.conftest import emptied, one, twin
from tests.appliance.machine import Machine, machine
from tests.raspberry_pi.firmware import Board

if TYPE_CHECKING:
    from tests.appliance.window import DeviceWindow

__all__ = ["twin"]


@pytest.fixture(scope="session")
def image() -> Path:
    return one("img", "arm64")


@pytest.fixture(scope="session")
def update() -> Path:
    return one("raucb", "arm64")


@pytest.fixture(scope="module")
def board() -> Board:
    return Board()


@pytest.fixture(scope="module")
def device(image: Path, board: Board, request: pytest.FixtureRequest) -> Iterator[Machine]:
    """One device for all of its years, from its first start on."""
    with machine(image, emptied(Path(request.node.name).stem), computer=board) as running:
        yield running


@pytest.fixture
def window(device: Machine, kivy_window: None) -> DeviceWindow:
    from tests.appliance.window import DeviceWindow  # noqa: PLC0415  needs the window

    return DeviceWindow(device)
