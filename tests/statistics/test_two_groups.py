"""Welch's interval against scipy's own."""

import numpy as np
import pytest
from scipy import stats

from monitorlib.statistics.two_groups import difference_in_means


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
