"""Writing and reading meetings. What `write` was given is on disk when it returns."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from monitorlib.foundation.errors import UserError
from monitorlib.sessions.database import connect, in_words, reading
from monitorlib.sessions.fields import TOO_MANY, Topic, check_field
from monitorlib.sessions.meeting_rows import TIME_ZONES, goes_on, insert_meeting, meeting_of, newest_meeting
from monitorlib.sessions.meetings import (
    FINISHED,
    Action,
    Change,
    Meeting,
    Notes,
    read_actions,
    read_notes,
)
from monitorlib.sessions.round_rows import end_round, insert_round, open_rounds, rounds_of, tell_how_many
from monitorlib.sessions.rounds import Asked, Counts, Round, check_asked
from monitorlib.sessions.schema import meetings, replaced, written
from monitorlib.sessions.written_rows import (
    change_of,
    count_subjects,
    kept_fields,
    next_revision,
    store_field,
    was_overtaken,
)

MOST_SUBJECTS = 400  # of one meeting: leefgebieden, explanations and actions; no meeting has a quarter of it


@dataclass(frozen=True)
class Place:
    """One leefgebied of one team, period, instrument and rater, in the newest meeting about that period."""

    team: str
    period: str
    instrument: str
    rater: str
    leefgebied: str

    @property
    def topic(self) -> Topic:
        """The same place within a meeting."""
        return Topic(self.instrument, self.rater, self.leefgebied)


@dataclass(frozen=True)
class Written:
    """What a write did: the meeting's revision after it, and per field the text of another screen that made
    place and that this screen had not seen. Such a text stays in the history."""

    revision: int
    overtaken: dict[str, str]


@dataclass(frozen=True)
class Changes:
    """What was written after a revision, oldest first, and the revision to ask with next time."""

    revision: int
    changed: tuple[Change, ...]


class SessionLog:
    """The log in a SQLite file (a Path), or behind a database's URL; it brings its tables up to date itself.

    Every method raises UserError when the database is locked for longer than ten seconds, full, damaged or
    not there. Nothing that was acknowledged before is lost by that.
    """

    def __init__(self, place: str | Path) -> None:
        self._engine = connect(place)
        self._reading = reading(self._engine)

    def let_go(self) -> None:
        """Close the connections; the next call opens new ones."""
        self._engine.dispose()

    def open_meeting(self, team: str, period: str, today: date | None = None) -> Meeting:
        """The meeting to go on with, else a new one.

        That is the newest of this team and period when it is not closed and started at most REOPENED_DAYS
        ago, or when it was closed today. A meeting in which nothing was written starts anew today. One that
        begins after tomorrow was begun by a computer with a wrong clock, and does not go on.
        """
        day = today or date.today()
        with in_words():
            try:
                return self._open(team, period, day)
            except IntegrityError:  # another page made the same meeting in this moment: take that one
                return self._open(team, period, day)

    def _open(self, team: str, period: str, day: date) -> Meeting:
        with self._engine.begin() as connection:
            newest = newest_meeting(connection, team, period)
            if newest is not None and goes_on(newest, day):
                return meeting_of(newest)
            if newest is not None and newest.revision == 0 and newest.closed_on is None:
                same = meetings.c.id == newest.id
                connection.execute(meetings.update().where(same).values(started_on=day))
                return Meeting(newest.id, team, period, day, closed=False, revision=0)
            number = 1 if newest is None else newest.number + 1
            return insert_meeting(connection, team, period, number, day)

    def close(self, meeting: str, today: date | None = None) -> None:
        """End a meeting. It can still be read, and written until the day is over (open_meeting finds it)."""
        day = today or date.today()
        with in_words(), self._engine.begin() as connection:
            connection.execute(meetings.update().where(meetings.c.id == meeting).values(closed_on=day))

    def reopen(self, meeting: str) -> None:
        """Undo `close`: the meeting goes on as one that was not closed."""
        with in_words(), self._engine.begin() as connection:
            connection.execute(meetings.update().where(meetings.c.id == meeting).values(closed_on=None))

    def write(
        self, meeting: str, subject: str, field: str, value: str, screen: str = "", seen: int | None = None
    ) -> Written:
        """Keep one field; see `write_all`."""
        return self.write_all(meeting, subject, {field: value}, screen, seen)

    def write_all(
        self,
        meeting: str,
        subject: str,
        fields: Mapping[str, str],
        screen: str = "",
        seen: int | None = None,
    ) -> Written:
        """Keep fields of one subject, all or none; on return they are on disk. "" empties a field.

        The last writer wins, field by field; the same value again changes nothing, so a write can be repeated
        safely. A text of another screen, or one that stood for SETTLED_SECONDS, goes to the history when it
        is replaced. With `seen`, the newest revision that this screen knows, the answer holds texts of other
        screens that it replaced unseen.
        A field longer than LONGEST_NOTE, or more than MOST_SUBJECTS subjects, raises UserError; an unknown
        subject, field or word ValueError.
        """
        for field, value in fields.items():
            check_field(subject, field, value)
        with in_words(), self._engine.begin() as connection:
            revision = next_revision(connection, meeting)
            kept = kept_fields(connection, meeting, subject)
            if not kept and count_subjects(connection, meeting) >= MOST_SUBJECTS:
                raise UserError(TOO_MANY)
            changed = {f: v for f, v in fields.items() if v != (kept[f].value if f in kept else "")}
            if not changed:
                connection.rollback()
                return Written(revision - 1, {})
            moment = datetime.now(UTC).replace(tzinfo=None)
            for field, value in changed.items():
                store_field(
                    connection, (meeting, subject, field), value, screen, revision, moment, kept.get(field)
                )
        unseen = {f: kept[f].value for f in changed if f in kept and was_overtaken(kept[f], screen, seen)}
        return Written(revision, unseen)

    def changes_since(self, meeting: str, revision: int) -> Changes:
        """What was written after `revision` (0: everything). One look in an index: ask it every second."""
        query = (
            select(written)
            .where(written.c.meeting == meeting, written.c.revision > revision)
            .order_by(written.c.revision, written.c.field)
        )
        with in_words(), self._reading.connect() as connection:
            changed = tuple(change_of(row) for row in connection.execute(query))
        return Changes(changed[-1].revision if changed else revision, changed)

    def read(self, meeting: str) -> Notes:
        """Everything that was written in one meeting; ValueError when there is no such meeting."""
        with in_words(), self._reading.connect() as connection:
            found = connection.execute(select(meetings).where(meetings.c.id == meeting)).one_or_none()
            if found is None:
                raise ValueError("no such meeting")
            rows = connection.execute(select(written).where(written.c.meeting == meeting)).all()
        return read_notes(meeting_of(found), map(change_of, rows))

    def history(self, meeting: str, subject: str, field: str) -> tuple[str, ...]:
        """The texts that stood in this field and were replaced, oldest first."""
        one = [replaced.c.meeting == meeting, replaced.c.subject == subject, replaced.c.field == field]
        with in_words(), self._reading.connect() as connection:
            query = select(replaced.c.value).where(*one).order_by(replaced.c.revision)
            return tuple(connection.execute(query).scalars())

    def meetings(self, team: str) -> tuple[Meeting, ...]:
        """The meetings of a team in which something was written, newest first."""
        query = select(meetings).where(meetings.c.team == team, meetings.c.revision > 0)
        with in_words(), self._reading.connect() as connection:
            rows = connection.execute(
                query.order_by(meetings.c.started_on.desc(), meetings.c.number.desc(), meetings.c.id)
            )
            return tuple(meeting_of(row) for row in rows)

    def earlier_meetings(self, meeting: Meeting) -> tuple[Meeting, ...]:
        """The team's meetings before this one, newest first, about any period.

        Also one that begins in the future: a wrong clock began it, and what it agreed is not lost.
        """
        future = date.today() + timedelta(days=TIME_ZONES)
        return tuple(
            each
            for each in self.meetings(meeting.team)
            if each.id != meeting.id and (each.started_on <= meeting.started_on or each.started_on > future)
        )

    def actions(self, team: str) -> tuple[Action, ...]:
        """All actions that a team agreed, oldest first, each with what later meetings said of it."""
        held = self.meetings(team)[::-1]
        query = select(written).where(
            written.c.meeting.in_([each.id for each in held]), written.c.subject.startswith("action/")
        )
        changes: dict[str, list[Change]] = {}
        with in_words(), self._reading.connect() as connection:
            for row in connection.execute(query):
                changes.setdefault(row.meeting, []).append(change_of(row))
        return read_actions((each, changes.get(each.id, ())) for each in held)

    def earlier_actions(self, meeting: Meeting) -> tuple[Action, ...]:
        """What to come back to in this meeting: actions of earlier ones that were not finished before it."""
        before = {each.id for each in self.earlier_meetings(meeting)}
        return tuple(
            action
            for action in self.actions(meeting.team)
            if action.meeting.id in before and not _finished_before(action, before)
        )

    def begin_round(self, id: str, meeting: str, kind: str, scope: str, asked: Asked) -> Round:
        """Keep that a question was put to the room; `sessions.phones` takes the answers."""
        check_asked(kind, asked)
        with in_words(), self._engine.begin() as connection:
            return insert_round(connection, id, meeting, kind, scope, asked)

    def tell_how_many(self, id: str, phones: int) -> None:
        """Keep how many phones have answered an open round; nothing of that is left but the last number."""
        with in_words(), self._engine.begin() as connection:
            tell_how_many(connection, id, phones)

    def end_round(self, id: str, counted: Counts) -> bool:
        """Close a round with its counts; a round closes once, and True tells that this was it."""
        with in_words(), self._engine.begin() as connection:
            return end_round(connection, id, counted)

    def rounds(self, meeting: str) -> tuple[Round, ...]:
        """The questions that were put to the room in a meeting, the first one first."""
        with in_words(), self._reading.connect() as connection:
            return rounds_of(connection, meeting)

    def open_rounds(self) -> tuple[tuple[str, datetime, Round], ...]:
        """The rounds that are open now: the team, since when (UTC, without a zone), and the round."""
        with in_words(), self._reading.connect() as connection:
            return open_rounds(connection)

    def save(self, place: Place, question: str, answer: str) -> None:
        """Keep an answer about a place, in the newest meeting about its team and period."""
        meeting = self.open_meeting(place.team, place.period)
        self.write(meeting.id, place.topic.subject, question, answer)

    def answers(self, place: Place) -> dict[str, str]:
        """What is kept for one place, by question."""
        return self.of_team(place.team, place.period).get(place, {})

    def of_team(self, team: str, period: str) -> dict[Place, dict[str, str]]:
        """What is kept about leefgebieden in the newest meeting of a team and period in which one wrote."""
        found = next((each for each in self.meetings(team) if each.period == period), None)
        if found is None:
            return {}
        by_topic = self.read(found.id).by_topic
        return {
            Place(team, period, t.instrument, t.rater, t.leefgebied): by_topic[t] for t in sorted(by_topic)
        }


def _finished_before(action: Action, before: set[str]) -> bool:
    said = [each.status for each in action.follow_ups if each.meeting.id in before and each.status]
    return bool(said) and said[-1] in FINISHED
