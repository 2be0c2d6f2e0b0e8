"""From the blank card to the greeting, and visits, on one device that is started once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.appliance.machine import Machine
from tests.test_real_window import HOME, new_card, set_first_pin

if TYPE_CHECKING:
    from tests.appliance.window import DeviceWindow
    from tests.twin import Twin

MISSING = "reader-missing"
MEMORY_MB = 350
"""What may be in use at the greeting, drawn by the processor (docs/decisions/25)."""


def test_the_greeting_comes_by_the_images_own_boot_loader(
    device: Machine, window: DeviceWindow, twin: Twin
) -> None:
    window.sees(twin.attract(MISSING))
    device.look("greeting")
    assert device.run("systemctl is-active kiosk-screen.service") == "active\n"
    assert "failed" not in device.run("systemctl --failed --plain --no-legend || true")


def test_the_memory_in_use_at_the_greeting_has_a_bound(device: Machine) -> None:
    free = dict(line.split()[:2] for line in device.run("cat /proc/meminfo").splitlines())
    used = (int(free["MemTotal:"]) - int(free["MemAvailable:"])) // 1024
    (device.folder / "memory").write_text(f"{used} MB in use at the greeting\n")
    assert used <= MEMORY_MB


def test_the_root_is_verified_and_nothing_on_it_can_be_kept(device: Machine) -> None:
    assert "verity" in device.run("cat /sys/block/dm-0/dm/uuid").lower()
    assert device.run("grep -c ' / overlay' /proc/mounts") == "1\n"
    assert device.run("grep ' /data ext4' /proc/mounts | grep -c noexec") == "1\n"


def test_the_data_partition_takes_what_the_card_has_left(device: Machine) -> None:
    assert int(device.run("cat /sys/class/block/vda7/size")) * 512 > 1_500_000_000


def test_a_finger_on_the_greeting_begins_a_visit(
    device: Machine, window: DeviceWindow, twin: Twin
) -> None:
    window.tap(640, 600)
    window.sees(twin.page(HOME))
    device.look("home")


def test_a_reader_is_plugged_unplugged_and_plugged(
    device: Machine, window: DeviceWindow, twin: Twin
) -> None:
    window.press(twin.page(HOME), twin.texts("button.end"))
    window.sees(twin.attract(MISSING))
    for plugged in (True, False, True):
        if plugged:
            device.qmp("device_add", driver="usb-ccid", id="reader", bus="xhci.0")
        else:
            device.qmp("device_del", id="reader")
        window.sees(twin.attract(None if plugged else MISSING))
        device.look("reader" if plugged else "no-reader")


def test_a_citizen_sets_the_first_pin_with_a_finger_and_the_chip_has_it(
    device: Machine, window: DeviceWindow, twin: Twin
) -> None:
    chip = new_card()
    device.plug_in_virtual_reader()
    set_first_pin(window, twin, chip, "738164", lambda: device.look("typed"), device.card_port)
    assert chip.books is not None
    assert (chip.books.pin, chip.books.tries) == (b"738164", 3)


SPOKEN_SAMPLES = 40_000
"""Almost half a second, in both ears."""


def test_the_voice_comes_out_of_the_loudspeaker(
    device: Machine, window: DeviceWindow, twin: Twin
) -> None:
    window.sees(twin.attract())
    window.key("kp_multiply")
    device.until(lambda: loud_samples(device.sound) > SPOKEN_SAMPLES, "the voice")


def loud_samples(recorded: Path) -> int:
    """How many of its samples of 16 bits are not silence."""
    data = recorded.read_bytes()[44:]
    return sum(abs(one) > 300 for one in memoryview(data[: len(data) // 2 * 2]).cast("h"))


WAYS_OUT = [
    *(("ctrl", "alt", f"f{number}") for number in range(1, 8)),
    *(("alt", "left"), ("alt", "right"), ("alt", "f4"), ("alt", "tab"), ("meta_l",)),
    *(("alt", "sysrq", "b"), ("ctrl", "alt", "delete"), ("ctrl", "alt", "backspace")),
    *(("ctrl", "c"), ("ctrl", "q"), ("esc",), ("f1",), ("f11",), ("print",), ("menu",)),
]


def test_no_key_leads_out(device: Machine, window: DeviceWindow, twin: Twin) -> None:
    device.run("systemctl restart kiosk-screen.service")  # the visit before is nobody's any more
    window.sees(twin.attract())
    terminal = device.run("cat /sys/class/tty/tty0/active")
    process = device.run("systemctl show -P MainPID kiosk-screen.service")
    for keys in WAYS_OUT:
        device.key(*keys)
    device.look("no-way-out")
    window.tap(640, 600)  # the kiosk is there, and takes the frame away that Tab has moved
    window.sees(twin.page(HOME))
    assert device.run("cat /sys/class/tty/tty0/active") == terminal
    assert device.run("systemctl show -P MainPID kiosk-screen.service") == process
