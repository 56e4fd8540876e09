"""The session log: what was typed is kept, by everyone at once, through a kill."""

import os
import signal
import subprocess
import sys
import time

import pytest

from monitorlib.errors import UserError
from monitorlib.sessions import LONGEST_NOTE, Place, SessionLog

PLACE = Place("Demo-Oost", "2025", "zrm-2017", "professional", "financien")


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'sessions.sqlite'}"


def test_the_last_answer_to_a_question_is_kept(url):
    log = SessionLog(url)
    log.save(PLACE, "note", "eerst")
    log.save(PLACE, "note", "daarna")
    log.save(PLACE, "recognised", "yes")
    assert SessionLog(url).answers(PLACE) == {"note": "daarna", "recognised": "yes"}


def test_another_leefgebied_or_team_has_its_own_answers(url):
    log = SessionLog(url)
    log.save(PLACE, "note", "hier")
    elsewhere = Place("Demo-West", "2025", "zrm-2017", "professional", "financien")
    assert log.answers(elsewhere) == {}
    assert log.of_team("Demo-Oost", "2025") == {PLACE: {"note": "hier"}}
    assert log.of_team("Demo-Oost", "2024") == {}


@pytest.mark.parametrize(("length", "fits"), [(LONGEST_NOTE, True), (LONGEST_NOTE + 1, False)])
def test_a_note_has_a_longest_length_and_what_was_kept_stays(url, length, fits):
    log = SessionLog(url)
    log.save(PLACE, "note", "eerst")
    if fits:
        log.save(PLACE, "note", "x" * length)
    else:
        with pytest.raises(UserError, match="te lang"):
            log.save(PLACE, "note", "x" * length)
        assert log.answers(PLACE)["note"] == "eerst"


WRITER = """
import sys
from monitorlib.sessions import Place, SessionLog
log = SessionLog(sys.argv[1])
place = Place("Demo-Oost", "2025", "zrm-2017", "professional", sys.argv[2])
for number in range(100_000):
    log.save(place, "note", str(number))
    print(number, flush=True)
"""


def test_a_note_that_was_acknowledged_survives_a_kill_while_others_write(url):
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, url, area], stdout=subprocess.PIPE, text=True)
        for area in ("wonen", "geld")
    ]
    time.sleep(2.5)
    acknowledged = {}
    for area, writer in zip(("wonen", "geld"), writers, strict=True):
        os.kill(writer.pid, signal.SIGKILL)
        lines = writer.communicate()[0].splitlines()
        acknowledged[area] = int([line for line in lines if line.isdigit()][-1])
    log = SessionLog(url)
    for area, number in acknowledged.items():
        kept = int(log.answers(Place("Demo-Oost", "2025", "zrm-2017", "professional", area))["note"])
        assert kept >= number > 0


def test_a_folder_that_cannot_be_written_is_told_in_words(tmp_path):
    with pytest.raises(UserError, match="sessielog is niet bereikbaar"):
        SessionLog(f"sqlite:///{tmp_path / 'nergens' / 'sessions.sqlite'}")
