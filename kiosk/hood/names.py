"""What bytes are called: the words of ISO 7816-4 and TR-03110, in English (German: german.py)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from kiosk.eid.curves import CURVES
from kiosk.eid.simulator.exchange import Known
from kiosk.hood.topics import Topic

Names: TypeAlias = Mapping[int, str]
"""Names of data objects by tag."""

NOTHING: Names = MappingProxyType({})

ANYWHERE: Names = {
    0x02: "number",
    0x04: "bytes",
    0x06: "object identifier",
    0x0C: "text",
    0x12: "digits",
    0x13: "text",
    0x16: "address",
    0x30: "sequence",
    0x31: "list of protocols",
    0x4F: "application identifier",
    0x50: "name of the application",
    0x51: "path",
    0x53: "bits or value",
    0x61: "application",
    0x73: "group of data objects",
    0x7C: "data for authentication",
}

PROTECTION: Names = {
    0x87: "encrypted data",
    0x97: "bytes wanted, protected",
    0x99: "status word, protected",
    0x8E: "checksum",
}
"""Data objects of secure messaging."""

ANNOUNCEMENT: Names = {
    0x80: "protocol",
    0x83: "whose key or which password",
    0x84: "number of the key or curve",
    0x7F4C: "what the person grants",
    0x67: "questions for later",
    0x91: "key for chip authentication, shortened",
}
"""MANAGE SECURITY ENVIRONMENT."""

CERTIFICATE: Names = {
    0x7F4E: "what the certificate says",
    0x5F29: "version",
    0x42: "who vouches",
    0x7F49: "public key",
    0x81: "prime number of the curve",
    0x82: "first coefficient of the curve",
    0x83: "second coefficient of the curve",
    0x84: "base point of the curve",
    0x85: "order of the base point",
    0x86: "point of the curve",
    0x87: "cofactor of the curve",
    0x5F20: "whom it is about",
    0x7F4C: "what may be asked for",
    0x5F25: "valid from",
    0x5F24: "valid until",
    0x65: "extensions",
    0x80: "hash value",
    0x5F37: "signature",
}

COMMANDS: Mapping[Topic, Names] = {
    Topic.MAPPING: {0x81: "key of the terminal for mixing"},
    Topic.AGREEMENT: {0x83: "key of the terminal for this time"},
    Topic.TOKEN: {0x85: "proof of the terminal"},
    Topic.CHIP_KEY: {0x80: "key of the terminal for this time"},
    Topic.PSEUDONYM: {0xA0: "public key of the sector", 0x86: "point of the curve"},
    Topic.CERTIFICATE: CERTIFICATE,
    **dict.fromkeys(
        (
            Topic.PIN_STATE,
            Topic.PIN_AND_GRANT,
            Topic.NEXT_PASSWORD,
            Topic.WHO_VOUCHES,
            Topic.TERMINAL,
            Topic.CHIP,
            Topic.PSEUDONYM_NEXT,
        ),
        ANNOUNCEMENT,
    ),
}

RESPONSES: Mapping[Topic, Names] = {
    Topic.NONCE: {0x80: "random number, encrypted"},
    Topic.MAPPING: {0x82: "key of the chip for mixing"},
    Topic.AGREEMENT: {0x84: "key of the chip for this time"},
    Topic.TOKEN: {
        0x86: "proof of the chip",
        0x87: "root that the chip trusts",
        0x88: "root before that",
    },
    Topic.CHIP_KEY: {0x81: "random number", 0x82: "proof of the chip"},
    Topic.PSEUDONYM: {0x81: "pseudonym"},
    Topic.DATA: {
        **{0x60 + number: "data group" for number in range(1, 0x16)},
        0xA1: "place",
        0xAA: "street",
        0xAB: "city",
        0xAD: "country",
        0xAE: "postal code",
    },
}

PLAIN_DATA: Mapping[Topic, str] = {
    Topic.NEW_PIN: "new PIN",
    Topic.SIGNATURE: "signature",
    Topic.CHALLENGE: "random number",
    Topic.READ_ON: "part of the file",
    Topic.CARD_SECURITY: "part of the file",
}
"""Data that are no data objects, or only a part of one."""

INSTRUCTIONS: Names = {
    0x20: "instruction: VERIFY",
    0x22: "instruction: MANAGE SECURITY ENVIRONMENT",
    0x2A: "instruction: PERFORM SECURITY OPERATION",
    0x2C: "instruction: RESET RETRY COUNTER",
    0x82: "instruction: EXTERNAL AUTHENTICATE",
    0x84: "instruction: GET CHALLENGE",
    0x86: "instruction: GENERAL AUTHENTICATE",
    0xA4: "instruction: SELECT",
    0xB0: "instruction: READ BINARY",
}

STATUS: Names = {
    0x9000: "status word: done",
    0x6282: "status word: the file ends here",
    0x6283: "status word: switched off",
    0x6300: "status word: wrong",
    0x63C0: "status word: no try left",
    0x63C1: "status word: one try left",
    0x63C2: "status word: two tries left",
    0x6700: "status word: wrong length",
    0x6982: "status word: not allowed",
    0x6983: "status word: blocked",
    0x6984: "status word: not usable",
    0x6985: "status word: not now",
    0x6986: "status word: no file was chosen",
    0x6988: "status word: not protected as it must be",
    0x6A80: "status word: wrong data",
    0x6A82: "status word: not found",
    0x6A86: "status word: wrong parameters",
    0x6A88: "status word: reference not found",
    0x6B00: "status word: behind the end of the file",
    0x6D00: "status word: unknown instruction",
}

OBJECT_IDENTIFIERS: Mapping[str, str] = {
    "04007F000702020402": "id-PACE-ECDH-GM-AES-CBC-CMAC",
    "04007F0007020202": "id-TA",
    "04007F00070202020203": "id-TA-ECDSA-SHA-256",
    "04007F000702020302": "id-CA-ECDH-AES-CBC-CMAC",
    "04007F000702020102": "id-PK-ECDH",
    "04007F00070202050203": "id-RI-ECDH-SHA-256",
    "04007F0007020206": "id-CI",
    "04007F00070102": "standardizedDomainParameters",
    "04007F000703010202": "id-AT",
    "04007F000703010301": "id-description",
    "04007F000703010302": "id-sector",
    "04007F000703010401": "id-DateOfBirth",
    "04007F000703010402": "id-DateOfExpiry",
    "04007F000703010403": "id-MunicipalityID",
}
"""By the bytes with which they begin, in hexadecimal; the longest one counts."""

SECRETS: Mapping[Known, str] = {
    Known.DIGITS: "password on the card",
    Known.NONCE: "random number, decrypted",
    Known.ENC_KEY: "new key for encryption",
    Known.MAC_KEY: "new key for checksums",
}

CURVE_NAMES: Names = {number: curve.name for number, curve in CURVES.items()}
