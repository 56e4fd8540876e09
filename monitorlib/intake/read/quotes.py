"""Quotation marks and line ends as exports write them, broken ones too.

A line is read in every way that may be meant; where the marks cannot be trusted the text is read line by line, and
what cannot be read is marked as refused. No line vanishes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from monitorlib.intake.read.table_edges import Shape, shape_of

# --- one line to its cells

QUOTE = '"'


@dataclass(frozen=True)
class Reading:
    """The cells of a line; `sound` when every mark stands where a CSV has one, `open` when one never ends."""

    cells: list[str]
    sound: bool = True
    open: bool = False


def read_quoted(text: str, separator: str) -> Reading:
    """The cells by the rules of CSV; behind a closing mark that no separator follows the rest is literal."""
    cells, place, sound = [], 0, True
    while True:
        cell, place, state = _cell(text, place, separator)
        cells.append(cell)
        sound = sound and state != "unsound"
        if state == "open" or place >= len(text):
            return Reading(cells, sound, state == "open")
        place += 1
        if place == len(text):
            return Reading([*cells, ""], sound)


def _cell(text: str, place: int, separator: str) -> tuple[str, int, str]:
    """The cell that begins at `place`, where it ends, and whether it is sound, unsound or open."""
    if not text.startswith(QUOTE, place):
        end = _next(text, separator, place)
        return text[place:end], end, "sound"  # a mark within, such as 6" of pipe, means nothing
    parts, start = [], place + 1
    while (mark := text.find(QUOTE, start)) != -1:
        parts.append(text[start:mark])
        if not text.startswith(QUOTE, mark + 1):
            end = _next(text, separator, mark + 1)
            rest = text[mark + 1 : end]
            return QUOTE.join(parts) + rest, end, "unsound" if rest else "sound"
        start = mark + 2
    return QUOTE.join([*parts, text[start:]]), len(text), "open"


def _next(text: str, separator: str, place: int) -> int:
    found = text.find(separator, place)
    return len(text) if found == -1 else found


def ways(line: str, separator: str) -> Iterator[list[str]]:
    """The cells of one line in every way that an export may have meant it, the likely one first.

    By the rules of CSV; with marks behind a space; with a backslash before a mark within; with marks within
    that are not doubled; as a line that is one cell; with marks that mean nothing.
    """
    strict = read_quoted(line, separator)
    if strict.sound and not strict.open:
        yield strict.cells
    yield from _respelled(line, separator)
    yield _undoubled(line, separator)
    yield _literal(line, separator)
    if not strict.open:
        yield strict.cells
    whole = unwrapped(line)
    if whole is not None:
        yield from (cells for cells in ways(whole, separator) if len(cells) > 1)


def _respelled(line: str, separator: str) -> Iterator[list[str]]:
    sign = re.escape(separator)
    for spelled in (
        re.sub(rf'(^|{sign})\s+"', r'\1"', re.sub(rf'"\s+({sign}|$)', r'"\1', line)),
        line.replace('\\"', '""'),
    ):
        reading = read_quoted(spelled, separator)
        if spelled != line and reading.sound and not reading.open:
            yield reading.cells


def _undoubled(line: str, separator: str) -> list[str]:
    """A cell that begins with a mark ends at the first mark before a separator; marks within are literal."""
    cells, place = [], 0
    while place <= len(line):
        end = _next(line, separator, place)
        if line.startswith(QUOTE, place) and not line.startswith(QUOTE + separator, place + 1):
            close = line.find(QUOTE + separator, place + 1)
            close = len(line) - 1 if close == -1 and line.endswith(QUOTE) and len(line) > place + 1 else close
            end = end if close == -1 else close + 1
        cells.append(bare(line[place:end]))
        place = end + 1
    return cells


def _literal(line: str, separator: str) -> list[str]:
    return [bare(cell) for cell in line.split(separator)]


def bare(cell: str) -> str:
    """A cell without the marks around it, also where only one of the two is left."""
    if len(cell) > 1 and cell.startswith(QUOTE) and cell.endswith(QUOTE):
        return cell[1:-1].replace(QUOTE * 2, QUOTE)
    return cell.strip(QUOTE) if cell.count(QUOTE) == 1 else cell


_WRAPPED = re.compile(r'\s*"((?:[^"]|"")*)"[\s;,|]*')


def unwrapped(line: str) -> str | None:
    """What stands in a line that is one quoted cell, or None; a spreadsheet may have put separators behind it."""
    found = _WRAPPED.fullmatch(line)
    return found.group(1).replace(QUOTE * 2, QUOTE) if found else None


def written(cells: list[str], separator: str) -> str:
    """A line that every reader of CSV reads as these cells."""
    return separator.join(
        QUOTE + cell.replace(QUOTE, QUOTE * 2) + QUOTE
        if any(sign in cell for sign in (separator, QUOTE, "\n", "\r"))
        else cell
        for cell in cells
    )


# --- rows whose marks or line ends are broken

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


# --- marks that stand alone in a cell

_LONE = (r'^"([^"]*)$', r'^([^"]*)"$')


def without_lone_marks(table: pa.Table) -> pa.Table:
    """The cells without a mark that stands alone at their beginning or end; marks in pairs remain."""
    for place, name in enumerate(table.column_names):
        column = table.column(place)
        words = column.unique().cast(pa.string())
        if pc.any(pc.or_(pc.starts_with(words, '"'), pc.ends_with(words, '"'))).as_py():
            cells = column.cast(pa.string())
            for pattern in _LONE:
                cells = pc.replace_substring_regex(cells, pattern, r"\1")
            table = table.set_column(place, name, cells.dictionary_encode().cast(column.type))
    return table
