"""The example of `kiosk.yaml` as a form that is filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache

import yaml
from msgspec import inspect

from kiosk.settings import EXAMPLE, Settings

_OFF = re.compile(r"^( *)#(?=[a-z_]+:)", re.MULTILINE)
"""Before a setting that is off."""

_NO_TEXT = inspect.IntType | inspect.FloatType | inspect.BoolType | inspect.LiteralType


def places() -> tuple[str, ...]:
    """Every setting, with the sections around it: "network.wlan.name"."""
    return tuple(place for place, kind in _kinds().items() if not _is_section(kind))


def filled(values: Mapping[str, str]) -> str:
    """The text of the file with these values, by their places; what is not named stays as it
    comes. A list is separated by spaces. Whether a value is right is not asked here."""
    lines, numbers = EXAMPLE.read_text(encoding="utf-8").splitlines(), _line_numbers()
    for place, value in values.items():
        section = place.rpartition(".")[0]
        while section:
            number = numbers[section]
            lines[number] = _OFF.sub(r"\1", lines[number])
            section = section.rpartition(".")[0]
        number = numbers[place]
        head, colon, _ = _OFF.sub(r"\1", lines[number]).partition(":")
        lines[number] = f"{head}{colon} {_in_yaml(place, value)}"
    return "\n".join([*lines, ""])


def explanation(place: str) -> str:
    """The German words above a setting in the example, or above its section."""
    lines, number = EXAMPLE.read_text(encoding="utf-8").splitlines(), _line_numbers()[place]
    words: list[str] = []
    while number and lines[number - 1].lstrip().startswith("# "):
        number -= 1
        words.insert(0, lines[number].lstrip().removeprefix("# "))
    section = place.rpartition(".")[0]
    return "\n".join(words) or (explanation(section) if section else "")


def preset(place: str) -> str | None:
    """What holds if it is not filled in; None for a setting that is off."""
    text = EXAMPLE.read_text(encoding="utf-8")
    line = text.splitlines()[_line_numbers()[place]]
    return None if _OFF.match(line) else line.partition(":")[2].strip()


def _in_yaml(place: str, value: str) -> str:
    kind = _kinds()[place]
    if isinstance(kind, inspect.VarTupleType):
        return f"[{', '.join(map(_quoted, value.split()))}]"
    plain = isinstance(kind, _NO_TEXT) and re.fullmatch(r"[\w.+-]+", value)
    return value if plain else _quoted(value)


def _quoted(text: str) -> str:
    """Of JSON, which is YAML, too."""
    return json.dumps(text, ensure_ascii=False)


def _is_section(kind: inspect.Type) -> bool:
    return isinstance(kind, inspect.StructType)


@cache
def _kinds() -> dict[str, inspect.Type]:
    return dict(_fields(inspect.type_info(Settings), ""))


def _fields(shape: inspect.Type, before: str) -> Iterator[tuple[str, inspect.Type]]:
    assert isinstance(shape, inspect.StructType)
    for field in shape.fields:
        kind = _plain(field.type)
        yield before + field.name, kind
        if _is_section(kind):
            yield from _fields(kind, f"{before}{field.name}.")


def _plain(kind: inspect.Type) -> inspect.Type:
    """Without what may be beside it: nothing at all, or a description."""
    if isinstance(kind, inspect.UnionType):
        kind = next(one for one in kind.types if not isinstance(one, inspect.NoneType))
    return kind.type if isinstance(kind, inspect.Metadata) else kind


@cache
def _line_numbers() -> dict[str, int]:
    """Where each setting stands in the example, from 0."""
    everything = _OFF.sub(r"\1", EXAMPLE.read_text(encoding="utf-8"))
    return dict(_lines(yaml.compose(everything, Loader=yaml.SafeLoader), ""))


def _lines(node: yaml.Node | None, before: str) -> Iterator[tuple[str, int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield before + key.value, key.start_mark.line
            yield from _lines(value, f"{before}{key.value}.")
