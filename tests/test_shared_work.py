"""What all teams share is worked out once, and what was read of a file is kept until it changes: nothing else."""

import gc
import weakref

import pandas as pd
import pyarrow.dataset as ds
import pytest

import monitorlib as ml
from monitorlib.analysis.pairs import pair_measurements
from monitorlib.explanations import yardstick as shared
from monitorlib.explanations.explaining import explain_shifts
from monitorlib.explanations.yardstick import yardstick
from monitorlib.foundation import unchanged
from monitorlib.instruments import read_instruments
from monitorlib.measurements import people_of_caseload, sharing, versions, windows, writing
from monitorlib.measurements.delta import open_table
from monitorlib.measurements.sharing import SHARED_FOLDER, teams_sharing
from monitorlib.workspace import Workspace, calendar_year
from tests.populations import people, person, store

UP, DOWN = [1, 1, 0] * 8, [-1, 0, 0] * 8
Y2025 = calendar_year(2025)


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    """Three teams, and somebody who moved from one to another."""
    made = Workspace.create(tmp_path / "werkmap")
    moved = person("moved", 1, team="Oost")[:1] + person("moved", 1, team="West")[1:]
    rows = [*people(UP, "o"), *people(DOWN, "w", team="West"), *people(UP, "z", team="Zuid", begin=2), *moved]
    store(made, rows)
    return made


@pytest.mark.parametrize("team", ["Oost", "West", "Zuid"])
def test_a_team_beside_the_sums_of_all_is_a_team_beside_all_rows(workspace, team):
    measurements, instruments = ml.load_measurements(workspace), read_instruments()
    pairs = pair_measurements(measurements, Y2025.start, Y2025.end, instruments=instruments)
    slow = explain_shifts(pairs, measurements, team=team, instruments=instruments)
    fast = ml.explain_period(workspace, team, Y2025)
    pd.testing.assert_frame_equal(fast, slow, rtol=1e-9)
    assert set(slow.loc[slow["check"] == "elsewhere", "answer"]) != {"cannot_say"}


def test_a_team_alone_has_no_others(tmp_path):
    made = Workspace.create(tmp_path / "werkmap")
    store(made, people(UP))
    checks = ml.explain_period(made, "Oost", Y2025)
    assert set(checks.loc[checks["check"] == "elsewhere", "answer"]) == {"cannot_say"}


def test_it_is_worked_out_once_a_version_and_again_where_the_file_is_not_whole(workspace, monkeypatch):
    known, asked = read_instruments(), []
    real = shared._worked_out
    monkeypatch.setattr(shared, "_worked_out", lambda *given: asked.append(given) or real(*given))
    first = yardstick(workspace, Y2025, known)
    pd.testing.assert_frame_equal(yardstick(workspace, Y2025, known), first)
    assert len(asked) == 1
    yardstick(workspace, calendar_year(2024), known)
    assert len(list((workspace.runs / SHARED_FOLDER).iterdir())) == len(asked) == 2
    [file, _other] = (workspace.runs / SHARED_FOLDER).iterdir()
    for each in (workspace.runs / SHARED_FOLDER).iterdir():
        each.write_bytes(file.read_bytes()[:40])
    pd.testing.assert_frame_equal(yardstick(workspace, Y2025, known), first)
    store(workspace, people(UP, "more-"))
    assert yardstick(workspace, Y2025, known)["n"].sum() > first["n"].sum()
    assert len(asked) == 4
    assert len(list((workspace.runs / SHARED_FOLDER).iterdir())) == 1  # what was of another version went


def test_the_sums_stay_inside_the_wall(workspace):
    yardstick(workspace, Y2025, read_instruments())
    assert (workspace.runs / SHARED_FOLDER).stat().st_mode & 0o077 == 0


@pytest.fixture
def large(workspace, monkeypatch) -> Workspace:
    """The same, as if it were too large to read whole: few rows in a part, and a second import."""
    monkeypatch.setattr(sharing, "READ_WHOLE_ROWS", 0)
    monkeypatch.setattr(writing, "ROW_GROUP_ROWS", 40)
    versions._caseload.cache_clear()
    made = Workspace.create(workspace.path.parent / "groot")
    moved = person("moved", 1, team="Oost")[:1] + person("moved", 1, team="West")[1:]
    store(made, [*people(UP, "o"), *people(DOWN, "w", team="West"), *moved])
    store(made, [*people(UP, "z", team="Zuid", begin=2), *person("w000", 1, team="Zuid", month=11)[1:]])
    yield made
    versions._caseload.cache_clear()


@pytest.mark.parametrize("version", [0, None])
@pytest.mark.parametrize("team", ["Oost", "West", "Zuid", "Nergens"])
def test_a_caseload_of_a_large_table_is_all_rows_of_its_residents(large, team, version):
    rows = ml.load_measurements(large, version=version)
    own = rows.loc[rows["team"] == team, "resident_id"].unique()
    key = ["resident_id", "leefgebied", "measured_on"]
    slow = rows[rows["resident_id"].isin(own)].sort_values(key, ignore_index=True)
    fast = ml.load_caseload(large, team, version=version).sort_values(key, ignore_index=True)
    pd.testing.assert_frame_equal(fast, slow)


@pytest.mark.parametrize("team", ["Oost", "West", "Zuid", "Nergens"])
def test_the_people_of_a_caseload_are_its_residents_and_their_workers(large, team):
    caseload = ml.load_caseload(large, team)
    slow = {*caseload["resident_id"], *caseload["worker_id"].dropna()}
    assert people_of_caseload(large, team, ml.measurement_version(large)) == slow
    assert len(slow) > 20 or team == "Nergens"


def test_teams_that_share_residents_are_known_by_version_and_by_no_resident(large):
    both = [teams_sharing(large, open_table(large, version), "West") for version in (0, None)]
    assert both == [("West", "Oost"), ("West", "Oost", "Zuid")]
    for file in (large.runs / SHARED_FOLDER).iterdir():
        assert not any(
            resident in file.read_text() for resident in ml.load_measurements(large)["resident_id"]
        )
        file.write_text("{")  # not whole
    assert teams_sharing(large, open_table(large), "Zuid") == ("Zuid", "West")


@pytest.mark.parametrize("rows", [1, 60, 110])
def test_the_sums_of_a_large_table_are_those_of_all_its_rows(large, monkeypatch, rows):
    """Also of who moved between two teams that are not in one part."""
    monkeypatch.setattr(windows, "PART_ROWS", rows)
    parts = list(windows.load_windows(large, Y2025.start, Y2025.end))
    residents = [set(part["resident_id"].astype(str)) for part in parts]
    assert len(parts) > 2 and sum(map(len, residents)) == len(set.union(*residents))
    known = read_instruments()
    pairs = pair_measurements(ml.load_measurements(large), Y2025.start, Y2025.end, instruments=known)
    slow = shared.all_teams(shared.totals_by_start(pairs))
    pd.testing.assert_frame_equal(yardstick(large, Y2025, known), slow)


def test_a_small_table_is_one_part(workspace):
    [part] = windows.load_windows(workspace, Y2025.start, Y2025.end)
    assert len(part) == len(ml.load_measurements(workspace))


def test_a_small_table_is_read_whole(workspace):
    assert teams_sharing(workspace, open_table(workspace), "Oost") is None
    assert not (workspace.runs / SHARED_FOLDER).exists()


def test_of_a_large_table_only_the_parts_with_the_team_are_read(large):
    [first, *_] = open_table(large, 0).to_pyarrow_dataset().get_fragments()
    read = len(first.subset(ds.field("team") == "Oost").row_groups)
    assert 0 < read < len(first.row_groups)


@pytest.fixture
def reads():
    """A function that tells what stands in a file, and how often it looked."""
    looked = []

    def look(file, more=""):
        looked.append(file)
        return file.read_text() + more

    return unchanged.while_unchanged(look), looked


def test_a_change_right_after_another_is_seen(tmp_path, reads):
    read, _looked = reads
    file = tmp_path / "f"
    for content in ("aaa", "bbb", "ccc"):  # as long, and perhaps in one tick of the clock
        file.write_text(content)
        assert read(file) == content


def test_what_has_not_changed_for_a_while_is_read_once(tmp_path, reads, monkeypatch):
    read, looked = reads
    file = tmp_path / "f"
    file.write_text("aaa")
    monkeypatch.setattr(unchanged, "TELLING_NS", 0)
    assert [read(file), read(file), read(file, "!")] == ["aaa", "aaa", "aaa!"]
    assert len(looked) == 2
    file.write_text("bbbb")
    assert read(file) == "bbbb"


def test_of_a_file_only_what_it_holds_now_is_kept_and_of_so_many_files(tmp_path, monkeypatch):
    """Else a folder to which thousands of releases each add a name would be kept thousands of times."""

    class Told:
        pass

    looked, told = [], []

    def look(file):
        found = Told()
        looked.append(file.name)
        told.append(weakref.ref(found))
        return found

    monkeypatch.setattr(unchanged, "TELLING_NS", 0)
    monkeypatch.setattr(unchanged, "KEPT", 2)
    read, files = unchanged.while_unchanged(look), [tmp_path / name for name in "abc"]
    for size in range(1, 4):
        files[0].write_text("x" * size)
        assert read(files[0]) is read(files[0])
    gc.collect()
    assert [each() is None for each in told] == [True, True, False]
    for file in files[1:]:
        file.write_text("x")
        read(file)
    assert looked == ["a", "a", "a", "b", "c"]
    read(files[2])
    read(files[1])
    assert looked == ["a", "a", "a", "b", "c"]
    read(files[0])
    assert looked[5:] == ["a"]


def test_a_file_that_is_gone_or_refused_is_told_every_time(tmp_path, monkeypatch):
    file, looked = tmp_path / "f", []

    def refuses(each):
        looked.append(each)
        raise ValueError

    monkeypatch.setattr(unchanged, "TELLING_NS", 0)
    read = unchanged.while_unchanged(refuses)
    with pytest.raises(FileNotFoundError):
        read(file)
    file.write_text("a")
    for _ in range(2):
        with pytest.raises(ValueError):
            read(file)
    assert len(looked) == 2


def test_the_other_teams_are_all_sums_less_ones_own_as_a_plain_loop_adds_them(workspace):
    pairs = pair_measurements(ml.load_measurements(workspace), Y2025.start, Y2025.end)
    totals = shared.totals_by_start(pairs)
    instrument, rater = pairs["instrument"].iloc[0], pairs["rater"].iloc[0]
    area, own = pairs["leefgebied"].iloc[0], totals[totals["team"] == "Oost"]
    found, nobody = shared.others_of(shared.all_teams(totals), own, instrument, rater, (area, "nowhere"))
    theirs = pairs[(pairs["team"] != "Oost") & (pairs["leefgebied"] == area)]
    slow = [
        (pre, len(rows), rows["change"].notna().sum(), rows["change"].sum(), (rows["change"] ** 2).sum())
        for pre, rows in theirs.groupby("pre")
    ]
    told = zip(found.pre, found.n_start, found.n, found.total, found.squares, strict=True)
    assert [*told] == [pytest.approx(each) for each in slow]
    assert found.teams == theirs["team"].nunique() and nobody is None
