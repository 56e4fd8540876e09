"""Tables of a web page, which many systems save under the name .xls."""

import re
from collections.abc import Iterator
from itertools import count

from lxml import etree, html

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.intake.encodings import as_utf8
from monitorlib.intake.sheets import Details, Sheet

MOST_SPAN = 5_000  # cells that one cell may cover
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*collapse", re.IGNORECASE)


def read_web_page(data: bytes, file: str) -> list[Sheet]:
    """The tables of a page that hold no other table; a UserError where it has none."""
    tables = [table for table in _root(data, file).iter("table") if table.find(".//table") is None]
    sheets = [sheet for n, table in enumerate(tables, start=1) if (sheet := _sheet(table, n)).rows]
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


def _sheet(table: etree._Element, number: int) -> Sheet:
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
