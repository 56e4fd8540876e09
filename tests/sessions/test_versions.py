"""A session log of another version: a newer one is refused and left as it is, and a backup keeps it as it is."""

import sqlite3
from contextlib import closing

import pytest

from monitorlib.backup.making import make_backup
from monitorlib.backup.restoring import restore_backup
from monitorlib.cli import main
from monitorlib.foundation.errors import UserError
from monitorlib.sessions import MEETING, SessionLog
from monitorlib.workspace import Workspace

PLACE = ("Oost", "2025")


@pytest.fixture
def newer(tmp_path):
    """A workspace whose session log a newer program has changed."""
    workspace = Workspace.create(tmp_path / "werkmap")
    log = SessionLog(workspace.session_log)
    log.write(log.open_meeting(*PLACE).id, MEETING, "note", "van later")
    log.let_go()
    with closing(sqlite3.connect(workspace.session_log)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.execute("CREATE TABLE iets_nieuws (x)")
        database.commit()
    return workspace


def _dump(workspace: Workspace) -> list[str]:
    with closing(sqlite3.connect(workspace.path / "sessions.sqlite")) as database:
        return list(database.iterdump())


def test_a_newer_one_is_refused_in_one_line_and_nothing_in_it_changes(newer, capsys):
    before = _dump(newer)
    with pytest.raises(UserError, match="nieuwere versie van dit programma"):
        SessionLog(newer.session_log)
    with pytest.raises(SystemExit) as ended:
        main(["session", "--workspace", str(newer.path), "--no-browser", "--port", "8998"])
    assert (ended.value.code, "Traceback" in capsys.readouterr().err) == (1, False)
    assert _dump(newer) == before


def test_a_backup_keeps_a_newer_one_as_it_is(newer, tmp_path):
    made = make_backup(newer, tmp_path / "a.zip")
    assert _dump(restore_backup(made.file, tmp_path / "terug").workspace) == _dump(newer)
