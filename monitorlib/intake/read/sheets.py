"""A sheet of cells to a table: what is hidden is left out, what is merged is filled down, formulas have results.

A Sheet is what a workbook, a web page and SpreadsheetML have in common.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from monitorlib.foundation.texts import Text, counted
from monitorlib.intake.know.identifiers import safe_name
from monitorlib.intake.know.known import Known
from monitorlib.intake.know.questions import Question
from monitorlib.intake.read.blocks import grid_of_rows
from monitorlib.intake.read.parts import Grid
from monitorlib.intake.read.table_edges import find_header

NO_RESULT = "#FORMULE"  # stands where a formula was never calculated: no score, no date, no number

Cell = tuple[int, int]  # row and column, from 0


@dataclass(frozen=True)
class Details:
    """What stands beside the values of a sheet; rows and columns count from 0.

    `merged` are cells that go on below: their row, their column and the last row. `errors` are cells that
    hold an error (#N/A) with its text, `unresolved` formulas without a result, `totals` the rows of totals
    that a spreadsheet keeps itself below its tables, `texts` cells whose text is not what the reader tells.
    """

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int], ...] = ()
    errors: dict[Cell, str] = field(default_factory=dict)
    unresolved: frozenset[Cell] = frozenset()
    totals: frozenset[int] = frozenset()
    texts: dict[Cell, str] = field(default_factory=dict)

    def with_merged(self, merged: tuple[tuple[int, int, int], ...]) -> "Details":
        """These details with more merged cells."""
        return replace(self, merged=(*self.merged, *merged))


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet as text, with their details."""

    name: str
    rows: list[list[str]]
    details: Details = Details()


def grid_of_sheet(sheet: Sheet, known: Known) -> Grid | None:
    """The table on a sheet, or None where no row looks like a header."""
    rows, details = _with_marks(sheet.rows, sheet.details), sheet.details
    shown = _blanked(rows, details.hidden_rows | details.totals)
    header = find_header(_without_columns(shown[:_HEAD], details), known.is_name)
    if header is None:
        return None
    filled = _filled_down(shown, details, header)
    grid = grid_of_rows(_without_columns(filled, details), known)
    return None if grid is None else _noted(_without_rows(grid, details), details, rows)


_HEAD = 100


def _with_marks(rows: list[list[str]], details: Details) -> list[list[str]]:
    """The rows with their own texts, the text of an error and the mark of a formula without result."""
    marks = {**details.texts, **details.errors, **dict.fromkeys(details.unresolved, NO_RESULT)}
    if not marks:
        return rows
    marked = [*rows]
    for (row, column), text in marks.items():
        if row < len(marked):
            marked[row] = marked[row] if marked[row] is not rows[row] else [*rows[row]]
            marked[row] += [""] * (column + 1 - len(marked[row]))
            marked[row][column] = text
    return marked


def _blanked(rows: list[list[str]], which: frozenset[int]) -> list[list[str]]:
    return [[""] * len(row) if n in which else row for n, row in enumerate(rows)] if which else rows


def _without_columns(rows: list[list[str]], details: Details) -> list[list[str]]:
    hidden = details.hidden_columns
    if not hidden:
        return rows
    return [[cell for n, cell in enumerate(row) if n not in hidden] for row in rows]


def _filled_down(rows: list[list[str]], details: Details, header: int) -> list[list[str]]:
    """The value of a merged cell in every row below it that it covers; what is only blank stays blank."""
    below = [merged for merged in details.merged if merged[0] > header]
    if not below:
        return rows
    filled = [*rows]
    for first, column, last in below:
        value = rows[first][column] if first < len(rows) and column < len(rows[first]) else ""
        for number in range(first + 1, min(last, len(rows) - 1) + 1):
            if value and number not in details.hidden_rows | details.totals:
                filled[number] = [*filled[number]] + [""] * (column + 1 - len(filled[number]))
                filled[number][column] = value
    return filled


def _without_rows(grid: Grid, details: Details) -> Grid:
    """The grid without the numbers of hidden rows and of totals; the latter are closing lines."""
    gone = {row + 1 for row in details.hidden_rows | details.totals if row + 1 > grid.header_row}
    totals = sum(row + 1 > grid.header_row for row in details.totals - details.hidden_rows)
    if not gone:
        return grid
    kept = grid.frame[~grid.frame.index.isin(gone)]
    uneven = tuple(number for number in grid.uneven if number not in gone)
    return replace(grid, frame=kept, uneven=uneven, closing=grid.closing + totals)


def _noted(grid: Grid, details: Details, rows: Sequence[Sequence[str]]) -> Grid:
    notes = [*grid.notes, *hidden_notes(details, rows, grid.header_row)]
    return replace(grid, notes=tuple(notes), questions=(*grid.questions, *_formulas(grid.frame)))


def hidden_notes(details: Details, rows: Sequence[Sequence[str]], header_row: int) -> list[Text]:
    """How many rows and columns with something in them were left out because somebody hid them."""
    n_rows = sum(
        any(cell.strip() for cell in rows[row])
        for row in details.hidden_rows
        if header_row <= row < len(rows)
    )
    width = max((len(row) for row in rows[: header_row + 1]), default=0)
    n_columns = sum(
        any(column < len(row) and row[column].strip() for row in rows[: header_row + 20])
        for column in details.hidden_columns
        if column < width
    )
    found = []
    if n_rows:
        found.append(
            Text(
                f"verborgen of weggefilterde rijen, niet gebruikt: {n_rows}. "
                "Moeten ze mee: maak ze zichtbaar en bewaar het bestand.",
                f"hidden or filtered rows, not used: {n_rows}. To include them: show them and save the file.",
            )
        )
    if n_columns:
        found.append(
            Text(
                f"verborgen kolommen, niet gebruikt: {n_columns}. "
                "Moeten ze mee: maak ze zichtbaar en bewaar het bestand.",
                f"hidden columns, not used: {n_columns}. To include them: show them and save the file.",
            )
        )
    return found


def _formulas(frame: pd.DataFrame) -> list[Question]:
    """A refusal for each column with formulas that were never calculated."""
    return [
        Question(column, _no_result(column, n))
        for column in frame.columns
        if (n := int((frame[column] == NO_RESULT).sum()))
    ]


def _no_result(column: str, n: int) -> Text:
    name = safe_name(column)
    cells = counted(n, Text("{n} cel", "{n} cell"), Text("{n} cellen", "{n} cells"))
    return Text(
        f"kolom '{name}' heeft formules zonder uitkomst ({cells.nl}). Open het bestand in Excel of LibreOffice, "
        "laat alles opnieuw berekenen (Ctrl+Alt+F9, in LibreOffice Ctrl+Shift+F9) en bewaar het. Is 0 overal de "
        "juiste uitkomst: plak de kolom als waarden.",
        f"column '{name}' has formulas without a result ({cells.en}). Open the file in Excel or LibreOffice, "
        "calculate all of it again (Ctrl+Alt+F9, in LibreOffice Ctrl+Shift+F9) and save it. Where 0 is the right "
        "result everywhere: paste the column as values.",
    )
