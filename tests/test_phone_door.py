"""Who comes in to the instructor's page, and who does not: over real HTTP, without a kiosk."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
import requests

from kiosk.course.address import LOOPBACK
from kiosk.course.admission import CODE_SECONDS, MOST_WRONG, Admission
from kiosk.course.commands import Command, Deed, Take
from kiosk.course.telling import Teller, Told
from kiosk.course.web import CONNECTIONS, COOKIE, HEADERS, Site
from tests.classroom import Class


class Door:
    """A page that is served, and a class behind it that writes down what it is asked for."""

    def __init__(self) -> None:
        self.now = 0.0
        self.asked: list[Command] = []
        self.admission = Admission(lambda: self.now)
        self._class = Class()
        self._teller = Teller(self._class.reins, self._class.hand.personas)
        self.site = Site(self.admission, self, lambda call: call(), LOOPBACK)
        self.site.start()
        self.web = requests.Session()
        self.base = f"http://{self.site.host}"

    def obey(self, asked: Command) -> None:
        self.asked.append(asked)

    def told(self) -> Told:
        return self._teller.told()

    def enter(self, code: str, web: requests.Session | None = None, **more: str) -> int:
        """The status of the answer to a code."""
        web = web or self.web
        return web.post(
            f"{self.base}/code", {"code": code}, headers=more, allow_redirects=False
        ).status_code

    def do(self, words: str, **headers: str) -> int:
        return self.web.post(
            f"{self.base}/do", {"do": words}, headers=headers, allow_redirects=False
        ).status_code

    def ends(self) -> None:
        self.site.stop()
        self._class.ends()


@pytest.fixture
def door() -> Iterator[Door]:
    door = Door()
    yield door
    door.ends()


def test_the_right_code_comes_in_once(door: Door) -> None:
    code = door.admission.new_code()
    assert door.enter(code.lower()) == 303
    assert door.admission.connected
    assert "Platz der Kursleitung" in door.web.get(door.base).text
    assert door.enter(code, requests.Session()) == 403


def test_a_code_is_no_good_after_its_minutes_nor_beside_a_newer_one(door: Door) -> None:
    first = door.admission.new_code()
    second = door.admission.new_code()
    assert door.enter(first) == 403
    door.now = CODE_SECONDS
    assert door.enter(second) == 403
    assert not door.admission.connected


def test_before_there_is_a_code_none_is_right(door: Door) -> None:
    assert door.enter("") == door.enter("AAAAAAAA") == 403


def test_whoever_guesses_is_soon_not_heard_any_more(door: Door) -> None:
    code = door.admission.new_code()
    assert [door.enter("AAAAAAAA") for _ in range(MOST_WRONG)] == [403] * MOST_WRONG
    assert door.enter(code) == 429


def test_a_link_that_is_only_looked_at_uses_no_code_up(door: Door) -> None:
    code = door.admission.new_code()
    assert code in door.web.get(f"{door.base}/", params={"code": code}).text
    assert not door.admission.connected
    assert door.enter(code) == 303


def test_a_second_phone_ends_the_first_ones_session(door: Door) -> None:
    door.enter(door.admission.new_code())
    other = requests.Session()
    assert door.enter(door.admission.new_code(), other) == 303
    assert door.do("next") == 401
    assert door.asked == []


def test_without_a_session_nothing_is_done_and_nothing_told(door: Door) -> None:
    assert door.do("next") == 401
    assert door.web.get(f"{door.base}/state").status_code == 401
    assert "Jana" not in door.web.get(door.base).text
    door.web.cookies.set(COOKIE, "guessed")
    assert door.do("next") == 401
    assert door.asked == []


def test_what_is_pressed_is_done(door: Door) -> None:
    door.enter(door.admission.new_code())
    assert door.do("next") == door.do("take blocked") == 303
    assert door.asked == [Deed.NEXT, Take("blocked")]
    assert door.do("next", **{"X-Requested-With": "page.js"}) == 200


def test_what_is_no_command_is_refused_and_not_repeated(door: Door) -> None:
    door.enter(door.admission.new_code())
    for words in ("", "fly", "take", "take a b", "go", "<script>"):
        assert door.do(words) == 400
    assert door.asked == []


def test_another_page_cannot_ask_for_anything(door: Door) -> None:
    door.enter(door.admission.new_code())
    assert door.do("next", Origin="http://elsewhere.example") == 403
    assert door.do("next", Host="elsewhere.example") == 403
    assert door.asked == []
    assert door.do("next", Origin=door.base) == 303


def test_every_answer_tells_the_browser_to_take_nothing_from_elsewhere(door: Door) -> None:
    for path in ("/", "/page.js", "/page.css", "/state", "/nothing"):
        answer = door.web.get(f"{door.base}{path}")
        assert HEADERS.items() <= answer.headers.items()
        assert "Server" not in answer.headers
    cookie = door.web.post(f"{door.base}/code", {"code": door.admission.new_code()})
    told = cookie.history[0].headers["Set-Cookie"].lower()
    assert "httponly" in told
    assert "samesite=strict" in told


def test_a_phone_that_signs_off_is_not_known_any_more(door: Door) -> None:
    door.enter(door.admission.new_code())
    door.web.post(f"{door.base}/leave")
    assert not door.admission.connected
    assert door.do("next") == 401


def test_many_who_only_knock_do_not_keep_the_instructor_out_for_long(door: Door) -> None:
    """Nor do they cost the kiosk a thread each."""
    threads = threading.active_count()
    host, _, port = door.site.host.partition(":")
    crowd = [socket.create_connection((host, int(port))) for _ in range(CONNECTIONS)]
    try:
        assert door.enter(door.admission.new_code()) == 303
        assert threading.active_count() == threads
    finally:
        for one in crowd:
            one.close()


def test_afterwards_nobody_listens() -> None:
    door = Door()
    host, _, port = door.site.host.partition(":")
    with socket.create_connection((host, int(port))):
        door.ends()  # although somebody is still connected
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)))


def test_where_the_port_is_taken_another_one_is_found(door: Door) -> None:
    other = Door()
    assert other.site.host != door.site.host
    assert other.enter(other.admission.new_code()) == 303
    other.ends()
