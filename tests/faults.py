"""Faults that are put into a healthy machine, one at a time, and what the doctor says of each."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from kiosk.content import Manifest, Part
from kiosk.content_check import sha256_of
from kiosk.doctor import examine, reader
from kiosk.doctor.machine import Machine
from kiosk.eid.connection import ReaderState
from kiosk.eid.pcsc import PcscReader
from kiosk.eid.simulator.personas import load_persona
from kiosk.findings import Finding, Severity
from kiosk.german import german
from kiosk.settings import load_or_last_good
from kiosk.statistics.counters import Counter
from kiosk.statistics.spool import Spool
from kiosk.whole_file import write_whole
from tests import machines
from tests.hands import another_program, comes_to, laid_on
from tests.machines import NOON, write
from tests.pcscd import Pcscd

CATALOGUE = """\
hosts: [www.leipzig.de]
categories: [{{id: moving, title: {{de: Umzug}}}}]
services:
  - {{id: portal, category: moving, title: {{de: Portal}}, text: {{de: Alles online.}},
     address: "https://www.leipzig.de/portal", provider: Stadt, checked_on: {checked_on},
     source: Liste}}
"""


@dataclass
class Bench:
    """A healthy machine, and settings under which all is well, before a fault is put in.

    What a fault borrows is given back by `stack`.
    """

    folder: Path
    machine: Machine
    pcscd: Pcscd
    stack: ExitStack

    @property
    def root(self) -> Path:
        return self.machine.root

    @property
    def settings(self) -> Path:
        return self.folder / "kiosk.yaml"

    def set(self, **keys: object) -> None:
        """Settings in place of those that are there."""
        rows = json.loads(self.settings.read_text()) if self.settings.exists() else {}
        self.settings.write_text(json.dumps({**rows, **keys}))

    def catalogue(self, checked_on: date) -> None:
        text = CATALOGUE.format(checked_on=checked_on)
        (self.folder / "services.yaml").write_text(text)

    def lay_on(self, persona: str) -> None:
        """That practice card, and wait in the end until pcscd has seen it go."""
        self.stack.callback(comes_to, PcscReader(), ReaderState.EMPTY)
        self.stack.enter_context(laid_on(load_persona(persona).make_chip(), self.pcscd.port))

    def counts(self, *days: int) -> Spool:
        """Visits so many days ago."""
        spool = Spool(self.folder / "spool.sqlite")
        for ago in days:
            day = NOON.date() - timedelta(days=ago)
            spool.add([frozenset({Counter.VISITS})] * 10, day)
        return spool

    def found(self) -> list[Finding]:
        loaded = load_or_last_good(self.settings, self.folder / "kept")
        return list(examine(loaded, machine=self.machine))

    def complaints(self) -> dict[str, str]:
        """What is not well, and why."""
        found = self.found()
        for one in found:
            assert_german(one)
        return {one.what: one.why for one in found if one.severity > Severity.GOOD}


def assert_german(finding: Finding) -> None:
    """The technician's page says it in German."""
    for sentence in (finding.sentence, finding.remedy):
        words = re.sub(r"{.*?}|`.*?`|[^a-z]|apt-get install.*|systemctl .*|echo .*", "", sentence)
        assert not words or german(sentence) != sentence, sentence


def bad_settings(bench: Bench) -> None:
    assert not bench.complaints(), "a good copy is kept"
    bench.settings.write_text(f"{bench.settings.read_text()[:-1]},\nraeder: x}}")


def code_without_stick(bench: Bench) -> None:
    bench.set(technician={"code": "60254137"})


def small_panel(bench: Bench) -> None:
    machines.panel(bench.root, width=15, height=9)
    bench.set(screen={"diagonal": 7})


def panel_unplugged(bench: Bench) -> None:
    write(bench.root, "sys/class/drm/card1-HDMI-A-1/status", "disconnected")


def another_panel(bench: Bench) -> None:
    machines.panel(bench.root, width=48, height=27)


def touch_unplugged(bench: Bench) -> None:
    write(bench.root, "sys/class/input/input2/properties", "0")


def touch_not_turned(bench: Bench) -> None:
    bench.set(screen={"diagonal": 10.1, "rotation": 90})


def reader_unplugged(bench: Bench) -> None:
    bench.stack.callback(bench.pcscd.restart)
    bench.pcscd.restart(plugged=False)


def reader_of_another_name(bench: Bench) -> None:
    bench.set(reader="identiv")


def reader_in_use(bench: Bench) -> None:
    bench.lay_on("own-pin")
    bench.stack.callback(comes_to, PcscReader(), ReaderState.CARD)  # let go of, before it is lifted
    assert bench.stack.enter_context(another_program()) == 0


def no_identity_card(bench: Bench) -> None:
    bench.lay_on("bank-card")


def pcscd_stopped(bench: Bench) -> None:
    bench.stack.callback(bench.pcscd.start)
    bench.pcscd.stop()


def pcscd_killed(bench: Bench) -> None:
    """It leaves its socket behind."""
    bench.stack.callback(bench.pcscd.restart)
    socket = Path(os.environ["PCSCLITE_CSOCK_NAME"]).resolve()
    kept = bench.folder / "pcscd.comm"
    os.kill(bench.pcscd.pid, signal.SIGKILL)
    bench.pcscd.stop()
    assert not socket.exists()
    with open(kept, "wb"):
        pass
    link = Path(os.environ["PCSCLITE_CSOCK_NAME"])
    link.unlink()
    link.symlink_to(kept)


def pcscd_hangs(bench: Bench) -> None:
    bench.stack.enter_context(pytest.MonkeyPatch.context()).setattr(reader, "PATIENCE_SECONDS", 1.0)
    bench.stack.callback(os.kill, bench.pcscd.pid, signal.SIGCONT)
    os.kill(bench.pcscd.pid, signal.SIGSTOP)


def bad_model(bench: Bench) -> None:
    machines.usb_reader(bench.root, "072f:2200", ("ACS", "ACR122U PICC Interface"))


def pin_pad_without_pace(bench: Bench) -> None:
    machines.usb_reader(bench.root, "0c4b:0501", ("REINER SCT", "cyberJack RFID komfort"))


def model_nobody_knows(bench: Bench) -> None:
    machines.usb_reader(bench.root, "072f:223e", ("ACS", "ACR1252 Reader"))


def short_commands(bench: Bench) -> None:
    machines.usb_reader(bench.root, features=machines.SHORT_APDU, longest=271)


def no_driver(bench: Bench) -> None:
    machines.driver_knows(bench.root, "0c4b:9102")


def kernel_holds_reader(bench: Bench) -> None:
    machines.held_by(bench.root, "pn533_usb")


def reader_sleeps(bench: Bench) -> None:
    write(bench.root, f"{machines.READER}/power/control", "auto")


def no_sound_card(bench: Bench) -> None:
    (bench.root / "sys/class/sound/pcmC0D0p/pcm_class").unlink()
    (bench.root / "sys/class/sound/pcmC0D0p").rmdir()


def no_voice(bench: Bench) -> None:
    (bench.root / "usr/bin/espeak-ng").unlink()


def film_that_nobody_sees(bench: Bench) -> None:
    (bench.folder / "films").mkdir()
    (bench.folder / "films" / "wrong-pen.mp4").write_bytes(b"\0" * 4096)


def broken_catalogue(bench: Bench) -> None:
    (bench.folder / "services.yaml").write_text("hosts: []\nservice: []\n")


def bad_lesson(bench: Bench) -> None:
    (bench.folder / "lessons").mkdir()
    (bench.folder / "lessons" / "ours.yaml").write_text("title: Unsere Stunde\n")
    bench.set(lessons=str(bench.folder / "lessons"))


def old_catalogue(bench: Bench) -> None:
    bench.catalogue(NOON.date() - timedelta(days=300))


def content_that_nobody_can_read(bench: Bench) -> None:
    (_content(bench) / "manifest.json").write_text("{}")


def content_that_rotted(bench: Bench) -> None:
    (_content(bench) / "services.yaml").write_text("hosts: []\n")


def content_for_another_kiosk(bench: Bench) -> None:
    _content(bench, "texts/de.po", 'msgid "no-such-key"\nmsgstr "Text"\n')


def _content(bench: Bench, name: str = "services.yaml", text: str = "hosts: []\n\n") -> Path:
    """New content as a device has it, without a fault but that of the text."""
    folder = bench.folder / "content"
    write_whole(folder / name, text.encode())
    part = Part(len(text), sha256_of(folder / name))
    manifest = msgspec.json.encode(Manifest("202702011200", {name: part}))
    write_whole(folder / "manifest.json", manifest)
    bench.set(content=str(folder))
    found = next(one for one in bench.found() if one.what == "content")
    assert found.severity is Severity.GOOD or name != "services.yaml", found.why
    return folder


def nobody_closes_days(bench: Bench) -> None:
    bench.counts(9)


def receiver_away(bench: Bench) -> None:
    bench.counts(5, 4, 3, 2, 1).close(NOON.date(), None, message_of_nothing)


def message_of_nothing(cells: object) -> bytes:
    return b"a message"


def statistics_set_aside(bench: Bench) -> None:
    bench.counts().broken.touch()


def screen_stands_still(bench: Bench) -> None:
    machines.frame_drawn(bench.root, NOON - timedelta(minutes=5))


def cable_unplugged(bench: Bench) -> None:
    write(bench.root, "sys/class/net/eth0/carrier", "0")
    write(bench.root, "sys/class/net/eth0/operstate", "down")


def no_way_out(bench: Bench) -> None:
    write(bench.root, "proc/net/route", f"{machines.ROUTES}\n{machines.HOUSE}")


def clock_of_1970(bench: Bench) -> None:
    bench.machine = replace(bench.machine, now=datetime(1970, 1, 1, 0, 3))


def clock_without_battery(bench: Bench) -> None:
    (bench.root / "sys/class/rtc/rtc0/name").unlink()
    (bench.root / "sys/class/rtc/rtc0").rmdir()
    (bench.root / "run/systemd/timesync/synchronized").unlink()


def file_system_errors(bench: Bench) -> None:
    write(bench.root, "sys/fs/ext4/mmcblk0p6/errors_count", "3")


def worn_flash(bench: Bench) -> None:
    write(bench.root, "sys/block/mmcblk0/device/life_time", "0x01 0x0b")


def hot(bench: Bench) -> None:
    write(bench.root, "sys/class/thermal/thermal_zone0/temp", "84712")


def weak_power(bench: Bench) -> None:
    write(bench.root, "sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1")


def little_memory(bench: Bench) -> None:
    machines.memory(bench.root, available=80_120, killed=0)


def ended_for_memory(bench: Bench) -> None:
    machines.memory(bench.root, available=612_340, killed=2)


def bad_slot(bench: Bench) -> None:
    machines.rauc(bench.root, booted="A", primary="rootfs.0", states=("good", "bad"))


def update_fell_back(bench: Bench) -> None:
    machines.rauc(bench.root, booted="A", primary="rootfs.1", states=("good", "good"))


def core_files(bench: Bench) -> None:
    write(bench.root, "proc/self/limits", machines.limits(core="unlimited"))


def swap_on(bench: Bench) -> None:
    write(
        bench.root,
        "proc/swaps",
        "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
        "/dev/mmcblk0p7                          partition\t102396\t\t0\t\t-2",
    )


FAULTS: list[tuple[Callable[[Bench], None], str, str]] = [
    (bad_settings, "settings", "kiosk.yaml:2: unknown key 'raeder'"),
    (code_without_stick, "technician", "one of them is not set"),
    (small_panel, "screen", "not accessible to everybody"),
    (panel_unplugged, "display", "nothing is plugged into HDMI-A-1, HDMI-A-2"),
    (another_panel, "display", "21.7 inches, the settings say 10.1"),
    (touch_unplugged, "touch", "no touch screen"),
    (touch_not_turned, "touch", "turned by 90 degrees, and touch is not"),
    (reader_unplugged, "reader", "no reader"),
    (reader_of_another_name, "reader", "no reader is called 'identiv'; there is: Virtual PCD"),
    (reader_in_use, "reader", "another program holds the reader"),
    (no_identity_card, "card", "without online function lies there: bank-card"),
    (pcscd_stopped, "pcscd", "is not running"),
    (pcscd_killed, "pcscd", "its socket is there, but nobody answers"),
    (pcscd_hangs, "pcscd", "has not answered"),
    (bad_model, "reader model", "ACR122U (072f:2200) cannot read identity cards: short APDUs"),
    (pin_pad_without_pace, "PIN pad", "there is one, but the reader's driver does not do PACE"),
    (model_nobody_knows, "reader model", "ACR1252 Reader (072f:223e, firmware 2.06) is not among"),
    (short_commands, "long commands", "short commands only"),
    (no_driver, "reader driver", "no driver of pcscd knows 04e6:5790"),
    (kernel_holds_reader, "reader driver", "own driver pn533_usb holds the reader"),
    (reader_sleeps, "reader power", "autosuspend"),
    (no_sound_card, "sound", "no sound card"),
    (no_voice, "speech", "/usr/bin/espeak-ng"),
    (film_that_nobody_sees, "film wrong-pen.mp4", "no page has this name"),
    (broken_catalogue, "services", "services.yaml:2: unknown key 'service'"),
    (bad_lesson, "lessons", "ours.yaml:1"),
    (old_catalogue, "services", "1 of 1 have not been looked at for 6 months"),
    (content_that_nobody_can_read, "content", "cannot be read: what came with the system is shown"),
    (content_that_rotted, "content", "of 2027-02-01: services.yaml: damaged"),
    (content_for_another_kiosk, "content", "of 2027-02-01: texts/de.po: no-such-key: no such text"),
    (nobody_closes_days, "statistics", "`kiosk stats send` did not run"),
    (receiver_away, "statistics", "5 days wait to be sent, last sent: -"),
    (statistics_set_aside, "statistics", "its counts are missing"),
    (screen_stands_still, "screen drawn", "last at 2027-03-01 11:55:00"),
    (cable_unplugged, "network", "no cable is plugged in and no WLAN is joined: eth0 (down)"),
    (no_way_out, "network", "eth0 is joined, but nothing leads out"),
    (clock_of_1970, "clock", "it says 1970-01-01"),
    (clock_without_battery, "clock", "neither a battery nor the network"),
    (file_system_errors, "file system", "errors on mmcblk0p6"),
    (worn_flash, "flash memory", "mmcblk0 is worn"),
    (hot, "temperature", "85 °C"),
    (weak_power, "voltage", "too low"),
    (little_memory, "memory", "78 MB of 1849 MB are left"),
    (ended_for_memory, "memory", "2 programs were ended"),
    (bad_slot, "slots", "slot B did not start well"),
    (update_fell_back, "slots", "runs from slot A, though B is to be started"),
    (core_files, "core files", "allowed"),
    (swap_on, "swap", "memory may be written to /dev/mmcblk0p7"),
]
