"""A chip and a terminal that are not ours: libeac inside, commands and files around it.

Cryptography, certificates and the signature of EF.CardSecurity are libeac's. It checks neither
rights nor order: what it proves is that both of our sides compute and write what others do.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kiosk.eid.apdu import CommandAPDU, ResponseAPDU
from kiosk.eid.curves import CURVES
from kiosk.eid.points import generator_times
from kiosk.eid.simulator.chip import Chip
from kiosk.eid.simulator.reader import Card
from kiosk.eid.tlv import items, only
from tests.cards import tlv
from tests.libeac import CA, PACE, PIN, Pointer, Refused, Side, content


def compressed(point: bytes) -> bytes:
    """The x of a point. libeac's EAC_Comp drops leading zeros: one key in 256 comes out short."""
    return point[1:33]


class LibeacChip:
    """A reader.Card with libeac inside. It has the files and the keys of a practice card."""

    def __init__(self, chip: Chip, root: bytes) -> None:
        assert chip.eid
        assert chip.books
        self.atr = chip.atr
        self._files = {0x1E: chip.contents.files[0x2F00], 0x1C: chip.contents.files[0x011C]}
        self._secret_files = {**chip.eid.data_groups, 0x1D: chip.eid.card_security}
        self._keys = [chip.eid.chip_key, chip.eid.pseudonym_key]
        self._pin = bytes(chip.books.pin)
        self._root = root
        self.reset()

    def reset(self) -> None:
        self._side = Side(self._files[0x1C], self._pin)
        self._side.trust(self._root)
        chip_key, pseudonym_key = (
            (key.to_bytes(32, "big"), generator_times(CURVES[13], key).encode())
            for key in self._keys
        )
        self._side.own_chip_key(*chip_key)
        self._side.own_pseudonym_key(*pseudonym_key)
        self._file = b""
        self._announced: dict[int, bytes] = {}
        self._mine = self._theirs = self._terminal_key = b""
        self._next_keys: int | None = None

    def transmit(self, wire: bytes) -> bytes:
        command = CommandAPDU.decode(wire)
        try:
            if command.cla & 0x0C:
                return self._protected(command).encode()
            response = ResponseAPDU(self._answer(command, self._files), 0x9000)
        except Refused:
            return ResponseAPDU(b"", 0x6300).encode()
        self._change_keys()
        return response.encode()

    def _protected(self, command: CommandAPDU) -> ResponseAPDU:
        side = self._side
        side.count()
        objects = dict(items(bytes(command.data)))
        covered = b"".join(tlv(tag, value) for tag, value in objects.items() if tag != 0x8E)
        if side.mac(side.padded(command.header) + side.padded(covered)) != objects[0x8E]:
            raise Refused("MAC")
        le = int.from_bytes(objects.get(0x97, b""), "big")
        inner = replace(command, data=side.plain(objects), le=le)
        try:
            answer, sw = self._answer(inner, self._secret_files), 0x9000
        except Refused:
            answer, sw = b"", 0x6300
        side.count()
        sealed = side.cryptogram(answer) + tlv(0x99, sw.to_bytes(2, "big"))
        response = ResponseAPDU(sealed + tlv(0x8E, side.mac(side.padded(sealed))), sw)
        self._change_keys()
        return response

    def _change_keys(self) -> None:
        if self._next_keys is not None:
            self._side.protect(self._next_keys)
            self._next_keys = None

    def _answer(self, command: CommandAPDU, files: Mapping[int, bytes]) -> bytes:
        data, side = bytes(command.data), self._side
        match command.ins, command.p1:
            case 0xB0, short if short & 0x80:
                if short & 0x1F not in files:
                    raise Refused("no such file")
                self._file = files[short & 0x1F]
                return self._file[: command.le]
            case 0xB0, high:
                return self._file[high << 8 | command.p2 :][: command.le]
            case 0x22, _:
                self._announced = dict(items(data))
                self._terminal_key = self._announced.get(0x91, self._terminal_key)
            case 0x2A, _:
                side.take(tlv(0x7F21, data))
            case 0x84, _:
                return side.do("TA_STEP4_get_nonce")
            case 0x82, _:
                self._check_signature(data)
            case 0x86, _:
                ((tag, value),) = items(only(data, 0x7C)) if len(data) > 2 else ((0, b""),)
                return tlv(0x7C, self._authenticate(tag, value))
            case _:  # SELECT, and VERIFY to which it says yes
                pass
        return b""

    def _check_signature(self, signature: bytes) -> None:
        told = self._announced.get(0x67)
        self._side.do(
            "TA_STEP6_verify",
            self._terminal_key,
            compressed(self._mine),
            tlv(0x67, told) if told else None,
            signature,
        )

    def _authenticate(self, tag: int, value: bytes) -> bytes:
        side = self._side
        match tag:
            case 0x00:
                return tlv(0x80, side.do("PACE_STEP1_enc_nonce", side.secret))
            case 0x81:
                ours = side.do("PACE_STEP3A_generate_mapping_data")
                side.do("PACE_STEP3A_map_generator", value)
                return tlv(0x82, ours)
            case 0x83:
                self._mine = side.do("PACE_STEP3B_generate_ephemeral_key")
                self._theirs = value
                side.do("PACE_STEP3B_compute_shared_secret", value)
                side.do("PACE_STEP3C_derive_keys")
                return tlv(0x84, self._mine)
            case 0x85:
                side.do("PACE_STEP3D_verify_authentication_token", value)
                token = side.do("PACE_STEP3D_compute_authentication_token", self._theirs)
                self._next_keys = PACE
                return tlv(0x86, token) + tlv(0x87, b"ZZPRACTICE00001")
            case 0x80:
                return self._prove_chip(value)
            case _:
                point = dict(items(value))[0x86]
                return tlv(0x81, side.do("RI_STEP2_compute_identifier", point))

    def _prove_chip(self, public_key: bytes) -> bytes:
        side = self._side
        if compressed(public_key) != self._terminal_key:
            raise Refused("another key than announced")
        side.do("CA_STEP4_compute_shared_secret", public_key)
        nonce, token = Pointer(), Pointer()
        side.do("CA_STEP5_derive_keys", public_key, ctypes.byref(nonce), ctypes.byref(token))
        self._next_keys = CA
        return tlv(0x81, content(nonce)) + tlv(0x82, content(token))


class LibeacTerminal:
    """A terminal with libeac inside, at any card."""

    def __init__(self, card: Card, card_access: bytes, pin: bytes) -> None:
        self._card, self._card_access = card, card_access
        self._side = Side(card_access, pin)
        self._theirs = b""

    def pace(self, chat: bytes) -> tuple[bytes, ...]:
        """MSE:Set AT and PACE with the PIN; the references of the roots that the chip names."""
        side = self._side
        oid = bytes.fromhex("04007F00070202040202")
        self._plain("0022C1A4", tlv(0x80, oid) + tlv(0x83, bytes([PIN])) + chat)
        side.do("PACE_STEP2_dec_nonce", side.secret, self._step(b"")[0x80])
        ours = side.do("PACE_STEP3A_generate_mapping_data")
        side.do("PACE_STEP3A_map_generator", self._step(tlv(0x81, ours))[0x82])
        ours = side.do("PACE_STEP3B_generate_ephemeral_key")
        self._theirs = self._step(tlv(0x83, ours))[0x84]
        side.do("PACE_STEP3B_compute_shared_secret", self._theirs)
        side.do("PACE_STEP3C_derive_keys")
        token = side.do("PACE_STEP3D_compute_authentication_token", self._theirs)
        answer = self._step(tlv(0x85, token), last=True)
        side.do("PACE_STEP3D_verify_authentication_token", answer[0x86])
        side.protect(PACE)
        return tuple(answer[tag] for tag in (0x87, 0x88) if tag in answer)

    def authenticate(
        self, chain: Sequence[tuple[str, bytes]], key: bytes, root: bytes, auxiliary: bytes
    ) -> int:
        """Terminal authentication; `chain` has each certificate after its issuer's reference."""
        side = self._side
        side.sign_with(key, root)
        for authority, certificate in chain:
            self.secure("002281B6", tlv(0x83, authority.encode()))
            self.secure("002A00BE", only(certificate, 0x7F21))
        ephemeral = side.do("TA_STEP3_generate_ephemeral_key")
        while len(ephemeral) != 32:
            ephemeral = side.do("TA_STEP3_generate_ephemeral_key")
        holder = dict(items(dict(items(only(chain[-1][1], 0x7F21)))[0x7F4E]))[0x5F20]
        oid = bytes.fromhex("04007F00070202020203")
        announced = tlv(0x80, oid) + tlv(0x83, holder) + auxiliary + tlv(0x91, ephemeral)
        self.secure("002281A4", announced)
        side.do("TA_STEP4_set_nonce", self.secure("00840000", le=8).data)
        chip = compressed(self._theirs)
        signature = side.do("TA_STEP5_sign", ephemeral, chip, auxiliary)
        return self.secure("00820000", signature).sw

    def authenticate_chip(self, authority: Path) -> None:
        """Read EF.CardSecurity, check who signed it, and chip authentication."""
        side = self._side
        file, more = b"", self.secure("00B09D00", le=223).data
        while more:
            file += more
            more = self.secure(f"00B0{len(file):04X}", le=223).data
        ours = side.do("CA_STEP2_get_eph_pubkey")
        chip_key = Side(self._card_access, b"").authentic_key(file, authority)
        self.secure("002241A4", tlv(0x80, bytes.fromhex("04007F00070202030202")))
        answer = self.secure("00860000", tlv(0x7C, tlv(0x80, ours)), le=256).data
        proof = dict(items(only(answer, 0x7C)))
        side.do("CA_STEP4_compute_shared_secret", chip_key)
        side.do("CA_STEP6_derive_keys", proof[0x81], proof[0x82])
        side.protect(CA)

    def secure(self, header: str, data: bytes = b"", le: int | None = None) -> ResponseAPDU:
        """One command under secure messaging; the answer's MAC is checked."""
        side = self._side
        side.count()
        cla, ins, p1, p2 = bytes.fromhex(header)
        head = bytes([cla | 0x0C, ins, p1, p2])
        objects = side.cryptogram(data) + (b"" if le is None else tlv(0x97, bytes([le % 256])))
        objects += tlv(0x8E, side.mac(side.padded(head) + side.padded(objects)))
        response = self._send(CommandAPDU(cla | 0x0C, ins, p1, p2, objects, 256))
        side.count()
        answer = dict(items(response.data))
        covered = b"".join(tlv(tag, value) for tag, value in answer.items() if tag != 0x8E)
        if side.mac(side.padded(covered)) != answer[0x8E]:
            raise Refused("MAC")
        return ResponseAPDU(side.plain(answer), response.sw)

    def _plain(self, header: str, data: bytes, le: int | None = None) -> bytes:
        cla, ins, p1, p2 = bytes.fromhex(header)
        return self._send(CommandAPDU(cla, ins, p1, p2, data, le)).data

    def _step(self, content: bytes, *, last: bool = False) -> dict[int, bytes]:
        header = "00860000" if last else "10860000"
        return dict(items(only(self._plain(header, tlv(0x7C, content), 256), 0x7C)))

    def _send(self, command: CommandAPDU) -> ResponseAPDU:
        return ResponseAPDU.decode(self._card.transmit(bytes(command.encode())))
