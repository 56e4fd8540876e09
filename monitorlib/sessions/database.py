"""The database behind the session log: made safe, brought up to date, its faults told in words."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.sessions.schema import HEAD

BUSY_TIMEOUT_SECONDS = 10
_MIGRATION_LOCK = 7_209_301  # any number, the same in every process (PostgreSQL's advisory lock)
_POSTGRES = {
    "connect_timeout": BUSY_TIMEOUT_SECONDS,
    "options": f"-c lock_timeout={BUSY_TIMEOUT_SECONDS}s -c synchronous_commit=on",
}


def connect(place: str | Path) -> Engine:
    """An engine whose commits are on disk, with the tables as they should be; a UserError when it cannot."""
    with in_words():
        engine = _engine(place)
        try:
            if not _is_current(engine):
                _migrate(engine)
        except BaseException:  # Ctrl-C too: no connection stays open
            engine.dispose()
            raise
        return engine


def _engine(place: str | Path) -> Engine:
    if isinstance(place, Path):
        with suppress(OSError):  # SQLite tells what is wrong with the place
            place.touch(mode=0o600, exist_ok=True)  # what a team wrote down is for its owner
    url = URL.create("sqlite", database=str(place)) if isinstance(place, Path) else make_url(place)
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    arguments = _POSTGRES if url.drivername.startswith("postgresql") else {}
    # parameters are hidden: a note never reaches a log; the ping mends a connection that was lost overnight
    engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=arguments)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _make_sqlite_safe)
        event.listen(engine, "begin", _begin)
    return engine


def reading(engine: Engine) -> Engine:
    """The same database for reading only: on SQLite it does not wait for whoever writes."""
    return engine.execution_options(reading=True)


def _begin(connection: Connection) -> None:
    only_reads = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")


def _make_sqlite_safe(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # so that our own BEGIN IMMEDIATE is the one that counts
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}")
    connection.execute("PRAGMA synchronous=FULL")  # an acknowledged note survives a power cut
    _switch_to_wal(connection)


def _switch_to_wal(connection: Any) -> None:
    """Let readers and writers pass each other. SQLite's own patience does not cover this switch, so ours does."""
    until = time.monotonic() + BUSY_TIMEOUT_SECONDS
    while connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _is_current(engine: Engine) -> bool:
    with reading(engine).connect() as connection:
        return _version(connection) == HEAD


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(engine: Engine) -> None:
    """All migrations in one transaction, by one process; the others wait for it and find nothing to do."""
    from alembic import command  # only now: a page that is opened every week need not know Alembic
    from alembic.config import Config
    from alembic.util import CommandError

    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
        if _version(connection) == HEAD:
            return
        config = Config()
        config.set_main_option("script_location", "monitorlib.sessions:migrations")
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:  # the version that it names is not one of ours
            raise _because(_NEWER, _UPGRADE) from error


_UNREACHABLE = "Wat jullie schrijven kan nu niet bewaard worden", "What you write cannot be saved now"
# a piece of what the database says (lower case) → why, and what to do
_FAULTS = (
    (
        ("database is locked", "lock timeout", "canceling statement due to lock"),
        Text("een ander programma houdt het bezet", "another program keeps it busy"),
        Text(
            "Wacht even en probeer het opnieuw. Blijft het zo? Sluit andere vensters van de teamreflectie.",
            "Wait a moment and try again. Does it stay? Close other windows of the team reflection.",
        ),
    ),
    (
        ("disk is full", "no space left", "disk i/o error", "could not extend file"),
        Text("de schijf is vol of niet te schrijven", "the disk is full or cannot be written"),
        Text(
            "Maak ruimte vrij en probeer het opnieuw: typ in de tekst één letter, of druk nog eens op de knop.",
            "Free some space and try again: type one letter in the text, or press the button once more.",
        ),
    ),
    (
        ("not a database", "malformed", "file is encrypted"),
        Text("het bestand sessions.sqlite is beschadigd", "the file sessions.sqlite is damaged"),
        Text(
            "Vraag uw databeheerder om het bestand opzij te zetten en de reservekopie terug te zetten.",
            "Ask your data manager to put the file aside and to put the back-up back.",
        ),
    ),
    (
        ("readonly", "read-only", "permission denied"),
        Text("er mag niet in het bestand geschreven worden", "the file may not be written"),
        Text("Vraag uw databeheerder om schrijfrechten.", "Ask your data manager for permission to write."),
    ),
    (
        ("psycopg", "can't load plugin", "could not parse"),
        Text(
            "de instelling 'sessielog' klopt niet, of het pakket psycopg ontbreekt",
            "the setting 'sessielog' is wrong, or the package psycopg is missing",
        ),
        Text(
            "Vraag uw databeheerder (docs/databeheer.md, Sessielog).",
            "Ask your data manager (docs/databeheer.md, Sessielog).",
        ),
    ),
)
_NEWER = Text(
    "het bestand is van een nieuwere versie van dit programma",
    "the file is of a newer version of this program",
)
_UPGRADE = Text(
    "Vraag uw databeheerder om de nieuwste versie.", "Ask your data manager for the newest version."
)
_OTHERWISE = Text(
    "Probeer het zo opnieuw. Blijft het zo? Vraag uw databeheerder.",
    "Try again in a moment. Does it stay? Ask your data manager.",
)


@contextmanager
def in_words() -> Iterator[None]:
    """A database that is locked, full, damaged or gone is told in words; the details stay in the cause."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, ImportError) as error:
        raise _told(error) from error


def _told(error: Exception) -> UserError:
    said = str(getattr(error, "orig", None) or error).lower()  # without the statement
    for pieces, why, next_step in _FAULTS:
        if any(piece in said for piece in pieces):
            return _because(why, next_step)
    return UserError(Text(f"{_UNREACHABLE[0]}.", f"{_UNREACHABLE[1]}."), _OTHERWISE)


def _because(why: Text, next_step: Text) -> UserError:
    return UserError(Text(f"{_UNREACHABLE[0]}: {why.nl}.", f"{_UNREACHABLE[1]}: {why.en}."), next_step)
