"""The reports of all teams: each its own, an index by name, every team named, all of it there or nothing."""

import re

import pandas as pd
import pytest

from monitorlib.cli import reporting_all
from monitorlib.cli.reporting import write_report
from monitorlib.cli.reporting_all import INDEX, write_all_reports
from monitorlib.foundation.errors import UserError
from monitorlib.measurements import write_lock
from monitorlib.measurements.writing import store_measurements
from monitorlib.release.read import team_folder_name
from monitorlib.release.settling import WAITING_FILE
from monitorlib.release.taking_back import withdraw_release
from monitorlib.tables import MEASUREMENTS
from monitorlib.workspace import Workspace
from tests.releases import SETTINGS, a_content, a_release, a_row, a_view, write_by_hand

NOTHING = {"n": None, "counts": None, "verdict": "too_few"}


def rows_of(*teams) -> pd.DataFrame:
    """MEASUREMENTS with one score a team."""
    row = {
        "wijk": None,
        "worker_id": None,
        "rater": "professional",
        "instrument": "zrm-2017",
        "leefgebied": "financien",
        "missing": None,
        "source": "test",
        "score": 2.0,
        "measured_on": pd.Timestamp("2025-02-01"),
    }
    return pd.DataFrame([{**row, "resident_id": f"r-{team}", "team": team} for team in teams])


@pytest.fixture
def workspace(tmp_path):
    """West did well, oost & co less, Klein is too small, Nieuw was measured and never released."""
    made = Workspace.create(tmp_path / "werkmap", SETTINGS)
    better = a_row(counts={"improved": 50, "unchanged": 5, "deteriorated": 5}, mean_shift=1.0, interval=None)
    for team, row in (("West", better), ("oost & co", a_row()), ("Klein", a_row(**NOTHING))):
        write_by_hand(made.release, a_release(a_content(a_view(row), team=team)))
    with write_lock(made):
        store_measurements(made, MEASUREMENTS.check(rows_of("West", "Nieuw")), {"key": "test"})
    return made


def _told(entries) -> dict[str, str]:
    return {entry.team: entry.told.nl for entry in entries}


def test_each_team_gets_its_own_report_and_the_index_names_all_by_name(workspace, tmp_path):
    seen = []
    folder, entries = write_all_reports(workspace, None, tmp_path / "uit", "nl", done=seen.append)
    assert seen == entries
    assert _told(entries) == {
        "Klein": "nog niets te tonen: te weinig inwoners zijn twee keer gemeten; het verslag zegt wat er nodig is",
        "Nieuw": "nog niets vrijgegeven: monitor publish",
        "oost & co": "",
        "West": "",
    }
    html = (folder / INDEX).read_text(encoding="utf-8")
    assert re.findall(r'<th scope="row">(.*?)</th>', html) == ["Klein", "Nieuw", "oost &amp; co", "West"]
    linked = re.findall(r'href="(.*?)"', html)
    assert sorted(linked) == sorted(each.name for each in folder.iterdir() if each.name != INDEX)
    for entry in entries:
        if entry.file:
            own = (folder / entry.file).read_text(encoding="utf-8")
            others = {"West", "oost &amp; co", "Klein"} - {entry.team.replace("&", "&amp;")}
            assert not [name for name in others if f"– {name}," in own]


def test_the_index_holds_no_figure_and_nothing_from_outside(workspace, tmp_path):
    folder, _entries = write_all_reports(workspace, None, tmp_path / "uit", "nl")
    body = (folder / INDEX).read_text(encoding="utf-8").split("<body>")[1]
    words = re.sub(r"<[^>]*>|href=\"[^\"]*\"", " ", body)
    assert set(re.findall(r"\d+", words)) == {"2025"}
    assert "http" not in body and "<script" not in body


def test_a_report_of_all_is_the_same_as_one_of_its_own(workspace, tmp_path):
    folder, entries = write_all_reports(workspace, None, tmp_path / "uit", "nl")
    alone = write_report(workspace, "West", None, tmp_path / "west.html", "nl")
    name = next(entry.file for entry in entries if entry.team == "West")
    assert (folder / name).read_bytes() == alone.read_bytes()


def test_for_the_organisation_the_files_say_so(workspace, tmp_path):
    _folder, entries = write_all_reports(workspace, None, tmp_path / "uit", "nl", audience="organisation")
    assert all(entry.file.endswith("-organisation.html") for entry in entries if entry.file)


def test_as_pdf_each_report_is_a_pdf_and_the_index_a_page(workspace, tmp_path):
    folder, _entries = write_all_reports(workspace, None, tmp_path / "uit", "nl", format="pdf")
    assert {each.suffix for each in folder.iterdir()} == {".pdf", ".html"}
    assert all(each.read_bytes().startswith(b"%PDF") for each in folder.glob("*.pdf"))


def test_a_team_without_the_period_says_which_there_are(workspace, tmp_path):
    _folder, entries = write_all_reports(workspace, "2024", tmp_path / "uit", "nl")
    assert _told(entries)["West"] == "Periode '2024' is niet vrijgegeven. Wel: 2025."
    assert [entry.file for entry in entries] == [None] * 4


def test_what_was_taken_back_and_what_waits_is_told(workspace, tmp_path):
    withdraw_release(workspace, "West", "2025", "fout")
    waiting = workspace.runs / team_folder_name("Nieuw") / "2025" / WAITING_FILE
    waiting.parent.mkdir(parents=True)
    waiting.write_text("{}", encoding="utf-8")
    told = _told(write_all_reports(workspace, None, tmp_path / "uit", "nl")[1])
    assert told["West"] == "ingetrokken: er wordt nu niets getoond"
    assert told["Nieuw"].startswith("wacht: er is te weinig veranderd")


def test_a_period_that_is_not_complete_is_told_with_its_day(workspace, tmp_path):
    period = '[[periode]]\nid = "lang"\nlabel = { nl = "Lang", en = "Long" }\n'
    period += "van = 2020-01-01\ntot_en_met = 2999-12-01\n"
    workspace.settings_file.write_text(SETTINGS + period, encoding="utf-8")
    told = _told(write_all_reports(workspace, None, tmp_path / "uit", "nl")[1])
    assert told["Nieuw"] == "periode Lang is nog niet rond; vanaf 01-01-3000"


def test_a_release_that_was_changed_is_told_and_the_others_go_on(workspace, tmp_path):
    [file] = (workspace.release / team_folder_name("West")).glob("2025/1.json")
    file.write_text(file.read_text().replace("50", "51"))
    told = _told(write_all_reports(workspace, None, tmp_path / "uit", "nl")[1])
    assert "veranderd" in told["West"] and told["oost & co"] == ""


# --- the folder


def test_the_folder_of_before_is_replaced_as_a_whole(workspace, tmp_path):
    target = tmp_path / "uit"
    write_all_reports(workspace, None, target, "nl")
    (target / "oud-verslag.html").write_text("van een team dat weg is", encoding="utf-8")
    write_all_reports(workspace, None, target, "en")
    assert not (target / "oud-verslag.html").exists()
    assert "Reports of all teams" in (target / INDEX).read_text(encoding="utf-8")
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_what_stops_half_way_leaves_the_folder_of_before(workspace, tmp_path, monkeypatch):
    target = tmp_path / "uit"
    write_all_reports(workspace, None, target, "nl")
    before = {each.name: each.read_bytes() for each in target.iterdir()}

    def full(*_given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(reporting_all, "index_page", full)
    with pytest.raises(UserError, match="de schijf is vol"):
        write_all_reports(workspace, None, target, "nl")
    assert {each.name: each.read_bytes() for each in target.iterdir()} == before
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


@pytest.mark.parametrize("make", ["file", "other"])
def test_another_file_or_folder_is_left_as_it_is(workspace, tmp_path, make):
    target = tmp_path / "uit"
    if make == "file":
        target.write_text("mijn", encoding="utf-8")
    else:
        target.mkdir()
        (target / "mijn.txt").write_text("mijn", encoding="utf-8")
    with pytest.raises(UserError, match="is een bestand|staan andere bestanden"):
        write_all_reports(workspace, None, target, "nl")
    kept = target if make == "file" else target / "mijn.txt"
    assert kept.read_text(encoding="utf-8") == "mijn"


def test_an_empty_folder_will_do(workspace, tmp_path):
    (tmp_path / "uit").mkdir()
    folder, _entries = write_all_reports(workspace, None, tmp_path / "uit", "nl")
    assert (folder / INDEX).is_file()


def test_a_place_that_cannot_be_written_is_told(workspace, tmp_path):
    (tmp_path / "vol").write_text("", encoding="utf-8")
    with pytest.raises(UserError, match="niet schrijven"):
        write_all_reports(workspace, None, tmp_path / "vol" / "uit", "nl")
    with pytest.raises(UserError, match="niet schrijven"):
        write_report(workspace, "West", None, tmp_path / "vol" / "west.html", "nl")


def test_one_report_is_not_written_to_a_folder(workspace, tmp_path):
    with pytest.raises(UserError, match="is een map. Geef een bestand"):
        write_report(workspace, "West", None, tmp_path, "nl")


def test_a_team_name_that_is_nearly_right_is_met_with_the_one_that_was_meant(workspace, tmp_path):
    with pytest.raises(UserError, match="Bedoelde u 'West'"):
        write_report(workspace, "Wesst", None, tmp_path / "uit.html", "nl")
    with pytest.raises(UserError, match="Kies uit: Klein, oost & co, West"):
        write_report(workspace, "Rotterdam", None, tmp_path / "uit.html", "nl")


def test_where_nothing_was_released_no_empty_list_is_offered(tmp_path):
    empty = Workspace.create(tmp_path / "leeg")
    with pytest.raises(UserError) as refused:
        write_report(empty, "West", None, tmp_path / "uit.html", "nl")
    assert f"Doe eerst: monitor publish --workspace {empty.path} --all" in refused.value.message("nl")
    assert "–" not in refused.value.message("nl")


def test_an_unknown_format_is_refused_before_anything_is_written(workspace, tmp_path):
    with pytest.raises(UserError, match="--format: 'xls' kan niet"):
        write_all_reports(workspace, None, tmp_path / "uit", "nl", format="xls")
    assert not (tmp_path / "uit").exists()


def test_a_workspace_without_teams_says_how_to_begin(tmp_path):
    empty = Workspace.create(tmp_path / "leeg", SETTINGS)
    with pytest.raises(UserError, match="staat nog geen team"):
        write_all_reports(empty, None, tmp_path / "uit", "nl")
    assert [each.name for each in tmp_path.iterdir()] == ["leeg"]
