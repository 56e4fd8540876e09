"""All leefgebieden together: one test that flips whole residents, and how far leefgebieden move together."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitorlib.foundation.errors import UserError
from monitorlib.statistics import sign_test
from monitorlib.statistics.multiplicity import cohesion, together
from tests.statistics import slow

GONE = np.nan
outcome = st.sampled_from([1.0, 0.0, -1.0])


@st.composite
def teams(draw, gone=True):
    """A row a resident: up to ten on up to five leefgebieden, the first measured on all."""
    n, areas = draw(st.integers(1, 10)), draw(st.integers(1, 5))
    each = st.one_of(outcome, st.just(GONE)) if gone else outcome
    rows = draw(st.lists(st.lists(each, min_size=areas, max_size=areas), min_size=n, max_size=n))
    return np.array([draw(st.lists(outcome, min_size=areas, max_size=areas)), *rows])


@settings(max_examples=60)
@given(teams())
def test_the_test_counts_every_way_to_flip_whole_residents(turns):
    """The slow twin: what each resident adds, in whole numbers; then every pattern of signs."""
    n = [sum(not np.isnan(turn) for turn in column) for column in turns.T]
    common = np.lcm.reduce(n)
    added = [sum(int(common // n[j]) * t for j, t in enumerate(row) if not np.isnan(t)) for row in turns]
    two_sided, mid, *_ = slow.flip_p_values([each for each in added if each])
    found = together(turns)
    assert found.estimate == pytest.approx(sum(added) / common / turns.shape[1], abs=1e-12)
    assert found.p_exact == pytest.approx(two_sided, rel=1e-9)
    if sum(added):
        assert found.p_mid == pytest.approx(mid, rel=1e-9)


@given(teams())
def test_cohesion_is_the_variance_of_the_mean_over_its_largest(turns):
    """The slow twin: loops over pairs of leefgebieden, their covariance and their two deviations."""
    columns = []
    for column in turns.T:
        there = column[~np.isnan(column)]
        columns.append([0.0 if np.isnan(t) else (t - there.mean()) / len(there) for t in column])
    pairs = [(a, b) for a in columns for b in columns]
    variance = sum(sum(x * y for x, y in zip(a, b, strict=True)) for a, b in pairs)
    largest = sum(sqrt(sum(x * x for x in a) * sum(y * y for y in b)) for a, b in pairs)
    expected = variance / largest if largest else 1.0
    assert cohesion(turns) == pytest.approx(expected, abs=1e-12)
    assert 0 <= cohesion(turns) <= 1


@given(teams(), st.randoms(use_true_random=False))
def test_who_is_who_and_which_way_is_good_change_nothing_but_the_sign(turns, shuffle):
    order = list(range(len(turns)))
    shuffle.shuffle(order)
    found, other, turned = together(turns), together(turns[order]), together(-turns)
    assert other.estimate == pytest.approx(found.estimate) and other.cohesion == pytest.approx(found.cohesion)
    assert (other.p_exact, other.p_mid) == pytest.approx((found.p_exact, found.p_mid))
    assert turned.estimate == pytest.approx(-found.estimate) and turned.p_exact == pytest.approx(
        found.p_exact
    )


@given(st.lists(outcome, min_size=2, max_size=15), st.integers(1, 6))
def test_leefgebieden_that_move_as_one_tell_what_one_tells(column, areas):
    turns = np.tile(np.array(column)[:, None], areas)
    found, alone = together(turns), sign_test(column)
    assert (found.p_exact, found.p_mid) == pytest.approx((alone.p_exact, alone.p_mid))
    assert found.cohesion == pytest.approx(1)


def test_leefgebieden_that_have_nothing_in_common_count_for_as_many():
    """By hand: every pair of outcomes once, so no covariance; the variance is two of the four equal parts."""
    turns = np.array([(a, b) for a in (1, 0, -1) for b in (1, 0, -1)], dtype=float)
    assert cohesion(turns) == pytest.approx(0.5)


def test_what_goes_up_on_one_and_down_on_the_other_has_no_mean_to_tell():
    turns = np.array([(1.0, -1.0), (-1.0, 1.0), (0.0, 0.0)])
    assert (together(turns).estimate, together(turns).p_exact, cohesion(turns)) == (0, 1, 0)


def test_nobody_changed():
    found = together(np.zeros((12, 3)))
    assert (found.estimate, found.p_exact, found.p_mid, found.cohesion) == (0, 1, 1, 1)


@pytest.mark.parametrize(
    ("turns", "words"),
    [
        ([1, 0, -1], "2 dimensie"),
        ([[1.0, GONE], [0.0, GONE]], "elk leefgebied moet een paar hebben"),
        (np.zeros((0, 2)), "elk leefgebied moet een paar hebben"),
        ([[2.0, 1.0]], "1, 0 of -1"),
        ([[0.5, 1.0]], "1, 0 of -1"),
    ],
)
def test_wrong_input_is_refused_by_name_and_rule(turns, words):
    with pytest.raises(UserError, match=words):
        together(turns)
