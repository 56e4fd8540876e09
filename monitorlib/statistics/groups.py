"""The tests of many cells (group × leefgebied) in one go: the same figures as one by one, only sooner."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from monitorlib.statistics.exact import SignedRank, doubled_midranks, flip_test
from monitorlib.statistics.inputs import tie_levels


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
    for here, mine in _runs(cell):
        test = _ranked(change[mine])
        tests.p_mid[here], tests.p_exact[here] = test.p_mid, test.p_exact
    return tests


def _runs(codes: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Each code with the places where it stands."""
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    for places in np.split(order, starts[1:]) if len(starts) else ():
        yield codes[places[0]], places


def _ranked(change: np.ndarray) -> SignedRank:
    """The signed-rank test of one cell's changes."""
    level = tie_levels(np.abs(change))
    up, down = (np.bincount(level[change * sign > 0], minlength=level.max() + 1)[1:] for sign in (1, -1))
    return flip_test(doubled_midranks(up + down, int(np.count_nonzero(level == 0))), up, down)
