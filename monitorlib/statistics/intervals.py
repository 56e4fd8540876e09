"""Intervals that keep their word at twenty residents, of one group and of two; and what so many could have shown.

Each formula works on arrays, so a table of groups is one call; the verbs for one group stand below them.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import bdtr, bdtrc, gammaln, ndtri, stdtrit, xlog1py, xlogy

from monitorlib.statistics.inputs import between, numbers, paired_changes, refuse, whole_counts, whole_number

_HALVINGS = 60  # of an interval of length 2: to the last bit


@dataclass(frozen=True)
class Interval:
    """An estimate and the interval around it (floats, or arrays of one shape)."""

    estimate: float | np.ndarray
    low: float | np.ndarray
    high: float | np.ndarray


def net_improved(change: object, level: float = 0.95) -> Interval:
    """Share improved minus share deteriorated, with Tango's score interval; between −1 and 1.

    `change`: differences, shape (n,), positive is better, or a mapping difference → count; only directions
    count; NaN is a missing pair. Nobody changed: 0 with an interval wider than 0. Everybody improved: 1,
    and `high` is 1. One resident works and says next to nothing. UserError: no pairs, infinite values,
    `level` outside 0..1. Source: Tango 1998, Statistics in Medicine 17:891.
    """
    values, counts = _some_pairs(change)
    up, down = counts[values > 0].sum(), counts[values < 0].sum()
    return _one(tango(up, down, counts.sum(), level))


def mean_shift(change: object, level: float = 0.95, unit: float = 1.0) -> Interval:
    """Mean change with the plus-two t interval, in scale points.

    `change` as in `net_improved`. The interval is an ordinary t interval after adding one pseudo pair of
    +1 and one of −1 (times `unit`, scale points); the printed mean is the plain one, so it lies off the
    middle a little. On a line of 0-100 two pairs of ±1 hardly help a small group; `unit=25` does.
    One resident or nobody changed: an interval wider than 0, not a missing one. UserError as above.
    Our generalisation of Bonett & Price 2012, Statistics in Medicine 31:479; coverage in docs/methods.md.
    """
    values, counts = _some_pairs(change)
    return _one(plus_two_t(counts @ values, counts @ values**2, counts.sum(), level, unit))


def _some(values: object) -> np.ndarray:
    """One number as an array of one."""
    return np.atleast_1d(np.asarray(values))


def share(successes: int, n: int, level: float = 0.95) -> Interval:
    """A share of answers with Wilson's interval; "n.v.t." and missing stay out of `n`.

    0 of n and n of n have an interval wider than 0. UserError: `n` below 1, `successes` above `n`.
    Source: Wilson 1927, JASA 22:209.
    """
    return _one(wilson(successes, n, level))


def tango(
    up: object, down: object, n: object, level: float = 0.95, critical: np.ndarray | None = None
) -> Interval:
    """Tango's score interval for (up − down)/n, for arrays of counts of one shape (or single counts).

    The limits are the net shares D whose score test just fails to reject, found by halving. `critical`: how many
    standard errors away that is, one for each, instead of what `level` says.
    """
    up, down, n = (whole_counts(_some(counts), "up, down, n") for counts in (up, down, n))
    if (n < 1).any() or (up + down > n).any():
        raise refuse(
            "up, down, n", "up + down mag niet boven n liggen", "up + down must not exceed n, n at least 1"
        )
    z = normal_quantile(level) if critical is None else critical
    net = (up - down) / n
    low = _halve(lambda d: _score_gap(d, up, down, n) > z, -np.ones_like(net), net)
    high = _halve(lambda d: _score_gap(d, up, down, n) > -z, net, np.ones_like(net))
    return Interval(net, np.where(up + n == 0, -1.0, low[0]), high[1])


def _score_gap(d: np.ndarray, up: np.ndarray, down: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Standard errors between the observed net count and the one under net share d; falls with d."""
    a = 2 * n
    b = -up - down + (2 * n - up + down) * d
    c = -down * d * (1 - d)
    q = (np.sqrt(np.maximum(b * b - 4 * a * c, 0)) - b) / (2 * a)
    spread = np.sqrt(np.maximum(n * (2 * q + d * (1 - d)), 1e-300))
    return (up - down - n * d) / spread


def _halve(
    left_of_root: Callable[[np.ndarray], np.ndarray], low: np.ndarray, high: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        left = left_of_root(middle)
        low, high = np.where(left, middle, low), np.where(left, high, middle)
    return low, high


def plus_two_t(
    total: object, squares: object, n: object, level: float = 0.95, unit: float | np.ndarray = 1.0
) -> Interval:
    """Plus-two t interval from Σd, Σd² and n (arrays of one shape, or single numbers).

    `unit` is the size of the two pseudo pairs, in scale points: one number, or one a group.
    """
    total, squares, n = (numbers(_some(x), "total, squares, n") for x in (total, squares, n))
    if (n < 1).any():
        raise refuse("n", "er is minstens één paar nodig", "at least one pair is needed")
    more = n + 2
    centre = total / more
    variance = np.maximum(squares + 2 * unit**2 - more * centre**2, 0) / (more - 1)
    half = stdtrit(more - 1, _upper(level)) * np.sqrt(variance / more)
    return Interval(total / n, centre - half, centre + half)


def wilson(successes: object, n: object, level: float = 0.95) -> Interval:
    """Wilson's score interval for shares, for arrays of counts of one shape (or single counts)."""
    successes, n = (whole_counts(_some(x), "successes, n") for x in (successes, n))
    if (n < 1).any() or (successes > n).any():
        raise refuse(
            "successes, n", "successes ligt tussen 0 en n, n is 1 of meer", "0 ≤ successes ≤ n, n at least 1"
        )
    z2 = normal_quantile(level) ** 2
    p = successes / n
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = np.sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    low = np.where(successes == 0, 0.0, centre - half)
    return Interval(p, low, np.where(successes == n, 1.0, centre + half))


def normal_quantile(level: float) -> float:
    """The normal quantile of a two-sided interval: 1.96 for level .95."""
    return float(ndtri(_upper(level)))


def _upper(level: float) -> float:
    return (1 + between(level, 0, 1, "level")) / 2


def _some_pairs(change: object) -> tuple[np.ndarray, np.ndarray]:
    values, counts = paired_changes(change)
    if not counts.sum():
        raise refuse("change", "er is minstens één paar nodig", "at least one pair is needed")
    return values, counts


def _one(interval: Interval) -> Interval:
    ends = (interval.estimate, interval.low, interval.high)
    return Interval(*(float(np.asarray(end)[0]) for end in ends))


EQUAL = 0.90  # two one-sided tests at .05: the interval that must lie within what does not matter


def surely_within(one: np.ndarray, other: np.ndarray, most: float) -> bool:
    """Whether two means differ by `most` at most, for all that chance can do: two one-sided tests at .05.

    The same rule as beside the word "the same" of a shift. Each group needs two residents or more. Source:
    Schuirmann 1987, J Pharmacokinetics and Biopharmaceutics 15:657.
    """
    return difference_of(one, other).surely_within(most)


def difference_in_means(one: np.ndarray, other: np.ndarray, level: float = 0.95) -> Interval:
    """Mean of `one` minus mean of `other`, in the unit of the scores, with Welch's interval.

    Each group needs two residents or more. When nobody differs within both groups there is no variance to
    judge by: the interval is then the difference itself. Source: Welch 1947, Biometrika 34:28; R t.test.
    """
    return difference_of(one, other).interval(level)


@dataclass(frozen=True)
class Difference:
    """Of two means, with its standard error and the degrees of freedom of that (Welch)."""

    estimate: float
    error: float
    freedom: float

    def interval(self, level: float = 0.95) -> Interval:
        """As `difference_in_means`."""
        reach = self.error * float(stdtrit(self.freedom, (1 + level) / 2)) if self.error else 0.0
        return Interval(self.estimate, self.estimate - reach, self.estimate + reach)

    def surely_within(self, most: float) -> bool:
        """As `surely_within`."""
        interval = self.interval(EQUAL)
        return bool(-most <= interval.low and interval.high <= most)


def difference_of(one: np.ndarray, other: np.ndarray) -> Difference:
    """For whoever asks both of the same two groups."""
    difference = float(np.mean(one) - np.mean(other))
    parts = np.array([np.var(group, ddof=1) / len(group) for group in (one, other)])
    error = float(np.sqrt(parts.sum()))
    if error == 0:
        return Difference(difference, 0.0, np.inf)
    freedom = parts.sum() ** 2 / np.sum(parts**2 / (np.array([len(one), len(other)]) - 1))
    return Difference(difference, error, float(freedom))


ALPHA = 0.05
_PLANNING_HALVINGS = 40


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
    for _ in range(_PLANNING_HALVINGS):
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
