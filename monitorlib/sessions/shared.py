"""One session log for many screens: each question is asked once until somebody, anywhere, wrote something."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

from sqlalchemy import PoolProxiedConnection, select

from monitorlib.sessions.database import in_words
from monitorlib.sessions.fields import MEETING
from monitorlib.sessions.log import Changes, SessionLog, Written
from monitorlib.sessions.meetings import Action, Meeting, Notes
from monitorlib.sessions.rounds import Asked, Counts, Round
from monitorlib.sessions.schema import meetings, written

_What = ParamSpec("_What")
_Told = TypeVar("_Told")
MOST_KEPT = 2_000  # answers; screens ask a few about the meeting that they show


class SharedLog(SessionLog):
    """A session log that remembers what it read. It answers as a SessionLog does, as long as `look` is called
    before each group of questions: what is remembered goes when something was written since.

    `heard` goes up each time that something may have been written. One thread only. What is given must not be
    changed by whoever gets it.
    """

    def __init__(self, place: str | Path) -> None:
        super().__init__(place)
        self.heard = 0
        self._kept: dict[tuple[object, ...], object] = {}
        self._told: int | None = None
        # a connection that only listens; opened when first needed
        self._pulse: PoolProxiedConnection | None = None

    @property
    def tells(self) -> bool:
        """Whether `look` costs microseconds and knows: SQLite counts what other connections commit. A database
        behind an address is asked anew each time."""
        return self._engine.dialect.name == "sqlite"

    def look(self) -> None:
        """Forget what is remembered, when something may have been written since the last look."""
        now = self._count() if self.tells else None
        if now is None or now != self._told:
            self._told = now
            self._forget()

    def let_go(self) -> None:
        """Close the connections; the next call opens new ones."""
        if self._pulse is not None:
            self._pulse.close()
        self._pulse, self._told = None, None
        super().let_go()

    def read(self, meeting: str) -> Notes:
        """As SessionLog's."""
        return self._once(super().read, meeting)

    def changes_since(self, meeting: str, revision: int) -> Changes:
        """As SessionLog's."""
        return self._once(super().changes_since, meeting, revision)

    def earlier_actions(self, meeting: Meeting) -> tuple[Action, ...]:
        """As SessionLog's."""
        return self._once(super().earlier_actions, meeting)

    def rounds(self, meeting: str) -> tuple[Round, ...]:
        """As SessionLog's."""
        return self._once(super().rounds, meeting)

    def standing(self, field: str) -> tuple[tuple[str, str, str], ...]:
        """What stands in a field of the meeting itself, of each meeting that is not closed: team, period, text."""
        return self._once(self._standing, field)

    def _standing(self, field: str) -> tuple[tuple[str, str, str], ...]:
        where = [written.c.subject == MEETING, written.c.field == field, meetings.c.closed_on.is_(None)]
        query = select(meetings.c.team, meetings.c.period, written.c.value).where(
            written.c.meeting == meetings.c.id, *where
        )
        with in_words(), self._reading.connect() as connection:
            return tuple(map(tuple, connection.execute(query.order_by(meetings.c.team, meetings.c.period))))

    def open_meeting(self, team: str, period: str, today: date | None = None) -> Meeting:
        """As SessionLog's; mostly nothing is written by it."""
        try:
            return super().open_meeting(team, period, today)
        finally:
            self.look()

    def close(self, meeting: str, today: date | None = None) -> None:
        """As SessionLog's."""
        self._anew(super().close, meeting, today)

    def reopen(self, meeting: str) -> None:
        """As SessionLog's."""
        self._anew(super().reopen, meeting)

    def write_all(
        self,
        meeting: str,
        subject: str,
        fields: Mapping[str, str],
        screen: str = "",
        seen: int | None = None,
    ) -> Written:
        """As SessionLog's."""
        return self._anew(super().write_all, meeting, subject, fields, screen, seen)

    def begin_round(self, id: str, meeting: str, kind: str, scope: str, asked: Asked) -> Round:
        """As SessionLog's."""
        return self._anew(super().begin_round, id, meeting, kind, scope, asked)

    def tell_how_many(self, id: str, phones: int) -> None:
        """As SessionLog's."""
        self._anew(super().tell_how_many, id, phones)

    def end_round(self, id: str, counted: Counts) -> bool:
        """As SessionLog's."""
        return self._anew(super().end_round, id, counted)

    def _count(self) -> int:
        """What goes up with every commit of another connection to a SQLite file."""
        with in_words():
            if self._pulse is None:
                self._pulse = self._engine.raw_connection()
                self._pulse.detach()
            return int(self._pulse.cursor().execute("PRAGMA data_version").fetchone()[0])

    def _once(self, ask: Callable[_What, _Told], *what: _What.args, **more: _What.kwargs) -> _Told:
        # what came before this meeting depends on the day
        question = (ask.__name__, date.today(), *what, *more.items())
        if question not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[question] = ask(*what, **more)
        return cast(_Told, self._kept[question])

    def _anew(self, do: Callable[_What, _Told], *what: _What.args, **more: _What.kwargs) -> _Told:
        """A write: what is read after it holds it, also where it was refused half-way."""
        try:
            return do(*what, **more)
        finally:
            self._forget()

    def _forget(self) -> None:
        self.heard += 1
        self._kept.clear()
