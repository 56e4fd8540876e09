"""The main line: what was planted is found again, what was not is quiet, and real people count as in R."""

import json

import nbformat
import pandas as pd
import pytest

import monitorlib as ml
from monitorlib import runs
from monitorlib.cli.publishing import publish_all, to_do
from monitorlib.cli.reporting import write_report
from monitorlib.cli.wishes import Wish
from monitorlib.disclosure.rules import PARTS, THREE
from monitorlib.foundation.errors import UserError
from monitorlib.measurements import measurement_version, store_measurements, write_lock
from monitorlib.pages import counts_in_words
from monitorlib.release.assemble import team_content
from monitorlib.release.keys import releases_of
from monitorlib.release.read import newest_releases, release_files, released_teams, team_folder_name
from monitorlib.tables import MEASUREMENTS
from monitorlib.workspace import Workspace, calendar_year
from tests.conftest import RELEASED

YEARS = ("2024", "2025")
CLEAR = ("improved", "deteriorated")


@pytest.fixture(scope="module")
def shifts(demo):
    """SHIFTS of every team and year, computed as notebook 2 does."""
    settings = demo.settings()
    measurements = ml.load_measurements(demo)
    found = {}
    for team in measurements["team"].unique():
        for period in settings.periods_of(team):
            own = measurements[measurements["team"] == team]
            pairs = ml.pair_measurements(own, start=period.start, end=period.end)
            found[team, period.id] = ml.summarise_shifts(
                pairs, margin=settings.margin, min_residents=settings.min_residents
            )
    return found


def _clear(table) -> dict[tuple[str, str], str]:
    clear = table[table["verdict"].isin(CLEAR)]
    return {(row.instrument, row.leefgebied): row.verdict for row in clear.itertuples()}


def _planted(truth: dict, team: str, year: str) -> dict[tuple[str, str], str]:
    return {
        (plant["instrument"], plant["leefgebied"]): plant["verdict"]
        for plant in truth["planted"]
        if plant["team"] == team and int(year) in plant["years"] and plant["verdict"] in CLEAR
    }


def _small(truth: dict, team: str, year: str) -> set[tuple[str, str]]:
    """What is planted so small (and upwards) that it may be told, or not."""
    return {
        (plant["instrument"], plant["leefgebied"])
        for plant in truth["planted"]
        if plant["team"] == team and int(year) in plant["years"] and plant["verdict"] == "small"
    }


def test_every_planted_shift_is_found_again(shifts, truth):
    asked = [(team["name"], year) for team in truth["team"] for year in YEARS]
    planted = {key: _planted(truth, *key) for key in asked}
    assert sum(map(len, planted.values())) >= 6
    for key, wanted in planted.items():
        assert wanted.items() <= _clear(shifts[key]).items(), key


def test_a_team_without_a_planted_shift_is_quiet(shifts, truth):
    quiet = [
        team["name"] for team in truth["team"] if not any(p["team"] == team["name"] for p in truth["planted"])
    ]
    assert len(quiet) >= 2
    assert [_clear(shifts[team, year]) for team in quiet for year in YEARS] == [{}] * 2 * len(quiet)


def test_nothing_else_is_found_in_a_team_with_a_planted_shift(shifts, truth):
    for team in truth["team"]:
        for year in YEARS:
            found, small = _clear(shifts[team["name"], year]), _small(truth, team["name"], year)
            assert {found[place] for place in small & found.keys()} <= {"improved"}
            planted = _planted(truth, team["name"], year)
            assert {place: word for place, word in found.items() if place not in small} == planted


def test_a_group_below_ten_is_too_few_whatever_its_scores(shifts):
    table = shifts["Demo-Eiland", "2024"]
    zrm = table[table["instrument"] == "zrm-2017"]
    assert set(zrm["verdict"]) == {"too_few"}
    assert zrm["p_value"].isna().all()


def test_the_homeless_housing_study_counts_as_in_r(shifts):
    """Witness: R, multgee::housing, month 0 against 6: 186 better, 113 same, 23 worse of 322 pairs."""
    [row] = shifts["San Diego", "maand-0-6"].to_dict("records")
    counts = (row["n_improved"], row["n_unchanged"], row["n_deteriorated"], row["n_pairs"])
    assert counts == (186, 113, 23, 322)
    assert row["verdict"] == "improved"


def _release(workspace: Workspace, wish: Wish):
    folder = workspace.release / team_folder_name(wish.team)
    return next(
        r for r in newest_releases(releases_of(workspace), folder) if r.content.period.id == wish.period
    )


@pytest.mark.parametrize("wish", RELEASED, ids=lambda w: f"{w.team} {w.period}")
def test_the_release_holds_the_shifts_and_nothing_below_the_minimum(released_demo, shifts, wish):
    release = _release(released_demo, wish)
    computed = shifts[wish.team, wish.period].set_index(["instrument", "rater", "leefgebied"])
    views = [view for view in release.content.views if view.kind == "shifts"]
    assert {(v.instrument, v.rater, r.leefgebied) for v in views for r in v.rows} == set(computed.index)
    for view in views:
        for row in view.rows:
            shift = computed.loc[(view.instrument, view.rater, row.leefgebied)]
            assert (
                row.verdict == shift["verdict"] or set(row.counts or {}) != set(THREE) and row.n is not None
            )
            for name, most in (row.few or {}).items():
                assert sum(shift[f"n_{THREE[at]}"] for at in PARTS[name]) <= most
            if shift["n_pairs"] < 10:
                assert (row.n, row.counts, row.mean_shift, row.interval) == (None, None, None, None)
            elif row.counts is not None:
                told = {name: shift[f"n_{name}"] for name in row.counts if f"n_{name}" in shift}
                assert told == {name: row.counts[name] for name in told}
                assert min(row.counts.values()) >= 3


def test_every_view_of_a_release_has_a_picture_in_both_languages(released_demo):
    release = _release(released_demo, RELEASED[1])
    wanted = {(v.instrument, v.rater, language) for v in release.content.views for language in ("nl", "en")}
    assert {(f.instrument, f.rater, f.language) for f in release.figures} == wanted


def test_releasing_again_changes_nothing(released_demo):
    before = {file: file.read_bytes() for file in released_demo.release.rglob("*") if file.is_file()}
    assert to_do(released_demo, list(RELEASED)) == []
    publish_all(released_demo, [RELEASED[3]], jobs=1, done=lambda _wish: None)
    after = {file: file.read_bytes() for file in released_demo.release.rglob("*") if file.is_file()}
    assert after == before


def test_no_pseudonym_of_the_data_stands_anywhere_in_the_release(released_demo):
    measurements = ml.load_measurements(released_demo)
    people = {*measurements["resident_id"].unique(), *measurements["worker_id"].dropna().unique()}
    text = "".join(
        file.read_text(encoding="utf-8") for file in released_demo.release.rglob("*") if file.is_file()
    )
    assert len(people) > 900
    assert not [person for person in people if person in text]


def test_the_notebooks_show_the_numbers_that_were_released(released_demo):
    """The shifts table of notebook 2 holds the counts of the release."""
    folder = released_demo.runs / team_folder_name("San Diego") / "maand-0-6"
    shown = json.dumps(nbformat.read(folder / "2_verschuivingen.ipynb", 4))
    assert all(f"<td>{count}</td>" in shown for count in (186, 113, 23, 322))


def test_the_report_holds_the_released_numbers(released_demo, tmp_path):
    file = write_report(released_demo, "San Diego", None, tmp_path / "verslag.html", "nl")
    release = _release(released_demo, RELEASED[3])
    html = file.read_text(encoding="utf-8")
    for view in release.content.views:
        for row in view.rows:
            assert counts_in_words(row, "nl") in html
    assert "186 vooruit, 113 gelijk, 23 achteruit" in html
    assert html.count('<img class="picture" src="data:image/svg+xml;base64,') == 1 and "<svg" not in html


def test_a_notebook_that_fails_half_way_releases_nothing(demo, tmp_path):
    broken = tmp_path / "notebooks"
    broken.mkdir()
    for name in runs.TEAM_NOTEBOOKS:
        notebook = nbformat.read(runs.NOTEBOOKS / f"{name}.ipynb", 4)
        if name.startswith("3"):
            notebook.cells.append(nbformat.v4.new_code_cell("1 / 0"))
        nbformat.write(notebook, broken / f"{name}.ipynb")
    with pytest.raises(UserError) as refused:
        publish_all(demo, [Wish("Demo-Zuid", "2025")], 1, lambda _wish: None, notebooks=runs.the_four(broken))
    assert "3_verklaringen stopte" in refused.value.message("nl")
    assert release_files(demo.release / team_folder_name("Demo-Zuid") / "2025") == []
    assert "Demo-Zuid" not in [team.team for team in released_teams(releases_of(demo))]


def _moved(team_then: str, team_now: str) -> list[dict]:
    row = {
        "wijk": None,
        "worker_id": None,
        "rater": "professional",
        "instrument": "zrm-2017",
        "leefgebied": "financien",
        "missing": None,
        "source": "test",
    }
    moments = (("2025-02-01", team_then, 2.0), ("2025-08-01", team_now, 4.0))
    return [
        {**row, "resident_id": f"r{n:02d}", "measured_on": pd.Timestamp(day), "team": team, "score": score}
        for n in range(12)
        for day, team, score in moments
    ]


def test_who_moved_counts_once_in_the_team_of_the_last_measurement(tmp_path):
    workspace = Workspace.create(tmp_path / "werkmap")
    frame = MEASUREMENTS.check(pd.DataFrame(_moved("Oost", "West")))
    with write_lock(workspace):
        store_measurements(workspace, frame, {"key": "test"})
    period = calendar_year(2025)
    west = team_content(workspace, "West", period, measurement_version(workspace))
    [row] = west.views[0].rows
    assert row.n == 12
    with pytest.raises(UserError, match="geen metingen"):
        team_content(workspace, "Oost", period, measurement_version(workspace))


def test_what_a_notebook_prints_reaches_nobody(demo, tmp_path):
    """An analyst prints the rows of people; they stay in the run, inside the wall."""
    adapted = tmp_path / "notebooks"
    adapted.mkdir()
    for name in runs.TEAM_NOTEBOOKS:
        notebook = nbformat.read(runs.NOTEBOOKS / f"{name}.ipynb", 4)
        if name.startswith("4"):
            notebook.cells.append(nbformat.v4.new_code_cell("print(pairs.to_string())"))
        nbformat.write(notebook, adapted / f"{name}.ipynb")
    publish_all(demo, [Wish("Demo-Noord", "2025")], 1, lambda _wish: None, notebooks=runs.the_four(adapted))
    folder = team_folder_name("Demo-Noord")
    people = set(ml.load_measurements(demo, team="Demo-Noord")["resident_id"])
    printed = "".join(file.read_text("utf-8") for file in (demo.runs / folder).rglob("*.ipynb"))
    assert any(person in printed for person in people)
    file = write_report(demo, "Demo-Noord", None, tmp_path / "verslag.html", "nl")
    leaving = [file, *(demo.release / folder).rglob("*.*")]
    told = "".join(each.read_text("utf-8") for each in leaving if each.is_file())
    assert not [person for person in people if person in told]


def test_the_demo_shows_one_team_in_blocks(demo):
    """Demo-Noord has two wijken, which `demo/workspace.toml` names beforehand."""
    period = demo.settings().period("2025", "Demo-Noord")
    content = team_content(demo, "Demo-Noord", period, measurement_version(demo))
    parted = [row for view in content.views for row in view.rows if row.blocks]
    assert len(parted) >= 10
    assert {block.label.nl for block in content.views[0].blocks} == {"Noorderwaard", "Sluisdorp"}
