"""Start scores put together until each stratum holds enough residents to have a mean."""

from dataclasses import dataclass

import numpy as np

MIN_STRATUM = 5
MOST_STRATA = 6


@dataclass(frozen=True)
class Strata:
    """`borders`: the lowest start score of every stratum but the first."""

    borders: np.ndarray

    def of(self, pre: np.ndarray) -> np.ndarray:
        """The number of the stratum of each start score, from 0."""
        return np.searchsorted(self.borders, pre, side="right")

    def __len__(self) -> int:
        return len(self.borders) + 1


def start_strata(pre: np.ndarray) -> Strata:
    """Neighbouring start scores merged from below until each stratum holds MIN_STRATUM residents.

    On a line of many scores at most MOST_STRATA strata of about the same size. A last stratum that stays too
    small joins the one before it.
    """
    scores, counts = np.unique(pre, return_counts=True)
    least = max(MIN_STRATUM, -(-len(pre) // MOST_STRATA) if len(scores) > 2 * MOST_STRATA else 0)
    borders, held = [], 0
    for score, count in zip(scores, counts, strict=True):
        if held >= least:
            borders.append(score)
            held = 0
        held += count
    if held < least and borders:
        borders.pop()
    return Strata(np.array(borders, dtype=float))
