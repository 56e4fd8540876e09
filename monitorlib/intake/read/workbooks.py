"""XLSX, XLS and ODS: the cells of every visible sheet as text, with what stands beside the values."""

import io
import os
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import date, datetime, time
from pathlib import Path

import python_calamine
from lxml import etree

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.intake.read.archives import DAMAGED, damaged, locked
from monitorlib.intake.read.kinds import OLE
from monitorlib.intake.read.ods_details import read_ods
from monitorlib.intake.read.sheets import Details, Sheet
from monitorlib.intake.read.xls_details import read_xls
from monitorlib.intake.read.xlsx_details import read_book, sheet_details

_PROBE = Path(__file__).with_name("workbook_probe.py")
_LONGEST = 300  # seconds
MOST_EXACT = 10**15  # a spreadsheet keeps fifteen figures of a number

_BROKEN = (*DAMAGED, etree.XMLSyntaxError, struct.error, KeyError, TypeError, AttributeError, IndexError)


def read_workbook(data: bytes, file: str) -> tuple[list[Sheet], str]:
    """The visible sheets and the year in which the numbers of the days begin.

    What somebody hid (a sheet) is not part of the export. A UserError tells when the file is locked or
    cut off.
    """
    _refuse_endless(data, file)
    try:
        # first: what is broken is seen here, before the reader stumbles over it
        epoch, details = _details(data)
        with _silence() if data.startswith(OLE) else nullcontext():
            return list(_sheets(data, details)), epoch
    except python_calamine.PasswordError:
        raise locked(file) from None
    except (python_calamine.CalamineError, *_BROKEN):
        raise damaged(file) from None
    except BaseException as error:  # a panic of the reader is no Exception, and has no class to import
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(file) from None


def _refuse_endless(data: bytes, file: str) -> None:
    """A UserError where the reader would ask for more memory than an export needs (see workbook_probe)."""
    command = [sys.executable, "-P", str(_PROBE)]
    try:
        ended = subprocess.run(
            command, input=data, capture_output=True, timeout=_LONGEST, check=False
        ).returncode
    except subprocess.TimeoutExpired:
        ended = 1
    if ended != 0:
        raise UserError(
            Text(
                f"{file}: het bestand is beschadigd, of er staat een losse cel heel ver naar rechts of beneden.",
                f"{file}: the file is damaged, or a lone cell stands very far to the right or below.",
            ),
            Text(
                "Kopieer de tabel naar een nieuw bestand, of bewaar haar als CSV.",
                "Copy the table to a new file, or save it as CSV.",
            ),
        )


@contextmanager
def _silence() -> Iterator[None]:
    """The reader writes what it stumbles over to the terminal by itself, before anybody can catch it."""
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _sheets(data: bytes, details: Mapping[str | int, Details]) -> Iterator[Sheet]:
    book = python_calamine.load_workbook(io.BytesIO(data))
    for place, sheet in enumerate(book.sheets_metadata):
        if _is_shown(sheet):
            yield _sheet(book, sheet.name, details.get(sheet.name) or details.get(place, Details()))


def _is_shown(sheet: python_calamine.SheetMetadata) -> bool:
    visible, cells = python_calamine.SheetVisibleEnum.Visible, python_calamine.SheetTypeEnum.WorkSheet
    return sheet.visible == visible and sheet.typ == cells


def _details(data: bytes) -> tuple[str, Mapping[str | int, Details]]:
    """The date system, and the details of the sheets by their name (of XLS by their place)."""
    if data.startswith(OLE):
        return read_xls(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "content.xml" in archive.namelist():
            return read_ods(archive)
        book = read_book(archive)
        return book.epoch, {name: sheet_details(archive, book, name) for name in book.parts}


def _sheet(book: python_calamine.CalamineWorkbook, name: str, details: Details) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    ranges = sheet.merged_cell_ranges or []
    merged = tuple((top, left, bottom) for (top, left), (bottom, _) in ranges if bottom > top)
    rows = [[text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    return Sheet(name, rows, details.with_merged(merged))


def text(cell: object) -> str:
    """A cell as text: 4.0 as 4, a date as jjjj-mm-dd, a moment without its time of day."""
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, float):
        return number(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def number(value: float) -> str:
    """A number as text; one with more figures than a spreadsheet keeps shows that it was rounded."""
    if abs(value) >= MOST_EXACT:
        return f"{value:.14E}"
    return str(int(value)) if value.is_integer() else repr(value)
