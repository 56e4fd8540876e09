"""The other teams as a yardstick, worked out once for all teams of a version and period, and kept inside the wall.

Each of many teams would else load and pair the rows of all. What is kept are sums by start score over all teams.
"""

import hashlib
import os
import tempfile
from pathlib import Path

import pandas as pd

import monitorlib
from monitorlib.analysis.pairs import pair_measurements
from monitorlib.explanations.reference import all_teams, totals_by_start
from monitorlib.instruments import Instruments
from monitorlib.measurements import load_window, table_id
from monitorlib.workspace import Period, Workspace, made_private

FOLDER = "gedeeld"  # in runs/


def yardstick(
    workspace: Workspace, period: Period, instruments: Instruments, version: int | None = None
) -> pd.DataFrame:
    """TOTALS of all teams in a period (`reference.all_teams`), from one version of the measurements."""
    id, number = table_id(workspace, version)
    made_of = repr((period.start, period.end, instruments, monitorlib.__version__))
    name = f"{id}-{number}-{hashlib.sha256(made_of.encode()).hexdigest()[:16]}.parquet"
    file = workspace.runs / FOLDER / name
    try:
        return pd.read_parquet(file)
    except (OSError, ValueError):  # not there yet, or not whole
        found = _worked_out(workspace, period, instruments, number)
    _keep(file, found, f"{id}-{number}-")
    return found


def _worked_out(workspace: Workspace, period: Period, instruments: Instruments, version: int) -> pd.DataFrame:
    measurements = load_window(workspace, period.start, period.end, version)
    pairs = pair_measurements(measurements, period.start, period.end, instruments=instruments)
    return all_teams(totals_by_start(pairs))


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
