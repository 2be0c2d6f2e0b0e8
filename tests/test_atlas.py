"""What the atlas proves of the journeys, and that it would notice if it were not so."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.eid.model import CardFault, CardKind, WrongPin
from kiosk.journeys.atlas.__main__ import main
from kiosk.journeys.atlas.claims import Claim, Refuted
from kiosk.journeys.atlas.drawing import DIAGRAMS, document
from kiosk.journeys.atlas.proofs import (
    prove_it_asks,
    prove_it_ends,
    prove_texts,
)
from kiosk.journeys.atlas.walk import Chart, walk
from kiosk.journeys.resume_pin import LastTry
from kiosk.journeys.steps import (
    UNSEEN,
    AskNewPin,
    AskSecret,
    AwaitCard,
    ChangePin,
    ChooseWithCard,
    Ending,
    Field,
    Journey,
    LookAtCard,
    Mood,
    Pick,
    ReleaseCard,
    ShowList,
    ShowService,
    Step,
    Tell,
    UnblockPin,
    WentBack,
)
from kiosk.secret import Secret

DRAWN = Path(__file__).parents[1] / "docs" / "journeys.md"


def test_every_promise_holds_on_every_path(chart: Chart) -> None:
    assert {place.step for place in chart.places if isinstance(place.step, Ending)} == set(Ending)


def test_every_step_of_the_vocabulary_is_met(chart: Chart) -> None:
    met = {type(step) for step in chart.steps()}
    assert met >= {
        Tell,
        ChooseWithCard,
        AskSecret,
        AskNewPin,
        AwaitCard,
        LookAtCard,
        ChangePin,
        UnblockPin,
        ReleaseCard,
        Pick,
        ShowService,
        ShowList,
    }


def test_every_step_has_a_screen(chart: Chart, kivy_window: None) -> None:
    """In German; the gallery's scan makes them in every language."""
    from tests.twin import Twin  # noqa: PLC0415  needs the window

    twin = Twin(1280, 800)
    for step in chart.steps():
        if not isinstance(step, UNSEEN):
            assert twin.page(step).children, step


def test_every_function_with_a_diagram_of_its_own_is_passed(chart: Chart) -> None:
    passed = {name for place in chart.places for name in place.within}
    assert {door for diagram in DIAGRAMS for door in diagram.doors} <= passed


def test_the_drawn_journeys_are_those_of_the_code(chart: Chart) -> None:
    assert DRAWN.read_text(encoding="utf-8") == document(chart)


def test_stale_diagrams_are_one_clear_line_and_exit_1(
    chart: Chart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.journeys.atlas.__main__.proved_chart", lambda: chart)
    stale = tmp_path / "journeys.md"
    stale.write_text("older\n")
    done = CliRunner().invoke(main, ["--check", str(stale)])
    assert done.exit_code == 1
    command = f"python -m kiosk.journeys.atlas --write {stale}"
    assert done.output.splitlines() == [f"atlas: {stale} is stale: {command}"]


# What follows are journeys that somebody might write by mistake.


async def never_ends() -> Ending:
    while True:
        with suppress(WentBack):
            await Tell("pins-differ")


async def asks_the_card_for_ever() -> Ending:
    while (await LookAtCard()).kind is CardKind.UNKNOWN:
        pass
    return Ending.SHOWN


async def shows_and_ends() -> Ending:
    await LookAtCard()
    return Ending.SHOWN


async def spends_a_last_try_unasked() -> Ending:
    look = await LookAtCard()
    if look.pin_status and look.pin_status.tries_left == 1:
        can = await AskSecret(Field.CAN, "enter-can")
        old = await AskSecret(Field.PIN, "enter-old-pin")
        if old and can:
            await ChangePin(old, await AskNewPin("choose-new-pin"), can)
    return Ending.DONE


async def spends_a_last_try_with_an_old_can() -> Ending:
    can = await AskSecret(Field.CAN, "enter-can")
    look = await LookAtCard()
    if look.pin_status and look.pin_status.tries_left == 1:
        consent = await ChooseWithCard("last-try", LastTry)
        old = await AskSecret(Field.PIN, "enter-old-pin")
        if consent is LastTry.GO_ON and old and can:
            await ChangePin(old, await AskNewPin("choose-new-pin"), can)
    return Ending.DONE


async def takes_the_can_for_a_pin() -> Ending:
    look = await LookAtCard()
    if look.pin_status and look.pin_status.tries_left == 3:
        can = await AskSecret(Field.CAN, "enter-can")
        if can:
            await ChangePin(can, await AskNewPin("choose-new-pin"))
    return Ending.DONE


async def sends_five_digits_as_new_pin() -> Ending:
    look = await LookAtCard()
    if look.pin_status and look.pin_status.tries_left == 3:
        old = await AskSecret(Field.PIN, "enter-old-pin")
        if old:
            await ChangePin(old, Secret(b"12345"))
    return Ending.DONE


async def sends_a_pin_again() -> Ending:
    look = await LookAtCard()
    if look.pin_status and look.pin_status.tries_left == 3:
        old = await AskSecret(Field.PIN, "enter-old-pin")
        if old:
            result = await ChangePin(old, await AskNewPin("choose-new-pin"))
            if isinstance(result, WrongPin) and result.status.tries_left == 2:
                await ChangePin(old, await AskNewPin("choose-new-pin"))
    return Ending.DONE


async def does_not_look_first() -> Ending:
    puk = await AskSecret(Field.PUK, "enter-puk")
    if puk:
        await UnblockPin(puk)
    return Ending.DONE


async def forgets_to_wipe() -> Ending:
    await AskNewPin("choose-new-pin")
    await Tell("pins-differ")
    return Ending.DONE


@dataclass(frozen=True)
class Dance(Step[None]):
    text: str = "dance"


async def has_no_screen() -> Ending:
    await Dance()
    return Ending.DONE


async def has_no_text() -> Ending:
    await Tell("nobody-wrote-this")
    return Ending.DONE


async def forgets_the_count() -> Ending:
    await Tell("wrong-pin", Mood.CAUTION)
    return Ending.DONE


async def _faults_told(journey: Callable[[], Journey]) -> Ending:
    try:
        return await journey()
    except CardFault:
        return Ending.LEFT


def _prove(journey: Callable[[], Journey]) -> None:
    chart = walk(partial(_faults_told, journey))
    prove_it_ends(chart)
    prove_it_asks(chart)
    prove_texts(chart)


MISTAKES: list[tuple[Callable[[], Journey], Claim]] = [
    (never_ends, Claim.ENDS),
    (asks_the_card_for_ever, Claim.ASKS),
    (spends_a_last_try_unasked, Claim.LAST_TRY),
    (spends_a_last_try_with_an_old_can, Claim.LAST_TRY),
    (takes_the_can_for_a_pin, Claim.SHAPE),
    (sends_five_digits_as_new_pin, Claim.SHAPE),
    (sends_a_pin_again, Claim.ONCE),
    (does_not_look_first, Claim.KNOWN_STATE),
    (forgets_to_wipe, Claim.LET_GO),
    (has_no_screen, Claim.SCREEN),
    (has_no_text, Claim.TEXT),
    (forgets_the_count, Claim.TEXT),
]


@pytest.mark.parametrize(("journey", "claim"), MISTAKES)
def test_a_mistake_in_a_journey_is_found(journey: Callable[[], Journey], claim: Claim) -> None:
    with pytest.raises(Refuted, match="on the path: ") as refuted:
        _prove(journey)
    assert refuted.value.claim is claim


def test_no_claim_goes_unchallenged() -> None:
    assert {claim for _, claim in MISTAKES} == set(Claim)


def test_a_fault_that_no_journey_tells_of_is_found() -> None:
    with pytest.raises(Refuted, match="nobody tells of card-fault") as refuted:
        walk(shows_and_ends)
    assert refuted.value.claim is Claim.ENDS


def test_a_journey_without_mistakes_is_proved() -> None:
    _prove(shows_and_ends)
