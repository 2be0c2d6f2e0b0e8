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

Line = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=r"^[^\n\r]*$")]


class Screen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The panel. Its diagonal in inches gives the true size of keys and letters."""

    diagonal: Annotated[float, msgspec.Meta(ge=5, le=100)] = 10.1


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    site: Line = "Bürgerservice Leipzig · Otto-Schill-Straße"
    """Where the kiosk stands, as the header shows it."""

    reader: Line | None = None
    """A part of the card reader's name; None takes the first reader with a card on it."""

    screen: Screen = Screen()


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
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8 text"
        raise BadSettings(f"{path}: {reason}") from None
    try:
        root = yaml.compose(text, yaml.SafeLoader)
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or "cannot be read"
        raise BadSettings(f"{path}:{line}: not valid YAML: {problem}") from None
    try:
        return msgspec.convert(content if content is not None else {}, Settings)
    except msgspec.ValidationError as error:
        raise BadSettings(_explain(path, root, str(error))) from None


def _explain(path: Path, root: yaml.Node | None, message: str) -> str:
    """msgspec's "Expected `float`, got `str` - at `$.screen.diagonal`", with its line."""
    problem, _, place = message.partition(" - at ")
    keys = re.findall(r"[^.`$\[\]]+", place)
    unknown = re.search(r"unknown field `(.+)`", problem)
    if not unknown:
        return f"{path}:{_line(root, keys)}: {'.'.join(keys) or 'the file'}: {problem}"
    name = unknown.group(1)
    known = [field.name for field in msgspec.structs.fields(Screen if keys else Settings)]
    near = difflib.get_close_matches(name, known, 1)
    cure = f"did you mean '{near[0]}'?" if near else f"known here: {', '.join(known)}"
    return f"{path}:{_line(root, [*keys, name])}: unknown key '{name}': {cure}"


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
