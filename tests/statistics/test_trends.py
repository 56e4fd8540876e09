"""Own trends and their test against plain loops and enumeration, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitorlib.foundation.errors import UserError
from monitorlib.statistics import own_trends, sign_flip, trend_tests
from tests.statistics import slow

measured = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 8), st.sampled_from([1, 2, 2.5, 3, 4, 5])), max_size=24
)
twelfths = st.lists(st.sampled_from([-12, -8, -4, -2, -1, 0, 0, 1, 3, 4, 6, 12]), max_size=12)


def _trends(scores, moments=None, **options):
    moments = list(range(len(scores))) if moments is None else moments
    return own_trends([7] * len(scores), moments, scores, **options)


@settings(max_examples=150, derandomize=True)
@given(rows=measured, within=st.sampled_from([0.0, 0.5, 1.0]))
def test_an_own_trend_is_what_looking_at_every_two_scores_gives(rows, within):
    found = own_trends(*(np.array(column, dtype=float) for column in _columns(rows)), within=within)
    people = sorted({person for person, _, _ in rows})
    assert found.series.tolist() == people
    assert found.count.tolist() == [sum(p == person for p, _, _ in rows) for person in people]
    for person, trend in zip(people, found.trend, strict=True):
        mine = [(moment, score) for p, moment, score in rows if p == person]
        expected = slow.own_trend([m for m, _ in mine], [s for _, s in mine], within)
        assert np.isnan(trend) if expected is None else trend == pytest.approx(expected, abs=1e-12)


def _columns(rows):
    return zip(*rows, strict=True) if rows else ([], [], [])


def test_with_two_measurements_it_is_the_direction_of_the_change():
    assert [_trends(scores).trend[0] for scores in ([2, 4], [4, 2], [3, 3])] == [1, -1, 0]


@settings(max_examples=80, derandomize=True)
@given(rows=measured)
def test_the_time_between_moments_plays_no_part(rows):
    """A day with its hour is a moment as well as the number of a measurement is."""
    series, moments, scores = (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [])
    whole, hours = (
        own_trends(series, each, scores) for each in (moments, [day / 2 + 0.125 for day in moments])
    )
    assert (hours.series.tolist(), hours.count.tolist()) == (whole.series.tolist(), whole.count.tolist())
    assert hours.trend == pytest.approx(whole.trend, nan_ok=True)


def test_a_trend_of_five_scores_by_hand():  # of 10 pairs 6 rise and 4 fall: 2/10, held as 2/12
    assert _trends([2, 1, 4, 3, 2.5]).trend[0] == 2 / 12


def test_forty_measurements_of_one_resident_count_as_one_trend_of_at_most_one():
    found = _trends(list(np.linspace(1, 5, 40)))
    assert (found.trend.tolist(), found.count.tolist()) == ([1.0], [40])


def test_one_measurement_and_two_at_one_moment_have_no_trend():
    assert np.isnan(_trends([3]).trend[0])
    assert np.isnan(_trends([3, 5], moments=[4, 4]).trend[0])


def test_two_at_one_moment_are_each_compared_with_what_lies_at_another():
    assert _trends([1, 5, 3], moments=[0, 1, 1]).trend[0] == 1


def test_all_at_the_ceiling_is_no_trend_and_no_evidence():
    found = own_trends([0, 0, 0, 1, 1], [1, 2, 3, 1, 2], [5, 5, 5, 5, 5])
    test = trend_tests(np.zeros(2, dtype=int), found.trend, 1)
    assert (found.trend.tolist(), test.p_exact.tolist(), test.p_mid.tolist()) == ([0, 0], [1], [1])


@pytest.mark.parametrize(("last", "trend"), [(3.29, 0), (3.3, 0), (3.31, 1)])
def test_a_difference_on_the_border_of_the_same_is_the_same(last, trend):
    assert _trends([3.0, last], within=0.3).trend[0] == trend


@settings(max_examples=80, derandomize=True)
@given(rows=measured)
def test_running_backwards_turns_every_trend_and_no_p(rows):
    person, moment, score = (np.array(column, dtype=float) for column in _columns(rows))
    there, back = own_trends(person, moment, score), own_trends(person, -moment, score)
    assert np.array_equal(there.trend, -back.trend, equal_nan=True)
    one, other = (_tests_of(found.trend) for found in (there, back))
    assert one.p_mid == other.p_mid


@settings(max_examples=80, derandomize=True)
@given(rows=measured, points=st.sampled_from([0.5, 1, 20]))
def test_no_distance_between_scores_plays_a_part(rows, points):
    person, moment, score = (np.array(column, dtype=float) for column in _columns(rows))
    stretched = own_trends(person, moment * 91 + 3, points * score**3)
    assert np.array_equal(own_trends(person, moment, score).trend, stretched.trend, equal_nan=True)


def _tests_of(trend):
    trend = trend[~np.isnan(trend)]
    return trend_tests(np.zeros(len(trend), dtype=int), trend, 1)


@settings(max_examples=120, derandomize=True)
@given(units=twelfths)
def test_the_p_is_the_enumeration_of_all_signs(units):
    found = _tests_of(np.array(units) / 12)
    exact, mid, *_ = slow.flip_p_values([unit for unit in units if unit])
    assert (found.p_exact[0], found.p_mid[0]) == pytest.approx((exact, mid), abs=1e-12)


@settings(max_examples=30, derandomize=True)
@given(seed=st.integers(0, 10_000), n=st.integers(30, 250))
def test_larger_groups_have_the_p_of_the_sign_flip_test(seed, n):
    units = np.random.default_rng(seed).integers(-12, 13, n)
    found, flips = _tests_of(units / 12), sign_flip(units)
    assert (found.p_exact[0], found.p_mid[0]) == pytest.approx((flips.p_exact, flips.p_mid), abs=1e-12)


@settings(max_examples=40, derandomize=True)
@given(groups=st.lists(twelfths, min_size=1, max_size=6), block=st.sampled_from([1, 40, 10**6]))
def test_a_cell_has_the_same_p_alone_and_among_others(groups, block):
    cell = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("monitorlib.statistics.trends._BLOCK", block)
        together = trend_tests(cell, np.concatenate(groups) / 12, len(groups))
    alone = [_tests_of(np.array(group) / 12) for group in groups]
    assert together.p_mid == pytest.approx([each.p_mid[0] for each in alone], abs=1e-12)


def test_a_hundred_who_all_lean_one_way_have_the_smallest_p_that_there_is():
    assert _tests_of(np.ones(100)).p_exact[0] == pytest.approx(2.0**-99)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: own_trends([1, 1], [1, 2], [3, np.nan]), "score: er ontbreekt"),
        (lambda: own_trends([1, 1], [1, np.inf], [3, 4]), "moment: oneindige"),
        (lambda: own_trends([1, 1], [1], [3, 4]), "series, moment: moeten even lang"),
        (lambda: own_trends([1, 1], [1, 2], [3]), "series, score: moeten even lang"),
    ],
)
def test_wrong_input_is_refused_by_name_and_rule(call, words):
    with pytest.raises(UserError, match=words):
        call()
