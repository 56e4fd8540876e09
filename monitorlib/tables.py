"""The tables that the rooms hand to each other: the contract, and one check that tells all problems.

A room takes a table and returns a new one. The specification below is what both sides may count on;
further columns are welcome (`kenmerk_*` for optional attributes), the names here stay.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import pandas as pd
from pandas.api import types

from monitorlib.evidence.grades import GRADES
from monitorlib.evidence.mean_net import TOGETHER_WORDS
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text

RATERS = ("professional", "inwoner", "mantelzorger")
Day: TypeAlias = str | date | pd.Timestamp  # the first or the last day of a window
MISSING_REASONS = ("not_applicable", "unknown", "not_filled_in")
VERDICTS = (*GRADES, "too_few", "not_tested")
ANSWERS = ("supports", "contradicts", "cannot_say")

KENMERK_PREFIX = "kenmerk_"

_KINDS = {
    "text": lambda s: types.is_string_dtype(s.dtype) or isinstance(s.dtype, pd.CategoricalDtype),
    "number": lambda s: types.is_numeric_dtype(s.dtype) and not types.is_bool_dtype(s.dtype),
    "count": lambda s: types.is_integer_dtype(s.dtype),
    "date": lambda s: types.is_datetime64_any_dtype(s.dtype),
    "flag": lambda s: types.is_bool_dtype(s.dtype) or s.dtype == "boolean",
}


@dataclass(frozen=True)
class Column:
    """What a column holds. `kind` is text, number, count, date or flag; `allowed` closes its values."""

    name: str
    kind: str
    nullable: bool = False
    allowed: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Table:
    """A table's name, its key (unique together) and its columns."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in the order of the contract."""
        return tuple(column.name for column in self.columns)

    def check(self, frame: pd.DataFrame, key: tuple[str, ...] | None = None) -> pd.DataFrame:
        """Return `frame` unchanged when it keeps the contract; else raise one UserError with all problems.

        `key` replaces the table's own key where the key depends on the grouping (SHIFTS, CHECKS).
        Problems name columns and row numbers (counted from 1), never values.
        """
        problems = list(self._problems(frame, self.key if key is None else key))
        if problems:
            raise UserError(problems)
        return frame

    def _problems(self, frame: pd.DataFrame, key: tuple[str, ...]) -> Iterator[Text]:
        for column in self.columns:
            if column.name not in frame.columns:
                yield _problem(self.name, column.name, "de kolom ontbreekt", "the column is missing")
            else:
                yield from _column_problems(self.name, column, frame[column.name])
        missing = [name for name in key if name not in frame.columns]
        if not missing and key and frame.duplicated(list(key)).any():
            rows = _rows(frame.duplicated(list(key), keep=False))
            yield _problem(
                self.name, ", ".join(key), f"dubbele sleutel in {rows.nl}", f"duplicate key in {rows.en}"
            )


def _column_problems(table: str, column: Column, values: pd.Series) -> Iterator[Text]:
    if len(values) and not _KINDS[column.kind](values) and not values.isna().all():
        yield _problem(table, column.name, f"is geen {_DUTCH_KIND[column.kind]}", f"is no {column.kind}")
        return
    if not column.nullable and values.isna().any():
        rows = _rows(values.isna())
        yield _problem(table, column.name, f"leeg in {rows.nl}", f"empty in {rows.en}")
    if column.allowed is not None:
        strange = values.notna() & ~values.isin(column.allowed)
        if strange.any():
            rows, known = _rows(strange), ", ".join(column.allowed)
            yield _problem(
                table,
                column.name,
                f"onbekend woord in {rows.nl} (mag zijn: {known})",
                f"unknown word in {rows.en} (may be: {known})",
            )


_DUTCH_KIND = {"text": "tekst", "number": "getal", "count": "heel getal", "date": "datum", "flag": "ja/nee"}


def _problem(table: str, column: str, nl: str, en: str) -> Text:
    return Text(f"{table}: {column}: {nl}.", f"{table}: {column}: {en}.")


def _rows(selected: pd.Series, most: int = 5) -> Text:
    """The first few selected rows, counted from 1, and how many there are."""
    numbers = [i + 1 for i, chosen in enumerate(selected) if chosen]
    shown = ", ".join(str(n) for n in numbers[:most])
    if len(numbers) <= most:
        return Text(f"rij {shown}", f"row {shown}")
    return Text(f"rij {shown} … ({len(numbers)} rijen)", f"row {shown} … ({len(numbers)} rows)")


MEASUREMENTS = Table(
    "MEASUREMENTS",
    ("resident_id", "instrument", "leefgebied", "rater", "measured_on"),
    (
        Column("resident_id", "text"),
        Column("team", "text"),
        Column("wijk", "text", nullable=True),
        Column("worker_id", "text", nullable=True),
        Column("rater", "text", allowed=RATERS),
        Column("measured_on", "date"),
        Column("instrument", "text"),
        Column("leefgebied", "text"),
        Column("score", "number", nullable=True),  # empty exactly where `missing` tells why
        Column("missing", "text", nullable=True, allowed=MISSING_REASONS),
        Column("source", "text"),
    ),
)

PAIRS = Table(
    "PAIRS",
    ("resident_id", "instrument", "leefgebied", "rater"),
    (
        Column("resident_id", "text"),
        Column("team", "text"),
        Column("wijk", "text", nullable=True),
        Column("worker_id", "text", nullable=True),
        Column("rater", "text", allowed=RATERS),
        Column("instrument", "text"),
        Column("leefgebied", "text"),
        Column("pre_date", "date"),
        Column("post_date", "date", nullable=True),
        Column("pre", "number"),
        Column("post", "number", nullable=True),
        Column("change", "number", nullable=True),  # positive is better, after the instrument's better_is
        Column(
            "direction", "number", nullable=True
        ),  # 1 better, 0 the same, -1 worse: the class of the change
        Column("days", "number", nullable=True),
        Column("same_worker", "flag", nullable=True),
    ),
)

_SHIFT_COUNTS = (
    "n_residents",
    "n_pairs",
    "n_unpaired",
    "n_improved",
    "n_unchanged",
    "n_deteriorated",
    "n_could_improve",
    "n_could_deteriorate",
)
_SHIFT_NUMBERS = (
    "mean_pre",
    "mean_post",
    "mean_shift",
    "shift_low",
    "shift_high",
    "net_improved",
    "net_low",
    "net_high",
    "p_value",
    "p_exact",
    "p_net",
    "p_adjusted",
)
SHIFTS = Table(
    "SHIFTS",
    ("team", "instrument", "rater", "leefgebied"),
    (
        Column("instrument", "text"),
        Column("rater", "text", allowed=RATERS),
        Column("leefgebied", "text"),
        *(Column(name, "count") for name in _SHIFT_COUNTS),
        *(Column(name, "number", nullable=True) for name in _SHIFT_NUMBERS),
        Column("verdict", "text", allowed=VERDICTS),
    ),
)

TOGETHER = Table(
    "TOGETHER",
    ("team", "instrument", "rater"),
    (
        Column("instrument", "text"),
        Column("rater", "text", allowed=RATERS),
        Column("n_residents", "count"),
        Column("n_leefgebieden", "count"),
        *(Column(name, "number") for name in ("net", "low", "high", "p_exact", "p_mid", "cohesion")),
        Column("verdict", "text", allowed=TOGETHER_WORDS),
    ),
)

CHECKS = Table(
    "CHECKS",
    ("team", "instrument", "rater", "leefgebied", "check"),
    (
        Column("instrument", "text"),
        Column("rater", "text", allowed=RATERS),
        Column("leefgebied", "text"),
        Column("check", "text"),
        Column("flagged", "flag"),
        Column("estimate", "number", nullable=True),
        Column("unit", "text", nullable=True),
        Column("low", "number", nullable=True),
        Column("high", "number", nullable=True),
        Column("p_value", "number", nullable=True),
        Column("p_adjusted", "number", nullable=True),
        Column("answer", "text", allowed=ANSWERS),
        Column("sentence", "text"),
        Column("question", "text"),
    ),
)
