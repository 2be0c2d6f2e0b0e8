"""The two places of the system, of which an update takes the other one."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from kiosk.doctor.machine import Machine
from kiosk.findings import Finding, doubtful, good, unseen

RAUC = "/usr/bin/rauc"
SECONDS = 10.0


def slots(machine: Machine) -> Finding:
    if not machine.has(RAUC):
        return unseen("slots", "no RAUC: this is not the appliance's image")
    told = _status(machine)
    if told is None:
        return unseen("slots", "RAUC does not answer")
    booted = told["booted"]
    states = {
        slot["bootname"]: slot.get("boot_status", "unknown")
        for named in told["slots"]
        for slot in named.values()
        if slot.get("bootname")
    }
    primary = next(
        (
            one[told["boot_primary"]]["bootname"]
            for one in told["slots"]
            if told["boot_primary"] in one
        ),
        booted,
    )
    bad = [name for name, state in sorted(states.items()) if state == "bad"]
    if bad:
        return doubtful(
            "slots",
            "slot {bad} did not start well: there is no way back from slot {booted}",
            "install the update once more",
            bad=", ".join(bad),
            booted=booted,
        )
    if primary != booted:
        return doubtful(
            "slots",
            "runs from slot {booted}, though {primary} is to be started: an update fell back",
            "see `journalctl -u rauc`, and install the update once more",
            booted=booted,
            primary=primary,
        )
    all_states = ", ".join(f"{name}: {state}" for name, state in sorted(states.items()))
    return good("slots", "runs from {booted}; {states}", booted=booted, states=all_states)


def _status(machine: Machine) -> Any:
    """What `rauc status` says, as it prints it for programs."""
    try:
        said = subprocess.run(  # noqa: S603  no word of it comes from outside
            [machine.path(RAUC), "status", "--output-format=json"],
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
        return json.loads(said.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
