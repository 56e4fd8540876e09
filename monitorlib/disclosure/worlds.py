"""The worlds that fit what a leefgebied tells: which counts of start × shift can still be otherwise.

A world is how many residents began and ended at each level. Residents whom nothing that is told or asked tells
apart are one kind, so a world is counted by kind: a few whole numbers, under a few equations. Most questions are
settled by looking: where one or two residents of a world that fits change places and it still fits, whatever they
changed can be otherwise. What is left over is asked of an integer program, so the answer is the exact one.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from math import ceil, floor, inf

import numpy as np
from scipy.optimize import LinearConstraint, milp

from monitorlib.disclosure.rules import PARTS, THREE

Run = tuple[int, int]  # first and last level, both included
_TURNS = {"improved": 1, "unchanged": 0, "deteriorated": -1}
_BOTH_WAYS = (1, -1)
_MANY = (
    16  # ways to sit, of two residents who may change places with two others: more are left to the program
)
_NOTHING = 1e-6  # of whole numbers, and all they leave over but for rounding
_least = partial(milp, integrality=1)  # whole numbers of residents, none below zero


@dataclass(frozen=True, eq=False)
class World:
    """How many residents began and ended at each level (`followed`, levels², by start), and how many began at each
    and were not followed (`once`)."""

    followed: np.ndarray
    once: np.ndarray


@dataclass(frozen=True)
class Shape:
    """What decides who is told apart, whatever the counts: `levels`, the border `within` which a change is none,
    the `runs` of start levels that are told, whether it is told who had `room` to improve (from which levels),
    whether there are `others` who were not followed, the classes that are `counted`, and those of which the fewest
    and most are known (`bounded`)."""

    levels: int
    within: float
    runs: tuple[Run, ...]
    room: int | None
    others: bool
    counted: tuple[str, ...]
    bounded: tuple[str, ...]


class Kinds:
    """Residents whom nothing tells apart, and how they may change places.

    `of`: the kind of each start × end level (levels², by start), and then of each start level of those who were
    not followed. `least`, `most`: the points that one of a kind can have changed, every whole number between too.
    `exact`, `bounds`: rows of the equations, those that hold exactly and those of classes with bounds.
    `questions`: what may not be known; `known`: whether one of them follows from `exact`, whatever the counts.
    `moves`: changes of a world that keep `exact`.
    """

    def __init__(self, shape: Shape) -> None:
        size = shape.levels
        begin, end = np.divmod(np.arange(size * size), size)
        start = np.concatenate([begin, np.arange(size)])
        points = np.concatenate([end - begin, np.zeros(size, dtype=int)])
        followed = np.arange(len(start)) < size * size
        turn = np.where(np.abs(points) > shape.within, np.sign(points), 0)
        rows = [_class(name, turn, followed) for name in shape.counted]
        rows += [~followed, *(_in(run, start) for run in shape.runs)]
        if shape.room is not None:
            rows.append(followed & (start >= shape.room))
        bounds = [_class(name, turn, followed) for name in shape.bounded]
        asked = [row for row in _questions(shape, start, turn, np.sign(points), followed) if row.any()]
        apart = np.array([followed, *rows, *bounds, *asked], dtype=int)
        if not shape.others:
            apart = np.where(followed, apart, 0)
        self.of = self._told_apart(apart, points)
        chosen = np.unique(self.of, return_index=True)[1]
        self.least, self.most = (
            np.array([way(points[self.of == kind]) for kind in range(len(chosen))]) for way in (min, max)
        )
        self.exact, self.bounds, self.questions = (
            np.array(each, dtype=int).reshape(len(each), -1)[:, chosen]
            if each
            else np.zeros((0, len(chosen)), dtype=int)
            for each in (rows, bounds, asked)
        )
        self.known = _follows(self.exact, self.questions).any()
        self.moves = _moves(self.exact)
        self.changed = (self.questions @ self.moves.T) != 0
        self.least_moved, self.most_moved = self.moves @ self.least, self.moves @ self.most
        self.bounds_moved = self.moves @ self.bounds.T

    @staticmethod
    def _told_apart(apart: np.ndarray, points: np.ndarray) -> np.ndarray:
        """A number for each group of equal columns; a group whose points have a gap is parted by its points."""
        of = np.unique(apart, axis=1, return_inverse=True)[1].reshape(-1)
        for kind in range(of.max() + 1):
            found = np.unique(points[of == kind])
            if len(found) and found[-1] - found[0] + 1 != len(found):
                of = np.unique(np.vstack([apart, points]), axis=1, return_inverse=True)[1].reshape(-1)
                break
        return of


def _class(name: str, turn: np.ndarray, followed: np.ndarray) -> np.ndarray:
    return followed & np.isin(turn, [_TURNS[THREE[place]] for place in PARTS[name]])


def _in(run: Run, start: np.ndarray) -> np.ndarray:
    return (run[0] <= start) & (start <= run[1])


def _questions(
    shape: Shape, start: np.ndarray, turn: np.ndarray, sign: np.ndarray, followed: np.ndarray
) -> Iterator[np.ndarray]:
    """Each class of start scores × each class of shifts.

    With a border also each level × each class of every difference: enumeration found ends of the mean at which
    it was fixed that nobody of one level had moved a little (decision 82).
    """
    classes = [_in(run, start) for run in shape.runs]
    if shape.room is not None:
        classes.append(start >= shape.room)
    turns = [followed & (turn == each) for each in _TURNS.values()]
    if shape.others:
        turns.append(~followed)
    if shape.within:
        classes += [start == level for level in range(shape.levels)]
        turns += [followed & (sign == each) for each in _TURNS.values()]
    for begun, went in itertools.product(classes, turns):
        yield begun & went


def _follows(exact: np.ndarray, questions: np.ndarray) -> np.ndarray:
    """Which questions are a sum of rows of `exact`, each some times over: they have one answer in every world."""
    times = np.linalg.lstsq(exact.T, questions.T, rcond=None)[0]
    return (np.abs(exact.T @ times - questions.T) < _NOTHING).all(axis=0)


def _moves(exact: np.ndarray) -> np.ndarray:
    """Changes of one resident, or of two, that leave every row of `exact` as it was; shape (moves, kinds)."""
    kinds = exact.shape[1]
    seats: dict[bytes, list[tuple[int, ...]]] = defaultdict(list)
    for seated in itertools.chain(
        ((kind,) for kind in range(kinds)), itertools.combinations_with_replacement(range(kinds), 2)
    ):
        key = bytes([len(seated)]) + exact[:, list(seated)].sum(axis=1).tobytes()
        if len(seats[key]) < _MANY:
            seats[key].append(seated)
    ways = [
        way
        for same in seats.values()
        for way in itertools.permutations(same, 2)
        if not set(way[0]) & set(way[1])
    ]
    moves = np.zeros((len(ways), kinds), dtype=int)
    for at, (leave, take) in enumerate(ways):
        np.add.at(moves[at], list(leave), -1)
        np.add.at(moves[at], list(take), 1)
    return moves


kinds_of = lru_cache(maxsize=1_024)(Kinds)


class Worlds:
    """All worlds of a `shape` that fit: `exact` values, `bounds` (fewest, most) of the bounded classes, and the
    sum of the points between the two ends of `points` (None: not told)."""

    def __init__(
        self,
        shape: Shape,
        exact: Sequence[int],
        bounds: Sequence[tuple[float, float]],
        points: tuple[float, float] | None,
    ) -> None:
        self._kinds = kinds_of(shape)
        self._exact, self._others = np.array(exact), shape.others
        self._fewest, self._most = (np.array([pair[end] for pair in bounds], dtype=float) for end in (0, 1))
        low, high = (-inf, inf) if points is None else points
        self._points = (low if low == -inf else ceil(low), high if high == inf else floor(high))

    def all_open(self, known: World | None = None) -> bool:
        """Whether each question has two answers. `known` is left aside where it does not fit. ValueError: no world
        fits."""
        questions = self._kinds.questions
        found = self._counted(known)
        if found is None:
            found = self._solve(np.zeros(questions.shape[1]))
        if self._kinds.known:
            return False
        low = high = questions @ found
        left = (low == high) & ~self._settled(found)
        while left.any():
            asked = int(np.argmax(left))
            for sign in _BOTH_WAYS:
                world = self._solve(sign * questions[asked])
                seen = questions @ world
                low, high = np.minimum(low, seen), np.maximum(high, seen)
                left &= (low == high) & ~self._settled(world)
                if not left[asked]:
                    break
            else:
                return False
        return True

    def _counted(self, known: World | None) -> np.ndarray | None:
        """A world by kind; None where it does not fit."""
        if known is None:
            return None
        kinds, (low, high) = self._kinds, self._points
        residents = np.concatenate([known.followed, known.once * self._others])
        world = np.bincount(kinds.of, weights=residents, minlength=len(kinds.least)).astype(int)
        bounded = kinds.bounds @ world
        fits = (
            (kinds.exact @ world == self._exact).all()
            and ((self._fewest <= bounded) & (bounded <= self._most)).all()
            and max(low, world @ kinds.least) <= min(high, world @ kinds.most)
        )
        return world if fits else None

    def _settled(self, world: np.ndarray) -> np.ndarray:
        """The questions to which a world that is one move away gives another answer."""
        kinds, (low, high) = self._kinds, self._points
        bounded = kinds.bounds @ world + kinds.bounds_moved
        fits = (world + kinds.moves >= 0).all(axis=1)
        fits &= ((self._fewest <= bounded) & (bounded <= self._most)).all(axis=1)
        fits &= np.maximum(low, world @ kinds.least + kinds.least_moved) <= np.minimum(
            high, world @ kinds.most + kinds.most_moved
        )
        return kinds.changed[:, fits].any(axis=1)

    def _solve(self, wanted: np.ndarray) -> np.ndarray:
        """A world that fits, with the smallest `wanted`."""
        kinds, (low, high) = self._kinds, self._points
        rows = np.vstack([kinds.exact, kinds.bounds, kinds.least, kinds.most])
        least = np.concatenate([self._exact, self._fewest, [-inf, low]])
        most = np.concatenate([self._exact, self._most, [high, inf]])
        told = np.isfinite(least) | np.isfinite(most)
        solved = _least(wanted, constraints=LinearConstraint(rows[told], least[told], most[told]))
        if low > high or solved.x is None:
            raise ValueError("what is told contradicts itself")
        return np.rint(solved.x).astype(int)
