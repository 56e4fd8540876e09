"""What is wrong with the rows and the cells of one export, as rejects."""

import re
from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from monitorlib.intake import rejects
from monitorlib.intake.mapping import Mapping, date_column
from monitorlib.intake.people import BLAMED, People
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
    sound = people.faults.isna().to_numpy()
    for rule, rows in _by_rule(people.faults[filled & ~sound]):
        parts.append(_listed(export, rule, rows, mapping.column(BLAMED[rule]) or BLAMED[rule]))
    for moment, days in people.days.items():
        measured = np.zeros(len(export.frame), dtype=bool)
        measured[at[(cells["moment"] == moment).to_numpy()]] = True
        for rule, rows in _by_rule(days["rule"][measured & sound]):
            parts.append(_listed(export, rule, rows, date_column(mapping, moment)))
    return [*parts, *_backwards(export, mapping, people)]


def _by_rule(rules: pd.Series) -> Iterator[tuple[str, pd.Index]]:
    """The rows that break each rule."""
    for code in np.unique(rules.cat.codes[rules.cat.codes >= 0]):
        yield rules.cat.categories[code], rules.index[(rules.cat.codes == code).to_numpy()]


def _backwards(export: Export, mapping: Mapping, people: People) -> list[pd.DataFrame]:
    """Rows whose later moment lies before the earlier one."""
    parts = []
    order = in_order(people.days)
    for earlier, later in zip(order, order[1:], strict=False):
        wrong = (people.days[later]["day"] < people.days[earlier]["day"]) & people.faults.isna()
        parts.append(_listed(export, "end_before_start", wrong.index[wrong], date_column(mapping, later)))
    return parts


def _listed(export: Export, rule: str, rows: pd.Index, column: str) -> pd.DataFrame:
    values = export.frame.loc[rows, column] if column in export.frame else [""] * len(rows)
    return rejects.listed(export.file, rule, rows, column, values)


def cell_rejects(export: Export, mapping: Mapping, cells: pd.DataFrame, people: People) -> pd.DataFrame:
    """Scores that cannot be read, and rows of a long table whose instrument or leefgebied is unknown.

    What stands in a row that is nobody's is refused with the row: a mean of others is no fault of the file.
    """
    wrong = cells[cells["rule"].notna()]
    if wrong.empty:
        return rejects.none()
    wrong = wrong[~people.faults.isin(NOBODYS).to_numpy()[wrong["at"].to_numpy()]]
    blamed = {"unknown_instrument": "instrument", "unknown_leefgebied": "leefgebied"}
    parts = []
    for (column, rule), group in wrong.groupby(["column", "rule"], observed=True):
        column = mapping.column(blamed.get(rule, "")) or column
        values = export.frame[column].iloc[group["at"]]
        parts.append(rejects.listed(export.file, rule, values.index, column, values))
    return rejects.together(parts)


def contradictions(export: Export, table: pd.DataFrame) -> pd.DataFrame:
    """The measurements that another row of the file contradicts."""
    if table.empty:
        return rejects.none()
    parts = []
    for column, group in table.groupby("column", observed=True):
        values = export.frame[column].iloc[group["at"]]
        parts.append(rejects.listed(export.file, "contradiction", values.index, column, values))
    return rejects.together(parts)
