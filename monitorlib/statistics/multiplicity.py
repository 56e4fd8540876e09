"""Many leefgebieden at once: p-values that keep one promise for all of them, and one test of all together."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from monitorlib.statistics.exact import (
    N_FLIPS,
    all_signs,
    doubled_midranks,
    flip_test,
    sign_blocks,
    sign_flip,
)
from monitorlib.statistics.inputs import TIE, numbers, refuse, tie_levels, whole_number

ENUMERATED = 15  # residents whose 2^(n − 1) sign patterns are all listed
_EXACT_FLOAT32 = 2**24  # whole numbers below this are exact in float32
_BLOCK = 10_000  # patterns at a time: their strengths stay in the processor's cache


def max_t(changes: object, n_flips: int = N_FLIPS, seed: int = 0) -> np.ndarray:
    """Adjusted p-values of the signed-rank test over many leefgebieden (Westfall & Young step-down max-T).

    `changes`: shape (residents, leefgebieden), positive is better, NaN where a pair is missing. Returns
    shape (leefgebieden,): the chance, were nothing going on, that the best of the leefgebieden that are
    not stronger than this one looks at least as strong. One random sign a resident for all leefgebieden
    keeps what they have in common, which is why this finds more than Holm or Bonferroni.

    T = S / sqrt(Σ s²), s = sign(d)·midrank(|d|) with Pratt zeros, per leefgebied over its own pairs. All
    2^(n − 1) patterns when at most 15 residents changed anywhere (or when there are no more than
    `n_flips`); else `n_flips` random ones, the observed one included: p = (b + 1)/(B + 1). Same data, order
    of residents and seed → same bytes. A leefgebied in which nobody changed, or without pairs, has p = 1.
    UserError: infinite values, not two dimensions, `n_flips` below 1.
    Source: Westfall & Young 1993, Resampling-Based Multiple Testing, algorithm 2.8.
    """
    changes = numbers(changes, "changes", ndim=2)
    n_flips, seed = whole_number(n_flips, 1, "n_flips"), whole_number(seed, 0, "seed")
    ranks = [pratt_ranks(column) for column in changes.T]
    return step_down(np.array(ranks, dtype=float).reshape(changes.shape[::-1]).T, n_flips, seed)


def pratt_ranks(change: np.ndarray) -> np.ndarray:
    """Doubled signed midranks of one leefgebied, shape (n,); 0 for no change and for a missing pair (NaN)."""
    present = ~np.isnan(change)
    ranks = np.zeros(len(change))
    level = tie_levels(np.abs(change[present]))
    tally = np.bincount(level, minlength=1)
    units = np.concatenate([[0], doubled_midranks(tally[1:], tally[0])])
    ranks[present] = np.sign(change[present]) * units[level]
    return ranks


def step_down(ranks: np.ndarray, n_flips: int = N_FLIPS, seed: int = 0) -> np.ndarray:
    """Step-down max-T over signed scores, shape (residents, leefgebieden); 0 where nothing can flip."""
    ranks = ranks[ranks.any(axis=1)]  # who changed nowhere has no say in any pattern
    size = np.sqrt((ranks**2).sum(axis=0))
    strength = np.abs(ranks.sum(axis=0)) / np.where(size > 0, size, 1)
    order = np.argsort(-strength, kind="stable")
    exceeding, patterns = _exceedances(ranks[:, order], size[order], n_flips, seed)
    adjusted = np.empty(len(order))
    adjusted[order] = np.maximum.accumulate(exceeding / patterns) if len(order) else 0
    return np.where(size > 0, adjusted, 1.0)


def _exceedances(ranks: np.ndarray, size: np.ndarray, n_flips: int, seed: int) -> tuple[np.ndarray, int]:
    """Sign patterns in which it or a weaker leefgebied reaches each one's strength; and all patterns."""
    n = len(ranks)
    if n == 0:
        return np.ones(len(size)), 1
    if n <= ENUMERATED or 2.0 ** (n - 1) <= n_flips:
        return _count(ranks, size, [all_signs(n)], np.float64, 1e-10), 1 << (n - 1)
    kind = np.float32 if np.abs(ranks).sum(axis=0).max(initial=0) < _EXACT_FLOAT32 else np.float64
    tie = 1e-6 if kind is np.float32 else 1e-10
    return 1 + _count(ranks, size, sign_blocks(n, n_flips, seed), kind, tie), n_flips + 1


def _count(
    ranks: np.ndarray, size: np.ndarray, signs: Iterable[np.ndarray], kind: type, tie: float
) -> np.ndarray:
    """Patterns that reach each leefgebied's strength in it or in a weaker one; strongest first.

    Sums of whole ranks are exact, so the same sum is the same strength; `tie` lets equal strengths of two
    leefgebieden be equal after their division.
    """
    scaled: np.ndarray = (1 / np.where(size > 0, size, 1)).astype(kind)[:, None]
    scores: np.ndarray = np.ascontiguousarray(ranks.T, dtype=kind)
    own = np.abs(scores.sum(axis=1, keepdims=True)) * scaled * kind(1 - tie)
    counts = np.zeros(len(size), dtype=np.int64)
    for block in signs:
        for start in range(0, block.shape[1], _BLOCK):
            strengths = scores @ block[:, start : start + _BLOCK].astype(kind, copy=False)
            np.abs(strengths, out=strengths)
            strengths *= scaled
            for j in range(len(size) - 1, -1, -1):
                if j + 1 < len(size):
                    np.maximum(strengths[j], strengths[j + 1], out=strengths[j])
                counts[j] += np.count_nonzero(strengths[j] >= own[j])
    return counts


def holm(p: object) -> np.ndarray:
    """Holm's adjusted p-values, shape (m,): no false alarm among all, whatever the dependence. NaN stays NaN.

    NaN marks what was not tested and does not count. Source: Holm 1979, Scandinavian J of Statistics 6:65.
    """
    return _stepwise(p, lambda ranked, m: np.maximum.accumulate(ranked * np.arange(m, 0, -1)))


def benjamini_hochberg(p: object) -> np.ndarray:
    """Benjamini & Hochberg's adjusted p-values, shape (m,): a bound on the false share of what is reported.

    NaN marks what was not tested and does not count. Source: Benjamini & Hochberg 1995, JRSS B 57:289.
    """
    return _stepwise(
        p, lambda ranked, m: np.minimum.accumulate((ranked * m / np.arange(1, m + 1))[::-1])[::-1]
    )


def _stepwise(p: object, adjust: Callable[[np.ndarray, int], np.ndarray]) -> np.ndarray:
    p = numbers(p, "p")
    tested = ~np.isnan(p)
    if (p[tested] < 0).any() or (p[tested] > 1).any():
        raise refuse("p", "ligt tussen 0 en 1", "lies between 0 and 1")
    order = np.argsort(p[tested], kind="stable")
    adjusted = np.empty(len(order))
    adjusted[order] = np.minimum(adjust(p[tested][order], len(order)), 1)
    result = np.full(len(p), np.nan)
    result[tested] = adjusted
    return result


@dataclass(frozen=True)
class CellTests:
    """Per cell, shape (cells,), the signed-rank test with Pratt zeros; missing (NaN) for a cell without rows."""

    p_mid: np.ndarray
    p_exact: np.ndarray


def cell_tests(cell: np.ndarray, change: np.ndarray, cells: int) -> CellTests:
    """Test every cell by its own changes alone; the order of rows plays no part.

    `cell` (codes from 0, below `cells`) and `change` (no NaN): one entry a pair.
    """
    tests = CellTests(*(np.full(cells, np.nan) for _ in range(2)))
    for here, up, down, unchanged in _by_size(cell, change):
        test = flip_test(doubled_midranks(up + down, unchanged), up, down)
        tests.p_mid[here], tests.p_exact[here] = test.p_mid, test.p_exact
    return tests


def _by_size(cell: np.ndarray, change: np.ndarray) -> Iterator[tuple[int, np.ndarray, np.ndarray, int]]:
    """Each cell with how many improved and deteriorated by each size of change, the smallest first, and how many
    did not change; sizes are told apart as in `tie_levels`."""
    order = np.lexsort((np.abs(change), cell))
    cell, change = cell[order], change[order]
    starts = np.flatnonzero(np.diff(cell, prepend=-1))
    if not len(starts):
        return
    level, levels = _levels(np.abs(change), starts)
    first = np.cumsum(levels) - levels
    place = np.repeat(first, np.diff(starts, append=len(cell))) + level
    up, down, all_ = (
        np.bincount(place, weights=each, minlength=levels.sum()).astype(np.int64)
        for each in (change > 0, change < 0, np.ones(len(cell)))
    )
    for here, begin, end in zip(
        cell[starts].tolist(), first.tolist(), (first + levels).tolist(), strict=True
    ):
        yield here, up[begin + 1 : end], down[begin + 1 : end], int(all_[begin])


def _levels(size: np.ndarray, starts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The number of each size in its run, 0 for no change, and how many numbers each run has; runs are sorted."""
    long = np.diff(starts, append=len(size))
    step = np.diff(size, prepend=0.0)
    step[starts] = size[starts]
    higher = np.cumsum(step > TIE * np.repeat(size[starts + long - 1], long))
    level = higher - np.repeat(higher[starts] - (step[starts] > TIE * size[starts + long - 1]), long)
    return level, level[starts + long - 1] + 1


@dataclass(frozen=True)
class Together:
    """Net improved of all leefgebieden together.

    `estimate`: the mean over leefgebieden of the share improved minus the share deteriorated, −1..1; `p_exact`,
    `p_mid`: of "each resident's leefgebieden may as well all have gone the other way" (`sign_flip`); `cohesion`:
    see `cohesion`.
    """

    estimate: float
    p_exact: float
    p_mid: float
    cohesion: float


def together(direction: object) -> Together:
    """One test of all leefgebieden: the signs of whole residents are flipped.

    `direction`: 1, 0 or −1, a row a resident and a column a leefgebied, NaN where there is no pair. Each resident
    counts for Σ_j d_ij/n_j, so that all leefgebieden weigh the same and the sum over residents is the mean times
    the number of leefgebieden. Whole residents are flipped, so what leefgebieden have in common stays. Exact where
    all leefgebieden have equally many residents, or up to 20 residents count; else 10,000 flips with a fixed seed.
    UserError: no rows, a leefgebied without pairs, other values. Source: Fisher 1935, The Design of Experiments,
    §21.
    """
    turns, measured = _directions(direction)
    weight = np.where(measured, turns, 0.0) / measured.sum(axis=0)
    test = sign_flip(weight.sum(axis=1))
    return Together(float(weight.sum() / turns.shape[1]), test.p_exact, test.p_mid, cohesion(turns))


def cohesion(direction: object) -> float:
    """The variance of the mean net share as a part of what it would be if all leefgebieden moved as one, 0..1.

    `direction` as for `together`. Σ_i (Σ_j e_ij/n_j)² / (Σ_j √(Σ_i e_ij²/n_j²))², with e the directions minus the
    net share of their leefgebied, 0 where there is no pair. About 1/leefgebieden where they have nothing in
    common, 1 where each resident goes the same way on all. Nobody differs from anybody: 1, as nothing is known.
    """
    turns, measured = _directions(direction)
    n = measured.sum(axis=0)
    net = np.where(measured, turns, 0.0).sum(axis=0) / n
    apart = np.where(measured, turns - net, 0.0) / n
    most = np.sqrt((apart**2).sum(axis=0)).sum() ** 2
    return float(min(1.0, (apart.sum(axis=1) ** 2).sum() / most)) if most > 0 else 1.0


def _directions(direction: object) -> tuple[np.ndarray, np.ndarray]:
    turns = numbers(direction, "direction", ndim=2)
    measured = ~np.isnan(turns)
    if not measured.any(axis=0).all() or turns.shape[1] == 0:
        raise refuse(
            "direction", "elk leefgebied moet een paar hebben", "each leefgebied needs at least one pair"
        )
    if not np.isin(turns[measured], (-1, 0, 1)).all():
        raise refuse("direction", "mag alleen 1, 0 of -1 zijn", "may only be 1, 0 or -1")
    return turns, measured
