"""What somebody found who looked at a kiosk: one thing, how it is, why, and what helps."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import IntEnum


class Severity(IntEnum):
    """The worst one of all findings is the exit code of `kiosk doctor`."""

    UNSEEN = -1
    """Not looked at: this machine has not got it, or does not let us look."""
    GOOD = 0
    DOUBTFUL = 1
    """The kiosk serves, but not everybody, or not for long."""
    BROKEN = 2
    """Somebody at the kiosk is not served until it is mended."""

    @property
    def word(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Finding:
    """`cure` tells what to do; empty where nothing is wrong."""

    what: str
    severity: Severity
    why: str
    cure: str = ""


def good(what: str, why: str) -> Finding:
    return Finding(what, Severity.GOOD, why)


def doubtful(what: str, why: str, cure: str) -> Finding:
    return Finding(what, Severity.DOUBTFUL, why, cure)


def broken(what: str, why: str, cure: str) -> Finding:
    return Finding(what, Severity.BROKEN, why, cure)


def unseen(what: str, why: str) -> Finding:
    return Finding(what, Severity.UNSEEN, f"not looked at: {why}")


def worst(findings: Iterable[Finding]) -> Severity:
    """What was not looked at is neither good nor bad."""
    return max([Severity.GOOD, *(finding.severity for finding in findings)])


def as_json_line(finding: Finding) -> str:
    return json.dumps({**asdict(finding), "severity": finding.severity.word})


def in_words(finding: Finding) -> str:
    """One line, and one more for the cure if one is needed."""
    cure = f"\n{'':25}cure: {finding.cure}" if finding.cure else ""
    return f"{finding.severity.word:9} {finding.what:14} {finding.why}{cure}"
