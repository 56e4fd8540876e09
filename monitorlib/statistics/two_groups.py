"""Two separate groups of residents beside each other."""

import numpy as np
from scipy.special import stdtrit

from monitorlib.statistics.intervals import Interval

EQUAL = 0.90  # two one-sided tests at .05: the interval that must lie within what does not matter


def surely_within(one: np.ndarray, other: np.ndarray, most: float) -> bool:
    """Whether two means differ by `most` at most, for all that chance can do: two one-sided tests at .05.

    The same rule as beside the word "the same" of a shift. Each group needs two residents or more. Source:
    Schuirmann 1987, J Pharmacokinetics and Biopharmaceutics 15:657.
    """
    interval = difference_in_means(one, other, EQUAL)
    return bool(-most <= interval.low and interval.high <= most)


def difference_in_means(one: np.ndarray, other: np.ndarray, level: float = 0.95) -> Interval:
    """Mean of `one` minus mean of `other`, in the unit of the scores, with Welch's interval.

    Each group needs two residents or more. When nobody differs within both groups there is no variance to
    judge by: the interval is then the difference itself. Source: Welch 1947, Biometrika 34:28; R t.test.
    """
    difference = float(np.mean(one) - np.mean(other))
    parts = np.array([np.var(group, ddof=1) / len(group) for group in (one, other)])
    error = float(np.sqrt(parts.sum()))
    if error == 0:
        return Interval(difference, difference, difference)
    freedom = parts.sum() ** 2 / np.sum(parts**2 / (np.array([len(one), len(other)]) - 1))
    reach = error * float(stdtrit(freedom, (1 + level) / 2))
    return Interval(difference, difference - reach, difference + reach)
