"""What was imported earlier and is not in a later export of the same residents and days is told, and stays."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorlib.intake import Profile, import_files
from monitorlib.measurements import left_out, load_measurements, store_measurements, undo_import
from monitorlib.tables import MEASUREMENTS
from monitorlib.workspace import Workspace
from tests.intake.exports import long, wide

FIRST = ("C1;Oost;1-1-2024;*2", "C1;Oost;1-6-2024;*3", "C2;Oost;1-1-2024;*2", "C2;Oost;1-7-2024;*4")
ANOTHER_DAY = (FIRST[0], "C1;Oost;8-6-2024;*3", *FIRST[2:])


def _told(workspace, key, folder, *rows, name="e.csv"):
    report = import_files(workspace, [wide(folder / name, *rows)], key)[-1]
    return [note.nl for note in report.notes if "eerder ingelezen" in note.nl]


def _days(workspace):
    return (
        load_measurements(workspace).groupby("resident_id", observed=True)["measured_on"].nunique().tolist()
    )


def test_a_day_that_changed_is_told_and_the_old_one_stays(tmp_path, workspace, key):
    assert _told(workspace, key, tmp_path, *FIRST) == []
    (told,) = _told(workspace, key, tmp_path, *ANOTHER_DAY, name="verbeterd.csv")
    assert told.startswith("13 eerder ingelezen metingen van 1 inwoner staan niet in deze export")
    assert sorted(_days(workspace)) == [2, 3]


def test_what_the_note_says_to_do_mends_it(tmp_path, workspace, key):
    _told(workspace, key, tmp_path, *FIRST)
    _told(workspace, key, tmp_path, *ANOTHER_DAY)
    undo_import(workspace)
    undo_import(workspace)
    assert _told(workspace, key, tmp_path, *ANOTHER_DAY) == []
    assert _days(workspace) == [2, 2]


def test_a_row_that_was_removed_is_told_though_nothing_else_changed(tmp_path, workspace, key):
    _told(workspace, key, tmp_path, *FIRST)
    report = import_files(workspace, [wide(tmp_path / "e.csv", FIRST[0], *FIRST[2:])], key)[0]
    assert (report.added, report.replaced) == (0, 0)
    assert any("eerder ingelezen metingen van 1 inwoner" in note.nl for note in report.notes)


def test_one_score_of_a_day_that_is_gone_is_told_too(tmp_path, workspace, key):
    scores = ("C1;Oost;1-1-2024;zrm-2017;Financiën;2", "C1;Oost;1-1-2024;zrm-2017;Huisvesting;3")
    later = "C1;Oost;1-6-2024;zrm-2017;Financiën;3"
    partial = Profile(partial=True)
    import_files(workspace, [long(tmp_path / "e.csv", *scores, later)], key, profile=partial)
    report = import_files(workspace, [long(tmp_path / "e.csv", scores[0], later)], key, profile=partial)[0]
    assert report.notes[-1].nl.startswith("1 eerder ingelezen meting van 1 inwoner staat niet in deze export")


@pytest.mark.parametrize(
    "rows",
    [
        FIRST,  # the same again
        tuple(row.replace("*3", "*4") for row in FIRST),  # corrected scores
        ("C3;Oost;1-1-2024;*2", "C3;Oost;31-12-2024;*2"),  # other residents
        ("C1;Oost;1-12-2024;*4", "C2;Oost;2-12-2024;*4"),  # a newer period
        (FIRST[0], FIRST[1]),  # the days of one resident, all of them
        tuple(
            row.replace("Oost", "West") for row in FIRST[:2]
        ),  # it is another team now: that is told otherwise
    ],
    ids=["same", "scores", "residents", "newer", "one", "team"],
)
def test_a_delivery_that_leaves_nothing_out_tells_nothing(tmp_path, workspace, key, rows):
    _told(workspace, key, tmp_path, *FIRST, "C9;Oost;1-3-2024;*1", "C9;Oost;1-8-2024;*1")
    assert _told(workspace, key, tmp_path, *rows) == []


def test_the_first_and_the_last_day_of_the_delivery_are_within_it(tmp_path, workspace, key):
    _told(workspace, key, tmp_path, *(f"C1;Oost;{day}-6-2024;*2" for day in (1, 2, 8, 9)))
    (told,) = _told(
        workspace, key, tmp_path, "C2;Oost;2-6-2024;*2", "C1;Oost;5-6-2024;*2", "C3;Oost;8-6-2024;*2"
    )
    assert told.startswith("26 eerder")  # of the 2nd and the 8th; the 1st and the 9th lie outside


def test_another_registration_of_the_same_residents_leaves_nothing_out(tmp_path, workspace, key):
    _told(workspace, key, tmp_path, *FIRST, name="regimaat.csv")
    other = ("C1;Oost;2-1-2024;*2", "C2;Oost;30-8-2024;*2")
    assert _told(workspace, key, tmp_path, *other, name="anders.csv") == []
    assert len(_told(workspace, key, tmp_path, *other, name="regimaat.csv")) == 1


def test_files_of_one_delivery_stand_together(tmp_path, workspace, key):
    files = [
        wide(tmp_path / "a.csv", *FIRST[:2]),
        wide(tmp_path / "b.csv", *FIRST[2:], "C1;Oost;1-3-2024;*2"),
    ]
    import_files(workspace, files, key)
    assert not [n for r in import_files(workspace, files, key) for n in r.notes if "eerder" in n.nl]
    wide(tmp_path / "b.csv", *FIRST[2:])
    first, last = import_files(workspace, files, key)
    assert (
        not first.notes
        and "13 eerder ingelezen" in last.notes[-1].nl
        and "deze bestanden" in last.notes[-1].nl
    )


MEASURED = st.lists(
    st.tuples(
        st.sampled_from("pq"),
        st.sampled_from(("Oost", "West")),
        st.sampled_from(("professional", "inwoner")),
        st.integers(1, 4),
        st.sampled_from(("een", "twee")),
        st.integers(1, 2),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda told: _key(told),
)


def _key(told):
    who, _team, rater, day, _source, area = told
    return who, rater, day, area


def _table(measured):
    rows = [
        (who, team, None, None, rater, f"2024-01-0{day}", "zrm-2017", f"gebied-{area}", 3.0, None, source)
        for who, team, rater, day, source, area in measured
    ]
    return pd.DataFrame(rows, columns=MEASUREMENTS.names).astype(
        {"measured_on": "datetime64[s]", "score": "float32"}
    )


def _left_out_slowly(stored, delivery):
    """The rule of `left_out`, one measurement at a time."""
    stand = {_key(told) for told in delivery}
    kinds, residents = {told[1:3] for told in delivery}, {told[0] for told in delivery}
    first, last = min(told[3] for told in delivery), max(told[3] for told in delivery)
    sources = {told[4] for told in delivery} | {told[4] for told in stored if _key(told) in stand}
    gone = [
        told
        for told in stored
        if told[0] in residents
        and first <= told[3] <= last
        and told[1:3] in kinds
        and told[4] in sources
        and _key(told) not in stand
    ]
    return len(gone), len({told[0] for told in gone})


@given(MEASURED, MEASURED)
def test_left_out_is_what_its_rule_says(tmp_path_factory, stored, delivery):
    workspace = Workspace.create(tmp_path_factory.mktemp("werkmap"))
    store_measurements(workspace, _table(stored), {})
    assert left_out(workspace, _table(delivery)) == _left_out_slowly(stored, delivery)
