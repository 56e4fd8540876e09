"""What a group of this size could have shown at all: stands beside every "not clear"."""

import math

import numpy as np
from scipy.special import bdtr, bdtrc, gammaln, xlog1py, xlogy

from monitorlib.statistics.inputs import between, whole_number

ALPHA = 0.05
_HALVINGS = 40


def minimum_detectable(n: int, unchanged: float = 0.5, power: float = 0.8) -> float:
    """The smallest net improved that a group of `n` would find with this chance; between 0 and 1.

    `unchanged` is the share expected to stay the same; it gives way where a larger net share leaves no
    room for it. Found: mid-p of the sign test ≤ .05 in the right direction. Under five residents no
    change can be found, then infinity. UserError: `n` below 1, shares outside 0..1.
    Source: power of the trinomial sign test, enumerated; docs/methods.md.
    """
    n = whole_number(n, 1, "n")
    unchanged, power = between(unchanged, -1e-12, 1, "unchanged"), between(power, 0, 1, "power")
    needed = _needed_improvements(n)
    if needed[n] > n:
        return math.inf
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _power(needed, max(1 - unchanged, middle), middle) < power:
            low = middle
        else:
            high = middle
    return high


def _needed_improvements(n: int) -> np.ndarray:
    """For 0..n changed residents: how many must have improved for a mid-p of ALPHA; changed + 1: never."""
    changed = np.arange(n + 1)
    needed = np.ceil(changed / 2)
    while True:
        short = (needed <= changed) & (_mid_p(needed, changed) > ALPHA)
        if not short.any():
            return needed
        needed = needed + short


def _mid_p(improved: np.ndarray, changed: np.ndarray) -> np.ndarray:
    """Two-sided mid-p of the sign test, 2 P(B > k) + P(B = k) for B ~ Bin(changed, ½), k above half."""
    return bdtrc(improved, changed, 0.5) + 1 - np.where(improved > 0, bdtr(improved - 1, changed, 0.5), 0)


def _power(needed: np.ndarray, share_changed: float, net: float) -> float:
    n = len(needed) - 1
    changed = np.arange(n + 1)
    chance = np.exp(
        gammaln(n + 1)
        - gammaln(changed + 1)
        - gammaln(n - changed + 1)
        + xlogy(changed, share_changed)
        + xlog1py(n - changed, -share_changed)
    )
    possible = (needed <= changed) & (changed > 0)
    better = (share_changed + net) / (2 * share_changed)
    found = bdtrc(needed[possible] - 1, changed[possible], better)
    return float(chance[possible] @ found)
