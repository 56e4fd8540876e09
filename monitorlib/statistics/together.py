"""All leefgebieden together: how far those of a resident move together, and one test of all of them."""

from dataclasses import dataclass

import numpy as np

from monitorlib.statistics.exact import sign_flip
from monitorlib.statistics.inputs import numbers, refuse


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
