"""A whole online identification, with a practice card and nothing else.

The one way in takes a `PracticeReader`, on which only chips inside this process can be laid. Any
other reader is refused before its card is powered up and before the PIN is touched, and an import
contract keeps PC/SC and the engine of real cards out of this package.
"""

from __future__ import annotations

from collections.abc import Collection, Set
from dataclasses import dataclass
from datetime import date

from kiosk.eid import pace
from kiosk.eid.apdu import CommandAPDU, ResponseAPDU
from kiosk.eid.card_access import PaceInfo, pace_info
from kiosk.eid.eac import eid_application
from kiosk.eid.eac.access import Access, chat
from kiosk.eid.eac.card_security import signed_security_infos, signing_authority
from kiosk.eid.eac.certificates import chain_from
from kiosk.eid.eac.chip_authentication import authenticate_chip
from kiosk.eid.eac.data_groups import text
from kiosk.eid.eac.eid_application import Question
from kiosk.eid.eac.model import IdentificationResult, Identified
from kiosk.eid.eac.security_infos import (
    chip_authentication_info,
    chip_public_key,
    restricted_identification_key,
)
from kiosk.eid.eac.service import Service
from kiosk.eid.eac.terminal_authentication import Binding, authenticate_terminal
from kiosk.eid.files import read_card_access, recognise
from kiosk.eid.model import (
    Aftermath,
    AnotherCard,
    CardFault,
    CardKind,
    PinState,
    ProtocolBroken,
    StateDiffers,
    UnsupportedCard,
    WrongPin,
    faults_leave,
)
from kiosk.eid.pin import query_status
from kiosk.eid.points import generator_times, random_scalar
from kiosk.eid.secure_messaging import Transmit, with_secure_messaging
from kiosk.eid.simulator.reader import PracticeConnection, PracticeReader
from kiosk.secret import Secret

EF_CARD_SECURITY = 0x1D
"""Short EF identifier."""

QUESTIONS = {
    Access.AGE_VERIFICATION: Question.BORN_BY,
    Access.COMMUNITY_VERIFICATION: Question.LIVES_IN,
}


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks, and what of it the person has left ticked."""

    service: Service
    granted: Collection[Access]
    today: date

    @property
    def asked(self) -> Set[Access]:
        """What goes to the card: nothing that the service does not ask for."""
        return {*self.granted} & {*self.service.required, *self.service.optional}

    def questions(self) -> dict[Question, bytes]:
        """What the chip will be asked. Whether the card is valid is always asked."""
        service = self.service
        questions = {Question.VALID_ON: eid_application.digits(self.today)}
        if Access.AGE_VERIFICATION in self.asked and service.age is not None:
            born_by = eid_application.born_by(service.age, self.today)
            questions[Question.BORN_BY] = eid_application.digits(born_by)
        if Access.COMMUNITY_VERIFICATION in self.asked and service.community is not None:
            questions[Question.LIVES_IN] = service.community
        return questions


def identify(reader: PracticeReader, request: Request, pin: Secret) -> IdentificationResult:
    """Identify the holder of the practice card on the reader to the service.

    The PIN must be of six digits and operational.
    Raises CardFault; the secret is empty afterwards. TypeError for the reader of a real card.
    """
    with pin:
        if not isinstance(reader, PracticeReader):
            raise TypeError("only practice cards are identified here")
        if len(pin) != 6:
            raise CardFault("PIN of another length")
        connection = reader.connect()
        try:
            return _identify(connection, request, pin)
        finally:
            connection.close()


def _identify(
    connection: PracticeConnection, request: Request, pin: Secret
) -> IdentificationResult:
    def transmit(command: CommandAPDU) -> ResponseAPDU:
        try:
            return ResponseAPDU.decode(connection.transmit(command.encode()))
        except ValueError:
            raise ProtocolBroken("no status word") from None

    if recognise(transmit) is not CardKind.EID:
        raise UnsupportedCard("no eID")
    card_access = read_card_access(transmit)
    info, chip_info = pace_info(card_access), chip_authentication_info(card_access)
    status = query_status(transmit, info, chat(request.asked))
    if status.state is not PinState.OPERATIONAL:
        return StateDiffers(status)

    try:
        with pin as typed, faults_leave(Aftermath.TRY_MAY_BE_GONE):
            agreement = pace.agree(transmit, info, pace.password_key(typed, info))
    except pace.NotArmed:
        raise AnotherCard("no nonce") from None
    except pace.PasswordRefused:
        with faults_leave(Aftermath.TRY_MAY_BE_GONE):
            return WrongPin(query_status(transmit, info))

    with faults_leave(Aftermath.PIN_UNCHANGED):
        channel = with_secure_messaging(transmit, agreement.keys)
        chain = chain_from(agreement.authorities, request.service.chain)
        if chain is None:
            raise ProtocolBroken("the card knows another root")
        private = random_scalar(chip_info.curve)
        ephemeral = generator_times(chip_info.curve, private)
        auxiliary = eid_application.auxiliary_data(request.questions())
        binding = Binding(agreement.chip_key, ephemeral, auxiliary)
        authenticate_terminal(channel, chain, request.service.key, binding)
        card_security = eid_application.read(channel, EF_CARD_SECURITY)
        if card_security is None:
            raise ProtocolBroken("EF.CardSecurity")
        infos = signed_security_infos(card_security, signing_authority(), request.today)
        _must_agree(info, infos)
        chip_key = chip_public_key(infos, chip_info)
        keys = authenticate_chip(channel, chip_info, chip_key, private)
        return _ask(with_secure_messaging(transmit, keys), request, infos)


def _must_agree(info: PaceInfo, signed_infos: bytes) -> None:
    """What was believed unsigned before PACE must be what is signed."""
    if pace_info(signed_infos) != info:
        raise ProtocolBroken("EF.CardAccess is not what was signed")


def _ask(channel: Transmit, request: Request, infos: bytes) -> Identified:
    """Read and ask what was granted. What the card has not got, such as a title, is left out."""
    eid_application.select(channel)
    valid = eid_application.verify(channel, Question.VALID_ON)
    if valid is None:
        raise ProtocolBroken("document validity")
    texts, answers = [], []
    for access in sorted(request.asked):
        if access.data_group is not None:
            content = eid_application.read(channel, access.data_group)
            if content is not None:
                texts.append((access, text(content)))
        elif access in QUESTIONS:
            answer = eid_application.verify(channel, QUESTIONS[access])
            if answer is not None:
                answers.append((access, answer))
    pseudonym = None
    sector_key = request.service.sector_key
    if Access.PSEUDONYM in request.asked and sector_key is not None:
        key_id = restricted_identification_key(infos)
        pseudonym = eid_application.pseudonym(channel, key_id, sector_key)
    name = pseudonym.hex() if pseudonym else None
    return Identified(valid, tuple(texts), tuple(answers), name)
