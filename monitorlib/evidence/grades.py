"""How sure a shift is: a grade for each leefgebied, from how many improved and how many deteriorated.

Word, interval and picture rest on one number, net improved (the share improved minus the share deteriorated),
and on one test of it, so that no two of them can contradict each other (docs/methods.md). Whoever sees the
counts can work out every grade, so a grade tells nothing more than the counts do. Standard library only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import ceil, comb, copysign, erfc, inf, sqrt
from statistics import NormalDist

# of all leefgebieden of one instrument together: the chance of a clear word where nothing shifted
ALPHA = 0.05
FALSE_HINTS = 0.085  # of what is told, the share that chance explains, on average: less than one in ten
CRITICAL = NormalDist().inv_cdf(0.975)  # standard errors of an interval of 95%, the narrowest that is shown
RELEVANT = NormalDist().inv_cdf(0.95)  # two one-sided tests at .05: the interval within the margin
_HALVINGS = 60  # of an interval of length 2: to the last bit
_ENUMERATED = 250  # residents; of more the normal distribution is as good
_NEAR = 1e-9  # an interval that must hold zero, or may not, does so by at least this part

CLEAR = ("improved", "deteriorated")
SLIGHT = ("slightly_improved", "slightly_deteriorated")
HINTS = ("hint_improved", "hint_deteriorated")
LEVEL_WORDS = ("unchanged", "balanced")
UNCERTAIN = "uncertain"
GRADES = (*CLEAR, *SLIGHT, *LEVEL_WORDS, *HINTS, UNCERTAIN)


@dataclass(frozen=True)
class Counts:
    """How many residents improved, and deteriorated, of `n` (1 or more) with two measurements."""

    improved: int
    deteriorated: int
    n: int


@dataclass(frozen=True)
class Grade:
    """A word of GRADES, and how many standard errors the interval beside it is wide on either side."""

    word: str
    critical: float


def interval(row: Counts, critical: float = CRITICAL) -> tuple[float, float]:
    """Tango's interval for net improved: the net shares that `score` finds less than `critical` away."""
    net = (row.improved - row.deteriorated) / row.n
    return _border(row, critical, -1.0, net), _border(row, -critical, net, 1.0)


def _border(row: Counts, z: float, low: float, high: float) -> float:
    """Where the score, which falls with the net share, comes to z."""
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if score(row, middle) > z else (low, middle)
    return (low + high) / 2


def grades(rows: Sequence[Counts], margin: float) -> list[Grade]:
    """The grade of each leefgebied of one family: what is looked at together.

    `improved`, `deteriorated`: clear, also when so many are looked at (Holm's step-down at ALPHA), and not a
    difference within ±`margin`; `slightly_…`: clear, and surely within the margin. `unchanged`, `balanced`: the
    90% interval (two one-sided tests at .05) lies within the margin, and at most half changed, or more.
    `hint_…`: told by a rule that lets FALSE_HINTS of what is told be chance, on average (`hinted`). Else
    `uncertain`.

    The interval is Tango's, as strict as the rule: it leaves out zero exactly where the word is clear. Beside
    `unchanged` and `balanced` it is the one of 95%. An empty family gives an empty list.
    """
    family = Family.of([leaning(row) for row in rows])
    return [family.grade(place, row, margin) for place, row in enumerate(rows)]


@dataclass(frozen=True)
class Family:
    """What is looked at together: which are clear, which are a hint, and how strict the intervals are."""

    clear: tuple[bool, ...]
    hints: tuple[bool, ...]
    critical: float

    @classmethod
    def of(cls, leanings: Sequence[float]) -> "Family":
        """The family of these p-values, each with the sign of its direction (`leaning`)."""
        clear, alpha = step_down([abs(each) for each in leanings])
        return cls(tuple(clear), tuple(hinted(leanings)), NormalDist().inv_cdf(1 - alpha / 2))

    def grade(self, place: int, row: Counts, margin: float) -> Grade:
        """The grade of these counts at this place of the family."""
        side = 0 if row.improved > row.deteriorated else 1
        strict = self._critical(place, row)
        if self.clear[place]:
            return Grade((SLIGHT if within(row, margin, strict) else CLEAR)[side], strict)
        if within(row, margin, RELEVANT):
            return Grade(LEVEL_WORDS[2 * (row.improved + row.deteriorated) > row.n], CRITICAL)
        return Grade(HINTS[side] if self.hints[place] else UNCERTAIN, strict)

    def _critical(self, place: int, row: Counts) -> float:
        """That of the normal distribution, or what the exact p says of zero where these two differ."""
        observed = abs(score(row, 0.0))
        if self.clear[place]:
            return min(self.critical, observed * (1 - _NEAR))
        return max(self.critical, observed * (1 + _NEAR))


def net_p(row: Counts) -> float:
    """Two-sided p of "as many improve as deteriorate", from net improved alone; 1 where nobody changed.

    The chance of a score at least as far from zero, over every table of `n` residents in which as many change as
    did here on average. Counting only tables in which exactly as many change (the sign test) hardly finds
    anything among fifteen residents; the normal distribution finds too much where everybody changes. Of over 250
    residents these agree, and the normal distribution is used. Source: Lloyd 2008, Biometrics 64:716 (estimated
    p-values); the score is McNemar's. Figures in docs/methods.md.
    """
    return _net_p(abs(row.improved - row.deteriorated), row.improved + row.deteriorated, row.n)


def leaning(row: Counts) -> float:
    """`net_p` with a sign: below zero where more deteriorated than improved. A p of 0 keeps its sign too."""
    return copysign(net_p(row), row.improved - row.deteriorated)


def one_sided(leaning: float, side: int) -> float:
    """The p of "no more went this way than the other"; `side` is 1 for improved and −1 for deteriorated."""
    half = abs(leaning) / 2
    return half if copysign(1, leaning) == side else 1 - half


@cache
def _net_p(net: int, changed: int, n: int) -> float:
    if net == 0:
        return 1.0
    least = net / sqrt(changed)
    if n > _ENUMERATED:
        return erfc(least / sqrt(2))
    share, total = changed / n, 0.0
    for count in range(1, n + 1):
        fewest = ceil((count + least * sqrt(count)) / 2 - _NEAR)  # that went the same way
        if fewest <= count:
            chance = comb(n, count) * share**count * (1 - share) ** (n - count)
            total += chance * 2 * _tails(count)[fewest]
    return min(1.0, total)


@cache
def _tails(n: int) -> tuple[float, ...]:
    """P(B ≥ k) for k = 0..n, B binomial of n and one half."""
    chances = [comb(n, k) / 2**n for k in range(n, -1, -1)]
    return tuple(accumulate(chances))[::-1]


def score(row: Counts, net: float) -> float:
    """Standard errors between the observed net improved and `net` (−1..1), by Tango's score statistic.

    Source: Tango 1998, Statistics in Medicine 17:891.
    """
    up, down, n = row.improved, row.deteriorated, row.n
    a = 2 * n
    b = (2 * n - up + down) * net - up - down
    c = -down * net * (1 - net)
    q = (sqrt(max(b * b - 4 * a * c, 0.0)) - b) / (2 * a)
    gap, variance = up - down - n * net, n * (2 * q + net * (1 - net))
    if variance <= 0:
        return 0.0 if gap == 0 else inf * gap
    return gap / sqrt(variance)


def within(row: Counts, margin: float, critical: float) -> bool:
    """Whether Tango's interval lies within ±`margin`."""
    return score(row, -margin) >= critical and score(row, margin) <= -critical


def step_down(p: Sequence[float], alpha: float = ALPHA) -> tuple[list[bool], float]:
    """Which p-values hold when all are looked at together (Holm 1979), and the alpha of the intervals beside them.

    That is the one of the last step: those that did not hold share `alpha`, so that their intervals hold zero
    and the others do not. Where all hold, or none is there, it is `alpha`.
    """
    order = sorted(range(len(p)), key=p.__getitem__)
    held = 0
    while held < len(p) and p[order[held]] <= alpha / (len(p) - held):
        held += 1
    sure = [False] * len(p)
    for place in order[:held]:
        sure[place] = True
    return sure, alpha / max(1, len(p) - held)


def hinted(leanings: Sequence[float]) -> list[bool]:
    """Which leefgebieden are told, clear or not, each in its own direction.

    Each direction by itself: first, whether anything went that way at all (Simes' test at half of FALSE_HINTS,
    so that where nothing moved a team sees a hint with a chance of FALSE_HINTS); if so, which, by
    `false_discovery` of the one-sided p-values. So where many go the same way, the next that does needs less, and
    one that goes the other way does not. More evidence for a direction elsewhere never takes a hint of that
    direction away. Source of the test: Simes 1986, Biometrika 73:751.
    """
    told = [False] * len(leanings)
    for side in (1, -1):
        p = [one_sided(each, side) for each in leanings]
        if any(_step_up(p, FALSE_HINTS / 2)):
            told = [before or here for before, here in zip(told, false_discovery(p), strict=True)]
    return told


def false_discovery(p: Sequence[float], share: float = FALSE_HINTS) -> list[bool]:
    """Which p-values are told where on average `share` of what is told may be chance; never one above ALPHA.

    Two steps: the first estimates how many have nothing to tell, which the second makes use of. Without the
    ceiling the thirteenth would be told whatever its p, once twelve were. Source: Benjamini, Krieger & Yekutieli
    2006, Biometrika 93:491, definition 6.
    """
    first = share / (1 + share)
    told = _step_up(p, first)
    rest = len(p) - sum(told)
    if rest not in (0, len(p)):
        told = _step_up(p, first * len(p) / rest)
    return [here and each <= ALPHA for here, each in zip(told, p, strict=True)]


def adjusted(p: Sequence[float]) -> list[float]:
    """Holm's adjusted p-values: at most ALPHA just where `step_down` holds."""
    order = sorted(range(len(p)), key=p.__getitem__)
    found, highest = [0.0] * len(p), 0.0
    for step, place in enumerate(order):
        highest = max(highest, min(1.0, (len(p) - step) * p[place]))
        found[place] = highest
    return found


def _step_up(p: Sequence[float], share: float) -> list[bool]:
    """Benjamini & Hochberg's rule."""
    order = sorted(range(len(p)), key=p.__getitem__)
    last = max((k for k, place in enumerate(order, 1) if p[place] <= share * k / len(p)), default=0)
    told = [False] * len(p)
    for place in order[:last]:
        told[place] = True
    return told


def needed(changed: int, n: int, tests: int) -> int | None:
    """How many of the `changed` of `n` residents would have to go the same way for a hint, were it the only one
    of `tests`.

    None where all of them would not be enough.
    """
    fewest = (changed + 1) // 2
    for same in range(fewest, changed + 1):
        own = leaning(Counts(same, changed - same, n))
        if any(hinted([own, *[1.0] * (tests - 1)])):
            return same
    return None
