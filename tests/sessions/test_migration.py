"""A log of before keeps its notes; the migrations and the schema say the same; two that migrate at once can."""

import subprocess
import sys
from datetime import date, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, DateTime, MetaData, String, Table, Text, inspect

from monitorlib.sessions import Place, SessionLog, Topic, database
from monitorlib.sessions.schema import HEAD, metadata

# the table as version 0.1.0 made it
_before = MetaData()
_entries = Table(
    "entries",
    _before,
    Column("team", String(200), primary_key=True),
    Column("period", String(40), primary_key=True),
    Column("instrument", String(80), primary_key=True),
    Column("rater", String(20), primary_key=True),
    Column("leefgebied", String(80), primary_key=True),
    Column("question", String(20), primary_key=True),
    Column("answer", Text, nullable=False),
    Column("saved_at", DateTime, nullable=False),
)
MONEY = ("zrm-2017", "professional", "financien")
OLD = [
    ("Demo-Oost", "2024", *MONEY, "note", "van vorig jaar", datetime(2025, 2, 1, 10)),
    ("Demo-Oost", "2025", *MONEY, "recognised", "partly", datetime(2026, 2, 1, 10)),
    ("Demo-Oost", "2025", *MONEY, "agreement", "spreekuur", datetime(2026, 2, 2, 11)),
    ("Demo-West", "2025", *MONEY, "note", "elders", datetime(2026, 1, 1, 9)),
]


@pytest.fixture
def old(url):
    """A log of before, with notes of two teams."""
    engine = database._engine(url)
    _before.create_all(engine)
    names = [column.name for column in _entries.columns]
    with engine.begin() as connection:
        connection.execute(_entries.insert(), [dict(zip(names, row, strict=True)) for row in OLD])
    engine.dispose()
    return url


def test_notes_of_before_stand_in_a_meeting_of_their_own(old):
    log = SessionLog(old)
    assert [(m.period, m.started_on, m.closed) for m in log.meetings("Demo-Oost")] == [
        ("2025", date(2026, 2, 1), True),
        ("2024", date(2025, 2, 1), True),
    ]
    (newest, _older) = log.meetings("Demo-Oost")
    assert log.read(newest.id).about(Topic(*MONEY)) == {"recognised": "partly", "agreement": "spreekuur"}
    assert log.answers(Place("Demo-West", "2025", *MONEY)) == {"note": "elders"}
    assert log.open_meeting("Demo-Oost", "2025").id != newest.id
    log.let_go()


def test_the_migrations_make_the_schema(old):
    engine = database.connect(old)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert not inspect(connection).has_table("entries")
    engine.dispose()


def test_the_head_is_the_newest_migration():
    scripts = ScriptDirectory("monitorlib/sessions/migrations")
    assert scripts.get_heads() == [HEAD]


def test_many_that_open_a_log_of_before_at_once_all_can(old):
    code = "import sys; from monitorlib.sessions import SessionLog; SessionLog(sys.argv[1])"
    opened = [subprocess.Popen([sys.executable, "-c", code, old]) for _ in range(4)]
    assert [each.wait() for each in opened] == [0, 0, 0, 0]
    log = SessionLog(old)
    assert len(log.meetings("Demo-Oost")) == 2
    log.let_go()


def test_many_that_open_a_meeting_at_once_get_the_same_one(url):
    SessionLog(url).let_go()
    code = (
        "import sys; from monitorlib.sessions import SessionLog; "
        "print(SessionLog(sys.argv[1]).open_meeting('Oost', '2025').id)"
    )
    opened = [
        subprocess.Popen([sys.executable, "-c", code, url], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert len({each.communicate()[0] for each in opened}) == 1
