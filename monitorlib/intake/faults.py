"""What is wrong with the rows and the cells of one export, as rejects."""

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from monitorlib.intake import rejects
from monitorlib.intake.mapping import Mapping
from monitorlib.intake.needs import date_column
from monitorlib.intake.people import People
from monitorlib.intake.sources import Export
from monitorlib.intake.totals import TOTAL

NOBODYS = (TOTAL, "no_client")  # rules of rows that are about no resident
ORDER = ("start", "tussen", "eind", "t2", "t3", "t4")  # of the moments, as fields.toml names them


def in_order(moments: Iterable[str]) -> list[str]:
    """The moments whose order is known, the first one first: numbered ones by number, else as ORDER has them."""
    told = list(moments)
    numbered = sorted((m for m in told if re.fullmatch(r"m\d+", m)), key=lambda m: int(m[1:]))
    return numbered or [m for m in ORDER if m in told]


def uneven_rows(export: Export) -> pd.DataFrame:
    """Rows that are no rows of the table: another number of fields, a broken mark, another table's."""
    return rejects.unread(export.file, export.uneven, export.reasons)


def row_rejects(export: Export, mapping: Mapping, cells: pd.DataFrame, people: People) -> list[pd.DataFrame]:
    """Rows with scores that are nobody's, of no team, or of no day."""
    at = cells["at"].to_numpy()
    filled = np.zeros(len(export.frame), dtype=bool)
    filled[at] = True
    parts = []
    faults = people.faults[filled & people.faults["rule"].notna().to_numpy()]
    for (rule, column), rows in faults.groupby(["rule", "column"]):
        parts.append(_listed(export, rule, rows.index, column))
    sound = people.faults["rule"].isna().to_numpy()
    for moment, days in people.days.items():
        measured = np.zeros(len(export.frame), dtype=bool)
        measured[at[(cells["moment"] == moment).to_numpy()]] = True
        for rule, rows in days[measured & sound].groupby("rule"):
            parts.append(_listed(export, rule, rows.index, date_column(mapping, moment)))
    return [*parts, *_backwards(export, mapping, people)]


def _backwards(export: Export, mapping: Mapping, people: People) -> list[pd.DataFrame]:
    """Rows whose later moment lies before the earlier one."""
    parts = []
    order = in_order(people.days)
    for earlier, later in zip(order, order[1:], strict=False):
        wrong = (people.days[later]["day"] < people.days[earlier]["day"]) & people.faults["rule"].isna()
        parts.append(_listed(export, "end_before_start", wrong.index[wrong], date_column(mapping, later)))
    return parts


def _listed(export: Export, rule: str, rows: pd.Index, column: str) -> pd.DataFrame:
    values = export.frame.loc[rows, column] if column in export.frame else [""] * len(rows)
    return rejects.listed(export.file, rule, rows, column, values)


def cell_rejects(export: Export, mapping: Mapping, cells: pd.DataFrame, people: People) -> pd.DataFrame:
    """Scores that cannot be read, and rows of a long table whose instrument or leefgebied is unknown.

    What stands in a row that is nobody's is refused with the row: a mean of others is no fault of the file.
    """
    nobodys = people.faults["rule"].isin(NOBODYS).to_numpy()[cells["at"].to_numpy()]
    wrong = cells[cells["rule"].notna() & ~nobodys]
    blamed = {"unknown_instrument": "instrument", "unknown_leefgebied": "leefgebied"}
    parts = []
    for (column, rule), group in wrong.groupby(["column", "rule"], observed=True):
        column = mapping.column(blamed.get(rule, "")) or column
        values = export.frame[column].iloc[group["at"]]
        parts.append(rejects.listed(export.file, rule, values.index, column, values))
    return rejects.together(parts)


def contradictions(export: Export, table: pd.DataFrame) -> pd.DataFrame:
    """The measurements that another row of the file contradicts."""
    parts = []
    for column, group in table.groupby("column", observed=True):
        values = export.frame[column].iloc[group["at"]]
        parts.append(rejects.listed(export.file, "contradiction", values.index, column, values))
    return rejects.together(parts)
