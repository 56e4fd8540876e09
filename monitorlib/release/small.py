"""Releases in which every leefgebied is below the minimum group."""

from pathlib import Path

from monitorlib.analysis.pairs import pair_measurements
from monitorlib.measurements import load_caseload
from monitorlib.release.keys import releases_of
from monitorlib.release.read import read_release
from monitorlib.workspace import Workspace


def nothing_to_show(workspace: Workspace, file: Path) -> int | None:
    """How many residents of the team were measured in the period, where a release shows none of them; else None.

    Inside the wall: the number stands in no release.
    """
    content = read_release(releases_of(workspace), file).content
    if any(row.n is not None for view in content.views for row in view.rows):
        return None
    caseload = load_caseload(workspace, content.team, version=content.data_version)
    pairs = pair_measurements(caseload, content.period.start, content.period.end)
    return int(pairs.loc[pairs["team"] == content.team, "resident_id"].nunique())
