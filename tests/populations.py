"""Small made-up caseloads in a workspace of their own, for the door: who is in it is plain to see."""

import pandas as pd

from monitorlib.measurements import measurement_version, store_measurements, write_lock
from monitorlib.release.assemble import team_content
from monitorlib.release.proposals import propose_release
from monitorlib.release.publish import publish
from monitorlib.tables import MEASUREMENTS
from monitorlib.workspace import Workspace

_ROW = {
    "worker_id": "w-0001-pseudonym",
    "rater": "professional",
    "instrument": "zrm-2017",
    "missing": None,
    "source": "test",
}


def person(
    name: str, turn: int, team="Oost", wijk="Noord", year=2025, month=9, begin=3, **changes
) -> list[dict]:
    """One resident, measured in February and in `month`, at one leefgebied, from `begin` to begin + turn."""
    row = {**_ROW, "resident_id": name, "team": team, "wijk": wijk, "leefgebied": "financien", **changes}
    return [
        {**row, "measured_on": pd.Timestamp(year, 2, 1), "score": float(begin)},
        {**row, "measured_on": pd.Timestamp(year, month, 1), "score": float(begin + turn)},
    ]


def people(turns: list[int], prefix="r", **changes) -> list[dict]:
    """A resident for each turn."""
    return [row for i, turn in enumerate(turns) for row in person(f"{prefix}{i:03d}", turn, **changes)]


def store(workspace: Workspace, rows: list[dict]) -> int:
    """Import these rows; returns the version."""
    with write_lock(workspace):
        store_measurements(workspace, MEASUREMENTS.check(pd.DataFrame(rows)), {"key": "test"})
    return measurement_version(workspace)


def release(workspace: Workspace, team="Oost", period="2025"):
    """Propose what the workbench itself computes, and ask the door; returns the file."""
    window = workspace.settings().period(period, team)
    content = team_content(workspace, team, window, measurement_version(workspace))
    propose_release(workspace, content)
    return publish(workspace, team, period, "hash")
