"""The measurements of all teams in a window, in parts: what is added up over a town need not be in memory whole.

Each resident is whole in one part, so whoever pairs within a part misses nobody's first or last measurement.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable

from monitorlib.instruments import carries
from monitorlib.measurements.delta import asked, open_table, place_of
from monitorlib.tables import MEASUREMENTS
from monitorlib.workspace import Workspace

PART_ROWS = 200_000
Filter = tuple[str, str, object]


def load_windows(
    workspace: Workspace | str | Path, start: date, end: date, version: int | None = None
) -> Iterator[pd.DataFrame]:
    """MEASUREMENTS of all teams from one day to another, both included, some PART_ROWS at a time.

    Residents whom one team measured come with the others of their team, those who moved at the end, together.
    Texts are categoricals; no kenmerken. A small table is one part.
    """
    place = place_of(workspace)
    table = open_table(place, version)
    within: list[Filter] = [("measured_on", ">=", start), ("measured_on", "<=", end)]
    for found in _parts(table, within):
        frame = found.to_pandas(strings_to_categorical=True, date_as_object=False)
        yield carries(frame.astype({"measured_on": "datetime64[s]", "score": "float32"}), place.instruments)


def _parts(table: DeltaTable, within: list[Filter]) -> Iterator[pa.Table]:
    columns = list(MEASUREMENTS.names)
    groups = list(_teams_together(table))
    if len(groups) < 2:
        yield table.to_pyarrow_table(columns=columns, filters=within)
        return
    moved = asked(table, _MOVED)["resident_id"].cast("string").combine_chunks()
    for teams in groups:
        # Arrow passes parts of a file over by the ends of a range, and not by a long list of names
        those = [("team", ">=", teams[0]), ("team", "<=", teams[-1])]
        found = table.to_pyarrow_table(columns=columns, filters=[*within, *those])
        yield found.filter(pc.invert(pc.is_in(found["resident_id"].cast("string"), moved)))
    if len(moved):
        wanted: Filter = ("resident_id", "in", moved.to_pylist())
        yield table.to_pyarrow_table(columns=columns, filters=[*within, wanted])


def _teams_together(table: DeltaTable) -> Iterator[list[str]]:
    """Teams in the order of their names, as many at a time as have some PART_ROWS rows together."""
    together, rows = [], 0
    for each in asked(table, _ROWS).to_pylist():
        if together and rows + each["rows"] > PART_ROWS:
            yield together
            together, rows = [], 0
        together.append(each["team"])
        rows += each["rows"]
    if together:
        yield together


_ROWS = "select team, count(*) as rows from measurements group by team order by team"
_MOVED = """
select resident_id from (select distinct resident_id, team from measurements)
group by resident_id having count(*) > 1
"""
