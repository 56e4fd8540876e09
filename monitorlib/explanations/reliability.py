"""How well one score repeats: as published, or as seen in residents who were measured three times or more."""

from dataclasses import dataclass

import numpy as np

from monitorlib.explanations.family import Family

MIN_STABLE = 20  # a spread of fewer differences is off by more than a third


@dataclass(frozen=True)
class Reliability:
    """The share of the spread of start scores that is no noise, 0 to 1, with its standard error (0 when given)."""

    value: float
    error: float


def reliability_of(family: Family, j: int) -> Reliability | None:
    """Of one leefgebied: the instrument's own, else from the scores after the first one, else None.

    The first score is left aside: it is the one that may have been picked. Half the variance of the difference
    between two later scores is noise, where the group did not move between them. Whoever truly changed then counts
    as noise too, so the estimate is rather too low. Source: Bland & Altman 1996, BMJ 313:41.
    """
    if family.instrument.reliability is not None:
        return Reliability(family.instrument.reliability, 0.0)
    start, later = family.now.pre[:, j], later_change(family, j)
    start, later = start[~np.isnan(start)], later[~np.isnan(later)]
    spread = start.var(ddof=1) if len(start) > 1 else 0.0
    if len(later) < MIN_STABLE or spread == 0 or not _is_stable(later):
        return None
    noise = min(later.var(ddof=1) / 2 / spread, 1.0)
    return Reliability(1 - noise, noise * float(np.sqrt(2 / (len(later) - 1) + 2 / (len(start) - 1))))


def first_change(family: Family, j: int) -> np.ndarray:
    """From the first score to the second, positive is better; NaN for whoever has no score between."""
    return family.turn * (family.repeats.second[:, j] - family.now.pre[:, j])


def later_change(family: Family, j: int) -> np.ndarray:
    """From the second score to the last, positive is better; NaN for whoever has no score between."""
    return family.now.change[:, j] - first_change(family, j)


def _is_stable(later: np.ndarray) -> bool:
    return bool(abs(later.mean()) <= 1.96 * np.sqrt(later.var(ddof=1) / len(later)))
