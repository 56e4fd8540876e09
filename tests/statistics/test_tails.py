"""So many or more: against sums of whole numbers, and against scipy.stats where these would be too large."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorlib.statistics import at_least_drawn, at_least_of


@given(st.integers(0, 40), st.sampled_from([0.0, 0.05, 0.5, 0.8, 1.0]), st.data())
def test_of_trials_it_is_the_sum_of_each_number(trials, chance, data):
    seen = data.draw(st.integers(-1, trials + 3))
    p = Fraction(chance)
    slow = sum(comb(trials, b) * p**b * (1 - p) ** (trials - b) for b in range(max(seen, 0), trials + 1))
    assert at_least_of(seen, trials, chance) == pytest.approx(float(slow), rel=1e-12, abs=1e-300)


@given(st.integers(0, 60), st.data())
def test_of_those_drawn_it_is_the_sum_of_ways(whole, data):
    drawn, marked = data.draw(st.integers(0, whole)), data.draw(st.integers(0, whole))
    seen = data.draw(st.integers(-1, drawn + 3))
    ways = [comb(marked, h) * comb(whole - marked, drawn - h) for h in range(drawn + 1)]
    slow = Fraction(sum(ways[max(seen, 0) :]), comb(whole, drawn))
    told = at_least_drawn(seen, drawn, marked, whole)
    assert told == pytest.approx(float(slow), rel=1e-11, abs=1e-300)
    assert 0 <= told <= 1


@pytest.mark.parametrize("marked", [109, 128, 131, 138, 139])
def test_what_nearly_always_happens_is_no_more_than_certain(marked):
    """Of sums that are rounded the part is larger than the whole here, and no p-value may be above 1."""
    assert at_least_drawn(1, 110, marked, 400) <= 1


@pytest.mark.parametrize(
    ("seen", "drawn", "marked", "whole"),
    [(300, 555, 700_000, 1_665_000), (20, 30, 900, 4_000), (3, 40, 40, 41)],
)
def test_of_as_many_as_all_teams_together_it_is_what_scipy_says(seen, drawn, marked, whole):
    from scipy import stats

    witness = stats.hypergeom.sf(seen - 1, whole, marked, drawn)
    assert at_least_drawn(seen, drawn, marked, whole) == pytest.approx(witness, rel=1e-9)
