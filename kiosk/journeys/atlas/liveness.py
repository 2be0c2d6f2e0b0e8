"""Which local variables of a coroutine may still be read: the textbook's backward flow.

A variable that is never read again cannot change how a journey goes on. Without this, every
value left over from an earlier step would make one place look like many. What a statement has
read before its `await` may still be needed after it, so those names count too.
"""

from __future__ import annotations

import ast
import dis
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import CodeType, FrameType

LEAVES = ("RETURN_VALUE", "RETURN_CONST", "RAISE", "RERAISE", "JUMP_FORWARD", "JUMP_BACKWARD")
"""Instructions that never go on to the one below."""


def live_names(frame: FrameType) -> frozenset[str]:
    """The names whose values decide how a waiting frame goes on."""
    return _live_after(frame.f_code)[frame.f_lasti] | _read_before(frame.f_code, frame.f_lasti)


@cache
def _read_before(code: CodeType, instruction: int) -> frozenset[str]:
    """What the statement has read before its await begins."""
    line, _, column, _ = list(code.co_positions())[instruction // 2]
    assert line is not None
    around = [
        node
        for node in ast.walk(_source(code.co_filename))
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or line)
    ]
    innermost = max(around, key=lambda node: (node.lineno, node.col_offset))
    names = (node for node in ast.walk(innermost) if isinstance(node, ast.Name))
    return frozenset(
        node.id for node in names if (node.lineno, node.col_offset) < (line, column or 0)
    )


@cache
def _source(file: str) -> ast.Module:
    return ast.parse(Path(file).read_text(encoding="utf-8"))


@cache
def _live_after(code: CodeType) -> dict[int, frozenset[str]]:
    """By instruction, the names that may be read before they are stored, once it has run."""
    listing = dis.Bytecode(code)
    steps = list(listing)
    below = {one.offset: other.offset for one, other in pairwise(steps)}
    after: dict[int, set[int]] = {}
    for step in steps:
        after[step.offset] = {
            entry.target
            for entry in listing.exception_entries  # type: ignore[attr-defined]
            if entry.start <= step.offset < entry.end
        }
        if step.opcode in dis.hasjrel or step.opcode in dis.hasjabs:
            after[step.offset].add(step.argval)
        if step.offset in below and not step.opname.startswith(LEAVES):
            after[step.offset].add(below[step.offset])
    live_before: dict[int, frozenset[str]] = {step.offset: frozenset() for step in steps}
    live_after = dict(live_before)
    changed = True
    while changed:
        changed = False
        for step in reversed(steps):
            later = frozenset[str]().union(*(live_before[target] for target in after[step.offset]))
            before = _before(step, later)
            changed |= before != live_before[step.offset]
            live_after[step.offset], live_before[step.offset] = later, before
    return live_after


def _before(step: dis.Instruction, live: frozenset[str]) -> frozenset[str]:
    """What is live before an instruction, given what is live after it."""
    names = step.argval if isinstance(step.argval, tuple) else (step.argval,)
    if "_FAST" in step.opname:  # some instructions read or store two variables, the first first
        for verb, name in reversed(
            list(zip(re.findall("LOAD|STORE|DELETE", step.opname), names, strict=True))
        ):
            live = live | {name} if verb == "LOAD" else live - {name}
    elif "DEREF" in step.opname or "CLOSURE" in step.opname:
        live |= set(names)
    return live
