"""All leefgebieden together: the mean of their net shares, in a word; which one to talk about first.

One estimand for who sees rows and who sees a page: the mean, over leefgebieden, of the share improved minus the
share deteriorated. How sure it is depends on one thing that no table of one leefgebied tells: how far the
leefgebieden of a resident move together (`cohesion`). docs/methods.md.

An order of subjects to talk about within one team, from what its page shows; never an order of teams or people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean

from monitorlib.evidence.grades import UNCERTAIN, Counts

# up to so much of what it would be if all leefgebieden moved as one; the last says nothing
COHESIONS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.65, 1.0)
FEWEST_AREAS = 2  # of one leefgebied its own row is the answer
LEVEL = "balanced"
TOGETHER_WORDS = (
    *("improved", "deteriorated", "slightly_improved", "slightly_deteriorated"),
    LEVEL,
    UNCERTAIN,
)
_SURE = 0.975  # two-sided 95%
_RELEVANT = 0.95  # two one-sided tests at .05: the interval within the margin


@dataclass(frozen=True)
class Area:
    """What is known of one leefgebied: the least and the most net improved can be, its largest standard error,
    and its residents."""

    low: float
    high: float
    error: float
    n: int

    @classmethod
    def of(cls, tables: Sequence[Counts]) -> "Area":
        """The leefgebied of which one of these tables is the true one."""
        nets = [(each.improved - each.deteriorated) / each.n for each in tables]
        return cls(min(nets), max(nets), max(map(standard_error, tables)), tables[0].n)


@dataclass(frozen=True)
class MeanNet:
    """The mean net share (−1..1), between the least and the most that fits what is known, its interval of 95%, and
    a word of TOGETHER_WORDS."""

    word: str
    estimate: float
    low: float
    high: float


def standard_error(row: Counts) -> float:
    """The standard error of net improved, plus two: as if one more improved and one more deteriorated.

    Never 0, also where nobody or everybody changed. Source: as the plus-two t interval of docs/methods.md.
    """
    changed, net, n = row.improved + row.deteriorated + 2, row.improved - row.deteriorated, row.n + 2
    return sqrt((changed - net**2 / n) / (n - 1) / n)


def mean_net(areas: Sequence[Area], cohesion: float, margin: float) -> MeanNet:
    """The answer of all leefgebieden together.

    `cohesion`: the variance of the mean as a part of what it would be if every leefgebied moved as one (0..1),
    or a bound above it. standard error = √cohesion · mean of the standard errors; the interval is t with the
    fewest residents + 1 degrees of freedom, from the least mean that fits to the most. `improved`,
    `deteriorated`: it leaves out zero; `slightly_…`: and lies within ±`margin`; `balanced`: the 90% interval lies
    within the margin; else `uncertain`. It is one test, so nothing is adjusted. ValueError: no leefgebieden.
    """
    low, high = fmean(each.low for each in areas), fmean(each.high for each in areas)
    error = sqrt(cohesion) * fmean(each.error for each in areas)
    freedom = min(each.n for each in areas) + 1
    sure, relevant = (error * t_quantile(level, freedom) for level in (_SURE, _RELEVANT))
    interval = max(-1.0, low - sure), min(1.0, high + sure)
    near = max(relevant - low, high + relevant) <= margin
    return MeanNet(_word(*interval, margin, near), (low + high) / 2, *interval)


def _word(low: float, high: float, margin: float, near: bool) -> str:
    if low > 0 or high < 0:
        side = "improved" if low > 0 else "deteriorated"
        return f"slightly_{side}" if -margin <= low and high <= margin else side
    return LEVEL if near else UNCERTAIN


def t_quantile(level: float, freedom: int) -> float:
    """The quantile of Student's t, to three decimals from ten degrees of freedom on.

    Source: Abramowitz & Stegun 1964, 26.7.5.
    """
    z = NormalDist().inv_cdf(level)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / freedom**power for power, term in enumerate(terms, 1))


def shrunken(areas: Sequence[Area | None]) -> list[float]:
    """Net improved of each leefgebied, drawn in to zero by as much as it may be chance; −1..1.

    A leefgebied of which a class is hidden counts for the table that fits and lies nearest to zero; one of which
    nothing is shown (None) is 0 and changes nothing of the others. Normal, empirical Bayes: net·τ²/(τ² + error²),
    with τ² = mean(net² − error²), 0 where that is less: then nothing moved more than chance does. Drawn in to
    zero, "nothing changed", and not to the mean of the team: a leefgebied with few residents would else move
    because others do. So a small group does not come on top by chance. Source: Efron & Morris 1973, JASA 68:117.
    """
    known = [(_nearest(each), each.error) for each in areas if each is not None]
    spread = sum(net**2 - error**2 for net, error in known) / len(known) if known else 0.0
    spread = max(0.0, spread)
    return [_drawn_in(each, spread) if each is not None else 0.0 for each in areas]


def _drawn_in(area: Area, spread: float) -> float:
    net = _nearest(area)
    return net * spread / (spread + area.error**2) if net else 0.0


def _nearest(area: Area) -> float:
    """The net share nearest to zero that fits."""
    return min(max(0.0, area.low), area.high)
