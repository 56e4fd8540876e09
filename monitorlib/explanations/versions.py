"""With which version of an instrument, and in which system, each pair's two measurements were registered."""

import re

import pandas as pd


def versions_of(
    measurements: pd.DataFrame | None, pairs: pd.DataFrame, instrument: str
) -> pd.DataFrame | None:
    """A row a resident with a pair: `pre` and `post`, each the version and the system in words.

    Versions of one instrument share the name before the year (zrm-2013, zrm-2017). None without measurements
    or without their columns.
    """
    needed = {"resident_id", "measured_on", "instrument", "rater", "source"}
    if measurements is None or not needed <= set(measurements.columns):
        return None
    rater = str(pairs["rater"].iloc[0])
    measurements = measurements[sorted(needed)]
    related = [id for id in measurements["instrument"].unique() if _stem(str(id)) == _stem(instrument)]
    mine = measurements[
        measurements["instrument"].isin(related)
        & measurements["rater"].astype(str).eq(rater)
        & measurements["resident_id"].isin(pairs["resident_id"].unique())
    ]
    words = mine["instrument"].astype(str) + ", " + mine["source"].astype(str)
    keyed = pd.DataFrame(
        {"resident_id": mine["resident_id"].astype(str), "day": _day(mine["measured_on"]), "version": words}
    ).drop_duplicates()
    told = _joined(keyed)
    paired = pairs[pairs["change"].notna()].drop_duplicates("resident_id")
    resident = paired["resident_id"].astype(str)
    found = {
        side: told.reindex(pd.MultiIndex.from_arrays([resident, _day(paired[f"{side}_date"])])).to_numpy()
        for side in ("pre", "post")
    }
    return pd.DataFrame(found, index=resident.to_numpy())


def _joined(keyed: pd.DataFrame) -> pd.Series:
    """What was used of a resident on a day; there is seldom more than one."""
    moment = ["resident_id", "day"]
    if not keyed.duplicated(moment).any():
        return keyed.set_index(moment)["version"]
    return keyed.sort_values("version").groupby(moment)["version"].agg(" + ".join)


def _stem(instrument: str) -> str:
    return re.sub(r"-\d{4}$", "", instrument)


def _day(dates: pd.Series) -> pd.Series:
    return pd.to_datetime(dates).dt.normalize().astype("datetime64[ns]")
