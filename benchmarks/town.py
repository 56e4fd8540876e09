"""A town of invented teams, all of one size: what a team costs when there are many."""

from pathlib import Path

import numpy as np
import pandas as pd

from monitorlib.instruments import read_instrument
from monitorlib.measurements import store_measurements, write_lock
from monitorlib.tables import MEASUREMENTS
from monitorlib.workspace import Workspace

RESIDENTS, AREAS, YEAR = 20, 3, 2025
INSTRUMENT = "zrm-2017"


def town(path: Path, teams: int, seed: int = 1, residents: int = RESIDENTS) -> Workspace:
    """A workspace with so many teams of so many residents, measured twice at AREAS leefgebieden."""
    draw, workspace = np.random.default_rng(seed), Workspace.create(path)
    areas = [area.code for area in read_instrument(INSTRUMENT).leefgebieden[:AREAS]]
    index = pd.MultiIndex.from_product(
        [range(teams), range(residents), areas], names=["at", "number", "leefgebied"]
    )
    first = index.to_frame(index=False).assign(score=draw.integers(2, 5, len(index)).astype(float))
    change = draw.integers(-1, 3, len(index))
    last = first.assign(score=(first["score"] + change).clip(1, 5))
    rows = pd.concat([first.assign(month=2), last.assign(month=9)], ignore_index=True)
    table = pd.DataFrame(
        {
            "resident_id": [f"t{a:04d}r{n:03d}" for a, n in zip(rows["at"], rows["number"], strict=True)],
            "measured_on": pd.to_datetime({"year": YEAR, "month": rows["month"], "day": 1}),
            "team": [f"Team {a:04d}" for a in rows["at"]],
            "wijk": "Noord",
            "worker_id": [f"t{a:04d}w{n % 3}" for a, n in zip(rows["at"], rows["number"], strict=True)],
            "rater": "professional",
            "instrument": INSTRUMENT,
            "leefgebied": rows["leefgebied"],
            "score": rows["score"],
            "missing": None,
            "source": "town",
        }
    )
    with write_lock(workspace):
        store_measurements(workspace, MEASUREMENTS.check(table), {"key": "town"})
    return workspace
