"""What leaves otherwise: taken back, exported to a file, shown from an analyst's own table; and what stays."""

import csv
import io
from dataclasses import fields, replace

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

import monitorlib as ml
from monitorlib.disclosure.rules import (
    BLOCKS_TWO,
    ONLY_N,
    TEAM_THREE,
    TEAM_TWO,
    coarsen,
    export_profile,
    team_profile,
)
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.release.beside import coarser_content
from monitorlib.release.exports import neutral, write_export
from monitorlib.release.keys import releases_of
from monitorlib.release.publish import is_current
from monitorlib.release.read import newest_releases, released_teams, team_folder_name
from monitorlib.release.taking_back import withdraw_release
from monitorlib.released import Block, Content, Row, View
from monitorlib.workspace import Workspace
from tests.populations import people, release, store
from tests.releases import a_content, a_release, a_row, a_view, write_by_hand
from tests.test_release_domains import CONTENT, VIEW

TEAM, PERIOD = "Team Test", "2025"


@pytest.fixture
def workspace(tmp_path):
    return Workspace.create(tmp_path / "werkmap", 'organisatie = "Test"\n')


def test_a_release_that_was_taken_back_is_kept_and_not_shown(workspace):
    folder = workspace.release / team_folder_name(TEAM)
    older = write_by_hand(workspace.release, a_release(number=1))
    write_by_hand(workspace.release, a_release(number=2))
    assert withdraw_release(workspace, TEAM, PERIOD, "verkeerde export") == 2
    assert (newest_releases(releases_of(workspace), folder), released_teams(releases_of(workspace))) == (
        [],
        [],
    )
    assert older.is_file()
    write_by_hand(workspace.release, a_release(number=3))
    assert [each.manifest.number for each in newest_releases(releases_of(workspace), folder)] == [3]


def test_other_periods_stay_when_one_is_taken_back(workspace):
    for period in ("2024", "2025"):
        write_by_hand(workspace.release, a_release(a_content(period=period)))
    withdraw_release(workspace, TEAM, "2025", "verkeerde export")
    [team] = released_teams(releases_of(workspace))
    assert [each.content.period.id for each in newest_releases(releases_of(workspace), team.folder)] == [
        "2024"
    ]


def test_what_was_taken_back_is_not_released_again_from_the_same_data(workspace):
    version = store(workspace, people([1, 0, -1] * 5))
    release(workspace)
    withdraw_release(workspace, "Oost", PERIOD, "verkeerde export")
    assert is_current(workspace, "Oost", PERIOD, version, "hash")


@pytest.mark.parametrize(
    ("reason", "period", "told"),
    [(" ", PERIOD, "geen reden"), ("fout", "2019", "niets om in te trekken")],
)
def test_taking_back_wants_a_reason_and_a_release(workspace, reason, period, told):
    write_by_hand(workspace.release, a_release())
    with pytest.raises(UserError, match=told):
        withdraw_release(workspace, TEAM, period, reason)
    assert released_teams(releases_of(workspace)) != []


EXPORT = export_profile(10)


@pytest.mark.parametrize(
    ("counts", "rung"),
    [
        ({"improved": 5, "unchanged": 5, "deteriorated": 5}, TEAM_THREE),
        ({"improved": 5, "unchanged": 6, "deteriorated": 4}, TEAM_TWO),
        ({"improved": 4, "unchanged": 7, "deteriorated": 4}, ONLY_N),
        ({"improved": 5, "not_improved": 5}, TEAM_TWO),
        ({"improved": 4, "not_improved": 6}, ONLY_N),
        (None, ONLY_N),
    ],
)
def test_an_export_is_coarser_than_the_screen(counts, rung):
    assert coarsen(counts, None, EXPORT).rung == rung


@pytest.mark.parametrize(("least", "rung"), [(4, TEAM_TWO), (5, BLOCKS_TWO)])
def test_blocks_are_exported_where_their_cells_reach_five(least, rung):
    blocks = {"1": {"improved": least, "not_improved": 8}, "2": {"improved": 6, "not_improved": 6}}
    counts = {"improved": least + 6, "not_improved": 14}
    table = coarsen(counts, blocks, EXPORT)
    assert (table.rung, table.counts) == (rung, counts)


def test_a_small_block_is_not_exported():
    blocks = {"1": {"improved": 5, "not_improved": 5}, "2": {"improved": 5, "not_improved": 5}}
    strict = export_profile(10, k=11)
    assert coarsen({"improved": 10, "not_improved": 10}, blocks, strict).rung == TEAM_TWO
    assert coarsen({"improved": 10, "not_improved": 10}, blocks, EXPORT).rung == BLOCKS_TWO


def test_of_a_group_below_the_exports_minimum_nothing_leaves():
    assert coarsen({"improved": 5, "not_improved": 6}, None, export_profile(12)).rung == ONLY_N


def _csv(file) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.read_text("utf-8-sig")), delimiter=";"))


SAME = "gelijk tot en met (punten)"
BLOCKS = {
    "1": {"improved": 15, "unchanged": 15, "deteriorated": 5},
    "2": {"improved": 11, "unchanged": 9, "deteriorated": 5},
}
PARTED = {"improved": 26, "unchanged": 24, "deteriorated": 10}


def _released(workspace, *rows, **changes):
    view = a_view(*rows)
    named = type(view)(**{**vars(view), **changes})
    write_by_hand(workspace.release, a_release(a_content(named)))


def test_released_tables_leave_as_csv(workspace, tmp_path):
    noord = (Block("1", Text("Noord", "North")), Block("2", Text("=Zuid", "South")))
    _released(
        workspace,
        a_row(counts=PARTED, blocks=BLOCKS),
        a_row("huisvesting", n=None, counts=None, verdict="too_few"),
        blocks=noord,
    )
    file = write_export(workspace, TEAM, None, "csv", tmp_path / "t.csv", "nl")
    head, *lines = _csv(file)
    assert head[5:] == ["groep", "klasse", "aantal", "inwoners", "gemiddelde verschuiving", "oordeel", SAME]
    assert [line[5:] for line in lines[:4]] == [
        ["hele team", "vooruit", "26", "60", "0.4", "duidelijk vooruit", ""],
        ["hele team", "gelijk", "24", "60", "0.4", "duidelijk vooruit", ""],
        ["hele team", "achteruit", "10", "60", "0.4", "duidelijk vooruit", ""],
        ["Noord", "vooruit", "15", "35", "", "", ""],
    ]
    assert lines[6][5:8] == ["'=Zuid", "vooruit", "11"]
    assert lines[-1][5:] == ["hele team", "", "", "", "", "te weinig inwoners", ""]


def test_an_export_says_what_the_same_means(workspace, tmp_path):
    noord = (Block("1", Text("Noord", "North")), Block("2", Text("Zuid", "South")))
    border = {"unchanged_within": 4.9, "unchanged_source": Text("bron", "source")}
    _released(workspace, a_row(counts=PARTED, blocks=BLOCKS), blocks=noord, **border)
    head, *lines = _csv(write_export(workspace, TEAM, None, "csv", tmp_path / "t.csv", "nl"))
    assert head[-1] == SAME and {line[-1] for line in lines} == {"4.9"}


def test_answers_leave_under_their_own_names(workspace, tmp_path):
    _released(
        workspace,
        a_row(counts={"yes": 30, "partly": 26, "no": 4}, mean_shift=None, p_class=None, verdict="not_tested"),
        kind="answers",
    )
    file = write_export(workspace, TEAM, PERIOD, "csv", tmp_path / "t.csv", "nl")
    assert [line[6:8] for line in _csv(file)[1:]] == [["ja", "30"], ["een beetje of nee", "30"]]


def test_a_workbook_holds_no_live_formula(workspace, tmp_path):
    _released(workspace, a_row(label=Text("=1+1", "=1+1"), counts=PARTED))
    file = write_export(workspace, TEAM, None, "xlsx", tmp_path / "t.xlsx", "nl")
    rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    assert [row[4] for row in rows[1:]] == ["'=1+1"] * 3
    assert rows[1][7] == 26


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_that_a_spreadsheet_would_run_is_made_plain(text):
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Oost", "", -1, 0.4, None])
def test_numbers_and_other_texts_stay(value):
    assert neutral(value) == value


@pytest.mark.parametrize(
    ("team", "period", "format", "told"),
    [
        (TEAM, None, "pdf", "Vorm 'pdf'"),
        (TEAM, "2019", "csv", "niets vrijgegeven"),
        ("Geen", None, "csv", "niets vrijgegeven"),
    ],
)
def test_what_cannot_be_exported_is_told(workspace, tmp_path, team, period, format, told):
    write_by_hand(workspace.release, a_release())
    with pytest.raises(UserError, match=told):
        write_export(workspace, team, period, format, tmp_path / "t", "nl")


def test_where_nothing_was_released_an_export_says_what_to_do_first(workspace, tmp_path):
    with pytest.raises(UserError, match="niets vrijgegeven") as refused:
        write_export(workspace, TEAM, None, "csv", tmp_path / "t", "nl")
    assert refused.value.message("nl").endswith(
        f"Doe eerst: monitor publish --workspace {workspace.path} --all"
    )
    assert [*tmp_path.glob("t*")] == []


def _counts(**changes) -> pd.DataFrame:
    row = {"team": "Oost", "leefgebied": "financien", "n_improved": 8, "n_unchanged": 6, "n_deteriorated": 4}
    return pd.DataFrame([{**row, "mean_shift": 0.2345, **changes}])


def test_an_analysts_own_table_passes_the_ladder():
    shown = ml.release_table(_counts())
    assert shown.table[["class", "count", "mean_shift"]].values.tolist() == [
        ["improved", 8, 0.2],
        ["unchanged", 6, 0.2],
        ["deteriorated", 4, 0.2],
    ]
    assert "<table" in shown._repr_html_()


def test_for_others_an_own_table_is_coarser():
    shown = ml.release_table(_counts(), audience="export").table
    assert shown[["class", "count"]].values.tolist() == [["improved", 8], ["not_improved", 10]]
    assert shown["mean_shift"].isna().all()


def test_of_a_small_group_an_own_table_tells_nothing():
    shown = ml.release_table(_counts(n_improved=3, n_unchanged=3, n_deteriorated=3)).table
    assert shown[["n", "class", "count", "mean_shift"]].isna().all(axis=None)


REFUSED = [
    (pd.DataFrame({"resident_id": ["r1"], "change": [1.0]}), "rijen van mensen"),
    (pd.DataFrame({"change": [1.0, 2.0]}), "losse rijen"),
    (_counts(opmerking="mevrouw Sjaan"), "opmerking: deze kolom"),
    (_counts(mean_age=43.2), "mean_age: deze kolom"),
    (_counts(team="0f1e2d3c4b5a69788796a5b4"), "pseudoniemen"),
    (_counts(n_improved=8.5), "geen hele aantallen"),
    (_counts(n_improved=-1), "geen hele aantallen"),
    (pd.concat([_counts(), _counts()]), "vaker dan één keer"),
    (pd.concat([_counts(), _counts()])[["n_improved", "n_unchanged", "n_deteriorated"]], "vaker dan"),
]


@pytest.mark.parametrize(("table", "told"), REFUSED, ids=range(len(REFUSED)))
def test_an_own_table_is_refused_with_what_to_change(table, told):
    with pytest.raises(UserError, match=told) as refused:
        ml.release_table(table)
    assert "Sjaan" not in refused.value.message("nl")
    assert "Laat alleen" in refused.value.message("nl")


def test_an_unknown_audience_is_told():
    with pytest.raises(UserError, match="Kies uit: team, export"):
        ml.release_table(_counts(), audience="krant")


def test_the_profiles_have_the_limits_that_were_decided():
    assert (team_profile(10).k, team_profile(10).m) == (5, 3)
    assert (EXPORT.min_residents, EXPORT.k, EXPORT.m) == (10, 10, 5)
    assert export_profile(12).min_residents == 12


# --- what readers outside the team get of a release

# the fields of each part that is made coarser; all else stays in the room
LEAVES = {
    Content: "team period organisation purpose notice min_residents margin data_version seed views audience k m "
    "reason blocks_by before_version",
    View: "instrument label citation rater kind n_measured n_again rows blocks scale unchanged_within "
    "unchanged_source",
    Row: "leefgebied label n counts interval mean_shift p_class verdict blocks",
}
# and how each of those looks when it is gone
STAYS = {
    Content: {"cards": ()},
    View: {"cohesion": None},
    Row: {"could_improve": None, "checks": (), "start": None, "few": None},
}


@pytest.mark.parametrize("kind", LEAVES, ids=lambda kind: kind.__name__)
def test_every_field_is_said_to_leave_the_room_or_to_stay_in_it(kind):
    """`coarser_content` takes along what it does not name: a new field waits here for a decision."""
    assert {field.name for field in fields(kind)} == {*LEAVES[kind].split(), *STAYS[kind]}


def test_what_stays_in_the_room_is_gone_for_readers_outside_the_team():
    inside = replace(CONTENT, views=(replace(VIEW, cohesion=0.5),))
    outside = coarser_content(inside, EXPORT, "organisation")
    [(before, after)] = zip(inside.views, outside.views, strict=True)
    pairs = {Content: (inside, outside), View: (before, after), Row: (before.rows[0], after.rows[0])}
    for kind, (full, coarse) in pairs.items():
        for name, nothing in STAYS[kind].items():
            assert getattr(full, name) != nothing, (
                f"{kind.__name__}.{name} is not filled, so nothing is tested"
            )
            assert getattr(coarse, name) == nothing, f"{kind.__name__}.{name}"
