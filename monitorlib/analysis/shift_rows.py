"""X"""

import numpy as np
import pandas as pd

from monitorlib.analysis.rows import part_of, rows_with_key
from monitorlib.statistics.inputs import refuse
from monitorlib.tables import SHIFTS

WITHIN = ("instrument", "rater", "leefgebied")


def group_columns(shifts: pd.DataFrame) -> list[str]:
    """The columns by which this table of SHIFTS is grouped: those in front of its own."""
    part_of(SHIFTS, SHIFTS.names).check(shifts)
    return list(shifts.columns[: shifts.columns.get_loc("instrument")])


def rows_of_shifts(shifts: pd.DataFrame, pairs: pd.DataFrame) -> np.ndarray:
    """Of each row of `pairs` the row of `shifts` in which it counts; a UserError where it has none."""
    key = [*group_columns(shifts), *WITHIN]
    cell = rows_with_key(shifts, pairs, key) if set(key) <= set(pairs.columns) else np.full(len(pairs), -1)
    counted = np.bincount(cell[cell >= 0], minlength=len(shifts))
    if (cell < 0).any() or (counted != shifts["n_residents"].to_numpy()).any():
        raise refuse("shifts, pairs", "horen niet bij elkaar", "do not belong together")
    return cell
