"""The address on which somebody types a word to get in, and the one on which they leave."""

import asyncio
from http import HTTPStatus
from urllib.parse import urlsplit

from tornado.web import HTTPError, RequestHandler

from monitorlib.foundation.texts import LANGUAGES
from monitorlib.server.access import FOLLOWING, MEETING, OPEN, PHONE, is_ours
from monitorlib.server.admission import TOO_MANY, Guard
from monitorlib.server.login_page import login_address, login_page, wait_page
from monitorlib.server.passwords import is_password

LONGEST_WORD = 200


class Entrance(Guard, RequestHandler):
    """A page of ours that everybody may open; it tells nothing and starts nothing."""

    page = OPEN

    @property
    def words(self) -> str:
        """The language that was chosen on the page, else the server's."""
        asked = self.get_query_argument("language", "")
        return asked if asked in LANGUAGES else super().words

    def check_xsrf_cookie(self) -> None:
        """Another website is refused by what the browser tells of it; there is no session to misuse yet."""
        origin = self.request.headers.get("Origin")
        if origin and urlsplit(origin).netloc != self.request.host:
            raise HTTPError(HTTPStatus.FORBIDDEN)

    @property
    def wanted(self) -> str:
        """What somebody wants to open."""
        return PHONE if self.asked_for == PHONE else MEETING

    @property
    def asked_for(self) -> str:
        """The page for whose visitors the words are: one to follow along with says who has the link."""
        asked = self.get_argument("page", MEETING)
        return asked if asked in (PHONE, FOLLOWING) else MEETING

    @property
    def again(self) -> str:
        """The page that asks, for the same visitors and with the same place to go to."""
        return login_address(self.access.entry.base_url, self.asked_for, self.words, self.after)

    @property
    def after(self) -> str:
        """Where somebody goes afterwards: an address of ours, whatever was asked."""
        base, asked = self.access.entry.base_url, self.get_argument("after", "")
        return asked if is_ours(asked, base) else base


class Login(Entrance):
    """Ask for a word, and exchange it for a cookie."""

    def get(self) -> None:
        """The page that asks."""
        self._show()

    async def post(self) -> None:
        """A word that was typed."""
        self.check_xsrf_cookie()
        word = self.get_body_argument("word", "")[:LONGEST_WORD]
        if self.wanted == PHONE or self.access.entry.by_link:
            right = self.try_word(word, self.wanted)
        else:
            right = await self._try_password(word)
        if right is not None:
            self.sign_in(right)
            self.set_header("Cache-Control", "no-store")
            self.redirect(self.after, status=HTTPStatus.SEE_OTHER)

    async def _try_password(self, word: str) -> str | None:
        place = ("password", self.access.place_of(self.request))
        if not self.access.wrong_tries.begin(place):
            self.refuse(wait_page(self.words, self.again), TOO_MANY)
            return None
        if not await asyncio.to_thread(is_password, word, self.access.entry.password):
            self.ask_again(self.wanted)
            return None
        self.access.wrong_tries.was_right(place)
        return MEETING

    def ask_again(self, page: str) -> None:
        """Say that a word was wrong, and ask once more."""
        self.refuse(login_page(self.access, self.asked_for, self.words, self.after, wrong=True))

    def _show(self) -> None:
        self.refuse(login_page(self.access, self.asked_for, self.words, self.after), HTTPStatus.OK)


class Logout(Entrance):
    """Leave: the sign-in ends here and in the browser."""

    def post(self) -> None:
        """End what this browser shows."""
        self.check_xsrf_cookie()
        sign_ins = self.access.sign_ins(self.request)
        self.access.end(sign_ins)
        for each in sign_ins:
            self.clear_cookie(self.access.cookie_name(each.right), path=self.access.entry.base_url)
        self.redirect(f"{self.access.entry.base_url}login", status=HTTPStatus.SEE_OTHER)
