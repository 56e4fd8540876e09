"""Notes by place: what the newest meeting about a team and period holds."""

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.sessions import LONGEST_NOTE, Place

PLACE = Place("Demo-Oost", "2025", "zrm-2017", "professional", "financien")


def test_the_last_answer_to_a_question_is_kept(log):
    log.save(PLACE, "note", "eerst")
    log.save(PLACE, "note", "daarna")
    log.save(PLACE, "recognised", "yes")
    assert log.answers(PLACE) == {"note": "daarna", "recognised": "yes"}


def test_another_leefgebied_or_team_has_its_own_answers(log):
    log.save(PLACE, "note", "hier")
    elsewhere = Place("Demo-West", "2025", "zrm-2017", "professional", "financien")
    assert log.answers(elsewhere) == {}
    assert log.of_team("Demo-Oost", "2025") == {PLACE: {"note": "hier"}}
    assert log.of_team("Demo-Oost", "2024") == {}


@pytest.mark.parametrize(("length", "fits"), [(LONGEST_NOTE, True), (LONGEST_NOTE + 1, False)])
def test_a_note_has_a_longest_length_and_what_was_kept_stays(log, length, fits):
    log.save(PLACE, "note", "eerst")
    if fits:
        log.save(PLACE, "note", "x" * length)
    else:
        with pytest.raises(UserError, match="te lang"):
            log.save(PLACE, "note", "x" * length)
        assert log.answers(PLACE)["note"] == "eerst"
