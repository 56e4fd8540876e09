"""What the analyses need of rows: the instrument of each, groups as numbers, and which rows of two tables belong
together.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text, counted
from monitorlib.instruments import Instrument, Instruments
from monitorlib.statistics.inputs import refuse
from monitorlib.tables import SHIFTS, Table

ROWS = Text("{n} rij", "{n} row"), Text("{n} rijen", "{n} rows")


class Described:
    """The instrument of every row, held as a code a row and one Instrument a code."""

    def __init__(self, codes: np.ndarray, instruments: list[Instrument]) -> None:
        self.codes = codes
        self.instruments = instruments

    def each(self, value: Callable[[Instrument], Any]) -> np.ndarray:
        """`value(instrument)` for every row."""
        return np.array([value(i) for i in self.instruments])[self.codes] if self.instruments else self.codes


def instrument_of(frame: pd.DataFrame, known: Instruments) -> Described:
    """The instrument of every row of `frame`; a UserError names those that are not known."""
    codes, ids = sorted_codes(frame["instrument"])
    unknown = [str(id) for id in ids if id not in known]
    if unknown:
        raise UserError(
            [
                Text(f"Instrument '{id}' is niet bekend.", f"Instrument '{id}' is not known.")
                for id in unknown
            ],
            Text(f"Kies uit: {', '.join(sorted(known))}.", f"Choose from: {', '.join(sorted(known))}."),
        )
    return Described(codes, [known[id] for id in ids])


def check_scores(frame: pd.DataFrame, column: str, described: Described) -> None:
    """Refuse scores outside the scale of their instrument; missing ones may be."""
    score = frame[column].to_numpy(dtype=float, na_value=np.nan)
    problems = []
    for code, instrument in enumerate(described.instruments):
        low, high = instrument.scale.low, instrument.scale.high
        wrong = np.count_nonzero((described.codes == code) & ((score < low) | (score > high)))
        if wrong:
            rows = counted(wrong, *ROWS)
            problems.append(
                Text(
                    f"{column}: {instrument.id}: {rows.nl} buiten de schaal {low:g}-{high:g}.",
                    f"{column}: {instrument.id}: {rows.en} outside the scale {low:g}-{high:g}.",
                )
            )
    if problems:
        raise UserError(problems)


def sorted_codes(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Number the distinct values in sorted order: codes (int64, one a row) and the values.

    A missing value has a number of its own, the last one, and is None in the values.
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        values, codes = column.cat.categories, column.cat.codes.to_numpy()
    else:
        codes, values = pd.factorize(column)
    used = np.bincount(codes[codes >= 0], minlength=len(values)) > 0
    order = values.argsort()
    order = order[used[order]]
    place = np.full(len(values) + 1, len(order), dtype=np.int64)  # the last is for missing, code -1
    place[order] = np.arange(len(order))
    labels = np.append(values.to_numpy(dtype=object)[order], [None] * bool((codes < 0).any()))
    return place[codes], labels


class Coded:
    """A table with text columns as numbers: each is numbered once, when it is first asked for."""

    def __init__(self, table: pd.DataFrame) -> None:
        self.table = table
        self._columns: dict[str, tuple[np.ndarray, np.ndarray]] = {}

    def column(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """`sorted_codes` of a column."""
        if name not in self._columns:
            self._columns[name] = sorted_codes(self.table[name])
        return self._columns[name]

    def places(self, name: str, values: Iterable[str]) -> np.ndarray:
        """Of each row the place of its value among `values` (each once), −1 where it is not there."""
        codes, labels = self.column(name)
        place = {value: at for at, value in enumerate(values)}
        return np.array([place.get(label, -1) for label in labels], dtype=np.intp)[codes]

    def are(self, name: str, value: str) -> np.ndarray:
        """Which rows have this value."""
        return self.places(name, [value]) == 0


def rows_with_key(table: pd.DataFrame, rows: pd.DataFrame, key: list[str]) -> np.ndarray:
    """Of each of `rows`, the row of `table` with the same key; −1 where there is none."""
    if table.empty or rows.empty:
        return np.full(len(rows), -1)
    ours, theirs = np.zeros(len(table), dtype=np.int64), np.zeros(len(rows), dtype=np.int64)
    outside = np.zeros(len(rows), dtype=bool)
    for name in key:
        mine, labels = sorted_codes(table[name])
        codes, others = sorted_codes(rows[name])
        as_mine = pd.Index(labels).get_indexer(pd.Index(others))[codes]
        ours, theirs = ours * len(labels) + mine, theirs * len(labels) + as_mine
        outside |= as_mine < 0
    return np.where(outside, -1, pd.Index(ours).get_indexer(theirs))


def part_of(table: Table, names: tuple[str, ...]) -> Table:
    """The part of a contract that a step needs; its key is left to the step itself."""
    return replace(table, key=(), columns=tuple(c for c in table.columns if c.name in names))


def turn(described: Described) -> np.ndarray:
    """+1 or −1 for every row: what makes a change positive when it is for the better."""
    return described.each(lambda i: -1.0 if i.better_is == "lower" else 1.0)


WITHIN = ("instrument", "rater", "leefgebied")


def group_columns(shifts: pd.DataFrame) -> list[str]:
    """The columns by which this table of SHIFTS is grouped: those in front of its own."""
    part_of(SHIFTS, SHIFTS.names).check(shifts)
    return list(shifts.columns[: shifts.columns.get_loc("instrument")])


def rows_of_shifts(shifts: pd.DataFrame, pairs: pd.DataFrame) -> np.ndarray:
    """Of each row of `pairs` the row of `shifts` in which it counts; a UserError where it has none."""
    key = [*group_columns(shifts), *WITHIN]
    cell = rows_with_key(shifts, pairs, key) if set(key) <= set(pairs.columns) else np.full(len(pairs), -1)
    counted = np.bincount(cell[cell >= 0], minlength=len(shifts))
    if (cell < 0).any() or (counted != shifts["n_residents"].to_numpy()).any():
        raise refuse("shifts, pairs", "horen niet bij elkaar", "do not belong together")
    return cell


def chosen_groups(by: Sequence[str], pairs: pd.DataFrame) -> list[str]:
    """The columns of `pairs` to group by; a UserError where one is not there, or is none to group by."""
    by = [by] if isinstance(by, str) else list(by)
    missing = [name for name in by if name not in pairs.columns]
    if missing:
        names = ", ".join(map(str, missing))
        raise refuse("by", f"deze kolommen zijn er niet: {names}", f"these columns do not exist: {names}")
    if set(by) & {*WITHIN, "resident_id"} or len(set(by)) < len(by):
        raise refuse(
            "by", "elke kolom één keer, zonder de vaste sleutel", "each column once, none of the fixed key"
        )
    return by
