"""Partial pooling: many groups looked at together, each drawn towards their mean as far as chance explains it.

Numbers in, numbers out. For analysts: a drawn-in estimate is no count that anybody could check.
"""

from dataclasses import dataclass

import numpy as np

from monitorlib.statistics.inputs import between, numbers, refuse, same_length
from monitorlib.statistics.intervals import normal_quantile

LEAST_GROUPS = 3  # fewer do not tell how much groups differ
_NEAR = 1e-9  # what rounding may do to a correlation
_SPREADS = 64  # of the true values: so many between none and the largest are weighed


@dataclass(frozen=True)
class Pooled:
    """Per group, shape (groups,): the pooled estimate, its interval, and which part of it is the group's own.

    `own_part`: 1 is nothing pooled, 0 is the mean of all. `centre`: the mean of the true values; `spread`: their
    standard deviation; both as estimated, in the unit of the estimates.
    """

    estimate: np.ndarray
    low: np.ndarray
    high: np.ndarray
    own_part: np.ndarray
    centre: float
    spread: float


def partial_pool(
    estimates: object, errors: object, most: float, alike: object = None, level: float = 0.95
) -> Pooled:
    """Estimates of LEAST_GROUPS groups or more, each drawn towards the mean of all.

    `errors`: the standard error of each, above 0. `most`: the largest standard deviation that the true values
    could have (1 for shares between −1 and 1). `alike`: correlations of the errors, shape (groups, groups), where
    groups share residents (leefgebieden of one team); None: no residents in common (teams).

    Model: y ~ N(θ, V), θ_j ~ N(μ, τ²), μ flat, τ uniform between 0 and `most`. The estimate is the mean of θ_j
    over everything that μ and τ may be, the interval that mean ± z standard deviations, so what is not known of
    μ and τ makes it wider (plugging in one τ does not, and covers too little: Morris 1983). It keeps its
    level over groups *on average*; a group that truly stands apart is drawn in too far.
    UserError: fewer groups, errors of 0, missing values. Source: Rubin 1981, J Educational Statistics 6:377;
    Morris 1983, JASA 78:47.
    """
    y, s = numbers(estimates, "estimates"), numbers(errors, "errors")
    same_length(y, s, "estimates, errors")
    _check(y, s)
    most, z = between(most, 0, np.inf, "most"), normal_quantile(level)
    v = np.outer(s, s) * (np.eye(len(y)) if alike is None else _correlations(alike, len(y)))
    spreads = most * (np.arange(_SPREADS) + 0.5) / _SPREADS
    means, variances, own, centres, chance = _given_spread(y, v, spreads**2)
    estimate = chance @ means
    deviation = np.sqrt(chance @ (variances + (means - estimate) ** 2))
    return Pooled(
        estimate,
        estimate - z * deviation,
        estimate + z * deviation,
        chance @ own,
        float(chance @ centres),
        float(chance @ spreads),
    )


def _check(y: np.ndarray, s: np.ndarray) -> None:
    if np.isnan(y).any() or np.isnan(s).any() or (s <= 0).any():
        raise refuse(
            "estimates, errors",
            "alles is ingevuld en fouten zijn groter dan 0",
            "none missing, errors above 0",
        )
    if len(y) < LEAST_GROUPS:
        raise refuse(
            "estimates",
            f"minstens {LEAST_GROUPS} groepen zijn nodig",
            f"at least {LEAST_GROUPS} groups are needed",
        )


def _correlations(alike: object, groups: int) -> np.ndarray:
    matrix = numbers(alike, "alike", ndim=2)
    if matrix.shape != (groups, groups) or np.abs(matrix - matrix.T).max() > _NEAR:
        raise refuse("alike", "geen tabel van correlaties", "not a table of correlations")
    if np.abs(matrix.diagonal() - 1).max() > _NEAR or np.abs(matrix).max() > 1 + _NEAR:
        raise refuse("alike", "correlaties liggen tussen −1 en 1", "correlations lie between −1 and 1")
    return matrix


def _given_spread(y: np.ndarray, v: np.ndarray, squares: np.ndarray) -> tuple[np.ndarray, ...]:
    """For each τ²: means and variances of θ, the group's own part, μ, and how likely this τ is.

    Shapes (spreads, groups) three times, then (spreads,) twice. Everything is worked out in the directions in
    which V is diagonal, where V + τ²I is as well.
    """
    apart = not (v - np.diag(v.diagonal())).any()
    values, ways = (v.diagonal(), np.eye(len(v))) if apart else np.linalg.eigh(v)
    values = np.maximum(values, 0)
    one, turned = ways.T.sum(axis=1), ways.T @ y
    weight = 1 / (values + squares[:, None])
    known = (weight * one**2).sum(axis=1)
    centre = (weight * one * turned).sum(axis=1) / known
    gap = turned - centre[:, None] * one
    fit = -0.5 * (np.log(known) - np.log(weight).sum(axis=1) + (weight * gap**2).sum(axis=1))
    drawn = squares[:, None] * weight
    means = centre[:, None] + (drawn * gap) @ ways.T
    aside = ((1 - drawn) * one) @ ways.T
    own = drawn @ (ways**2).T
    variances = squares[:, None] * (1 - own) + aside**2 / known[:, None]
    chance = np.exp(fit - fit.max())
    return means, variances, own, centre, chance / chance.sum()


def net_error(up: object, down: object, n: object) -> np.ndarray:
    """Standard error of net improved for `partial_pool`, for arrays of counts of one shape; never 0.

    That of the plus-two interval (one resident more up and one more down), widened as a t distribution of n + 1
    degrees of freedom is wider than the normal one. `n` is 2 or more.
    """
    up, down, n = (numbers(np.atleast_1d(np.asarray(each)), "up, down, n") for each in (up, down, n))
    if (n < 2).any():
        raise refuse("n", "minstens twee paren zijn nodig", "at least two pairs are needed")
    more = n + 2
    variance = (up + down + 2 - (up - down) ** 2 / more) / (more - 1)
    return np.sqrt(variance / more * (n + 1) / (n - 1))


def alike_errors(directions: np.ndarray) -> np.ndarray:
    """How alike the errors of leefgebieden of the same residents are: `alike` of `partial_pool`.

    `directions` shape (residents, groups), NaN where a pair is missing. One correlation for all couples (the
    mean of theirs, not below 0: of few residents each by itself is mostly noise), times the share of residents
    that they have in common.
    """
    here = ~np.isnan(directions)
    both, n = here.T.astype(float) @ here, here.sum(axis=0)
    centred = np.where(here, directions - np.nansum(directions, axis=0) / np.maximum(n, 1), 0.0)
    products, squares = centred.T @ centred, (centred**2).T @ here
    size = np.sqrt(squares * squares.T)
    couples = (size > 0) & ~np.eye(len(n), dtype=bool)
    common = max(0.0, float((products[couples] / size[couples]).mean())) if couples.any() else 0.0
    alike = common * both / np.sqrt(np.maximum(np.outer(n, n), 1))
    np.fill_diagonal(alike, 1.0)
    return alike
