"""The meeting on another screen, without Voila's scripts and without a kernel: `/meekijken`.

The page holds the same script as the meeting's widget (`widgets/page.js`), on a connection of our own. Behind it
one process serves all such screens (`server.screens`). What a screen may do there is what it may do on the
meeting's own page: whoever may open that may write here too; whoever may only look, looks (`server.access`).
"""

import json
import time
from functools import cache
from hashlib import sha256
from html import escape
from http import HTTPStatus
from pathlib import Path

from jupyter_server.utils import url_path_join
from tornado.web import HTTPError, authenticated
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from monitorlib.foundation.texts import Text
from monitorlib.pages import style
from monitorlib.server.access import FOLLOWING, MEETING, of_our_page
from monitorlib.server.admission import ACCESS_SETTING, LANGUAGE_SETTING, OwnHandler, OwnSocket
from monitorlib.server.beside import Beside
from monitorlib.server.entry import FOLLOWING_PATH
from monitorlib.server.wire import FOREVER
from monitorlib.widgets.script import SCRIPT

BESIDE_SETTING = "monitor_beside"  # of tornado's application: the Beside of this server
MOST_SCREENS = 100
MOST_BYTES = 262_144  # of one message; the longest note that is kept is a sixth of it
MOST_AT_ONCE = 400  # messages: a page that comes back sends all that was not kept
PER_SECOND = 20.0  # after that; typing sends two a second
MOST_UNSENT = 4_000_000  # bytes that wait for one slow screen; some eighty pictures
PING_SECONDS, PONG_SECONDS = 20.0, 15.0
TRY_AGAIN, TOO_MUCH = 1013, 1008  # codes of the WebSocket protocol
WORDS = {
    "title": Text("Meekijken met de teamreflectie", "Following the team reflection"),
    "heading": Text("Teamreflectie", "Team reflection"),
    "along": Text("Meekijken", "Following along"),
    "wait": Text("De pagina wordt klaargezet…", "The page is being prepared…"),
    "late": Text(
        "Dit duurt te lang. Er is niets verloren. Deze pagina probeert het steeds opnieuw.",
        "This takes too long. Nothing is lost. This page keeps trying.",
    ),
    "full": Text(
        "Er kijken nu te veel schermen mee. Deze pagina probeert het over een minuut opnieuw.",
        "Too many screens are following now. This page tries again in a minute.",
    ),
    "scripts": Text(
        "Deze pagina heeft JavaScript nodig. Zet dat aan in de browser.",
        "This page needs JavaScript. Switch it on in the browser.",
    ),
}
_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:;base64,=">
<link rel="modulepreload" href="{address}/{page}">
<style>{style}</style>
</head>
<body>
<header class="ml-head"><h1>{heading}</h1></header>
<main id="main">
<div id="loading" role="status" data-late="{late}" data-full="{full}" data-along="{along}">{wait}</div>
<noscript><p class="ml-message">{scripts}</p></noscript></main>
<script type="module" src="{address}/{following}"></script>
</body>
</html>
"""


@cache
def scripts() -> dict[str, bytes]:
    """The page's scripts by address: the name holds a digest, so that a browser keeps them."""
    page = SCRIPT.read_bytes()
    page_name = _named("page", page)
    shim = (Path(__file__).parent / "following.js").read_text(encoding="utf-8")
    following = shim.replace("./page.js", f"./{page_name}").encode()
    return {page_name: page, _named("following", following): following}


def _named(name: str, content: bytes) -> str:
    return f"{name}-{sha256(content).hexdigest()[:16]}.js"


@cache
def html_page(language: str) -> str:
    """The page in one language; the same for everybody."""
    first, second = scripts()
    words = {name: escape(text[language]) for name, text in WORDS.items()}
    return _PAGE.format(
        **words, language=language, style=style(), address=FOLLOWING_PATH, page=first, following=second
    )


def following_addresses(base: str) -> list[tuple]:
    """The addresses of this page, for the server's list."""
    return [
        (url_path_join(base, FOLLOWING_PATH), FollowingPage),
        (url_path_join(base, FOLLOWING_PATH, r"([a-z]+-[0-9a-f]{16}\.js)"), FollowingScript),
        (url_path_join(base, FOLLOWING_PATH, "verbinding"), FollowingSocket),
    ]


def following_settings() -> dict:
    """What these addresses need of tornado's application."""
    return {BESIDE_SETTING: Beside()}


class FollowingPage(OwnHandler):
    """The page: no outcome stands in it, and nothing of this meeting."""

    page = FOLLOWING

    @authenticated
    def get(self) -> None:
        """Send it, and start the process behind it where it does not run."""
        beside: Beside = self.settings[BESIDE_SETTING]
        if len(beside) >= MOST_SCREENS:
            raise HTTPError(HTTPStatus.SERVICE_UNAVAILABLE)
        beside.ready()
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(html_page(self.settings[LANGUAGE_SETTING]))


class FollowingScript(OwnHandler):
    """One of the two scripts."""

    page = FOLLOWING

    @authenticated
    def get(self, name: str) -> None:
        """Send it, for a browser to keep."""
        if name not in scripts():
            raise HTTPError(HTTPStatus.NOT_FOUND)
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.set_header("Cache-Control", FOREVER)
        self.finish(scripts()[name])


class FollowingSocket(OwnSocket):
    """The connection of one screen: messages are measured and counted here, checked by its Conversation."""

    page = FOLLOWING
    max_message_size = MOST_BYTES
    ping_interval = PING_SECONDS

    screen: int | None = None

    def set_default_headers(self) -> None:
        """Those of a page do not fit a connection."""

    def initialize(self) -> None:
        """How much of it is on its way."""
        self._allowance, self._counted = float(MOST_AT_ONCE), time.monotonic()
        self._unsent = 0

    @property
    def ping_timeout(self) -> float:
        """A screen that does not answer is gone."""
        return PONG_SECONDS

    def check_origin(self, _origin: str) -> bool:
        """Only a page of this very address may connect: a page elsewhere could speak in this browser's name."""
        return of_our_page(self.request)

    @authenticated
    async def get(self, *arguments: str) -> None:
        """Connect; a browser always says which page asks."""
        if not of_our_page(self.request):
            raise HTTPError(HTTPStatus.FORBIDDEN)
        await WebSocketHandler.get(self, *arguments)

    def open(self, *_arguments: str) -> None:
        """A screen more, when there is room."""
        self.set_nodelay(True)
        beside: Beside = self.settings[BESIDE_SETTING]
        writes = self.settings[ACCESS_SETTING].allows(self.request, MEETING)
        if len(beside) < MOST_SCREENS:
            self.screen = beside.join(writes, self._send, self._lost)
        if self.screen is None:
            self.close(TRY_AGAIN)

    def on_message(self, message: str | bytes) -> None:
        """One message of the browser; one that is no JSON object is left, too many at once end the connection."""
        if not self._may_say_more():
            self.close(TOO_MUCH)
            return
        try:
            told = json.loads(message)
        except (ValueError, RecursionError):
            return
        if isinstance(told, dict) and self.screen is not None:
            self.settings[BESIDE_SETTING].say(self.screen, told)

    def on_close(self) -> None:
        """The screen is gone."""
        if self.screen is not None:
            self.settings[BESIDE_SETTING].leave(self.screen)
            self.screen = None

    def _may_say_more(self) -> bool:
        now = time.monotonic()
        self._allowance = min(MOST_AT_ONCE, self._allowance + PER_SECOND * (now - self._counted)) - 1
        self._counted = now
        return self._allowance >= 0

    def _send(self, message: str) -> None:
        """To the browser. A screen that does not take what it is sent is let go, so that it holds nobody up."""
        size = len(message)
        if self._unsent > MOST_UNSENT:
            self.ws_connection._abort() if self.ws_connection else None
            return
        try:
            sent = self.write_message(message)
        except WebSocketClosedError:
            return
        self._unsent += size
        sent.add_done_callback(lambda done: self._taken(done, size))

    def _taken(self, done, size: int) -> None:
        self._unsent -= size
        done.exception()  # a connection that broke: `on_close` comes

    def _lost(self) -> None:
        """The process behind it ended: the browser comes back, to another one."""
        self.screen = None
        self.close(TRY_AGAIN)
