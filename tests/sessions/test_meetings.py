"""A meeting goes on where it was, two screens see each other, and nothing that stood is lost."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitorlib.foundation.errors import UserError
from monitorlib.sessions import LONGEST_NOTE, MEETING, SessionLog, Topic, new_action, new_explanation
from monitorlib.sessions.meeting_rows import REOPENED_DAYS
from monitorlib.sessions.meetings import Change, read_actions, read_notes

TEAM, PERIOD = "Demo-Oost", "2025"
MONDAY = date(2026, 3, 2)
MONEY = Topic("zrm-2017", "professional", "financien")
HOME = Topic("zrm-2017", "professional", "huisvesting")


@pytest.fixture
def meeting(log):
    return log.open_meeting(TEAM, PERIOD, MONDAY)


def test_a_meeting_goes_on_where_it_was(log, url, meeting):
    log.write(meeting.id, MEETING, "step", "3")
    log.write(meeting.id, MONEY.subject, "expected", "more_better")
    again = SessionLog(url)
    reopened = again.open_meeting(TEAM, PERIOD, MONDAY)
    notes = again.read(reopened.id)
    again.let_go()
    assert (reopened.id, notes.meeting, notes.about(MONEY)) == (
        meeting.id,
        {"step": "3"},
        {"expected": "more_better"},
    )


@pytest.mark.parametrize(("days", "same"), [(0, True), (REOPENED_DAYS, True), (REOPENED_DAYS + 1, False)])
def test_a_meeting_that_was_not_closed_goes_on_for_two_weeks(log, meeting, days, same):
    log.write(meeting.id, MEETING, "note", "halverwege")
    later = log.open_meeting(TEAM, PERIOD, MONDAY + timedelta(days=days))
    assert (later.id == meeting.id) is same


@pytest.mark.parametrize(("days", "same"), [(-1, True), (-2, False), (-3650, False)])
def test_a_meeting_that_a_wrong_clock_began_does_not_go_on_for_years(log, meeting, days, same):
    """A day is what two computers with a right clock may be apart."""
    log.write(meeting.id, MEETING, "step", "3")
    assert (log.open_meeting(TEAM, PERIOD, MONDAY + timedelta(days=days)).id == meeting.id) is same


def test_what_a_meeting_of_the_future_agreed_still_comes_back(log):
    future = log.open_meeting(TEAM, PERIOD, date.today() + timedelta(days=3650))
    log.write(future.id, new_action(), "text", "Samen bellen")
    now = log.open_meeting(TEAM, PERIOD)
    assert now.id != future.id
    assert [action.text for action in log.earlier_actions(now)] == ["Samen bellen"]


def test_a_meeting_that_was_closed_goes_on_when_it_is_opened_again(log, meeting):
    log.write(meeting.id, MEETING, "step", "8")
    log.close(meeting.id, MONDAY)
    log.reopen(meeting.id)
    later = log.open_meeting(TEAM, PERIOD, MONDAY + timedelta(days=1))
    assert (later.id, later.closed) == (meeting.id, False)


def test_a_meeting_is_full_at_its_border_and_what_stands_in_it_can_still_change(log, meeting, monkeypatch):
    monkeypatch.setattr("monitorlib.sessions.log.MOST_SUBJECTS", 3)
    actions = [new_action() for _ in range(3)]
    for action in actions:
        log.write(meeting.id, action, "text", "Samen bellen")
    with pytest.raises(UserError, match="heel veel"):
        log.write(meeting.id, new_action(), "text", "Nog een")
    log.write(meeting.id, actions[0], "who", "de teamleider")
    assert [action.who for action in log.read(meeting.id).actions] == ["de teamleider", "", ""]


@pytest.mark.parametrize(("days", "same"), [(0, True), (1, False)])
def test_a_closed_meeting_goes_on_that_day_only(log, meeting, days, same):
    log.write(meeting.id, MEETING, "note", "klaar")
    log.close(meeting.id, MONDAY)
    later = log.open_meeting(TEAM, PERIOD, MONDAY + timedelta(days=days))
    assert (later.id == meeting.id) is same


def test_a_meeting_in_which_nothing_was_written_is_no_earlier_meeting(log, meeting):
    today = log.open_meeting(TEAM, PERIOD, MONDAY + timedelta(days=40))
    assert (today.id, today.started_on) == (meeting.id, MONDAY + timedelta(days=40))
    assert log.earlier_meetings(today) == ()
    assert log.meetings(TEAM) == ()


def test_two_screens_see_each_others_notes(log, url, meeting):
    other = SessionLog(url)
    log.write(meeting.id, MONEY.subject, "note", "een", screen="a")
    seen = other.changes_since(meeting.id, 0)
    log.write(meeting.id, MONEY.subject, "note", "twee", screen="a")
    log.write(meeting.id, HOME.subject, "recognised", "partly", screen="a")
    new = other.changes_since(meeting.id, seen.revision)
    other.let_go()
    assert [(c.subject, c.field, c.value, c.screen) for c in new.changed] == [
        (MONEY.subject, "note", "twee", "a"),
        (HOME.subject, "recognised", "partly", "a"),
    ]
    assert log.changes_since(meeting.id, new.revision) == type(new)(new.revision, ())


def test_the_same_value_again_changes_nothing(log, meeting):
    first = log.write(meeting.id, MONEY.subject, "note", "een")
    assert log.write(meeting.id, MONEY.subject, "note", "een") == first
    assert log.changes_since(meeting.id, first.revision).changed == ()
    assert log.write(meeting.id, MONEY.subject, "story", "") == first


def test_what_another_screen_wrote_is_told_and_kept_when_it_is_replaced(log, meeting):
    log.write(meeting.id, MONEY.subject, "note", "van a", screen="a")
    unseen = log.write(meeting.id, MONEY.subject, "note", "van b", screen="b", seen=0)
    known = log.write(meeting.id, MONEY.subject, "note", "weer a", screen="a", seen=unseen.revision)
    assert (unseen.overtaken, known.overtaken) == ({"note": "van a"}, {})
    assert log.read(meeting.id).about(MONEY)["note"] == "weer a"
    assert log.history(meeting.id, MONEY.subject, "note") == ("van a", "van b")


def test_half_words_of_one_who_types_on_are_no_history(log, meeting):
    for text in ("W", "We", "We zien", "We zien het"):
        log.write(meeting.id, MONEY.subject, "note", text, screen="a")
    assert log.history(meeting.id, MONEY.subject, "note") == ()


def test_a_text_that_stood_for_a_while_is_kept_when_its_own_screen_replaces_it(log, meeting, monkeypatch):
    monkeypatch.setattr("monitorlib.sessions.written_rows.SETTLED_SECONDS", 0)
    log.write(meeting.id, MONEY.subject, "note", "dit stond er", screen="a")
    log.write(meeting.id, MONEY.subject, "note", "", screen="a")
    assert log.read(meeting.id).about(MONEY) == {}
    assert log.history(meeting.id, MONEY.subject, "note") == ("dit stond er",)


def test_an_explanation_is_linked_to_a_check_and_can_be_taken_away(log, meeting):
    one, two = new_explanation(), new_explanation()
    log.write_all(meeting.id, one, {"text": "Nieuwe wet", "check": "not_in_data", "topic": MONEY.subject})
    log.write_all(meeting.id, two, {"text": "Uitval", "check": "dropout"})
    assert [(e.text, e.check, e.topic) for e in log.read(meeting.id).explanations] == [
        ("Nieuwe wet", "not_in_data", MONEY),
        ("Uitval", "dropout", None),
    ]
    log.write(meeting.id, one, "removed", "yes")
    assert [e.text for e in log.read(meeting.id).explanations] == ["Uitval"]


ACTION = {
    "kind": "more",
    "text": "Elke week spreekuur",
    "who": "schuldhulpverlener",
    "by_when": "2026-04-01",
    "topic": MONEY.subject,
    "expected": "meer inwoners vooruit",
    "in_our_hands": "yes",
}


def test_an_action_comes_back_until_a_later_meeting_finished_it(log, meeting):
    act = new_action()
    log.write_all(meeting.id, act, ACTION)
    log.close(meeting.id, MONDAY)
    second = log.open_meeting(TEAM, "2026", MONDAY + timedelta(days=90))
    (back,) = log.earlier_actions(second)
    assert (back.text, back.who, back.by_when, back.topic) == (
        "Elke week spreekuur",
        "schuldhulpverlener",
        date(2026, 4, 1),
        MONEY,
    )
    assert (back.status, back.meeting.id) == ("open", meeting.id)
    log.write_all(second.id, act, {"status": "done", "follow_up": "Loopt goed"})
    (done,) = log.earlier_actions(second)
    assert (done.status, [f.text for f in done.follow_ups]) == ("done", ["Loopt goed"])
    third = log.open_meeting(TEAM, "2026", MONDAY + timedelta(days=180))
    assert third.id != second.id
    assert log.earlier_actions(third) == ()
    assert [a.status for a in log.actions(TEAM)] == ["done"]
    assert log.actions("Demo-West") == ()


def test_a_removed_action_is_gone(log, meeting):
    act = new_action()
    log.write_all(meeting.id, act, ACTION)
    log.write(meeting.id, act, "removed", "yes")
    assert log.read(meeting.id).actions == log.actions(TEAM) == ()


@pytest.mark.parametrize(
    ("subject", "field", "value"),
    [
        ("meeting", "colour", "red"),
        ("meeting/x", "note", "x"),
        ("team", "note", "x"),
        ("topic/a/b/c", "expected", "perhaps"),
        ("action/1", "by_when", "morgen"),
        ("action/1", "by_when", "2026-13-01"),
        ("action/1", "by_when", "2026-02-30"),
        ("action/1", "by_when", "0000-01-01"),
        ("action/1", "status", "yes"),
        ("topic/a/b/c", "note", "\x00"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(log, meeting, subject, field, value):
    with pytest.raises(ValueError):
        log.write(meeting.id, subject, field, value)
    assert log.changes_since(meeting.id, 0).changed == ()


@pytest.mark.parametrize(
    ("subject", "field", "value"),
    [
        ("action/1", "by_when", "2026-02-30"),
        ("action/1", "status", "perhaps"),
        ("action/1", "colour", "red"),
        ("nothing/1", "note", "x"),
    ],
)
def test_a_row_that_would_be_refused_today_stops_nobody_who_reads(meeting, subject, field, value):
    said = [("action/1", "text", "Samen bellen"), ("action/1", "who", "team"), (subject, field, value)]
    changes = [Change(*each, "", n, n) for n, each in enumerate(said, start=1)]
    (action,) = read_notes(meeting, changes).actions
    assert (action.text, action.who, action.by_when, action.status) == ("Samen bellen", "team", None, "open")
    assert read_actions([(meeting, changes)]) == (action,)


def test_what_cannot_be_read_is_counted(meeting):
    changes = [
        Change("action/x", "by_when", "2026-02-30", "a", 1, 1),
        Change("action/x", "text", "Samen bellen", "a", 2, 2),
    ]
    notes = read_notes(meeting, iter(changes))
    assert (notes.unread, [action.text for action in notes.actions]) == (1, ["Samen bellen"])
    assert read_notes(meeting, changes[1:]).unread == 0


def test_a_meeting_that_is_not_there_is_refused(log):
    with pytest.raises(ValueError, match="no such meeting"):
        log.write("x", MEETING, "note", "x")
    with pytest.raises(ValueError, match="no such meeting"):
        log.read("x")


def test_all_fields_or_none(log, meeting):
    act = new_action()
    with pytest.raises(UserError, match="te lang"):
        log.write_all(meeting.id, act, {"text": "kort", "expected": "x" * (LONGEST_NOTE + 1)})
    assert log.changes_since(meeting.id, 0).changed == ()


NOTES = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=200)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(note=NOTES)
def test_every_note_comes_back_as_it_was_typed(log, meeting, note):
    log.write(meeting.id, MONEY.subject, "note", note)
    assert log.read(meeting.id).about(MONEY).get("note", "") == note
