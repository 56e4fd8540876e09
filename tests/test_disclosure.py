"""The ladder and the audit, at one below, on and one above each border."""

import itertools
from collections import defaultdict

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorlib.disclosure.audit import exposing_tables, group_residents
from monitorlib.disclosure.coarse import completeness, mean_beside
from monitorlib.disclosure.rules import ONLY_N, Table, choose_table, team_profile
from monitorlib.workspace import MIN_RESIDENTS

PROFILE = team_profile(MIN_RESIDENTS)  # the usual limits: the borders below are those that were decided

LADDER = """
improved unchanged deteriorated  shown
4        3         2             nothing                 below the minimum group
4        3         3             three                   on the minimum, every cell on m
30       30        3             three
30       30        2             improved
30       30        0             improved                zero is no safe cell
2        30        30            deteriorated
3        57        0             improved
2        58        0             nothing
0        60        0             nothing                 everybody alike
60       0         0             nothing
58       0         2             nothing
57       0         3             improved                the other classes together reach m
"""
SHOWN = {
    "nothing": None,
    "three": ("improved", "unchanged", "deteriorated"),
    "improved": ("improved", "not_improved"),
    "deteriorated": ("deteriorated", "not_deteriorated"),
}


@pytest.mark.parametrize("line", LADDER.strip().splitlines()[1:])
def test_the_first_rung_with_only_safe_cells_is_shown(line):
    *cells, shown = line.split()[:4]
    table = choose_table([tuple(map(int, cells))], PROFILE).counts
    assert (table and tuple(table)) == SHOWN[shown]


counts = st.integers(min_value=0, max_value=40)


@given(counts, counts, counts)
def test_every_released_cell_reaches_m_and_all_cells_make_the_group(improved, unchanged, deteriorated):
    table = choose_table([(improved, unchanged, deteriorated)], PROFILE).counts
    if table is not None:
        assert min(table.values()) >= PROFILE.m
        assert sum(table.values()) == improved + unchanged + deteriorated >= PROFILE.min_residents


@given(counts, counts, counts)
def test_no_table_determines_how_many_were_in_a_class_that_is_not_shown(improved, unchanged, deteriorated):
    """All groups of the same size that give the same page differ in every class that is not on it."""
    n = improved + unchanged + deteriorated
    table = choose_table([(improved, unchanged, deteriorated)], PROFILE).counts
    if n < PROFILE.min_residents or n > 40:
        return
    alike = [
        (a, b, n - a - b)
        for a in range(n + 1)
        for b in range(n - a + 1)
        if choose_table([(a, b, n - a - b)], PROFILE).counts == table
    ]
    for position, name in enumerate(("improved", "unchanged", "deteriorated")):
        possible = {cells[position] for cells in alike}
        if table is None or name not in table:
            assert len(possible) > 1
        assert possible != {0}
        assert possible != {n}


@pytest.mark.parametrize(("n", "shown"), [(9, None), (10, 0.3), (11, 0.3)])
def test_a_mean_leaves_with_one_decimal_from_the_minimum_group(n, shown):
    assert mean_beside(choose_table([(4, 3, 3)], PROFILE), 0.3456, n, PROFILE) == shown


def test_a_mean_is_never_minus_zero():
    assert str(mean_beside(choose_table([(4, 3, 3)], PROFILE), -0.01, 20, PROFILE)) == "0.0"


@pytest.mark.parametrize(
    ("measured", "again", "shown"),
    [
        (9, 9, (None, None)),
        (10, 10, (10, 10)),
        (11, 10, (None, 10)),
        (14, 10, (None, 10)),
        (15, 10, (15, 10)),
        (30, 9, (None, None)),
    ],
)
def test_who_was_left_out_is_shown_from_five(measured, again, shown):
    assert completeness(measured, again, PROFILE) == shown


def _cohort(outcomes: dict[str, float]) -> pd.DataFrame:
    rows = [
        {
            "kind": "shifts",
            "instrument": "zrm-2017",
            "rater": "professional",
            "leefgebied": "financien",
            "start": "2025-01-01",
            "end": "2025-12-31",
            "block": "",
            "resident_id": resident,
            "outcome": float(outcome),
            "cell": 1 - ((outcome > 0) - (outcome < 0)),
        }
        for resident, outcome in outcomes.items()
    ]
    return pd.DataFrame(rows)


def _exposing(*releases: pd.DataFrame) -> list[tuple[str, ...]]:
    frames = [frame.assign(release=number) for number, frame in enumerate(releases)]
    return exposing_tables(group_residents(pd.concat(frames)), PROFILE)


BASE = {f"r{i}": float(i % 3 - 1) for i in range(30)}
TABLE = ("shifts", "zrm-2017", "professional", "financien")
# outcomes of those who differ, and whether their difference would expose them
DIFFERING = [
    ([], False),
    ([1], True),
    ([1, 0, -1, 1], True),
    ([1, 1, 1, 1, 1], True),
    ([1, 1, 1, 0, 0, 0, -1, -1], True),
    ([1, 1, 1, 0, 0, 0, -1, -1, -1], False),
    ([1, 1, 1, 1, 0, 0, 0, -1, -1, -1], False),
    ([1] * 12 + [0] * 12, True),
]


@pytest.mark.parametrize(("outcomes", "refused"), DIFFERING)
def test_newcomers_are_seen_only_as_a_group_that_could_itself_be_shown(outcomes, refused):
    later = BASE | {f"new{i}": outcome for i, outcome in enumerate(outcomes)}
    found = _exposing(_cohort(BASE), _cohort(later))
    assert found == ([TABLE] if refused else [])


@pytest.mark.parametrize(("outcomes", "refused"), DIFFERING)
def test_leavers_are_seen_only_as_a_group_that_could_itself_be_shown(outcomes, refused):
    before = BASE | {f"old{i}": outcome for i, outcome in enumerate(outcomes)}
    found = _exposing(_cohort(before), _cohort(BASE))
    assert found == ([TABLE] if refused else [])


@pytest.mark.parametrize(("corrected", "refused"), [(0, False), (1, True), (8, True), (9, False)])
def test_a_correction_is_one_who_went_and_one_who_came(corrected, refused):
    """Each of the first nine residents, three a class, moves one class on."""
    turned = {f"r{i}": float((i + 1) % 3 - 1) for i in range(corrected)}
    found = _exposing(_cohort(BASE), _cohort(BASE | turned))
    assert found == ([TABLE] if refused else [])


def test_a_table_that_is_new_or_gone_is_compared_too():
    one = _cohort({"r0": -1.0}).assign(leefgebied="justitie")
    both = pd.concat([_cohort(BASE), one])
    wanted = [("shifts", "zrm-2017", "professional", "justitie")]
    assert _exposing(_cohort(BASE), both) == wanted
    assert _exposing(both, _cohort(BASE)) == wanted


HIDDEN = [Table(ONLY_N), choose_table([(17, 2, 1)], PROFILE)]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_beside_a_table_with_a_hidden_class_stands_no_mean(hidden):
    assert mean_beside(hidden, 0.9, 20, PROFILE) is None


def _outcomes_on_three_levels(n: int) -> list[tuple[tuple[int, int, int], float]]:
    """Every way in which n residents can change on a scale of three levels: its counts and its mean."""
    ways = set()
    for up2, up1, down1, down2 in itertools.product(range(n + 1), repeat=4):
        same = n - up2 - up1 - down1 - down2
        if same >= 0:
            mean = (2 * up2 + up1 - down1 - 2 * down2) / n
            ways.add(((up2 + up1, same, down1 + down2), mean))
    return sorted(ways)


@pytest.mark.parametrize("n", [10, 12])
def test_what_stands_beside_a_hidden_class_never_gives_it_back(n):
    """And the negative control: with the mean beside it, hidden counts would be known exactly."""
    shown, naive = defaultdict(set), defaultdict(set)
    for counts, mean in _outcomes_on_three_levels(n):
        table = choose_table([counts], PROFILE)
        if table.rung != "team_three":
            shown[str(table), mean_beside(table, mean, n, PROFILE)].add(counts)
            naive[str(table), round(mean, 1)].add(counts)
    assert [possible for possible in shown.values() if len(possible) == 1] == []
    assert [possible for possible in naive.values() if len(possible) == 1] != []
