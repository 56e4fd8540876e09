"""So many fair coins: the chance of each number of heads, and of that many or more."""

from functools import lru_cache
from math import comb, exp, log, pi, sqrt

import numpy as np
from scipy.special import betainc, betaln

KEPT_COINS = 4_096  # beyond, those of hundreds of teams together would fill the memory
EXACT_COINS = 10_000  # beyond, a whole number of so many bits takes seconds


def coin_chances(m: int) -> tuple[np.ndarray, np.ndarray]:
    """P(B = b) and P(B ≥ b) for B ~ Bin(m, ½); shapes (m + 1,) and (m + 2,), b from 0.

    The others follow from the middle term by ratios, so each is precise to about 1e-14.
    """
    return _kept_chances(m) if m <= KEPT_COINS else _coin_chances(m)


def heads(m: int, b: int) -> tuple[float, float]:
    """P(B ≥ b) and P(B = b) for B ~ Bin(m, ½).

    Of more than KEPT_COINS coins without a table of all chances: from the incomplete beta function, precise to
    about 1e-10, at a cost that does not grow with their number.
    """
    if not 0 < b <= m:
        return (1.0, 0.5**m) if b == 0 else (float(b < 0), 0.0)
    if m <= KEPT_COINS:
        chances, tails = coin_chances(m)
        return float(tails[b]), float(chances[b])
    point = exp(-m * log(2) - betaln(b + 1, m - b + 1) - log(m + 1))
    return float(betainc(b, m - b + 1, 0.5)), point


def _middle_chance(m: int) -> float:
    """P(B = ⌈m/2⌉): exact, for many coins by Stirling's series, whose next term is below 1e-18 there."""
    n = (m + 1) // 2
    if m <= EXACT_COINS:
        return comb(m, n) / (1 << m)
    series = 1 - 1 / (8 * n) + 1 / (128 * n**2) + 5 / (1024 * n**3) - 21 / (32768 * n**4)
    return series / sqrt(pi * n)


def _coin_chances(m: int) -> tuple[np.ndarray, np.ndarray]:
    start = (m + 1) // 2
    b = np.arange(start, m)
    upper = np.cumprod(np.concatenate([[_middle_chance(m)], (m - b) / (b + 1)]))
    chances = np.concatenate([upper[::-1][:start], upper])
    return chances, np.concatenate([np.cumsum(chances[::-1])[::-1], [0.0]])


_kept_chances = lru_cache(maxsize=1_024)(_coin_chances)
