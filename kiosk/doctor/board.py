"""Heat, voltage and memory of the computer."""

from __future__ import annotations

from kiosk.doctor.machine import Machine
from kiosk.findings import Finding, doubtful, good, unseen

HOT = 80
"""Degrees Celsius from which small computers slow down by themselves."""

LEAST_MEMORY = 0.1
"""Part of the memory that has to be available."""


def temperature(machine: Machine) -> Finding:
    """The kernel tells thousandths of a degree."""
    told = [machine.number(one) for one in machine.glob("/sys/class/thermal/thermal_zone*/temp")]
    degrees = [one / 1000 for one in told if one is not None]
    if not degrees:
        return unseen("temperature", "no sensor")
    if max(degrees) >= HOT:
        return doubtful(
            "temperature",
            "{degrees:.0f} °C: it slows down, and ages",
            "more air around it, no sun, a heat sink",
            degrees=max(degrees),
        )
    return good("temperature", "{degrees:.0f} °C", degrees=max(degrees))


def voltage(machine: Machine) -> Finding:
    """The kernel's raspberrypi-hwmon keeps an alarm that the board has raised."""
    for name in machine.glob("/sys/class/hwmon/hwmon*/name"):
        if machine.read(name) == "rpi_volt":
            if machine.number(name.with_name("in0_lcrit_alarm")):
                return doubtful(
                    "voltage",
                    "too low: the board stumbles, and its card may lose what was written",
                    "another power supply, a shorter cable, a powered hub for the reader",
                )
            return good("voltage", "high enough")
    return unseen("voltage", "this board does not tell it")


def memory(machine: Machine) -> Finding:
    told = machine.read("/proc/meminfo")
    if told is None:
        return unseen("memory", "/proc/meminfo cannot be read")
    rows = dict(line.split(":", 1) for line in told.splitlines() if ":" in line)
    whole, free = (int(rows[name].split()[0]) for name in ("MemTotal", "MemAvailable"))
    counts = dict(line.rsplit(" ", 1) for line in (machine.read("/proc/vmstat") or "").splitlines())
    if killed := int(counts.get("oom_kill", 0)):
        return doubtful(
            "memory",
            "{killed} programs were ended for want of memory since the start",
            "see `journalctl -k | grep -i oom`; a computer with 1 GB or more is needed",
            killed=killed,
        )
    why, left = "{free} MB of {whole} MB are left", {"free": free // 1024, "whole": whole // 1024}
    if free < LEAST_MEMORY * whole:
        return doubtful("memory", why, "see what takes it: `systemd-cgtop -m`", **left)
    return good("memory", why, **left)
