"""The tables of the session log as they are now; `migrations` holds how they came to be (a test compares)."""

from sqlalchemy import Column, Date, DateTime, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

HEAD = "0002"  # the newest migration

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

# questions to everybody in the room; `scope` is the view or the leefgebied that one is about, `asked` what a phone
# shows (JSON), `phones` how many answered (so far)
rounds = Table(
    "rounds",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("meeting", String(32), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("scope", String(300), nullable=False),
    Column("asked", Text, nullable=False),
    Column("opened_at", DateTime, nullable=False),
    Column("closed_at", DateTime, nullable=True),
    Column("phones", Integer, nullable=True),
    UniqueConstraint("meeting", "number", name="one_round_a_number"),
    Index("rounds_open", "closed_at"),
)

# how many phones gave each word to a question of a closed round, "" being how many answered it at all
counts = Table(
    "counts",
    metadata,
    Column("round", String(32), primary_key=True),
    Column("subject", String(300), primary_key=True),
    Column("word", String(20), primary_key=True),
    Column("phones", Integer, nullable=False),
)
