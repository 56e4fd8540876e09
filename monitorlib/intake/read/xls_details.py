"""What the reader of XLS does not tell: hidden rows and columns, errors, formulas without result."""

import struct
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from monitorlib.intake.read.sheets import Cell, Details

# --- the streams of an OLE file, in which old Excel keeps its workbook

_END = 0xFFFFFFFA  # from here on a number is no sector but a sign


def stream(data: bytes, *names: str) -> bytes | None:
    """The content of the first stream that has one of these names; None where the file has none of them."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    _, n_fat, first_directory, _, small, first_mini, _, first_difat, n_difat = struct.unpack_from(
        "<9I", data, 40
    )
    fat = _fat(data, size, n_fat, first_difat, n_difat)
    directory = _chain(data, fat, first_directory, size, 512)
    entries = [directory[at : at + 128] for at in range(0, len(directory) - 127, 128)]
    root = entries[0]
    for entry in entries:
        length = struct.unpack_from("<H", entry, 64)[0]
        if entry[: max(length - 2, 0)].decode("utf-16-le", "replace") not in names:
            continue
        start, wide = struct.unpack_from("<II", entry, 116)
        if wide >= small:
            return _chain(data, fat, start, size, 512)[:wide]
        mini = _chain(data, fat, struct.unpack_from("<I", root, 116)[0], size, 512)
        table = _numbers(_chain(data, fat, first_mini, size, 512))
        return _chain(mini, table, start, 64, 0)[:wide]
    return None


def _fat(data: bytes, size: int, n_fat: int, first_difat: int, n_difat: int) -> list[int]:
    """The table that tells of each sector which one follows it."""
    sectors = list(struct.unpack_from("<109I", data, 76))
    for _ in range(min(n_difat, len(data) // size)):
        if first_difat >= _END:
            break
        *more, first_difat = _numbers(_sector(data, first_difat, size, 512))
        sectors += more
    table = b"".join(_sector(data, s, size, 512) for s in sectors[:n_fat] if s < _END)
    return _numbers(table)


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))


def _sector(data: bytes, number: int, size: int, header: int) -> bytes:
    at = number * size + (size if header else 0)
    return data[at : at + size]


def _chain(data: bytes, table: list[int], sector: int, size: int, header: int) -> bytes:
    parts = []
    while sector < len(table) and len(parts) <= len(table):
        parts.append(_sector(data, sector, size, header))
        sector = table[sector]
    return b"".join(parts)


# --- the records of a workbook

_BOUNDSHEET, _DATEMODE, _BOF, _EOF = 0x85, 0x22, 0x809, 0x0A
_ROW, _COLINFO, _BOOLERR, _FORMULA = 0x208, 0x7D, 0x205, 0x06
_STRING, _BETWEEN = 0x207, (0x221, 0x4BC, 0x236)  # arrays and shared formulas stand before the text
_HIDDEN_ROW = 0x20
_NOT_CALCULATED = 0x02  # calculate on opening
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def read_xls(data: bytes) -> tuple[str, dict[int, Details]]:
    """The year in which the numbers of the days begin, and the details of each sheet by its place."""
    book = stream(data, "Workbook", "Book")
    if book is None:
        return "1900", {}
    epoch, places = "1900", []
    for kind, body in _records(book, 0):
        if kind == _DATEMODE:
            epoch = "1904" if body[:2] == b"\1\0" else "1900"
        elif kind == _BOUNDSHEET:
            places.append(struct.unpack_from("<I", body)[0])
    return epoch, {number: _details(book, place) for number, place in enumerate(places)}


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from one beginning to its own end; a chart inside a sheet has both too."""
    depth = 0
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        depth += (kind == _BOF) - (kind == _EOF)
        if kind == _EOF and depth <= 0:
            return
        if depth == 1:
            yield kind, book[at + 4 : at + 4 + length]
        at += 4 + length


@dataclass
class _Seen:
    """What was met in one sheet so far; of each column its formulas without result, and whether it has others."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    errors: dict[Cell, str] = field(default_factory=dict)
    open: dict[int, set[Cell]] = field(default_factory=lambda: defaultdict(set))
    told: set[int] = field(default_factory=set)


def _details(book: bytes, place: int) -> Details:
    seen, text_of = _Seen(), None
    for kind, body in _records(book, place):
        if text_of is not None and kind not in _BETWEEN:  # a result that is text stands in the next record
            (seen.told.add(text_of[1]) if kind == _STRING else seen.open[text_of[1]].add(text_of))
            text_of = None
        if kind == _FORMULA:
            text_of = _formula(body, seen)
        else:
            _other(kind, body, seen)
    doubtful = [cell for column, cells in seen.open.items() if column not in seen.told for cell in cells]
    return Details(
        frozenset(seen.rows), frozenset(seen.columns), errors=seen.errors, unresolved=frozenset(doubtful)
    )


def _other(kind: int, body: bytes, seen: _Seen) -> None:
    if kind == _ROW and body[12] & _HIDDEN_ROW:
        seen.rows.add(struct.unpack_from("<H", body)[0])
    elif kind == _COLINFO and body[8] & 1:
        first, last = struct.unpack_from("<HH", body)
        seen.columns |= set(range(first, last + 1))
    elif kind == _BOOLERR and body[7]:
        seen.errors[struct.unpack_from("<HH", body)] = _ERRORS.get(body[6], "#N/A")


def _formula(body: bytes, seen: _Seen) -> Cell | None:
    """Note what a formula's result is; the cell itself where its result is a text that follows."""
    cell = struct.unpack_from("<HH", body)
    is_number, sign = body[12:14] != b"\xff\xff", body[6]
    waits = bool(body[14] & _NOT_CALCULATED)
    if not is_number and sign == 0:
        return cell
    if not is_number and sign == 2:
        seen.errors[cell] = _ERRORS.get(body[8], "#N/A")
    elif (waits and struct.unpack_from("<d", body, 6)[0] == 0) if is_number else sign == 3:
        seen.open[cell[1]].add(cell)
    else:
        seen.told.add(cell[1])
    return None
