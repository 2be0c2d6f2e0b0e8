"""The practice cards as data: every file becomes a card, and a broken file is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kiosk.eid.curves import CURVES
from kiosk.eid.model import CardKind, CardLook, PinState, PinStatus, UnsupportedCard
from kiosk.eid.simulator.personas import FOLDER, BadPersona, load_personas
from tests.cards import Desk

FILES = sorted(FOLDER.glob("*.yaml"))


def _look_of_file(data: dict[str, Any]) -> CardLook:
    """What the kiosk must see, read from the file without the product's reader."""
    kind = CardKind(data.get("kind", "eid"))
    if kind is not CardKind.EID:
        return CardLook(kind)
    if not data.get("active", True):
        return CardLook(kind, PinStatus(PinState.DEACTIVATED, None))
    tries = data.get("tries", 3)
    states = {0: PinState.BLOCKED, 1: PinState.SUSPENDED}
    return CardLook(kind, PinStatus(states.get(tries, PinState.OPERATIONAL), tries))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_persona_is_recognised_as_its_file_says(path: Path) -> None:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    persona = next(persona for persona in load_personas() if persona.id == path.stem)
    engine = Desk.with_card(persona.make_chip()).engine
    if data.get("parameter_id", 13) not in CURVES:
        with pytest.raises(UnsupportedCard):
            engine.look()
    else:
        assert engine.look() == _look_of_file(data)


def test_the_personas_show_every_kind_of_card_and_every_state() -> None:
    personas = load_personas()
    assert len(personas) == len(FILES) >= 15
    assert [persona.order for persona in personas] == list(range(1, len(personas) + 1))
    assert {persona.kind for persona in personas} == set(CardKind)
    ids = [persona for persona in personas if persona.secrets]
    assert {(persona.tries, persona.active) for persona in ids} >= {
        (3, True),
        (2, True),
        (1, True),
        (0, True),
        (3, False),
    }
    assert any(persona.puk_uses == 0 for persona in ids)
    assert {persona.temperament for persona in ids} == {"strict", "lenient"}
    assert {len(persona.secrets.pin) for persona in ids if persona.secrets} == {5, 6}


GOOD = """
id: somebody
order: 1
name: Somebody
story: {de: Eine Geschichte., en: A story.}
secrets: {pin: "123456", can: "500540", puk: "1234567890"}
"""


def test_an_instructor_can_add_a_persona(tmp_path: Path) -> None:
    (tmp_path / "somebody.yaml").write_text(GOOD)
    (persona,) = load_personas(tmp_path)
    look = Desk.with_card(persona.make_chip()).engine.look()
    assert look == CardLook(CardKind.EID, PinStatus(PinState.OPERATIONAL, 3))


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("id: somebody", "id: somebody: else", "mapping values"),
        ("id: somebody", "id: nobody", "nobody"),
        ("order: 1", "ordre: 1", "ordre"),
        ("order: 1", "", "order"),
        ('"123456"', "123456", "secrets.pin"),
        ('"123456"', '"1234"', "secrets.pin"),
        ('"123456"', '"12345\\n"', "secrets.pin"),
        ('"500540"', '"50054"', "secrets.can"),
        ('"1234567890"', '"12345"', "secrets.puk"),
        ("order: 1", "order: 1\ntries: 4", "tries"),
        ("order: 1", "order: 1\npuk_uses: 11", "puk_uses"),
        ("order: 1", "order: 1\nkind: driving-licence", "kind"),
        ("order: 1", "order: 1\nkind: passport", "secrets"),
        ("secrets:", "# secrets:", "secrets"),
        ("order: 1", "order: 1\ntemperament: gentle", "temperament"),
        ("order: 1", "order: 1\nkey_bytes: 20", "key_bytes"),
        ("order: 1", "order: 1\nparameter_id: 300", "parameter_id"),
        (GOOD, "", "object"),
        ("Somebody", "\x07", "special characters"),
        ("Somebody", "\udcff", "unacceptable character"),
    ],
)
def test_a_broken_persona_is_named_with_what_is_wrong(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    assert right in GOOD
    path = tmp_path / "somebody.yaml"
    path.write_bytes(GOOD.replace(right, wrong).encode("utf-8", "surrogateescape"))
    with pytest.raises(BadPersona) as bad:
        load_personas(tmp_path)
    message = str(bad.value)
    assert message.startswith(f"{path}: ")
    assert said in message
    assert "\n" not in message
