"""Tests of paired changes in one group: exact under "each change may as well have gone the other way".

All three keep every resident's size of change and flip its sign. They differ in what a change counts
for: its rank (`signed_rank`), its size (`sign_flip`), or only its direction (`sign_test`).
"""

from dataclasses import dataclass

import numpy as np

from monitorlib.statistics.inputs import Differences, refuse, tally
from monitorlib.statistics.nulls import null_tail

ZEROS = ("pratt", "wilcoxon")
_LADDER = 1_000_000  # differences that share no step of at least this part of the largest are not on a ladder


@dataclass(frozen=True)
class SignedRank:
    """A test of paired changes.

    `statistic`: S, above 0 when changes lean to better. `p_exact`: P(|S*| ≥ |S|), two-sided. `p_mid`:
    p_exact − P(|S*| = |S|)/2, what the screen uses: still at most about .05 false alarms, but it does
    not waste power on the jumps of a small table. `p_greater`, `p_less`: one-sided exact, for better
    and for worse. S = 0 gives p_exact 1 (and p_mid 1 − P(S* = 0), as R's coin does). Nobody changed, or
    no pairs: statistic 0 and all four p are 1.
    """

    statistic: float
    p_exact: float
    p_mid: float
    p_greater: float
    p_less: float


def signed_rank(change: object, zeros: str = "pratt") -> SignedRank:
    """Signed-rank test with an exact null for ties and zeros.

    `change`: paired differences, shape (n,), positive is better, or a mapping difference → count. NaN is a
    missing pair and does not count. `zeros="pratt"` ranks those who stayed the same with the others and
    then drops them, so they keep their weight: among many who stayed the same, two steps are hardly more
    than one; `"wilcoxon"` drops them first, as if they had never been there.
    S = Σ sign(d)·midrank(|d|). One resident changed: p_exact 1, p_mid .5. Everybody changed: both ways of
    zeros agree. Half points and 0-100 lines need nothing special; differences equal up to rounding are ties.

    Exact, also at 1e-34, unless hundreds of residents all have different |d|; then 10,000 sign flips with
    a fixed seed. UserError: unknown `zeros`, infinite values, counts that are no whole numbers.
    Source: Pratt 1959, JASA 54:655; mid-p: Lancaster 1961, JASA 56:223.
    """
    if zeros not in ZEROS:
        raise refuse("zeros", f"kies uit {', '.join(ZEROS)}", f"choose from {', '.join(ZEROS)}")
    differences = tally(change)
    ranked_zeros = differences.unchanged if zeros == "pratt" else 0
    units = doubled_midranks(differences.changed, ranked_zeros)
    test = flip_test(units, differences.up, differences.down)
    return SignedRank(test.statistic / 2, test.p_exact, test.p_mid, test.p_greater, test.p_less)


def sign_test(change: object) -> SignedRank:
    """Sign test: only directions count; fields as of `signed_rank`, statistic = improved − deteriorated.

    Exact binomial among those who changed (McNemar's exact and mid-p test); unchanged do not count.
    """
    differences = tally(change)
    return flip_test(np.ones(1, dtype=np.int64), _total(differences.up), _total(differences.down))


def sign_flip(change: object) -> SignedRank:
    """Sign-flip test of the mean change; the same fields as `signed_rank`, statistic = the sum of changes.

    Exact when the changes lie on a common step (whole or half points), or with up to 20 changed residents;
    else 10,000 sign flips with a fixed seed. Give sums per worker to flip one sign a worker.
    Source: Fisher 1935, The Design of Experiments, §21.
    """
    differences = tally(change)
    units, step = _common_step(differences)
    test = flip_test(units, differences.up, differences.down)
    return SignedRank(test.statistic * step, test.p_exact, test.p_mid, test.p_greater, test.p_less)


def doubled_midranks(changed: np.ndarray, unchanged: int) -> np.ndarray:
    """Twice the midrank of each magnitude: whole numbers, so that sums are exact; shape (k,), int64.

    `changed` counts residents by magnitude, ascending; `unchanged` holds the lowest ranks.
    """
    before = np.cumsum(changed) - changed
    return 2 * (unchanged + before) + changed + 1


def flip_test(units: np.ndarray, up: np.ndarray, down: np.ndarray) -> SignedRank:
    """The test on S = Σ units·(up − down); `statistic` is in the given units."""
    counts = up + down
    observed = (units * (up - down)).sum()
    if not counts.any():
        return SignedRank(0.0, 1.0, 1.0, 1.0, 1.0)
    seen = counts > 0
    tail, point = null_tail(units[seen], counts[seen], abs(observed))
    beyond = 1 - tail + point  # P(S* ≤ |S|)
    greater, less = (tail, beyond) if observed >= 0 else (beyond, tail)
    if observed == 0:
        return SignedRank(0.0, 1.0, 1 - point, greater, greater)  # as coin: 0 counts from both sides
    return SignedRank(float(observed), min(2 * tail, 1.0), min(2 * tail - point, 1.0), greater, less)


def _total(counts: np.ndarray) -> np.ndarray:
    return counts.sum(keepdims=True)


def _common_step(differences: Differences) -> tuple[np.ndarray, float]:
    """The magnitudes as whole multiples of the largest step they share; as they are when there is none."""
    sizes = differences.magnitudes
    if not len(sizes):
        return np.ones(0, dtype=np.int64), 1.0
    step = sizes[0]
    for size in sizes[1:]:
        step = _shared_step(size, step, sizes[-1] / _LADDER)
        if step == 0:
            return sizes, 1.0
    return np.rint(sizes / step).astype(np.int64), float(step)


def _shared_step(a: float, b: float, least: float) -> float:
    """Euclid's greatest common step of two sizes, 0 when it would be smaller than `least`."""
    while b > least:
        a, b = b, abs(a - b * np.rint(a / b))
    return a if b <= least * 1e-2 and a > least else 0.0
