"""Practice services, cards and certificates for tests, and a terminal that may do things wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from kiosk.eid import pace
from kiosk.eid.apdu import CommandAPDU, ResponseAPDU
from kiosk.eid.authority.certificates import (
    DOMESTIC,
    RIGHTS,
    TERMINAL,
    Application,
    Issuer,
    issue,
    new_key,
)
from kiosk.eid.card_access import pace_info
from kiosk.eid.eac import eid_application
from kiosk.eid.eac.access import Access, chat
from kiosk.eid.eac.certificates import Certificate
from kiosk.eid.eac.chip_authentication import authenticate_chip
from kiosk.eid.eac.eid_application import Question
from kiosk.eid.eac.identification import Request, identify
from kiosk.eid.eac.model import IdentificationResult, Identified
from kiosk.eid.eac.security_infos import chip_authentication_info
from kiosk.eid.eac.service import FOLDER, Service, load_services
from kiosk.eid.eac.terminal_authentication import Binding, authenticate_terminal
from kiosk.eid.files import read_card_access
from kiosk.eid.pin import query_status
from kiosk.eid.points import generator_times, random_scalar
from kiosk.eid.secure_messaging import with_secure_messaging
from kiosk.eid.simulator.chip import Chip
from kiosk.eid.simulator.personas import Persona, load_persona
from kiosk.eid.simulator.reader import Card, PracticeReader
from kiosk.secret import Secret

TODAY = date(2026, 11, 24)
EVERYTHING = frozenset(Access)
BEGIN, END = date(2026, 1, 1), date(2027, 12, 31)

OK, NO_RIGHT, NOT_NOW, NOT_USABLE, UNKNOWN, BAD_DATA = (
    0x9000,
    0x6982,
    0x6985,
    0x6984,
    0x6A88,
    0x6A80,
)
"""What the chip answers."""

SERVICES = {service.id: service for service in load_services()}


def key_of(path: Path) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


PRACTICE_ROOT = Issuer("ZZPRACTICE00001", key_of(FOLDER / "root.pem"))
AUTHORITY = Issuer("ZZTESTDV00001", new_key())
"""An authority of the tests, to be certified by the root as a test likes."""

TERMINAL_KEY = new_key()


def rights(access: Iterable[Access]) -> int:
    return sum(1 << one for one in access)


def application(
    holder: str,
    key: ec.EllipticCurvePrivateKey,
    role: int,
    rights: int = RIGHTS,
    effective: date = BEGIN,
    expires: date = END,
    sector_key: bytes | None = None,
) -> Application:
    return Application(
        holder, key.public_key(), role, rights, effective, expires, sector_key=sector_key
    )


def for_authority(role: int = DOMESTIC, **said: Any) -> Certificate:
    """A certificate of the root for AUTHORITY."""
    wanted = replace(application(AUTHORITY.reference, AUTHORITY.key, role), **said)
    return Certificate.decode(issue(PRACTICE_ROOT, wanted))


def for_terminal(issuer: Issuer = AUTHORITY, **said: Any) -> Certificate:
    """A certificate for TERMINAL_KEY."""
    wanted = replace(application("ZZTESTTERM00001", TERMINAL_KEY, TERMINAL), **said)
    return Certificate.decode(issue(issuer, wanted))


def persona(name: str = "own-pin") -> Persona:
    return load_persona(name)


def a_chip() -> Chip:
    return persona().make_chip()


def visit(
    service: str | Service,
    card: Card | None = None,
    granted: Iterable[Access] = EVERYTHING,
    pin: str = "482915",
    today: date = TODAY,
) -> IdentificationResult:
    """Somebody identifies with a card, by default the one of Erkan Beispiel."""
    reader = PracticeReader()
    reader.lay_on(card or persona().make_chip())
    who = SERVICES[service] if isinstance(service, str) else service
    request = Request(who, frozenset(granted), today)
    return identify(reader, request, Secret(pin.encode()))


def seen(result: IdentificationResult) -> Identified:
    assert isinstance(result, Identified)
    return result


class Caller:
    """A terminal at a chip, after PACE with the PIN and a CHAT; step by step, in any order."""

    def __init__(self, chip: Chip, granted: Iterable[Access] = EVERYTHING) -> None:
        self.chip = chip
        self.card_access = read_card_access(self.plain)
        self._meet(granted)

    def again(self) -> Self:
        """Another terminal begins anew, and looks at no file."""
        self._meet(EVERYTHING)
        return self

    def _meet(self, granted: Iterable[Access]) -> None:
        self.info = pace_info(self.card_access)
        self.chip_info = chip_authentication_info(self.card_access)
        query_status(self.plain, self.info, chat(granted))
        assert self.chip.books is not None
        password = pace.password_key(memoryview(self.chip.books.pin), self.info)
        self.agreement = pace.agree(self.plain, self.info, password)
        self.channel = with_secure_messaging(self.plain, self.agreement.keys)
        self.private = random_scalar(self.chip_info.curve)
        self.ephemeral = generator_times(self.chip_info.curve, self.private)

    def plain(self, command: CommandAPDU) -> ResponseAPDU:
        return ResponseAPDU.decode(self.chip.transmit(bytes(command.encode())))

    def sends(self, header: str, data: bytes = b"", le: int | None = None) -> int:
        """One command in the channel, its header in hexadecimal; the status word."""
        cla, ins, p1, p2 = bytes.fromhex(header)
        return self.channel(CommandAPDU(cla, ins, p1, p2, data, le)).sw

    def sends_plain(self, header: str, data: bytes = b"", le: int | None = None) -> int:
        cla, ins, p1, p2 = bytes.fromhex(header)
        return self.plain(CommandAPDU(cla, ins, p1, p2, data, le)).sw

    def shows(self, *chain: Certificate) -> int:
        """The status word of the first refusal, or 9000."""
        sw = 0x9000
        for certificate in chain:
            sw = self.names(certificate.authority)
            if sw == 0x9000:
                sw = self.sends("002A00BE", certificate.content)
            if sw != 0x9000:
                break
        return sw

    def names(self, authority: str) -> int:
        """MSE:Set DST."""
        return self.sends("002281B6", b"\x83" + bytes([len(authority)]) + authority.encode())

    def signs(
        self,
        chain: Sequence[Certificate],
        key: ec.EllipticCurvePrivateKey = TERMINAL_KEY,
        questions: Mapping[Question, bytes] | None = None,
    ) -> None:
        auxiliary = eid_application.auxiliary_data(questions or {})
        binding = Binding(self.agreement.chip_key, self.ephemeral, auxiliary)
        authenticate_terminal(self.channel, chain, key, binding)

    def proves_chip(self) -> None:
        """Chip authentication by the public key of the series, which all these chips have."""
        scalar = self.chip.eid.chip_key if self.chip.eid else 0
        chip_key = generator_times(self.chip_info.curve, scalar)
        keys = authenticate_chip(self.channel, self.chip_info, chip_key, self.private)
        self.channel = with_secure_messaging(self.plain, keys)

    def reads(self, data_group: int) -> int:
        """Select the eID application and read a few bytes; the status word."""
        self.sends("00A4040C", bytes.fromhex("E80704007F00070302"))
        return self.sends(f"00B0{0x80 | data_group:02X}00", le=4)
