"""Progress: what was agreed, what became of it, and the released figure then and now."""

from dataclasses import replace
from datetime import date

import pytest

from monitorlib.foundation.texts import Text
from monitorlib.release.keys import releases_of
from monitorlib.reports.elements import Heading, Paragraph, TablePart
from monitorlib.reports.page import html_parts
from monitorlib.reports.progress import Progress, progress_parts
from monitorlib.sessions import Action, FollowUp, Meeting, Topic
from monitorlib.widgets import progress
from monitorlib.widgets.progress import progress_page
from monitorlib.workspace import Workspace
from tests.releases import a_content, a_release, a_row, a_view, write_by_hand

MONEY = Topic("zrm-2017", "professional", "financien")
SPRING = Meeting("m1", "Team Test", "2024", date(2025, 3, 3), True, 5)
AUTUMN = Meeting("m2", "Team Test", "2025", date(2026, 2, 2), False, 7)
DONE = FollowUp(AUTUMN, "done", "Gelukt")
AGREED = Action(
    "action/1",
    SPRING,
    "more",
    "Spreekuur",
    "teamleider",
    date(2025, 6, 1),
    MONEY,
    "meer vooruit",
    "yes",
    "done",
    (DONE,),
)
NEW = Action("action/2", AUTUMN, "keep", "Inloop", "", None, MONEY, "", "", "open", ())
WITHOUT_TOPIC = replace(NEW, subject="action/3", topic=None)
THEN = a_release(
    a_content(a_view(a_row(counts={"improved": 20, "unchanged": 30, "deteriorated": 10})), period="2024")
)
NOW = a_release(a_content(period="2025"))
RELEASES = {"2025": NOW, "2024": THEN}


def _parts(*actions, releases=RELEASES):
    return progress_parts(Progress("Team Test", actions, releases, "2025"), "nl")


def _tables(parts):
    return [part for part in parts if isinstance(part, TablePart)]


def test_the_figure_then_and_now_are_the_released_sentences():
    (row,) = _tables(_parts(AGREED))[0].rows
    assert row[0] == "Spreekuur (meer doen)"
    assert row[2] == "teamleider, 1 juni 2025"
    assert row[4].startswith("2024: Van 60 inwoners gingen er 20 vooruit, bleven er 30 gelijk")
    assert row[5].startswith("2025: Van 60 inwoners gingen er 26 vooruit, bleven er 29 gelijk")
    assert row[6] == "2 februari 2026: gedaan. Gelukt"


def test_two_figures_under_two_borders_say_so():
    border = {"unchanged_within": 10.0, "unchanged_source": Text("x", "x")}
    now = a_release(a_content(replace(a_view(), **border), period="2025"))
    (row,) = _tables(_parts(AGREED, releases={"2025": now, "2024": THEN}))[0].rows
    assert row[5].endswith("Let op: gelijk betekent hier iets anders dan toen.")


def test_within_one_period_there_is_no_figure_of_now():
    (row,) = _tables(_parts(NEW))[0].rows
    assert row[4].startswith("2025: ")
    assert row[5:] == ("Er is nog geen nieuwe periode.", "nog niet besproken")


@pytest.mark.parametrize(
    ("releases", "action"),
    [({"2025": NOW}, AGREED), (RELEASES, replace(AGREED, topic=Topic("gas", "inwoner", "doel")))],
)
def test_what_was_not_released_has_no_figure(releases, action):
    (row,) = _tables(_parts(action, releases=releases))[0].rows
    assert row[4] == "Hier is geen cijfer van vrijgegeven."


def test_an_action_about_no_leefgebied_has_no_figures():
    (row,) = _tables(_parts(WITHOUT_TOPIC))[0].rows
    assert row[4:6] == ("–", "–")


def test_the_newest_meeting_stands_first_and_all_are_counted():
    parts = _parts(AGREED, NEW)
    headings = [part.text for part in parts if isinstance(part, Heading)]
    assert [text.split(" over ")[0] for text in headings[1:]] == [
        "Bijeenkomst van 2 februari 2026",
        "Bijeenkomst van 3 maart 2025",
    ]
    assert "2 afspraken: 1 gedaan, 0 lopen, 0 gestopt, 1 nog niet besproken." in [
        part.text for part in parts if isinstance(part, Paragraph)
    ]


def test_a_team_without_agreements_is_told_where_to_make_them():
    assert "stap 7" in _parts()[1].text


def test_a_note_is_escaped():
    assert "<b>" not in html_parts(_parts(replace(AGREED, text="<b>vet</b>")))


@pytest.fixture
def workspace(tmp_path):
    made = Workspace.create(tmp_path / "werkmap")
    write_by_hand(made.release, NOW)
    return made


def test_the_page_shows_the_team_and_where_the_figures_come_from(workspace):
    html = progress_page(workspace, releases_of(workspace), "", "nl").children[-1].value
    assert "Voortgang van de afspraken – Team Test" in html
    assert "ml-origin" in html


def test_a_team_that_is_not_there_and_a_damaged_log_are_told(workspace):
    assert "niets vrijgegeven" in progress_page(workspace, releases_of(workspace), "Nergens", "nl").value
    (workspace.path / "sessions.sqlite").write_bytes(b"geen database" * 100)
    assert "beschadigd" in progress_page(workspace, releases_of(workspace), "", "nl").value


def test_a_fault_at_another_team_is_a_code_and_not_the_team_before(workspace, monkeypatch):
    """Where ipywidgets calls us back, a fault would leave the page as it was, without a word."""
    write_by_hand(workspace.release, a_release(a_content(period="2025", team="Ander team")))
    page = progress_page(workspace, releases_of(workspace), "", "nl")
    choice, shown = page.children
    monkeypatch.setattr(progress, "newest_releases", lambda *_: {}["geheim"])
    choice.value = next(each for each in choice.options if each != choice.value)
    assert "Er ging iets mis (code " in shown.value and "geheim" not in shown.value
