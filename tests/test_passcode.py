"""The technician's code is kept in a way that does not give it away."""

from __future__ import annotations

import pytest

from kiosk import passcode

CODE = "60254137"


@pytest.fixture(scope="module")
def stored() -> str:
    return passcode.hashed(CODE)


def test_a_code_matches_what_was_kept_of_it_and_no_other_does(stored: str) -> None:
    assert CODE not in stored
    assert passcode.matches(CODE, stored)
    assert passcode.matches(CODE, f"{stored}\n")
    for other in ("60254138", "6025413", "602541370", ""):
        assert not passcode.matches(other, stored)


def test_the_same_code_is_never_kept_in_the_same_way(stored: str) -> None:
    assert passcode.hashed(CODE) != stored


@pytest.mark.parametrize("kept", ["", CODE, "$scrypt$ln=15,r=8,p=1$$", "$argon2id$x"])
def test_what_is_no_hash_matches_no_code(kept: str) -> None:
    assert not passcode.matches(CODE, kept)


@pytest.mark.parametrize("code", ["12345678", "98765432", "00000000", "12121212", "123412341234"])
def test_what_counts_up_or_down_or_repeats_itself_is_too_easy(code: str) -> None:
    assert passcode.too_easy(code)
    assert not passcode.too_easy(f"{code[:-1]}7{code[-1]}")
