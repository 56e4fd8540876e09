"""With which version of an instrument, and in which system, each pair's two measurements were registered."""

import re
from collections import defaultdict

import numpy as np
import pandas as pd

from monitorlib.analysis.rows import Coded

_NEEDED = {"resident_id", "measured_on", "instrument", "rater", "source"}


def versions_of(measured: Coded | None, pairs: pd.DataFrame, instrument: str) -> pd.DataFrame | None:
    """A row a resident with a pair: `pre` and `post`, each the version and the system in words.

    Versions of one instrument share the name before the year (zrm-2013, zrm-2017). None without MEASUREMENTS
    or without their columns.
    """
    if measured is None or not set(measured.table.columns) >= _NEEDED:
        return None
    moments = pairs[["resident_id", "pre_date", "post_date"]]
    paired = moments[pairs["change"].notna()].drop_duplicates("resident_id")
    residents = paired["resident_id"].astype(str).tolist()
    told = _told(measured, residents, instrument, str(pairs["rater"].iloc[0]))
    found = {
        side: np.array(
            [told.get(moment, np.nan) for moment in enumerate(_day(paired[f"{side}_date"]).tolist())],
            dtype=object,
        )
        for side in ("pre", "post")
    }
    return pd.DataFrame(found, index=residents)


def _told(measured: Coded, residents: list[str], instrument: str, rater: str) -> dict[tuple[int, int], str]:
    """What was used of a resident (by place) on a day; there is seldom more than one."""
    at = measured.places("resident_id", residents)
    (form, forms), (system, systems) = measured.column("instrument"), measured.column("source")
    related = np.array([_stem(str(id)) == _stem(instrument) for id in forms], dtype=bool)
    mine = np.flatnonzero((at >= 0) & related[form] & measured.are("rater", rater))
    day = _day(measured.table["measured_on"].iloc[mine])
    used = (at[mine] * len(forms) + form[mine]) * len(systems) + system[mine]
    order = np.lexsort((day, used))  # each once: a resident has many scores of one day
    first = np.diff(used[order], prepend=-1).astype(bool) | np.diff(day[order], prepend=0).astype(bool)
    words = defaultdict(list)
    for which, when in zip(used[order[first]].tolist(), day[order[first]].tolist(), strict=True):
        rest, where = divmod(which, len(systems))
        place, version = divmod(rest, len(forms))
        if systems[where] is not None:
            words[place, when].append(f"{forms[version]}, {systems[where]}")
    return {moment: " + ".join(sorted(each)) for moment, each in words.items()}


def _stem(instrument: str) -> str:
    return re.sub(r"-\d{4}$", "", instrument)


def _day(dates: pd.Series) -> np.ndarray:
    """Days since 1970."""
    return pd.to_datetime(dates).to_numpy().astype("datetime64[D]").astype(np.int64)
