"""The voice of the kiosk at a real speech-dispatcher."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.comfort import LOUDEST
from kiosk.speech import ssip
from kiosk.speech.ssip import START_SECONDS
from kiosk.speech.voice import Segment, Talk, Voice
from kiosk.texts import Texts
from tests.ear import Ear, Heard
from tests.pcscd import wait_until


@pytest.fixture
def ear(tmp_path: Path) -> Iterator[Ear]:
    with Ear(tmp_path) as listening:
        yield listening


@pytest.fixture
def slow_ear(tmp_path: Path) -> Iterator[Ear]:
    """Every sentence takes a minute, unless it is cut off."""
    with Ear(tmp_path, seconds=60) as listening:
        yield listening


@pytest.fixture
def voice(tmp_path: Path) -> Iterator[Voice]:
    """It speaks to whatever daemon listens in the test's folder."""
    voice = Voice(tmp_path / "speech-dispatcher" / "speechd.sock")
    yield voice
    voice.close()


def german(*sentences: str) -> list[Segment]:
    return [Segment(words, "de") for words in sentences]


def is_over(talk: Talk) -> None:
    wait_until(lambda: talk.over, START_SECONDS, "the end of the talk")


def test_it_says_one_segment_after_the_other_to_the_end(ear: Ear, voice: Voice) -> None:
    talk = voice.say(german("Guten Tag", "Legen Sie Ihre Karte auf", ".5 Meter"))
    is_over(talk)
    assert [one.words for one in ear.heard()] == [
        "Guten Tag",
        "Legen Sie Ihre Karte auf",
        ".5 Meter",
    ]
    assert talk.heard == 3


def test_each_segment_is_spoken_in_its_language(ear: Ear, voice: Voice) -> None:
    codes = [one.code for one in Texts().languages()]
    is_over(voice.say([Segment("Hallo", code) for code in [*codes, "zh"]]))
    spoken = [one.language for one in ear.heard()]
    assert spoken[:2] == ["de", "de"], "Leichte Sprache is German"
    assert spoken[-1] == "cmn"


def test_the_names_of_secrets_are_spelled(ear: Ear, voice: Voice) -> None:
    is_over(
        voice.say(german("PIN, CAN und PUK aus dem PIN-Brief zur eID-Karte: 115. Übung: 13579"))
    )
    assert (
        " ".join(one.words for one in ear.heard())
        == "P I N, C A N und P U K aus dem P I N-Brief zur e I D-Karte: 1 1 5. Übung: 1 3 5 7 9"
    )


def test_every_step_of_the_volume_is_louder_than_the_one_before(ear: Ear, voice: Voice) -> None:
    for volume in range(LOUDEST + 1):
        voice.change_volume(volume)
        is_over(voice.say(german("laut")))
    volumes = [one.volume for one in ear.heard()]
    assert len(set(volumes)) == LOUDEST + 1 >= 5
    assert volumes == sorted(volumes)


def test_what_is_said_next_cuts_off_what_is_being_said(slow_ear: Ear, voice: Voice) -> None:
    first = voice.say(german("Erstens", "Zweitens"))
    slow_ear.waits_for("Erstens")
    voice.say(german("Etwas anderes"))
    slow_ear.waits_for("Etwas anderes")
    assert first.over
    assert first.heard == 0
    assert "Zweitens" not in [one.words for one in slow_ear.heard()]


def test_it_can_be_stopped_and_paused_and_goes_on_with_the_sentence_that_was_cut_off(
    slow_ear: Ear, voice: Voice
) -> None:
    talk = voice.say(german("Erstens", "Zweitens"))
    slow_ear.waits_for("Erstens")
    voice.pause()
    voice.go_on()
    wait_until(lambda: len(slow_ear.heard()) == 2, START_SECONDS, "the sentence again")
    assert [one.words for one in slow_ear.heard()] == ["Erstens", "Erstens"]
    assert not talk.over
    voice.stop()
    is_over(talk)


def test_a_change_of_volume_is_heard_at_once(slow_ear: Ear, voice: Voice) -> None:
    voice.change_volume(2)
    voice.say(german("Erstens"))
    slow_ear.waits_for("Erstens")
    voice.change_volume(9)
    wait_until(lambda: len(slow_ear.heard()) == 2, START_SECONDS, "the sentence again")
    quiet, loud = slow_ear.heard()
    assert quiet.volume < loud.volume


def test_a_daemon_that_dies_leaves_one_line_and_a_voice_that_comes_back(
    tmp_path: Path, slow_ear: Ear, voice: Voice, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "kiosk.speech"):
        cut_off = voice.say(german("Erstens"))
        slow_ear.waits_for("Erstens")
        slow_ear.kill()
        is_over(cut_off)
        with slow_ear:
            voice.say(german("Wieder da"))
            slow_ear.waits_for("Wieder da")
            assert len(caplog.records) == 1


def test_without_a_daemon_it_is_silent_and_complains_once(
    voice: Voice, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")  # so that none can be started
    with caplog.at_level(logging.WARNING, "kiosk.speech"):
        for _ in range(3):
            is_over(voice.say(german("Hört mich jemand?")))
    assert len(caplog.records) == 1


def test_a_daemon_that_never_answers_keeps_nobody_waiting(
    tmp_path: Path, voice: Voice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand orders would fill any pipe; the last one is on its way all the same."""
    monkeypatch.setattr(ssip, "ANSWER_SECONDS", 0.2)
    address = tmp_path / "speech-dispatcher" / "speechd.sock"
    address.parent.mkdir()
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(address))
        deaf.listen()
        talks = [voice.say(german("Hört mich jemand?")) for _ in range(1000)]
        is_over(talks[0])
        is_over(talks[-1])


def test_a_daemon_that_nobody_has_started_is_started(
    tmp_path: Path, voice: Voice, monkeypatch: pytest.MonkeyPatch
) -> None:
    ear = Ear(tmp_path)  # its configuration, but no daemon yet
    for name, value in ear.env.items():
        monkeypatch.setenv(name, value)
    ear.address.parent.mkdir()
    try:
        is_over(voice.say(german("Guten Tag")))
        assert ear.heard() == [Heard("de", -20, "Guten Tag")]
    finally:
        pid = tmp_path / "speech-dispatcher" / "pid" / "speech-dispatcher.pid"
        if pid.exists():
            os.kill(int(pid.read_text()), 9)


@pytest.mark.parametrize("code", [one.code for one in Texts().languages()])
def test_espeak_has_a_voice_for_every_language_and_it_is_not_silent(
    code: str, tmp_path: Path
) -> None:
    texts = Texts()
    texts.language = code
    language = {"zh": "cmn"}.get(code, code.partition("-")[0])
    sound = tmp_path / "sound.wav"
    subprocess.run(["espeak-ng", "-v", language, "-w", str(sound), texts("home.title")], check=True)
    with wave.open(str(sound)) as samples:
        frames = samples.readframes(samples.getnframes())
        assert samples.getnframes() > samples.getframerate() / 2
    loudest = max(
        abs(int.from_bytes(frames[at : at + 2], "little", signed=True))
        for at in range(0, len(frames), 2)
    )
    assert loudest > 3000
