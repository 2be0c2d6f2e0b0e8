"""PACE and secure messaging, byte for byte, against three independent sources.

A: ICAO Doc 9303-11, appendix G.1. B: BSI/HJP worked example for EAC, v1.01 (as in OpenPACE's
eactest.c). C: the AusweisApp's tests of its secure messaging.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

import pytest

from kiosk.eid.apdu import CommandAPDU, ResponseAPDU
from kiosk.eid.card_access import PaceInfo
from kiosk.eid.curves import CURVES, Curve
from kiosk.eid.model import ProtocolBroken
from kiosk.eid.pace import FOR_PASSWORD, derive_key, establish, password_key
from kiosk.eid.pin import Password, reset_retry_counter, set_password, unblock
from kiosk.eid.points import Point, add, generator_times, multiply, random_scalar
from kiosk.eid.secure_messaging import SessionKeys, with_secure_messaging
from kiosk.secret import Secret

OID_AES_128 = bytes.fromhex("04007F00070202040202")
BRAINPOOL = PaceInfo(OID_AES_128, 16, 13)

ICAO_PASSWORD = hashlib.sha1(b"T22000129364081251010318").digest()
ICAO_SCALARS = (
    0x7F4EF07B9EA82FD78AD689B38D0BC78CF21F249D953BC46F4C6E19259C010F99,
    0xA73FB703AC1436A18E0CFA5ABB3F7BEC7A070E7A6788486BEE230C4A22762595,
)
ICAO_EXCHANGE = [
    ("10860000027C0000", "7C12801095A3A016522EE98D01E76CB6B98B42C39000"),
    (
        "10860000457C438141047ACF3EFC982EC45565A4B155129EFBC74650DCBFA6362D896FC70262E0C2CC5E"
        "544552DCB6725218799115B55C9BAA6D9F6BC3A9618E70C25AF71777A9C4922D00",
        "7C43824104824FBA91C9CBE26BEF53A0EBE7342A3BF178CEA9F45DE0B70AA601651FBA3F5730D8C879AAA9"
        "C9F73991E61B58F4D52EB87A0A0C709A49DC63719363CCD13C549000",
    ),
    (
        "10860000457C438341042DB7A64C0355044EC9DF190514C625CBA2CEA48754887122F3A5EF0D5EDD301C35"
        "56F3B3B186DF10B857B58F6A7EB80F20BA5DC7BE1D43D9BF850149FBB3646200",
        "7C438441049E880F842905B8B3181F7AF7CAA9F0EFB743847F44A306D2D28C1D9EC65DF6DB7764B22277A2"
        "EDDC3C265A9F018F9CB852E111B768B326904B59A0193776F0949000",
    ),
    ("008600000C7C0A8508C2B0BD78D94BA86600", "7C0A86083ABB9674BCE93C089000"),
]
ICAO_KEYS = SessionKeys(
    bytes.fromhex("F5F0E35C0D7161EE6724EE513A0D9A7F"),
    bytes.fromhex("FE251C7858B356B24514B3BD5F4297D1"),
)

GERMAN_SCALARS = (
    0x752287F5B02DE3C4BC3E17945118C51B23C97278E4CD748048AC56BA5BDC3D46,
    0x009D9A32DF93A57CCE33CA3CDD3457E33A976F293546C73550F397259C93BE0120,
)
GERMAN_EXCHANGE = [
    ("10860000027C0000", "7C128010CE834CDE69FFBB1D1EB21585CD709F189000"),
    (
        "10860000457C438141043DD29BBE5907FD21A152ADA4895FAAE7ACC55F5E50EFBFDE5AB0C6EB54F198D615"
        "913635F0FDF5BEB383E00355F82D3C41ED0DF2E28363433DFB73856A15DC9F00",
        "7C438241049CFCF7582AC986D0DD52FA53123414C3E1B96B4D00ABA8E574679B70EFB5BC3B45D2F13729CC"
        "2AE178E7E241B443213533B77DBB44649A815DDC4A2384BA422A9000",
    ),
    (
        "10860000457C4383410451 8BC4E532AD2A9BD6527804D5D665ABD51041037A0CC8AA922804EB501C222B34"
        "27388599AFAAE9FBACE2DF93E13C3C4979CD12F0AE3E3C012602839155458200",
        "7C4384410428 2CF38073036AFAC216AF135BD994DA0C357F10BD4C34AFEA1042B2EB0FD6804DF3658B835A"
        "C2E7133F13691184542BB50B109963A4662ABDC08B9763AF4B5B9000",
    ),
    ("008600000C7C0A8508A27AE7B36573C1D900", "7C0A8608A2658C2F38600B0F9000"),
]
GERMAN_KEYS = SessionKeys(
    bytes.fromhex("68406B4162100563D9C901A6154D2901"),
    bytes.fromhex("73FF268784F72AF833FDC9464049AFC9"),
)


class Recording:
    """A chip that answers as it was recorded, and insists on the recorded commands."""

    def __init__(self, exchange: list[tuple[str, str]]) -> None:
        self._exchange: Iterator[tuple[str, str]] = iter(exchange)

    def transmit(self, command: CommandAPDU) -> ResponseAPDU:
        expected, answer = next(self._exchange)
        assert command.encode().hex().upper() == expected.replace(" ", "").upper()
        return ResponseAPDU.decode(bytes.fromhex(answer))


def prescribed(scalars: tuple[int, int]) -> Callable[[Curve], int]:
    rest = iter(scalars)
    return lambda _: next(rest)


@pytest.mark.parametrize(
    ("key", "scalars", "exchange", "session_keys"),
    [
        (
            derive_key(ICAO_PASSWORD, FOR_PASSWORD, 16),
            ICAO_SCALARS,
            ICAO_EXCHANGE,
            ICAO_KEYS,
        ),
        (
            password_key(memoryview(b"123456"), BRAINPOOL),
            GERMAN_SCALARS,
            GERMAN_EXCHANGE,
            GERMAN_KEYS,
        ),
    ],
    ids=["ICAO-9303-G.1", "German-worked-example"],
)
def test_pace_speaks_the_published_example_byte_for_byte(
    key: bytes,
    scalars: tuple[int, int],
    exchange: list[tuple[str, str]],
    session_keys: SessionKeys,
) -> None:
    keys = establish(Recording(exchange).transmit, BRAINPOOL, key, prescribed(scalars))
    assert keys == session_keys


def test_a_token_that_the_chip_did_not_compute_breaks_the_protocol() -> None:
    command, _ = ICAO_EXCHANGE[-1]
    forged = [*ICAO_EXCHANGE[:-1], (command, "7C0A86083ABB9674BCE93C099000")]
    with pytest.raises(ProtocolBroken):
        establish(
            Recording(forged).transmit,
            BRAINPOOL,
            derive_key(ICAO_PASSWORD, FOR_PASSWORD, 16),
            prescribed(ICAO_SCALARS),
        )


@pytest.mark.parametrize(
    ("key_bytes", "expected"),
    [
        (16, "591468CDA83D65219CCCB8560233600F"),
        (24, "8DF3278FB32026E66277357FCD6C826DBEB3DE32088B2531"),
        (32, "8DF3278FB32026E66277357FCD6C826DBEB3DE32088B2531757D753940185923"),
    ],
)
def test_password_keys_for_each_aes_match_the_ausweisapp(key_bytes: int, expected: str) -> None:
    assert derive_key(b"123456", FOR_PASSWORD, key_bytes).hex().upper() == expected


def test_set_at_for_the_pin_is_the_published_command() -> None:
    sent = Recording([("0022C1A412800A04007F0007020204020283010284010D", "9000")])
    set_password(sent.transmit, BRAINPOOL, Password.CAN)


def test_secure_messaging_protects_select_as_icao_prints_it() -> None:
    chip = Recording(
        [
            (
                "0CA4040C1D871101752F676B09FAC86A87D632749A49C7CC8E08C18BA1FCE707BD9F00",
                "990290008E08BEA7B381C494A0799000",
            )
        ]
    )
    channel = with_secure_messaging(chip.transmit, ICAO_KEYS)
    select = CommandAPDU(0x00, 0xA4, 0x04, 0x0C, bytes.fromhex("A0000002471001"))
    assert channel(select) == ResponseAPDU(b"", 0x9000)


def test_reset_retry_counter_is_protected_as_recomputed() -> None:
    protected = "0C2C02031D8711018694EDB2E1A13E7E017BB157F08637268E08C96F100700AB554200"
    channel = with_secure_messaging(Recording([(protected, "6982")]).transmit, ICAO_KEYS)
    with pytest.raises(ProtocolBroken):  # the answer is not protected
        reset_retry_counter(channel, Secret(b"123456"))


def test_unblocking_is_protected_as_recomputed() -> None:
    protected = "0C2C03030A8E082C987E1548C1268C00"
    channel = with_secure_messaging(Recording([(protected, "9000")]).transmit, ICAO_KEYS)
    with pytest.raises(ProtocolBroken):
        unblock(channel)


AUSWEISAPP_KEYS = SessionKeys(b"F1234567890ABCDE", b"1234567890ABCDEF")


@pytest.mark.parametrize(
    ("plain", "protected"),
    [
        ("00222030", "0C2220300A8E086733A03D8E9AC66900"),
        ("0022203008", "0C2220300D9701088E0844B066BC91C77C4500"),
        (
            "0022203004D0D1D2D300",
            "0C22203020871101CC30C03DBE01213486B74CE1F48F5C499701008E08A822685D1780FADD00",
        ),
        ("10222030", "1C2220300A8E081211BCC1702D612B00"),
    ],
)
def test_secure_messaging_protects_as_the_ausweisapp_does(plain: str, protected: str) -> None:
    channel = with_secure_messaging(Recording([(protected, "9000")]).transmit, AUSWEISAPP_KEYS)
    with pytest.raises(ProtocolBroken, match="unprotected"):
        channel(CommandAPDU.decode(bytes.fromhex(plain)))


@pytest.mark.parametrize(
    "answer",
    [
        "990290008E08BEA7B381C494A0789000",  # MAC of one other bit
        "990290008E08BEA7B381C494A0796300",  # outer status word of its own
        "990263008E08BEA7B381C494A0796300",  # status word changed inside
        "9000",
        "6988",
    ],
)
def test_a_response_that_is_not_proved_ends_secure_messaging_for_good(answer: str) -> None:
    good = ("0CA4040C1D871101752F676B09FAC86A87D632749A49C7CC8E08C18BA1FCE707BD9F00", answer)
    channel = with_secure_messaging(Recording([good]).transmit, ICAO_KEYS)
    select = CommandAPDU(0x00, 0xA4, 0x04, 0x0C, bytes.fromhex("A0000002471001"))
    with pytest.raises(ProtocolBroken):
        channel(select)
    with pytest.raises(ProtocolBroken, match="ended"):
        channel(select)


@pytest.mark.parametrize("curve", CURVES.values(), ids=lambda curve: curve.name)
def test_the_true_point_is_multiplied_on_every_curve(curve: Curve) -> None:
    base = generator_times(curve, random_scalar(curve))
    for _ in range(5):
        a, b = random_scalar(curve), random_scalar(curve)
        left = multiply(a, multiply(b, base))
        assert left == multiply(b, multiply(a, base))
        assert add(multiply(a, base), multiply(b, base)) == multiply((a + b) % curve.n, base)


def test_a_point_off_the_curve_is_refused() -> None:
    curve = CURVES[13]
    good = generator_times(curve, 7).encode()
    with pytest.raises(ProtocolBroken):
        Point.decode(curve, good[:-1] + bytes([good[-1] ^ 1]))
