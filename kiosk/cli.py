"""The command line for technicians and instructors.

Exit codes: 0 done; 1 the card refused (wrong PIN, CAN or PUK, or another state than needed), or a
check found something; 2 wrong use or wrong shape of a secret, nothing was sent; 3 no reader or no
pcscd; 4 no card, or it was taken away; 5 another program holds the reader; 6 the card cannot do
this (no eID, unsupported, unreadable, broken protocol); 7 bad settings, which `run` tells on the
screen instead, or a bad catalogue or lesson; 8 (`run` only) the card work hangs, and the supervisor
is to start the kiosk anew; 9 statistics were not sent, or could not be read; 10 settings could not
be written, or a host in them not found; 11 an update was not taken, or not fetched; 130 stopped
by Ctrl-C.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import click
import msgspec

from kiosk import __version__
from kiosk.course.taught import lesson_file
from kiosk.eid import model
from kiosk.eid.connection import ReaderState
from kiosk.eid.native_engine import NativeEngine
from kiosk.eid.pcsc import Daemon, PcscReader
from kiosk.eid.simulator.personas import Persona, load_personas
from kiosk.eid.simulator.vpcd import DEFAULT_PORT, VirtualCard
from kiosk.hardening import close_ways_out
from kiosk.heartbeat import supervised
from kiosk.listings import list_facts, list_texts, services_group
from kiosk.onsite import doctor, stick, support
from kiosk.provision import provision, settings
from kiosk.secret import Secret
from kiosk.settings import Profile, load_or_last_good
from kiosk.stats import stats
from kiosk.strict_yaml import BadFile
from kiosk.teaching import lessons_group, make_handout, make_sheet, make_wall_page
from kiosk.terminal import (
    BAD_SETTINGS,
    MISUSE,
    config_option,
    end,
    read_secret,
    reader_option,
    settings_of,
)
from kiosk.updates import content, update

REFUSED, NO_READER, NO_CARD, IN_USE, CARD_CANNOT = 1, 3, 4, 5, 6
STOPPED = 130

FAULT_CODES: dict[type[model.CardFault], int] = {
    model.CardRemoved: NO_CARD,
    model.AnotherCard: NO_CARD,
    model.ReaderUnavailable: NO_READER,
    model.ReaderInUse: IN_USE,
}

FAULT_WORDS = {
    model.CardRemoved.key: "no card on the reader, or it was taken away",
    model.AnotherCard.key: "another card lies there, or the card moved: look again",
    model.CardUnreadable.key: "something lies there, but no chip answers",
    model.ReaderUnavailable.key: "no reader, or pcscd is not running or refuses this user",
    model.ReaderInUse.key: "the reader is in use by another program",
    model.ProtocolBroken.key: "the card's answers break the protocol",
    model.UnsupportedCard.key: "this card is not supported: unknown curve or cipher",
    model.CardFault.key: "the work with the card stopped",
}

AFTERMATH_WORDS = {
    model.Aftermath.NOTHING_HAPPENED: "nothing happened, no try was spent",
    model.Aftermath.TRY_MAY_BE_GONE: "perhaps a try is gone: only a new look tells",
    model.Aftermath.PIN_UNCHANGED: "the PIN is unchanged and all tries are there",
    model.Aftermath.NEW_PIN_UNCERTAIN: "it is not known which PIN holds: try the new one first",
    model.Aftermath.UNBLOCK_UNCERTAIN: "it is not known whether the PIN is unblocked: look again",
}

DigitsOf = Callable[[int, str], Secret]


@click.group()
@click.version_option(__version__)
def main() -> None:
    """A kiosk for the online function (eID) of the German identity card."""
    close_ways_out()


for command in (
    *(
        stats,
        settings,
        provision,
        doctor,
        support,
        stick,
        lessons_group,
        make_handout,
        make_wall_page,
    ),
    *(content, update, list_texts, list_facts, services_group),
):
    main.add_command(command)


@main.command()
@click.option("--demo", is_flag=True, help="Practice cards instead of a reader.")
@click.option("--course", is_flag=True, help="Practice cards, and the reins for an instructor.")
@click.option("--lesson", help="The lesson of a course: one that the kiosk has, or a file.")
@click.option("--window", metavar="WIDTHxHEIGHT", help="A window instead of the full screen.")
@click.option(
    "--profile",
    type=click.Choice([profile.value for profile in Profile]),
    help="In place of that of the settings.",
)
@reader_option
@config_option
def run(  # noqa: PLR0913, PLR0917  one for each option
    demo: bool,
    course: bool,
    lesson: str | None,
    window: str | None,
    profile: str | None,
    reader: str | None,
    config: Path | None,
) -> None:
    """Show the kiosk. Bad settings are told on the screen, and the last good ones hold."""
    loaded = load_or_last_good(config)
    if profile:
        settings = msgspec.structs.replace(loaded.settings, profile=Profile(profile))
        loaded = replace(loaded, settings=settings)
    size = _window_size(window) if window else None
    from kiosk.app import FIRST_LESSON, Manner, run_kiosk  # noqa: PLC0415  Kivy takes its time

    own = Path(loaded.settings.lessons)
    taught = lesson_file(lesson, own) if lesson else FIRST_LESSON if course else None
    try:
        run_kiosk(loaded, Manner(reader or loaded.settings.reader, demo, taught, size))
    except BadFile as error:
        end(BAD_SETTINGS, str(error))


@main.command("watch-pcscd")
def watch_pcscd() -> None:
    """Ask pcscd again and again. For systemd: without an answer both start anew."""
    heartbeat = supervised("last-answer")
    if heartbeat is None:
        end(MISUSE, "nobody watches this: it is for a service with a watchdog")
    reader = PcscReader()
    while True:
        if reader.daemon() is Daemon.SERVES:
            heartbeat.beat()
        time.sleep(heartbeat.seconds)


@main.group()
def card() -> None:
    """Look at a card and care for its PIN."""


@card.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@reader_option
@config_option
def look(as_json: bool, reader: str | None, config: Path | None) -> None:
    """What card is this, and how is its PIN? Needs no secret and spends no try."""
    with _engine(reader, config) as engine:
        seen = engine.look()
    status = seen.pin_status
    if as_json:
        facts = {
            "kind": seen.kind.value,
            "pin_state": status.state.value if status else None,
            "tries_left": status.tries_left if status else None,
        }
        click.echo(json.dumps(facts))
    else:
        click.echo(f"card: {seen.kind.value}")
        if status:
            click.echo(_in_words(status))


class PinCare(click.Group):
    """Complains of words that it does not take without repeating them: they may be secrets."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            if not isinstance(error, click.BadParameter) and re.search("[0-9]", error.message):
                words = "Secrets are not given as arguments, they are asked."
                raise click.UsageError(words, error.ctx) from None
            raise


@card.group(cls=PinCare)
def pin() -> None:
    """Set, change or unblock the PIN.

    Secrets are asked hidden on a terminal, or read line by line from standard input.
    """


@pin.command("set")
@reader_option
@config_option
def set_pin(reader: str | None, config: Path | None) -> None:
    """First PIN: transport PIN (5 digits), new PIN (6), and the CAN (6) if one try is left."""
    _change((5, "Transport PIN"), reader, config)


@pin.command("change")
@reader_option
@config_option
def change_pin(reader: str | None, config: Path | None) -> None:
    """Change: old PIN (6 digits), new PIN (6), and the CAN (6) if one try is left."""
    _change((6, "Old PIN"), reader, config)


@pin.command("unblock")
@reader_option
@config_option
def unblock_pin(reader: str | None, config: Path | None) -> None:
    """Fill the tries with the PUK (10 digits). The PIN stays what it is."""
    with _engine(reader, config) as engine, _secrets() as ask:
        _need_eid(engine.look())
        result = engine.unblock_pin(ask(10, "PUK"))
    match result:
        case model.PinUnblocked():
            click.echo("The PIN is unblocked and unchanged.")
        case model.WrongPuk():
            _refuse("The PUK is wrong.")
        case model.PukUsedUp():
            _refuse("The PUK has been used ten times: only the authority can help.")
        case model.StateDiffers(status):
            _refuse(f"Not blocked, nothing was sent. {_in_words(status)}")


@main.group("practice-card")
def practice_card() -> None:
    """Chips in software, to try and to teach."""


practice_card.add_command(make_sheet)


@practice_card.command("list")
def list_cards() -> None:
    """The practice cards and their stories."""
    for persona in load_personas():
        click.echo(f"{persona.id:22} {persona.name}: {persona.story.en}")


@practice_card.command()
@click.argument("persona_id", metavar="CARD")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=DEFAULT_PORT, show_default=True)
def serve(persona_id: str, host: str, port: int) -> None:
    """Lay CARD on the virtual reader of vsmartcard-vpcd, until Ctrl-C."""
    chip = _persona(persona_id).make_chip()
    try:
        with VirtualCard(chip, host, port) as virtual_card:
            click.echo(f"{persona_id} lies on the virtual reader")
            virtual_card.wait()
    except OSError as error:
        end(NO_READER, f"no virtual reader at {host}:{port} ({error.strerror}): is pcscd running?")
    except KeyboardInterrupt:
        pass
    click.echo(f"{persona_id} was lifted after {chip.apdu_count} APDUs")


def _change(old_field: tuple[int, str], reader: str | None, config: Path | None) -> None:
    with _engine(reader, config) as engine, _secrets() as ask:
        status = _need_eid(engine.look())
        suspended = status.state is model.PinState.SUSPENDED
        if suspended:
            click.echo(
                "One try is left: a wrong PIN blocks it. Ctrl-C leaves it as it is.", err=True
            )
        old, new = ask(*old_field), ask(6, "New PIN")
        can = ask(6, "CAN") if suspended else None
        result = engine.change_pin(old, new, can)
    match result:
        case model.PinChanged():
            click.echo("The new PIN is set; the card has confirmed it.")
        case model.WrongPin(now):
            _refuse(f"The PIN is wrong. {_in_words(now)}")
        case model.WrongCan():
            _refuse("The CAN is wrong. No try was spent.")
        case model.StateDiffers(now):
            _refuse(f"The card does not allow it now. {_in_words(now)}")


def _need_eid(seen: model.CardLook) -> model.PinStatus:
    if seen.pin_status is None:
        end(CARD_CANNOT, f"this card has no online function: {seen.kind.value}")
    return seen.pin_status


def _in_words(status: model.PinStatus) -> str:
    match status.state:
        case model.PinState.OPERATIONAL:
            return f"PIN: {status.tries_left} tries left"
        case model.PinState.SUSPENDED:
            return "PIN: suspended, one try left, the CAN is needed first"
        case model.PinState.BLOCKED:
            return "PIN: blocked, the PUK is needed"
        case model.PinState.DEACTIVATED:
            return "PIN: the online function is switched off"


@contextmanager
def _engine(reader: str | None, config: Path | None) -> Iterator[NativeEngine]:
    """A session with the card that lies there; faults become words and exit codes."""
    name = reader or settings_of(config).reader
    pcsc = PcscReader(name)
    engine = NativeEngine(pcsc)
    try:
        if name and pcsc.state() is ReaderState.MISSING and pcsc.readers():
            found = ", ".join(pcsc.readers())
            end(NO_READER, f"no reader is called '{name}'; there is: {found}")
        yield engine
    except model.CardFault as fault:
        end(
            FAULT_CODES.get(type(fault), CARD_CANNOT),
            f"{FAULT_WORDS[fault.key]}; {AFTERMATH_WORDS[fault.aftermath]}",
        )
    except KeyboardInterrupt:
        end(STOPPED, "stopped; only a new look tells how the PIN is")
    finally:
        engine.release()


@contextmanager
def _secrets() -> Iterator[DigitsOf]:
    """A way to ask for secrets that are all wiped in the end."""
    asked: list[Secret] = []

    def ask(digits: int, name: str) -> Secret:
        secret = read_secret(digits, name)
        asked.append(secret)
        return secret

    try:
        yield ask
    finally:
        for secret in asked:
            secret.wipe()


def _persona(persona_id: str) -> Persona:
    personas = {persona.id: persona for persona in load_personas()}
    if persona_id not in personas:
        end(MISUSE, f"no practice card '{persona_id}'; there are: {', '.join(personas)}")
    return personas[persona_id]


def _window_size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit() and int(width) >= 480 and int(height) >= 480):
        end(MISUSE, f"--window {text}: wanted is WIDTHxHEIGHT, from 480x480, such as 1280x800")
    return int(width), int(height)


def _refuse(words: str) -> NoReturn:
    end(REFUSED, words)
