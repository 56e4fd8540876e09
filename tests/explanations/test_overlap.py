"""Two explanations of the same residents are one sign; asked of who was measured by whom and when alone."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.planted import AREAS, planted, team_of
from benchmarks.told import _by_another, _in_another_system
from monitorlib.analysis.pairs import pair_measurements
from monitorlib.explanations import explain_shifts, explaining, explanations
from monitorlib.explanations.notes import NEARLY, overlap_note, rest_on_the_same, with_notes

DIVISION = st.lists(st.sampled_from([1, -1, 0]), min_size=8, max_size=8)
DIVISIONS = st.lists(DIVISION, min_size=1, max_size=3).map(np.array)


def _slow(one, other) -> bool:
    return any(_alike(a, b) or _alike(a, -b) for a in one for b in other)


def _alike(a, b) -> bool:
    for side in (1, -1):
        mine, theirs = set(np.flatnonzero(a == side)), set(np.flatnonzero(b == side))
        if not mine | theirs or len(mine & theirs) / len(mine | theirs) < NEARLY:
            return False
    return True


@given(DIVISIONS, DIVISIONS)
def test_overlap_is_found_as_plain_sets_find_it(one, other):
    assert rest_on_the_same(one, other) == _slow(one, other) == rest_on_the_same(other, one)


@pytest.mark.parametrize(("shared", "told"), [(16, True), (15, False)])
def test_nearly_is_eight_of_ten_on_either_side(shared, told):
    """Twenty residents, sixteen of them in both: 16 of 20 in either."""
    one = np.array([[1] * 20 + [-1] * 80])
    other = np.array([[1] * shared + [-1] * (100 - shared)])
    assert rest_on_the_same(one, other) == told


def _two_causes(together: bool, seed: int = 1):
    """Another worker and another system: for the same residents, or each for others; whoever had either is
    better."""
    draw = np.random.default_rng(seed)
    own = team_of(draw, "T", 120)
    first = draw.random(120) < 0.4
    second = first if together else draw.permutation(first)
    own = _in_another_system(_by_another(own, first), second)
    level = np.minimum(own.level[:, 0], 3.2)
    after = own.after.copy()
    after[:, 0] = level + 1.2 * first + 1.2 * (second & ~first if together else second)
    pre = own.pre.copy()
    pre[:, 0] = np.clip(np.rint(level + 0.5 * draw.normal(size=120)), 1, 5)
    made = planted(draw, replace(own, pre=pre, after=after), team_of(draw, "T", 60), [], AREAS[0])
    checks = explain_shifts(made.pairs, made.measurements, team="T", previous=made.previous)
    return checks[checks["leefgebied"] == AREAS[0]].set_index("check")


def test_both_say_so_where_the_same_residents_had_another_worker_and_another_system():
    found = _two_causes(together=True).loc[["rater_change", "version_change"]]
    assert set(found["answer"]) == {"supports"}
    assert found["overlaps"].tolist() == [("version_change",), ("rater_change",)]
    label = explanations()["version_change"].label
    assert found["sentence"].iloc[0].endswith(overlap_note([label]).nl)
    assert found["sentence_en"].iloc[0].endswith(overlap_note([label]).en)
    assert not found["told"].str.contains("Let op").any()  # the door puts it there, if both may be told


def test_neither_does_where_they_were_others():
    found = _two_causes(together=False).loc[["rater_change", "version_change"]]
    assert set(found["answer"]) == {"supports"} and found["overlaps"].tolist() == [(), ()]


def _divisions(made, monkeypatch) -> dict[str, np.ndarray]:
    """What each check looks at on the first leefgebied."""
    seen = {}

    def kept(rows, findings, labels):
        for row, finding in zip(rows, findings, strict=True):
            if row["leefgebied"] == AREAS[0] and finding.divisions is not None:
                seen[row["check"]] = finding.divisions
        return with_notes(rows, findings, labels)

    monkeypatch.setattr(explaining, "with_notes", kept)
    explain_shifts(made.pairs, made.measurements, team="T")
    return seen


def test_what_is_compared_does_not_depend_on_outcomes(monkeypatch):
    """Whoever had which scores; but for the group that the question of `subgroup` names, which was picked by
    them."""
    draw = np.random.default_rng(5)
    made = planted(draw, team_of(draw, "T", 60), team_of(draw, "T", 20), [], AREAS[0])
    order = np.random.default_rng(1).permutation(60)
    rows = made.measurements.sort_values(["measured_on", "resident_id"], kind="stable")
    changed = made.measurements.copy()
    for _moment, part in rows.groupby("leefgebied"):
        by_resident = part.sort_values(["resident_id", "measured_on"]).index.to_numpy().reshape(60, 2)
        changed.loc[by_resident.ravel(), "score"] = rows.loc[by_resident[order].ravel(), "score"].to_numpy()
    other = replace(made, measurements=changed, pairs=pair_measurements(changed))
    assert not other.pairs["change"].equals(made.pairs["change"])
    one, two = _divisions(made, monkeypatch), _divisions(other, monkeypatch)
    assert set(one) == {"subgroup", "one_caseload", "follow_up_time", "rater_change", "season"}
    for name in set(one) - {"subgroup"}:
        assert np.array_equal(one[name], two[name]), name
