"""The tests of many cells (group × leefgebied) in one go: the same figures as one by one, only sooner."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from monitorlib.statistics.exact import doubled_midranks, flip_test
from monitorlib.statistics.inputs import TIE


@dataclass(frozen=True)
class CellTests:
    """Per cell, shape (cells,), the signed-rank test with Pratt zeros; missing (NaN) for a cell without rows."""

    p_mid: np.ndarray
    p_exact: np.ndarray


def cell_tests(cell: np.ndarray, change: np.ndarray, cells: int) -> CellTests:
    """Test every cell by its own changes alone; the order of rows plays no part.

    `cell` (codes from 0, below `cells`) and `change` (no NaN): one entry a pair.
    """
    tests = CellTests(*(np.full(cells, np.nan) for _ in range(2)))
    for here, up, down, unchanged in _by_size(cell, change):
        test = flip_test(doubled_midranks(up + down, unchanged), up, down)
        tests.p_mid[here], tests.p_exact[here] = test.p_mid, test.p_exact
    return tests


def _by_size(cell: np.ndarray, change: np.ndarray) -> Iterator[tuple[int, np.ndarray, np.ndarray, int]]:
    """Each cell with how many improved and deteriorated by each size of change, the smallest first, and how many
    did not change; sizes are told apart as in `tie_levels`."""
    order = np.lexsort((np.abs(change), cell))
    cell, change = cell[order], change[order]
    starts = np.flatnonzero(np.diff(cell, prepend=-1))
    if not len(starts):
        return
    level, levels = _levels(np.abs(change), starts)
    first = np.cumsum(levels) - levels
    place = np.repeat(first, np.diff(starts, append=len(cell))) + level
    up, down, all_ = (
        np.bincount(place, weights=each, minlength=levels.sum()).astype(np.int64)
        for each in (change > 0, change < 0, np.ones(len(cell)))
    )
    for here, begin, end in zip(
        cell[starts].tolist(), first.tolist(), (first + levels).tolist(), strict=True
    ):
        yield here, up[begin + 1 : end], down[begin + 1 : end], int(all_[begin])


def _levels(size: np.ndarray, starts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The number of each size in its run, 0 for no change, and how many numbers each run has; runs are sorted."""
    long = np.diff(starts, append=len(size))
    step = np.diff(size, prepend=0.0)
    step[starts] = size[starts]
    higher = np.cumsum(step > TIE * np.repeat(size[starts + long - 1], long))
    level = higher - np.repeat(higher[starts] - (step[starts] > TIE * size[starts + long - 1]), long)
    return level, level[starts + long - 1] + 1
