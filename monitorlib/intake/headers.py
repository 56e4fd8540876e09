"""Where the table begins and ends in an export: title lines above the header, totals lines below."""

import re
from collections.abc import Callable, Sequence

from monitorlib.intake.words import is_known, known_names, plain

SEARCHED = 60  # rows that are searched for a header
_TOTALS = re.compile(
    r"(sub|eind|grand )?(totaal|total)|gemiddeld|aantal |som |einde (rapport|bestand)|afgedrukt|geexporteerd"
)
_VALUE = re.compile(r"[-+]?\d+([.,]\d+)?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*")

Row = Sequence[str]
IsName = Callable[[str], bool]  # known.Known.is_name


def find_header(rows: Sequence[Row], is_name: IsName = is_known) -> int | None:
    """The position of the header among the first rows, or None where no row looks like one.

    The header is the row with most column names that are known by themselves, at least two; the first
    one where several are equal. A row that holds values (numbers, dates) is none.
    """
    best, most = None, 1
    for position, row in enumerate(rows[:SEARCHED]):
        filled = [cell for cell in row if cell.strip()]
        known = sum(is_name(cell) for cell in filled)
        if known > most and not any(_VALUE.fullmatch(cell.strip()) for cell in filled):
            best, most = position, known
    return best


def known_in_header(rows: Sequence[Row], is_name: IsName = is_known) -> int:
    """How many names of the best header are known: what a separator or a sheet is judged by."""
    position = find_header(rows, is_name)
    return 0 if position is None else sum(is_name(cell) for cell in rows[position])


def closing_lines(rows: Sequence[Row], width: int) -> int:
    """How many rows at the very end are totals or a footer, blank rows between them included."""
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


def header_names(rows: Sequence[Row], position: int) -> tuple[list[str], int]:
    """The column names of a header, and how many rows it takes.

    A header of two rows is merged: leefgebieden with their moments below ("Financiën | | Wonen |" over
    "start | eind | start | eind"), or moments above their leefgebieden.
    """
    header = list(rows[position])
    if position + 1 < len(rows) and _are_moments(rows[position + 1]):
        below = rows[position + 1]
        return unique_names([f"{t} {b}" for t, b in zip(_filled(header, below), below, strict=False)]), 2
    if position > 0 and _are_moments(rows[position - 1]):
        above = _filled(rows[position - 1], header)
        return unique_names([f"{h} {a}" for h, a in zip(header, above, strict=False)]), 1
    return unique_names(header), 1


def _are_moments(row: Row) -> bool:
    filled = [plain(cell) for cell in row if cell.strip()]
    return len(filled) > 1 and all(word in known_names("moments") for word in filled)


def _filled(row: Row, beside: Row) -> list[str]:
    """A merged row with its words repeated to the right, as far as there is something beside it."""
    words, last = [], ""
    for place, other in enumerate(beside):
        cell = row[place] if place < len(row) else ""
        last = cell if cell.strip() else last if other.strip() else ""
        words.append(last)
    return words


def unique_names(header: Row) -> list[str]:
    """The header's names, trimmed; a blank or repeated one gets its column number, so each is unique."""
    names: list[str] = []
    for number, cell in enumerate(header, start=1):
        name = " ".join(cell.split())
        names.append(name if name and name not in names else f"{name or 'kolom'} [{number}]")
    return names
