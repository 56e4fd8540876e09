"""Meedoen: the page on which everybody in the room answers on the own phone. No kernel, no name, no login.

`/meedoen` is a static page with a script of ours. It asks `/meedoen/nu` what is open, and sends answers to
`/meedoen/antwoord`. What a phone sends is held against what is on offer. Of a request nothing is logged: a number
in the network, with a moment, beside an answer would be a mark of a device (decision 113).
"""

import asyncio
import json
import os
import re
from functools import cache
from html import escape
from http import HTTPStatus
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.utils import url_path_join
from tornado.web import HTTPError, stream_request_body

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import LANGUAGES, Text
from monitorlib.server.access import PHONE
from monitorlib.server.admission import OwnHandler
from monitorlib.server.entry import PHONES_PATH
from monitorlib.workspace import ROOM_LETTERS

if TYPE_CHECKING:
    from monitorlib.server.phone_room import Room

ROOM_SETTING = "monitor_phones"  # of tornado's application: the Room of this server, once a phone asked
UNFIT = "unfit"  # why an answer was refused that no phone of ours sends
FILES = Path(__file__).parent / "phone"
ROUND = re.compile(r"[0-9a-f]{32}")
MOST_KNOWN = 10  # rounds that a phone tells that it took part in
LONGEST_ANSWER = 8_192  # bytes; thirteen questions need some 200
WORDS = {
    "title": Text("Meedoen", "Take part"),
    "other": Text("In English", "In het Nederlands"),
    "waiting": Text("Er is nu geen vraag", "There is no question now"),
    "stay": Text(
        "Laat deze pagina open. De vraag komt hier vanzelf.",
        "Leave this page open. The question comes here by itself.",
    ),
    "closed": Text("De vraag is gesloten", "The question is closed"),
    "look": Text(
        "Kijk op het grote scherm. De volgende vraag komt hier vanzelf.",
        "Look at the large screen. The next question comes here by itself.",
    ),
    "which": Text("Bij welk team hoort u?", "Which team are you with?"),
    "anonymous": Text(
        "Niemand ziet wie wat antwoordt. U kunt veranderen tot de vraag sluit.",
        "Nobody sees who answers what. You can change until the question closes.",
    ),
    "most": Text("Kies er hoogstens {most}", "Choose at most {most}"),
    "sending": Text("Bewaren…", "Saving…"),
    "kept": Text("Bewaard", "Saved"),
    "keptOf": Text("Bewaard: {given} van {all}", "Saved: {given} of {all}"),
    "taken": Text("Uw antwoord is weggehaald", "Your answer was taken back"),
    "again": Text("Nog niet bewaard. Het wordt opnieuw verstuurd.", "Not saved yet. It is sent again."),
    "late": Text("De vraag was net gesloten.", "The question had just closed."),
    "full": Text(
        "Er doen al heel veel telefoons mee. Zeg het de gespreksleider.",
        "Very many phones take part already. Tell the facilitator.",
    ),
    "lost": Text(
        "Geen verbinding. Uw antwoorden blijven staan en worden vanzelf verstuurd.",
        "No connection. Your answers stay and are sent by themselves.",
    ),
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class PhoneHandler(OwnHandler):
    """An address that a phone asks."""

    page = PHONE
    own_headers = HEADERS  # nothing is kept on the way, and nothing from elsewhere runs
    unlogged = True

    async def prepare(self) -> None:
        """Give the phone no cookie by which it could be known: Jupyter gives every visitor a made-up name."""
        await super().prepare()
        if not self._finished:
            vars(self).pop("_new_cookie", None)

    async def room(self) -> "Room":
        """What phones may be shown; a server that no phone asks never imports a database."""
        if ROOM_SETTING not in self.settings:
            made = await asyncio.to_thread(import_module, "monitorlib.server.phone_room")
            self.settings.setdefault(ROOM_SETTING, made.Room())
        return self.settings[ROOM_SETTING]

    def _log(self) -> None:
        """No line in a log says which address asked or answered, and when."""

    def check_xsrf_cookie(self) -> None:
        """Another website cannot send our kind of content without asking first, and that is not answered."""
        origin = self.request.headers.get("Origin")
        if origin and urlsplit(origin).netloc != self.request.host:
            raise HTTPError(HTTPStatus.FORBIDDEN)
        kind = self.request.headers.get("Content-Type", "").split(";")[0].strip()
        if self.request.method == "POST" and kind != "application/json":
            raise HTTPError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)

    def tell(self, content: dict, status: int = HTTPStatus.OK) -> None:
        """Answer a script."""
        self.set_status(status)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(content, ensure_ascii=False))


class PhonePage(PhoneHandler):
    """The page itself."""

    @allow_unauthenticated
    def get(self) -> None:
        """Send it; it holds no question."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        asked = os.environ.get("MONITOR_LANGUAGE", "nl")
        self.finish(_page(asked if asked in LANGUAGES else "nl"))


class PhoneFile(PhoneHandler):
    """The page's script and its style."""

    kinds = {"phone.js": "text/javascript", "phone.css": "text/css"}

    @allow_unauthenticated
    def get(self, name: str) -> None:
        """Send one of the two."""
        self.set_header("Content-Type", f"{self.kinds[name]}; charset=utf-8")
        self.finish(_content(name))


class PhoneNow(PhoneHandler):
    """What is open now."""

    @allow_unauthenticated
    async def get(self) -> None:
        """The open rounds, of one meeting where the address names it; 204 when the phone has seen that."""
        wanted = self.get_query_argument("gesprek", "")[:ROOM_LETTERS]
        known = tuple(filter(ROUND.fullmatch, self.get_query_argument("kent", "").split(",")[:MOST_KNOWN]))
        try:
            told = await (await self.room()).told(wanted, known)
        except (UserError, OSError):
            self.tell({}, HTTPStatus.SERVICE_UNAVAILABLE)
            return
        if told["version"] == self.get_query_argument("gezien", ""):
            self.set_status(HTTPStatus.NO_CONTENT)
            self.finish()
            return
        self.tell(told)


@stream_request_body
class PhoneAnswer(PhoneHandler):
    """What a phone answers."""

    async def prepare(self) -> None:
        """A body that is too long is not read."""
        self._body = bytearray()
        await super().prepare()
        if not self._finished:
            self.request.connection.set_max_body_size(LONGEST_ANSWER)

    def data_received(self, chunk: bytes) -> None:
        """A part of the body."""
        self._body += chunk

    @allow_unauthenticated
    async def post(self) -> None:
        """{"kept": true} when the answer is on disk; else why not."""
        read = _read(bytes(self._body))
        if read is None:
            self.tell({"kept": False, "why": UNFIT}, HTTPStatus.BAD_REQUEST)
            return
        try:
            why = await (await self.room()).answer(*read)
        except (UserError, OSError):  # a full disk, a log that is out of reach: the phone sends it again
            self.tell({"kept": False, "why": "busy"}, HTTPStatus.SERVICE_UNAVAILABLE)
            return
        told = {"kept": False, "why": why} if why else {"kept": True}
        self.tell(told, HTTPStatus.BAD_REQUEST if why == UNFIT else HTTPStatus.OK)


def phone_handlers(base: str) -> list[tuple]:
    """The addresses of the phone's page below the server's own."""
    found = {
        "": PhonePage,
        "/(phone\\.js|phone\\.css)": PhoneFile,
        "/nu": PhoneNow,
        "/antwoord": PhoneAnswer,
    }
    return [(url_path_join(base, PHONES_PATH) + end, handler) for end, handler in found.items()]


def _read(body: bytes) -> tuple[str, str, int, dict[int, int]] | None:
    """What stands in an answer; None for anything that a phone of ours does not send."""
    try:
        told = json.loads(body)
        round, phone, number = told["round"], told["phone"], told["number"]
        places = {int(question): place for question, place in told["answers"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    sizes = (
        type(number) is int and 0 <= number < 1_000_000 and all(type(each) is int for each in places.values())
    )
    return (round, phone, number, places) if sizes and type(round) is str and type(phone) is str else None


@cache
def _page(language: str) -> str:
    words = {name: {each: text[each] for each in LANGUAGES} for name, text in WORDS.items()}
    filled = {
        "language": language,
        "title": escape(WORDS["title"][language]),
        "here": PHONES_PATH,  # beside the page, so that it holds under every address that a server has
        "words": json.dumps(words, ensure_ascii=False).replace("<", "\\u003c"),
    }
    page = (FILES / "phone.html").read_text(encoding="utf-8")
    for name, value in filled.items():
        page = page.replace("{" + name + "}", value)
    return page


@cache
def _content(name: str) -> bytes:
    return (FILES / name).read_bytes()
