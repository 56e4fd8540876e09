"""Whole scores as levels from the worst to the best, and what runs of them are called."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from monitorlib.disclosure.second import MOST_LEVELS
from monitorlib.disclosure.worlds import Run, World
from monitorlib.instruments import Instrument


@dataclass(frozen=True)
class Levels:
    """A scale of whole scores: its `worst` and `best` score, a level a point."""

    worst: int
    best: int

    @property
    def count(self) -> int:
        """How many levels."""
        return abs(self.best - self.worst) + 1

    @property
    def ends(self) -> tuple[float, float]:
        """The worst and the best score, as a release holds them."""
        return float(self.worst), float(self.best)

    def of(self, scores: pd.Series) -> np.ndarray:
        """The level of each score, 0 for the worst."""
        return np.abs(np.rint(scores.to_numpy(dtype=float)).astype(int) - self.worst)

    def starts(self, scores: pd.Series) -> list[int]:
        """Residents a level, the worst first; without a score nobody counts."""
        return np.bincount(self.of(scores.dropna()), minlength=self.count).tolist()

    def world(self, pairs: pd.DataFrame) -> World:
        """Where the residents of one leefgebied's PAIRS began and ended; without a first score nobody counts."""
        begun = pairs[pairs["pre"].notna()]
        again = begun["post"].notna().to_numpy(dtype=bool)
        start, end = self.of(begun["pre"]), self.of(begun.loc[again, "post"])
        return World(
            np.bincount(start[again] * self.count + end, minlength=self.count**2),
            np.bincount(start[~again], minlength=self.count),
        )

    def name(self, run: Run) -> str:
        """The scores of a run of levels, like "1-2" or "3"."""
        way = 1 if self.best >= self.worst else -1
        low, high = sorted(self.worst + way * level for level in run)
        return str(low) if low == high else f"{low}-{high}"


def levels_of(instrument: Instrument) -> Levels | None:
    """The levels of an instrument; None where scores are a line, have no direction, or are too many."""
    scale = instrument.scale
    if scale.step != 1 or scale.low < 0 or not 2 < scale.high - scale.low + 1 <= MOST_LEVELS:
        return None
    if instrument.better_is not in ("higher", "lower"):
        return None
    ends = (scale.low, scale.high) if instrument.better_is == "higher" else (scale.high, scale.low)
    return Levels(*(int(end) for end in ends))


def levels_between(scale: tuple[float, float]) -> Levels:
    """The levels of a released view."""
    return Levels(*(int(end) for end in scale))


def scores_in(name: str) -> tuple[int, int]:
    """The lowest and the highest score of a run, from its name."""
    low, _, high = name.partition("-")
    return int(low), int(high or low)
