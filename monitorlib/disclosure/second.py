"""A second table of the same residents: how many could improve, and the scores at the start.

Beside the shifts it tells where those who improved or deteriorated came from. So it stands there only where
every count of both tables together (who began at the best score and deteriorated, say) keeps at least two values:
asked of an integer program over everything that the leefgebied tells (decision 45).
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from math import ceil
from typing import Any

import numpy as np
from scipy.optimize import LinearConstraint, milp

from monitorlib.disclosure.few import Few, bounds_of
from monitorlib.disclosure.rules import PARTS, THREE, Profile

MOST_LEVELS = 11  # more, and scores are points on a line rather than levels
_ROUNDING = 0.0501  # a mean with one decimal, and the last digit of a float
_TURNS = {"improved": 1, "unchanged": 0, "deteriorated": -1}
_BOTH_WAYS = (1, -1)
_least = partial(milp, integrality=1)  # whole numbers of residents, none below zero
Run = tuple[int, int]  # first and last level, both included


@dataclass(frozen=True)
class Told:
    """What a leefgebied tells already: `counts` of its shifts (None: only how many), their `mean`, on how many
    `levels` its scores lie, the worst first, what is said of hidden classes (`few`), and up to how many levels
    (`within`) a change counts as unchanged."""

    counts: dict[str, int] | None
    mean: float | None
    levels: int
    few: Few | None = None
    within: float = 0.0

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
    joint = _Joint(told, could, parts, n)
    asked = [row for row in joint.questions() if row.any()]
    low, high = np.full(len(asked), np.inf), np.full(len(asked), -np.inf)
    for at in range(len(asked)):
        for sign in _BOTH_WAYS:
            if not low[at] < high[at]:
                seen = np.array(asked) @ joint.solve(sign * asked[at])
                low, high = np.minimum(low, np.rint(seen)), np.maximum(high, np.rint(seen))
        if not low[at] < high[at]:
            return False
    return True


class _Joint:
    """The integer program: one unknown a start × end level, and one a start level for those not followed."""

    def __init__(self, told: Told, could: int | None, parts: Sequence[tuple[Run, int]], n: int) -> None:
        size, self._room = told.levels, len(told.room)
        begin, end = np.divmod(np.arange(size * size), size)
        self._start = np.concatenate([begin, np.arange(size)])
        turn = np.where(np.abs(end - begin) > told.within, np.sign(end - begin), 0.0)
        self._turn, self._sign = (
            np.concatenate([each, np.full(size, np.nan)]) for each in (turn, np.sign(end - begin))
        )
        points = np.concatenate([end - begin, np.zeros(size)])
        self._parts, self._tells_room, self._within = parts, could is not None, told.within
        self._others = (sum(count for _run, count in parts) or n) - n
        rows: list[tuple[np.ndarray, float, float]]
        rows = [(self._class(name), count, count) for name, count in (told.counts or {}).items()]
        rows += [(self._class(name), *ends) for name, ends in bounds_of(told.few).items()]
        rows.append((np.isnan(self._turn), self._others, self._others))
        rows += [(self._in(run), count, count) for run, count in parts]
        if could is not None:
            rows.append((~np.isnan(self._turn) & (self._start >= self._room), n - could, n - could))
        matrix = np.array([row for row, *_ends in rows])
        low, high = [row[1] for row in rows], [row[2] for row in rows]
        if told.mean is not None:
            matrix = np.vstack([matrix, points])
            low.append(n * (told.mean - _ROUNDING))
            high.append(n * (told.mean + _ROUNDING))
        self._told = LinearConstraint(matrix, low, high)

    def _in(self, run: Run) -> np.ndarray:
        return (run[0] <= self._start) & (self._start <= run[1])

    def _class(self, name: str) -> np.ndarray:
        return np.isin(self._turn, [_TURNS[THREE[place]] for place in PARTS[name]])

    def questions(self) -> Iterator[np.ndarray]:
        """Each class of start scores × each class of shifts, as coefficients of the unknowns.

        With a border also each level × each class of every difference: enumeration found ends of the mean at which
        it was fixed that nobody of one level had moved a little (decision 82).
        """
        classes = [self._in(run) for run, _count in self._parts]
        if self._tells_room:
            classes.append(self._start >= self._room)
        turns = [self._turn == turn for turn in _TURNS.values()]
        if self._others:
            turns.append(np.isnan(self._turn))
        if self._within:
            classes += [self._start == level for level in range(self._start.max() + 1)]
            turns += [self._sign == turn for turn in _TURNS.values()]
        for start, turn in itertools.product(classes, turns):
            yield start & turn

    def solve(self, wanted: np.ndarray) -> np.ndarray:
        """Whole numbers that fit all that is told, with the smallest `wanted`."""
        solved = _least(wanted, constraints=self._told)
        if solved.x is None:
            raise ValueError("what is told contradicts itself")
        return solved.x
