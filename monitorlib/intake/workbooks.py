"""XLSX, XLS and ODS: the sheet that holds the table, as strings; a hostile archive is refused unopened."""

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date, datetime, time

import pandas as pd
import python_calamine

from monitorlib.errors import UserError
from monitorlib.intake.csv_files import Grid, no_header
from monitorlib.intake.headers import closing_lines, find_header, header_names
from monitorlib.intake.known import Known
from monitorlib.texts import Text

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MOST_UNPACKED = 1_500_000_000  # bytes; a million rows unpack to a third of this
MOST_RATIO = 200  # a workbook unpacks to 5-30 times its size, a bomb to 1000
# what zipfile raises on an archive that was cut off or overwritten
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, RuntimeError, EOFError, OSError, ValueError)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def is_workbook(data: bytes) -> bool:
    """Whether these bytes begin as a workbook does."""
    return data.startswith((ZIP, OLE))


def parse_workbook(data: bytes, file: str, sheet: str | None, known: Known) -> tuple[Grid, str]:
    """The one table in a workbook and the name of its sheet.

    A UserError tells when the file is locked, cut off, a bomb, holds no table, or holds two that fit.
    """
    _refuse_hostile(data, file)
    sheets = _sheets(data, file)
    if sheet is not None and sheet not in sheets:
        raise UserError(
            Text(f"{file}: er is geen tabblad met die naam.", f"{file}: there is no sheet of that name.")
        )
    fitting = {
        name: rows
        for name, rows in sheets.items()
        if (sheet is None or name == sheet) and find_header(rows, known.is_name) is not None
    }
    if not fitting:
        raise no_header(file) if any(sheets.values()) else _empty(file)
    if len(fitting) > 1:
        numbers = ", ".join(str(list(sheets).index(name) + 1) for name in fitting)
        raise UserError(
            Text(
                f"{file}: meer dan één tabblad past (tabblad {numbers}).",
                f"{file}: more than one sheet fits (sheet {numbers}).",
            ),
            Text("Bewaar één tabblad per bestand.", "Save one sheet per file."),
        )
    name, rows = fitting.popitem()
    return _grid(rows, known), name


def _empty(file: str) -> UserError:
    return UserError(Text(f"{file}: het bestand is leeg.", f"{file}: the file is empty."))


def _refuse_hostile(data: bytes, file: str) -> None:
    if data.startswith(OLE) and _ENCRYPTED in data:
        raise _locked(file)
    if not data.startswith(ZIP):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            locked = any(entry.flag_bits & 1 for entry in archive.infolist())
            large = unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * len(data) + 10_000_000
            damaged = not (locked or large) and archive.testzip() is not None
    except _DAMAGED:
        raise _damaged(file) from None
    if locked:
        raise _locked(file)
    if large:
        raise UserError(
            Text(
                f"{file}: het bestand pakt uit tot een onwaarschijnlijke grootte en is niet geopend.",
                f"{file}: the file unpacks to an improbable size and was not opened.",
            )
        )
    if damaged:
        raise _damaged(file)


def _locked(file: str) -> UserError:
    return UserError(
        Text(
            f"{file}: het bestand is met een wachtwoord beveiligd.",
            f"{file}: the file is locked by a password.",
        ),
        Text("Bewaar het zonder wachtwoord.", "Save it without a password."),
    )


def _damaged(file: str) -> UserError:
    return UserError(
        Text(f"{file}: het bestand is afgebroken of beschadigd.", f"{file}: the file is cut off or damaged."),
        Text("Maak de export opnieuw.", "Make the export again."),
    )


def _sheets(data: bytes, file: str) -> dict[str, list[list[str]]]:
    """The rows of every visible sheet; what somebody hid is not part of the export."""
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        shown = [
            s.name for s in book.sheets_metadata if s.visible == python_calamine.SheetVisibleEnum.Visible
        ]
        return {
            name: [
                [_text(cell) for cell in row]
                for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            ]
            for name in shown
        }
    except python_calamine.PasswordError:
        raise _locked(file) from None
    except python_calamine.CalamineError:
        raise _damaged(file) from None


def _text(cell: object) -> str:
    """A cell as text: 4.0 as 4, a date as jjjj-mm-dd, a moment without its time of day."""
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def _grid(rows: Sequence[list[str]], known: Known) -> Grid:
    header = find_header(rows, known.is_name)
    names, taken = header_names(rows, header)
    header += taken - 1
    body = rows[header + 1 :]
    closing = closing_lines(body[-20:], len(names))
    body = body[: len(body) - closing]
    index = pd.RangeIndex(header + 2, header + 2 + len(body), name="row")
    frame = pd.DataFrame(body, columns=names, index=index, dtype="str")
    return Grid(frame, header + 1, closing)
