"""A text of which no column name is known: its first row names the columns, where it surely is no row itself."""

import csv
import re
from collections.abc import Sequence
from pathlib import Path

from monitorlib.intake.profiles import Profile

SEPARATORS = (";", ",", "\t", "|")
_LOOKED_AT = 200_000  # bytes
_ROWS = 200
_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?|NA|NaN|")
LEAST_NUMBERS = 2  # columns of numbers below a word: then the first row is no row of the table


def named_by_first_row(path: str | Path) -> Profile | None:
    """A profile that names the cells of the first row, so that it is found as the header; None where it is none.

    A first row with a number above numbers may be somebody's, so that its cells are never told as names.
    """
    with Path(path).open("rb") as file:
        text = file.read(_LOOKED_AT).decode("utf-8-sig", "replace")
    lines = [line for line in text.splitlines() if line.strip()][:_ROWS]
    if len(lines) < LEAST_NUMBERS or "\0" in text:
        return None
    rows = max(
        (list(csv.reader(lines, delimiter=sign)) for sign in SEPARATORS), key=lambda rows: len(rows[0])
    )
    names = [cell.strip() for cell in rows[0] if cell.strip()]
    if len(set(names)) < len(names) or not _is_header(rows[0], rows[1:]):
        return None
    return Profile(columns=dict.fromkeys(names, "ignored"))


def _is_header(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether no cell is a number and the columns of numbers below are two or more."""
    if any(_NUMBER.fullmatch(cell.strip()) for cell in header if cell.strip()):
        return False
    whole = [row for row in rows if len(row) == len(header)]
    columns = [place for place, cell in enumerate(header) if cell.strip()]
    numbers = [c for c in columns if all(_NUMBER.fullmatch(row[c].strip()) for row in whole)]
    return len(whole) > 0.5 * len(rows) and len(numbers) >= LEAST_NUMBERS
