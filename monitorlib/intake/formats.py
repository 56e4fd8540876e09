"""From bytes to the tables in them, whatever the format."""

from collections.abc import Iterable
from dataclasses import replace

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.intake.archives import names_in_archive, no_export_inside, possible_exports, refuse_hostile
from monitorlib.intake.beginnings import beginning
from monitorlib.intake.csv_files import parse_csv
from monitorlib.intake.encodings import as_utf8
from monitorlib.intake.identifiers import safe_name
from monitorlib.intake.kinds import kind_of
from monitorlib.intake.known import Known
from monitorlib.intake.parts import FILE, SHEET, TABLE, Part
from monitorlib.intake.questions import Answer, Question
from monitorlib.intake.sheets import Sheet, grid_of_sheet
from monitorlib.intake.text_heads import no_header

_READABLE = (
    ".csv",
    ".tsv",
    ".xlsx",
    ".xlsm",
    ".xls",
    ".ods",
    ".sav",
    ".zsav",
    ".por",
    ".dta",
    ".html",
    ".htm",
)


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
        from monitorlib.intake.statistics_files import read_statistics

        return [read_statistics(data, kind, file, known)], FILE
    if kind == "html":
        from monitorlib.intake.web_pages import read_web_page

        return _with_header(read_web_page(data, file), "1900", file, known), TABLE
    if kind == "spreadsheetml":
        from monitorlib.intake.spreadsheet_xml import read_spreadsheet_xml as read
    else:
        from monitorlib.intake.workbooks import read_workbook as read
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
