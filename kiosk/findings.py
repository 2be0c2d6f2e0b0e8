"""What somebody found who looked at a kiosk: one thing, how it is, why, and what helps."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
    """`sentence` says why, `remedy` what to do, which is empty where nothing is wrong: English
    sentences with names in braces, which `values` fill."""

    what: str
    severity: Severity
    sentence: str
    remedy: str
    values: Mapping[str, object]

    @property
    def why(self) -> str:
        before = "not looked at: " if self.severity is Severity.UNSEEN else ""
        return before + self.sentence.format(**self.values)

    @property
    def cure(self) -> str:
        return self.remedy.format(**self.values)


def good(what: str, why: str, **values: object) -> Finding:
    return Finding(what, Severity.GOOD, why, "", values)


def doubtful(what: str, why: str, cure: str, **values: object) -> Finding:
    return Finding(what, Severity.DOUBTFUL, why, cure, values)


def broken(what: str, why: str, cure: str, **values: object) -> Finding:
    return Finding(what, Severity.BROKEN, why, cure, values)


def unseen(what: str, why: str) -> Finding:
    return Finding(what, Severity.UNSEEN, why, "", {})


def worst(findings: Iterable[Finding]) -> Severity:
    """What was not looked at is neither good nor bad."""
    return max([Severity.GOOD, *(finding.severity for finding in findings)])


def as_json_line(finding: Finding) -> str:
    told = (finding.what, finding.severity.word, finding.why, finding.cure)
    return json.dumps(dict(zip(("what", "severity", "why", "cure"), told, strict=True)))


def in_words(finding: Finding) -> str:
    """One line, and one more for the cure if one is needed."""
    cure = f"\n{'':25}cure: {finding.cure}" if finding.cure else ""
    return f"{finding.severity.word:9} {finding.what:14} {finding.why}{cure}"
