"""Meetings, what was written in them, and what was replaced; notes of before move into a meeting of their own.

Revision 0001. The table of before (`entries`) knew a team and a period, no meeting: all notes of a team and
period become one meeting, on the day of the first note.
"""

import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables, then move what is there."""
    _make_tables()
    if sa.inspect(op.get_bind()).has_table("entries"):
        _move_entries()
        op.drop_table("entries")


def _make_tables() -> None:
    op.create_table(
        "meetings",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("team", sa.String(200), nullable=False),
        sa.Column("period", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("started_on", sa.Date, nullable=False),
        sa.Column("closed_on", sa.Date, nullable=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.UniqueConstraint("team", "period", "number", name="one_meeting_a_number"),
    )
    op.create_table("written", *_key(), *_text(), sa.Column("first_revision", sa.Integer, nullable=False))
    op.create_index("written_since", "written", ["meeting", "revision"])
    op.create_table("replaced", *_key(), *_text(in_key=True))


def _key() -> list[sa.Column[Any]]:
    sizes = {"meeting": 32, "subject": 300, "field": 60}
    return [sa.Column(name, sa.String(size), primary_key=True) for name, size in sizes.items()]


def _text(in_key: bool = False) -> list[sa.Column[Any]]:
    return [
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("screen", sa.String(40), nullable=False),
        sa.Column("revision", sa.Integer, primary_key=in_key, nullable=False),
        sa.Column("saved_at", sa.DateTime, nullable=False),
    ]


def _move_entries() -> None:
    names = ("team", "period", "instrument", "rater", "leefgebied", "question", "answer")
    entries = sa.table("entries", *(sa.column(name) for name in names), sa.column("saved_at", sa.DateTime))
    meetings: dict[tuple[str, str], list[Any]] = {}
    connection = op.get_bind()
    for entry in connection.execute(sa.select(entries).order_by(entries.c.saved_at)):
        meetings.setdefault((entry.team, entry.period), []).append(entry)
    for (team, period), notes in meetings.items():
        _move_meeting(connection, team, period, notes)


def _move_meeting(connection: sa.Connection, team: str, period: str, notes: list[Any]) -> None:
    tables = sa.MetaData()
    meeting, written = (sa.Table(name, tables, autoload_with=connection) for name in ("meetings", "written"))
    made = {"id": secrets.token_hex(16), "team": team, "period": period, "number": 1}
    day = notes[0].saved_at.date()
    connection.execute(meeting.insert().values(**made, started_on=day, closed_on=day, revision=len(notes)))
    for number, note in enumerate(notes, start=1):
        connection.execute(
            written.insert().values(
                meeting=made["id"],
                subject=f"topic/{note.instrument}/{note.rater}/{note.leefgebied}",
                field=note.question,
                value=note.answer,
                screen="",
                revision=number,
                first_revision=number,
                saved_at=note.saved_at,
            )
        )
