"""The second tables where small changes count as the same: enumerated, and beside a slow twin."""

import itertools
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from monitorlib.disclosure import second
from monitorlib.disclosure.coarse import few_of, mean_beside
from monitorlib.disclosure.rules import Profile, choose_table
from monitorlib.disclosure.second import Told, choose_levels, could_improve, merges, stays_open

WITHIN = 1.0


class Ways:
    """Every way in which `n` residents can begin and end on so many levels; who moved one level is unchanged."""

    def __init__(self, n: int, levels: int) -> None:
        cells = levels * levels
        bars = np.array(list(itertools.combinations(range(n + cells - 1), cells - 1)), dtype=np.int16)
        edge = np.ones((len(bars), 1), dtype=np.int16)
        ends = np.hstack([-edge, bars, (n + cells - 1) * edge])
        self.ways = (np.diff(ends, axis=1) - 1).astype(np.int8)
        self.start, end = np.divmod(np.arange(cells), levels)
        self.points = end - self.start
        self.turn = (self.points > WITHIN).astype(int) - (self.points < -WITHIN)
        self.levels = levels

    def sum(self, cells: np.ndarray) -> np.ndarray:
        return self.ways[:, cells].sum(axis=1)

    def numbers(self) -> np.ndarray:
        """Shifts by class, the sum of all changes, and residents a start level."""
        counts = [self.sum(self.turn == t) for t in (1, 0, -1)]
        points = self.ways.astype(np.int16) @ self.points.astype(np.int16)
        return np.column_stack([*counts, points, *(self.sum(self.start == s) for s in range(self.levels))])

    def questions(self):
        """Each start level (and all) × each class, by the border and by every difference."""
        for level, by, t in itertools.product(
            (None, *range(self.levels)), (self.turn, np.sign(self.points)), (1, 0, -1)
        ):
            cells = (by == t) & (np.ones_like(by, dtype=bool) if level is None else self.start == level)
            if cells.any():
                yield self.sum(cells)


def _page(numbers: tuple[int, ...], profile: Profile) -> tuple:
    """What is told of residents that began and ended so: first without and then with the second tables."""
    counts, points, starts = numbers[:3], numbers[3], numbers[4:]
    n, table = sum(counts), choose_table([counts], profile)
    few = few_of(table, [counts], profile)
    mean = mean_beside(table, points / n, n, profile)
    told = Told(table.counts, mean, len(starts), few, WITHIN)
    could = could_improve(told, sum(starts[level] for level in told.room), profile)
    return (str(table), str(few), str(mean)), could, choose_levels(told, n, could, starts, profile)


def _numbered(things: list) -> np.ndarray:
    place = {thing: number for number, thing in enumerate(dict.fromkeys(things))}
    return np.array([place[thing] for thing in things])


def _fixed(page: np.ndarray, values: np.ndarray) -> np.ndarray:
    """For each way, whether all ways with the same page have the same value."""
    low, high = np.full(page.max() + 1, 99), np.full(page.max() + 1, -1)
    np.minimum.at(low, page, values)
    np.maximum.at(high, page, values)
    return (low == high)[page]


def _leaks(ways: Ways, profile: Profile) -> tuple[int, list[tuple]]:
    """Counts that second tables fix and the bare page does not, and what the pages told."""
    distinct, which = np.unique(ways.numbers(), axis=0, return_inverse=True)
    told = [_page(tuple(each), profile) for each in distinct.tolist()]
    page, bare = (_numbered(each)[which.ravel()] for each in (told, [each[0] for each in told]))
    found = ((_fixed(page, values) & ~_fixed(bare, values)).any() for values in ways.questions())
    return sum(map(int, found)), told


class _Spelled:
    """What is told, as a key."""

    def __init__(self, told: Told) -> None:
        self.told, self._key = told, str(told)

    def __eq__(self, other) -> bool:
        return self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


def _remembered(ask):
    """The same question of the same page is asked once."""
    known = lru_cache(maxsize=None)(lambda told, could, parts, n: ask(told.told, could, parts, n))
    return lambda told, could, parts=(), n=None: known(_Spelled(told), could, parts, n)


def _every_step_counts(told: Told, could, parts, n) -> bool:
    return stays_open(Told(told.counts, told.mean, told.levels, told.few), could, parts, n)


@pytest.fixture(scope="module")
def six():
    return Ways(6, 5)


def test_every_group_of_six_on_five_levels_tells_no_count_of_start_and_shift_together(monkeypatch, six):
    """All 593,775 ways; also of those who moved one level, of whom no page tells, nothing is fixed."""
    monkeypatch.setattr(second, "stays_open", _remembered(stays_open))
    leaks, told = _leaks(six, Profile(6, 5, 2))
    assert any(could is not None for _b, could, _p in told) and any(parts for *_rest, parts in told)
    assert leaks == 0


@pytest.mark.parametrize("ask", [lambda *_told: True, _every_step_counts], ids=["nothing", "as before"])
def test_without_the_question_the_same_enumeration_finds_leaks(monkeypatch, six, ask):
    """The negative controls: thresholds alone, and the program in which every difference is a change."""
    monkeypatch.setattr(second, "stays_open", _remembered(ask))
    assert _leaks(six, Profile(6, 5, 2))[0] > 0


FIVE = Ways(5, 4)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(FIVE.ways) - 1), st.booleans(), st.integers(0, 2))
def test_the_integer_program_agrees_with_every_way_counted(which, tells_could, merged):
    """The slow twin: all ways of five residents on four levels with the same page, one by one."""
    way = FIVE.ways[which]
    runs = list(merges(4))[merged]
    told = {name: int(way[FIVE.turn == t].sum()) for name, t in zip(_NAMES, (1, 0, -1), strict=True)}
    mean = round(float(way @ FIVE.points / 5), 1)
    alike = np.all([FIVE.sum(FIVE.turn == t) == way[FIVE.turn == t].sum() for t in (1, 0, -1)], axis=0)
    alike &= np.abs(FIVE.ways @ FIVE.points / 5 - mean) <= 0.0501
    inside = [(run[0] <= FIVE.start) & (FIVE.start <= run[1]) for run in runs]
    for cells in inside:
        alike &= FIVE.sum(cells) == way[cells].sum()
    without = FIVE.start >= 2  # from level 2 or 3 nobody can rise by more than one
    if tells_could:
        alike &= FIVE.sum(without) == way[without].sum()
        inside.append(without)
    assume(alike.sum() < 20_000)
    could = int(way[~without].sum()) if tells_could else None
    parts = [(run, int(way[cells].sum())) for run, cells in zip(runs, inside, strict=False)]
    asked = [(start, FIVE.turn == t) for start in inside for t in (1, 0, -1)]
    levels = [*inside, *(FIVE.start == level for level in range(4))]
    asked += [
        (start, by == t) for start in levels for by in (FIVE.turn, np.sign(FIVE.points)) for t in (1, 0, -1)
    ]
    values = [FIVE.sum(start & turn)[alike] for start, turn in asked if (start & turn).any()]
    open_ = all(each.min() < each.max() for each in values)
    assert stays_open(Told(told, mean, 4, within=WITHIN), could, parts) is bool(open_)


_NAMES = ("improved", "unchanged", "deteriorated")
