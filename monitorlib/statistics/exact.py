"""Exact tests of paired changes in one group: under "each change may as well have gone the other way".

S* = Σ_k u_k (2 B_k − m_k) with B_k ~ Bin(m_k, ½): m_k residents share the unit u_k. Every way below adds
positive chances only, from small to large tails, so a p-value of 1e-34 is as precise as one of .05. (Thousands
who share one unit are as many coins: `coins.heads`.)

All three keep every resident's size of change and flip its sign. They differ in what a change counts
for: its rank (`signed_rank`), its size (`sign_flip`), or only its direction (`sign_test`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

import numpy as np

from monitorlib.statistics.coins import KEPT_COINS, coin_chances, heads
from monitorlib.statistics.inputs import Differences, refuse, tally

_KEPT_CELLS = 30_000_000  # the largest matrix that is kept ready for the next group (120 MB)
_BLOCK_CELLS = 10_000_000  # signs that are held at a time where they are not kept


def sign_blocks(n: int, n_flips: int, seed: int) -> Iterator[np.ndarray]:
    """Random signs −1 and +1 in blocks of columns, shape (n, some), float32; together `n_flips` columns.

    Row i depends on i, `n_flips` and `seed` alone: a group's figures never depend on another group's size.
    """
    rows = 1 << max(6, (n - 1).bit_length())  # a power of two, so that few sizes are kept
    if rows * n_flips <= _KEPT_CELLS:
        yield _kept(rows, n_flips, seed)[:n]
        return
    words = _random_words(n, n_flips, seed)
    step = max(1, _BLOCK_CELLS // (64 * n))
    for start in range(0, words.shape[1], step):
        block = words[:, start : start + step]
        yield _signs(block, min(64 * block.shape[1], n_flips - 64 * start))


@lru_cache(maxsize=2)
def _kept(n: int, n_flips: int, seed: int) -> np.ndarray:
    signs = _signs(_random_words(n, n_flips, seed), n_flips)
    signs.flags.writeable = False
    return signs


def _random_words(n: int, n_flips: int, seed: int) -> np.ndarray:
    words = np.random.default_rng(seed).integers(0, 2**64, size=(n, -(-n_flips // 64)), dtype=np.uint64)
    return words.astype("<u8", copy=False)


def _signs(words: np.ndarray, count: int) -> np.ndarray:
    """64 signs from the bits of each word, the first `count` of every row."""
    bits = np.unpackbits(np.ascontiguousarray(words).view(np.uint8), axis=1, count=count)
    signs = bits.astype(np.float32)
    signs *= 2
    signs -= 1
    return signs


def all_signs(n: int) -> np.ndarray:
    """Every sign pattern of n residents up to a change of all signs together, shape (n, 2^(n − 1)).

    Float64. The last resident keeps +1: the opposite pattern gives the same |S|, so half of them suffice.
    """
    patterns = np.arange(1 << (n - 1), dtype=np.int64)
    return np.where(patterns >> np.arange(n)[:, None] & 1, -1.0, 1.0)


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
    if len(units) == 1 and counts[0] > KEPT_COINS:
        return _of_one_unit(int(counts[0]), observed / units[0])
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


def _of_one_unit(m: int, steps: float) -> tuple[float, float]:
    """Many residents who share a unit, `steps` of it observed: as many coins."""
    wanted = (steps + m) / 2
    tail, point = heads(m, ceil(wanted))
    return tail, point if wanted == int(wanted) else 0.0


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
