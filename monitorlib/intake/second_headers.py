"""A quick look whether a long table hides another header: one column's distinct values, not every row."""

from collections.abc import Iterable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from monitorlib.intake.block_titles import names_a_team, team_in
from monitorlib.intake.blocks import SAMPLE, begins_table
from monitorlib.intake.headers import is_header
from monitorlib.intake.known import Known
from monitorlib.intake.row_shapes import Shape, shape_of
from monitorlib.intake.words import plain

Row = Sequence[str]

MOST = 1000  # rows that are looked at more closely
_NEAR = 10  # rows by which a header and what is below it are judged


def hides_blocks(table: pa.Table, strange: Sequence[Row], names: list[str], known: Known) -> bool:
    """Whether among the rows (or the `strange` ones of another width) one is a header or a team's title."""
    if any(is_header(row, known.is_name) for row in strange):
        return True
    if not names_a_team(names, known) and any(team_in([word]) for word in _first_words(table, strange)):
        return True
    shape = shape_of(_rows(table, 0, SAMPLE), len(names))
    return any(
        begins_table(list(enumerate(_rows(table, at, _NEAR))), 0, shape, known)
        for at in _wordy(table, shape, names)
    )


def _first_words(table: pa.Table, strange: Sequence[Row]) -> Iterable[str]:
    yield from (row[0] for row in strange if sum(bool(cell.strip()) for cell in row) == 1)
    yield from table.column(0).unique().to_pylist()


def _rows(table: pa.Table, at: int, count: int) -> list[list[str]]:
    part = table.slice(at, count)
    return [list(row) for row in zip(*(column.to_pylist() for column in part.columns), strict=True)]


def _wordy(table: pa.Table, shape: Shape, names: list[str]) -> list[int]:
    """Rows with words where their column has numbers; without such a column, with a column name in the first."""
    place = min(shape.typed, key=lambda p: _distinct_in_sample(table, p), default=0)
    values = table.column(place).unique().to_pylist()
    headings = {plain(name) for name in names}
    if shape.typed:
        words = [v for v in values if v.strip() and not shape.typed[place].search(v)]
    else:
        words = [v for v in values if plain(v) in headings]
    if not words:
        return []
    found = pc.indices_nonzero(pc.is_in(table.column(place), pa.array(words, pa.string())))
    return found.slice(0, MOST).to_pylist()


def _distinct_in_sample(table: pa.Table, place: int) -> int:
    return len(table.column(place).slice(0, SAMPLE).unique())
