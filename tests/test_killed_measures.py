"""What `benchmarks.server_kills` counts as lost: a measurement that finds nothing can find something."""

import pytest

from benchmarks.killed_phones import PHONES, Crowd, ballot_of
from benchmarks.killed_writers import WORD, Writer, lost_notes
from monitorlib.sessions import Phones, SessionLog
from monitorlib.sessions.ballots import KEPT
from monitorlib.workspace import Workspace
from tests.attack.client import Attacker
from tests.releases import SETTINGS

KEPT_SO_FAR = 700  # answers of each phone


@pytest.fixture
def workspace(tmp_path):
    return Workspace.create(tmp_path / "werkmap", SETTINGS)


@pytest.fixture
def log(workspace):
    made = SessionLog(workspace.session_log)
    yield made
    made.let_go()


@pytest.fixture
def crowd(log, workspace):
    """Phones that have answered, each the same number of times, and were told so."""
    made = Crowd("http://nowhere/", {}, workspace)
    made.ask(log, log.open_meeting("Team Test", "2025").id)
    for mine in made.answers[made.round.id]:
        assert Phones(log, workspace).answer(made.round, mine.phone, 1, ballot_of(KEPT_SO_FAR)) == KEPT
        mine.kept = mine.sent = KEPT_SO_FAR
    return made


@pytest.mark.parametrize(
    ("told", "lost"), [(KEPT_SO_FAR - 1, 0), (KEPT_SO_FAR, 0), (KEPT_SO_FAR + 1, PHONES)]
)
def test_an_answer_that_was_acknowledged_and_is_not_there_is_lost(crowd, told, lost):
    assert len(crowd.lost([told] * PHONES)) == lost


@pytest.mark.parametrize(
    ("kept", "sent", "lost"),
    [
        (KEPT_SO_FAR, KEPT_SO_FAR, 0),
        (KEPT_SO_FAR, KEPT_SO_FAR + 1, 0),  # on its way when the question closed, and not counted
        (KEPT_SO_FAR - 1, KEPT_SO_FAR, 0),  # counted, and the phone never heard of it
        (KEPT_SO_FAR + 1, KEPT_SO_FAR + 1, 1),
        (KEPT_SO_FAR - 1, KEPT_SO_FAR - 1, 1),  # another answer than the last one that it gave
        (0, 0, 1),
    ],
)
def test_counts_in_which_the_last_acknowledged_answer_is_not_are_lost(crowd, log, kept, sent, lost):
    mine = crowd.answers[crowd.round.id][0]
    mine.kept, mine.sent = kept, sent
    assert len(crowd.close(log, patience=0)) == lost


def test_counts_that_change_after_the_question_closed_are_lost(crowd, log):
    meeting = crowd.round.meeting
    assert crowd.close(log, patience=0) == []
    assert crowd.changed_since(log, meeting) == []
    assert len(crowd.changed_since(log, log.open_meeting("Team Test", "2024").id)) == 1


def test_a_round_that_somebody_began_to_close_and_died_is_counted(crowd, log):
    crowd.kill_who_closes(after=0.01)
    assert crowd.close(log, patience=0) == []


@pytest.mark.parametrize(("told", "lost"), [(6, 0), (7, 0), (8, 1)])
def test_a_note_that_was_acknowledged_and_is_not_there_is_lost(log, told, lost):
    writer = Writer(Attacker("http://nowhere/"), "abc")
    writer.meeting = log.open_meeting("Team Test", "2025").id
    log.write(writer.meeting, writer.subject, "text", f"{WORD} 7", "abc")
    assert len(lost_notes(log, [writer], [told])) == lost
