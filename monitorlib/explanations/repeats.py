"""What else was scored of the same residents: before the first measurement of the period, and between both."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

_KEY = ["resident_id", "leefgebied"]
_NEEDED = {*_KEY, "measured_on", "instrument", "rater", "score"}


@dataclass(frozen=True)
class Repeats:
    """Shape (residents, leefgebieden), as `Cohort.pre`; NaN where there is none.

    `earlier`: the last score before the first one of this period. `second`: the first score after that one
    which is not the last.
    """

    earlier: np.ndarray
    second: np.ndarray


def repeats_of(
    measurements: pd.DataFrame | None,
    before: pd.DataFrame | None,
    pairs: pd.DataFrame,
    residents: pd.Series,
    areas: tuple[str, ...],
) -> Repeats:
    """The Repeats of one team × instrument × rater.

    An earlier score comes from `measurements` before the period where these hold any, else from `before`, the
    PAIRS of the period before: in a release the measurements are those of the period alone (decision 92).
    """
    rows = _other_moments(measurements, pairs)
    past = rows[rows["measured_on"] < rows["pre_date"]].drop_duplicates(_KEY, keep="last")
    inside = rows[(rows["measured_on"] > rows["pre_date"]) & (rows["measured_on"] < rows["post_date"])]
    earlier = _matrix(past, residents, areas)
    if before is not None:
        earlier = np.where(np.isnan(earlier), _matrix(_last_scores(before), residents, areas), earlier)
    return Repeats(earlier, _matrix(inside.drop_duplicates(_KEY), residents, areas))


def _other_moments(measurements: pd.DataFrame | None, pairs: pd.DataFrame) -> pd.DataFrame:
    """Scored measurements of the residents of `pairs`, in order of time, beside the dates of their pair."""
    empty = pd.DataFrame(columns=[*_KEY, "score", "measured_on", "pre_date", "post_date"])
    if measurements is None or not set(measurements.columns) >= _NEEDED or pairs.empty:
        return empty
    measurements = measurements[sorted(_NEEDED)]
    mine = measurements[
        measurements["score"].notna().to_numpy()
        & (measurements["instrument"].astype(str) == str(pairs["instrument"].iloc[0])).to_numpy()
        & (measurements["rater"].astype(str) == str(pairs["rater"].iloc[0])).to_numpy()
        & measurements["resident_id"].isin(pairs["resident_id"].unique()).to_numpy()
    ]
    keyed = _worded(mine)[[*_KEY, "score", "measured_on"]]
    dated = _worded(pairs[[*_KEY, "pre_date", "post_date"]])
    return keyed.merge(dated, on=_KEY).sort_values("measured_on", kind="stable")


def _last_scores(pairs: pd.DataFrame) -> pd.DataFrame:
    """The last score of each row of PAIRS: of whoever was measured once, that one."""
    return _worded(pairs).assign(score=pairs["post"].where(pairs["post"].notna(), pairs["pre"]))


def _worded(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(**{name: table[name].astype(str) for name in _KEY})


def _matrix(rows: pd.DataFrame, residents: pd.Series, areas: tuple[str, ...]) -> np.ndarray:
    found = np.full((len(residents), len(areas)), np.nan)
    row = pd.Index(residents.astype(str)).get_indexer(rows["resident_id"])
    column = pd.Index(areas).get_indexer(rows["leefgebied"])
    known = (row >= 0) & (column >= 0)
    found[row[known], column[known]] = pd.to_numeric(rows["score"]).to_numpy(dtype=float)[known]
    return found
