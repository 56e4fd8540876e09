"""The Delta table behind the measurements: open it, know its key. Without pandas, for who needs a few rows."""

import json
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
from deltalake import DeltaTable, QueryBuilder

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.measurements.journal import refuse_halfway
from monitorlib.workspace import Workspace


def key_of(workspace: Workspace | str | Path) -> str | None:
    """The id of the key behind the table's pseudonyms; None where the table is empty."""
    place = place_of(workspace)
    refuse_halfway(place)
    if not DeltaTable.is_deltatable(str(place.measurements)):
        return None
    table = open_table(place)
    shown = shown_import(table)
    return None if shown is None else commit_of(table, shown).get("key_id")


def resident_rows(workspace: Workspace, residents: Iterable[str], version: int | None = None) -> list[dict]:
    """The rows of these residents (pseudonyms) alone, as they are stored; no other row is handed on.

    Empty where nobody of them is known; a UserError where nothing was imported yet.
    """
    wanted = ", ".join(f"'{each.replace(_QUOTE, 2 * _QUOTE)}'" for each in sorted(residents))
    chosen = f"resident_id in ({wanted})" if wanted else "false"
    query = f"select * from measurements where {chosen}"
    return asked(open_table(workspace, version), query).to_pylist()


def teams_in(workspace: Workspace, version: int | None = None) -> list[str]:
    """The names of all teams in the table, now or at a version, in order."""
    query = "select distinct team from measurements order by team"
    return [row["team"] for row in asked(open_table(workspace, version), query).to_pylist()]


def asked(table: DeltaTable, query: str) -> pa.Table:
    """What a query on `measurements` gives.

    By Delta's own engine: a dataset of Arrow would bring pandas, which costs more than the question.
    """
    found = QueryBuilder().register("measurements", table).execute(query)
    return pa.RecordBatchReader.from_stream(found).read_all()


_QUOTE = "'"


def place_of(workspace: Workspace | str | Path) -> Workspace:
    """The workspace, opened where its folder was given."""
    return workspace if isinstance(workspace, Workspace) else Workspace.open(workspace)


def open_table(workspace: Workspace, version: int | None = None) -> DeltaTable:
    """The table, now or at a version; a UserError where there is none."""
    refuse_halfway(workspace)
    if not DeltaTable.is_deltatable(str(workspace.measurements)):
        raise nothing_yet()
    newest = DeltaTable(str(workspace.measurements))
    if version is None:
        return newest
    if not 0 <= version <= newest.version():
        raise UserError(
            Text(f"Versie {version} bestaat niet.", f"Version {version} does not exist."),
            Text(f"Kies 0 tot en met {newest.version()}.", f"Choose 0 to {newest.version()}."),
        )
    return DeltaTable(str(workspace.measurements), version=version)


def nothing_yet() -> UserError:
    """Nothing was imported yet."""
    return UserError(
        Text(
            "Er zijn nog geen metingen in deze werkmap.", "There are no measurements in this workspace yet."
        ),
        Text(
            "Begin met: monitor import BESTAND --workspace MAP --key SLEUTEL.",
            "Begin with: monitor import FILE --workspace DIR --key KEY.",
        ),
    )


def commit_of(table: DeltaTable, version: int) -> dict:
    """What was noted with a version."""
    return next(commit for commit in table.history() if commit["version"] == version)


def shown_import(table: DeltaTable, version: int | None = None) -> int | None:
    """The version of the import whose content the table shows at `version`; None where it shows nothing."""
    at = table.version() if version is None else version
    commit = commit_of(table, at)
    return json.loads(commit["shows"]) if commit.get("action") == "undo" else at
