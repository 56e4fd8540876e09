"""What the reader of ODS does not tell: hidden rows and columns, merged cells, errors, formulas without result,
and the text of a cell where something is drawn on it, or where its lines are parted by a break.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from monitorlib.intake.read.sheets import Cell, Details
from monitorlib.intake.read.xlsx_details import SAFE

_HIDDEN = ("collapse", "filter")
_MOST = 1_100_000  # rows of a sheet; what is repeated beyond them is no table
_WIDEST = 20_000
_HAS_MARKED = etree.XPath(
    "boolean(*/@*[local-name() = 'formula' or local-name() = 'number-rows-spanned' or . = 'error']"
    " | */*[local-name() != 'p' and local-name() != 'annotation']"
    " | */*/*[local-name() = 'line-break' or local-name() = 'tab'])"
)
_BREAKS = {"line-break": "\n", "tab": "\t"}
_ERROR = re.compile(r"#|Err:|Fout:")


@dataclass
class _Seen:
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int]] = field(default_factory=list)
    errors: dict[Cell, str] = field(default_factory=dict)
    blank: set[Cell] = field(default_factory=set)
    texts: dict[Cell, str] = field(default_factory=dict)
    at_row: int = 0
    at_column: int = 0

    def details(self) -> Details:
        """What was seen, as the details of a sheet."""
        return Details(
            frozenset(self.rows),
            frozenset(self.columns),
            tuple(self.merged),
            self.errors,
            frozenset(self.blank),
            texts=self.texts,
        )


def read_ods(archive: zipfile.ZipFile) -> tuple[str, dict[str, Details]]:
    """The year in which the numbers of the days begin, and the details of each sheet by its name."""
    epoch, found, seen = "1900", {}, _Seen()
    with archive.open("content.xml") as stream:
        tags = ("{*}table", "{*}table-column", "{*}table-row", "{*}null-date")
        events = etree.iterparse(stream, events=("start", "end"), tag=tags, recover=True, **SAFE)
        for event, element in events:
            kind = etree.QName(element).localname
            if kind == "null-date":
                epoch = "1904" if _told(element, "date-value", "").startswith("1904") else epoch
            elif kind == "table" and event == "start":
                seen = _Seen()
                found[_told(element, "name", "")] = seen
            elif event == "end":
                _noted(kind, element, seen)
                element.clear()
    return epoch, {name: told.details() for name, told in found.items()}


def _noted(kind: str, element, seen: _Seen) -> None:
    """Note a column or a row, each of which may stand for several."""
    hidden = _told(element, "visibility") in _HIDDEN
    if kind == "table-column":
        after = seen.at_column + int(_told(element, "number-columns-repeated", 1))
        seen.columns |= set(range(seen.at_column, min(after, _WIDEST))) if hidden else set()
        seen.at_column = after
    elif kind == "table-row":
        after = seen.at_row + int(_told(element, "number-rows-repeated", 1))
        seen.rows |= set(range(seen.at_row, min(after, _MOST))) if hidden else set()
        if _HAS_MARKED(element):
            _cells(element, seen.at_row, min(after, _MOST) - seen.at_row, seen)
        seen.at_row = after


def _told(element, name: str, otherwise=None):
    """An attribute, whatever the prefix of its name."""
    return next((v for key, v in element.attrib.items() if key.rpartition("}")[2] == name), otherwise)


def _cells(element, row: int, repeated: int, seen: _Seen) -> None:
    column = 0
    for cell in element.iterchildren("{*}table-cell", "{*}covered-table-cell"):
        wide = int(_told(cell, "number-columns-repeated", 1))
        text, kind = _odd(cell)
        for at in range(row, row + repeated if kind else row):
            for place in range(column, column + wide):
                seen.errors.update({(at, place): text} if kind == "error" else {})
                seen.blank.update({(at, place)} if kind == "blank" else ())
                seen.texts.update({(at, place): text} if kind == "text" else {})
        span = int(_told(cell, "number-rows-spanned", 1))
        if span > 1 and cell.tag.endswith("}table-cell"):
            seen.merged.append((row, column, row + span - 1))
        column += wide


def _odd(cell) -> tuple[str, str]:
    """The text of a cell that the reader tells wrongly: an error, or a text beside something drawn or with a
    break in it; and whether its formula has no result."""
    formula, types = _told(cell, "formula"), [v for k, v in cell.attrib.items() if k.endswith("}value-type")]
    if formula is None and "error" not in types:
        own = _own_text(cell) if "string" in types and _told(cell, "string-value") is None else None
        return ("", "") if own is None else (own, "text")
    text = "".join(cell.itertext()).strip()
    if "error" in types or (_ERROR.match(text) and not _told(cell, "string-value")):
        return text or "#N/A", "error"
    return "", "" if types else "blank"


def _own_text(cell) -> str | None:
    """The paragraphs of a cell with their breaks, without what is drawn on it; None where the reader tells
    just that (a remark at a cell it leaves out)."""
    paragraphs = cell.findall("{*}p")
    drawn = any(etree.QName(part).localname not in ("p", "annotation") for part in cell.iterchildren("*"))
    if not drawn and not any(
        part.find(f"{{*}}{name}") is not None for part in paragraphs for name in _BREAKS
    ):
        return None
    return "\n".join("".join(_pieces(part)) for part in paragraphs)


def _pieces(part) -> Iterator[str]:
    name = etree.QName(part).localname
    yield _BREAKS.get(name, " " * int(_told(part, "c", 1)) if name == "s" else part.text or "")
    for inner in part:
        yield from _pieces(inner) if isinstance(inner.tag, str) else ()  # a comment is no text
        yield inner.tail or ""
