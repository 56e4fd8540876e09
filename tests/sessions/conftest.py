"""The databases that the session log is tested on: a SQLite file, and a PostgreSQL where the run has one."""

import os
import secrets

import pytest
from sqlalchemy import create_engine, make_url, text

from monitorlib.sessions import SessionLog

POSTGRES_VARIABLE = "MONITOR_TEST_POSTGRES"
NO_SERVER = not os.environ.get(POSTGRES_VARIABLE)
postgres_wanted = pytest.mark.skipif(NO_SERVER, reason="no PostgreSQL server named; .ci/run starts one")
ON_BOTH = ("sqlite", pytest.param("postgresql", marks=postgres_wanted))


@pytest.fixture(params=ON_BOTH)
def url(request, tmp_path):
    """The address of an empty database; a PostgreSQL one is thrown away afterwards."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'sessions.sqlite'}"
        return
    server = make_url(os.environ[POSTGRES_VARIABLE])
    name = f"monitor_test_{secrets.token_hex(6)}"
    engine = create_engine(server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def log(url):
    """The log in that database."""
    made = SessionLog(url)
    yield made
    made.let_go()
