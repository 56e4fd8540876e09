"""The rows of meetings: which is the newest, whether it goes on, and one more."""

import secrets
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from monitorlib.sessions.meetings import (
    Meeting,
)
from monitorlib.sessions.schema import meetings

REOPENED_DAYS = 14  # decision 51: a meeting that was not closed goes on for this long
TIME_ZONES = 1  # days that two computers with a right clock may be apart


def newest_meeting(connection: Connection, team: str, period: str) -> Row[Any] | None:
    """The meeting that this team began last about this period."""
    query = select(meetings).where(meetings.c.team == team, meetings.c.period == period)
    return connection.execute(query.order_by(meetings.c.number.desc()).limit(1)).one_or_none()


def goes_on(meeting: Row[Any], day: date) -> bool:
    """Whether a team that comes on this day goes on with this meeting (`SessionLog.open_meeting` says when)."""
    if meeting.closed_on is not None:
        return meeting.closed_on == day
    age = (day - meeting.started_on).days
    return age == 0 or (meeting.revision > 0 and -TIME_ZONES <= age <= REOPENED_DAYS)


def insert_meeting(connection: Connection, team: str, period: str, number: int, day: date) -> Meeting:
    """A new meeting, the `number`th of this team and period."""
    made = Meeting(secrets.token_hex(16), team, period, day, closed=False, revision=0)
    connection.execute(
        meetings.insert().values(
            id=made.id, team=team, period=period, number=number, started_on=day, revision=0
        )
    )
    return made


def meeting_of(row: Row[Any]) -> Meeting:
    """The meeting that a row holds."""
    closed = row.closed_on is not None
    return Meeting(row.id, row.team, row.period, row.started_on, closed, row.revision)
