"""A real speech-dispatcher whose voice is a file: what it was asked to say can be read there."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from kiosk.speech.ssip import START_SECONDS
from tests.pcscd import wait_until

HOW_TO_TRY = "apt-get install speech-dispatcher speech-dispatcher-espeak-ng espeak-ng"

CODES = ("de", "en", "uk", "ar", "ru", "fa", "tr", "pl", "ro", "vi", "fr", "es", "it", "cmn")

SERVER = """\
LogLevel 1
LogDir "{folder}/log"
DefaultVolume 100
DefaultLanguage "de"
AudioOutputMethod "libao"
AddModule "ear" "sd_generic" "ear.conf"
DefaultModule ear
Timeout 0
"""

MODULE = """\
Debug 0
GenericExecuteSynth "{folder}/write $VOLUME $LANGUAGE \\'$DATA\\'"
GenericMaxChunkLength 5000
GenericDelimiters ""
"""

WRITE = """\
#!/bin/sh
printf '%s|%s|%s\\n' "$1" "$2" "$3" >> '{folder}/heard'
sleep {seconds}
"""


@dataclass(frozen=True)
class Heard:
    language: str
    volume: float
    """From -100 to 100, as speech-dispatcher has it."""
    words: str


class Ear:
    """While entered, a speech-dispatcher listens for all programs with the environment `env`.

    Every sentence takes `seconds` to be spoken.
    """

    def __init__(self, folder: Path, seconds: float = 0.0) -> None:
        self.folder = folder
        self.env = {"XDG_RUNTIME_DIR": str(folder), "XDG_CONFIG_HOME": str(folder / "config")}
        self.address = folder / "speech-dispatcher" / "speechd.sock"
        self._process: subprocess.Popen[bytes] | None = None
        config = folder / "config" / "speech-dispatcher"
        (config / "modules").mkdir(parents=True)
        (folder / "log").mkdir()
        (config / "speechd.conf").write_text(SERVER.format(folder=folder))
        voices = "".join(
            f'GenericLanguage "{code}" "{code}" "utf-8"\nAddVoice "{code}" "MALE1" "{code}"\n'
            for code in CODES
        )
        (config / "modules" / "ear.conf").write_text(MODULE.format(folder=folder) + voices)
        write = folder / "write"
        write.write_text(WRITE.format(folder=folder, seconds=seconds))
        write.chmod(0o755)

    def __enter__(self) -> Self:
        self.address.parent.mkdir(exist_ok=True)
        try:
            self._process = subprocess.Popen(
                [
                    *("speech-dispatcher", "--run-single", "--socket-path", str(self.address)),
                    *("--communication-method", "unix_socket"),
                    *("--pid-file", str(self.folder / "pid")),
                ],
                env=os.environ | self.env,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except FileNotFoundError:
            raise AssertionError(f"no speech-dispatcher: {HOW_TO_TRY}") from None
        wait_until(self.address.exists, START_SECONDS, "speech-dispatcher")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.kill()

    def kill(self) -> None:
        """The daemon dies, with whatever it was saying."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None
            self.address.unlink(missing_ok=True)

    def heard(self) -> list[Heard]:
        """Everything that was spoken so far, sentence by sentence."""
        file = self.folder / "heard"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        split = [line.split("|", 2) for line in lines]
        return [Heard(code, float(volume), words.strip()) for volume, code, words in split]

    def waits_for(self, words: str) -> Heard:
        """Wait until a sentence with these words was spoken."""
        until = time.monotonic() + START_SECONDS
        while True:
            for one in reversed(self.heard()):
                if words in one.words:
                    return one
            assert time.monotonic() < until, f"not heard: {words!r}, but {self.heard()}"
            time.sleep(0.02)
