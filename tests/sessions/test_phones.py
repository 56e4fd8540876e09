"""Rounds: what phones answered is counted once, kept as counts, and gone as answers."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitorlib.foundation.texts import Text
from monitorlib.sessions import Asked, Phones, Question, SessionLog
from monitorlib.sessions.ballots import CLOSED, FULL, KEPT, MOST_PHONES, UNFIT, Ballots, rounds_in
from monitorlib.sessions.phones import FOLDER
from monitorlib.sessions.rounds import FEWEST_ANSWERS, asked_from_json, asked_to_json, count
from monitorlib.workspace import Workspace

MONEY, HOME = "topic/zrm-2017/professional/financien", "topic/zrm-2017/professional/huisvesting"
WORDS = (("more_better", Text("meer vooruit", "more improved")), ("same", Text("gelijk", "the same")))
ASKED = Asked(
    Text("Wat verwacht u?", "What do you expect?"),
    Text("Kies.", "Choose."),
    (Question(MONEY, Text("Financiën", "Finances")), Question(HOME, Text("Huisvesting", "Housing"))),
    WORDS,
)
TALK = Asked(ASKED.title, ASKED.lead, ASKED.questions, (("yes", Text("ja", "yes")),), most=1)
VIEW = "zrm-2017/professional/shifts"


def phone(number: int) -> str:
    """What a phone calls itself."""
    return f"{number:032x}"


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path)


@pytest.fixture
def meeting(log):
    return log.open_meeting("Demo-Oost", "2025").id


@pytest.fixture
def phones(log, workspace):
    return Phones(log, workspace)


def _files(workspace: Workspace) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in workspace.path.rglob("*") if file.is_file()}


def _only(log, meeting):
    (found,) = log.rounds(meeting)
    return found


@pytest.mark.parametrize(("answers", "shown"), [(FEWEST_ANSWERS - 1, False), (FEWEST_ANSWERS, True)])
def test_a_spread_is_kept_from_four_answers_on(log, phones, meeting, answers, shown):
    asked = phones.ask(meeting, "expected", VIEW, ASKED)
    for number in range(answers):
        assert phones.answer(asked, phone(number), 1, {0: "more_better" if number else "same"}) == KEPT
    phones.close(asked)
    closed = _only(log, meeting)
    assert closed.counts.phones == answers
    assert closed.spread(MONEY) == ({"more_better": 3, "same": 1} if shown else None)
    assert closed.counts.answered.get(MONEY) == (answers if shown else None)


def test_of_a_question_that_fewer_answered_only_how_many_is_kept(log, phones, meeting):
    asked = phones.ask(meeting, "expected", VIEW, ASKED)
    for number in range(5):
        phones.answer(asked, phone(number), 1, {0: "same", **({1: "same"} if number < 3 else {})})
    phones.close(asked)
    closed = _only(log, meeting)
    assert (closed.spread(MONEY), closed.spread(HOME)) == ({"more_better": 0, "same": 5}, None)
    assert closed.counts.answered == {MONEY: 5, HOME: 3}


def test_a_phone_counts_once_and_its_newest_answer_counts(log, phones, meeting):
    asked = phones.ask(meeting, "expected", VIEW, ASKED)
    for number in range(4):
        phones.answer(asked, phone(number), 1, {0: "same"})
    phones.answer(asked, phone(0), 3, {0: "more_better"})
    phones.answer(asked, phone(0), 2, {0: "same"})  # sent before, delayed on the way
    assert phones.answered(asked) == 4
    phones.close(asked)
    assert _only(log, meeting).spread(MONEY) == {"more_better": 1, "same": 3}


def test_an_answer_can_be_taken_back(phones, meeting):
    asked = phones.ask(meeting, "talk", VIEW, TALK)
    phones.answer(asked, phone(0), 1, {0: "yes"})
    phones.answer(asked, phone(0), 2, {})
    assert phones.answered(asked) == 0


def test_after_closing_nothing_is_taken(phones, meeting, log):
    asked = phones.ask(meeting, "expected", VIEW, ASKED)
    phones.close(asked)
    assert phones.answer(asked, phone(0), 1, {0: "same"}) == CLOSED
    assert _only(log, meeting).counts.phones == 0


@pytest.mark.parametrize(
    "ballot", [{2: "same"}, {-1: "same"}, {0: "no such word"}, {0: ""}, {0: "same", 9: "same"}]
)
def test_what_is_not_on_offer_is_refused(phones, meeting, ballot):
    asked = phones.ask(meeting, "expected", VIEW, ASKED)
    assert phones.answer(asked, phone(0), 1, ballot) == UNFIT
    assert phones.answered(asked) == 0


@pytest.mark.parametrize("name", ["", "0" * 31, "0" * 33, "G" * 32, "../../etc/passwd", "Ö" * 32])
def test_a_phone_has_a_name_of_thirty_two_letters(phones, meeting, name):
    asked = phones.ask(meeting, "expected", VIEW, ASKED)
    assert phones.answer(asked, name, 1, {0: "same"}) == UNFIT


def test_at_most_so_many_may_be_chosen(log, phones, meeting):
    asked = phones.ask(meeting, "talk", VIEW, TALK)
    assert phones.answer(asked, phone(0), 1, {0: "yes", 1: "yes"}) == UNFIT
    for number in range(4):
        assert phones.answer(asked, phone(number), 1, {0: "yes"}) == KEPT
    phones.close(asked)
    closed = _only(log, meeting)
    assert (closed.spread(MONEY), closed.spread(HOME)) == ({"yes": 4}, {"yes": 0})


def test_there_is_a_most_of_phones_and_who_answered_may_still_change(phones, meeting):
    asked = phones.ask(meeting, "expected", VIEW, ASKED)
    for number in range(MOST_PHONES):
        assert phones.answer(asked, phone(number), 1, {0: "same"}) == KEPT
    assert phones.answer(asked, phone(MOST_PHONES), 1, {0: "same"}) == FULL
    assert phones.answer(asked, phone(0), 2, {0: "more_better"}) == KEPT


def test_another_question_closes_the_one_before(log, phones, meeting):
    phones.ask(meeting, "expected", VIEW, ASKED)
    phones.ask(meeting, "recognised", MONEY, ASKED)
    assert [(each.kind, each.closed) for each in log.rounds(meeting)] == [
        ("expected", True),
        ("recognised", False),
    ]


@pytest.mark.parametrize(("answers", "again"), [(FEWEST_ANSWERS - 1, True), (FEWEST_ANSWERS, False)])
def test_a_question_whose_spread_was_shown_is_not_asked_again(phones, meeting, answers, again):
    """Two spreads that differ by one phone tell its answer."""
    asked = phones.ask(meeting, "expected", VIEW, ASKED)
    for number in range(answers):
        phones.answer(asked, phone(number), 1, {0: "same"})
    phones.close(asked)
    assert (phones.ask(meeting, "expected", VIEW, ASKED) is not None) == again
    assert phones.ask(meeting, "expected", "zrm-2017/inwoner/shifts", ASKED) is not None


def test_other_screens_hear_that_a_round_opened_and_closed(log, phones, meeting):
    before = log.changes_since(meeting, 0).revision
    asked = phones.ask(meeting, "expected", VIEW, ASKED, screen="scherm")
    opened = log.changes_since(meeting, before)
    phones.close(asked, screen="scherm")
    closed = log.changes_since(meeting, opened.revision)
    assert [each.value for each in (*opened.changed, *closed.changed)] == [
        f"{asked.id}|open",
        f"{asked.id}|closed",
    ]


def test_a_screen_hears_how_many_answered_and_not_what(log, phones, meeting):
    asked = phones.ask(meeting, "expected", VIEW, ASKED)
    for number in range(5):
        phones.answer(asked, phone(number), 1, {0: "same"})
    phones.tell_how_many(asked)
    found = _only(log, meeting)
    assert (found.closed, found.counts.phones, found.counts.words, found.counts.answered) == (
        False,
        5,
        {},
        {},
    )


# --- what is on disk


def _traces(workspace: Workspace, names: list[str]) -> list[str]:
    """The files in which a phone's name stands, as letters or as bytes, or all its answers beside each other."""
    looked = [name.encode() for name in names] + [bytes.fromhex(name) for name in names]
    return [str(file) for file, held in _files(workspace).items() if any(each in held for each in looked)]


def test_the_search_for_traces_finds_a_phone_while_the_round_is_open(phones, meeting, workspace):
    """The negative control of the next test."""
    asked = phones.ask(meeting, "expected", VIEW, ASKED)
    names = [phone(0xABCDEF0123456789 + number) for number in range(4)]
    for name in names:
        phones.answer(asked, name, 1, {0: "same"})
    assert _traces(workspace, names)


def test_when_a_round_closed_no_byte_ties_a_phone_to_its_answer(phones, meeting, workspace):
    asked = phones.ask(meeting, "expected", VIEW, ASKED)
    names = [phone(0xABCDEF0123456789 + number) for number in range(5)]
    for number, name in enumerate(names):
        phones.answer(asked, name, 1, {0: "same"})
        phones.answer(asked, name, 2, {0: "more_better" if number else "same"})
        phones.tell_how_many(asked)
    phones.close(asked)
    assert _traces(workspace, names) == []
    assert rounds_in(workspace.path / FOLDER) == ()


def test_the_file_of_answers_is_overwritten_before_it_goes(tmp_path):
    ballots = Ballots(tmp_path, phone(7))
    ballots.begin()
    ballots.keep(phone(1), 1, {0: "same"})
    ballots.close()
    (file,) = tmp_path.glob("*.closed")
    twin = tmp_path / "twin"
    twin.hardlink_to(file)  # the same blocks under another name
    ballots.wipe()
    assert twin.read_bytes().strip(b"\0") == b""
    assert twin.stat().st_size > 0


def test_only_the_owner_reads_answers(tmp_path):
    ballots = Ballots(tmp_path / "phones", phone(7))
    ballots.begin()
    (file,) = (tmp_path / "phones").iterdir()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


# --- what was stopped halfway


def test_a_closing_that_was_killed_after_the_rename_is_taken_up(log, phones, meeting, workspace):
    asked = phones.ask(meeting, "expected", VIEW, ASKED)
    for number in range(4):
        phones.answer(asked, phone(number), 1, {0: "same"})
    Ballots(workspace.path / FOLDER, asked.id).close()
    phones.tidy()
    assert _only(log, meeting).spread(MONEY) == {"more_better": 0, "same": 4}
    assert rounds_in(workspace.path / FOLDER) == ()


def test_a_closing_that_was_killed_before_the_wiping_is_taken_up(log, phones, meeting, workspace):
    asked = phones.ask(meeting, "expected", VIEW, ASKED)
    for number in range(4):
        phones.answer(asked, phone(number), 1, {0: "same"})
    ballots = Ballots(workspace.path / FOLDER, asked.id)
    ballots.close()
    log.end_round(asked.id, count(asked.asked, ballots.read().values()))
    phones.tidy()
    phones.close(asked)
    assert _only(log, meeting).spread(MONEY) == {"more_better": 0, "same": 4}
    assert rounds_in(workspace.path / FOLDER) == ()


def test_a_round_that_nobody_came_back_to_closes(log, phones, meeting, workspace, monkeypatch):
    asked = phones.ask(meeting, "expected", VIEW, ASKED)
    phones.answer(asked, phone(0), 1, {0: "same"})
    phones.tidy()
    assert not _only(log, meeting).closed
    for hours in (13, -13):  # also where the clock was set back
        monkeypatch.setattr("monitorlib.sessions.phones.datetime", _later(hours))
        phones.tidy()
        assert _only(log, meeting).closed
    assert rounds_in(workspace.path / FOLDER) == ()


def _later(hours: int):
    from datetime import datetime, timedelta

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(hours=hours)

    return Later


def test_answers_without_a_round_go_after_a_minute(phones, workspace):
    folder, seconds = workspace.path / FOLDER, 61
    young, old = Ballots(folder, phone(1)), Ballots(folder, phone(2))
    young.begin()
    old.begin()
    import os

    file = folder / f"{phone(2)}.open"
    os.utime(file, (file.stat().st_atime, file.stat().st_mtime - seconds))
    phones.tidy()
    assert rounds_in(folder) == (phone(1),)


def test_a_line_that_was_cut_off_loses_no_other_answer(phones, meeting, workspace):
    """kill -9 in the middle of a write, or a full disk."""
    asked = phones.ask(meeting, "expected", VIEW, ASKED)
    phones.answer(asked, phone(1), 1, {0: "same"})
    (file,) = (workspace.path / FOLDER).iterdir()
    with file.open("ab") as opened:
        opened.write(json.dumps([phone(2), 1, {"0": "same"}]).encode()[:40])
    phones.answer(asked, phone(3), 1, {0: "same"})
    assert phones.answered(asked) == 2


def test_a_meeting_goes_on_without_any_round(log, meeting):
    assert log.rounds(meeting) == ()
    assert log.open_rounds() == ()


def test_what_is_asked_comes_back_as_it_was(log, phones, meeting):
    assert asked_from_json(asked_to_json(TALK)) == TALK
    phones.ask(meeting, "expected", VIEW, ASKED)
    ((team, _since, found),) = log.open_rounds()
    assert (team, found.asked) == ("Demo-Oost", ASKED)


def test_what_is_shown_of_a_round_can_be_looked_up(log, phones, meeting):
    """Screens that show the same are told apart by what they show."""
    asked = phones.ask(meeting, "expected", VIEW, ASKED)
    (again,) = log.rounds(meeting)
    assert {asked: 1}[again] == 1
    phones.answer(asked, phone(0), 1, {0: "same"})
    phones.tell_how_many(asked)
    assert log.rounds(meeting)[0] not in {asked}


@pytest.mark.parametrize("kind", ["", "appointment", "expected "])
def test_only_the_questions_of_the_meeting_are_asked(phones, meeting, kind):
    with pytest.raises(ValueError, match="not a question"):
        phones.ask(meeting, kind, VIEW, ASKED)


# --- whatever phones do

_BALLOT = st.dictionaries(st.integers(0, 1), st.sampled_from(["more_better", "same"]))
_CHANGE = st.tuples(st.integers(0, 6), st.integers(0, 5), _BALLOT)


@given(st.lists(_CHANGE, max_size=25))
@settings(max_examples=60)
def test_counts_are_those_of_the_newest_answer_of_each_phone(tmp_path_factory, changes):
    """Beside a slow twin: a dictionary in memory, counted word by word."""
    ballots = Ballots(tmp_path_factory.mktemp("ballots"), phone(9))
    ballots.begin()
    newest: dict[int, tuple[int, dict]] = {}
    for who, number, ballot in changes:
        assert ballots.keep(phone(who), number, ballot) == KEPT
        if number >= newest.get(who, (0, {}))[0]:
            newest[who] = (number, ballot)
    counted = count(ASKED, ballots.read().values())
    answers = [ballot for _number, ballot in newest.values() if ballot]
    assert counted.phones == len(answers)
    for place, question in enumerate(ASKED.questions):
        given_words = [ballot[place] for ballot in answers if place in ballot]
        if len(given_words) >= FEWEST_ANSWERS:
            assert sum(counted.words[question.subject].values()) == len(given_words)
            for word in ("more_better", "same"):
                assert counted.words[question.subject].get(word, 0) == given_words.count(word)
        else:
            assert question.subject not in counted.words
    if len(answers) < FEWEST_ANSWERS:
        assert counted.answered == counted.words == {}


def test_two_processes_may_close_and_answer_at_the_same_time(log, phones, meeting, workspace):
    second = SessionLog(log._engine.url.render_as_string(hide_password=False))
    other = Phones(second, workspace)
    asked = phones.ask(meeting, "expected", VIEW, ASKED)
    for number in range(4):
        other.answer(asked, phone(number), 1, {0: "same"})
    other.close(asked)
    phones.close(asked)
    second.let_go()
    assert _only(log, meeting).counts.phones == 4
