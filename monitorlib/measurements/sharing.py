"""Which teams measured residents of each other, so that a caseload is read from where it lies.

The rows of a team lie together in the table (`measurements.writing`). Those of its residents elsewhere lie with
other teams, and who those are is asked once a version: pairs of teams, without residents, kept inside the wall. A
small table is read whole, which costs less than the question.
"""

import json
import os
import tempfile
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable

from monitorlib.measurements.delta import asked, open_table
from monitorlib.workspace import Workspace, made_private

SHARED_FOLDER = "gedeeld"  # in runs/: what every team needs and is worked out once
READ_WHOLE_ROWS = 200_000
_PREFIX = "teams-"

_PAIRS = """
with visits as (select distinct resident_id, team from measurements),
movers as (select resident_id from visits group by resident_id having count(*) > 1),
moved as (
  select visits.resident_id, visits.team from visits join movers on visits.resident_id = movers.resident_id
)
select distinct one.team as team, two.team as other
from moved one join moved two on one.resident_id = two.resident_id where one.team <> two.team
"""


def teams_sharing(workspace: Workspace, table: DeltaTable, team: str) -> tuple[str, ...] | None:
    """The team itself and all that measured any of its residents; None where the table is read whole.

    The first to ask of a version works it out for all teams.
    """
    rows = pc.sum(pa.table(table.get_add_actions(flatten=True))["num_records"]).as_py()
    if rows is not None and rows <= READ_WHOLE_ROWS:
        return None
    file = _file(workspace, table)
    try:
        found = _read(file, file.stat().st_mtime_ns)
    except (OSError, ValueError):  # not there yet, or not whole
        _work_out(table, file)
        found = _read(file, file.stat().st_mtime_ns)
    return (team, *found.get(team, ()))


def work_out_sharing(workspace: Workspace) -> None:
    """Work it out beforehand, so that teams that begin together need not all do so."""
    teams_sharing(workspace, open_table(workspace), "")


def _file(workspace: Workspace, table: DeltaTable) -> Path:
    return workspace.runs / SHARED_FOLDER / f"{_PREFIX}{table.metadata().id}-{table.version()}.json"


@lru_cache(maxsize=2)
def _read(file: Path, _written: int) -> dict[str, list[str]]:
    return json.loads(file.read_text(encoding="utf-8"))


def _work_out(table: DeltaTable, file: Path) -> None:
    """Write it whole or not at all; what is of another table goes, of other versions it may be asked again."""
    others: dict[str, list[str]] = {}
    for pair in asked(table, _PAIRS).to_pylist():
        others.setdefault(pair["team"], []).append(pair["other"])
    made_private(file.parent, parents=True)
    for other in file.parent.glob(f"{_PREFIX}*.json"):
        if not other.name.startswith(f"{_PREFIX}{table.metadata().id}-"):
            other.unlink(missing_ok=True)
    number, aside = tempfile.mkstemp(dir=file.parent, suffix=".tmp")
    with os.fdopen(number, "w", encoding="utf-8") as kept:
        json.dump({team: sorted(found) for team, found in others.items()}, kept, ensure_ascii=False)
    Path(aside).replace(file)
