"""Phones that answer an open round all the time while everything behind them is killed.

An answer holds its own number (the words of thirteen questions are its digits), so what is kept tells which answer
it is: of each phone the last acknowledged one, or one that it sent after that. `python -m benchmarks.killed_phones
WORKSPACE ROUND` closes a round as soon as it is told a line, to be killed in the middle of it.
"""

import asyncio
import itertools
import secrets
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from monitorlib.foundation.texts import Text
from monitorlib.instruments import read_instrument
from monitorlib.sessions import FEWEST_ANSWERS, Asked, Phones, Question, Round, SessionLog, Topic
from monitorlib.sessions.ballots import Ballot, Ballots
from monitorlib.sessions.phones import FOLDER
from monitorlib.workspace import Workspace

PHONES, PAUSE_SECONDS, ASK_SECONDS = 12, 0.4, 0.5
WORDS = ("better", "same", "worse")
ZRM = read_instrument("zrm-2017")
ASKED = Asked(
    Text("Wat verwacht je?", "What do you expect?"),
    Text("Kies.", "Choose."),
    tuple(Question(Topic(ZRM.id, "professional", a.code).subject, a.label) for a in ZRM.leefgebieden[:13]),
    tuple((word, Text(word, word)) for word in WORDS),
)


@dataclass
class Answers:
    """What one phone sent in one round, by number, and the last one that it was told is kept."""

    phone: str = field(default_factory=lambda: secrets.token_hex(16))
    sent: int = 0
    kept: int = 0
    on_its_way: bool = False

    @property
    def possible(self) -> tuple[int, ...]:
        """What may stand for this phone: what was acknowledged, or what was sent after it; 0 is nothing."""
        return (self.kept, self.sent) if self.sent > self.kept else (self.kept,)


class Crowd:
    """The phones, and the rounds that they were asked."""

    def __init__(self, place: str, headers: dict[str, str], workspace: Workspace) -> None:
        self._place, self._headers, self._workspace = place, headers, workspace
        self._open: dict | None = None
        self.answers: dict[str, list[Answers]] = {}
        self._counted: dict[str, Counter] = {}
        self.round: Round | None = None
        self.told = self.closed = 0

    # --- what phones do

    async def answer_on(self, stop: threading.Event) -> None:
        """Ask what is open and answer it, until stopped."""
        limits = httpx.Limits(max_connections=PHONES + 1)
        let_in = {"base_url": self._place, "headers": self._headers}
        async with httpx.AsyncClient(**let_in, timeout=20, limits=limits) as web:
            await asyncio.gather(
                self._ask_on(web, stop), *(self._phone(web, stop, number) for number in range(PHONES))
            )

    async def _ask_on(self, web: httpx.AsyncClient, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                rooms = (await web.get("meedoen/nu")).json()["rooms"]
                self._open = rooms[0]["round"] if rooms else None
            except (httpx.HTTPError, ValueError, KeyError):
                pass
            await asyncio.sleep(ASK_SECONDS)

    async def _phone(self, web: httpx.AsyncClient, stop: threading.Event, number: int) -> None:
        await asyncio.sleep(PAUSE_SECONDS * number / PHONES)
        while not stop.is_set():
            if self._open is not None and self._open["id"] in self.answers:
                await self._send(web, self._open["id"], self.answers[self._open["id"]][number])
            await asyncio.sleep(PAUSE_SECONDS)

    async def _send(self, web: httpx.AsyncClient, round: str, mine: Answers) -> None:
        """The next answer; the same one again where the last was not acknowledged."""
        mine.sent = mine.kept + 1
        body = {"round": round, "phone": mine.phone, "number": mine.sent, "answers": _places(mine.sent)}
        mine.on_its_way = True
        try:
            told = await web.post("meedoen/antwoord", json=body)
            if told.status_code == 200 and told.json()["kept"]:
                mine.kept, self.told = mine.sent, self.told + 1
        except (httpx.HTTPError, ValueError):
            pass
        finally:
            mine.on_its_way = False

    # --- what the room is asked

    def ask(self, log: SessionLog, meeting: str) -> None:
        """Put a question to the room that was not put before."""
        scope = f"zrm-2017/professional/shifts {len(self.answers)}"
        self.round = Phones(log, self._workspace).ask(meeting, "expected", scope, ASKED)
        self.answers[self.round.id] = [Answers() for _ in range(PHONES)]

    def kept(self) -> list[int]:
        """The last number of each phone that it was told is kept, in the round that is open."""
        return [mine.kept for mine in self.answers[self.round.id]]

    def lost(self, kept: list[int]) -> list[str]:
        """What was told to be kept in the open round and is not there, nor a later answer in its place."""
        ballots, lost = Ballots(self._workspace.path / FOLDER, self.round.id).read(), []
        for mine, number in zip(self.answers[self.round.id], kept, strict=True):
            there = _number(ballots.get(mine.phone, {}))
            if there < number:
                lost.append(f"answer {number} of a phone: {there} stands there")
        return lost

    def close(self, log: SessionLog, patience: float) -> list[str]:
        """Close what is open, also where that was begun by another; what was lost of it, in words."""
        round, self.round = self.round, None
        Phones(log, self._workspace).close(round)
        answers, until = self.answers[round.id], time.monotonic() + patience
        while any(mine.on_its_way for mine in answers) and time.monotonic() < until:
            time.sleep(0.02)
        self.closed += 1
        found = _found(log, round)
        self._counted[round.id] = found
        if any(found == each for each in _could_be(answers)):
            return []
        return [f"counts of a round: {found}, phones were told {[mine.possible for mine in answers]}"]

    def changed_since(self, log: SessionLog, meeting: str) -> list[str]:
        """The rounds whose counts are other ones than when they closed."""
        now = {each.id: each for each in log.rounds(meeting)}
        return [
            f"counts of round {id}" for id, was in self._counted.items() if _found(log, now.get(id)) != was
        ]

    def kill_who_closes(self, after: float) -> None:
        """Let another process close the round, and kill it in the middle of that."""
        command = [sys.executable, "-m", "benchmarks.killed_phones", self._workspace.path, self.round.id]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as closer:
            closer.stdout.readline()
            closer.stdin.write(b"\n")
            closer.stdin.flush()
            time.sleep(after)
            closer.kill()


def _places(number: int) -> dict[str, int]:
    """The digits of a number as the places of words."""
    base = len(WORDS)
    return {str(at): number // base**at % base for at in range(len(ASKED.questions))}


def ballot_of(number: int) -> Ballot:
    """The answer with this number."""
    return {int(at): WORDS[place] for at, place in _places(number).items()}


def _number(ballot: Ballot) -> int:
    """The reverse; 0 for no answer."""
    return sum(WORDS.index(word) * len(WORDS) ** at for at, word in ballot.items())


def _found(log: SessionLog, round: Round | None) -> Counter:
    """How many phones gave each word to each question, as the log keeps it; "" is how many phones."""
    kept = next((each for each in log.rounds(round.meeting) if each.id == round.id), None) if round else None
    if kept is None or not kept.closed:
        return Counter({"not closed": 1})
    words = {(subject, word): n for subject, given in kept.counts.words.items() for word, n in given.items()}
    return Counter({"": kept.counts.phones, **words})


def _could_be(answers: list[Answers]) -> list[Counter]:
    """What may have been counted: each phone's last acknowledged answer, or one on its way when it closed."""
    could_be = []
    for numbers in itertools.product(*(mine.possible for mine in answers)):
        given = [ballot_of(number) for number in numbers if number]
        counted = Counter({"": len(given)})
        for ballot in given if len(given) >= FEWEST_ANSWERS else ():
            counted.update((ASKED.questions[at].subject, word) for at, word in ballot.items())
        could_be.append(counted)
    return could_be


def main(workspace: str, round: str) -> None:
    """Close a round when told to."""
    place = Workspace(Path(workspace))
    log = SessionLog(place.session_log)
    (found,) = (each for _team, _since, each in log.open_rounds() if each.id == round)
    print(flush=True)
    sys.stdin.readline()
    Phones(log, place).close(found)


if __name__ == "__main__":
    main(*sys.argv[1:])
