"""Text to a table of strings: the separator, the header's place, rows with too many or too few fields."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from monitorlib.errors import UserError
from monitorlib.intake.headers import (
    SEARCHED,
    closing_lines,
    find_header,
    header_names,
    known_in_header,
    unique_names,
)
from monitorlib.intake.known import Known
from monitorlib.texts import Text

SEPARATORS = (";", ",", "\t", "|")
_SEP_LINE = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)
_TAIL = 20  # rows that are searched for totals


@dataclass(frozen=True)
class Grid:
    """A table as it stands in a file: all text, the index is the row's number as a spreadsheet shows it.

    `uneven` are the row numbers with another number of fields than the header; they are not in `frame`.
    """

    frame: pd.DataFrame
    header_row: int
    closing: int
    uneven: tuple[int, ...] = ()
    separator: str | None = None


def parse_csv(text: str, file: str, known: Known) -> Grid:
    """The table in a CSV text; a UserError says when no header can be found or nothing stands below it."""
    told = _SEP_LINE.match(text)
    body = text[told.end() :] if told else text
    separator = told.group(1) if told else _separator(body, known)
    head = _head(body, separator)
    header = find_header([row for row, _ in head], known.is_name)
    if header is None:
        raise no_header(file)
    names, taken = header_names([row for row, _ in head], header)
    if _ends_in_separator([row for row, _ in head[header + taken :]], len(names)):
        names = unique_names([*names, ""])
    above = header + taken + (1 if told else 0)
    frame, uneven = _rows(body[head[header + taken - 1][1] :], separator, names, above, file)
    frame, uneven, closing = _without_closing(frame, uneven, len(names))
    return Grid(frame, above, closing, tuple(uneven), separator)


def _ends_in_separator(rows: list[list[str]], width: int) -> bool:
    """Whether the rows end in a separator and the header does not: a blank field too many in each."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    longer = [row for row in filled if len(row) == width + 1 and not row[-1].strip()]
    return len(longer) > 0.5 * len(filled)


def no_header(file: str) -> UserError:
    """No row looks like a header."""
    return UserError(
        Text(f"{file}: geen rij met kolomnamen gevonden.", f"{file}: no row with column names found."),
        Text(
            "Exporteer met kolomnamen zoals Cliëntnummer, Team en Datum.",
            "Export with column names such as Cliëntnummer, Team and Datum.",
        ),
    )


def _separator(text: str, known: Known) -> str:
    """The separator under which most column names are known; the most frequent one where none is."""
    head = text[:20_000]
    return max(
        SEPARATORS,
        key=lambda s: (known_in_header([row for row, _ in _head(head, s)], known.is_name), head.count(s)),
    )


def _head(text: str, separator: str) -> list[tuple[list[str], int]]:
    """The first rows, each with the place in the text where it ends."""
    place = 0

    def lines() -> Iterator[str]:
        nonlocal place
        for line in io.StringIO(text[:2_000_000], newline=""):
            place += len(line)
            yield line

    rows = []
    try:
        for row in csv.reader(lines(), delimiter=separator):
            rows.append((row, place))
            if len(rows) == SEARCHED:
                break
    except csv.Error:
        return rows  # a field without end: what follows is no header either
    return rows


def _rows(text: str, separator: str, names: list[str], above: int, file: str):
    """The rows below the header, and the numbers (and texts) of those with another number of fields."""
    uneven: list[tuple[int, str]] = []

    def keep_number(row: arrow_csv.InvalidRow) -> str:
        uneven.append((row.number, row.text))
        return "skip"

    if not text.strip():
        return pd.DataFrame(columns=names, dtype="str"), []
    columns = [f"c{i}" for i in range(len(names))]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(text.encode("utf-8")),
            read_options=arrow_csv.ReadOptions(use_threads=False, column_names=columns, block_size=16 << 20),
            parse_options=arrow_csv.ParseOptions(
                delimiter=separator,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=keep_number,
            ),
            convert_options=arrow_csv.ConvertOptions(column_types=dict.fromkeys(columns, pa.string())),
        )
    except pa.ArrowInvalid:
        raise UserError(
            Text(
                f"{file}: de rijen zijn niet te lezen (een aanhalingsteken zonder einde?).",
                f"{file}: the rows cannot be read (a quotation mark without end?).",
            ),
            Text("Maak de export opnieuw.", "Make the export again."),
        ) from None
    frame = table.rename_columns(names).to_pandas()
    skipped = {number for number, _ in uneven}
    numbers = [n for n in range(1, len(frame) + len(skipped) + 1) if n not in skipped]
    frame.index = pd.Index(numbers, name="row", dtype="int64") + above
    return frame, [(number + above, line) for number, line in uneven]


def _without_closing(frame: pd.DataFrame, uneven: list[tuple[int, str]], width: int):
    """Leave out the totals and footer lines at the end, whole rows and uneven ones."""
    tail = {n: list(row) for n, row in zip(frame.index[-_TAIL:], frame.tail(_TAIL).to_numpy(), strict=True)}
    tail |= {n: re.split(r"[;,\t|]", line.strip('"')) for n, line in uneven[-_TAIL:]}
    last = sorted(tail)[-_TAIL:]
    closing = closing_lines([tail[n] for n in last], width)
    left_out = set(last[len(last) - closing :])
    kept = frame[~frame.index.isin(left_out)] if left_out else frame
    return kept, [n for n, _ in uneven if n not in left_out], closing
