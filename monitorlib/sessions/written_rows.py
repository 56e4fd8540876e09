"""The rows of what was written: one field of one subject of a meeting, and the texts that it replaced."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from monitorlib.sessions.meetings import (
    Change,
)
from monitorlib.sessions.schema import meetings, replaced, written

# decision 52: a text that stood for less than this while its own screen typed on is no text that stood
SETTLED_SECONDS = 60


def change_of(row: Row[Any]) -> Change:
    """What a row holds: a field as it stands now."""
    return Change(row.subject, row.field, row.value, row.screen, row.revision, row.first_revision)


def next_revision(connection: Connection, meeting: str) -> int:
    """The number of the next write in a meeting; ValueError when there is no such meeting.

    Raised under the row's lock, so writes in one meeting are committed in the order of their numbers and
    whoever asks for changes since one number misses none.
    """
    same = meetings.c.id == meeting
    counted = meetings.update().where(same).values(revision=meetings.c.revision + 1)
    revision = connection.execute(counted.returning(meetings.c.revision)).scalar_one_or_none()
    if revision is None:
        raise ValueError("no such meeting")
    return revision


def count_subjects(connection: Connection, meeting: str) -> int:
    """About how many subjects something was written in a meeting."""
    query = select(func.count(written.c.subject.distinct())).where(written.c.meeting == meeting)
    return connection.execute(query).scalar_one()


def kept_fields(connection: Connection, meeting: str, subject: str) -> dict[str, Row[Any]]:
    """The fields of a subject as they stand now."""
    query = select(written).where(written.c.meeting == meeting, written.c.subject == subject)
    return {row.field: row for row in connection.execute(query)}


def store_field(
    connection: Connection,
    key: tuple[str, str, str],
    value: str,
    screen: str,
    revision: int,
    moment: datetime,
    kept: Row[Any] | None,
) -> None:
    """Keep a field (meeting, subject, field) in place of `kept`, which goes to the history if it stood."""
    names = dict(zip(("meeting", "subject", "field"), key, strict=True))
    now = {"value": value, "screen": screen, "revision": revision, "saved_at": moment}
    if kept is None:
        connection.execute(written.insert().values(**names, **now, first_revision=revision))
        return
    if _stood(kept, screen, moment):
        old = {name: getattr(kept, name) for name in now}
        connection.execute(replaced.insert().values(**names, **old))
    same = [written.c[name] == each for name, each in names.items()]
    connection.execute(written.update().where(*same).values(**now))


def _stood(kept: Row[Any], screen: str, moment: datetime) -> bool:
    """Whether a text that is replaced goes to the history: not the half words of one who types on.

    One of later than now was kept before a clock was set back: how long it stood nobody knows, so it goes too.
    """
    age = moment - kept.saved_at
    settled = age < timedelta(0) or age >= timedelta(seconds=SETTLED_SECONDS)
    return bool(kept.value) and (kept.screen != screen or settled)


def was_overtaken(kept: Row[Any], screen: str, seen: int | None) -> bool:
    """Whether a text of another screen is replaced that this one, which knows revision `seen`, did not see."""
    return bool(kept.value) and seen is not None and kept.revision > seen and kept.screen != screen
