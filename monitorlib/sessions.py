"""The session log: what a team recognised, noted and agreed. SQLite in the workspace, or any database by URL.

A note is safe when `save` returns. Light: SQLAlchemy only; the viewer's kernel imports this room.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import (
    URL,
    Column,
    DateTime,
    Engine,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from monitorlib import texts
from monitorlib.errors import UserError

BUSY_TIMEOUT_SECONDS = 10
LONGEST_NOTE = 10_000
QUESTIONS = ("recognised", "note", "agreement")

_metadata = MetaData()
_entries = Table(
    "entries",
    _metadata,
    Column("team", String(200), primary_key=True),
    Column("period", String(40), primary_key=True),
    Column("instrument", String(80), primary_key=True),
    Column("rater", String(20), primary_key=True),
    Column("leefgebied", String(80), primary_key=True),
    Column("question", String(20), primary_key=True),
    Column("answer", Text, nullable=False),
    Column("saved_at", DateTime, nullable=False),
)
_KEY = tuple(column.name for column in _entries.primary_key)


@dataclass(frozen=True)
class Place:
    """What an entry is about: one leefgebied of one team, period, instrument and rater."""

    team: str
    period: str
    instrument: str
    rater: str
    leefgebied: str


class SessionLog:
    """The log in a SQLite file, or behind a database's URL; tables are made when they are not there."""

    def __init__(self, url: str | Path) -> None:
        with _in_words():
            self._engine = _connect(url)
            _metadata.create_all(self._engine)

    def save(self, place: Place, question: str, answer: str) -> None:
        """Keep `answer` in the place of what was there; on return it is on disk.

        Refuses a note longer than LONGEST_NOTE characters; nothing that was kept before is lost by it.
        """
        if question not in QUESTIONS:
            raise ValueError(f"unknown question: {question}")
        if len(answer) > LONGEST_NOTE:
            raise UserError(
                texts.Text(
                    f"Deze notitie is te lang (meer dan {LONGEST_NOTE} tekens). Maak haar korter.",
                    f"This note is too long (more than {LONGEST_NOTE} characters). Make it shorter.",
                )
            )
        key = {**vars(place), "question": question}
        same = [_entries.c[name] == key[name] for name in _KEY]
        kept = {"answer": answer, "saved_at": datetime.now(UTC).replace(tzinfo=None)}
        with _in_words(), self._engine.begin() as connection:
            if connection.execute(_entries.update().where(*same).values(**kept)).rowcount == 0:
                connection.execute(_entries.insert().values(**key, **kept))

    def answers(self, place: Place) -> dict[str, str]:
        """What is kept for one place, by question."""
        query = select(_entries.c.question, _entries.c.answer).where(
            *(_entries.c[name] == value for name, value in vars(place).items())
        )
        with _in_words(), self._engine.connect() as connection:
            return dict(connection.execute(query).all())

    def of_team(self, team: str, period: str) -> dict[Place, dict[str, str]]:
        """Everything that is kept for a team and period, by place and question."""
        query = select(_entries).where(_entries.c.team == team, _entries.c.period == period)
        found: dict[Place, dict[str, str]] = {}
        with _in_words(), self._engine.connect() as connection:
            for row in connection.execute(query.order_by(*(_entries.c[name] for name in _KEY))):
                place = Place(row.team, row.period, row.instrument, row.rater, row.leefgebied)
                found.setdefault(place, {})[row.question] = row.answer
        return found


def _connect(place: str | Path) -> Engine:
    url = URL.create("sqlite", database=str(place)) if isinstance(place, Path) else place
    engine = create_engine(url, hide_parameters=True)  # a note never reaches a log
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _make_sqlite_safe)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _make_sqlite_safe(connection, _record) -> None:
    connection.isolation_level = None  # so that our own BEGIN IMMEDIATE is the one that counts
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}")
    connection.execute("PRAGMA synchronous=FULL")  # an acknowledged note survives a power cut
    _switch_to_wal(connection)


def _switch_to_wal(connection) -> None:
    """Let readers and writers pass each other. SQLite's own patience does not cover this switch, so ours does."""
    until = time.monotonic() + BUSY_TIMEOUT_SECONDS
    while connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


@contextmanager
def _in_words() -> Iterator[None]:
    """A database that is locked, full or gone is told in words; the details stay in the exception's cause."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, ImportError) as error:
        raise UserError(
            texts.Text("Het sessielog is niet bereikbaar.", "The session log cannot be reached."),
            texts.Text(
                "Probeer het zo opnieuw. Blijft het zo? Vraag uw databeheerder.",
                "Try again in a moment. Does it stay? Ask your data manager.",
            ),
        ) from error
