"""YAML files that people edit, read strictly into typed values.

An unknown key, a wrong type or a bad value is one clear line with file, place and cure.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

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


class BadFile(Exception):
    """The message is the one line that tells file, place and what would be right."""


@dataclass(frozen=True)
class Document(Generic[T]):
    """A file that was read, and that knows on which line everything stands."""

    path: Path
    content: T
    _root: yaml.Node | None

    def refuse(self, problem: str, *place: str | int) -> BadFile:
        """What to raise for a value that breaks a rule no type can tell. `place` are the keys
        and the indexes, from 0, that lead there."""
        keys = [str(key) for key in place]
        return BadFile(f"{self.path}:{_line(self._root, keys)}: {_named(keys)}: {problem}")


def read(path: Path, shape: type[T]) -> Document[T]:
    """Raises BadFile. An empty file is read as one without any key."""
    text = _text(path)
    try:
        root, content = _parsed(path, text)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise BadFile(f"{path}:{line}: not valid YAML: {error.reason}") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadFile(f"{path}:{line}: not valid YAML: {error.problem}") from None
    except ValueError as error:  # a date such as 2026-02-30
        raise BadFile(f"{path}: not valid YAML: {error}") from None
    except RecursionError:
        raise BadFile(f"{path}: nested too deeply") from None
    try:
        value = msgspec.convert({} if content is None else content, shape)
    except msgspec.ValidationError as error:
        raise BadFile(_explain(path, root, shape, str(error))) from None
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


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadFile(f"{path}:{line}: not UTF-8 text") from None


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
            raise BadFile(f"{path}:{line}: unknown key '{key.value}': a key is a word")
        if key.value in lines:
            first = lines[key.value]
            raise BadFile(f"{path}:{line}: key '{key.value}' is already in line {first}")
        lines[key.value] = line
        _refuse_doubtful_keys(path, value)


def _explain(path: Path, root: yaml.Node | None, shape: type, message: str) -> str:
    """msgspec's "Expected `float`, got `str` - at `$.screen.diagonal`" in words, with its line."""
    problem, _, place = message.partition(" - at ")
    keys = re.findall(r"[^.`$\[\]]+", place)
    unknown = re.search(r"unknown field `(.+)`", problem)
    missing = re.search(r"missing required field `(.+)`", problem)
    if missing:
        return f"{path}:{_line(root, keys)}: {_named(keys)}: '{missing[1]}' is missing"
    if not unknown:
        return f"{path}:{_line(root, keys)}: {_named(keys)}: {_in_words(problem)}"
    name = unknown[1]
    known = list(_known(inspect.type_info(shape), keys))
    near = difflib.get_close_matches(name, known, 1)
    cure = f"did you mean '{near[0]}'?" if near else f"known here: {', '.join(known)}"
    return f"{path}:{_line(root, [*keys, name])}: unknown key '{name}': {cure}"


def _named(keys: list[str]) -> str:
    return ".".join(keys) or "the file"


def _in_words(problem: str) -> str:
    problem = re.sub(" matching regex .*", " in one line", problem)
    problem = problem.replace("Invalid RFC3339 encoded date", "Expected `date`")
    return re.sub(
        "`([^`]*)`",
        lambda types: " or ".join(WORDS.get(name, name) for name in types[1].split(" | ")),
        problem,
    )


def _known(shape: inspect.Type, keys: list[str]) -> Iterator[str]:
    """The keys of the structure that `keys` lead to."""
    if isinstance(shape, inspect.UnionType):
        for one in shape.types:
            yield from _known(one, keys)
    elif isinstance(shape, inspect.ListType | inspect.VarTupleType):
        yield from _known(shape.item_type, keys[1:])
    elif isinstance(shape, inspect.StructType):
        for field in shape.fields:
            if not keys:
                yield field.name
            elif field.name == keys[0]:
                yield from _known(field.type, keys[1:])


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
