"""What kiosk/secret.py promises of the one type in which a PIN lives."""

from __future__ import annotations

import copy
import pickle
import traceback
from collections.abc import Callable

import pytest

from kiosk.secret import LONGEST, Secret

DIGITS = b"482915"


@pytest.fixture
def secret() -> Secret:
    return Secret(DIGITS)


@pytest.mark.parametrize("show", [repr, str, "{}".format, "{!r}".format, lambda one: f"{[one]}"])
def test_no_way_of_printing_shows_a_digit_or_how_many(
    show: Callable[[Secret], str], secret: Secret
) -> None:
    assert not any(character.isdigit() for character in show(secret))
    assert show(secret) == show(Secret())


def test_a_traceback_with_local_variables_shows_no_digit(secret: Secret) -> None:
    with pytest.raises(ZeroDivisionError) as error:
        _fail_with(secret)
    told = traceback.TracebackException.from_exception(error.value, capture_locals=True)
    lines = "".join(told.format())
    assert "secret = Secret(***)" in lines
    assert DIGITS.decode() not in lines


def _fail_with(secret: Secret) -> None:
    raise ZeroDivisionError(secret)


def test_secrets_are_not_compared_by_accident(secret: Secret) -> None:
    for other in (Secret(DIGITS), DIGITS, None):
        with pytest.raises(TypeError):
            assert secret == other
        with pytest.raises(TypeError):
            assert secret != other
        with pytest.raises(TypeError):
            assert secret in [Secret(DIGITS)]


def test_secrets_are_compared_on_purpose(secret: Secret) -> None:
    assert secret.same_as(Secret(DIGITS))
    assert not secret.same_as(Secret(b"482916"))
    assert not secret.same_as(Secret(b"48291"))
    assert not secret.same_as(Secret())


def test_a_secret_is_no_key_and_no_member_of_a_set(secret: Secret) -> None:
    with pytest.raises(TypeError):
        hash(secret)
    with pytest.raises(TypeError):
        {secret}  # noqa: B018


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_secret_is_not_pickled(secret: Secret, protocol: int) -> None:
    with pytest.raises(TypeError):
        pickle.dumps(secret, protocol)


def test_a_secret_is_not_copied(secret: Secret) -> None:
    with pytest.raises(TypeError):
        copy.copy(secret)
    with pytest.raises(TypeError):
        copy.deepcopy(secret)
    with pytest.raises(TypeError):
        copy.deepcopy({"pin": secret})


def test_nothing_can_be_hung_on_a_secret(secret: Secret) -> None:
    with pytest.raises(AttributeError):
        secret.note = "my birthday"  # type: ignore[attr-defined]


def test_wiping_leaves_no_digit_in_the_buffer(secret: Secret) -> None:
    digits = secret.view()
    secret.wipe()
    assert bytes(digits) == bytes(len(DIGITS))
    assert len(secret) == 0
    assert bytes(secret.view()) == b""
    secret.wipe()
    assert len(secret) == 0


def test_lending_the_digits_leaves_the_secret_empty(secret: Secret) -> None:
    with secret as digits:
        assert bytes(digits) == DIGITS
    assert (len(secret), bytes(digits)) == (0, bytes(len(DIGITS)))


def test_lending_leaves_it_empty_after_an_error_too(secret: Secret) -> None:
    with pytest.raises(ZeroDivisionError), secret:
        raise ZeroDivisionError
    assert len(secret) == 0


def test_a_view_is_no_copy(secret: Secret) -> None:
    digits = secret.view()
    secret.pop()
    secret.append(7)
    assert bytes(digits) == b"482917"


def test_digits_are_typed_and_taken_back() -> None:
    secret = Secret()
    for digit in (4, 8, 2):
        secret.append(digit)
    secret.pop()
    assert bytes(secret.view()) == b"48"
    secret.pop()
    secret.pop()
    secret.pop()  # nothing there any more
    assert len(secret) == 0


def test_a_digit_that_was_taken_back_is_gone_from_the_buffer(secret: Secret) -> None:
    digits = secret.view()
    secret.pop()
    assert bytes(digits) == b"48291\0"


def test_a_puk_fills_a_secret_and_more_is_refused() -> None:
    secret = Secret(b"2345678901")
    assert len(secret) == LONGEST
    with pytest.raises(ValueError, match="up to ten digits"):
        secret.append(1)
    assert bytes(secret.view()) == b"2345678901"


@pytest.mark.parametrize("wrong", [b"48291x", b"48 915", b"48291\n", b"12345678901", b"48291\xb2"])
def test_what_is_no_digit_is_refused_without_being_told(wrong: bytes) -> None:
    with pytest.raises(ValueError, match="up to ten digits") as refusal:
        Secret(wrong)
    assert not any(character.isdigit() for character in str(refusal.value))
    assert refusal.value.__context__ is None


@pytest.mark.parametrize("wrong", [-1, 10, 48, 256])
def test_what_is_no_digit_is_not_appended(wrong: int, secret: Secret) -> None:
    with pytest.raises(ValueError, match="up to ten digits") as refusal:
        secret.append(wrong)
    assert str(wrong) not in str(refusal.value)
    assert bytes(secret.view()) == DIGITS
