"""The tables of the session log as they are now; `migrations` holds how they came to be (a test compares)."""

from sqlalchemy import Column, Date, DateTime, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

HEAD = "0001"  # the newest migration

metadata = MetaData()

# `number` counts a team's meetings on one period, so that two pages that open at once get the same meeting;
# `revision` counts what was written in the meeting: it is raised by one under the row's lock with each write
meetings = Table(
    "meetings",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("team", String(200), nullable=False),
    Column("period", String(40), nullable=False),
    Column("number", Integer, nullable=False),
    Column("started_on", Date, nullable=False),
    Column("closed_on", Date, nullable=True),
    Column("revision", Integer, nullable=False),
    UniqueConstraint("team", "period", "number", name="one_meeting_a_number"),
)

written = Table(
    "written",
    metadata,
    Column("meeting", String(32), primary_key=True),
    Column("subject", String(300), primary_key=True),
    Column("field", String(60), primary_key=True),
    Column("value", Text, nullable=False),
    Column("screen", String(40), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("first_revision", Integer, nullable=False),
    Column("saved_at", DateTime, nullable=False),
    Index("written_since", "meeting", "revision"),
)

# texts that made place for another: nothing that somebody typed and left standing is lost
replaced = Table(
    "replaced",
    metadata,
    Column("meeting", String(32), primary_key=True),
    Column("subject", String(300), primary_key=True),
    Column("field", String(60), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("value", Text, nullable=False),
    Column("screen", String(40), nullable=False),
    Column("saved_at", DateTime, nullable=False),
)
