"""One team × instrument × rater as matrices, residents × leefgebieden: what every check looks at.

Beside the pairs: start scores put together until each stratum holds enough residents to have a mean.
"""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import numpy as np
import pandas as pd
from pandas.util import hash_pandas_object

from monitorlib.analysis.rows import Coded
from monitorlib.explanations.finding import MIN_PAIRS, in_words, kenmerken_of
from monitorlib.explanations.repeats import Repeats
from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instrument
from monitorlib.tables import KENMERK_PREFIX

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


@dataclass(frozen=True)
class Cohort:
    """Residents of one team and period.

    `pre`, `change`, `direction` (the class of the change: 1, 0, −1), `days`: shape (residents, leefgebieden), NaN
    missing; `people`: a row a resident (worker, wijk, kenmerk_*, dates), in the same order, sorted by pseudonym.
    """

    pre: np.ndarray
    change: np.ndarray
    direction: np.ndarray
    days: np.ndarray
    people: pd.DataFrame

    @property
    def again(self) -> np.ndarray:
        """Who was measured twice on at least one leefgebied."""
        return (~np.isnan(self.change)).any(axis=1)

    @cached_property
    def kenmerken(self) -> dict[str, np.ndarray]:
        """The value of each kenmerk of each resident, by its column; "" unknown."""
        names = [name for name in self.people.columns if str(name).startswith(KENMERK_PREFIX)]
        return {name: in_words(self.people[name]) for name in names}


@dataclass(frozen=True)
class Family:
    """`areas`: codes in the order of the columns of `now`; `shifts`: their rows of SHIFTS.

    `others`: SHIFTS-like sums of the other teams by start score (see yardstick.py), `before`: the earlier
    period of this team, `versions`: per resident what the measurements tell (see versions.py); each None
    where there is none. `repeats`: the scores of these residents beside the first and the last (returning.py).
    """

    instrument: Instrument
    areas: tuple[str, ...]
    shifts: tuple[dict, ...]
    now: Cohort
    others: list | None
    before: Cohort | None
    versions: pd.DataFrame | None
    repeats: Repeats
    seed: int

    @cached_property
    def mark_of_now(self) -> bytes:
        """Equal where the instrument, leefgebieden, shifts, residents of `now` and seed are."""
        kinds = [(name, str(kind)) for name, kind in self.now.people.dtypes.items()]
        told = repr((self.instrument, self.areas, self.shifts, self.seed, kinds))
        digest = sha256(told.encode())
        for matrix in (self.now.pre, self.now.change, self.now.direction, self.now.days):
            digest.update(matrix.tobytes())
        digest.update(hash_pandas_object(self.now.people).to_numpy().tobytes())
        return digest.digest()

    @cached_property
    def followed(self) -> Cohort:
        """Only those measured twice."""
        return part_of_cohort(self.now, self.now.again)

    @cached_property
    def adjusted(self) -> np.ndarray:
        """Changes of `followed` minus the mean change of the residents with a like start score.

        So that a group that merely started lower does not look like a group that did better.
        """
        columns = [
            _less_own_stratum(pre, change)
            for pre, change in zip(self.followed.pre.T, self.followed.change.T, strict=True)
        ]
        return np.array(columns).reshape(len(self.areas), len(self.followed.pre)).T

    @cached_property
    def kenmerken(self) -> list[tuple[Text, np.ndarray]]:
        """`kenmerken_of` those measured twice."""
        return kenmerken_of(self.followed.people)

    @cached_property
    def enough(self) -> np.ndarray:
        """Leefgebieden with at least ten pairs, and not below the workspace's minimum."""
        counts = (~np.isnan(self.now.change)).sum(axis=0)
        return (counts >= MIN_PAIRS) & np.array([s["verdict"] != "too_few" for s in self.shifts], dtype=bool)

    @property
    def turn(self) -> float:
        """What makes a difference in scores positive when it is for the better."""
        return -1.0 if self.instrument.better_is == "lower" else 1.0

    @property
    def best(self) -> float:
        """The best score of the scale."""
        scale = self.instrument.scale
        return scale.low if self.instrument.better_is == "lower" else scale.high

    def without_room(self, pre: np.ndarray) -> np.ndarray:
        """Whether each start score lies so near to the best that nobody can improve from there."""
        return np.round(np.abs(pre - self.best), 4) <= self.instrument.unchanged_within

    @property
    def small(self) -> float:
        """A difference that does not matter: an eighth of the scale, half a point on 1-5 (decision 41)."""
        return (self.instrument.scale.high - self.instrument.scale.low) / 8


def part_of_cohort(cohort: Cohort, chosen: np.ndarray) -> Cohort:
    """Some of the residents."""
    return Cohort(
        cohort.pre[chosen],
        cohort.change[chosen],
        cohort.direction[chosen],
        cohort.days[chosen],
        cohort.people[chosen].reset_index(drop=True),
    )


def cohort_of(pairs: pd.DataFrame, areas: tuple[str, ...]) -> Cohort:
    """PAIRS of one team × instrument × rater as a Cohort; leefgebieden outside `areas` are left out."""
    coded = Coded(pairs)
    column = coded.places("leefgebied", areas)
    row, residents = coded.column("resident_id")
    inside = column >= 0
    shape = (len(residents), len(areas))
    matrices = []
    for name in ("pre", "change", "direction", "days"):
        matrix = np.full(shape, np.nan)
        if name in pairs:
            values = pd.to_numeric(pairs[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
            matrix[row[inside], column[inside]] = values[inside]
        matrices.append(matrix)
    return Cohort(*matrices, _people(pairs, row))


def _people(pairs: pd.DataFrame, row: np.ndarray) -> pd.DataFrame:
    """The first row with a pair (else the first) of each resident, in the order of the codes."""
    told = [name for name in pairs.columns if str(name).startswith(KENMERK_PREFIX)]
    wanted = ["resident_id", "worker_id", "wijk", "same_worker", "pre_date", "post_date", *told]
    order = np.lexsort((pairs["change"].isna().to_numpy(), row))
    first = order[np.flatnonzero(np.diff(row[order], prepend=-1))]
    return pairs.reindex(columns=wanted).iloc[first].reset_index(drop=True)


def _less_own_stratum(pre: np.ndarray, change: np.ndarray) -> np.ndarray:
    rest = np.full(len(change), np.nan)
    seen = ~np.isnan(change) & ~np.isnan(pre)
    if seen.any():
        place = start_strata(pre[seen]).of(pre[seen])
        n = np.bincount(place)
        mean = np.bincount(place, weights=change[seen]) / np.maximum(n, 1)
        rest[seen] = change[seen] - mean[place]
    return rest
