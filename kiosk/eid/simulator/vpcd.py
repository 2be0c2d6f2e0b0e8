"""The practice card in the virtual reader of vsmartcard-vpcd, where any PC/SC program finds it.

Protocol of the driver: two bytes of length, big-endian, then as many bytes. A single byte 0, 1
or 2 is power off, power on or reset, 4 asks for the ATR; anything longer is a command APDU.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self

from kiosk.eid.simulator.reader import Card

DEFAULT_PORT = 0x8C7B
"""35963, as Debian's /etc/reader.conf.d/vpcd has it."""

POWER_OFF, POWER_ON, RESET, ATR = 0, 1, 2, 4


class VirtualCard:
    """Lays a card on the virtual reader on entering and lifts it on leaving.

    Entering raises OSError when no pcscd listens there.
    """

    def __init__(self, card: Card, host: str = "127.0.0.1", port: int = DEFAULT_PORT) -> None:
        self.card = card
        self._address = (host, port)
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._socket = socket.create_connection(self._address, timeout=5)
        self._socket.settimeout(None)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.card.reset()  # it comes without power, whether pcscd notices that or not
        self._thread = threading.Thread(target=self._serve, name="virtual-card", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.lift()

    def exchange(self, card: Card) -> None:
        """Put another card in its place, faster than pcscd polls: the contact stays."""
        card.reset()
        self.card = card

    def lift(self) -> None:
        if self._socket:
            with contextlib.suppress(OSError):  # the driver may be faster
                self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()

    def wait(self) -> None:
        """Return when the reader is gone."""
        assert self._thread is not None
        self._thread.join()

    def _serve(self) -> None:
        try:
            while message := self._receive():
                answer = self._answer(message)
                if answer is not None:
                    # in one piece: two would cost a delayed acknowledgement, 40 ms
                    self._connected.sendall(len(answer).to_bytes(2, "big") + answer)
        except OSError:
            return  # lifted, or pcscd ended

    def _answer(self, message: bytes) -> bytes | None:
        if len(message) > 1:
            return self.card.transmit(message)
        if message[0] == ATR:
            return self.card.atr
        self.card.reset()
        return None

    def _receive(self) -> bytes:
        return self._exactly(int.from_bytes(self._exactly(2), "big"))

    def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            # the driver sends length and body apart; a quick ACK lets the second one through
            self._connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            part = self._connected.recv(count - len(data))
            if not part:
                raise ConnectionError("the reader is gone")
            data += part
        return data

    @property
    def _connected(self) -> socket.socket:
        assert self._socket is not None
        return self._socket
