"""What phones said, in the report: counts for the team, nothing for others."""

from dataclasses import replace

import pytest

from monitorlib.foundation.texts import Text
from monitorlib.reports.page import html_report
from monitorlib.reports.team_report import report_parts
from monitorlib.sessions import Asked, Phones, Question, SessionLog
from monitorlib.workspace import Workspace
from tests.reports.meetings import HOME, MONEY, a_material

WORDS = (
    ("more_better", Text("meer vooruit", "more improved")),
    ("same", Text("ongeveer gelijk", "about the same")),
)
QUESTIONS = tuple(
    Question(topic.subject, Text(nl, en))
    for topic, nl, en in ((MONEY, "Financiën", "Finances"), (HOME, "Huisvesting", "Housing"))
)
EXPECTED = Asked(Text("Wat verwacht u?", "What do you expect?"), Text("a", "a"), QUESTIONS, WORDS)
RECOGNISED = Asked(
    Text("Herkennen we dit?", "Recognised?"), Text("a", "a"), QUESTIONS[:1], (("yes", Text("ja", "yes")),)
)
TALK = replace(EXPECTED, words=(("yes", Text("kies", "choose")),), most=2)
VIEW = "zrm-2017/professional/shifts"


@pytest.fixture
def made(tmp_path):
    """A report's material of a meeting in which so many phones answered, and its HTML."""

    def make(phones: int, audience: str = "team", language: str = "nl") -> str:
        material = a_material(tmp_path)
        log = SessionLog(tmp_path / "sessions.sqlite")
        room = Phones(log, Workspace(tmp_path))
        meeting = material.meeting.id
        for kind, scope, asked, ballot in (
            ("expected", VIEW, EXPECTED, {0: "same"}),
            ("recognised", MONEY.subject, RECOGNISED, {0: "yes"}),
            ("talk", VIEW, TALK, {1: "yes"}),
        ):
            found = room.ask(meeting, kind, scope, asked)
            for number in range(phones):
                room.answer(found, f"{number:032x}", 1, ballot)
            if phones and kind == "expected":
                room.answer(found, f"{0:032x}", 2, {0: "more_better", 1: "same"})
            room.close(found)
        told = replace(material, rounds=log.rounds(meeting))
        log.let_go()
        return html_report(report_parts(told, audience, language), language)

    return make


def test_the_report_tells_how_often_each_answer_was_given(made):
    told = made(5)
    assert "Wat we op de telefoons zeiden" in told
    assert "Telefoons die antwoordden: 5." in told
    assert "1 meer vooruit, 4 ongeveer gelijk" in told
    assert "minder dan 4 antwoorden" in told  # one phone only expected anything of Huisvesting
    assert "5 ja" in told
    assert "gekozen op 5 van 5 telefoons" in told


@pytest.mark.parametrize(("phones", "shown"), [(3, False), (4, True)])
def test_the_spread_stands_in_the_report_from_four_answers_on(made, phones, shown):
    told = made(phones)
    assert ("1 meer vooruit, " in told) == shown
    assert ("De verdeling is niet bewaard" in told) != shown


def test_where_no_phone_answered_the_report_is_as_before(made):
    assert "telefoon" not in made(0)


def test_what_phones_said_stays_with_the_team(made):
    assert "telefoon" not in made(5, audience="organisation")


def test_in_english(made):
    told = made(4, language="en")
    assert "What we said on the phones" in told
    assert "1 more improved, 3 about the same" in told
