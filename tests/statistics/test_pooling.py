"""Partial pooling against a published example and a slow twin, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t as student

from monitorlib.foundation.errors import UserError
from monitorlib.statistics import mean_shift, partial_pool
from monitorlib.statistics.pooling import _SPREADS, alike_errors, net_error
from tests.statistics import slow

# Rubin 1981, J Educational Statistics 6:377: effects of coaching in eight schools and their standard errors
SCHOOLS = ([28, 8, -3, 7, -1, 1, 18, 12], [15, 10, 16, 11, 9, 11, 10, 18])

shares = st.floats(-0.9, 0.9)
groups = st.lists(st.tuples(shares, st.floats(0.05, 0.4)), min_size=3, max_size=9)


def _spreads(most):
    return [most * (place + 0.5) / _SPREADS for place in range(_SPREADS)]


def test_the_eight_schools_come_out_as_published():
    """Witness: Gelman e.a., Bayesian Data Analysis, table 5.3, medians of 200 draws: 10 8 7 8 5 6 10 8."""
    found = partial_pool(*SCHOOLS, most=60)
    assert found.estimate == pytest.approx([10, 8, 7, 8, 5, 6, 10, 8], abs=1.5)
    assert (found.centre, found.spread) == pytest.approx((8, 6.5), abs=0.5)


@settings(max_examples=60, derandomize=True)
@given(rows=groups, common=st.sampled_from([0.0, 0.3, 0.8]))
def test_pooling_is_conditioning_for_every_spread(rows, common):
    y, s = (np.array(column) for column in zip(*rows, strict=True))
    alike = np.where(np.eye(len(y)) == 1, 1, common)
    found = partial_pool(y, s, 1, alike)
    mean, deviation = slow.pooled(y, np.outer(s, s) * alike, _spreads(1))
    assert found.estimate == pytest.approx(mean, abs=1e-4)
    assert (found.high - found.low) / 2 / 1.959964 == pytest.approx(deviation, abs=1e-4)


@settings(max_examples=60, derandomize=True)
@given(rows=groups, level=st.sampled_from([0.8, 0.95]))
def test_an_estimate_lies_between_its_own_and_the_mean_of_all(rows, level):
    y, s = (np.array(column) for column in zip(*rows, strict=True))
    found = partial_pool(y, s, 1, level=level)
    assert ((found.estimate >= y.min() - 1e-9) & (found.estimate <= y.max() + 1e-9)).all()
    assert ((found.own_part > 0) & (found.own_part < 1)).all()
    assert (found.low < found.estimate).all()
    assert (found.estimate < found.high).all()


@settings(max_examples=40, derandomize=True)
@given(rows=groups, points=st.floats(-1, 1))
def test_moving_all_moves_all_and_the_order_plays_no_part(rows, points):
    y, s = (np.array(column) for column in zip(*rows, strict=True))
    found, moved, turned = (partial_pool(*each, 1) for each in ((y, s), (y + points, s), (y[::-1], s[::-1])))
    assert moved.estimate == pytest.approx(found.estimate + points, abs=1e-9)
    assert turned.estimate[::-1] == pytest.approx(found.estimate, abs=1e-9)


def test_groups_that_hardly_differ_are_drawn_in_and_groups_that_differ_are_not():
    near = partial_pool([0.1, 0.12, 0.08, 0.1], [0.1] * 4, 1)
    far = partial_pool([-0.8, 0.7, 0.1, -0.4], [0.05] * 4, 1)
    assert near.own_part.max() < 0.6 < 0.95 < far.own_part.min()
    assert far.estimate == pytest.approx([-0.8, 0.7, 0.1, -0.4], abs=0.02)


def test_a_group_of_few_is_drawn_further_than_one_of_many():
    found = partial_pool([0.5, 0.5, 0.0, 0.0, 0.0], [0.05, 0.3, 0.1, 0.1, 0.1], 1)
    assert found.estimate[0] > found.estimate[1]
    assert found.own_part[0] > found.own_part[1]


def test_what_all_errors_have_in_common_is_not_drawn_out():
    """Errors that are wholly alike move all groups together: differences are true, their level is not known."""
    alike = np.full((4, 4), 0.999) + 0.001 * np.eye(4)
    together, apart = (partial_pool([0.1, 0.3, 0.2, 0.4], [0.2] * 4, 1, each) for each in (alike, None))
    assert np.ptp(together.estimate) > 0.95 * 0.3 > np.ptp(apart.estimate)
    assert ((together.high - together.low) > 2 * 1.96 * 0.19).all()


@settings(max_examples=60, derandomize=True)
@given(up=st.integers(0, 60), same=st.integers(2, 60), down=st.integers(0, 60))
def test_a_standard_error_is_that_of_the_plus_two_interval_widened_as_t_is(up, same, down):
    n = up + same + down
    interval = mean_shift({1: up, 0: same, -1: down})
    plain = (interval.high - interval.low) / 2 / student.ppf(0.975, n + 1)
    assert net_error(up, down, n)[0] == pytest.approx(plain * np.sqrt((n + 1) / (n - 1)), rel=1e-9)


@settings(max_examples=30, derandomize=True)
@given(seed=st.integers(0, 10_000), areas=st.integers(2, 5))
def test_errors_of_leefgebieden_are_as_alike_as_their_residents(seed, areas):
    rng = np.random.default_rng(seed)
    change = np.sign(rng.normal(size=(25, 1)) + rng.normal(size=(25, areas))).round()
    correlations = np.corrcoef(change.T)[np.triu_indices(areas, 1)]
    alike = alike_errors(change)
    assert alike[np.triu_indices(areas, 1)] == pytest.approx(max(0, correlations.mean()))
    assert np.diag(alike).tolist() == [1] * areas


def test_half_the_residents_in_common_is_half_as_alike():
    both = np.array([[1, 1], [-1, -1], [1, 1], [-1, -1]], dtype=float)
    apart = np.array([[1, np.nan], [-1, np.nan], [1, np.nan], [-1, np.nan]])
    alike = alike_errors(np.vstack([both, apart, apart[:, ::-1]]))
    assert alike[0, 1] == pytest.approx(0.5)


def test_leefgebieden_without_common_residents_or_against_each_other_are_not_alike():
    apart = alike_errors(np.array([[1, np.nan], [-1, np.nan], [np.nan, 1], [np.nan, -1]], dtype=float))
    against = alike_errors(np.array([[1, -1], [-1, 1], [1, -1]], dtype=float))
    assert apart[0, 1] == against[0, 1] == 0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: partial_pool([0.1, 0.2], [0.1, 0.1], 1), "minstens 3 groepen"),
        (lambda: partial_pool([0.1, 0.2, 0.3], [0.1, 0.1, 0], 1), "fouten zijn groter dan 0"),
        (lambda: partial_pool([0.1, np.nan, 0.3], [0.1, 0.1, 0.1], 1), "alles is ingevuld"),
        (lambda: partial_pool([0.1, 0.2, 0.3], [0.1] * 3, 0), "most: moet tussen"),
        (lambda: partial_pool([0.1, 0.2, 0.3], [0.1] * 3, 1, np.ones((2, 2))), "geen tabel van correlaties"),
        (lambda: partial_pool([0.1] * 3, [0.1] * 3, 1, np.eye(3) * 2), "tussen −1 en 1"),
        (lambda: partial_pool([0.1] * 3, [0.1] * 3, 1, np.eye(3) * 3 - 2), "tussen −1 en 1"),
        (lambda: net_error(1, 0, 1), "minstens twee paren"),
    ],
)
def test_wrong_input_is_refused_by_name_and_rule(call, words):
    with pytest.raises(UserError, match=words):
        call()
