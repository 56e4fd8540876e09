"""What the rows of a table look like: which columns hold numbers, so that a line can be told from prose."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

Row = Sequence[str]

_NUMBER = re.compile(r"\s*[-+]?\d+([.,]\d+)?\s*")
_FIGURE = re.compile(r"\d")
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

    def may_be_words(self, row: Row) -> bool:
        """Whether no typed cell of a row holds what its column holds: a first look for a header."""
        return not any(
            place < len(row) and pattern.search(row[place]) for place, pattern in list(self.typed.items())[:3]
        )


def shape_of(rows: Sequence[Row], width: int) -> Shape:
    """The shape of a table by some of its rows; without typed columns where too few are seen."""
    seen = [row for row in rows if len(row) == width and any(cell.strip() for cell in row)]
    if len(seen) < FEWEST:
        return Shape(width, {})
    kinds = {place: _kind([row[place] for row in seen if row[place].strip()]) for place in range(width)}
    return Shape(width, {place: kind for place, kind in kinds.items() if kind is not None})


def _kind(cells: list[str]) -> re.Pattern | None:
    """The pattern that nearly all filled cells have: a number, or at least a figure (dates, client numbers)."""
    if len(cells) < FEWEST:
        return None
    if sum(bool(_NUMBER.fullmatch(cell)) for cell in cells) >= MOST * len(cells):
        return _WHOLE
    return _FIGURE if sum(bool(_FIGURE.search(cell)) for cell in cells) >= MOST * len(cells) else None


_WHOLE = re.compile(rf"^{_NUMBER.pattern}$")
