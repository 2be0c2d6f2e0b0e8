"""What people hear."""

from __future__ import annotations

from kiosk.doctor.machine import Machine
from kiosk.findings import Finding, doubtful, good

PROGRAMS = ("/usr/bin/speech-dispatcher", "/usr/bin/espeak-ng")


def card(machine: Machine) -> Finding:
    if not any(machine.glob("/sys/class/sound/pcmC*D*p")):
        return doubtful(
            "sound",
            "no sound card that plays: nobody can have the screen read out",
            "plug in a USB sound card or loudspeaker, or switch sound on in the firmware",
        )
    names = [machine.read(one) or "?" for one in machine.glob("/sys/class/sound/card*/id")]
    return good("sound", "{names}", names=", ".join(names))


def speech(machine: Machine) -> Finding:
    missing = [one for one in PROGRAMS if not machine.has(one)]
    if missing:
        return doubtful(
            "speech",
            "not installed: {missing}",
            "apt-get install speech-dispatcher speech-dispatcher-espeak-ng espeak-ng",
            missing=", ".join(missing),
        )
    return good("speech", "installed")
