"""Meedoen: the page on which everybody in the room answers on the own phone. No kernel, no name, no login.

`/meedoen` is a static page with a script of ours. It asks `/meedoen/nu` what is open, and sends answers to
`/meedoen/antwoord`. What a phone sends is held against what is on offer. Of a request nothing is logged: a number
in the network, with a moment, beside an answer would be a mark of a device (decision 113).
"""

import asyncio
import json
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from hashlib import sha256
from html import escape
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.utils import url_path_join
from tornado.web import HTTPError, stream_request_body

from monitorlib.errors import UserError
from monitorlib.server.access import PHONE
from monitorlib.server.handlers import OwnHandler
from monitorlib.sessions import Phones, Round, SessionLog
from monitorlib.sessions.ballots import CLOSED, KEPT, UNFIT
from monitorlib.texts import LANGUAGES, Text
from monitorlib.workspace import Workspace, open_workspace

ADDRESS = "meedoen"
ROOM_SETTING = "monitor_phones"  # of tornado's application: the Room of this server
FILES = Path(__file__).parent / "phone"
LONGEST_ANSWER = 8_192  # bytes; thirteen questions need some 200
FRESH_SECONDS = 0.4  # what is open is read so often at most, however many phones ask
TIDY_SECONDS = 60.0
ROOM_LETTERS = 8  # of the meeting's name, in the address of a QR code
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
    "which": Text("Bij welk team hoor je?", "Which team are you with?"),
    "anonymous": Text(
        "Niemand ziet wie wat antwoordt. Je kunt veranderen tot de vraag sluit.",
        "Nobody sees who answers what. You can change until the question closes.",
    ),
    "most": Text("Kies er hoogstens {most}", "Choose at most {most}"),
    "sending": Text("Bewaren…", "Saving…"),
    "kept": Text("Bewaard", "Saved"),
    "keptOf": Text("Bewaard: {given} van {all}", "Saved: {given} of {all}"),
    "taken": Text("Je antwoord is weggehaald", "Your answer was taken back"),
    "again": Text("Nog niet bewaard. Het wordt opnieuw verstuurd.", "Not saved yet. It is sent again."),
    "late": Text("De vraag was net gesloten.", "The question had just closed."),
    "full": Text(
        "Er doen al heel veel telefoons mee. Zeg het de gespreksleider.",
        "Very many phones take part already. Tell the facilitator.",
    ),
    "lost": Text(
        "Geen verbinding. Je antwoorden blijven staan en worden vanzelf verstuurd.",
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


class Room:
    """What phones may be shown and what they answer, for one server. One thread does all that touches a disk."""

    def __init__(self, find_workspace: Callable[[], Workspace] = open_workspace) -> None:
        self._find, self._phones, self._log = find_workspace, None, None
        self._hands = ThreadPoolExecutor(1, thread_name_prefix="phones")
        self._open: dict[str, tuple[str, Round]] = {}  # round → team, round
        self._told: dict[str, int] = {}  # round → how many answered, as the log says
        self._looked = self._tidied = float("-inf")
        self._looking: asyncio.Future | None = None

    async def open_rounds(self) -> dict[str, tuple[str, Round]]:
        """The rounds that are open now, by name, each with its team; at most FRESH_SECONDS old."""
        if time.monotonic() - self._looked > FRESH_SECONDS:
            if self._looking is None or self._looking.done():
                self._looking = asyncio.ensure_future(self._by_hand(self._look))
            await asyncio.shield(self._looking)
        return self._open

    async def answer(self, round: str, phone: str, number: int, places: dict[int, int]) -> str:
        """Keep what a phone answers, question → place of the word; KEPT or why not."""
        if round not in self._open:
            await self.open_rounds()
        if round not in self._open:
            return CLOSED
        found = self._open[round][1]
        offered = [word for word, _text in found.asked.words]
        if not all(0 <= place < len(offered) for place in places.values()):
            return UNFIT
        ballot = {question: offered[place] for question, place in places.items()}
        kept = await self._by_hand(lambda: self._phones.answer(found, phone, number, ballot))
        if kept == KEPT:
            self._by_hand(lambda: self._tell_how_many(found))  # nobody waits for it
        return kept

    def _by_hand(self, do: Callable):
        return asyncio.get_running_loop().run_in_executor(self._hands, do)

    def _look(self) -> None:
        if self._phones is None:
            workspace = self._find()
            self._log = SessionLog(workspace.session_log)
            self._phones = Phones(self._log, workspace)
        if time.monotonic() - self._tidied > TIDY_SECONDS:
            self._tidied = time.monotonic()
            self._phones.tidy()
        self._open = {each.id: (team, each) for team, _since, each in self._log.open_rounds()}
        self._told = {id: told for id, told in self._told.items() if id in self._open}
        for _team, each in self._open.values():
            self._tell_how_many(each)
        self._looked = time.monotonic()

    def _tell_how_many(self, round: Round) -> None:
        """Let the screens know how many answered, when that is another number."""
        size = self._phones.size(round)
        if self._told.get(round.id) != size:
            with suppress(UserError, OSError):  # the next look tells it
                self._phones.tell_how_many(round)
                self._told[round.id] = size


class PhoneHandler(OwnHandler):
    """An address that a phone asks."""

    page = PHONE

    def set_default_headers(self) -> None:
        """Nothing is kept on the way, and nothing from elsewhere runs."""
        for name, value in HEADERS.items():
            self.set_header(name, value)

    async def prepare(self) -> None:
        """Give the phone no cookie by which it could be known: Jupyter gives every visitor a made-up name."""
        await super().prepare()
        if not self._finished:
            vars(self).pop("_new_cookie", None)

    @property
    def room(self) -> Room:
        """What phones may be shown."""
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
        try:
            rounds = (await self.room.open_rounds()).values()
        except (UserError, OSError):
            self.tell({}, HTTPStatus.SERVICE_UNAVAILABLE)
            return
        here = [(team, each) for team, each in rounds if not wanted or each.meeting.startswith(wanted)]
        version = sha256("".join(each.id for _team, each in here).encode()).hexdigest()[:16]
        if version == self.get_query_argument("gezien", ""):
            self.set_status(HTTPStatus.NO_CONTENT)
            self.finish()
            return
        self.tell({"version": version, "rooms": [_told(team, each) for team, each in here]})


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
            kept = await self.room.answer(*read)
        except (UserError, OSError):  # a full disk, a log that is out of reach: the phone sends it again
            self.tell({"kept": False, "why": "busy"}, HTTPStatus.SERVICE_UNAVAILABLE)
            return
        wrong = kept == UNFIT
        told = {"kept": True} if kept == KEPT else {"kept": False, "why": kept}
        self.tell(told, HTTPStatus.BAD_REQUEST if wrong else HTTPStatus.OK)


def phone_handlers(base: str) -> list[tuple]:
    """The addresses of the phone's page below the server's own."""
    found = {
        "": PhonePage,
        "/(phone\\.js|phone\\.css)": PhoneFile,
        "/nu": PhoneNow,
        "/antwoord": PhoneAnswer,
    }
    return [(url_path_join(base, ADDRESS) + end, handler) for end, handler in found.items()]


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


def _told(team: str, round: Round) -> dict:
    """A round as a phone shows it; answers go by their place, so that a phone can only give what is on offer."""
    asked = round.asked
    return {
        "id": round.meeting[:ROOM_LETTERS],
        "team": team,
        "round": {
            "id": round.id,
            "title": _pair(asked.title),
            "lead": _pair(asked.lead),
            "questions": [_pair(each.label) for each in asked.questions],
            "words": [_pair(text) for _word, text in asked.words],
            "most": asked.most,
        },
    }


def _pair(text: Text) -> list[str]:
    return [text.nl, text.en]


@cache
def _page(language: str) -> str:
    words = {name: {each: text[each] for each in LANGUAGES} for name, text in WORDS.items()}
    filled = {
        "language": language,
        "title": escape(WORDS["title"][language]),
        "here": ADDRESS,  # beside the page, so that it holds under every address that a server has
        "words": json.dumps(words, ensure_ascii=False).replace("<", "\\u003c"),
    }
    page = (FILES / "phone.html").read_text(encoding="utf-8")
    for name, value in filled.items():
        page = page.replace("{" + name + "}", value)
    return page


@cache
def _content(name: str) -> bytes:
    return (FILES / name).read_bytes()
