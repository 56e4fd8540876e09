"""Expected shifts, dropout and composition against published and R values, and against plain loops."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitorlib.foundation.errors import UserError
from monitorlib.statistics import (
    expected_shift,
    funnel_limits,
    kitagawa,
    manski_bounds,
    mean_by_start,
    overdispersion,
    poststratified_shift,
    sign_flip,
)
from tests.statistics.reference import gold, starts_and_changes

DROPOUT = gold("gold_dropout")


@pytest.mark.parametrize("month", [6, 12, 24])
def test_dropout_of_the_housing_study_is_that_of_r(month):
    pre, change = starts_and_changes("homeless_housing.csv", 0, month)
    expected = DROPOUT[f"score.{month}"]
    assert len(pre) == expected["n_baseline"]
    found, bounds = poststratified_shift(pre, change), manski_bounds(pre, change, worst=0, best=2)
    assert np.nanmean(change) == pytest.approx(expected["mean_shift_observed"], rel=1e-12)
    assert found.estimate == pytest.approx(expected["mean_shift_poststratified"], rel=1e-12)
    assert found.merged == ()
    assert (bounds.low, bounds.high) == pytest.approx(expected["bounds_manski"], rel=1e-12)


def test_the_expected_shift_of_the_arthritis_study_is_that_of_r():
    pre, change = starts_and_changes("arthritis.csv", 0, 5, group="2")
    reference = starts_and_changes("arthritis.csv", 0, 5, group="1")
    expected = DROPOUT["expected_given_baseline_arthritis"]
    followed = [p for p, d in zip(pre, change, strict=True) if not np.isnan(d)]
    assert len(followed) == expected["n"]
    means = {float(start): mean for start, mean in expected["reference_mean_shift_by_baseline"].items()}
    assert mean_by_start(*reference) == pytest.approx(means, rel=1e-12)
    assert expected_shift(followed, reference) == pytest.approx(expected["expected"], rel=1e-12)
    assert np.nanmean(change) - expected_shift(followed, means) == pytest.approx(expected["difference"])


def test_one_sign_a_worker_is_the_flip_of_their_sums():
    expected = DROPOUT["cluster_signflip_FLAT_calm"]
    assert sign_flip(expected["cluster_sums"]).p_exact == pytest.approx(expected["p_exact_two"], rel=1e-9)


def test_kitagawa_gives_the_published_digits_of_das_gupta_5_3():
    table, published = gold("dasgupta_5_3"), gold("gold_other")["dasgupta_5_3"]
    found = kitagawa(table["n_1970"], table["rate_1970"], table["n_1985"], table["rate_1985"])
    assert round(found.rate, 7) == published["rate_effect"] == -2.2277254
    assert round(found.composition, 7) == 1.5415096
    assert found.rate + found.composition == pytest.approx(published["crude_diff"], abs=1e-6)


starts = st.integers(1, 5).map(float)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(people=st.lists(st.tuples(starts, st.none() | starts), min_size=1, max_size=30))
def test_dropout_figures_are_their_definitions(people):
    pre = [p for p, _ in people]
    change = [np.nan if post is None else post - p for p, post in people]
    bounds = manski_bounds(pre, change, worst=1, best=5)
    for end, bound in ((1, bounds.low), (5, bounds.high)):
        filled = [(end if post is None else post) - p for p, post in people]
        assert bound == pytest.approx(sum(filled) / len(filled))
    if all(post is None for _, post in people):
        return
    found = poststratified_shift(pre, change)
    stands_in = dict(found.merged)
    total = 0.0
    for p, _ in people:
        alike = [post - q for q, post in people if post is not None and q == stands_in.get(p, p)]
        total += sum(alike) / len(alike)
    assert found.estimate == pytest.approx(total / len(people))
    assert bounds.low - 1e-9 <= np.nansum(change) / len(people) + 4 * len(people)


def test_a_start_score_without_follow_up_is_merged_with_its_neighbour_and_said():
    found = poststratified_shift([1, 1, 3, 5, 4], [1, 2, 0, -1, np.nan])
    assert found.merged == ((4.0, 3.0),)
    assert found.estimate == pytest.approx((1.5 + 1.5 + 0 - 1 + 0) / 5)


def test_on_a_scale_where_lower_is_better_the_worst_is_the_higher_number():
    bounds = manski_bounds([6, 6], [2, np.nan], worst=6, best=0)
    assert (bounds.low, bounds.high) == (1, 4)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    strata=st.lists(
        st.tuples(st.integers(1, 50), st.floats(0, 1), st.integers(1, 50), st.floats(0, 1)),
        min_size=1,
        max_size=8,
    )
)
def test_the_two_parts_of_kitagawa_add_up_and_turn_with_time(strata):
    n0, r0, n1, r1 = (np.array(column) for column in zip(*strata, strict=True))
    found, back = kitagawa(n0, r0, n1, r1), kitagawa(n1, r1, n0, r0)
    difference = n1 @ r1 / n1.sum() - n0 @ r0 / n0.sum()
    assert found.composition + found.rate == pytest.approx(difference, abs=1e-12)
    assert (found.composition, found.rate) == pytest.approx((-back.composition, -back.rate), abs=1e-12)
    assert kitagawa([*n0, 0], [*r0, np.nan], [*n1, 0], [*r1, np.nan]).rate == pytest.approx(found.rate)


def test_funnel_limits_widen_with_small_teams_and_with_over_dispersion():
    limits = funnel_limits([25, 100], sigma=1)
    assert limits == pytest.approx(np.array([[0.392, 0.196], [0.618, 0.309]]))
    wide = funnel_limits([25, 100], sigma=1, between_teams=0.1)
    assert (wide > limits).all()
    assert wide[0, 1] == pytest.approx(1.96 * np.hypot(0.1, 0.1))


def test_over_dispersion_is_what_chance_does_not_explain():
    n, random = np.full(400, 50), np.random.default_rng(0)
    chance = random.normal(0, 1 / np.sqrt(50), 400)
    teams = random.normal(0, 0.3, 400)
    assert overdispersion(chance, n, 1) < 0.05
    assert overdispersion(chance + teams, n, 1) == pytest.approx(0.3, abs=0.06)
    assert overdispersion([0.4], [20], 1) == 0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: expected_shift([1, 2], {1: 0.5}), "reference: een startscore"),
        (lambda: expected_shift([], {1: 0.5}), "pre: start scores"),
        (lambda: expected_shift([1, np.nan], {1: 0.5}), "pre: start scores"),
        (lambda: poststratified_shift([1, 2], [np.nan] * 2), "change: niemand"),
        (lambda: poststratified_shift([1, 2], [1]), "pre, change: moeten even lang"),
        (lambda: poststratified_shift([np.nan], [1]), "pre: een startscore"),
        (lambda: manski_bounds([7], [1], worst=1, best=5), "pre: een score ligt buiten"),
        (lambda: manski_bounds([], [], worst=1, best=5), "pre: er zijn geen"),
        (lambda: kitagawa([1, 0], [1, 1], [1, 1], [1, 1]), "n_before, n_after"),
        (lambda: kitagawa([1], [1], [1, 1], [1, 1]), "moeten even lang"),
        (lambda: kitagawa([1], [np.nan], [1], [1]), "rate_before, rate_after"),
        (lambda: funnel_limits([0], 1), "n, sigma"),
        (lambda: funnel_limits([10], 0), "n, sigma"),
        (lambda: overdispersion([1, 2], [10], 1), "deviation, n: moeten even lang"),
    ],
)
def test_wrong_input_is_refused_by_name_and_rule(call, words):
    with pytest.raises(UserError, match=words):
        call()
