"""The certified AusweisApp takes our practice card for a card, and our engine agrees with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kiosk.eid.connection import ReaderState
from kiosk.eid.model import PinChanged, PinState, PinStatus, PinUnblocked, PukUsedUp
from kiosk.eid.native_engine import NativeEngine
from kiosk.eid.pcsc import PcscReader
from kiosk.eid.simulator.chip import Books, Chip
from kiosk.eid.simulator.personas import load_personas
from kiosk.eid.simulator.vpcd import VirtualCard
from kiosk.secret import Secret
from tests.ausweisapp import AusweisApp, ausweisapp
from tests.hands import comes_to
from tests.pcscd import Pcscd, free_port, wait_until

PORT = free_port()
READER = f"Virtual PCD {PORT} 00 00"


@pytest.fixture(scope="module")
def app() -> Iterator[AusweisApp]:
    with Pcscd(PORT), ausweisapp() as running:
        yield running


@contextmanager
def on_the_reader(app: AusweisApp, persona: str) -> Iterator[tuple[Chip, Books]]:
    """Lay a practice card on and wait until the AusweisApp has found it."""
    chip = next(one for one in load_personas() if one.id == persona).make_chip()
    assert chip.books is not None
    with VirtualCard(chip, port=PORT):
        wait_until(lambda: app.card(READER) is not None, 10, "the AusweisApp finds the card")
        yield chip, chip.books
    wait_until(lambda: app.card(READER) is None, 10, "the AusweisApp misses the card")


@contextmanager
def our_engine() -> Iterator[NativeEngine]:
    """Our own engine at the same card, over the same stack, when the AusweisApp has let go."""
    reader = PcscReader(READER)
    comes_to(reader, ReaderState.CARD)
    engine = NativeEngine(reader)
    try:
        yield engine
    finally:
        engine.release()


def our_look() -> PinStatus | None:
    with our_engine() as engine:
        return engine.look().pin_status


def our_change(old: bytes, new: bytes) -> object:
    with our_engine() as engine:
        engine.look()
        return engine.change_pin(Secret(old), Secret(new))


def our_unblocking(puk: bytes) -> object:
    with our_engine() as engine:
        engine.look()
        return engine.unblock_pin(Secret(puk))


def test_it_changes_the_transport_pin_and_its_new_pin_works_with_us(app: AusweisApp) -> None:
    with on_the_reader(app, "new-card") as (_, books):
        dialogue = app.change_pin(ENTER_PIN=["13579"], ENTER_NEW_PIN=["738164"])
        assert dialogue.changed
        assert dialogue.asked == ["ENTER_PIN", "ENTER_NEW_PIN"]
        assert books.pin == b"738164"
        assert our_look() == PinStatus(PinState.OPERATIONAL, 3)
        assert isinstance(our_change(b"738164", b"461837"), PinChanged)
        assert books.pin == b"461837"


def test_our_new_pin_works_with_it(app: AusweisApp) -> None:
    with on_the_reader(app, "new-card") as (_, books):
        assert isinstance(our_change(b"13579", b"738164"), PinChanged)
        dialogue = app.change_pin(ENTER_PIN=["738164"], ENTER_NEW_PIN=["461837"])
        assert dialogue.changed
        assert books.pin == b"461837"


def test_after_its_wrong_pin_both_count_two_tries(app: AusweisApp) -> None:
    with on_the_reader(app, "new-card") as (_, books):
        dialogue = app.change_pin(ENTER_PIN=["11111"], ENTER_NEW_PIN=["738164"])
        assert not dialogue.changed
        assert dialogue.tries[0] == 3
        assert dialogue.tries[-1] == 2
        assert books.pin == b"13579"
        assert our_look() == PinStatus(PinState.OPERATIONAL, 2)


def test_from_the_first_wrong_pin_to_the_block_both_count_alike_and_we_unblock(
    app: AusweisApp,
) -> None:
    with on_the_reader(app, "new-card") as (_, books):
        wrong, can = ["11111", "22222", "33333"], books.can.decode()
        dialogue = app.change_pin(ENTER_PIN=wrong, ENTER_CAN=["999999", can])
        assert list(zip(dialogue.asked, dialogue.tries, strict=True)) == [
            ("ENTER_PIN", 3),
            ("ENTER_PIN", 2),
            ("ENTER_CAN", 1),
            ("ENTER_CAN", 1),  # a wrong CAN costs no try
            ("ENTER_PIN", 1),
            ("ENTER_PUK", 0),
        ]
        assert not dialogue.changed
        assert our_look() == PinStatus(PinState.BLOCKED, 0)
        assert isinstance(our_unblocking(books.puk), PinUnblocked)
        assert isinstance(our_change(b"13579", b"738164"), PinChanged)


def test_it_asks_for_the_can_where_we_say_suspended_and_resumes(app: AusweisApp) -> None:
    with on_the_reader(app, "last-try") as (_, books):
        assert our_look() == PinStatus(PinState.SUSPENDED, 1)
        pin, can = books.pin.decode(), books.can.decode()
        dialogue = app.change_pin(ENTER_CAN=[can], ENTER_PIN=[pin], ENTER_NEW_PIN=["738164"])
        assert dialogue.asked[0] == "ENTER_CAN"
        assert dialogue.changed
        assert books.pin == b"738164"
        assert our_look() == PinStatus(PinState.OPERATIONAL, 3)


def test_it_asks_for_the_puk_where_we_say_blocked_and_unblocks(app: AusweisApp) -> None:
    with on_the_reader(app, "blocked") as (_, books):
        assert our_look() == PinStatus(PinState.BLOCKED, 0)
        pin, puk = books.pin.decode(), books.puk.decode()
        dialogue = app.change_pin(ENTER_PUK=[puk], ENTER_PIN=[pin], ENTER_NEW_PIN=["738164"])
        assert dialogue.asked[0] == "ENTER_PUK"
        assert dialogue.changed
        assert books.pin == b"738164"
        assert our_look() == PinStatus(PinState.OPERATIONAL, 3)


def test_both_see_that_a_puk_is_used_up_only_after_it_was_typed_right(app: AusweisApp) -> None:
    with on_the_reader(app, "puk-used-up") as (_, books):
        card = app.card(READER)
        assert card is not None
        assert card["inoperative"] is False
        dialogue = app.change_pin(ENTER_PUK=[books.puk.decode()])
        assert (dialogue.asked, dialogue.changed) == (["ENTER_PUK"], False)
        card = app.card(READER)
        assert card is not None
        assert card["inoperative"] is True
        assert our_unblocking(books.puk) == PukUsedUp(PinStatus(PinState.BLOCKED, 0))


@pytest.mark.parametrize("persona", ["new-card", "lenient-chip"])
def test_it_changes_the_pin_of_both_chips_and_we_need_fewer_commands(
    app: AusweisApp, persona: str
) -> None:
    with on_the_reader(app, persona) as (chip, books):
        pin = books.pin
        assert app.change_pin(ENTER_PIN=[pin.decode()], ENTER_NEW_PIN=["738164"]).changed
        its = chip.apdu_count
        assert isinstance(our_change(b"738164", b"461837"), PinChanged)
        assert chip.apdu_count - its < its


def test_both_see_that_the_online_function_is_off(app: AusweisApp) -> None:
    with on_the_reader(app, "switched-off"):
        card = app.card(READER)
        assert card is not None
        assert card["deactivated"] is True
        assert our_look() == PinStatus(PinState.DEACTIVATED, None)


def test_where_it_is_not_installed_the_line_to_run_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(FileNotFoundError, match="apt-get install ausweisapp2"), ausweisapp():
        pass
