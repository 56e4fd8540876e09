"""Rows whose quotation marks or line ends are broken: read line by line, or marked as refused; none vanishes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitorlib.intake.line_fields import QUOTE, Reading, read_quoted, ways, written
from monitorlib.intake.row_shapes import Shape, shape_of

REFUSED = "\x1f"  # stands for a line that cannot be read: one cell, so no row of a table
MOST_LINES = 500  # a cell goes on over no more lines than this
MOST_PARTS = 20  # a row without marks is in no more parts than this
SAMPLE = 500
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Mended:
    """A text that every reader of CSV reads alike: `records` rows, of which `REFUSED` ones were given up.

    `continued` lines of the original go on in the row above them.
    """

    text: str
    records: int
    continued: int


def mended(text: str, separator: str, width: int) -> Mended:
    """The rows of a text whose quotation marks cannot be trusted.

    A cell over several lines stays one, unless its lines are rows by themselves: then a mark was never
    closed, and each line is a row with its marks taken literally. Where both could be, the lines are given
    up. A row that line ends in a remark spread over several lines is put together where its numbers and
    dates then stand in their columns.
    """
    lines = _LINE_END.split(text)
    if not lines[-1]:
        lines.pop()
    table = _Lines(lines, separator, width)
    rows, at = [], 0
    while at < len(lines):
        taken, new = table.at(at)
        rows.extend(new)
        at += taken
    return Mended("\n".join(rows) + "\n", len(rows), len(lines) - len(rows))


class _Lines:
    """The lines of a table, and how the rows among them are told."""

    def __init__(self, lines: Sequence[str], separator: str, width: int):
        self.lines, self.separator, self.width = lines, separator, width
        readings = (read_quoted(line, separator) for line in lines[:SAMPLE])
        self.shape: Shape = shape_of([r.cells for r in readings if r.sound and not r.open], width)

    def at(self, at: int) -> tuple[int, list[str]]:
        """How many lines from `at` on belong together, and their rows as they are written."""
        line = self.lines[at]
        if not line.strip() or (QUOTE not in line and line.count(self.separator) == self.width - 1):
            return 1, [line]
        reading = read_quoted(line, self.separator)
        if reading.open:
            return self._opened(at)
        cells = self._row(line)
        if cells is not None:
            return 1, [written(cells, self.separator)]
        return self._in_parts(at, reading)

    def _row(self, line: str) -> list[str] | None:
        """The cells of a line that is a row by itself; the way in which it fits the table goes first."""
        fitting = [cells for cells in ways(line, self.separator) if len(cells) == self.width]
        return next((cells for cells in fitting if self.shape.fits(cells)), (fitting or [None])[0])

    def _is_row(self, line: str) -> bool:
        return self.shape.fits(self._row(line))

    def _opened(self, at: int) -> tuple[int, list[str]]:
        """A line with a mark that it does not close: a cell over more lines, or a broken mark."""
        last, cells = self._closed(at)
        if cells is not None and len(cells) == self.width:
            count = last - at + 1
            rows = (
                [REFUSED] * count if self._hides_rows(at, last, cells) else [written(cells, self.separator)]
            )
            return count, rows
        alone = self._row(self.lines[at])
        return 1, [REFUSED if alone is None else written(alone, self.separator)]

    def _hides_rows(self, at: int, last: int, cells: list[str]) -> bool:
        """Whether a line of this row is a row by itself, so that the cell over lines may be none.

        The first line is one by nature where the cell over lines is the last, and the last line where it is
        the first.
        """
        over = [place for place, cell in enumerate(cells) if "\n" in cell]
        told = [*self.lines[at + 1 : last]]
        told += [self.lines[at]] if over[0] < self.width - 1 else []
        told += [self.lines[last]] if over[-1] > 0 else []
        if not self.shape.typed:
            return max(cells[place].count(self.separator) for place in over) >= self.width - 1
        inner = [line.split(self.separator) for place in over for line in cells[place].split("\n")]
        return any(self._is_row(line) for line in told) or any(self.shape.fits_part(part) for part in inner)

    def _closed(self, at: int) -> tuple[int, list[str] | None]:
        """The line where the mark opened at `at` is closed as a CSV does, and the cells of the whole row."""
        for last in range(at + 1, min(len(self.lines), at + MOST_LINES)):
            if QUOTE not in self.lines[last]:
                continue
            reading = self._over(at, last)
            if not reading.sound:
                return last, None
            if not reading.open:
                return last, reading.cells
        return at, None

    def _over(self, at: int, last: int) -> Reading:
        text = "\n".join(self.lines[at : last + 1])
        reading = read_quoted(text, self.separator)
        escaped = text.replace('\\"', QUOTE * 2)
        return reading if reading.sound or escaped == text else read_quoted(escaped, self.separator)

    def _in_parts(self, at: int, reading: Reading) -> tuple[int, list[str]]:
        """A line with too few or too many cells: the first part of a row, or a row that cannot be read."""
        cells, joints = list(reading.cells), set()
        for last in range(at + 1, min(len(self.lines), at + MOST_PARTS)):
            if len(cells) >= self.width or self._row(self.lines[last]) is not None:
                break
            more = read_quoted(self.lines[last], self.separator)
            if more.open:
                break
            joints.add(len(cells) - 1)
            cells = [*cells[:-1], f"{cells[-1]}\n{more.cells[0]}", *more.cells[1:]]
            if self.shape.typed and self.shape.fits(cells) and not joints & set(self.shape.typed):
                return last - at + 1, [written(cells, self.separator)]
        return 1, [written(reading.cells, self.separator)]
