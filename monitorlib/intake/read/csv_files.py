"""Text to a table of strings: the rows below the header, each line accounted for."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.intake.know.known import Known
from monitorlib.intake.know.words import plain
from monitorlib.intake.read.blocks import are_words, begins_table, lay_out, sampled
from monitorlib.intake.read.header_rows import Row, header_names, holds_values, unique_names
from monitorlib.intake.read.parts import Grid
from monitorlib.intake.read.quotes import REFUSED, mended, read_quoted, without_lone_marks
from monitorlib.intake.read.table_edges import (
    Shape,
    closing_lines,
    is_header,
    names_a_team,
    shape_of,
    team_in,
)
from monitorlib.intake.read.text_heads import (
    MOST,
    Head,
    count_lines,
    find_head,
    no_header,
    told_separator,
    unwrapped_lines,
)

# --- a quick look for another header further down

MOST_LOOKED_AT = 1000  # rows that are looked at more closely
_NEAR = 10  # rows by which a header and what is below it are judged


def hides_blocks(table: pa.Table, strange: Sequence[Row], names: list[str], known: Known) -> bool:
    """Whether among the rows (or the `strange` ones of another width) one is a header or a team's title."""
    if any(is_header(row, known.is_name) for row in strange) or _hold_table(strange):
        return True
    if not names_a_team(names, known) and any(team_in([word]) for word in _first_words(table, strange)):
        return True
    shape = shape_of(rows_at(table, 0, sampled(table.num_rows)), len(names))
    return any(
        begins_table(list(enumerate(rows_at(table, at, _NEAR))), 0, shape, known)
        for at in _wordy(table, shape, names)
    )


def _hold_table(strange: Sequence[Row]) -> bool:
    """Whether among the rows of another width words stand above values: a table about something else."""
    return any(
        len(row) == len(below) > 1 and are_words(row) and holds_values(below)
        for row, below in pairwise(strange)
    )


def _first_words(table: pa.Table, strange: Sequence[Row]) -> Iterable[str]:
    yield from (row[0] for row in strange if sum(bool(cell.strip()) for cell in row) == 1)
    yield from _distinct(table.column(0))


def rows_at(table: pa.Table, at: int, count: int) -> list[list[str]]:
    """Some rows of a table, from `at` on."""
    part = table.slice(at, count)
    return [list(row) for row in zip(*(column.to_pylist() for column in part.columns), strict=True)]


def _wordy(table: pa.Table, shape: Shape, names: list[str]) -> list[int]:
    """Rows with words where their columns have numbers; without such columns, with a column name in the first."""
    if not shape.typed:
        headings = {plain(name) for name in names}
        found = _is_in(table.column(0), lambda cell: plain(cell) in headings)
    else:
        looked_at = shape.first_typed()
        found = _all(
            _is_in(table.column(place), lambda cell, p=p: not p.search(cell)) for place, p in looked_at
        )
        if found is not None:
            filled = [_is_in(table.column(place), lambda cell: bool(cell.strip())) for place, _ in looked_at]
            found = pc.and_(found, _any(filled))
    return [] if found is None else pc.indices_nonzero(found).slice(0, MOST_LOOKED_AT).to_pylist()


def _is_in(column: pa.ChunkedArray, wanted: Callable[[str], bool]) -> pa.ChunkedArray | None:
    """Which cells are wanted, decided per distinct value; None where none is."""
    words = [value for value in _distinct(column) if wanted(value)]
    return pc.is_in(column, pa.array(words, pa.string())) if words else None


def _distinct(column: pa.ChunkedArray) -> list[str]:
    """The words of a column's dictionary, in the order of the file: reading them passes no row."""
    return column.unify_dictionaries().chunk(0).dictionary.to_pylist() if column.num_chunks else []


def _all(masks: Iterable[pa.ChunkedArray | None]) -> pa.ChunkedArray | None:
    """Where every mask holds; the first that holds nowhere spares the others."""
    result = None
    for mask in masks:
        if mask is None:
            return None
        result = mask if result is None else pc.and_(result, mask)
    return result


def _any(masks: Iterable[pa.ChunkedArray | None]) -> pa.ChunkedArray:
    return reduce(pc.or_, [mask for mask in masks if mask is not None])


# --- the rows, each line accounted for

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
