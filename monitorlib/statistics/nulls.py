"""Exact tails of S* = Σ ±u: the chance of a sum when every difference may as well have gone the other way.

S* = Σ_k u_k (2 B_k − m_k) with B_k ~ Bin(m_k, ½): m_k residents share the unit u_k. Every way below adds
positive chances only, from small to large tails, so a p-value of 1e-34 is as precise as one of .05.
"""

from functools import lru_cache
from math import comb

import numpy as np

from monitorlib.statistics.signs import sign_blocks

MOST_SUMS = 4_000_000  # of one half of the units, listed one by one (about a second)
FEW_SUMS = 50_000  # as many are listed sooner than the ladder of all sums is climbed
MOST_LATTICE = 500_000_000  # additions along that ladder (about half a second)
MOST_LISTED = 20  # residents with a unit of their own, on no common ladder: 2^20 sums
N_FLIPS = 10_000


def null_tail(units: np.ndarray, counts: np.ndarray, observed: float) -> tuple[float, float]:
    """P(S* ≥ observed) and P(S* = observed), for observed ≥ 0.

    `units` shape (k,) above 0, whole numbers (int64) or floats; `counts` shape (k,), residents a unit.
    Exact for whole units unless there are very many residents with very many different units, and for
    floats up to MOST_LISTED residents; beyond that N_FLIPS random sign patterns with a fixed seed,
    the observed one included, so that the same data give the same bytes.
    """
    if np.issubdtype(units.dtype, np.integer):
        near, far, sums = _halves(counts)
        if sums <= FEW_SUMS:
            return _by_halves(units, counts, int(observed))
        if _lattice_cost(units, counts) <= MOST_LATTICE:
            return _by_lattice(units, counts, int(observed))
        if sums <= MOST_SUMS:
            return _by_halves(units, counts, int(observed))
    elif counts.sum() <= MOST_LISTED:
        return _by_listing(np.repeat(units, counts), observed)
    return _by_flips(np.repeat(units, counts).astype(float), observed)


@lru_cache(maxsize=4096)
def coin_chances(m: int) -> tuple[np.ndarray, np.ndarray]:
    """P(B = b) and P(B ≥ b) for B ~ Bin(m, ½); shapes (m + 1,) and (m + 2,), b from 0.

    The middle term is exact and the others follow from it by ratios, so each is precise to about 1e-14.
    """
    start = (m + 1) // 2
    b = np.arange(start, m)
    upper = np.cumprod(np.concatenate([[comb(m, start) / (1 << m)], (m - b) / (b + 1)]))
    chances = np.concatenate([upper[::-1][:start], upper])
    return chances, np.concatenate([np.cumsum(chances[::-1])[::-1], [0.0]])


def _halves(counts: np.ndarray) -> tuple[list[int], list[int], float]:
    """The units in two halves that can reach about as many sums each, and the larger number of sums."""
    near: list[int] = []
    far: list[int] = []
    near_sums = far_sums = 1.0
    for unit, m in sorted(enumerate(counts.tolist()), key=lambda pair: -pair[1]):
        if far_sums <= near_sums:
            far.append(unit)
            far_sums *= m + 1
        else:
            near.append(unit)
            near_sums *= m + 1
    return near, far, max(near_sums, far_sums)


def _by_halves(units: np.ndarray, counts: np.ndarray, observed: int) -> tuple[float, float]:
    """List the sums of each half; for every near sum, look up the chance that the far half brings the rest."""
    near, far, _ = _halves(counts)
    sums, chances = _sums(units[far], counts[far])
    tails = np.append(np.cumsum(chances[::-1])[::-1], 0.0)
    reached, weights = _sums(units[near], counts[near])
    missing = observed - reached
    at_least = tails[np.searchsorted(sums, missing, side="left")]
    more = tails[np.searchsorted(sums, missing, side="right")]
    return float(weights @ at_least), float(weights @ (at_least - more))


def _sums(units: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every reachable sum of Σ u (2B − m), ascending, and its chance."""
    if len(units) == 1:
        return units * np.arange(-counts[0], counts[0] + 1, 2), coin_chances(int(counts[0]))[0]
    sums, chances = np.zeros(1, dtype=np.int64), np.ones(1)
    for unit, m in zip(units.tolist(), counts.tolist(), strict=True):
        sums = (sums[:, None] + unit * np.arange(-m, m + 1, 2)).ravel()
        chances = (chances[:, None] * coin_chances(m)[0]).ravel()
    order = np.argsort(sums)
    return sums[order], chances[order]


def _lattice_cost(units: np.ndarray, counts: np.ndarray) -> float:
    return float(units @ counts) / np.gcd.reduce(units) * float((counts + 1).sum())


def _by_lattice(units: np.ndarray, counts: np.ndarray, observed: int) -> tuple[float, float]:
    """Add the units one after another along the ladder of all sums X = Σ u B, so S = 2X − Σ u m."""
    common = np.gcd.reduce(units)
    chances = np.ones(1)
    for unit, m in zip(units // common, counts, strict=True):
        longer = np.zeros(len(chances) + int(unit * m))
        for b, chance in enumerate(coin_chances(int(m))[0]):
            longer[b * unit : b * unit + len(chances)] += chance * chances
        chances = longer
    place = (observed // common + len(chances) - 1) // 2
    return float(chances[place:][::-1].cumsum()[-1]), float(chances[place])


def _by_listing(units: np.ndarray, observed: float) -> tuple[float, float]:
    """All 2^n sums of units that share no common ladder; sums within rounding are the same sum."""
    sums = np.zeros(1)
    for unit in units:
        sums = np.concatenate([sums - unit, sums + unit])
    return _shares(sums, observed, units.sum())


def _by_flips(units: np.ndarray, observed: float) -> tuple[float, float]:
    sums = [units @ signs for signs in sign_blocks(len(units), N_FLIPS, seed=0)]
    return _shares(np.concatenate([[observed], *sums]), observed, units.sum())


def _shares(sums: np.ndarray, observed: float, largest: float) -> tuple[float, float]:
    rounding = 1e-10 * largest
    return float(np.mean(sums >= observed - rounding)), float(np.mean(np.abs(sums - observed) <= rounding))
