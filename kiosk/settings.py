"""The technician's one file, `kiosk.yaml`, read strictly.

An unknown key, a wrong type or a bad value is one clear line with file, place and cure.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Annotated, Any

import msgspec
import yaml

DEFAULT_FILE = Path("/etc/kiosk/kiosk.yaml")

WORDS = {
    "str": "text",
    "int": "a number",
    "float": "a number",
    "bool": "yes or no",
    "null": "nothing",
    "array": "a list",
    "object": "keys with values",
}
"""What a technician calls the types of msgspec."""

Line = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=r"^[^\n\r]*\Z")]

ContactLine = Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=r"^[^\n\r]*\Z")]


class Screen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The panel. Its diagonal in inches gives the true size of keys and letters."""

    diagonal: Annotated[float, msgspec.Meta(ge=5, le=100)] = 10.1


class Contact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom people can ask, as the kiosk shows it: a name, an address, a phone number."""

    data_protection: ContactLine | None = None
    accessibility: ContactLine | None = None


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    site: Line = "Bürgerservice Leipzig · Otto-Schill-Straße"
    """Where the kiosk stands, as the header shows it."""

    reader: Line | None = None
    """A part of the card reader's name; None takes the first reader with a card on it."""

    screen: Screen = Screen()
    contact: Contact = Contact()


class BadSettings(Exception):
    """The message is the one line that tells file, place and what would be right."""


def load(path: Path | None) -> Settings:
    """Read `path`; without one, the default file if it exists, else the defaults.

    Raises BadSettings.
    """
    if path is None:
        if not DEFAULT_FILE.exists():
            return Settings()
        path = DEFAULT_FILE
    text = _read(path)
    try:
        root = yaml.compose(text, yaml.SafeLoader)
        content = yaml.safe_load(text)
        _refuse_doubtful_keys(path, root)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise BadSettings(f"{path}:{line}: not valid YAML: {error.reason}") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadSettings(f"{path}:{line}: not valid YAML: {error.problem}") from None
    except RecursionError:
        raise BadSettings(f"{path}: nested too deeply") from None
    try:
        return msgspec.convert(content if content is not None else {}, Settings)
    except msgspec.ValidationError as error:
        raise BadSettings(_explain(path, root, str(error))) from None


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadSettings(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadSettings(f"{path}:{line}: not UTF-8 text") from None


def _refuse_doubtful_keys(path: Path, node: yaml.Node | None) -> None:
    """YAML takes the last of two equal keys without a word, and keys that are no words."""
    if not isinstance(node, yaml.MappingNode):
        return
    lines: dict[str, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if key.tag != "tag:yaml.org,2002:str":
            raise BadSettings(f"{path}:{line}: unknown key '{key.value}': a key is a word")
        if key.value in lines:
            first = lines[key.value]
            raise BadSettings(f"{path}:{line}: key '{key.value}' is already in line {first}")
        lines[key.value] = line
        _refuse_doubtful_keys(path, value)


def _explain(path: Path, root: yaml.Node | None, message: str) -> str:
    """msgspec's "Expected `float`, got `str` - at `$.screen.diagonal`" in words, with its line."""
    problem, _, place = message.partition(" - at ")
    keys = re.findall(r"[^.`$\[\]]+", place)
    unknown = re.search(r"unknown field `(.+)`", problem)
    if not unknown:
        return f"{path}:{_line(root, keys)}: {'.'.join(keys) or 'the file'}: {_in_words(problem)}"
    name = unknown.group(1)
    known = [field.name for field in msgspec.structs.fields(Screen if keys else Settings)]
    near = difflib.get_close_matches(name, known, 1)
    cure = f"did you mean '{near[0]}'?" if near else f"known here: {', '.join(known)}"
    return f"{path}:{_line(root, [*keys, name])}: unknown key '{name}': {cure}"


def _in_words(problem: str) -> str:
    problem = re.sub(" matching regex .*", " in one line", problem)
    return re.sub(
        "`([^`]*)`",
        lambda types: " or ".join(WORDS.get(name, name) for name in types[1].split(" | ")),
        problem,
    )


def _line(node: Any, keys: list[str]) -> int:
    """The line, from 1, of the key that `keys` lead to, as far as they lead."""
    line = 1
    for key in keys:
        if not isinstance(node, yaml.MappingNode):
            break
        for key_node, value_node in node.value:
            if key_node.value == key:
                line, node = key_node.start_mark.line + 1, value_node
    return line
