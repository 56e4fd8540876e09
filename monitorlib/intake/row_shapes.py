"""What the rows of a table look like: which columns hold numbers, so that a line can be told from prose."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitorlib.intake.machine_rows import Row

# a number, a date, at least a figure (dates in words, client numbers): the first that all cells have
_PATTERNS = tuple(
    map(re.compile, (r"^\s*[-+]?\d+([.,]\d+)?\s*$", r"^\W*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}", r"\d"))
)
MOST = 0.95  # a column has a kind when so many of its filled cells have it
FITS = 0.8  # a row fits when so many of its cells in such columns are of their kind
FEWEST = 3  # rows that must have been seen


@dataclass(frozen=True)
class Shape:
    """The width of a table and its typed columns: place to the pattern that their cells have."""

    width: int
    typed: dict[int, re.Pattern]

    def fits(self, row: Row | None) -> bool:
        """Whether a row is like the rows of the table: as wide, with numbers and dates where these have them."""
        if row is None or len(row) != self.width:
            return False
        if not self.typed:
            return True
        filled = [(pattern, row[place]) for place, pattern in self.typed.items() if row[place].strip()]
        return bool(filled) and sum(bool(p.search(cell)) for p, cell in filled) >= FITS * len(filled)

    def fits_part(self, cells: Row) -> bool:
        """Whether cells are like the first or the last ones of a row: two numbers or dates in their places."""
        if len(cells) < 2 or len(cells) > self.width:
            return False
        return any(self._match(cells, shift) for shift in (0, self.width - len(cells)))

    def _match(self, cells: Row, shift: int) -> bool:
        typed = [(self.typed[p + shift], cell) for p, cell in enumerate(cells) if p + shift in self.typed]
        found = [bool(pattern.search(cell)) for pattern, cell in typed if cell.strip()]
        return len(found) > 1 and all(found)

    def may_be_words(self, row: Row) -> bool:
        """Whether no typed cell of a row holds what its column holds: a first look for a header."""
        return not any(
            place < len(row) and pattern.search(row[place]) for place, pattern in self.first_typed()
        )

    def first_typed(self) -> list[tuple[int, re.Pattern]]:
        """The typed columns by which a row is looked at first: two in front, and one of numbers."""
        front = list(self.typed.items())[:2]
        numbers = [entry for entry in self.typed.items() if entry[1] is _PATTERNS[0] and entry not in front]
        return [*front, *numbers[:1]]


def shape_of(rows: Sequence[Row], width: int) -> Shape:
    """The shape of a table by some of its rows; without typed columns where too few are seen."""
    seen = [row for row in rows if len(row) == width and any(cell.strip() for cell in row)]
    if len(seen) < FEWEST:
        return Shape(width, {})
    kinds = {place: _kind([row[place] for row in seen if row[place].strip()]) for place in range(width)}
    return Shape(width, {place: kind for place, kind in kinds.items() if kind is not None})


def _kind(cells: list[str]) -> re.Pattern | None:
    """The pattern that nearly all filled cells have, or None."""
    if len(cells) < FEWEST:
        return None
    fitting = (p for p in _PATTERNS if sum(bool(p.search(cell)) for cell in cells) >= MOST * len(cells))
    return next(fitting, None)
