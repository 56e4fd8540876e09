"""Tables of a web page and of SpreadsheetML (2003), which many systems save under the name .xls."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from lxml import etree, html

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.intake.read.archives import damaged
from monitorlib.intake.read.encodings import as_utf8
from monitorlib.intake.read.sheets import Cell, Details, Sheet
from monitorlib.intake.read.workbooks import number
from monitorlib.intake.read.xlsx_details import SAFE

# --- web pages

MOST_SPAN = 5_000  # cells that one cell may cover
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*collapse", re.IGNORECASE)


def read_web_page(data: bytes, file: str) -> list[Sheet]:
    """The tables of a page that hold no other table; a UserError where it has none."""
    tables = [table for table in _root(data, file).iter("table") if table.find(".//table") is None]
    sheets = [sheet for n, table in enumerate(tables, start=1) if (sheet := _sheet_of_table(table, n)).rows]
    if not sheets:
        raise UserError(
            Text(
                f"{file}: dit is een webpagina zonder tabel (misschien een aanmeldscherm).",
                f"{file}: this is a web page without a table (perhaps a login page).",
            ),
            Text("Exporteer opnieuw, als CSV of XLSX.", "Export again, as CSV or XLSX."),
        )
    return sheets


def _root(data: bytes, file: str) -> etree._Element:
    parser = html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        return html.document_fromstring(_as_utf8(data, file), parser)
    except etree.ParserError:  # a page that ends before it begins
        return html.document_fromstring(b"<html/>", parser)


def _as_utf8(data: bytes, file: str) -> bytes:
    """The page in UTF-8: by what it says of itself, else by its bytes."""
    told = _CHARSET.search(data[:4000])
    if told is not None:
        try:
            return data.decode(told.group(1).decode("ascii")).encode("utf-8")
        except (UnicodeDecodeError, LookupError):
            pass  # a page that says it is what it is not
    return as_utf8(data, file)[0] or b"<html/>"


def _sheet_of_table(table: etree._Element, number: int) -> Sheet:
    rows, merged, hidden, taken = [], [], set(), {}
    for at, row in enumerate(_rows(table)):
        if _HIDDEN.search(row.get("style", "")) or row.get("hidden") is not None:
            hidden.add(at)
        cells, place = [], count()
        for cell in row.iterchildren("td", "th"):
            column = next(p for p in place if taken.get(p, 0) <= at)
            deep, wide = _span(cell, "rowspan"), _span(cell, "colspan")
            cells += [""] * (column + wide - len(cells))
            cells[column] = " ".join(_words(cell).split())
            if deep > 1:
                merged.append((at, column, at + deep - 1))
            taken |= dict.fromkeys(range(column, column + wide), at + deep)
            for _ in range(wide - 1):
                next(place)
        rows.append(cells)
    width = max((len(row) for row in rows), default=0)
    rows = [[*row, *[""] * (width - len(row))] for row in rows]
    return Sheet(f"tabel {number}", rows, Details(frozenset(hidden), merged=tuple(merged)))


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows in the order in which a page shows them: the foot of a table stands at its end."""
    feet = list(table.iterchildren("tfoot"))
    for part in (*(p for p in table.iterchildren() if p not in feet), *feet):
        if part.tag == "tr":
            yield part
        elif part.tag in ("thead", "tbody", "tfoot"):
            yield from part.iterchildren("tr")


def _span(cell: etree._Element, name: str) -> int:
    told = cell.get(name, "1").strip()
    return max(1, min(int(told), MOST_SPAN)) if told.isascii() and told.isdigit() else 1


def _words(cell: etree._Element) -> str:
    """The text of a cell as a page shows it, a new line as a blank; a note or a script in it is no text."""
    shown = [cell.text or ""]
    for inner in cell.iterchildren():
        if isinstance(inner.tag, str) and inner.tag not in ("script", "style"):
            shown.append(" " if inner.tag in ("br", "p", "div") else "")
            shown.append("" if _HIDDEN.search(inner.get("style", "")) else _words(inner))
        shown.append(inner.tail or "")
    return "".join(shown)


# --- SpreadsheetML

_NAMESPACE = "{urn:schemas-microsoft-com:office:spreadsheet}"
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
                sheets.append(_sheet_of_xml(element))
            element.clear()
    except (etree.XMLSyntaxError, ValueError):
        raise damaged(file) from None
    return sheets, epoch


def _attribute(element: etree._Element, name: str, otherwise: str | None = None) -> str | None:
    return element.get(_NAMESPACE + name, element.get(name, otherwise))


def _placed(elements: Iterator[etree._Element], most: int) -> Iterator[tuple[int, etree._Element]]:
    """Rows, columns or cells with their places from 0; one may tell its own, or stand for several."""
    at = 0
    for element in elements:
        at = int(_attribute(element, "Index", str(at + 1))) - 1
        if not 0 <= at < most:
            return
        yield at, element
        at += 1 + int(_attribute(element, "MergeAcross") or _attribute(element, "Span") or 0)


def _sheet_of_xml(worksheet: etree._Element) -> Sheet:
    seen, table = _Seen(), worksheet.find("{*}Table")
    if table is not None:
        for at, column in _placed(table.iterchildren("{*}Column"), _WIDEST):
            if _attribute(column, "Hidden") == "1":
                seen.hidden_columns |= set(
                    range(at, min(at + 1 + int(_attribute(column, "Span", "0")), _WIDEST))
                )
        for at, row in _placed(table.iterchildren("{*}Row"), _MOST):
            _row_of_xml(at, row, seen)
    width = max((len(row) for row in seen.rows), default=0)
    rows = [[*row, *[""] * (width - len(row))] for row in seen.rows]
    details = Details(
        frozenset(seen.hidden_rows),
        frozenset(seen.hidden_columns),
        tuple(seen.merged),
        unresolved=frozenset(seen.blank),
    )
    return Sheet(_attribute(worksheet, "Name", ""), rows, details)


def _row_of_xml(at: int, row: etree._Element, seen: _Seen) -> None:
    seen.rows += [[] for _ in range(at + 1 - len(seen.rows))]
    cells = seen.rows[at]
    if _attribute(row, "Hidden") == "1":
        seen.hidden_rows |= set(range(at, min(at + 1 + int(_attribute(row, "Span", "0")), _MOST)))
    for column, cell in _placed(row.iterchildren("{*}Cell"), _WIDEST):
        cells += [""] * (column + 1 - len(cells))
        data = cell.find("{*}Data")
        cells[column] = "" if data is None else _text_of_xml(data)
        if data is None and _attribute(cell, "Formula"):
            seen.blank.add((at, column))
        deep = int(_attribute(cell, "MergeDown", "0"))
        if deep:
            seen.merged.append((at, column, at + deep))


def _text_of_xml(data: etree._Element) -> str:
    shown, kind = "".join(data.itertext()).strip(), _attribute(data, "Type")
    if kind == "Number":
        return number(float(shown)) if shown else ""
    if kind == "DateTime":
        return shown.partition("T")[0]
    if kind == "Boolean":
        return "ja" if shown == "1" else "nee"
    return shown
