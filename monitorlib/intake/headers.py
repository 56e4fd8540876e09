"""Where the table begins and ends in an export: title lines above the header, totals lines below."""

import re
from collections.abc import Sequence

from monitorlib.intake.header_rows import (
    IsName,
    holds_values,
    names_in,
)
from monitorlib.intake.machine_rows import Row
from monitorlib.intake.words import is_known, plain

SEARCHED = 60  # rows that are searched for a header
# two headers belong to one table when they share so many names of the shorter, and of the longer
ALIKE, FEWEST = 0.5, 0.3
MOST_CLOSING = 5  # totals and footers with no other row before them; more are rows
_TOTALS = re.compile(
    r"(sub|eind|grand )?(totaal|total)|gemiddeld|aantal |som |einde (rapport|bestand)|afgedrukt|geexporteerd"
)


def find_header(rows: Sequence[Row], is_name: IsName = is_known) -> int | None:
    """The position of the header among the first rows, or None where no row looks like one.

    The header is the row with most column names that are known by themselves, at least two; the first
    one where several are equal. A row that holds values (numbers, dates) is none. Where the same table
    begins higher up under another header (a block a team), that one is the header.
    """
    names = {
        p: n for p, row in enumerate(rows[:SEARCHED]) if len(row) > 1 and (n := names_in(row, is_name)) > 1
    }
    if not names:
        return None
    best = max(names, key=lambda position: (names[position], -position))
    return next(position for position in names if position == best or _same_table(rows, position, best))


def _same_table(rows: Sequence[Row], above: int, header: int) -> bool:
    """Whether a header stands above rows with values, and names the columns of the header below them."""
    between = rows[above + 1 : header]
    return alike(rows[above], rows[header]) and any(holds_values(row) for row in between)


def alike(names: Row, others: Row) -> bool:
    """Whether two headers have most of their names in common."""
    one, two = ({plain(cell) for cell in row if cell.strip()} for row in (names, others))
    if one and one == two:
        return True
    common, sizes = len(one & two), sorted((len(one), len(two)))
    return common > 2 and common >= ALIKE * sizes[0] and common >= FEWEST * sizes[1]


def is_header(row: Row, is_name: IsName) -> bool:
    """Whether a row in the midst of a table is a header: at least half of its cells are column names."""
    filled = sum(bool(cell.strip()) for cell in row)
    names = names_in(row, is_name) if filled > 1 else 0
    return names > 1 and names >= 0.5 * filled


def known_in_header(rows: Sequence[Row], is_name: IsName = is_known) -> int:
    """How many names of the best header are known: what a separator or a sheet is judged by."""
    return max((names_in(row, is_name) for row in rows[:SEARCHED]), default=0)


def closing_lines(rows: Sequence[Row], width: int) -> int:
    """How many rows at the very end are totals or a footer, blank rows between them included.

    A row that fills whatever all rows above it fill is a row like these: a first column may say "Gemiddeld" of a
    resident. A total has no client, or no day.
    """
    closing = _closing(rows, width)
    above = [row for row in rows[: len(rows) - closing] if _filled(row)]
    if not above and len(rows) > MOST_CLOSING:
        above = [row for row in rows if _filled(row)]
    always = set.intersection(*map(_filled, above)) if above else set()
    like = [
        n for n, row in enumerate(rows[len(rows) - closing :]) if len(always) > 1 and always <= _filled(row)
    ]
    return closing - 1 - like[-1] if like else closing


def _filled(row: Row) -> set[int]:
    return {place for place, cell in enumerate(row) if cell.strip()}


def _closing(rows: Sequence[Row], width: int) -> int:
    """How many rows at the end say by their first cell that they close the table."""
    closing = 0
    for count, row in enumerate(reversed(rows), start=1):
        filled = [cell.strip() for cell in row if cell.strip()]
        if not filled:
            continue
        if not _is_closing(filled, width):
            break
        closing = count
    return closing


def _is_closing(filled: list[str], width: int) -> bool:
    lone_remark = len(filled) == 1 and width > 2 and " " in filled[0]
    return bool(_TOTALS.match(plain(filled[0]))) or lone_remark
