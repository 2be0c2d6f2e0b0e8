"""Reader and card through pcscd, as the kiosk itself reaches them."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

from kiosk.doctor.machine import Machine
from kiosk.eid.connection import ReaderState
from kiosk.eid.model import CardFault, CardKind
from kiosk.eid.native_engine import NativeEngine
from kiosk.eid.pcsc import FEATURE_EXECUTE_PACE, Daemon, PcscReader
from kiosk.findings import Finding, broken, doubtful, good, unseen

PATIENCE_SECONDS = 20.0
"""pcscd answers at once, a card within two seconds."""

SOCKET = "/run/pcscd/pcscd.comm"

THROUGH_PCSCD = ("reader", "card", "PIN pad")


def at_pcscd(machine: Machine, name: str | None, *, pin_pad: bool) -> Iterator[Finding]:
    """`name` is a part of the wanted reader's name, or None; `pin_pad` says that it has one."""
    found: list[Finding] = []

    def look() -> None:
        found.extend(_look(machine, PcscReader(name), name, pin_pad))

    # a pcscd that hangs never answers, and nobody is to hang with it
    looking = threading.Thread(target=look, name="doctor", daemon=True)
    looking.start()
    looking.join(PATIENCE_SECONDS)
    if looking.is_alive():
        why = "it has not answered for {seconds:g} seconds"
        yield broken("pcscd", why, "systemctl restart pcscd", seconds=PATIENCE_SECONDS)
        yield from (unseen(what, "pcscd hangs") for what in THROUGH_PCSCD)
    else:
        yield from found


def _look(
    machine: Machine, reader: PcscReader, name: str | None, pin_pad: bool
) -> Iterator[Finding]:
    daemon = _daemon(machine, reader.daemon())
    yield daemon
    if daemon.cure:
        yield from (unseen(what, "pcscd does not serve us") for what in THROUGH_PCSCD)
        return
    state = reader.state()
    yield _reader(reader, name, state)
    yield _card(reader, state)  # before the next, after which the reader seems to be in use
    yield _pin_pad(reader, state, pin_pad)


def _daemon(machine: Machine, daemon: Daemon) -> Finding:
    if daemon is Daemon.SERVES:
        return good("pcscd", "answers")
    socket = Path(os.environ.get("PCSCLITE_CSOCK_NAME") or machine.path(SOCKET))
    if daemon is Daemon.REFUSES:
        return broken(
            "pcscd",
            "refuses this user",
            "the polkit rule for org.debian.pcsc-lite.access_pcsc has to name the kiosk's user",
        )
    try:
        socket.stat()
    except PermissionError:
        return broken(
            "pcscd", "this user may not reach {socket}", "let the kiosk's user in", socket=socket
        )
    except OSError:
        return broken("pcscd", "pcscd is not running", "systemctl start pcscd.socket")
    return broken("pcscd", "its socket is there, but nobody answers", "systemctl restart pcscd")


def _reader(reader: PcscReader, name: str | None, state: ReaderState) -> Finding:
    found = reader.readers()
    match state:
        case ReaderState.MISSING if found:
            return broken(
                "reader",
                "no reader is called '{name}'; there is: {found}",
                "mend `reader` in the settings, or take it out",
                name=name,
                found=", ".join(found),
            )
        case ReaderState.MISSING:
            return broken("reader", "no reader", "plug the reader in, at another socket if need be")
        case ReaderState.IN_USE:
            return doubtful(
                "reader",
                "another program holds the reader; during a visit that is the kiosk itself",
                "end the other program",
            )
        case ReaderState.UNREADABLE:
            return doubtful(
                "reader",
                "something lies on the reader, but no chip answers",
                "take it away; if nothing lies there, another reader is needed",
            )
        case ReaderState.EMPTY | ReaderState.CARD:
            return good("reader", "{found}: {state}", found=", ".join(found), state=state.value)


def _pin_pad(reader: PcscReader, state: ReaderState, there: bool) -> Finding:
    """Whether the PIN could be typed on the reader itself, which then does PACE."""
    if state is ReaderState.MISSING:
        return unseen("PIN pad", "no reader")
    features = reader.features()
    if features is None:
        return unseen("PIN pad", "the reader is in use")
    if FEATURE_EXECUTE_PACE in features:
        return good("PIN pad", "the reader does PACE by itself")
    if there:
        return doubtful(
            "PIN pad",
            "there is one, but the reader's driver does not do PACE: the PIN is typed on the"
            " screen",
            "apt-get install libifd-cyberjack6",
        )
    return good("PIN pad", "none that does PACE: the PIN is typed on the screen")


def _card(reader: PcscReader, state: ReaderState) -> Finding:
    """What every visit begins with. It needs no secret and spends no try."""
    if state is not ReaderState.CARD:
        return unseen("card", "no card lies on the reader, or it is in use")
    engine = NativeEngine(reader)
    try:
        seen = engine.look()
    except CardFault as fault:
        return doubtful(
            "card",
            "the card stopped answering ({fault})",
            "lay it on again, flat; if that helps with no card, another reader is needed",
            fault=fault.key,
        )
    finally:
        engine.release()
    if seen.kind is not CardKind.EID or seen.pin_status is None:
        return doubtful(
            "card",
            "a card without online function lies there: {kind}",
            "lay an identity card on to try the reader",
            kind=seen.kind.value,
        )
    pin = seen.pin_status.state.value
    return good("card", "an identity card answers, its PIN is {pin}", pin=pin)
