"""Under the hood: all that is said is explained, byte by byte, and only at practice cards."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kiosk.eid.eac.access import Access
from kiosk.eid.eac.model import Provider
from kiosk.eid.eac.service import load_services
from kiosk.eid.native_engine import NativeEngine
from kiosk.eid.practice_engine import PracticeEngine
from kiosk.eid.simulator import chip as chip_module
from kiosk.eid.simulator.chip import Chip
from kiosk.eid.simulator.exchange import Exchange
from kiosk.eid.simulator.personas import Persona, load_persona, load_personas
from kiosk.eid.simulator.reader import PracticeReader
from kiosk.eid.simulator.temperament import Temperament
from kiosk.german import german
from kiosk.hood.parts import sections
from kiosk.hood.record import KEPT, Record
from kiosk.hood.sentences import Sentence, Talk
from kiosk.hood.topics import Topic
from kiosk.practice import Hand
from kiosk.secret import Secret
from kiosk.texts import Texts
from tests.cards import (
    NEW_PIN,
    OPERATIONS,
    THE_CAN,
    THE_PIN,
    WRONG_PIN,
    Desk,
    Operation,
    a_card,
    every_operation,
    on_both_chips,
    outcome_of,
    secret,
)
from tests.hands import laid_on
from tests.pcscd import Pcscd

KIOSK = Path(chip_module.__file__).parents[2]
PROVIDERS = tuple(service.provider for service in load_services())
TODAY = date(2026, 11, 24)


def overheard(card: Chip) -> Record:
    """Everything that is said to this card from now on."""
    record = Record(lambda: None)
    card.listener = record.hear
    return record


def identified(persona: Persona, provider: Provider, pin: str | None = None) -> Record:
    """A whole trial identification with everything ticked."""
    assert persona.secrets
    card = persona.make_chip()
    record = overheard(card)
    reader = PracticeReader()
    reader.lay_on(card)
    engine = PracticeEngine(reader, lambda: TODAY)
    engine.look()
    granted = (*provider.required, *provider.optional)
    engine.identify(provider.id, granted, secret(pin or persona.secrets.pin))
    return record


def is_explained(record: Record) -> None:
    """Each exchange is told in texts that exist, and its bytes add up."""
    assert record.talks()
    for talk in record.talks():
        assert talk.topic is not Topic.UNKNOWN, talk.exchange.command.hex()
        for said in (talk.asked, talk.answered):
            assert words(said), talk
        adds_up(talk)


def adds_up(talk: Talk) -> None:
    exchange = talk.exchange
    explained = {
        section.title: b"".join(part.data for part in section.parts) for section in sections(talk)
    }
    explained.pop("what only the card knows", None)
    if exchange.inside:
        command, response = exchange.inside
        assert explained.pop("command, decrypted") == command.encode()
        assert explained.pop("response, decrypted") == response.encode()
        assert explained == {
            "command as it was sent": exchange.command,
            "response as it was sent": exchange.response,
        }
    else:
        assert explained == {"command": exchange.command, "response": exchange.response}


def words(said: Sentence) -> str:
    """A KeyError for a text that nobody wrote."""
    texts = Texts()
    what = texts(said.what) if said.what else ""
    return texts(said.key, said.count, password=said.password, what=what)


def told(record: Record) -> list[tuple[str, str]]:
    return [(words(talk.asked), words(talk.answered)) for talk in record.talks()]


def values(record: Record, topic: Topic) -> set[str]:
    """All that bytes are said to mean, where a talk is about this."""
    return {
        part.value
        for talk in record.talks()
        if talk.topic is topic
        for section in sections(talk)
        for part in section.parts
    }


# whole visits


@on_both_chips
@every_operation
def test_all_that_is_said_in_pin_care_is_explained(
    temperament: Temperament, operation: Operation
) -> None:
    card = operation.card(temperament)
    record = overheard(card.chip)
    outcome_of(operation, Desk.with_card(card))
    is_explained(record)
    assert len(record.talks()) == len(card.commands)


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda one: one.id)
def test_all_that_is_said_in_a_trial_identification_is_explained(provider: Provider) -> None:
    record = identified(load_persona("own-pin"), provider)
    is_explained(record)
    topics = {talk.topic for talk in record.talks()}
    assert {Topic.PIN_AND_GRANT, Topic.CERTIFICATE, Topic.SIGNATURE, Topic.CHIP_KEY} <= topics


@pytest.mark.parametrize("persona", load_personas(), ids=lambda one: one.id)
def test_a_look_at_any_practice_card_is_explained(persona: Persona) -> None:
    card = persona.make_chip()
    record = overheard(card)
    outcome_of(OPERATIONS["look"], Desk.with_card(card))
    is_explained(record)


# what a class reads


def test_the_state_of_the_pin_is_told_as_the_card_tells_it() -> None:
    answers = {}
    for tries in (3, 2, 1, 0):
        card = a_card(tries=tries)
        record = overheard(card)
        Desk.with_card(card).engine.look()
        answers[tries] = next(
            words(talk.answered) for talk in record.talks() if talk.topic is Topic.PIN_STATE
        )
    assert answers == {
        3: "Die PIN ist bereit.",
        2: "Sie haben noch 2 Versuche.",
        1: "Sie haben noch 1 Versuch.",
        0: "Die PIN ist gesperrt.",
    }


def test_a_wrong_pin_is_told_and_a_right_one_makes_all_that_follows_secret() -> None:
    card = a_card()
    record = overheard(card)
    desk = Desk.with_card(card)
    desk.engine.look()
    desk.change(WRONG_PIN)
    proof = "Hier ist mein Beweis, dass ich die PIN kenne."
    assert (proof, "Das stimmt nicht.") in told(record)
    desk.change()
    *_, new_pin, state = record.talks()
    assert (proof, "Das stimmt. Ab jetzt ist alles verschlüsselt.") in told(record)
    assert (new_pin.topic, new_pin.protected) == (Topic.NEW_PIN, True)
    assert (state.topic, state.protected) == (Topic.PIN_STATE, True)


def test_the_secrets_of_practice_are_shown_and_the_air_does_not_carry_them() -> None:
    card = a_card(tries=1)
    record = overheard(card)
    desk = Desk.with_card(card)
    desk.engine.look()
    desk.change(can=THE_CAN)
    assert {THE_CAN, THE_PIN} <= values(record, Topic.NONCE)
    assert NEW_PIN in values(record, Topic.NEW_PIN)
    for talk in record.talks():
        for digits in (THE_CAN, THE_PIN, NEW_PIN):
            assert digits.encode() not in talk.exchange.command + talk.exchange.response


def test_each_password_is_called_by_its_name() -> None:
    card = a_card(tries=0)
    record = overheard(card)
    desk = Desk.with_card(card)
    desk.engine.look()
    desk.unblock()
    said = [asked for asked, _ in told(record)]
    assert "Als Nächstes kommt die PUK." in said
    assert "Hier ist mein Beweis, dass ich die PUK kenne." in said


def test_what_the_person_grants_and_what_the_card_gives_can_be_read_in_the_bytes() -> None:
    provider = next(one for one in PROVIDERS if one.id == "bank-account")
    record = identified(load_persona("own-pin"), provider)
    granted = {
        key
        for talk in record.talks()
        if talk.topic is Topic.PIN_AND_GRANT
        for section in sections(talk)
        for part in section.parts
        for key in part.means
    }
    asked = {*provider.required, *provider.optional}
    assert granted == {f"access.{one.name.lower().replace('_', '-')}" for one in asked}
    assert {"Erkan", "Beispiel"} <= values(record, Topic.DATA)
    assert "id-PACE-ECDH-GM-AES-CBC-CMAC.2" in values(record, Topic.PIN_AND_GRANT)
    assert Access.ARTISTIC_NAME in asked
    assert ("Künstlername?", "Das gibt es hier nicht.") in told(record)


@pytest.mark.parametrize("persona", load_personas(), ids=lambda one: one.id)
def test_every_byte_has_a_german_name(persona: Persona) -> None:
    card = persona.make_chip()
    record = overheard(card)
    outcome_of(OPERATIONS["look"], Desk.with_card(card))
    talks = record.talks()
    if persona.id == "own-pin":
        for provider in PROVIDERS:
            talks += identified(persona, provider).talks()
        talks += identified(persona, PROVIDERS[0], WRONG_PIN).talks()
    for talk in talks:
        for section in sections(talk):
            for name in (section.title, *(part.name for part in section.parts)):
                assert german(name) != name or name in ("Parameter", "Text"), name


@pytest.mark.parametrize(
    "wire", ["", "00", "00A4", "0022C1A4FF", "00B0", "8020800002067F", "FF" * 9]
)
def test_a_command_that_no_terminal_of_ours_sends_is_shown_as_it_is(wire: str) -> None:
    card = load_persona("own-pin").make_chip()
    record = overheard(card)
    card.transmit(bytes.fromhex(wire))
    (talk,) = record.talks()
    assert words(talk.asked)
    assert words(talk.answered)
    adds_up(talk)


# where, and how much


def test_nothing_is_written_down_while_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("written down")

    monkeypatch.setattr(chip_module, "Exchange", never)
    card = a_card()
    desk = Desk.with_card(card)
    desk.engine.look()
    desk.change()
    assert card.listener is None


def test_only_the_last_exchanges_are_kept() -> None:
    record = Record(lambda: None)
    for count in range(KEPT + 5):
        record.hear(Exchange(count.to_bytes(4, "big"), b"\x90\x00"))
    assert len(record.talks()) == KEPT
    assert record.talks()[-1].number == KEPT + 5


def test_whatever_card_the_instructor_takes_is_overheard_until_it_is_enough() -> None:
    reader = PracticeReader()
    hand = Hand(reader, [load_persona("own-pin"), load_persona("blocked")])
    record = Record(lambda: None)
    hand.overhear(record.hear)
    engine = NativeEngine(reader)
    for _ in range(2):
        hand.choose(1)
        hand.lay_on()
        engine.look()
        engine.release()
    begun = [talk for talk in record.talks() if talk.topic is Topic.BEGIN]
    assert len(begun) == 2
    heard = len(record.talks())
    hand.overhear(None)
    engine.look()
    hand.choose(1)
    assert len(record.talks()) == heard
    assert hand.chip.listener is None


def test_a_card_at_the_real_reader_is_never_overheard(pcscd: Pcscd, engine: NativeEngine) -> None:
    """What is laid on there is looked at by the engine of real cards while a class looks on."""
    record = Record(lambda: None)
    hand = Hand(PracticeReader(), [load_persona("own-pin")])
    hand.overhear(record.hear)
    hand.lay_on()
    card = a_card()
    with laid_on(card, pcscd.port):
        engine.look()
        engine.change_pin(Secret(THE_PIN.encode()), Secret(NEW_PIN.encode()))
    assert card.apdu_count > 0
    assert record.talks() == []


def test_nobody_but_the_chip_in_software_makes_an_exchange() -> None:
    assert [
        file.name
        for file, tree in _trees()
        if "Exchange" in _imported_from(tree, "kiosk.eid.simulator.exchange")
        and _calls(tree, "Exchange")
    ] == ["chip.py"]


def test_nobody_but_practice_asks_a_chip_to_be_overheard() -> None:
    """And the hand that does can hold nothing but chips in software (its types say so)."""
    assert {
        file.name
        for file, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr == "listener"
        and isinstance(node.ctx, ast.Store)
    } == {"chip.py", "practice.py"}


def _imported_from(tree: ast.Module, module: str) -> set[str]:
    return {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == module
        for alias in node.names
    }


def _calls(tree: ast.Module, name: str) -> bool:
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
        for node in ast.walk(tree)
    )


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for file in sorted(KIOSK.rglob("*.py")):
        yield file, ast.parse(file.read_text(encoding="utf-8"))
