"""Shifts in the light of who took part, and teams side by side without a ranking."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from monitorlib.statistics.inputs import numbers, refuse, same_length, whole_counts


@dataclass(frozen=True)
class Poststratified:
    """`estimate`: mean change, scale points. `merged`: start scores of which nobody was followed, each with
    the start score whose mean change stands in for it; empty when none had to be merged."""

    estimate: float
    merged: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Bounds:
    """The lowest and the highest value that the unseen could give."""

    low: float
    high: float


@dataclass(frozen=True)
class Kitagawa:
    """A difference between two periods in two parts that add up to it.

    `composition`: what other people (another mix of strata) brought; `rate`: what changed within strata.
    """

    composition: float
    rate: float


def mean_by_start(pre: object, change: object) -> dict[float, float]:
    """Mean change by start score; pairs without a change (NaN) do not count, nor do starts without pairs."""
    pre, change = _starts(pre, change)
    seen = ~np.isnan(change)
    starts, place = np.unique(pre[seen], return_inverse=True)
    means = np.bincount(place, weights=change[seen]) / np.maximum(np.bincount(place), 1)
    return dict(zip(starts.tolist(), means.tolist(), strict=True))


def expected_shift(pre: object, reference: Mapping[float, float] | tuple[object, object]) -> float:
    """The mean change these start scores would show elsewhere: regression to the mean and ceiling together.

    `pre`: start scores of the group, shape (n,). `reference`: mean change by start score, a mapping (see
    `mean_by_start`), or a pair (start scores, changes) of the other teams. E = Σ mean_d(reference | pre_i) / n,
    scale points, positive is better. UserError: no residents, a missing or infinite start score, a start
    score that the reference lacks (merge it with a neighbouring one first: nothing is made up silently).
    """
    if not isinstance(reference, Mapping):
        reference = mean_by_start(*reference)
    pre = numbers(pre, "pre")
    if not len(pre) or np.isnan(pre).any():
        raise refuse("pre", "start scores zijn nodig, zonder lege", "start scores are needed, none missing")
    if not set(pre.tolist()) <= set(reference):
        raise refuse(
            "reference",
            "een startscore komt er niet in voor; voeg startscores samen",
            "lacks a start score; merge start scores first",
        )
    return float(np.mean([reference[start] for start in pre.tolist()]))


def poststratified_shift(pre: object, change: object) -> Poststratified:
    """The mean change if those lost had changed like those followed with the same start score.

    `pre`: start scores of everybody at the start, shape (n,); `change`: NaN for who was lost. Weights
    N_b / n_b per start score b. A start score of which nobody was followed is merged with the nearest one
    (the lower of two), and `merged` says so. Nobody lost: the plain mean. UserError: nobody followed,
    different lengths, infinite values, a missing start score.
    Source: Holt & Smith 1979, JRSS A 142:33.
    """
    pre, change = _starts(pre, change)
    means = mean_by_start(pre, change)
    if not means:
        raise refuse("change", "niemand is gevolgd", "nobody was followed")
    known = np.array(list(means))
    merged = tuple(
        (start, float(known[np.argmin(np.abs(known - start))]))
        for start in np.unique(pre).tolist()
        if start not in means
    )
    stands_in = {start: means[other] for start, other in merged}
    return Poststratified(expected_shift(pre, means | stands_in), merged)


def manski_bounds(pre: object, change: object, worst: float, best: float) -> Bounds:
    """Mean change if everybody lost had ended at the worst, and at the best, score of the scale.

    `pre` and `change` as in `poststratified_shift`; `worst` and `best` are the ends of the scale (for a
    scale on which lower is better, `worst` is the higher number). Nobody lost: both are the plain mean.
    UserError: as there, and a start score outside the scale. Source: Manski 1990, AER 80:319.
    """
    pre, change = _starts(pre, change)
    if not len(pre):
        raise refuse("pre", "er zijn geen inwoners", "there are no residents")
    if ((pre < min(worst, best)) | (pre > max(worst, best))).any():
        raise refuse("pre", "een score ligt buiten de schaal", "a score lies outside the scale")
    better = 1.0 if best > worst else -1.0
    low, high = (np.where(np.isnan(change), better * (end - pre), change).mean() for end in (worst, best))
    return Bounds(float(low), float(high))


def kitagawa(n_before: object, rate_before: object, n_after: object, rate_after: object) -> Kitagawa:
    """Split the difference after − before of an overall rate (or mean) by strata, each array shape (strata,).

    `n_*`: residents by stratum; `rate_*`: their rate or mean. composition = Σ (p1 − p0)(r1 + r0)/2,
    rate = Σ (p1 + p0)/2 · (r1 − r0). A stratum empty in both periods is left out. UserError: a stratum
    empty in one period (merge it with another first), different lengths, infinite or missing rates.
    Source: Kitagawa 1955, JASA 50:1168; Das Gupta 1993, US Census P23-186.
    """
    n0, n1 = whole_counts(n_before, "n_before"), whole_counts(n_after, "n_after")
    r0, r1 = numbers(rate_before, "rate_before"), numbers(rate_after, "rate_after")
    for other in (n1, r0, r1):
        same_length(n0, other, "n_before, rate_before, n_after, rate_after")
    used = (n0 > 0) | (n1 > 0)
    if not used.any() or ((n0 == 0) != (n1 == 0)).any():
        raise refuse(
            "n_before, n_after",
            "een groep is in één periode leeg; voeg groepen samen",
            "a stratum is empty in one period; merge strata first",
        )
    if np.isnan(r0[used]).any() or np.isnan(r1[used]).any():
        raise refuse("rate_before, rate_after", "een waarde ontbreekt", "a value is missing")
    p0, p1, r0, r1 = (n0 / n0.sum())[used], (n1 / n1.sum())[used], r0[used], r1[used]
    return Kitagawa(float((p1 - p0) @ (r1 + r0)) / 2, float((p1 + p0) @ (r1 - r0)) / 2)


def _starts(pre: object, change: object) -> tuple[np.ndarray, np.ndarray]:
    pre, change = numbers(pre, "pre"), numbers(change, "change")
    same_length(pre, change, "pre, change")
    if np.isnan(pre).any():
        raise refuse("pre", "een startscore ontbreekt", "a start score is missing")
    return pre, change


Z_LIMITS = (1.96, 3.09)  # 2.5% and .1% on either side
_TRIMMED = 0.1  # of the teams on either side, drawn in before over-dispersion is estimated


def funnel_limits(
    n: object, sigma: float, z: tuple[float, ...] = Z_LIMITS, between_teams: float = 0.0
) -> np.ndarray:
    """How far a team's (observed − expected) may lie from 0 by chance: ± these, shape (len(z), teams).

    `n`: residents by team; `sigma`: standard deviation of one resident's change, scale points. Limits
    z·√(σ²/n + τ²), with τ = `between_teams` (see `overdispersion`). UserError: a team without residents,
    `sigma` not above 0. Source: Spiegelhalter 2005, Statistics in Medicine 24:1185.
    """
    error = np.sqrt(_sampling_variance(n, sigma) + float(numbers(between_teams, "between_teams", 0)) ** 2)
    return numbers(list(z), "z")[:, None] * error


def overdispersion(deviation: object, n: object, sigma: float) -> float:
    """τ, the spread of teams that chance does not explain, in scale points; 0 when chance explains it all.

    `deviation`: observed − expected by team, shape (teams,). The outer tenth of the teams on either side is
    drawn in first, so that a few unusual teams do not widen the limits that should show them. One team: 0.
    Source: Spiegelhalter 2005 (additive, random-effects form).
    """
    deviation, variance = numbers(deviation, "deviation"), _sampling_variance(n, sigma)
    same_length(deviation, variance, "deviation, n")
    teams = len(deviation)
    if teams < 2:
        return 0.0
    z = deviation / np.sqrt(variance)
    drawn_in = np.clip(z, *np.quantile(z, [_TRIMMED, 1 - _TRIMMED]))
    weight = 1 / variance
    excess = (drawn_in**2).sum() - (teams - 1)
    return float(np.sqrt(max(excess, 0) / (weight.sum() - (weight**2).sum() / weight.sum())))


def _sampling_variance(n: object, sigma: float) -> np.ndarray:
    n, sigma = whole_counts(n, "n"), float(numbers(sigma, "sigma", 0))
    if (n < 1).any() or not sigma > 0:
        raise refuse("n, sigma", "n is 1 of meer en sigma boven 0", "n is at least 1 and sigma above 0")
    return sigma**2 / n
