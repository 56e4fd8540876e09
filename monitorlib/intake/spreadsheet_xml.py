"""SpreadsheetML of 2003: a workbook in one XML file, mostly under the name .xls."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from monitorlib.intake.archives import damaged
from monitorlib.intake.sheets import Cell, Details, Sheet
from monitorlib.intake.workbooks import number
from monitorlib.intake.xlsx_details import SAFE

_NAME = "{urn:schemas-microsoft-com:office:spreadsheet}"
_MOST = 1_100_000  # rows and columns beyond these are no table
_WIDEST = 20_000


@dataclass
class _Seen:
    rows: list[list[str]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int]] = field(default_factory=list)
    blank: set[Cell] = field(default_factory=set)


def read_spreadsheet_xml(data: bytes, file: str) -> tuple[list[Sheet], str]:
    """The visible sheets and the year in which the numbers of the days begin."""
    sheets, epoch = [], "1900"
    try:
        parsed = etree.iterparse(io.BytesIO(data), tag=("{*}Worksheet", "{*}Date1904"), **SAFE)
        for _, element in parsed:
            if element.tag.endswith("}Date1904"):
                epoch = "1904"
            elif element.findtext("{*}WorksheetOptions/{*}Visible") not in ("SheetHidden", "SheetVeryHidden"):
                sheets.append(_sheet(element))
            element.clear()
    except (etree.XMLSyntaxError, ValueError):
        raise damaged(file) from None
    return sheets, epoch


def _told(element: etree._Element, name: str, otherwise: str | None = None) -> str | None:
    return element.get(_NAME + name, element.get(name, otherwise))


def _placed(elements: Iterator[etree._Element], most: int) -> Iterator[tuple[int, etree._Element]]:
    """Rows, columns or cells with their places from 0; one may tell its own, or stand for several."""
    at = 0
    for element in elements:
        at = int(_told(element, "Index", str(at + 1))) - 1
        if not 0 <= at < most:
            return
        yield at, element
        at += 1 + int(_told(element, "MergeAcross") or _told(element, "Span") or 0)


def _sheet(worksheet: etree._Element) -> Sheet:
    seen, table = _Seen(), worksheet.find("{*}Table")
    if table is not None:
        for at, column in _placed(table.iterchildren("{*}Column"), _WIDEST):
            if _told(column, "Hidden") == "1":
                seen.hidden_columns |= set(range(at, min(at + 1 + int(_told(column, "Span", "0")), _WIDEST)))
        for at, row in _placed(table.iterchildren("{*}Row"), _MOST):
            _row(at, row, seen)
    width = max((len(row) for row in seen.rows), default=0)
    rows = [[*row, *[""] * (width - len(row))] for row in seen.rows]
    details = Details(
        frozenset(seen.hidden_rows),
        frozenset(seen.hidden_columns),
        tuple(seen.merged),
        unresolved=frozenset(seen.blank),
    )
    return Sheet(_told(worksheet, "Name", ""), rows, details)


def _row(at: int, row: etree._Element, seen: _Seen) -> None:
    seen.rows += [[] for _ in range(at + 1 - len(seen.rows))]
    cells = seen.rows[at]
    if _told(row, "Hidden") == "1":
        seen.hidden_rows |= set(range(at, min(at + 1 + int(_told(row, "Span", "0")), _MOST)))
    for column, cell in _placed(row.iterchildren("{*}Cell"), _WIDEST):
        cells += [""] * (column + 1 - len(cells))
        data = cell.find("{*}Data")
        cells[column] = "" if data is None else _text(data)
        if data is None and _told(cell, "Formula"):
            seen.blank.add((at, column))
        deep = int(_told(cell, "MergeDown", "0"))
        if deep:
            seen.merged.append((at, column, at + deep))


def _text(data: etree._Element) -> str:
    shown, kind = "".join(data.itertext()).strip(), _told(data, "Type")
    if kind == "Number":
        return number(float(shown)) if shown else ""
    if kind == "DateTime":
        return shown.partition("T")[0]
    if kind == "Boolean":
        return "ja" if shown == "1" else "nee"
    return shown
