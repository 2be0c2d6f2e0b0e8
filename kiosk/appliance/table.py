"""Many devices from one table: a row for each, a column for each setting that differs."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from kiosk.appliance.form import filled, places
from kiosk.settings import parse_settings
from kiosk.strict_yaml import BadFile

MORE = "…"
"""Under this name csv keeps cells that have none."""

NAME = "network.hostname"
"""The column that tells devices apart."""


def files_of(table: Path) -> tuple[dict[str, str], list[BadFile]]:
    """The text of each device's file by the name of the device, and what is wrong in the table,
    by its rows. Raises BadFile for a table that cannot be read as one."""
    files: dict[str, str] = {}
    mistakes: list[BadFile] = []
    for line, row in _rows(table):
        name = row.get(NAME, "")
        try:
            if not name:
                raise BadFile(table, "'{key}' is missing", line, values={"key": NAME})
            if name in files:
                raise BadFile(table, "there are two devices '{key}'", line, values={"key": name})
            text = filled(row)
            parse_settings(table, text)
        except BadFile as bad:
            mistakes.append(bad if bad.line == line else bad.at(line))
        else:
            files[name] = text
    return files, mistakes


def _rows(table: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with its line; an empty cell leaves a setting as it comes. A table in which German
    office programs separate cells by semicolons is one, too."""
    try:
        text = table.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadFile(table, error.strerror or str(error)) from None
    except UnicodeDecodeError:
        raise BadFile(table, "not UTF-8 text: store it as CSV UTF-8") from None
    head = text.partition("\n")[0]
    delimiter = ";" if ";" in head else ","
    reader = csv.DictReader(StringIO(text, newline=""), restkey=MORE, delimiter=delimiter)
    for name in reader.fieldnames or ():
        if name not in places():
            near = difflib.get_close_matches(name, places(), 1)
            problem = "unknown key '{key}': did you mean '{near}'?"
            if not near:
                problem = "unknown key '{key}': known are the settings, such as '{near}'"
            raise BadFile(table, problem, 1, values={"key": name, "near": (near or [NAME])[0]})
    for row in reader:
        if MORE in row:
            raise BadFile(table, "more cells than the head has names", reader.line_num)
        cells = {name: cell.strip() for name, cell in row.items() if cell and cell.strip()}
        if cells:
            yield reader.line_num, cells
