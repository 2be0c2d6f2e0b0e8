"""The secrets that a technician writes into `kiosk.yaml`, and how they come out of it again."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from kiosk.settings import STORED, Settings

WLAN, STATISTICS, TECHNICIAN = "wlan-passphrase", "statistics-token", "technician-code"

PLACES = {
    WLAN: ("network", "wlan", "passphrase"),
    STATISTICS: ("statistics", "token"),
    TECHNICIAN: ("technician", "code"),
}
"""Where each secret stands in the file."""


def secrets_of(settings: Settings) -> dict[str, str]:
    """Those that are set, by name; STORED for one that was taken over before."""
    found = {}
    for name, place in PLACES.items():
        value: object = settings
        for key in place:
            value = getattr(value, key, None)
        if isinstance(value, str):
            found[name] = value
    return found


def without_secrets(text: str) -> str:
    """The same file with STORED in place of each secret; all other letters stay as they are.
    Raises yaml.YAMLError."""
    for start, end in sorted(_spans(text), reverse=True):
        text = text[:start] + STORED + text[end:]
    return text


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """From where to where each secret reaches, quotation marks included."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    for place in PLACES.values():
        node = root
        for key in place:
            node = _child(node, key)
        if isinstance(node, yaml.ScalarNode) and node.tag != "tag:yaml.org,2002:null":
            start, end = node.start_mark.index, node.end_mark.index
            yield start, start + len(text[start:end].rstrip())


def _child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)
