"""Every fault that is put into a machine is named by `kiosk doctor`, and nothing else is."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kiosk.doctor import reader
from kiosk.doctor.machine import Machine
from kiosk.findings import Severity
from tests import machines
from tests.faults import FAULTS, Bench, assert_german, touch_not_turned
from tests.machines import NOON, write
from tests.pcscd import Pcscd, RealStackNotTried, free_port


@pytest.fixture(scope="module")
def running() -> Iterator[Pcscd]:
    """One pcscd for all faults: those that harm it mend it again."""
    try:
        with Pcscd(free_port()) as pcscd:
            yield pcscd
    except RealStackNotTried as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture
def bench(running: Pcscd, tmp_path: Path) -> Iterator[Bench]:
    limits = resource.getrlimit(resource.RLIMIT_CORE)
    with ExitStack() as stack:
        stack.callback(resource.setrlimit, resource.RLIMIT_CORE, limits)
        resource.setrlimit(resource.RLIMIT_CORE, (0, limits[1]))
        bench = Bench(tmp_path, machines.healthy(tmp_path / "root"), running, stack)
        bench.catalogue(NOON.date())
        bench.set(
            screen={"diagonal": 10.1},
            services=str(tmp_path / "services.yaml"),
            state=str(tmp_path / "state"),
            sign_language=str(tmp_path / "films"),
            statistics={"file": str(tmp_path / "spool.sqlite"), "address": "https://r.example/"},
        )
        yield bench


def test_on_a_healthy_machine_everything_is_looked_at_and_nothing_is_wrong(bench: Bench) -> None:
    bench.lay_on("own-pin")
    found = bench.found()
    for one in found:
        assert_german(one)
    assert [one for one in found if one.severity is not Severity.GOOD] == []
    assert len(found) == len({one.what for one in found}) > 25
    assert [one for one in found if one.cure] == []


@pytest.mark.parametrize(
    ("fault", "what", "why"), FAULTS, ids=[fault.__name__ for fault, _, _ in FAULTS]
)
def test_a_fault_is_named_and_nothing_else_is(
    bench: Bench, fault: Callable[[Bench], None], what: str, why: str
) -> None:
    fault(bench)
    complaints = bench.complaints()
    assert list(complaints) == [what]
    assert why in complaints[what]


IN_A_SMALL_DISK = """
mount -t tmpfs -o size=1m tmpfs "$1" && {then} && shift && exec "$@"
"""


@pytest.mark.parametrize(
    ("then", "why"),
    [("true", "has only 1.0 MB left"), ('mount -o remount,ro "$1"', "can only be read")],
)
def test_a_disk_that_takes_no_more_is_named(bench: Bench, then: str, why: str) -> None:
    state = bench.folder / "state"
    state.mkdir()
    owner = [] if os.getuid() == 0 else ["--user", "--map-root-user"]
    said = subprocess.run(
        [
            *("unshare", *owner, "--mount", "sh", "-c", IN_A_SMALL_DISK.format(then=then), "sh"),
            *(str(state), sys.executable, "-m", "kiosk", "doctor", "--json"),
            *("--config", str(bench.settings)),
        ],
        stdout=subprocess.PIPE,
        check=False,
    )
    found = {one["what"]: one for one in map(json.loads, said.stdout.splitlines())}
    assert found["disk"]["severity"] == "doubtful"
    assert why in found["disk"]["why"]


def test_a_touch_screen_that_udev_has_turned_is_good(bench: Bench) -> None:
    touch_not_turned(bench)
    turned = "E:ID_INPUT_TOUCHSCREEN=1\nE:LIBINPUT_CALIBRATION_MATRIX=0 -1 1 1 0 0"
    write(bench.root, "run/udev/data/c13:69", turned)
    assert bench.complaints() == {}


def test_pcscd_that_this_user_may_not_reach_is_told_with_its_cure(bench: Bench) -> None:
    closed = bench.folder / "closed"
    closed.mkdir()
    link = Path(os.environ["PCSCLITE_CSOCK_NAME"])
    real = link.readlink()
    bench.stack.callback(link.symlink_to, real)
    bench.stack.callback(link.unlink)
    link.unlink()
    link.symlink_to(closed / "pcscd.comm")
    (closed / "pcscd.comm").touch()
    closed.chmod(0)
    if os.getuid() == 0:  # nothing is closed to root
        bench.stack.callback(os.seteuid, 0)
        os.seteuid(65534)
    (finding,) = [one for one in reader.at_pcscd(bench.machine, None, pin_pad=False) if one.cure]
    assert finding.severity is Severity.BROKEN
    assert "this user may not reach" in finding.why


def test_what_a_machine_has_not_got_is_not_called_good(bench: Bench) -> None:
    bench.machine = Machine(bench.folder / "nothing", NOON)
    found = {one.what: one for one in bench.found()}
    for what in ("display", "touch", "reader model", "temperature", "voltage", "slots", "swap"):
        assert found[what].severity is Severity.UNSEEN, what
        assert found[what].why.startswith("not looked at: ")
    assert found["sound"].severity is Severity.DOUBTFUL
