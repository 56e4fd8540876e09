"""Answers of phones: a round is opened, phones answer, it closes, and only counts are left.

The counts stand in the session log, the answers meanwhile in `ballots`. Whatever is killed in between, closing is
taken up where it stopped: answers are not taken any more, then the counts are kept, then the answers are wiped.
"""

import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from monitorlib.sessions.ballots import UNFIT, Ballots, rounds_in
from monitorlib.sessions.fields import MEETING
from monitorlib.sessions.log import SessionLog
from monitorlib.sessions.rounds import Asked, Round, count
from monitorlib.workspace import Workspace

FOLDER = ".phones"  # hidden: what is here for as long as a question is open belongs in no copy
ROUND_FIELD = "set_round"  # of the meeting: tells other screens that a round opened or closed
LONGEST_OPEN = timedelta(hours=12)  # a meeting that nobody came back to
_BEGINNING_SECONDS = 60  # a file that is there before its round is


class Phones:
    """The rounds of a workspace, whose session log may be elsewhere."""

    def __init__(self, log: SessionLog, workspace: Workspace) -> None:
        self._log, self._folder = log, workspace.path / FOLDER

    def ask(self, meeting: str, kind: str, scope: str, asked: Asked, screen: str = "") -> Round | None:
        """Put a question to the room; what was open in this meeting closes.

        None where a spread was shown of the same question in this meeting: two spreads that differ by one phone
        would tell its answer (decision 114).
        """
        if not self.may_ask(self._log.rounds(meeting), kind, scope):
            return None
        self.close_all(meeting, screen)
        id = secrets.token_hex(16)
        Ballots(self._folder, id).begin()
        made = self._log.begin_round(id, meeting, kind, scope, asked)
        self._tell(made, "open", screen)
        return made

    @staticmethod
    def may_ask(before: tuple[Round, ...], kind: str, scope: str) -> bool:
        """Whether this question may be put to the room (again)."""
        return not any((each.kind, each.scope) == (kind, scope) and each.shown for each in before)

    def answer(self, round: Round, phone: str, number: int, ballot: Mapping[int, str]) -> str:
        """Keep what a phone answers to an open round: KEPT when it is on disk, else why not (`ballots`)."""
        if not round.asked.fits(ballot):
            return UNFIT
        return Ballots(self._folder, round.id).keep(phone, number, ballot)

    def size(self, round: Round) -> int:
        """A number that is another one as soon as somebody answered; a look that costs nothing."""
        return Ballots(self._folder, round.id).size()

    def answered(self, round: Round) -> int:
        """How many phones have answered an open round."""
        return count(round.asked, Ballots(self._folder, round.id).read().values()).phones

    def tell_how_many(self, round: Round) -> None:
        """Let every screen know how many answered an open round."""
        self._log.tell_how_many(round.id, self.answered(round))

    def close_all(self, meeting: str, screen: str = "") -> None:
        """Close what is open in a meeting."""
        for each in self._log.rounds(meeting):
            if not each.closed:
                self.close(each, screen)

    def close(self, round: Round, screen: str = "") -> None:
        """Count, keep the counts, and wipe the answers. It can be repeated, also by another process."""
        ballots = Ballots(self._folder, round.id)
        ballots.close()
        if self._log.end_round(round.id, count(round.asked, ballots.read().values())):
            self._tell(round, "closed", screen)
        ballots.wipe()

    def tidy(self) -> None:
        """Take up what was stopped halfway: rounds that were closing or left open, answers without a round."""
        waiting = {each.id: (since, each) for _team, since, each in self._log.open_rounds()}
        for since, each in waiting.values():
            if not Ballots(self._folder, each.id).are_taken or not _is_recent(since):
                self.close(each)
        for id in set(rounds_in(self._folder)) - set(waiting):
            self._throw_away(id)

    def _throw_away(self, id: str) -> None:
        """Answers of a round that closed, or that never began."""
        ballots = Ballots(self._folder, id)
        with suppress(FileNotFoundError):
            if ballots.are_taken and abs(time.time() - ballots.touched()) < _BEGINNING_SECONDS:
                return
        ballots.close()
        ballots.wipe()

    def _tell(self, round: Round, what: str, screen: str) -> None:
        self._log.write(round.meeting, MEETING, ROUND_FIELD, f"{round.id}|{what}", screen)


def _is_recent(since: datetime) -> bool:
    """Whether a round was opened in this meeting; a clock that was set back does not keep it open for ever."""
    return abs(datetime.now(UTC).replace(tzinfo=None) - since) < LONGEST_OPEN
