"""Fair coins against whole numbers, also where the middle one comes from a series; only few of them are kept."""

from fractions import Fraction
from math import comb

import pytest

from monitorlib.statistics.coins import EXACT_COINS, KEPT_COINS, coin_chances


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
