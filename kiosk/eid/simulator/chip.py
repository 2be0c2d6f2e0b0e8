"""The chip itself: it takes command APDUs and keeps the books of tries."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.eid import tlv
from kiosk.eid.apdu import CHAINING, SECURE_MESSAGING, CommandAPDU, ResponseAPDU
from kiosk.eid.curves import CURVES
from kiosk.eid.simulator.chip_eac import ChipEac, EidApplication, granted_by
from kiosk.eid.simulator.chip_messaging import BadCommand, ChipMessaging
from kiosk.eid.simulator.chip_pace import ChipPace, Randomness, WrongToken
from kiosk.eid.simulator.contents import (
    EF_CARD_SECURITY,
    EID,
    MF,
    PAYMENT,
    SHORT_IDENTIFIERS,
    Contents,
    pace_oid,
)
from kiosk.eid.simulator.exchange import Exchange, Inside, Known, Listener
from kiosk.eid.simulator.refusal import Refusal
from kiosk.eid.simulator.temperament import Temperament

CAN, PIN, PUK = 2, 3, 4
FULL = 3

ONLINE_PIN = 6
"""Digits of a PIN that identifies somebody; with a transport PIN one can only set it."""

OK = ResponseAPDU(b"", 0x9000)


@dataclass(slots=True)
class Books:
    """What the chip remembers without power. Digits are ASCII; `pin` has five until it is set."""

    pin: bytes | bytearray = field(repr=False)
    can: bytes = field(repr=False)
    puk: bytes = field(repr=False)
    tries: int = FULL
    puk_uses: int = 10
    active: bool = True
    can_shown: bool = False
    """Whether PACE with the CAN allows the last try."""

    def password(self, reference: int) -> bytes | bytearray:
        return {CAN: self.can, PIN: self.pin, PUK: self.puk}[reference]

    def forget_pin(self) -> None:
        """Overwrite a PIN that somebody has set; one of the story is no secret."""
        if isinstance(self.pin, bytearray):
            self.pin[:] = bytes(len(self.pin))


class Chip:
    """One card. `books` is None for cards without PIN care; such chips refuse MSE:Set AT.

    `eid` is None for cards that are here for PIN care only; such chips refuse a CHAT.
    `apdu_count` counts commands since the chip was made. `listener` overhears every exchange.
    """

    def __init__(  # noqa: PLR0913  a card is made of these, and of nothing else
        self,
        contents: Contents,
        temperament: Temperament,
        books: Books | None,
        *,
        eid: EidApplication | None = None,
        parameter_id: int = 13,
        key_bytes: int = 16,
        random: Randomness | None = None,
    ) -> None:
        self.contents = contents
        self.temperament = temperament
        self.books = books
        self.eid = eid
        self.apdu_count = 0
        self.listener: Listener | None = None
        self._parameter_id = parameter_id
        self._key_bytes = key_bytes
        self._random = random or Randomness()
        self.reset()

    @property
    def atr(self) -> bytes:
        return self.contents.atr

    def reset(self) -> None:
        """Power off and on: keys, rights, Set AT and the selected file are forgotten."""
        self._application: bytes | None = None
        self._file = b""
        self._read_by: ChipEac | None = None  # who may go on reading it; None for a public file
        self._channel: ChipMessaging | None = None
        self._right: int | None = None  # the password that PACE proved
        self._armed: int | None = None  # the password that MSE:Set AT announced
        self._granted: int | None = None  # and the bits of the CHAT that came with it
        self._eac: ChipEac | None = None
        self._pace: ChipPace | None = None
        if self.books and not self.temperament.can_outlives_reset:
            self.books.can_shown = False

    def transmit(self, wire: bytes) -> bytes:
        """Answer one command APDU."""
        self.apdu_count += 1
        armed, pace, channel = self._armed, self._pace, self._channel
        response, inside = self._respond(wire)
        answer = response.encode()
        if self.listener:
            secrets = self._new_secrets(pace, channel)
            self.listener(Exchange(bytes(wire), answer, inside, armed, secrets))
        return answer

    def _respond(self, wire: bytes) -> tuple[ResponseAPDU, Inside | None]:
        try:
            command = CommandAPDU.decode(bytes(wire))
        except ValueError:
            return ResponseAPDU(b"", 0x6700), None
        if command.cla & SECURE_MESSAGING == SECURE_MESSAGING:
            return self._protected(command)
        if self._channel and self.temperament.plain_ends_channel:
            self._end_channel()
        return self._answer(command, None), None

    def _protected(self, command: CommandAPDU) -> tuple[ResponseAPDU, Inside | None]:
        channel = self._channel
        if channel is None:
            return ResponseAPDU(b"", 0x6988), None
        try:
            inner = channel.open(command)
        except BadCommand:
            self._end_channel()
            return ResponseAPDU(b"", 0x6988), None
        # a new channel takes effect after the answer that makes it
        response = self._answer(inner, self._eac)
        return channel.seal(response), (inner, response)

    def _new_secrets(
        self, pace: ChipPace | None, channel: ChipMessaging | None
    ) -> tuple[tuple[Known, bytes], ...]:
        """What an exchange has brought about; `pace` and `channel` are those before it."""
        if self._pace and self._pace is not pace:
            password = bytes(self._pace.password)
            return ((Known.DIGITS, password), (Known.NONCE, self._pace.nonce))
        if self._channel and self._channel is not channel:
            return ((Known.ENC_KEY, self._channel.enc), (Known.MAC_KEY, self._channel.mac))
        return ()

    def _end_channel(self) -> None:
        self._channel = self._right = self._pace = self._armed = self._eac = None
        if self.books and not self.temperament.can_outlives_reset:
            self.books.can_shown = False

    def _answer(self, command: CommandAPDU, eac: ChipEac | None) -> ResponseAPDU:
        """`eac` is there inside a channel made with a CHAT, and only there."""
        instruction = command.ins
        if instruction != 0x86:
            self._pace = None
            if self.temperament.strict_form:
                self._armed = None
        try:
            match instruction:
                case 0xA4:
                    return self._select(command)
                case 0xB0:
                    return self._read_binary(command, eac)
                case 0x22 if not command.data:
                    raise Refusal(0x6700)
                case 0x22 if (command.p1, command.p2) == (0xC1, 0xA4):
                    return self._set_at(command)
                case 0x86 if not (eac and eac.mechanism):
                    return self._general_authenticate(command)
                case 0x22 | 0x2A | 0x84 | 0x82 | 0x86 | 0x20 if self.eid:
                    return self._online(command, eac)
                case 0x22:
                    raise Refusal(0x6A86)
                case 0x2C:
                    return self._reset_retry_counter(command)
                case _:
                    return ResponseAPDU(b"", 0x6D00)
        except Refusal as refusal:
            return ResponseAPDU(b"", refusal.sw)

    # files

    def _select(self, command: CommandAPDU) -> ResponseAPDU:
        target, self._read_by = bytes(command.data), None
        if command.p1 == 0x04:
            if target not in self.contents.applications:
                raise Refusal(0x6A82)
            if target == PAYMENT and command.p2 != 0x00:
                raise Refusal(0x6A86)
            self._application, self._file = target, b""
            return OK
        if not self.contents.has_mf or command.p1 not in (0x00, 0x02):
            raise Refusal(0x6A82 if command.p1 in (0x00, 0x02) else 0x6A86)
        identifier = int.from_bytes(target, "big") if target else MF
        if identifier == MF:
            self._application, self._file = None, b""
        else:
            self._file = self._content(identifier)
        return OK

    def _read_binary(self, command: CommandAPDU, eac: ChipEac | None) -> ResponseAPDU:
        if command.le is None:
            raise Refusal(0x6700)
        if command.p1 & 0x80:
            self._open(command.p1 & 0x1F, eac)
            offset = command.p2
        else:
            offset = command.p1 << 8 | command.p2
        if self._read_by not in (None, eac):
            raise Refusal(0x6982)
        if not self._file:
            raise Refusal(0x6986)
        if offset >= len(self._file):
            raise Refusal(0x6B00)
        data = self._file[offset : offset + command.le]
        whole = len(data) == command.le or command.le in (0x100, 0x10000)
        return ResponseAPDU(data, 0x9000 if whole else 0x6282)

    def _open(self, short: int, eac: ChipEac | None) -> None:
        """A file by its short identifier, which in the eID application counts data groups."""
        self._file, self._read_by = b"", None
        if self.eid and self._application == EID:
            if eac is None:
                raise Refusal(0x6982)
            self._file, self._read_by = eac.data_group(short), eac
        elif self.eid and self._application is None and short == EF_CARD_SECURITY:
            if eac is None:
                raise Refusal(0x6982)
            self._file, self._read_by = eac.card_security(), eac
        elif short in SHORT_IDENTIFIERS:
            self._file = self._content(SHORT_IDENTIFIERS[short])
        else:
            raise Refusal(0x6A82)

    def _content(self, identifier: int) -> bytes:
        if self._application or identifier not in self.contents.files:
            raise Refusal(0x6A82)
        return self.contents.files[identifier]

    # PACE

    def _set_at(self, command: CommandAPDU) -> ResponseAPDU:
        if self.books is None:
            raise Refusal(0x6A86)
        try:
            objects = dict(tlv.items(bytes(command.data)))
            granted = granted_by(objects[0x7F4C]) if 0x7F4C in objects else None
        except ValueError:
            raise Refusal(0x6A80) from None
        if granted is not None and self.eid is None:
            raise Refusal(0x6A80)
        if objects.get(0x80) != pace_oid(self._key_bytes):
            raise Refusal(0x6A80)
        if objects.get(0x84, bytes([self._parameter_id])) != bytes([self._parameter_id]):
            raise Refusal(0x6A88)
        reference = int.from_bytes(objects.get(0x83, b""), "big")
        if reference not in (CAN, PIN, PUK):
            return ResponseAPDU(b"", self.temperament.sw_unknown_password)
        self._armed, self._granted = reference, granted
        return ResponseAPDU(b"", self._state_of(self.books) if reference == PIN else 0x9000)

    def _state_of(self, books: Books) -> int:
        if not books.active:
            return 0x6283
        if books.tries == FULL or (books.tries == FULL - 1 and not self.temperament.tells_tries):
            return 0x9000
        return 0x63C0 | books.tries

    def _general_authenticate(self, command: CommandAPDU) -> ResponseAPDU:
        try:
            objects = list(tlv.items(tlv.only(bytes(command.data), 0x7C)))
        except tlv.TlvError:
            raise Refusal(0x6A80) from None
        if self.temperament.strict_form and command.le is None:
            raise Refusal(0x6700)
        last = bool(objects) and objects[0][0] == 0x85
        if self.temperament.strict_form and bool(command.cla & CHAINING) == last:
            self._pace = self._armed = None
            raise Refusal(0x6883)
        try:
            match objects:
                case []:
                    answer = tlv.encode(0x80, self._begin_pace())
                case [(0x81, point)] if self._pace:
                    answer = tlv.encode(0x82, self._pace.map(point))
                case [(0x83, point)] if self._pace and self._pace.generator:
                    answer = tlv.encode(0x84, self._pace.agree(point))
                case [(0x85, token)] if self._pace and self._pace.channel:
                    answer = self._finish_pace(self._pace, token)
                case _:
                    raise Refusal(self.temperament.sw_not_armed)
        except ValueError:
            self._pace = self._armed = None
            raise Refusal(0x6A80) from None
        return ResponseAPDU(tlv.encode(0x7C, answer), 0x9000)

    def _begin_pace(self) -> bytes:
        books, reference = self.books, self._armed
        if books is None or reference is None:
            raise Refusal(self.temperament.sw_not_armed)
        curve = CURVES.get(self._parameter_id)
        if curve is None:
            raise Refusal(0x6F00)  # such a chip can be shown, not computed
        if reference == PIN:
            self._allow_try(books)
        self._pace = ChipPace(
            curve,
            pace_oid(self._key_bytes),
            self._key_bytes,
            books.password(reference),
            self._random,
        )
        return self._pace.encrypted_nonce()

    def _allow_try(self, books: Books) -> None:
        if not books.active:
            raise Refusal(0x6984)
        if books.tries == 0:
            raise Refusal(self.temperament.sw_blocked)
        if books.tries == 1 and not books.can_shown:
            raise Refusal(self.temperament.sw_suspended)
        if self.temperament.try_spent_at_nonce:
            books.tries -= 1

    def _finish_pace(self, pace: ChipPace, token: bytes) -> bytes:
        books, reference = self.books, self._armed
        assert books is not None
        self._pace = self._armed = None
        try:
            answer = tlv.encode(0x86, pace.confirm(token))
        except WrongToken:
            if reference == PIN and not self.temperament.try_spent_at_nonce:
                books.tries -= 1
            counted = reference == PIN and self.temperament.tells_tries
            raise Refusal(0x63C0 | books.tries if counted else 0x6300) from None
        self._channel, self._right, self._eac = pace.channel, reference, None
        if reference == PIN:
            books.tries, books.can_shown = FULL, False
            if self.eid and self._granted is not None and len(books.pin) == ONLINE_PIN:
                self._eac = ChipEac(self.eid, self._granted, pace.identity)
                answer += self._eac.authorities
        elif reference == CAN:
            books.can_shown = True
        elif self.temperament.puk_pace_unblocks and books.puk_uses:
            books.tries = FULL
        return answer

    # online identification

    def _online(self, command: CommandAPDU, eac: ChipEac | None) -> ResponseAPDU:
        if eac is None:
            raise Refusal(0x6982)
        response = eac.execute(command)
        if eac.new_channel:
            self._channel, eac.new_channel = eac.new_channel, None
        return response

    # PIN care

    def _reset_retry_counter(self, command: CommandAPDU) -> ResponseAPDU:
        books = self.books
        if books is None or command.p2 != 0x03:
            raise Refusal(0x6A86)
        if not books.active:
            raise Refusal(0x6283)
        match command.p1:
            case 0x02:
                self._set_pin(books, bytes(command.data))
            case 0x03:
                self._unblock(books)
            case _:
                raise Refusal(0x6A86)
        return OK

    def _set_pin(self, books: Books, digits: bytes) -> None:
        if self._right != PIN and not (self._right == PUK and self.temperament.puk_sets_pin):
            raise Refusal(0x6982 if self.temperament.strict_form else 0x6985)
        if not digits:
            raise Refusal(0x6A80)
        if self.temperament.strict_form and len(digits) != 6:
            raise Refusal(0x6984)
        books.forget_pin()
        books.pin, books.tries = bytearray(digits), FULL

    def _unblock(self, books: Books) -> None:
        if self._right != PUK or books.puk_uses == 0:
            raise Refusal(0x6982)
        books.puk_uses -= 1
        books.tries = FULL
