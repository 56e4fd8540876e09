"""What is said of a hidden class: by hand, and for every table."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorlib.disclosure.coarse import bounds_of, could_be_clear, few_of, is_tested, net_range, turned
from monitorlib.disclosure.rules import THREE, Profile, choose_table, team_profile
from monitorlib.statistics import signed_rank

TEAM = team_profile(10)


def _said(blocks, profile=TEAM):
    return few_of(choose_table(blocks, profile), blocks, profile)


@pytest.mark.parametrize(
    ("counts", "few"),
    [
        ((22, 5, 2), {"deteriorated": 2}),
        ((22, 2, 5), {"unchanged": 2}),
        ((22, 1, 2), None),  # a rest of three
        ((22, 2, 2), {"deteriorated": 2}),  # a rest of four; few deteriorated is said first
        ((2, 20, 5), {"improved": 2}),
        ((40, 0, 0), {"not_improved": 2}),
        ((38, 1, 1), {"not_improved": 2}),
        ((0, 2, 38), {"not_deteriorated": 2}),
        ((2, 36, 2), {"improved": 2, "deteriorated": 2}),
        ((5, 5, 5), None),
        ((9, 0, 0), None),  # below ten
    ],
)
def test_what_is_said_is_the_first_that_is_true(counts, few):
    assert _said([counts]) == few


def test_of_fewer_than_twice_the_smallest_count_nothing_is_said():
    """Of eleven with counts from six on: five improved and five deteriorated would be two statements at once."""
    assert _said([(5, 1, 5)], Profile(10, 6, 6)) is None
    assert _said([(5, 2, 5)], Profile(10, 6, 6)) == {"improved": 5, "deteriorated": 5}


def test_beside_blocks_nothing_is_said_and_beside_the_team_of_blocks_it_is():
    assert _said([(6, 6, 0), (6, 6, 0)]) is None
    assert _said([(2, 9, 0), (8, 3, 0)]) == {"deteriorated": 2}


def test_a_statement_as_bounds():
    assert bounds_of(None) == {}
    assert bounds_of({"deteriorated": 2}) == {"deteriorated": (0, 2)}
    assert bounds_of({"unchanged": 2}) == {"unchanged": (0, 2), "deteriorated": (3, float("inf"))}
    assert bounds_of({"partly": 2}) == {"partly": (0, 2), "no": (3, float("inf"))}


@pytest.mark.parametrize(
    ("counts", "few", "n", "ends"),
    [
        ({"improved": 20, "not_improved": 20}, {"deteriorated": 2}, 40, (18 / 40, 20 / 40)),
        ({"improved": 20, "not_improved": 20}, {"unchanged": 2}, 40, (0.0, 2 / 40)),
        ({"improved": 20, "not_improved": 20}, None, 40, (0.0, 20 / 40)),
        ({"deteriorated": 20, "not_deteriorated": 20}, {"improved": 2}, 40, (-20 / 40, -18 / 40)),
        (None, {"not_improved": 2}, 40, (36 / 40, 1.0)),
        (None, {"not_deteriorated": 2}, 40, (-1.0, -36 / 40)),
        (None, {"improved": 2, "deteriorated": 2}, 40, (-2 / 40, 2 / 40)),
        (None, None, 40, None),
    ],
)
def test_improved_minus_deteriorated_lies_between_the_tables_that_fit(counts, few, n, ends):
    assert net_range(counts, few, n) == ends


@given(st.integers(10, 30), st.data())
def test_the_tables_that_fit_are_those_that_fit_one_by_one(n, data):
    """The slow twin; and the true table is among them."""
    up = data.draw(st.integers(0, n))
    down = data.draw(st.integers(0, n - up))
    cells = (up, n - up - down, down)
    table = choose_table([cells], TEAM)
    few = few_of(table, [cells], TEAM)
    parts = {"not_improved": (1, 2), "not_deteriorated": (0, 1)} | {
        name: (at,) for at, name in enumerate(THREE)
    }
    fitting = [
        (i, d)
        for i, d in itertools.product(range(n + 1), repeat=2)
        if i + d <= n
        and all(
            low <= sum((i, n - i - d, d)[at] for at in parts[name]) <= high
            for name, (low, high) in {
                **{name: (count, count) for name, count in (table.counts or {}).items()},
                **bounds_of(few),
            }.items()
        )
    ]
    assert list(turned(table.counts, few, n)) == fitting
    assert (up, down) in fitting


@pytest.mark.parametrize("n", range(1, 24))
def test_the_clearest_of_so_many_changes_is_that_of_the_signed_ranks(n):
    """Witness: the exact signed-rank test of changes of which the fewer are the smallest."""
    for up in range(n + 1):
        sizes = np.arange(1.0, n + 1)
        sizes[: min(up, n - up)] *= -1
        assert could_be_clear(up, n - up) is bool(signed_rank(sizes).p_mid <= 0.05)


def test_from_24_changes_on_any_division_can_be_clear():
    assert all(could_be_clear(up, 24 - up) for up in range(25))
    sizes = np.concatenate([-np.arange(1.0, 13), np.arange(13.0, 25)])
    assert signed_rank(sizes).p_mid <= 0.05


@pytest.mark.parametrize(
    ("verdict", "tested"), [("withheld", True), ("not_tested", False), ("too_few", False)]
)
def test_what_counts_as_tested(verdict, tested):
    assert is_tested(verdict) is tested
