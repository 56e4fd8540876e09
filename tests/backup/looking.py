"""What of a workspace should be the same once it was put back."""

import sqlite3
from pathlib import Path

import pandas as pd

from monitorlib.measurements import load_measurements, measurement_version
from monitorlib.measurements import versions as loaded
from monitorlib.release import combined
from monitorlib.release.history import all_releases
from monitorlib.release.sealing import refuse_unsealed
from monitorlib.sessions import SessionLog
from monitorlib.trail.checking import checked
from monitorlib.workspace import Workspace


def as_another_process() -> None:
    """What a process remembers of versions is not what another one reads."""
    for cached in (loaded._caseload, combined._looked_up, combined._residents, combined._teams):
        cached.cache_clear()


def files(workspace: Workspace) -> dict[str, bytes]:
    """Every file that a backup keeps as it is; the trail goes on, and the session log is written anew."""
    found = {}
    for file in sorted(workspace.path.rglob("*")):
        place = file.relative_to(workspace.path)
        odd = any(part.startswith(".") for part in place.parts) or place.parts[0] in ("trail", "logs")
        if file.is_file() and not odd and not place.name.startswith("sessions.sqlite"):
            found[place.as_posix()] = file.read_bytes()
    return found


def is_whole(workspace: Workspace) -> None:
    """Every version of the data is there, releases, ledgers and seals fit each other, and the trail is right."""
    as_another_process()
    for version in range(measurement_version(workspace) + 1):
        assert isinstance(load_measurements(workspace, version=version), pd.DataFrame)
    assert all(past.noted for past in all_releases(workspace))
    refuse_unsealed(workspace)
    assert checked(workspace).problems == ()


def notes(workspace: Workspace, team: str = "Oost") -> list[str]:
    """What stands in the fields of a team's meetings."""
    log = SessionLog(workspace.session_log)
    try:
        held = log.meetings(team)
        return [c.value for each in held for c in log.changes_since(each.id, 0).changed]
    finally:
        log.let_go()


def dump(file: Path) -> list[str]:
    """All rows of a database."""
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        return list(database.iterdump())
