"""The tests of many cells (group × leefgebied) in one go: the same figures as one by one, only sooner."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from monitorlib.statistics.exact import SignedRank, doubled_midranks, flip_test
from monitorlib.statistics.inputs import tie_levels
from monitorlib.statistics.multiplicity import step_down


@dataclass(frozen=True)
class CellTests:
    """Per cell, shape (cells,), missing (NaN) for a cell without rows.

    `p_mid`, `p_exact`: signed-rank test with Pratt zeros; `rank_sum`: its statistic, doubled;
    `p_adjusted`: step-down max-T within the cell's family.
    """

    p_mid: np.ndarray
    p_exact: np.ndarray
    p_adjusted: np.ndarray
    rank_sum: np.ndarray


def cell_tests(
    cell: np.ndarray, resident: np.ndarray, change: np.ndarray, family: np.ndarray, seed: int
) -> CellTests:
    """Test every cell, and every family of cells together.

    `cell`, `resident` (codes from 0) and `change` (no NaN): one entry a pair; a resident stands at most
    once in a cell. `family`: one code a cell. A cell's own p-values depend on its own changes alone; its
    adjusted p on its family and `seed`. The order of rows plays no part.
    """
    tests = CellTests(*(np.full(len(family), np.nan) for _ in range(4)))
    score = np.empty(len(change))
    for here, mine in _runs(cell):
        score[mine], test = _ranked(change[mine])
        tests.p_mid[here], tests.p_exact[here], tests.rank_sum[here] = (
            test.p_mid,
            test.p_exact,
            test.statistic,
        )
    for _, mine in _runs(family[cell]):
        cells, column = np.unique(cell[mine], return_inverse=True)
        residents, row = np.unique(resident[mine], return_inverse=True)
        scores = np.zeros((len(residents), len(cells)))
        scores[row, column] = score[mine]
        tests.p_adjusted[cells] = step_down(scores, seed=seed)
    return tests


def _runs(codes: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Each code with the places where it stands."""
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    for places in np.split(order, starts[1:]) if len(starts) else ():
        yield codes[places[0]], places


def _ranked(change: np.ndarray) -> tuple[np.ndarray, SignedRank]:
    """The doubled signed midranks of one cell's changes, and the test on their sum."""
    level = tie_levels(np.abs(change))
    up, down = (np.bincount(level[change * sign > 0], minlength=level.max() + 1)[1:] for sign in (1, -1))
    units = doubled_midranks(up + down, np.count_nonzero(level == 0))
    return np.sign(change) * np.append(0, units)[level], flip_test(units, up, down)
