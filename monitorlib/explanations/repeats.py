"""What else was scored of the residents of a family: before their first measurement, and between both."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from monitorlib.analysis.rows import Coded

_NEEDED = {"resident_id", "leefgebied", "measured_on", "instrument", "rater", "score"}


@dataclass(frozen=True)
class Repeats:
    """Shape (residents, leefgebieden), as `Cohort.pre`; NaN where there is none.

    `earlier`: the last score before the first one of this period. `second`: the first score after that one
    which is not the last.
    """

    earlier: np.ndarray
    second: np.ndarray


def repeats_of(
    measured: Coded | None,
    before: pd.DataFrame | None,
    pairs: pd.DataFrame,
    residents: pd.Series,
    areas: tuple[str, ...],
) -> Repeats:
    """The Repeats of one team × instrument × rater.

    An earlier score comes from the MEASUREMENTS of before the period where these hold any, else from `before`, the
    PAIRS of the period before: in a release the measurements are those of the period alone (decision 92).
    """
    at = tuple(residents.astype(str)), areas
    found = _beside(measured, pairs, *at)
    if before is None:
        return found
    last = before["post"].where(
        before["post"].notna(), before["pre"]
    )  # of whoever was measured once, that one
    then = _matrix(Coded(before), last.to_numpy(dtype=float, na_value=np.nan), *at)
    return Repeats(np.where(np.isnan(found.earlier), then, found.earlier), found.second)


def _beside(measured: Coded | None, pairs: pd.DataFrame, residents: tuple, areas: tuple) -> Repeats:
    """From measurements alone."""
    earlier, second = np.full((2, len(residents), len(areas)), np.nan)
    if measured is None or not set(measured.table.columns) >= _NEEDED or pairs.empty:
        return Repeats(earlier, second)
    score = measured.table["score"].to_numpy(dtype=float, na_value=np.nan)
    day = measured.table["measured_on"].to_numpy()
    row, column = measured.places("resident_id", residents), measured.places("leefgebied", areas)
    mine = ~np.isnan(score) & (row >= 0) & (column >= 0)
    for name in ("instrument", "rater"):
        mine &= measured.are(name, str(pairs[name].iloc[0]))
    chosen = np.flatnonzero(mine)
    chosen = chosen[np.argsort(day[chosen], kind="stable")]
    of_pairs, place = Coded(pairs), (row[chosen], column[chosen])
    first, last = (
        _matrix(of_pairs, pairs[name].to_numpy(), residents, areas)[place]
        for name in ("pre_date", "post_date")
    )
    past = chosen[day[chosen] < first]
    inside = chosen[(day[chosen] > first) & (day[chosen] < last)][::-1]
    for found, rows in ((earlier, past), (second, inside)):
        found[row[rows], column[rows]] = score[rows]  # of several the one that is put there last stays
    return Repeats(earlier, second)


def _matrix(table: Coded, values: np.ndarray, residents: tuple, areas: tuple) -> np.ndarray:
    """Values of the rows of a table by resident and leefgebied; missing where there is none."""
    row, column = table.places("resident_id", residents), table.places("leefgebied", areas)
    known = (row >= 0) & (column >= 0)
    missing = np.nan if values.dtype.kind == "f" else np.datetime64("NaT")
    found = np.full((len(residents), len(areas)), missing, dtype=values.dtype)
    found[row[known], column[known]] = values[known]
    return found
