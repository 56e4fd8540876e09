"""Rows and what a team wrote down are for their owner: no other user of the computer can come at them."""

import os
import stat

import pytest

from monitorlib.cli.reporting import write_report
from monitorlib.cli.reporting_all import INDEX, write_all_reports
from monitorlib.release.exports import write_export
from monitorlib.sessions import SessionLog
from monitorlib.workspace import Workspace, made_private
from tests.releases import SETTINGS, a_content, a_release, write_by_hand

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


@pytest.fixture
def released(tmp_path):
    """A workspace with a release, on a computer where new files are for everybody to read."""
    before = os.umask(0o022)
    made = Workspace.create(tmp_path / "werkmap", SETTINGS)
    write_by_hand(made.release, a_release(a_content(team="West")))
    yield made
    os.umask(before)


def test_the_reports_of_all_teams_are_read_by_their_owner_only(released, tmp_path):
    folder, _entries = write_all_reports(released, None, tmp_path / "uit", "nl")
    files = {each.name: _rights(each) for each in folder.iterdir()}
    assert _rights(folder) == 0o700 and len(files) == 2 and files[INDEX] == 0o600
    assert set(files.values()) == {0o600}


def test_a_folder_of_reports_that_was_open_is_closed_when_it_is_written_again(released, tmp_path):
    folder, _entries = write_all_reports(released, None, tmp_path / "uit", "nl")
    folder.chmod(0o755)
    for each in folder.iterdir():
        each.chmod(0o644)
    write_all_reports(released, None, folder, "nl")
    assert {_rights(each) for each in folder.iterdir()} == {0o600} and _rights(folder) == 0o700


def test_one_report_and_a_table_are_read_by_their_owner_only(released, tmp_path):
    made = [
        write_report(released, "West", None, tmp_path / "west.html", "nl"),
        *(
            write_export(released, "West", None, kind, tmp_path / f"t.{kind}", "nl")
            for kind in ("csv", "xlsx")
        ),
    ]
    assert {_rights(each) for each in made} == {0o600}
