"""YAML files that people edit, read strictly into typed values.

An unknown key, a wrong type or a bad value is one clear line with file, place and cure.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar

import msgspec
import yaml
from msgspec import inspect

T = TypeVar("T", bound=msgspec.Struct)

WORDS = {
    "str": "text",
    "int": "a number",
    "float": "a number",
    "bool": "yes or no",
    "date": "a date such as 2026-04-23",
    "null": "nothing",
    "array": "a list",
    "object": "keys with values",
}
"""What people call the types of msgspec."""


Value: TypeAlias = str | int | tuple[str, ...]

NO_YAML = "not valid YAML: {why}"


class _Parts(msgspec.Struct):
    """Of a BadFile."""

    message: str
    path: str
    problem: str
    line: int | None
    place: str
    values: Mapping[str, Value]


class BadFile(Exception):
    """The message is the one line that tells file, place and what would be right, in English.

    `problem` is its last part, with names in braces for `values`; of these, a tuple is words of
    ours joined by "or", and anything else is told as it stands. `line` counts from 1 and is None
    where no line can be told.
    """

    def __init__(
        self,
        path: Path,
        problem: str,
        line: int | None = None,
        place: str = "",
        values: Mapping[str, Value] | None = None,
    ) -> None:
        self.path = path
        self.line = line
        self.place = place
        self._problem = problem
        self._values = dict(values or {})
        super().__init__(self.told())

    def told(self, translate: Callable[[str], str] = str) -> str:
        """The message, in the language of `translate`."""
        where = f"{self.path}:{self.line}" if self.line else str(self.path)
        place = translate(self.place) if self.place else ""
        return ": ".join(filter(None, (where, place, self.problem(translate))))

    def at(self, line: int) -> BadFile:
        """The same, told of another line: what stands there has led to it."""
        return BadFile(self.path, self._problem, line, self.place, self._values)

    def to_json(self) -> bytes:
        """With the message, for whoever reads it without us."""
        parts = _Parts(
            str(self), str(self.path), self._problem, self.line, self.place, self._values
        )
        return msgspec.json.encode(parts)

    @classmethod
    def from_json(cls, raw: bytes) -> BadFile:
        """Raises ValueError."""
        parts = msgspec.json.decode(raw, type=_Parts)
        return cls(Path(parts.path), parts.problem, parts.line, parts.place, parts.values)

    def problem(self, translate: Callable[[str], str] = str) -> str:
        """What is wrong and what would be right, in the language of `translate`."""
        values = {
            name: f" {translate('or')} ".join(map(translate, value))
            if isinstance(value, tuple)
            else value
            for name, value in self._values.items()
        }
        words = translate(self._problem)
        return words.format(**values) if values else words


@dataclass(frozen=True)
class Document(Generic[T]):
    """A file that was read, and that knows on which line everything stands."""

    path: Path
    content: T
    _root: yaml.Node | None

    def refuse(self, problem: str, *place: str | int, **values: Value) -> BadFile:
        """What to raise for a value that breaks a rule no type can tell. `place` are the keys
        and the indexes, from 0, that lead there; the rest as in BadFile."""
        keys = [str(key) for key in place]
        return BadFile(self.path, problem, _line(self._root, keys), _named(keys), values)


def read(path: Path, shape: type[T]) -> Document[T]:
    """Raises BadFile. An empty file, or an empty section, is one without any key."""
    return parse(path, _text(path), shape)


def parse(path: Path, text: str, shape: type[T]) -> Document[T]:
    """The same for a text that is not in its file yet."""
    try:
        root, content = _parsed(path, text)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise BadFile(path, NO_YAML, line, values={"why": str(error.reason)}) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadFile(path, NO_YAML, line, values={"why": str(error.problem)}) from None
    except ValueError as error:  # a date such as 2026-02-30
        raise BadFile(path, NO_YAML, values={"why": str(error)}) from None
    except RecursionError:
        raise BadFile(path, "nested too deeply") from None
    try:
        value = msgspec.convert(_with_sections(content, inspect.type_info(shape)), shape)
    except msgspec.ValidationError as error:
        raise _explained(path, root, shape, str(error)) from None
    return Document(path, value, root)


def _parsed(path: Path, text: str) -> tuple[yaml.Node | None, Any]:
    """The file as nodes and as values.

    PyYAML's loader in C is ten times as fast, and the kiosk starts with this; the one in Python
    tells better what is wrong, so it reads once more whatever the other one refuses.
    """
    try:
        return _loaded(path, yaml.CSafeLoader(text))
    except (AttributeError, BadFile, ValueError, yaml.YAMLError):  # or PyYAML was built without it
        return _loaded(path, yaml.SafeLoader(text))


def _loaded(path: Path, loader: Any) -> tuple[yaml.Node | None, Any]:
    root = loader.get_single_node()
    _refuse_doubtful_keys(path, root)  # before YAML's merge keys are resolved
    return root, loader.construct_document(root) if root else None


def _with_sections(content: Any, shape: inspect.Type) -> Any:
    """A section whose lines are all commented out is an empty one, and not nothing."""
    if not isinstance(shape, inspect.StructType):
        return content
    if content is None:
        return {}
    if isinstance(content, dict):
        types = {field.name: field.type for field in shape.fields}
        return {
            key: _with_sections(value, types[key]) if key in types else value
            for key, value in content.items()
        }
    return content


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadFile(path, error.strerror or str(error)) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadFile(path, "not UTF-8 text", line) from None


def _refuse_doubtful_keys(path: Path, node: yaml.Node | None) -> None:
    """YAML takes the last of two equal keys without a word, and keys that are no words."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_doubtful_keys(path, item)
    if not isinstance(node, yaml.MappingNode):
        return
    lines: dict[str, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            continue  # no YAML either, as the loader will say
        if key.tag != "tag:yaml.org,2002:str":
            problem = "unknown key '{key}': a key is a word"
            raise BadFile(path, problem, line, values={"key": key.value})
        if key.value in lines:
            values = {"key": key.value, "first": lines[key.value]}
            raise BadFile(path, "key '{key}' is already in line {first}", line, values=values)
        lines[key.value] = line
        _refuse_doubtful_keys(path, value)


def _explained(path: Path, root: yaml.Node | None, shape: type, message: str) -> BadFile:
    """msgspec's "Expected `float`, got `str` - at `$.screen.diagonal`" in words, with its line."""
    told, _, place = message.partition(" - at ")
    keys = re.findall(r"[^.`$\[\]]+", place)
    here = list(_types_at(inspect.type_info(shape), keys))
    if unknown := re.search(r"unknown field `(.+)`", told):
        return _unknown(path, root, here, keys, unknown[1])
    problem, values = _in_words(told, here)
    return BadFile(path, problem, _line(root, keys), _named(keys), values)


def _unknown(
    path: Path, root: yaml.Node | None, here: list[inspect.Type], keys: list[str], name: str
) -> BadFile:
    known = [
        field.name for one in here if isinstance(one, inspect.StructType) for field in one.fields
    ]
    near = difflib.get_close_matches(name, known, 1)
    problem = "unknown key '{key}': did you mean '{near}'?"
    values = {"key": name, "near": near[0] if near else "", "known": ", ".join(known)}
    if not near:
        problem = "unknown key '{key}': known here: {known}"
    return BadFile(path, problem, _line(root, [*keys, name]), values=values)


def _named(keys: list[str]) -> str:
    return ".".join(keys) or "the file"


def _in_words(told: str, here: list[inspect.Type]) -> tuple[str, dict[str, Value]]:
    """A problem and its values, as in BadFile; `here` are the types that would be right."""
    if missing := re.search(r"missing required field `(.+)`", told):
        return "'{key}' is missing", {"key": missing[1]}
    if told.startswith("Invalid enum value"):
        return "known are: {known}", {"known": ", ".join(map(str, _choices(here)))}
    told = told.replace("Invalid RFC3339 encoded date", "Expected `date`")
    expected = re.fullmatch(r"Expected `([^`]*)`(?:, got `([^`]*)`)?(.*)", told, re.DOTALL)
    if not expected:
        return "{told}", {"told": told}
    wanted, got, bound = _kinds(expected[1]), expected[2], expected[3]
    if got:
        return "Expected {wanted}, got {got}", {"wanted": wanted, "got": _kinds(got)}
    if bound.startswith(" matching regex"):
        wanted = tuple(_descriptions(here)) or ("text in one line",)
        return "Expected {wanted}", {"wanted": wanted}
    if length := bound.removeprefix(" of length "):
        if length != bound:
            problem = "Expected {wanted} of length {length}"
            return problem, {"wanted": wanted, "length": length}
        return "Expected {wanted}{bound}", {"wanted": wanted, "bound": bound}
    return "Expected {wanted}", {"wanted": wanted}


def _kinds(types: str) -> tuple[str, ...]:
    return tuple(WORDS.get(name, name) for name in types.split(" | "))


def _types_at(shape: inspect.Type, keys: list[str]) -> Iterator[inspect.Type]:
    """The types that `keys` lead to."""
    if isinstance(shape, inspect.UnionType):
        for one in shape.types:
            yield from _types_at(one, keys)
    elif not keys:
        yield shape
    elif isinstance(shape, inspect.ListType | inspect.VarTupleType):
        yield from _types_at(shape.item_type, keys[1:])
    elif isinstance(shape, inspect.StructType):
        for field in shape.fields:
            if field.name == keys[0]:
                yield from _types_at(field.type, keys[1:])


def _choices(types: list[inspect.Type]) -> Iterator[object]:
    for one in types:
        if isinstance(one, inspect.EnumType):
            yield from (member.value for member in one.cls)
        elif isinstance(one, inspect.LiteralType):
            yield from one.values


def _descriptions(types: list[inspect.Type]) -> Iterator[str]:
    """What would be right, where a type says it better than its pattern."""
    for one in types:
        if isinstance(one, inspect.Metadata) and one.extra_json_schema:
            yield one.extra_json_schema["description"]


def _line(node: Any, keys: list[str]) -> int:
    """The line, from 1, of the key or the item that `keys` lead to, as far as they lead."""
    line = 1
    for key in keys:
        if isinstance(node, yaml.SequenceNode):
            node = node.value[int(key)]
            line = node.start_mark.line + 1
        elif isinstance(node, yaml.MappingNode):
            for key_node, value_node in node.value:
                if key_node.value == key:
                    line, node = key_node.start_mark.line + 1, value_node
    return line
