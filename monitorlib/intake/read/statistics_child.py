"""Reads an SPSS or Stata file in a process of its own: a broken one may bring down the C library that reads it.

The file comes in on stdin, its kind as the word on the command line; an Arrow table of texts with what is
known of its columns goes out on stdout. `python -m monitorlib.intake.read.statistics_child sav`
"""

import io
import json
import sys
from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pyreadstat

SPSS_DAYS = ("DATE", "ADATE", "EDATE", "JDATE", "SDATE", "QYR", "MOYR", "WKYR", "DATETIME", "YMDHMS")
SPSS_ZERO, STATA_ZERO = datetime(1582, 10, 14), datetime(1960, 1, 1)


def main(kind: str) -> None:
    """Read stdin as this kind of file and write what it holds."""
    frame, about = _read(kind, sys.stdin.buffer.read())
    names, labels = list(frame.columns), about.variable_value_labels
    if not all(isinstance(name, str) for name in names):
        sys.exit(1)  # a damaged file: no variable is without a name
    texts = {str(n): _texts(frame[name], _day_of(about, name, kind)) for n, name in enumerate(names)}
    told = {
        "names": names,
        "titles": [title or "" for title in about.column_labels],
        "labels": [{_plain(v): str(w) for v, w in labels.get(name, {}).items()} for name in names],
        "missing": [_missing(about, name, frame[name]) for name in names],
    }
    table = pa.table({name: pa.array(values, pa.string()) for name, values in texts.items()})
    table = table.replace_schema_metadata({"told": json.dumps(told)})
    with pa.ipc.new_stream(sys.stdout.buffer, table.schema) as out:
        out.write_table(table)


def _read(kind: str, data: bytes):
    wished = {"disable_datetime_conversion": True}
    reader = {"sav": pyreadstat.read_sav, "por": pyreadstat.read_por, "dta": pyreadstat.read_dta}[kind]
    if kind != "por":
        wished["user_missing"] = True
    try:
        return reader(io.BytesIO(data), **wished)
    except UnicodeDecodeError:  # an old file that does not tell its encoding, from a Dutch Windows
        return reader(io.BytesIO(data), encoding="WINDOWS-1252", **wished)


def _day_of(about, name: str, kind: str) -> Callable[[float], str] | None:
    """How a number of this column is a day; None where it is none."""
    form = (about.original_variable_types.get(name) or "").upper()
    if kind != "dta":
        return _spss_day if form.rstrip("0123456789.") in SPSS_DAYS else None
    bare = form.lstrip("%-")
    if bare.startswith("TC"):
        return lambda v: (STATA_ZERO + timedelta(milliseconds=v)).date().isoformat()
    if bare.startswith("TM"):
        return lambda v: f"{1960 + int(v) // 12:04d}-{int(v) % 12 + 1:02d}"
    return _stata_day if bare.startswith(("TD", "D")) else None


def _spss_day(value: float) -> str:
    return (SPSS_ZERO + timedelta(seconds=value)).date().isoformat()


def _stata_day(value: float) -> str:
    return (STATA_ZERO + timedelta(days=value)).date().isoformat()


def _texts(values: pd.Series, day: Callable[[float], str] | None) -> np.ndarray:
    """The column as text; what is missing for the system is blank. Work per distinct value."""
    codes, distinct = pd.factorize(values, use_na_sentinel=True)
    words = np.array([_text(value, day) for value in distinct] + [""], dtype=object)
    return words[codes]


def _text(value: object, day: Callable[[float], str] | None) -> str:
    if day is not None and isinstance(value, int | float | np.number):
        try:
            return day(float(value))
        except OverflowError:
            return _plain(value)
    return _plain(value)


def _plain(value: object) -> str:
    """4.0 as 4; a missing value of Stata (a letter) as .a; a text without the blanks that fill its field."""
    if isinstance(value, int | float | np.number):
        whole = float(value)
        return str(int(whole)) if whole.is_integer() and abs(whole) < 1e15 else f"{whole:.15g}"
    return str(value).rstrip()


def _missing(about, name: str, values: pd.Series) -> list[str]:
    """The values of a column that its maker declared to be no answer."""
    ranges = about.missing_ranges.get(name, [])
    letters = [str(letter) for letter in about.missing_user_values.get(name, [])]
    present = pd.unique(values.dropna()) if ranges else []
    return letters + [_plain(v) for v in present if any(_within(v, its["lo"], its["hi"]) for its in ranges)]


def _within(value: object, low: object, high: object) -> bool:
    if isinstance(value, str) or isinstance(low, str):
        return str(value).rstrip() in (str(low).rstrip(), str(high).rstrip())
    return low <= value <= high


if __name__ == "__main__":
    main(sys.argv[1])
