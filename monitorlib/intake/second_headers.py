"""A quick look whether a long table hides another header: one column's distinct values, not every row."""

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from monitorlib.intake.block_titles import names_a_team, team_in
from monitorlib.intake.blocks import are_words, begins_table, sampled
from monitorlib.intake.header_rows import holds_values
from monitorlib.intake.headers import is_header
from monitorlib.intake.known import Known
from monitorlib.intake.machine_rows import Row
from monitorlib.intake.row_shapes import Shape, shape_of
from monitorlib.intake.words import plain

MOST = 1000  # rows that are looked at more closely
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
    return [] if found is None else pc.indices_nonzero(found).slice(0, MOST).to_pylist()


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
