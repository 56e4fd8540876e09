"""The other teams as a yardstick: sums by start score, made once for all teams and less one's own."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

_KEY = ["instrument", "rater", "leefgebied", "pre"]


@dataclass(frozen=True)
class Others:
    """One leefgebied of the other teams, by start score `pre` (sorted): `n_start` residents measured at least
    once, `n` pairs, `total` and `squares` of their changes; `teams`: how many teams."""

    pre: np.ndarray
    n_start: np.ndarray
    n: np.ndarray
    total: np.ndarray
    squares: np.ndarray
    teams: int


def totals_by_start(pairs: pd.DataFrame) -> pd.DataFrame:
    """A row a team × instrument × rater × leefgebied × start score."""
    change = pd.to_numeric(pairs["change"], errors="coerce").astype(float)
    frame = pairs[["team", "instrument", "rater", "leefgebied", "pre"]].astype(
        dict.fromkeys(("team", "instrument", "rater", "leefgebied"), str)
    )
    frame = frame.assign(n_start=1, n=change.notna().astype(int), total=change.fillna(0.0))
    frame["squares"] = frame["total"] ** 2
    return frame.groupby(["team", *_KEY], sort=True, observed=True).sum().reset_index()


def others_of(totals: pd.DataFrame, team: str, instrument: str, rater: str, areas: tuple) -> list | None:
    """One Others a leefgebied (None where no other team has it); None when there is no other team at all."""
    rest = totals[
        (totals["team"] != team) & (totals["instrument"] == instrument) & (totals["rater"] == rater)
    ]
    if rest.empty:
        return None
    found = dict(list(rest.groupby("leefgebied", observed=True)))
    return [_others(found[area]) if area in found else None for area in areas]


def _others(rows: pd.DataFrame) -> Others:
    sums = rows.groupby("pre", sort=True)[["n_start", "n", "total", "squares"]].sum()
    columns = (sums[name].to_numpy(dtype=float) for name in ("n_start", "n", "total", "squares"))
    return Others(sums.index.to_numpy(dtype=float), *columns, rows["team"].nunique())
