"""Text to a table of strings: the rows below the header, each line accounted for."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.intake.blocks import lay_out
from monitorlib.intake.grids import Grid
from monitorlib.intake.headers import closing_lines, header_names, unique_names
from monitorlib.intake.known import Known
from monitorlib.intake.line_fields import read_quoted
from monitorlib.intake.lone_marks import without_lone_marks
from monitorlib.intake.quotes import REFUSED, mended
from monitorlib.intake.second_headers import hides_blocks, rows_at
from monitorlib.intake.text_heads import (
    MOST,
    Head,
    count_lines,
    find_head,
    no_header,
    told_separator,
    unwrapped_lines,
)

__all__ = ["Grid", "no_header", "parse_csv"]

_TAIL = 20  # rows that are searched for totals
_LARGE = 50_000  # rows
_SIGN = "\x1e"  # stands for a told separator of more than one byte

# each distinct text once, and a number a row: a million rows of a registration have few different words
_WORDS = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True)
class _Body:
    """The rows below the first header, numbered from 1: those as wide as it, and the text of the others."""

    table: pa.Table
    uneven: dict[int, str]
    continued: int = 0

    @property
    def numbers(self) -> np.ndarray:
        """The number of each row of the table."""
        numbers = np.arange(1, self.table.num_rows + len(self.uneven) + 1)
        return np.delete(numbers, [number - 1 for number in self.uneven])


def parse_csv(text: str | bytes, file: str, known: Known) -> Grid:
    """The table in a CSV text (bytes are UTF-8); a UserError says when no header can be found.

    Every line is accounted for (`Grid.unaccounted`): it is heading, closing, row, or goes on in the row above.
    """
    data = unwrapped_lines(text if isinstance(text, bytes) else text.encode("utf-8"))
    top = data[:MOST].decode("utf-8", "ignore")
    told, begin = told_separator(top)
    if told and not told.isascii():
        return parse_csv(data.replace(told.encode(), _SIGN.encode()), file, known)
    head = find_head(top[begin:], told, known)
    if head.header is None:
        raise no_header(file)
    grid = _read(data, top, begin, head, known, file)
    if grid.unaccounted:
        raise _unaccounted(file)
    return grid


def _read(data: bytes, top: str, begin: int, head: Head, known: Known, file: str) -> Grid:
    names, taken = header_names(head.rows, head.header, known.is_name, known.is_told)
    below = head.header + taken
    names = _as_wide_as(names, head.rows[below:])
    place = len(top[: begin + head.ends[below - 1]].encode())
    above, lines = count_lines(data, 0, place), count_lines(data, place)
    body = _body(data, place, lines, head.separator, len(names), file)
    if data.find(b'"', place) != -1:
        body = replace(body, table=without_lone_marks(body.table))
    headings = below + bool(begin)
    grid = _grid(body, names, headings, head.rows[: head.header], head.separator, known)
    continued = body.continued + above - headings
    return replace(grid, separator=head.separator, continued=continued, lines=above + lines)


def _as_wide_as(names: list[str], rows: list[list[str]]) -> list[str]:
    """The names with a blank one for a field that most rows have too many: a separator at the end of each,
    or (as R writes them) row numbers in front that the header has no name for.
    """
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    longer = [row for row in filled if len(row) == len(names) + 1]
    if sum(not row[-1].strip() for row in longer) > 0.5 * len(filled):
        return unique_names([*names, ""])
    if len(longer) == len(filled) > 1 and all(row[0] == str(n) for n, row in enumerate(longer, start=1)):
        return unique_names(["", *names])
    return names


def _body(data: bytes, place: int, lines: int, separator: str, width: int, file: str) -> _Body:
    """The rows as a fast reader has them; line by line where its count of rows is not that of the lines."""
    body = _parsed(memoryview(data)[place:], separator, width)
    if body is not None and not _is_doubtful(body, lines):
        return body
    text = mended(data[place:].decode("utf-8"), separator, width)
    body = _parsed(memoryview(text.text.encode("utf-8")), separator, width)
    if body is None or body.table.num_rows + len(body.uneven) != text.records:
        raise _unaccounted(file)
    return replace(body, continued=text.continued)


def _is_doubtful(body: _Body, lines: int) -> bool:
    """Whether a row may go on over lines, or a mark or a line end may have made a row too wide or narrow.

    Of a large text the footer at its end is no reason to read it all again.
    """
    rows = body.table.num_rows + len(body.uneven)
    footer = rows - _TAIL if rows > _LARGE else rows
    return rows != lines or any(number <= footer or '"' in text for number, text in body.uneven.items())


def _parsed(data: memoryview, separator: str, width: int) -> _Body | None:
    """The rows by the rules of CSV; None where a cell has no end."""
    uneven: dict[int, str] = {}

    def keep(row: arrow_csv.InvalidRow) -> str:
        uneven[row.number] = row.text
        return "skip"

    columns = [f"c{i}" for i in range(width)]
    if not len(data):
        return _Body(pa.table({name: pa.array([], _WORDS) for name in columns}), uneven)
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(pa.py_buffer(data)),
            read_options=arrow_csv.ReadOptions(use_threads=False, column_names=columns, block_size=16 << 20),
            parse_options=arrow_csv.ParseOptions(
                delimiter=separator,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=keep,
            ),
            convert_options=arrow_csv.ConvertOptions(column_types=dict.fromkeys(columns, _WORDS)),
        )
    except pa.ArrowInvalid:
        return None
    return _Body(table, uneven)


def _grid(
    body: _Body, names: list[str], headings: int, titles: list[list[str]], separator: str, known: Known
) -> Grid:
    """The rows with their numbers in the file, without totals; by blocks where more than one header is found."""
    refused = {number + headings: "broken_quote" for number, text in body.uneven.items() if text == REFUSED}
    strange = {
        number + headings: read_quoted(text, separator).cells
        for number, text in body.uneven.items()
        if text != REFUSED
    }
    numbers = body.numbers + headings
    if hides_blocks(body.table, list(strange.values()), names, known):
        whole = zip(*(column.to_pylist() for column in body.table.columns), strict=True)
        rows = sorted([*zip(numbers.tolist(), map(list, whole), strict=True), *strange.items()])
        grid = lay_out(rows, names, headings, titles, known)
        uneven = tuple(sorted([*grid.uneven, *refused]))
        return replace(grid, uneven=uneven, reasons={**grid.reasons, **refused})
    frame = body.table.rename_columns(names).to_pandas()
    frame.index = pd.Index(numbers, name="row", dtype="int64")
    last = rows_at(body.table, max(0, len(frame) - _TAIL), _TAIL)
    frame, strange, closing = _without_closing(frame, last, strange, len(names))
    uneven = tuple(sorted([*strange, *refused]))
    return Grid(frame, headings, closing, uneven, reasons=refused, headings=headings)


def _without_closing(
    frame: pd.DataFrame, rows: list[list[str]], uneven: dict[int, list[str]], width: int
) -> tuple[pd.DataFrame, dict[int, list[str]], int]:
    """Leave out the totals and footer lines at the end: of the last whole `rows`, and of the uneven ones."""
    tail = dict(zip(frame.index[-_TAIL:], rows, strict=True))
    tail |= {n: uneven[n] for n in list(uneven)[-_TAIL:]}
    last = sorted(tail)[-_TAIL:]
    closing = closing_lines([tail[n] for n in last], width)
    left_out = set(last[len(last) - closing :])
    kept = frame[~frame.index.isin(left_out)] if left_out else frame
    return kept, {n: row for n, row in uneven.items() if n not in left_out}, closing


def _unaccounted(file: str) -> UserError:
    return UserError(
        Text(
            f"{file}: niet van elke regel is te zeggen bij welke rij zij hoort (aanhalingstekens of regeleinden).",
            f"{file}: not every line can be given to a row (quotation marks or line ends).",
        ),
        Text(
            "Exporteer opnieuw zonder de kolommen met vrije tekst, of als XLSX.",
            "Export again without the columns of free text, or as XLSX.",
        ),
    )
