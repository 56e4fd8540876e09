"""A clock that is set back or forward, by days: nothing is lost, nothing waits for the old moment to come."""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.release.proposals import BUSY_FILE
from monitorlib.resident import rights
from monitorlib.runs.team import RUN_KEPT_SECONDS, _clear_old_runs
from monitorlib.sessions import MEETING, Notes, SessionLog, log
from monitorlib.sessions.leading import LEAD, LEAD_SECONDS, leader
from monitorlib.widgets import walking
from monitorlib.widgets.state import State
from monitorlib.workspace import Settings, Workspace

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
DAYS = (-400, -3, 3, 400)


def _notes(heard: datetime) -> Notes:
    return replace(Notes(), meeting={LEAD: f"a1|{heard.isoformat(timespec='seconds')}"})


@pytest.mark.parametrize(
    ("seconds", "leads"),
    [
        (0, True),
        (LEAD_SECONDS, True),
        (LEAD_SECONDS + 1, False),
        (-LEAD_SECONDS, True),
        (-LEAD_SECONDS - 1, False),
    ],
)
def test_a_screen_leads_as_long_as_it_was_heard_of_lately_and_not_in_the_future(seconds, leads):
    assert (leader(_notes(NOW - timedelta(seconds=seconds)), NOW) == "a1") == leads


@pytest.mark.parametrize("days", DAYS)
def test_the_leading_screen_tells_that_it_is_there_whatever_the_clock_did(days, monkeypatch):
    kept = []

    class Clock(datetime):
        @classmethod
        def now(cls, zone=None):
            return (NOW + timedelta(days=days)).astimezone(zone)

    class Log:
        def write(self, *given):
            kept.append(given)

    monkeypatch.setattr(walking, "datetime", Clock)
    state = State((), None, Settings(), "nl", None, screen="a1", meeting=object(), notes=_notes(NOW))
    state.meeting = type("Held", (), {"id": "m"})()
    assert walking.stay_leader(state, Log()) and len(kept) == 1


@pytest.mark.parametrize("days", DAYS)
def test_a_text_that_stood_is_kept_in_the_history_whatever_the_clock_did(days, tmp_path, monkeypatch):
    kept = SessionLog(tmp_path / "sessions.sqlite")
    meeting = kept.open_meeting("Oost", "2025", date(2026, 3, 10))
    kept.write(meeting.id, MEETING, "note", "wat er stond", "scherm")

    class Clock(datetime):
        @classmethod
        def now(cls, zone=None):
            return (datetime(2026, 3, 10, tzinfo=UTC) + timedelta(days=days)).astimezone(zone)

    monkeypatch.setattr(log, "datetime", Clock)
    kept.write(meeting.id, MEETING, "note", "iets anders", "scherm")
    assert kept.history(meeting.id, MEETING, "note") == ("wat er stond",)
    assert kept.read(meeting.id).meeting["note"] == "iets anders"
    kept.let_go()


@pytest.mark.parametrize("days", DAYS)
def test_a_meeting_and_what_it_agreed_are_found_whatever_the_clock_did(days, tmp_path):
    kept, day = SessionLog(tmp_path / "sessions.sqlite"), date(2026, 3, 10)
    held = kept.open_meeting("Oost", "2025", day + timedelta(days=days))
    kept.write(held.id, "action/1", "text", "bellen")
    now = kept.open_meeting("Oost", "2025", day)
    found = {each.id for each in kept.meetings("Oost")} | {now.id}
    assert held.id in found
    if now.id != held.id and days < 0:
        assert [action.text for action in kept.earlier_actions(now)] == ["bellen"]
    kept.let_go()


# --- runs

HOLDING = """
import sys, time
from pathlib import Path
from monitorlib.measurements.locks import file_lock
from monitorlib.foundation.texts import Text
with file_lock(Path(sys.argv[1]), Text("a", "a")):
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def running(tmp_path):
    """A folder of a run whose process lives."""
    workspace = Workspace.create(tmp_path / "werkmap")
    folder = workspace.runs / "oost-1" / "2025" / "run-nu"
    folder.mkdir(parents=True)
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(folder / BUSY_FILE)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
    )
    assert process.stdout.readline() == b"ready\n"
    yield workspace, folder, process
    process.kill()
    process.communicate()


def _left(folder: Path, days: float) -> None:
    moment = time.time() + days * 86_400
    for each in (*folder.iterdir(), folder):
        os.utime(each, (moment, moment))


@pytest.mark.parametrize("days", DAYS)
def test_a_run_that_goes_on_is_not_cleared_away_whatever_the_clock_says(running, days):
    workspace, folder, process = running
    _left(folder, days)
    _clear_old_runs(folder.parent)
    assert folder.is_dir()
    with pytest.raises(UserError, match="notebooks uitgevoerd"):
        rights._refuse_running(workspace)
    process.kill()
    process.wait()
    rights._refuse_running(workspace)
    _clear_old_runs(folder.parent)
    assert not folder.exists()


@pytest.mark.parametrize(
    ("seconds", "stays"),
    [(RUN_KEPT_SECONDS - 60, True), (RUN_KEPT_SECONDS + 60, False), (-RUN_KEPT_SECONDS - 60, False)],
)
def test_what_a_stopped_run_left_is_there_for_a_look_for_a_day(tmp_path, seconds, stays):
    folder = tmp_path / "run-oud"
    folder.mkdir()
    _left(folder, -seconds / 86_400)
    _clear_old_runs(tmp_path)
    assert folder.is_dir() == stays
    shutil.rmtree(folder, ignore_errors=True)
