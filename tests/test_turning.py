"""The picture is turned for a panel that hangs on its side, or stays as it is: it never stops."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.screens.turning import turn_screen

SAYS = """\
HDMI-A-1 "The X.Org Foundation 11.0 (HDMI-A-1)"
  Make: The X.Org Foundation
  Enabled: yes
  Modes:
    1024x768 px (current)
  Transform: normal
DP-1 "Another one"
  Enabled: yes
"""
"""As wlr-randr of Debian 13 says it under cage 0.2."""


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a program in the place of wlr-randr is asked: Debian 12's cage turns nothing."""
    program, asked = tmp_path / "wlr-randr", tmp_path / "asked"
    (tmp_path / "says").write_text(SAYS)
    program.write_text(f'#!/bin/sh\necho "$@" >>{asked}\ncat {tmp_path}/says\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    return asked


def test_every_output_is_turned(asked: Path) -> None:
    turn_screen(270)
    assert asked.read_text().splitlines() == [
        "",
        "--output HDMI-A-1 --transform 270",
        "--output DP-1 --transform 270",
    ]


def test_a_panel_that_hangs_upright_is_left_alone(asked: Path) -> None:
    turn_screen(0)
    assert not asked.exists()


def test_a_desktop_without_such_a_compositor_is_left_alone(
    asked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY")
    turn_screen(90)
    assert not asked.exists()


@pytest.mark.parametrize("program", ["#!/bin/sh\nexit 1\n", None])
def test_a_picture_that_cannot_be_turned_is_shown_all_the_same(
    asked: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, program: str
) -> None:
    found = asked.with_name("wlr-randr")
    if program:
        found.write_text(program)
    else:
        found.unlink()
        monkeypatch.setenv("PATH", str(asked.parent))
    turn_screen(90)
    assert "not turned by 90 degrees" in caplog.text
