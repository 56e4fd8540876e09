"""Fair coins against whole numbers, also where the middle one comes from a series; only few of them are kept."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from monitorlib.statistics import sign_test
from monitorlib.statistics.coins import EXACT_COINS, KEPT_COINS, coin_chances, heads
from monitorlib.statistics.exact import null_tail


@pytest.mark.parametrize("m", [1, 2, 3, 8, 41])
def test_each_chance_and_tail_is_the_sum_of_ways(m):
    chances, tails = coin_chances(m)
    ways = [Fraction(comb(m, b), 2**m) for b in range(m + 1)]
    assert chances == pytest.approx([float(way) for way in ways], rel=1e-14)
    assert tails[:-1] == pytest.approx([float(sum(ways[b:])) for b in range(m + 1)], rel=1e-14)
    assert tails[-1] == 0


@pytest.mark.parametrize("m", [EXACT_COINS - 1, EXACT_COINS, EXACT_COINS + 1, EXACT_COINS + 2, 40_001])
def test_many_coins_on_both_sides_of_the_series(m):
    chances, tails = coin_chances(m)
    for b in (m // 2, (m + 1) // 2, m // 2 + 100):
        assert chances[b] == pytest.approx(comb(m, b) / (1 << m), rel=3e-14)
    above = sum(comb(m, b) for b in range(m // 2 + 300, m + 1)) if m == EXACT_COINS + 1 else None
    if above is not None:
        assert tails[m // 2 + 300] == pytest.approx(above / (1 << m), rel=3e-13)
    assert tails[0] == pytest.approx(1, rel=1e-12)


def test_few_coins_are_kept_and_many_are_not():
    assert coin_chances(KEPT_COINS) is coin_chances(KEPT_COINS)
    assert coin_chances(KEPT_COINS + 1) is not coin_chances(KEPT_COINS + 1)


@pytest.mark.parametrize("m", [7, KEPT_COINS, KEPT_COINS + 1, KEPT_COINS + 2, 40_001])
def test_one_number_of_heads_is_as_in_the_table_of_all(m):
    chances, tails = coin_chances(m)
    for b in {0, 1, m // 2, (m + 1) // 2, min(m, m // 2 + 150), m}:
        assert heads(m, b) == pytest.approx((tails[b], chances[b]), rel=1e-9, abs=1e-300)
    assert heads(m, -1) == (1, 0) and heads(m, m + 1) == (0, 0)


@pytest.mark.parametrize(
    ("improved", "deteriorated"), [(2_100, 2_050), (2_050, 2_100), (2_100, 2_100), (2_101, 2_100)]
)
def test_a_sign_test_of_thousands_is_that_of_whole_numbers(improved, deteriorated):
    told, m = sign_test({1: improved, -1: deteriorated, 0: 30}), improved + deteriorated
    most = max(improved, deteriorated)
    tail = Fraction(sum(comb(m, b) for b in range(most, m + 1)), 2**m)
    point = Fraction(comb(m, most), 2**m)
    assert m > KEPT_COINS and told.statistic == improved - deteriorated
    if improved == deteriorated:
        assert (told.p_exact, told.p_mid) == pytest.approx((1, float(1 - point)), rel=1e-10)
        return
    assert told.p_exact == pytest.approx(float(2 * tail), rel=1e-10)
    assert told.p_mid == pytest.approx(float(2 * tail - point), rel=1e-10)
    one, other = (told.p_greater, told.p_less) if improved > deteriorated else (told.p_less, told.p_greater)
    assert (one, other) == pytest.approx((float(tail), float(1 - tail + point)), rel=1e-10)


def test_what_one_unit_cannot_reach_is_not_met():
    """An odd sum of an even number of coins: as many or more can be, just that cannot."""
    units, counts = np.array([2]), np.array([5_000])
    tail, point = null_tail(units, counts, 2 * 101.0)
    assert (tail, point) == (null_tail(units, counts, 2 * 102.0)[0], 0)
