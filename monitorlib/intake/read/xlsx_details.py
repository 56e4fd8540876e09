"""What the reader of XLSX does not tell: hidden rows and columns, errors, formulas without result, totals.

The XML of a sheet is read only where a first look at its bytes finds a mark of one of these, so that a large
plain sheet costs no more than that look.
"""

import io
import posixpath
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from monitorlib.intake.read.sheets import Cell, Details

_MARK = re.compile(rb"""hidden\s*=\s*["'](?:1|true)|\bt\s*=\s*["']e["']|<(?:\w+:)?f[\s>/]""")
_MARKED_CELLS = etree.XPath("*[local-name() = 'c'][@t = 'e' or *[local-name() = 'f']]")
_CHUNK, _OVERLAP = 1 << 22, 64
SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


@dataclass(frozen=True)
class Book:
    """What a workbook tells of all its sheets: `epoch`, whether its formulas may be stale, its sheets' parts."""

    epoch: str
    stale: bool
    chained: bool
    parts: dict[str, str]


@dataclass
class _Seen:
    """What was met in one sheet so far; of each column how many formulas have 0 and another result."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    errors: dict[Cell, str] = field(default_factory=dict)
    blank: set[Cell] = field(default_factory=set)
    zero: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    told: set[int] = field(default_factory=set)


def read_book(archive: zipfile.ZipFile) -> Book:
    """The workbook's own part. A formula's result may be stale where the writer asks for a calculation of all
    on opening (fullCalcOnLoad) and left no order of calculation, as a program that calculates does."""
    names = {name.lower().lstrip("/"): name for name in archive.namelist()}
    tree = _tree(archive, names.get("xl/workbook.xml"))
    if tree is None:
        return Book("1900", False, False, {})
    told = {part: tree.find(f"{{*}}{part}") for part in ("workbookPr", "calcPr")}
    chained = "xl/calcchain.xml" in names
    targets = _relations(archive, names, "xl/workbook.xml")
    parts = {
        sheet.get("name"): targets[id]
        for sheet in tree.iterfind("{*}sheets/{*}sheet")
        if (id := _id(sheet)) in targets
    }
    stale = _is_on(told["calcPr"], "fullCalcOnLoad") and not chained
    return Book("1904" if _is_on(told["workbookPr"], "date1904") else "1900", stale, chained, parts)


def _is_on(element, name: str) -> bool:
    return element is not None and element.get(name, "0").strip().lower() in ("1", "true", "on")


def _id(element) -> str | None:
    return next((value for name, value in element.attrib.items() if name.endswith("}id")), None)


def _tree(archive: zipfile.ZipFile, name: str | None):
    if name is None:
        return None
    try:
        return etree.fromstring(archive.read(name), etree.XMLParser(**SAFE))
    except etree.XMLSyntaxError:
        return None


def _relations(archive: zipfile.ZipFile, names: dict[str, str], part: str) -> dict[str, str]:
    """The id of each part that a part refers to, with its name in the archive."""
    folder, base = posixpath.split(part)
    tree = _tree(archive, names.get(f"{folder}/_rels/{base}.rels".lower()))
    found = {}
    for relation in () if tree is None else tree.iterfind("{*}Relationship"):
        target = relation.get("Target", "").replace("\\", "/")
        whole = target if target.startswith("/") else posixpath.join(folder, target)
        real = names.get(posixpath.normpath(whole).lower().lstrip("/"))
        if real is not None:
            found[relation.get("Id")] = real
    return found


def sheet_details(archive: zipfile.ZipFile, book: Book, name: str) -> Details:
    """The details of one sheet, its merged cells apart."""
    part = book.parts.get(name)
    if part is None:
        return Details()
    totals = _totals(archive, part)
    if not _is_marked(archive, part):
        return Details(totals=totals)
    seen = _Seen()
    _look(archive, part, seen)
    return Details(
        hidden_rows=frozenset(seen.rows),
        hidden_columns=frozenset(seen.columns),
        errors=seen.errors,
        unresolved=frozenset(seen.blank | set(_doubtful(seen, book))),
        totals=totals,
    )


def _is_marked(archive: zipfile.ZipFile, part: str) -> bool:
    with archive.open(part) as stream:
        before = b""
        while chunk := stream.read(_CHUNK):
            if _MARK.search(before + chunk):
                return True
            before = chunk[-_OVERLAP:]
    return False


def _look(archive: zipfile.ZipFile, part: str, seen: _Seen) -> None:
    row = -1
    with archive.open(part) as stream:
        events = etree.iterparse(stream, events=("end",), tag=("{*}row", "{*}col"), recover=True, **SAFE)
        for _, element in events:
            if etree.QName(element).localname == "col":
                _column(element, seen)
                continue
            row = int(element.get("r", row + 2)) - 1
            if _is_on(element, "hidden"):
                seen.rows.add(row)
            _cells(element, row, seen)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _column(element, seen: _Seen) -> None:
    if _is_on(element, "hidden"):
        seen.columns |= set(range(int(element.get("min")) - 1, min(int(element.get("max")), 20_000)))


def _cells(row_of_cells, row: int, seen: _Seen) -> None:
    for cell in _MARKED_CELLS(row_of_cells):
        told = cell.get("r")
        column = column_of(told) if told else sum(1 for _ in cell.itersiblings(preceding=True))
        kind, value = cell.get("t", "n"), (cell.findtext("{*}v") or "").strip()
        if kind == "e":
            seen.errors[row, column] = value or "#N/A"
        else:
            _formula(kind, value, row, column, seen)


def _formula(kind: str, value: str, row: int, column: int, seen: _Seen) -> None:
    if kind == "n" and not value:
        seen.blank.add((row, column))
    elif kind == "n" and _is_zero(value):
        seen.zero[column].add(row)
    else:
        seen.told.add(column)


def _is_zero(value: str) -> bool:
    try:
        return float(value) == 0
    except ValueError:
        return False


def _doubtful(seen: _Seen, book: Book) -> Iterator[Cell]:
    """Zeros that may never have been calculated: all where the workbook is stale, else those of a column
    with no other result, unless the program that wrote it calculates (it left its order of calculation)."""
    if book.chained:
        return
    for column, rows in seen.zero.items():
        if book.stale or column not in seen.told:
            yield from ((row, column) for row in rows)


def column_of(reference: str) -> int:
    """The column of a cell such as "AB12", from 0."""
    number = 0
    for letter in reference.upper():
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
    return number - 1


def _totals(archive: zipfile.ZipFile, part: str) -> frozenset[int]:
    """The rows of totals below the tables on a sheet."""
    names = {name.lower().lstrip("/"): name for name in archive.namelist()}
    found = set()
    for name in _relations(archive, names, part.lower().lstrip("/")).values():
        tree = _tree(archive, name) if "/tables/" in name.lower() else None
        count = 0 if tree is None else int(tree.get("totalsRowCount", "0"))
        if count:
            last = int(re.sub(r"\D", "", tree.get("ref").rpartition(":")[2]))
            found |= set(range(last - count, last))
    return frozenset(found)


def open_archive(data: bytes) -> zipfile.ZipFile:
    """The archive of a workbook that was not refused."""
    return zipfile.ZipFile(io.BytesIO(data))
