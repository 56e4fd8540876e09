"""Tango, plus-two t and Wilson against R, against slow twins, and at the edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from monitorlib.foundation.errors import UserError
from monitorlib.statistics import mean_shift, net_improved, share, wilson
from monitorlib.statistics.intervals import plus_two_t, tango
from tests.statistics import slow
from tests.statistics.reference import gold

counts = st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30)).filter(any)


@pytest.mark.parametrize("case", gold("gold_other")["net_change_intervals"].values(), ids=str)
def test_tango_is_that_of_contingencytables(case):
    found = net_improved({1: case["up"], -1: case["down"], 0: case["same"]})
    assert found.estimate == pytest.approx(case["net"])
    assert (found.low, found.high) == pytest.approx(case["tango_contingencytables"], abs=1e-6)


def test_tango_of_bentur_2009():
    expected = gold("gold_other")["bentur_2009"]["Tango_asymptotic_score_CI_paired_2x2"]
    found = net_improved({1: 1, -1: 7, 0: 13})
    assert (found.low, found.high) == pytest.approx(expected, abs=1e-6)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(counts=counts, level=st.sampled_from([0.9, 0.95]))
def test_tango_is_where_the_score_test_just_does_not_reject(counts, level):
    up, down, same = counts
    z = {0.9: 1.6448536269514722, 0.95: 1.959963984540054}[level]
    found = net_improved({1: up, -1: down, 0: same}, level)
    assert (found.low, found.high) == pytest.approx(slow.tango(up, down, up + down + same, z), abs=2e-5)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(counts=counts)
def test_tango_holds_the_estimate_turns_with_the_scale_and_narrows_with_the_level(counts):
    up, down, same = counts
    found, turned = net_improved({1: up, -1: down, 0: same}), net_improved({1: down, -1: up, 0: same})
    narrow = net_improved({1: up, -1: down, 0: same}, level=0.9)
    assert -1 <= found.low <= narrow.low <= found.estimate <= narrow.high <= found.high <= 1
    assert found.low < found.high
    assert (found.low, found.high) == pytest.approx((-turned.high, -turned.low), abs=1e-12)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(change=st.lists(st.integers(-8, 8).map(lambda i: i / 2), min_size=1, max_size=30))
def test_mean_shift_is_a_t_interval_with_two_pseudo_pairs_and_the_plain_mean(change):
    found = mean_shift(change, level=0.9)
    assert found.estimate == pytest.approx(np.mean(change), abs=1e-12)
    assert (found.low, found.high) == pytest.approx(slow.plus_two_t(change, 0.9), abs=1e-10)
    assert found.low < found.high


@settings(max_examples=60, deadline=None, derandomize=True)
@given(n=st.integers(1, 200), part=st.floats(0, 1))
def test_wilson_is_that_of_scipy(n, part):
    successes = round(part * n)
    expected = binomtest(successes, n).proportion_ci(method="wilson")
    found = share(successes, n)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_tables_of_groups_are_the_same_figures_as_one_by_one():
    up, down, n = np.array([3, 0, 12]), np.array([1, 0, 12]), np.array([10, 15, 24])
    found = tango(up, down, n)
    for i in range(3):
        one = net_improved({1: up[i], -1: down[i], 0: n[i] - up[i] - down[i]})
        assert (one.estimate, one.low, one.high) == (found.estimate[i], found.low[i], found.high[i])
    assert wilson([0, 5], [10, 10]).low.tolist() == [share(0, 10).low, share(5, 10).low]


def test_nobody_changed_everybody_changed_and_one_resident():
    assert net_improved([0] * 10).high == -net_improved([0] * 10).low > 0.2
    assert mean_shift([0] * 20).high == pytest.approx(0.1368, abs=1e-4)
    assert net_improved([1] * 12).high == 1
    assert net_improved([-1] * 12).low == -1
    assert net_improved([1]).low < 0 < net_improved([1]).high
    assert mean_shift([1]).low < 0 < mean_shift([1]).high
    assert share(0, 12).low == 0 < share(0, 12).high
    assert share(12, 12).high == 1 > share(12, 12).low


def test_missing_pairs_do_not_count_and_counts_say_the_same():
    assert mean_shift([1, np.nan, 0, -2]) == mean_shift({1: 1, 0: 1, -2: 1})
    assert net_improved([1, np.nan, 0, -2]) == net_improved({1: 1, 0: 1, -2: 1})


def test_larger_pseudo_pairs_for_a_longer_scale():
    assert mean_shift([0] * 20, unit=10).high == pytest.approx(10 * mean_shift([0] * 20).high)
    assert mean_shift([10, 0, -5], unit=10).high == pytest.approx(10 * mean_shift([1, 0, -0.5]).high)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: net_improved([]), "change: er is minstens één paar"),
        (lambda: mean_shift([np.nan]), "change: er is minstens één paar"),
        (lambda: mean_shift([np.inf]), "change: oneindige"),
        (lambda: net_improved([1], level=1), "level: moet tussen 0 en 1"),
        (lambda: mean_shift([1], level=95), "level: moet tussen 0 en 1"),
        (lambda: share(3, 2), "successes, n"),
        (lambda: share(0, 0), "successes, n"),
        (lambda: share(1.5, 2), "hele getallen"),
        (lambda: tango([2], [2], [3]), "up, down, n"),
        (lambda: plus_two_t([1], [1], [0]), "n: er is minstens"),
    ],
)
def test_wrong_input_is_refused_by_name_and_rule(call, words):
    with pytest.raises(UserError, match=words):
        call()
