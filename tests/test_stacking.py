"""Where the parts of a bar stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorlib.disclosure.rules import ANSWER_TABLES, SHIFT_TABLES
from monitorlib.wording.stacking import LEFT, NARROWEST, RIGHT, WHOLE, reach, stacked
from tests.releases import a_row

ROWS = st.sampled_from([*SHIFT_TABLES, *ANSWER_TABLES]).flatmap(
    lambda names: (
        st.lists(st.integers(0, 200), min_size=len(names), max_size=len(names))
        .filter(any)
        .map(lambda counts: a_row(counts=dict(zip(names, counts, strict=True)), n=sum(counts)))
    )
)


@given(ROWS)
def test_a_bar_is_all_residents_without_gaps_and_what_is_neither_stands_about_zero(row):
    parts = stacked(row)
    assert {part.name: part.count for part in parts} == row.counts
    assert sum(part.end - part.start for part in parts) == pytest.approx(1)
    for before, after in zip(parts, parts[1:], strict=False):
        assert before.end == pytest.approx(after.start)
    for part in parts:
        assert part.end - part.start == pytest.approx(part.count / row.n)
        if part.name not in LEFT + RIGHT:
            assert part.start == pytest.approx(-part.end)
        assert part.merged == (part.name not in LEFT + RIGHT + WHOLE)


@given(st.lists(ROWS, max_size=5))
def test_every_bar_lies_on_the_axis_and_the_axis_ends_in_tens(rows):
    far = reach(rows)
    assert far >= NARROWEST and far * 10 == pytest.approx(round(far * 10))
    assert all(-far - 1e-9 <= part.start and part.end <= far + 1e-9 for row in rows for part in stacked(row))
    if far > NARROWEST:  # and no farther than a step
        assert max(max(-part.start, part.end) for row in rows for part in stacked(row)) > far - 0.1 - 1e-9


def test_a_bar_lies_to_the_right_when_more_improved():
    parts = stacked(a_row(counts={"improved": 30, "unchanged": 20, "deteriorated": 10}))
    assert [(part.name, round(part.start, 3), round(part.end, 3)) for part in parts] == [
        ("deteriorated", -0.333, -0.167),
        ("unchanged", -0.167, 0.167),
        ("improved", 0.167, 0.667),
    ]


@pytest.mark.parametrize(
    ("few", "name", "start", "end"),
    [
        ({"not_improved": 2}, "improved", 0.0, 58 / 60),
        ({"not_deteriorated": 2}, "deteriorated", -58 / 60, 0.0),
        ({"improved": 2, "deteriorated": 2}, "unchanged", -28 / 60, 28 / 60),
        ({"not_yes": 2}, "yes", 0.0, 58 / 60),
        ({"not_no": 2}, "no", -58 / 60, 0.0),
        ({"yes": 2, "no": 2}, "partly", -28 / 60, 28 / 60),
    ],
)
def test_where_only_a_statement_is_told_the_part_is_the_fewest_it_can_be(few, name, start, end):
    (part,) = stacked(a_row(counts=None, few=few))
    assert (part.name, part.count) == (name, None)
    assert (part.start, part.end) == pytest.approx((start, end))


@pytest.mark.parametrize("changes", [{"counts": None}, {"n": None, "counts": None}])
def test_where_nothing_is_told_nothing_is_drawn(changes):
    assert stacked(a_row(**changes)) == ()
    assert reach([a_row(**changes)]) == NARROWEST
