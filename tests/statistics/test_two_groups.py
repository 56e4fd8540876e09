"""Welch's interval against scipy's own, and when two groups surely differ by little."""

import numpy as np
import pytest
from scipy import stats

from monitorlib.statistics.intervals import difference_in_means, surely_within


def test_welchs_interval_is_scipys():
    """Witness: scipy.stats.ttest_ind(equal_var=False), which follows R's t.test."""
    rng = np.random.default_rng(5)
    one, other = rng.integers(1, 6, 23).astype(float), rng.integers(1, 5, 41).astype(float)
    found = difference_in_means(one, other)
    wanted = stats.ttest_ind(one, other, equal_var=False).confidence_interval()
    assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high), rel=1e-12)
    assert found.estimate == pytest.approx(one.mean() - other.mean())


def test_two_groups_without_spread_have_their_difference_and_no_width():
    found = difference_in_means(np.array([3.0, 3.0]), np.array([2.0, 2.0]))
    assert (found.estimate, found.low, found.high) == (1.0, 1.0, 1.0)


def _two(gap, n=40):
    """Two groups of n whose means differ by `gap`, with a spread of 1."""
    spread = np.tile([-1.0, 1.0], n // 2)
    return spread + gap, spread


def test_surely_little_is_two_one_sided_tests_at_5_percent():
    """Witness: scipy.stats.ttest_ind(equal_var=False), each side against the border."""
    one, other = _two(0.2)
    sides = [
        stats.ttest_ind(one - border, other, equal_var=False, alternative=side).pvalue
        for border, side in ((0.6, "less"), (-0.6, "greater"))
    ]
    assert max(sides) < 0.05
    assert surely_within(one, other, 0.6)


@pytest.mark.parametrize("off", [-1e-6, 1e-6])
def test_the_border_of_surely_little_is_where_the_90_percent_interval_ends(off):
    one, other = _two(0.2)
    end = difference_in_means(one, other, 0.9).high
    assert surely_within(one, other, end + off) is (off > 0)
    assert end < difference_in_means(one, other).high


def test_a_true_difference_on_the_border_is_called_little_in_one_of_twenty_at_most():
    rng = np.random.default_rng(8)
    called = [surely_within(rng.normal(0.5, 1, 45), rng.normal(0, 1, 60), 0.5) for _ in range(2000)]
    assert 0.035 < np.mean(called) < 0.06
