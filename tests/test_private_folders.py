"""Rows and what a team wrote down are for their owner: no other user of the computer can come at them."""

import os
import stat

import pytest

from monitorlib.sessions import SessionLog
from monitorlib.workspace import Workspace, made_private

pytestmark = pytest.mark.skipif(
    os.name != "posix", reason="Windows has no such rights; folders inherit theirs"
)


def _rights(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_workspace_opens_for_its_owner_only(tmp_path):
    assert _rights(Workspace.create(tmp_path / "nieuw" / "werkmap").path) == 0o700


def test_a_folder_that_was_there_keeps_its_rights(tmp_path):
    tmp_path.chmod(0o750)
    Workspace.create(tmp_path)
    made_private(tmp_path)
    assert _rights(tmp_path) == 0o750


def test_every_folder_of_rows_in_the_demo_opens_for_its_owner_only(demo):
    assert {_rights(each) for each in (demo.path, demo.measurements, demo.rejects)} == {0o700}


def test_parents_are_made_private_too(tmp_path):
    made_private(tmp_path / "runs" / "team" / "2025", parents=True)
    assert {_rights(tmp_path / each) for each in ("runs", "runs/team", "runs/team/2025")} == {0o700}


def test_a_session_log_is_read_by_its_owner_only(tmp_path):
    log = SessionLog(tmp_path / "sessions.sqlite")
    log.let_go()
    assert {_rights(each) for each in tmp_path.glob("sessions.sqlite*")} == {0o600}
