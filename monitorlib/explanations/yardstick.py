"""The other teams as a yardstick: sums by start score over all teams, less one's own.

Each of many teams would else load and pair the rows of all. The sums are worked out once for a version and period,
and kept inside the wall.
"""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

import monitorlib
from monitorlib.analysis.pairs import pair_measurements
from monitorlib.instruments import Instruments
from monitorlib.measurements import load_windows, table_id
from monitorlib.measurements.sharing import SHARED_FOLDER
from monitorlib.workspace import Period, Workspace, made_private

_PLACE = ["leefgebied", "pre"]
_KEY = ["instrument", "rater", *_PLACE]
_SUMS = ["n_start", "n", "total", "squares"]


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


def all_teams(totals: pd.DataFrame) -> pd.DataFrame:
    """TOTALS of all teams together: a row an instrument × rater × leefgebied × start score.

    `teams`: how many teams have that leefgebied. From it a team's own totals are taken off (`others_of`), so what
    it costs a team does not depend on how many teams there are.
    """
    teams = totals.groupby(_KEY[:3], observed=True)["team"].nunique().rename("teams")
    return totals.groupby(_KEY, sort=True, observed=True)[_SUMS].sum().reset_index().join(teams, on=_KEY[:3])


def others_of(
    everybody: pd.DataFrame, own: pd.DataFrame, instrument: str, rater: str, areas: tuple
) -> list | None:
    """One Others a leefgebied (None where no other team has it); None when there is no other team at all.

    `everybody` are the TOTALS of all teams together, `own` those of the team itself.
    """
    both, mine = (
        table[(table["instrument"] == instrument) & (table["rater"] == rater)] for table in (everybody, own)
    )
    ours = dict(zip(_places(mine), mine[_SUMS].to_numpy(dtype=float), strict=True))
    nobody = np.zeros(len(_SUMS))
    taken_off = np.array([ours.get(place, nobody) for place in _places(both)]).reshape(-1, len(_SUMS))
    rest = both[_SUMS].to_numpy(dtype=float) - taken_off
    rest[rest[:, _SUMS.index("n")] <= 0, 2:] = 0.0  # what is left of a sum of nobody is a rounding error
    there = rest[:, 0] > 0
    if not there.any():
        return None
    rest, names, pre = rest[there], both["leefgebied"].to_numpy()[there], both["pre"].to_numpy()[there]
    teams = both["teams"].to_numpy() - both["leefgebied"].isin(set(mine["leefgebied"])).to_numpy()
    here = {area: names == area for area in areas}
    return [
        _others(pre[rows], rest[rows], int(teams[there][rows][0])) if rows.any() else None
        for rows in here.values()
    ]


def _others(pre: np.ndarray, sums: np.ndarray, teams: int) -> Others:
    order = np.argsort(pre)
    return Others(pre[order].astype(float), *np.ascontiguousarray(sums[order].T), teams)


def _places(totals: pd.DataFrame) -> list[tuple[str, float]]:
    return list(zip(*(totals[name].tolist() for name in _PLACE), strict=True))


def yardstick(
    workspace: Workspace, period: Period, instruments: Instruments, version: int | None = None
) -> pd.DataFrame:
    """TOTALS of all teams in a period (`reference.all_teams`), from one version of the measurements."""
    id, number = table_id(workspace, version)
    made_of = repr((period.start, period.end, instruments, monitorlib.__version__))
    name = f"{id}-{number}-{hashlib.sha256(made_of.encode()).hexdigest()[:16]}.parquet"
    file = workspace.runs / SHARED_FOLDER / name
    try:
        return pd.read_parquet(file)
    except (OSError, ValueError):  # not there yet, or not whole
        found = _worked_out(workspace, period, instruments, number)
    _keep(file, found, f"{id}-{number}-")
    return found


def _worked_out(workspace: Workspace, period: Period, instruments: Instruments, version: int) -> pd.DataFrame:
    parts = [
        totals_by_start(pair_measurements(part, period.start, period.end, instruments=instruments))
        for part in load_windows(workspace, period.start, period.end, version)
    ]
    totals = parts[0] if len(parts) == 1 else _added(parts)
    return all_teams(totals)


def _added(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """TOTALS of parts that hold other residents: a team is in two where some of its residents moved."""
    rows = pd.concat(parts, ignore_index=True)
    return rows.groupby(["team", *_KEY], sort=True, observed=True).sum().reset_index()


def _keep(file: Path, found: pd.DataFrame, present: str) -> None:
    """Write it whole or not at all; what is of another version goes."""
    made_private(file.parent, parents=True)
    for other in file.parent.glob("*.parquet"):
        if not other.name.startswith(present):
            other.unlink(missing_ok=True)
    number, aside = tempfile.mkstemp(dir=file.parent, suffix=".tmp")
    os.close(number)
    found.to_parquet(aside)
    Path(aside).replace(file)
