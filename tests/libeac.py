"""OpenPACE's libeac by ctypes: its functions, and one side of an identification by them."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.cards import tlv

PACE, CA = 0, 1
"""Which keys secure messaging goes by (EAC_ID_PACE, EAC_ID_CA)."""

PIN = 3


class _Buffer(ctypes.Structure):
    """BUF_MEM of OpenSSL."""

    _fields_ = (
        ("length", ctypes.c_size_t),
        ("data", ctypes.POINTER(ctypes.c_char)),
        ("max", ctypes.c_size_t),
        ("flags", ctypes.c_ulong),
    )


Pointer = ctypes.POINTER(_Buffer)
_GIVES_BUFFER = [
    "BUF_MEM_create_init",
    "CA_STEP2_get_eph_pubkey",
    "CA_get_pubkey",
    "EAC_Comp",
    "EAC_add_iso_pad",
    "EAC_authenticate",
    "EAC_decrypt",
    "EAC_encrypt",
    "EAC_remove_iso_pad",
    "PACE_STEP1_enc_nonce",
    "PACE_STEP3A_generate_mapping_data",
    "PACE_STEP3B_generate_ephemeral_key",
    "PACE_STEP3D_compute_authentication_token",
    "RI_STEP2_compute_identifier",
    "TA_STEP3_generate_ephemeral_key",
    "TA_STEP4_get_nonce",
    "TA_STEP5_sign",
]
_GIVES_POINTER = ["EAC_CTX_new", "PACE_SEC_new"]


def _library() -> ctypes.CDLL:
    library = ctypes.CDLL("libeac.so.3")
    for name in _GIVES_BUFFER:
        getattr(library, name).restype = Pointer
    for name in _GIVES_POINTER:
        getattr(library, name).restype = ctypes.c_void_p
    library.EAC_init()
    return library


_LIBRARY = _library()


class Refused(Exception):
    """A function of libeac said no, or failed."""


def call(name: str, *arguments: Any) -> bytes:
    """Call a function; bytes become buffers. What it gives is a buffer's content, or nothing.

    Raises Refused.
    """
    passed = [_buffer(one) if isinstance(one, bytes) else one for one in arguments]
    result = getattr(_LIBRARY, name)(*passed)
    if name in _GIVES_BUFFER:
        if not result:
            raise Refused(name)
        return content(result)
    if result != 1:
        raise Refused(name)
    return b""


def _buffer(data: bytes) -> Any:
    return _LIBRARY.BUF_MEM_create_init(data, ctypes.c_size_t(len(data)))


def content(buffer: Any) -> bytes:
    return ctypes.string_at(buffer.contents.data, buffer.contents.length)


def raw(data: bytes) -> tuple[Any, Any]:
    """For functions that take a pointer and a length."""
    return ctypes.c_char_p(data), ctypes.c_size_t(len(data))


class _RestrictedIdentification(ctypes.Structure):
    """RI_CTX."""

    _fields_ = (
        ("protocol", ctypes.c_int),
        ("id", ctypes.c_int),
        ("functions", ctypes.c_void_p * 3),
        ("static_key", ctypes.c_void_p),
    )


class _Context(ctypes.Structure):
    """EAC_CTX as far as it is needed."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("openssl", ctypes.c_void_p * 3),
        ("pace", ctypes.c_void_p * 2),
        ("restricted_identification", ctypes.POINTER(_RestrictedIdentification)),
    )


class Side:
    """One side of an identification: a context, filled from EF.CardAccess."""

    def __init__(self, card_access: bytes, pin: bytes) -> None:
        self.context = ctypes.c_void_p(_LIBRARY.EAC_CTX_new())
        call("EAC_CTX_init_ef_cardaccess", *raw(card_access), self.context)
        self.secret = ctypes.c_void_p(_LIBRARY.PACE_SEC_new(*raw(pin), PIN))

    def do(self, name: str, *arguments: Any) -> bytes:
        """A function that has the context as its first argument."""
        return call(name, self.context, *arguments)

    def trust(self, root: bytes) -> None:
        self.do("EAC_CTX_init_ta", None, ctypes.c_size_t(0), *raw(root))

    def sign_with(self, key: bytes, root: bytes) -> None:
        """`key` is an EC private key in DER."""
        self.do("EAC_CTX_init_ta", *raw(key), *raw(root))

    def take(self, certificate: bytes) -> None:
        self.do("TA_STEP2_import_certificate", *raw(certificate))

    def authentic_key(self, card_security: bytes, authority: Path) -> bytes:
        """The chip's public key, after passive authentication. `authority` is PEM.

        The context is then that of this file, and no longer that of a run.
        """
        with TemporaryDirectory() as folder:
            command = ["openssl", "x509", "-noout", "-hash", "-in", str(authority)]
            named = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            shutil.copy(authority, f"{folder}/{named.strip()}.0")
            _LIBRARY.EAC_set_x509_default_dir(folder.encode())
            call("EAC_CTX_init_ef_cardsecurity", *raw(card_security), self.context)
            return self.do("CA_get_pubkey", *raw(card_security))

    def own_chip_key(self, private: bytes, public: bytes) -> None:
        self.do("CA_set_key", *raw(private), *raw(public))

    def own_pseudonym_key(self, private: bytes, public: bytes) -> None:
        oid = _LIBRARY.EAC_OBJ_sn2nid(b"id-RI-ECDH-SHA-256")
        self.do("EAC_CTX_init_ri", oid, 13)
        context = ctypes.cast(self.context, ctypes.POINTER(_Context)).contents
        key = ctypes.c_void_p(context.restricted_identification.contents.static_key)
        call("EVP_PKEY_set_keys", key, *raw(private), *raw(public), None)

    def protect(self, keys: int) -> None:
        """Secure messaging by the keys of PACE or of chip authentication, from zero."""
        self.do("EAC_CTX_set_encryption_ctx", keys)
        self.do("EAC_reset_ssc")

    def count(self) -> None:
        self.do("EAC_increment_ssc")

    def padded(self, data: bytes) -> bytes:
        return self.do("EAC_add_iso_pad", data) if data else b""

    def mac(self, padded: bytes) -> bytes:
        return self.do("EAC_authenticate", padded)

    def cryptogram(self, plain: bytes) -> bytes:
        return tlv(0x87, b"\x01" + self.do("EAC_encrypt", self.padded(plain))) if plain else b""

    def plain(self, objects: dict[int, bytes]) -> bytes:
        if 0x87 not in objects:
            return b""
        return call("EAC_remove_iso_pad", self.do("EAC_decrypt", objects[0x87][1:]))
