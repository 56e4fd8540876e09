"""What a server knows of the rounds that are open, and where it keeps what phones answer."""

import asyncio
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.sessions import Phones, Round, SessionLog
from monitorlib.sessions.ballots import CLOSED, KEPT, UNFIT
from monitorlib.sessions.leading import was_left
from monitorlib.workspace import ROOM_LETTERS, Workspace, open_workspace

FRESH_SECONDS = 0.4  # what is open is read so often at most, however many phones ask
TIDY_SECONDS = 60.0


class Room:
    """What phones may be shown and what they answer, for one server. One thread does all that touches a disk."""

    def __init__(self, find_workspace: Callable[[], Workspace] = open_workspace) -> None:
        self._find, self._phones, self._log = find_workspace, None, None
        self._hands = ThreadPoolExecutor(1, thread_name_prefix="phones")
        self._open: dict[str, tuple[str, Round]] = {}  # round → team, round
        self._left: set[str] = set()  # rounds of a meeting that nobody leads any more
        self._told: dict[str, int] = {}  # round → how much was answered when the log was told how many
        self._telling: set[str] = set()  # rounds of which it is about to be told
        self._looked = self._tidied = float("-inf")
        self._looking: asyncio.Future | None = None

    async def open_rounds(self) -> dict[str, tuple[str, Round]]:
        """The rounds that are open now, by name, each with its team; at most FRESH_SECONDS old."""
        if time.monotonic() - self._looked > FRESH_SECONDS:
            if self._looking is None or self._looking.done():
                self._looking = asyncio.ensure_future(self._by_hand(self._look))
            await asyncio.shield(self._looking)
        return self._open

    async def told(self, wanted: str, known: tuple[str, ...] = ()) -> dict:
        """What phones are shown: each open round with its team, of the meeting `wanted` ("": of all that go on).

        `known` are the rounds that this phone took part in: `closed` tells which of them are over; for the others
        it keeps its name. `version` is another one when anything of this changes.
        """
        rounds = await self.open_rounds()
        here = [(team, each) for team, each in rounds.values() if self._is_for(wanted, each, known)]
        rooms = [_told(team, each, not wanted and each.id in self._left) for team, each in here]
        closed = [each for each in known if each not in rounds]
        seen = json.dumps([[each["round"]["id"], each["left"]] for each in rooms] + closed)
        return {"version": sha256(seen.encode()).hexdigest()[:16], "rooms": rooms, "closed": closed}

    def _is_for(self, wanted: str, round: Round, known: tuple[str, ...]) -> bool:
        """Whoever scanned the code of a meeting sees its question; a question that was left open elsewhere is no
        choice for whoever typed the address, unless the phone was answering it."""
        if wanted:
            return round.meeting.startswith(wanted)
        return round.id not in self._left or round.id in known

    async def answer(self, round: str, phone: str, number: int, places: dict[int, int]) -> str:
        """Keep what a phone answers, question → place of the word; "" when it is on disk, else why not."""
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
        if kept == KEPT and round not in self._telling:  # many that answer at once are told as one
            self._telling.add(round)
            self._by_hand(lambda: self._tell_soon(found))  # nobody waits for it
        return "" if kept == KEPT else kept

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
        notes = {each.id: self._log.read(each.meeting) for _team, each in self._open.values()}
        self._left = {id for id, each in notes.items() if was_left(each, datetime.now(UTC))}
        self._told = {id: told for id, told in self._told.items() if id in self._open}
        for _team, each in self._open.values():
            self._tell_how_many(each)
        self._looked = time.monotonic()

    def _tell_soon(self, round: Round) -> None:
        self._telling.discard(round.id)
        self._tell_how_many(round)

    def _tell_how_many(self, round: Round) -> None:
        """Let the screens know how many answered, when that is another number."""
        size = self._phones.size(round)
        if self._told.get(round.id) != size:
            with suppress(UserError, OSError):  # the next look tells it
                self._phones.tell_how_many(round)
                self._told[round.id] = size


def _told(team: str, round: Round, left: bool) -> dict:
    """A round as a phone shows it; answers go by their place, so that a phone can only give what is on offer.

    `left`: nobody leads its meeting now.
    """
    asked = round.asked
    return {
        "id": round.meeting[:ROOM_LETTERS],
        "team": team,
        "left": left,
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
