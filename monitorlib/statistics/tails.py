"""How likely it is to see so many, or more: of a number of trials, or among those drawn from a whole."""

import numpy as np
from scipy.special import bdtrc


def at_least_of(seen: int, trials: int, chance: float) -> float:
    """P(B ≥ seen) for B ~ Bin(trials, chance)."""
    if seen <= 0 or seen > trials:
        return float(seen <= 0)
    return float(bdtrc(seen - 1, trials, chance))


def at_least_drawn(seen: int, drawn: int, marked: int, whole: int) -> float:
    """P(H ≥ seen) of the marked ones among `drawn` from `whole` without putting back: the hypergeometric.

    From the ratio of each chance to the one before, so numbers as large as all teams together lose nothing.
    """
    low, high = max(0, drawn - (whole - marked)), min(drawn, marked)
    if seen <= low:
        return 1.0
    if seen > high:
        return 0.0
    here = np.arange(low, high, dtype=float)
    rising = np.log((marked - here) * (drawn - here))
    falling = np.log((here + 1) * (whole - marked - drawn + here + 1))
    chances = np.concatenate([[0.0], np.cumsum(rising - falling)])
    chances = np.exp(chances - chances.max())
    return min(1.0, float(chances[seen - low :].sum() / chances.sum()))  # sums are rounded
