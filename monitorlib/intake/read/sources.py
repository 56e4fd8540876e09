"""One export, as it is: bytes of whatever format to a table of strings, with where and how it was found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.instruments import read_instruments
from monitorlib.intake.know.identifiers import safe_name
from monitorlib.intake.know.known import Known
from monitorlib.intake.know.questions import Answer, Question
from monitorlib.intake.read.archives import (
    names_in_archive,
    no_export_inside,
    possible_exports,
    refuse_hostile,
)
from monitorlib.intake.read.csv_files import parse_csv
from monitorlib.intake.read.encodings import as_utf8
from monitorlib.intake.read.kinds import kind_of
from monitorlib.intake.read.parts import FILE, SHEET, TABLE, Part
from monitorlib.intake.read.sheets import Sheet, grid_of_sheet
from monitorlib.intake.read.text_heads import beginning, no_header
from monitorlib.intake.read.which_table import one_table

# --- bytes to the tables in them

_READABLE = (
    ".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".sav", ".zsav", ".por", ".dta", ".html", ".htm",
)  # fmt: skip


def parts_of(data: bytes, file: str, known: Known, in_part: bool = False) -> tuple[list[Part], Text]:
    """The tables that have a header, and what one of them is called (a sheet, a file, a table).

    `in_part`: only the beginning of a text that is large.
    A UserError tells why there is none: what the file is, that it is locked, cut off, a bomb, empty.
    """
    refuse_hostile(data, file)
    kind = kind_of(data, names_in_archive(data), file)
    if kind == "zip":
        return _in_zip(data, file, known, in_part)
    if kind == "text":
        data, all_lines = beginning(data) if in_part else (data, None)
        data, encoding, repaired = as_utf8(data, file)  # the file's own bytes need not stay in memory
        grid = parse_csv(data, file, known)
        return [Part(None, grid, encoding=encoding, repaired=repaired, all_lines=all_lines)], FILE
    return _in_a_format(data, kind, file, known)


def _in_a_format(data: bytes, kind: str, file: str, known: Known) -> tuple[list[Part], Text]:
    """The same of what is no text; each reader is imported with the first file that needs it."""
    if kind in ("sav", "por", "dta"):
        from monitorlib.intake.read.statistics_files import read_statistics

        return [read_statistics(data, kind, file, known)], FILE
    if kind == "html":
        from monitorlib.intake.read.markup import read_web_page

        return _with_header(read_web_page(data, file), "1900", file, known), TABLE
    if kind == "spreadsheetml":
        from monitorlib.intake.read.markup import read_spreadsheet_xml as read
    else:
        from monitorlib.intake.read.workbooks import read_workbook as read
    return _with_header(*read(data, file), file, known), SHEET


def _with_header(sheets: Iterable[Sheet], epoch: str, file: str, known: Known) -> list[Part]:
    """The sheets on which a table stands."""
    grids = [(sheet, grid_of_sheet(sheet, known)) for sheet in sheets]
    found = [
        Part(sheet.name, grid, number, epoch=epoch)
        for number, (sheet, grid) in enumerate(grids, start=1)
        if grid is not None
    ]
    if not found:
        filled = any(cell.strip() for sheet, _ in grids for row in sheet.rows for cell in row)
        raise no_header(file) if filled else _empty(file)
    return found


def _empty(file: str) -> UserError:
    return UserError(
        Text(f"{file}: het bestand is leeg.", f"{file}: the file is empty."),
        Text("Maak de export opnieuw.", "Make the export again."),
    )


def _in_zip(data: bytes, file: str, known: Known, in_part: bool) -> tuple[list[Part], Text]:
    """The tables of all files in a ZIP that can be read; where none can, why the only one cannot.

    A file beside them that should have been readable is asked, any other (a readme) is noted.
    """
    parts, units, errors = [], [], {}
    for name, content in possible_exports(data, file).items():
        try:
            inside, unit = parts_of(content, f"{file} ({safe_name(name)})", known, in_part)
        except UserError as error:
            errors[name] = error
            continue
        units.append(unit)
        parts += [
            replace(p, name=p.name or name, number=len(parts) + n) for n, p in enumerate(inside, start=1)
        ]
    if not parts:
        raise next(iter(errors.values())) if len(errors) == 1 else no_export_inside(file)
    unit = units[0] if len(units) == 1 and units[0] != TABLE else FILE
    notes = [_unread(name) for name in errors if not name.lower().endswith(_READABLE)]
    questions = [_failed(name, parts) for name in errors if name.lower().endswith(_READABLE)]
    return [part.noted(*notes).asked(*questions) for part in parts], unit


def _unread(name: str) -> Text:
    told = safe_name(name)
    return Text(f"in de zip, niet gelezen: '{told}'.", f"in the zip, not read: '{told}'.")


def _failed(name: str, parts: list[Part]) -> Question:
    told = safe_name(name)
    return Question(
        "",
        Text(
            f"'{told}' in de zip is niet te lezen als export.",
            f"'{told}' in the zip cannot be read as an export.",
        ),
        tuple(
            Answer(Text(f"gebruik bestand {p.number}", f"use file {p.number}"), {"sheet": p.told})
            for p in parts
        ),
    )


# --- the one table that is meant

MOST_BYTES = 2_000_000_000


@dataclass(frozen=True)
class Export:
    """The table in one file; every value is still text, the index is the row's number in the file.

    `header_row` counts from 1. `closing_lines` are the totals and footers that were left out, `uneven`
    the rows that were left out because they have another number of fields than the header. `lines` are the
    lines of a text file: each is heading, closing, or part of one row, so that lines = `headings` + rows
    + closing lines + `continued` (lines that go on in the row above). `all_lines` are those of the whole file
    where only its beginning was read, else None. `reasons` is the rule of the uneven
    rows that have more the matter. `epoch` is the year in which the
    numbers of a workbook's days begin. `labels` and `missing` hold what a statistical file knows of a
    column: value to label, and the codes for no answer. `questions` and `notes` were raised while reading.
    `added_columns` are columns that are none in the file, with what they hold; `unit` is what `sheet`
    is the name of.
    """

    file: str
    frame: pd.DataFrame
    encoding: str | None
    separator: str | None
    sheet: str | None
    header_row: int
    closing_lines: int
    uneven: tuple[int, ...]
    repaired: bool
    lines: int | None = None
    epoch: str = "1900"
    reasons: Mapping[int, str] = field(default_factory=dict)
    headings: int = 0
    continued: int = 0
    all_lines: int | None = None
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing: Mapping[str, frozenset[str]] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    notes: tuple[Text, ...] = ()
    added_columns: Mapping[str, Text] = field(default_factory=dict)
    unit: Text = FILE

    @property
    def columns(self) -> list[str]:
        """The column names, as they stand in the file."""
        return list(self.frame.columns)

    @property
    def rows(self) -> int:
        """The rows below the header, uneven and empty ones included, totals not."""
        return len(self.frame) + len(self.uneven)


def read_export(
    path: str | Path, sheet: str | None = None, known: Known | None = None, in_part: bool = False
) -> Export:
    """Read an export; a UserError tells why a file cannot be read.

    CSV and other text, XLSX, XLS, ODS, web pages and SpreadsheetML (often named .xls), SPSS and Stata, and a
    ZIP with one of these. Format, encoding, separator, header row and sheet are found by looking into the
    file; what is `known` (shipped instruments when nothing is told) helps to find the header. `sheet` is the
    name or number of the sheet (file, table) that is meant, "*" for all below each other. Values stay text: a
    team "NA" stays "NA", a number 007 stays "007". `in_part`: of a large text only the beginning is read, and
    `Export.all_lines` tells how many lines there are.

    Parameters
    ----------
    path : str or Path
        The file.
    sheet : str, optional
        Name or number of the sheet, or "*" for all below each other.
    known : Known, optional
        What helps to find the header; the shipped instruments when left out.
    in_part : bool
        Of a large text only the beginning.

    Returns
    -------
    Export
        A frame of text, and where it came from.

    Raises
    ------
    UserError
        The file cannot be read, with what to do.

    Examples
    --------
    >>> import monitorlib as ml
    >>> export = ml.read_export("export.csv")
    >>> export.frame.shape[0] > 1000, str(export.frame["Team"].iloc[0]).startswith("Demo-")
    (True, True)
    """
    path, known = Path(path), known or Known(read_instruments())
    file = safe_name(path.name)
    parts, unit = parts_of(_bytes(path, file), file, known, in_part)
    part = one_table(parts, unit, sheet, known, file)
    if part.grid.frame.empty and not part.grid.uneven:
        raise _no_rows(file, part.grid.notes)
    return _export(file, part, unit)


def _export(file: str, part: Part, unit: Text) -> Export:
    grid = part.grid
    return Export(
        file=file,
        frame=grid.frame,
        encoding=part.encoding,
        separator=grid.separator,
        sheet=None if part.name is None else safe_name(part.name),
        header_row=grid.header_row,
        closing_lines=grid.closing,
        uneven=grid.uneven,
        repaired=part.repaired,
        lines=grid.lines,
        epoch=part.epoch,
        reasons=grid.reasons,
        headings=grid.headings,
        continued=grid.continued,
        all_lines=part.all_lines,
        labels=part.labels,
        missing=part.missing,
        questions=grid.questions,
        notes=grid.notes,
        added_columns=grid.added_columns,
        unit=unit,
    )


def _no_rows(file: str, notes: tuple[Text, ...]) -> UserError:
    nothing = Text("onder de kolomnamen staan geen rijen.", "no rows below the column names.")
    return UserError(
        [Text(f"{file}: {told.nl}", f"{file}: {told.en}") for told in (nothing, *notes)],
        Text("Maak de export opnieuw.", "Make the export again."),
    )


def _bytes(path: Path, file: str) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UserError(Text(f"{file}: groter dan 2 GB.", f"{file}: larger than 2 GB."))
        data = path.read_bytes()
    except FileNotFoundError:
        raise UserError(
            Text(f"{file}: dit bestand bestaat niet.", f"{file}: this file does not exist."),
            Text("Controleer de naam en de map.", "Check the name and the folder."),
        ) from None
    except IsADirectoryError:
        raise UserError(Text(f"{file}: dit is een map.", f"{file}: this is a folder.")) from None
    except OSError:
        raise UserError(
            Text(f"{file}: dit bestand kan niet gelezen worden.", f"{file}: this file cannot be read."),
            Text("Vraag leesrechten aan de beheerder.", "Ask the administrator for permission to read it."),
        ) from None
    blank = b"\xef\xbb\xbf\xff\xfe \t\r\n\0"
    if not data[:4096].strip(blank) and not data.strip(blank):
        raise _empty(file)
    return data
