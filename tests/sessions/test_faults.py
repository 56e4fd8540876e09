"""A database that is locked, full, damaged or gone: one clear message, and what was kept stays."""

import sqlite3
import subprocess
import sys
import threading

import pytest
from sqlalchemy import create_engine, make_url, text

from monitorlib.foundation.errors import UserError
from monitorlib.sessions import MEETING, SessionLog, database

PLACE = ("Demo-Oost", "2025")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "sessions.sqlite"


@pytest.fixture
def log(file):
    made = SessionLog(file)
    yield made
    made.let_go()


def test_a_locked_database_is_told_after_the_patience_is_over_and_then_works_again(file, monkeypatch):
    monkeypatch.setattr(database, "BUSY_TIMEOUT_SECONDS", 0.2)
    log = SessionLog(file)
    meeting = log.open_meeting(*PLACE)
    log.write(meeting.id, MEETING, "note", "eerst")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UserError, match="houdt het bezet"):
        log.write(meeting.id, MEETING, "note", "daarna")
    assert log.read(meeting.id).meeting == {"note": "eerst"}  # who reads does not wait
    other.execute("ROLLBACK")
    other.close()
    log.write(meeting.id, MEETING, "note", "daarna")
    assert log.read(meeting.id).meeting == {"note": "daarna"}
    log.let_go()


def test_a_write_waits_for_another_that_is_soon_done(log, file):
    meeting = log.open_meeting(*PLACE)
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.3, lambda: other.execute("ROLLBACK"))
    release.start()
    log.write(meeting.id, MEETING, "note", "wacht even")
    release.join()
    other.close()
    assert log.read(meeting.id).meeting == {"note": "wacht even"}


def test_a_full_disk_is_told_and_what_was_kept_stays(log, file):
    meeting = log.open_meeting(*PLACE)
    log.write(meeting.id, MEETING, "note", "eerst")
    pages = log._engine.raw_connection()
    pages.execute(f"PRAGMA max_page_count={pages.execute('PRAGMA page_count').fetchone()[0]}")
    pages.close()
    with pytest.raises(UserError, match="schijf is vol"):
        for number in range(50):
            log.write(meeting.id, MEETING, f"set_{number}", "x" * 10_000)
    kept = SessionLog(file)
    assert kept.read(meeting.id).meeting["note"] == "eerst"
    kept.let_go()


def test_a_damaged_database_is_told(file):
    file.write_bytes(b"geen database" * 100)
    with pytest.raises(
        UserError, match="kan nu niet bewaard worden: het bestand sessions.sqlite is beschadigd"
    ):
        SessionLog(file)


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UserError, match="kan nu niet bewaard worden"):
        SessionLog(tmp_path / "nergens" / "sessions.sqlite")


@pytest.mark.parametrize("address", ["onzin://x", "postgresql://localhost:1/x", "://"])
def test_an_address_that_leads_nowhere_is_told(address):
    with pytest.raises(UserError, match="kan nu niet bewaard worden"):
        SessionLog(address)


def test_a_message_holds_no_note(log, file):
    meeting = log.open_meeting(*PLACE)
    with sqlite3.connect(file) as other:
        other.execute("DROP TABLE written")
    other.close()
    with pytest.raises(UserError) as refused:
        log.write(meeting.id, MEETING, "note", "geheime notitie")
    assert "geheime" not in str(refused.value) + str(refused.value.__cause__)


def test_a_log_of_a_newer_program_is_left_alone(url):
    SessionLog(url).let_go()
    _run(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(UserError, match="nieuwere versie"):
        SessionLog(url)


def _run(url: str, statement: str) -> None:
    address = make_url(url)
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_the_log_is_light_and_knows_no_alembic_when_the_tables_are_there(url):
    SessionLog(url).let_go()
    code = (
        "import sys; from monitorlib.sessions import SessionLog; log = SessionLog(sys.argv[1]); "
        "log.open_meeting('a', 'b'); "
        "print(sorted({'alembic', 'mako', 'pandas', 'numpy'} & set(sys.modules)))"
    )
    seen = subprocess.run([sys.executable, "-c", code, url], capture_output=True, text=True, check=True)
    assert seen.stdout.strip() == "[]"
