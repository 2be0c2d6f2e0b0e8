"""The instructor's page on a phone of the same network. Nothing of it is loaded before it starts.

Plain HTTP: there is nothing secret in a course, and a certificate that nobody knows would only
teach people to click warnings away. Who reads along on the network can at most turn the pages.
"""

from __future__ import annotations

import errno
import logging
import socket
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import bottle
from waitress import wasyncore
from waitress.server import TcpWSGIServer

from kiosk.course.address import PORT
from kiosk.course.admission import Admission, Refusal, TooOften
from kiosk.course.commands import Command, command
from kiosk.course.reins import Refused
from kiosk.course.telling import Told

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

T = TypeVar("T")

FOLDER = Path(__file__).parents[2] / "assets" / "course"

COOKIE = "reins"

THREADS, CONNECTIONS, LONGEST_REQUEST = 2, 100, 4096
IDLE_SECONDS, LOOK_SECONDS = 5, 2
"""Bounds for whoever knocks: a class must not be able to wear the kiosk out, nor to keep the
instructor away with connections on which nothing is asked. So often it is looked for those."""

ANSWER_SECONDS = 5.0
"""How long the screens may take to answer."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Desk(Protocol):
    """Who does what is asked, on the thread of the screens."""

    def obey(self, asked: Command) -> None: ...
    def told(self) -> Told: ...


class Site:
    """Serves from `start` to `stop`, at one address of this machine.

    `post` runs a call on the thread of the screens.
    """

    def __init__(
        self,
        admission: Admission,
        desk: Desk,
        post: Callable[[Callable[[], None]], None],
        address: str,
    ) -> None:
        self._admission = admission
        self._desk = desk
        self._post = post
        self.address = address
        listening = _listening(address)
        port = listening.getsockname()[1]
        self.host = f"{address}:{port}"
        """As a browser names it."""
        self._open: dict[int, Any] = {}
        self._server = TcpWSGIServer(
            _with_headers(self._app()),
            map=self._open,
            _sock=listening,
            bind_socket=False,
            sockinfo=(listening.family, listening.type, listening.proto, (address, port)),
            threads=THREADS,
            connection_limit=CONNECTIONS,
            channel_timeout=IDLE_SECONDS,
            cleanup_interval=LOOK_SECONDS,
            max_request_body_size=LONGEST_REQUEST,
            max_request_header_size=LONGEST_REQUEST,
            ident=None,
        )
        self._thread = threading.Thread(target=self._server.run, name="instructor", daemon=True)

    def start(self) -> None:
        self._thread.start()
        log.info("the instructor's page is at %s", self.host)

    def stop(self) -> None:
        """Nobody is listening afterwards, and nobody is listened to."""
        trigger: Any = self._server.trigger
        trigger.pull_trigger(lambda: wasyncore.close_all(self._open))  # on its own thread
        self._thread.join()
        self._server.task_dispatcher.shutdown(timeout=0)

    def _app(self) -> bottle.Bottle:
        app = bottle.Bottle()
        app.add_hook("before_request", self._only_ours)
        app.default_error_handler = lambda error: error.body
        app.route("/", "GET", self._page)
        app.route("/code", "POST", self._enter)
        app.route("/do", "POST", self._do)
        app.route("/state", "GET", self._state)
        app.route("/leave", "POST", self._leave)
        for name, kind in (("page.css", "text/css"), ("page.js", "text/javascript")):
            app.route(f"/{name}", "GET", _file(name, kind))
        return app

    def _only_ours(self) -> None:
        """Requests under another name, or from a page of others, are not for us."""
        request = bottle.request
        origin = request.get_header("Origin")
        foreign = request.method == "POST" and origin not in (None, f"http://{self.host}")
        if request.get_header("Host") != self.host or foreign:
            bottle.abort(403, "Hier nicht.")

    def _page(self) -> str:
        if not self._is_known():
            return self._door(bottle.request.query.get("code", ""), "")
        return _template("page", told=self._ask(self._desk.told))

    def _enter(self) -> str:
        code = bottle.request.forms.get("code", "").strip()
        try:
            session = self._admission.enter(code, bottle.request.remote_addr or "")
        except Refusal:
            bottle.response.status = 403
            return self._door("", "Dieser Code gilt nicht oder nicht mehr.")
        except TooOften:
            bottle.response.status = 429
            return self._door("", "Zu viele falsche Codes. Dieses Handy wird nicht mehr gehört.")
        log.info("an instructor's phone has come")
        bottle.response.set_cookie(COOKIE, session, path="/", httponly=True, samesite="strict")
        self._home()
        return ""

    def _do(self) -> str:
        self._must_be_known()
        try:
            asked = command(" ".join(bottle.request.forms.getall("do")))
            self._ask(lambda: self._desk.obey(asked))
        except (ValueError, Refused):
            bottle.abort(400, "Das gibt es hier nicht.")
        if bottle.request.get_header("X-Requested-With"):  # by the script
            return _template("state", told=self._ask(self._desk.told))
        self._home()
        return ""

    def _state(self) -> str:
        self._must_be_known()
        return _template("state", told=self._ask(self._desk.told))

    def _leave(self) -> str:
        self._must_be_known()
        self._admission.leave()
        self._home()
        return ""

    def _door(self, code: str, problem: str) -> str:
        return _template("door", code=code, problem=problem)

    def _home(self) -> None:
        bottle.response.status = 303
        bottle.response.set_header("Location", "/")

    def _is_known(self) -> bool:
        return self._admission.knows(bottle.request.get_cookie(COOKIE) or "")

    def _must_be_known(self) -> None:
        if not self._is_known():
            bottle.abort(401, "Diese Verbindung ist beendet.")

    def _ask(self, call: Callable[[], T]) -> T:
        """What a call gives on the thread of the screens."""
        answer: Future[T] = Future()

        def run() -> None:
            try:
                answer.set_result(call())
            except Exception as error:
                answer.set_exception(error)

        self._post(run)
        try:
            return answer.result(ANSWER_SECONDS)
        except TooLate:
            bottle.abort(503, "Das Gerät antwortet gerade nicht.")
            raise


def _listening(address: str) -> socket.socket:
    """At PORT, or at any if that one is taken."""
    for port in (PORT, 0):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((address, port))
        except OSError as error:
            listening.close()
            if error.errno != errno.EADDRINUSE or port == 0:
                raise
        else:
            return listening
    raise AssertionError("any port is one")


def _with_headers(app: WSGIApplication) -> WSGIApplication:
    """On every answer, those to mistakes included."""

    def wrapped(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        def started(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start(status, [*headers, *HEADERS.items()], *more)

        return app(environ, started)

    return wrapped


def _file(name: str, kind: str) -> Callable[[], bytes]:
    def content() -> bytes:
        bottle.response.content_type = f"{kind}; charset=utf-8"
        return (FOLDER / name).read_bytes()

    return content


def _template(name: str, **values: object) -> str:
    """A page of `assets/course`; what is filled in is escaped."""
    return str(bottle.template(f"{name}.html", template_lookup=[str(FOLDER)], **values))
