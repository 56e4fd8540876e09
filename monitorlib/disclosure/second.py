"""A second table of the same residents: how many could improve, and the scores at the start, as levels.

Beside the shifts it tells where those who improved or deteriorated came from. So it stands there only where every
count of both tables together (who began at the best score and deteriorated, say) keeps at least two values: asked
of an integer program over everything that the leefgebied tells (decision 45).
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import ceil
from typing import Any

import numpy as np

from monitorlib.disclosure.coarse import Few, bounds_of
from monitorlib.disclosure.rules import THREE, Profile
from monitorlib.disclosure.worlds import Run, Shape, World, Worlds
from monitorlib.instruments import Instrument

MOST_LEVELS = 11  # more, and scores are points on a line rather than levels
_ROUNDING = 0.0501  # a mean with one decimal, and the last digit of a float


@dataclass(frozen=True)
class Told:
    """What a leefgebied tells already: `counts` of its shifts (None: only how many), their `mean`, on how many
    `levels` its scores lie, the worst first, what is said of hidden classes (`few`), and up to how many levels
    (`within`) a change counts as unchanged.

    `known`: a world that fits, from whoever has the rows. It is no part of what is told: answers do not depend on
    it, only the time that they take.
    """

    counts: dict[str, int] | None
    mean: float | None
    levels: int
    few: Few | None = None
    within: float = 0.0
    known: World | None = field(default=None, compare=False, repr=False)

    def __hash__(self) -> int:
        return hash((_items(self.counts), self.mean, self.levels, _items(self.few), self.within))

    @property
    def n(self) -> int:
        """Residents in the table of shifts, where its counts are told."""
        assert self.counts is not None
        return sum(self.counts.values())

    @property
    def room(self) -> range:
        """The levels from which somebody can improve: all but the best, and those within the border of it."""
        return range(ceil(self.levels - 1 - self.within))

    @property
    def free(self) -> range:
        """The levels from which somebody can improve, stay and deteriorate."""
        return range(self.levels - len(self.room), len(self.room))


def _items(counts: dict[str, int] | None) -> tuple[Any, ...] | None:
    return None if counts is None else tuple(counts.items())


def could_improve(told: Told, could: int, profile: Profile) -> int | None:
    """How many started with room to improve (below the best score), or None where that may not be told.

    Those who improved, who could have and did not, and who began without room are a table of three classes: each
    reaches m, beside three classes of shifts.
    """
    if told.counts is None or tuple(told.counts) != THREE or not 1 < told.levels <= MOST_LEVELS:
        return None
    without, stayed = told.n - could, could - told.counts["improved"]
    if min(without, stayed) < profile.m or not stays_open(told, could):
        return None
    return could


def choose_levels(
    told: Told, n: int | None, could: int | None, starts: Sequence[int], profile: Profile
) -> tuple[tuple[Run, int], ...] | None:
    """The scores at the start, coarse enough: a run of levels and its residents, the worst first, or None.

    `starts`: residents a level, all who were measured; `n` of them are in the shifts (None: not told), and the
    others must be nobody or at least k. Merges are tried in a fixed order, the finest first (`merges`). Each class
    reaches m. Beside shifts that hide a class every run must hold a level from which all three can happen: nobody
    improves from the best, so the best alone could give the hidden count away.
    """
    total = sum(starts)
    others = 0 if n is None else total - n
    if total < profile.min_residents or 0 < others < profile.k or not 2 < len(starts) <= MOST_LEVELS:
        return None
    for runs in merges(len(starts)):
        parts = tuple((run, sum(starts[run[0] : run[1] + 1])) for run in runs)
        if min(count for _run, count in parts) >= profile.m and levels_may_stand(told, n, could, parts):
            return parts
    return None


def levels_may_stand(told: Told, n: int | None, could: int | None, parts: Sequence[tuple[Run, int]]) -> bool:
    """Whether these classes of start scores may stand beside what is told."""
    if n is None:
        return True
    if told.counts is None or tuple(told.counts) != THREE:
        free = all(set(told.free) & set(range(first, last + 1)) for (first, last), _count in parts)
        return free and (told.few is None or stays_open(told, could, parts, n))
    return stays_open(told, could, parts)


def merges(levels: int) -> Iterator[tuple[Run, ...]]:
    """The fixed merges, the finest first: every level, three nearly equal runs, the worst of these and the rest.

    They do not depend on the counts, so that a class never shows where its border was needed; each is a merge of
    the one before.
    """
    thirds = [round(part * levels / 3) for part in range(4)]
    for borders in (range(levels + 1), thirds, [0, thirds[1], levels]):
        yield tuple((first, last - 1) for first, last in itertools.pairwise(borders))


def stays_open(
    told: Told, could: int | None, parts: Sequence[tuple[Run, int]] = (), n: int | None = None
) -> bool:
    """Whether each count of start × shift can still have two values, given all that is told.

    Unknown are the residents a start and end level, and those of each start level who were not followed. A count
    that cannot be otherwise for anybody (nobody improves from the best level) tells nothing and is not asked.
    `n`: residents in the table of shifts, where its counts do not tell. The same question is answered once: a
    proposal, the door that recomputes it and the rules ask it each.
    """
    return _stays_open(told, could, tuple(parts), told.n if n is None else n)


@lru_cache(maxsize=65_536)
def _stays_open(told: Told, could: int | None, parts: tuple[tuple[Run, int], ...], n: int) -> bool:
    others = (sum(count for _run, count in parts) or n) - n
    counts, bounds = told.counts or {}, bounds_of(told.few)
    room = None if could is None else len(told.room)
    runs = tuple(run for run, _count in parts)
    shape = Shape(told.levels, told.within, runs, room, others != 0, tuple(counts), tuple(bounds))
    exact = [*counts.values(), others, *(count for _run, count in parts)]
    exact += [] if could is None else [n - could]
    points = None if told.mean is None else (n * (told.mean - _ROUNDING), n * (told.mean + _ROUNDING))
    return Worlds(shape, exact, [*bounds.values()], points).all_open(told.known)


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

    def of(self, scores: object) -> np.ndarray:
        """The level of each score, 0 for the worst."""
        return np.abs(np.rint(np.asarray(scores, dtype=float)).astype(int) - self.worst)

    def starts(self, scores: object) -> list[int]:
        """Residents a level, the worst first; without a score nobody counts."""
        first = np.asarray(scores, dtype=float)
        return np.bincount(self.of(first[~np.isnan(first)]), minlength=self.count).tolist()

    def world(self, pre: object, post: object) -> World:
        """Where residents began and ended at one leefgebied, by the scores of its PAIRS; without a first score
        nobody counts."""
        first, last = np.asarray(pre, dtype=float), np.asarray(post, dtype=float)
        again, once = ~np.isnan(first) & ~np.isnan(last), ~np.isnan(first) & np.isnan(last)
        moved = self.of(first[again]) * self.count + self.of(last[again])
        return World(
            np.bincount(moved, minlength=self.count**2),
            np.bincount(self.of(first[once]), minlength=self.count),
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
