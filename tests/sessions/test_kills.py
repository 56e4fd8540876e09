"""A note that was acknowledged is on disk, whatever happens to the process that wrote it."""

import json
import os
import subprocess
import sys

import pytest

from monitorlib.sessions import SessionLog, Topic
from monitorlib.sessions.ballots import Ballots
from tests.sessions.killing import ROUNDS, WRITERS
from tests.sessions.killing_phones import PHONES, ROUND, phone


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no kill -9 here (Windows)")
def test_nothing_acknowledged_is_lost_by_kill_9_at_twenty_random_moments(url):
    log = SessionLog(url)
    meeting = log.open_meeting("Demo-Oost", "2025")
    ran = subprocess.run(
        [sys.executable, "-m", "tests.sessions.killing", url, meeting.id],
        capture_output=True,
        text=True,
        check=True,
    )
    acknowledged = json.loads(ran.stdout)
    notes = log.read(meeting.id)
    kept = {topic.subject: fields["note"] for topic, fields in notes.by_topic.items()}
    assert len(acknowledged) == ROUNDS * WRITERS
    for subject, number in acknowledged.items():
        last = int(kept[subject].split(" ")[0])
        assert last in (number, number + 1)  # at most the one that was kept but not yet acknowledged
        assert kept[subject] == f"{last} {'x' * (last % 3000)}"
    revisions = [change.revision for change in log.changes_since(meeting.id, 0).changed]
    assert revisions == sorted(set(revisions))
    log.write(meeting.id, Topic("a", "b", "c").subject, "note", "verder")
    assert log.open_meeting("Demo-Oost", "2025").id == meeting.id
    log.let_go()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no kill -9 here (Windows)")
def test_no_answer_of_a_phone_is_lost_by_kill_9_and_no_phone_counts_twice(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-m", "tests.sessions.killing_phones", str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    promised = {int(each): number for each, number in json.loads(ran.stdout).items()}
    kept = Ballots(tmp_path, ROUND).read()
    assert set(kept) == {phone(each) for each in range(PHONES)}
    last = max(promised.values()) + 1  # kept, and nobody was told of it any more
    for each, number in promised.items():
        assert number <= int(kept[phone(each)][0]) <= last
