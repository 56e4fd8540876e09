"""Teams side by side without a ranking: limits within which chance alone puts most of them."""

import numpy as np

from monitorlib.statistics.inputs import numbers, refuse, same_length, whole_counts

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
