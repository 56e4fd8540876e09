"""What stands before every address of the server, Voila's own ones too: host, origin, word, right.

`admitted` makes of a handler one that first asks `access.Access`. Nothing is read, started or told before that.
`OwnHandler` is what our own addresses have in common.
"""

from http import HTTPStatus
from inspect import isawaitable
from urllib.parse import urlencode

from jupyter_server.base.handlers import JupyterHandler
from tornado.ioloop import PeriodicCallback
from tornado.web import HTTPError, RequestHandler
from tornado.websocket import WebSocketHandler

from monitorlib.server.access import FOLLOWING, MEETING, OPEN, PHONE, Access, is_ours
from monitorlib.server.login_page import PLAIN, arrived_from_elsewhere, login_page, wait_page

ACCESS_SETTING = "monitor_access"  # of tornado's application: the Access of this server
HUB_SETTING = "monitor_hub"  # the hub that says who somebody is; absent without one
LANGUAGE_SETTING = "monitor_language"
TOKEN, CODE = "token", "code"  # in an address: a word for the meeting's pages, and for the phone's
LOOK_MS = 15_000  # how often an open page is held against its sign-in
BEAT = b'"kind":"beat"'  # of widgets/page.js: no sign of life of a person
SIGNED_OUT = 4401  # what a page's connection is told when it ends for that
TOO_MANY = HTTPStatus.TOO_MANY_REQUESTS
PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Content-Type": "text/html; charset=utf-8",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class Guard:
    """Mixed into a handler, in front of its own `prepare`; `page` is what somebody must be allowed to open."""

    page = MEETING
    takes_words = True
    from_anywhere = False  # whether another website may send a browser here

    @property
    def shows_a_page(self) -> bool:
        """Whether a person looks at the answer."""
        return _wants_a_page(self)

    @property
    def access(self) -> Access:
        """Who may open what on this server."""
        return self.settings[ACCESS_SETTING]

    @property
    def words(self) -> str:
        """The language of this server's own pages."""
        return self.settings.get(LANGUAGE_SETTING, "nl")

    @property
    def again(self) -> str:
        """Where somebody goes on who had to wait."""
        return self.here

    @property
    def here(self) -> str:
        """The address that was asked, where a browser that is sent there stays with us; else our first page."""
        base, asked = self.access.entry.base_url, self.request.uri or ""
        return asked if is_ours(asked, base) else base

    async def prepare(self, *args, **kwargs) -> None:
        """Refuse who may not open this; for the others, what the handler itself does first."""
        # before anything could write the address down
        typed = _take_out_words(self.request) if self.takes_words else {}
        if not self.access.knows_host(self.request.host):
            raise HTTPError(HTTPStatus.FORBIDDEN)
        if not self.from_anywhere and not self.access.arrived(self.request):
            self.refuse(arrived_from_elsewhere(self.words))
            return
        await self._ask_hub()
        if not self._finished and not self._go_on_without(typed) and self._may_open():
            prepared = super().prepare(*args, **kwargs)
            if isawaitable(prepared):
                await prepared

    def check_host(self) -> bool:
        """What Jupyter asks; it knows no other numbers than loopback ones."""
        return self.access.knows_host(self.request.host)

    async def _ask_hub(self) -> None:
        hub = self.settings.get(HUB_SETTING)
        if hub is not None and self.page != OPEN:
            await hub.identify(self)

    def _go_on_without(self, typed: dict[str, str]) -> bool:
        """Exchange a word in the address for a cookie, and send the browser on to the address without it."""
        if not typed or self.request.method != "GET":
            return False
        page = PHONE if CODE in typed else MEETING
        if page not in self.access.rights(self.request):  # who is in already is not asked again
            right = self.try_word(next(iter(typed.values())), page)
            if right is None:
                return True
            self.sign_in(right)
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "no-referrer")
        self.redirect(self.here)
        return True

    def try_word(self, word: str, page: str) -> str | None:
        """The right that a word opens; None for a wrong one, and then the answer is given."""
        place = (page, self.access.place_of(self.request))
        if not self.access.wrong_tries.begin(place):
            self.refuse(wait_page(self.words, self.again), TOO_MANY)
            return None
        right = self.access.right_of(word, page)
        if right is None:
            self.ask_again(FOLLOWING if self.page == FOLLOWING and page == MEETING else page)
            return None
        self.access.wrong_tries.was_right(place)
        return right

    def ask_again(self, page: str) -> None:
        """Say that a word in an address was wrong, and ask for one."""
        self.refuse(login_page(self.access, page, self.words, self.here, wrong=True, by_link=True))

    def sign_in(self, right: str) -> None:
        """Give the browser a cookie that no script can read and no other website can use."""
        self.set_cookie(
            self.access.cookie_name(right),
            self.access.sign(right),
            path=self.access.entry.base_url,
            httponly=True,
            samesite="Strict",
            secure=self.access.is_secure(self.request),
        )

    def _may_open(self) -> bool:
        if self.access.allows(self.request, self.page):
            if _wants_a_page(self):
                self.access.saw(self.access.sign_ins(self.request))
            return True
        page = self.page if self.page in (PHONE, FOLLOWING) else MEETING
        ended = self.access.ended_by_itself(self.request, self.page)
        self.refuse(login_page(self.access, page, self.words, self.here, ended=ended))
        return False

    def refuse(self, page: str, status: int = HTTPStatus.FORBIDDEN) -> None:
        """Answer a person with a page of ours, and a program with one line."""
        self.clear()
        self.set_status(status)
        for name, value in PAGE_HEADERS.items():
            self.set_header(name, value)
        if not _wants_a_page(self):
            self.set_header("Content-Type", "text/plain; charset=utf-8")
            page = PLAIN[self.words]
        self.finish(page)


class SocketGuard(Guard):
    """The same for a connection that stays open: it ends with the sign-in that it was opened by."""

    _look: PeriodicCallback | None = None

    async def open(self, *args, **kwargs) -> None:
        """Look now and then whether the sign-in still holds."""
        self._look = PeriodicCallback(self._end_when_signed_out, LOOK_MS)
        self._look.start()
        opened = super().open(*args, **kwargs)
        if isawaitable(opened):
            await opened

    def on_message(self, message):
        """Something is said by the page; by itself it says only that it is still there."""
        if not self.access.allows(self.request, self.page):
            self.close(SIGNED_OUT)
            return None
        if BEAT not in (message if isinstance(message, bytes) else message.encode()):
            self.access.saw(self.access.sign_ins(self.request))
        return super().on_message(message)

    def on_close(self):
        """The page went."""
        if self._look is not None:
            self._look.stop()
        return super().on_close()

    async def _end_when_signed_out(self) -> None:
        await self._ask_hub()  # rights that were taken away there end here too
        if not self.access.allows(self.request, self.page):
            self.close(SIGNED_OUT)


def admitted(handler: type[RequestHandler], page: str) -> type[RequestHandler]:
    """The handler behind the guard, for whoever may open `page`."""
    kind = SocketGuard if issubclass(handler, WebSocketHandler) else Guard
    if issubclass(handler, kind):
        return handler
    return type(handler.__name__, (kind, handler), {"page": page, "__module__": handler.__module__})


def _wants_a_page(handler: RequestHandler) -> bool:
    """Whether a person looks at the answer."""
    headers = handler.request.headers
    mode = headers.get("Sec-Fetch-Mode", "navigate")
    return mode == "navigate" and "text/html" in headers.get("Accept", "") and "Upgrade" not in headers


def _take_out_words(request) -> dict[str, str]:
    """Take a token and a code out of the request, so that nobody can log them; what they were."""
    found, told = {}, {name for name in (TOKEN, CODE) if name in request.query_arguments}
    for name in told:
        values = request.query_arguments.pop(name)
        request.arguments[name] = request.body_arguments.get(name, [])  # what a form says stays its own
        if request.method == "GET":
            found[name] = values[-1].decode("utf-8", "replace")
    if told:
        request.query = urlencode(request.query_arguments, doseq=True)
        request.uri = request.path + (f"?{request.query}" if request.query else "")
    return found


class OwnHandler(Guard, JupyterHandler):
    """An address of ours, behind the guard; `page` is what somebody must be allowed to open."""

    page = MEETING


class OwnSocket(JupyterHandler, WebSocketHandler):
    """A connection of ours; the server puts the guard of connections before it (`admission.admitted`)."""

    page = MEETING
