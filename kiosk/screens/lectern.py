"""The instructor at the kiosk: the reins, the keys that move them, and the way to the phone."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from kiosk.course.address import LOOPBACK, address_here
from kiosk.course.admission import Admission
from kiosk.course.commands import Command
from kiosk.course.keys import MENU, Keys
from kiosk.course.reins import Reins, Teaching
from kiosk.course.still import Stillness
from kiosk.course.telling import Teller, Told
from kiosk.course.understudy import Understudy
from kiosk.roles import Person
from kiosk.screens.held import HeldScreen
from kiosk.screens.instructor import PhoneCode, PhoneMenu, PhoneTrouble
from kiosk.screens.room import Room

if TYPE_CHECKING:
    from kiosk.course.web import Site

log = logging.getLogger(__name__)


class Lectern:
    """`stage` is what the conductor plays on. `post` is the real one: while the screen is frozen,
    the instructor is heard."""

    def __init__(
        self,
        room: Room,
        still: Stillness,
        post: Callable[[Callable[[], None]], None],
        teaching: Teaching,
    ) -> None:
        assert room.hand, "there is no course without practice cards"
        self._room = room
        self._post = post
        self.stage = Understudy(room.stage, room.hand, post)
        personas = room.hand.personas
        self._reins = Reins(personas, self.stage, HeldScreen(room), still, teaching)
        self._keys = Keys([persona.id for persona in personas])
        self._teller = Teller(self._reins, personas)
        self._admission = Admission(time.monotonic)
        self._site: Site | None = None
        self._code: PhoneCode | None = None
        self._was_connected = False
        room.menu = self.menu

    def take_place(self, person: Person) -> None:
        self.stage.person = person

    def key_down(self, code: int, modifiers: Collection[str]) -> bool:
        """Whether the key was the instructor's."""
        if code == MENU and "ctrl" in modifiers:
            self.menu()
            return True
        asked = self._keys.down(code, modifiers)
        if asked is not None:
            self._reins.obey(asked)
        return asked is not None

    def key_up(self, code: int) -> None:
        self._keys.up(code)

    def tick(self) -> None:
        """To be called once a second."""
        connected = self._admission.connected
        if connected != self._was_connected:
            self._was_connected = connected
            self._room.bar_is_seen = not connected  # the class need not see it any more
        if self._code and (connected or self._admission.seconds_left == 0):
            self._close()
        elif self._code:
            self._code.show_time(self._admission.seconds_left)

    def stop(self) -> None:
        """The course is over."""
        self._admission.leave()
        if self._site:
            self._site.stop()
            self._site = None

    # course.web.Desk

    def obey(self, asked: Command) -> None:
        self._reins.obey(asked)

    def told(self) -> Told:
        return self._teller.told()

    # the way to the phone

    def menu(self) -> None:
        self._reins.go_on()
        on = self._admission.connected
        act = self._end_phone if on else self._show_code
        stage = self._room.stage
        stage.cover(PhoneMenu(stage.frame, act, self._close, on=on))

    def _show_code(self) -> None:
        stage = self._room.stage
        try:
            site = self._site_at(address_here())
        except OSError as error:
            log.error("the instructor's page: %s", error)
            stage.cover(PhoneTrouble(stage.frame, self._close))
            return
        code = self._admission.new_code()
        seconds = self._admission.seconds_left
        alone = site.address == LOOPBACK
        self._code = PhoneCode(stage.frame, site.host, code, seconds, self._close, alone=alone)
        stage.cover(self._code)

    def _site_at(self, address: str) -> Site:
        """The page at the address of now: since the last code there may be another network."""
        from kiosk.course.web import Site  # noqa: PLC0415  14 MB that most lessons do not need

        if self._site and self._site.address != address:
            self.stop()
        if not self._site:
            self._site = Site(self._admission, self, self._post, address)
            self._site.start()
        return self._site

    def _end_phone(self) -> None:
        """Nobody is listened to until there is a new code."""
        self.stop()
        self._close()

    def _close(self) -> None:
        self._code = None
        self._room.stage.cover(None)
