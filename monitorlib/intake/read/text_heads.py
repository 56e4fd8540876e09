"""The first lines of a text: its separator, its header, where its rows begin; the beginning of a large one."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.intake.know.known import Known
from monitorlib.intake.read.header_rows import names_in
from monitorlib.intake.read.quotes import QUOTE, bare, read_quoted, unwrapped
from monitorlib.intake.read.table_edges import SEARCHED, find_header

# --- separator, header and first row

SEPARATORS = (";", ",", "\t", "|")
MOST = 2_000_000  # bytes that are searched for a header
_PART = 1 << 16  # bytes whose lines are counted together, so that they stay in the cache
_SEP_LINE = re.compile(r'"?sep=([^\r\n"])"?[;,\t]*(\r\n|\r|\n|$)', re.IGNORECASE)
_WRAPPED_LINE = re.compile(rb'^"((?:[^"\r\n]|"")*)"[;,\t| ]*(?=\r|\n|\Z)', re.MULTILINE)


@dataclass(frozen=True)
class Head:
    """The first rows of a text under one separator; `ends` are the places behind each, in characters.

    `header` is the position of the row with column names, None where there is none.
    """

    separator: str
    rows: list[list[str]]
    ends: list[int]
    header: int | None
    names: int


def count_lines(data: bytes, begin: int = 0, end: int | None = None) -> int:
    """The lines of a text, whatever ends them; what stands behind the last line end is one too."""
    end = len(data) if end is None else end
    ends = sum(_line_ends(data, begin, at, min(at + _PART, end)) for at in range(begin, end, _PART))
    return ends + (end > begin and data[end - 1] not in b"\r\n")


def _line_ends(data: bytes, begin: int, at: int, stop: int) -> int:
    """The line ends from `at` up to `stop` in a text from `begin`; CR and LF together are one, the LF's."""
    first = max(at - 1, begin)  # the CR of a first LF stands before it
    part = np.frombuffer(data, "uint8", stop - first, first)
    feeds, returns = part == ord("\n"), part == ord("\r")
    pairs = np.count_nonzero(returns[:-1] & feeds[1:])
    return int(np.count_nonzero(feeds[at - first :]) + np.count_nonzero(returns[at - first :]) - pairs)


def told_separator(text: str) -> tuple[str | None, int]:
    """The separator that a first line "sep=;" tells, and the length of that line."""
    told = _SEP_LINE.match(text)
    return (told.group(1), told.end()) if told else (None, 0)


def find_head(text: str, told: str | None, known: Known) -> Head:
    """The head under the separator that is told, or under which most column names are known.

    Of several the one with most names in the header; where no name is known, the most frequent one.
    """
    heads = [_head(text, separator, known) for separator in ((told,) if told else SEPARATORS)]
    return max(heads, key=lambda head: (head.names, _width(head), text.count(head.separator, 0, 20_000)))


def _width(head: Head) -> int:
    return 0 if head.header is None else len(head.rows[head.header])


def _head(text: str, separator: str, known: Known) -> Head:
    head = _found(separator, list(_rows(text, separator)), known)
    if QUOTE not in text[: head.ends[-1] if head.ends else 0]:
        return head
    by_line = _found(separator, list(_single_lines(text, separator)), known)
    return by_line if _swallowed(head, by_line) else head


def _found(separator: str, rows: list[tuple[list[str], int]], known: Known) -> Head:
    cells, ends = [row for row, _ in rows], [end for _, end in rows]
    header = find_header(cells, known.is_name)
    names = 0 if header is None else names_in(cells[header], known.is_name)
    return Head(separator, cells, ends, header, names)


def _swallowed(head: Head, by_line: Head) -> bool:
    """Whether a mark that is never closed took the header into another cell."""
    if by_line.header is None:
        return False
    if head.header is None:
        return True
    begins = head.ends[head.header - 1] if head.header else 0
    return by_line.ends[by_line.header] <= begins


def _rows(text: str, separator: str) -> Iterator[tuple[list[str], int]]:
    """The first rows by the rules of CSV, each with the place in the text where it ends."""
    place = 0

    def lines() -> Iterator[str]:
        nonlocal place
        for line in io.StringIO(text, newline=""):
            place += len(line)
            yield line

    reader = csv.reader(lines(), delimiter=separator)
    for _ in range(SEARCHED):
        try:
            row = next(reader, None)
        except csv.Error:
            return  # a cell without end: what follows is no header either
        if row is None:
            return
        yield row, place


def _single_lines(text: str, separator: str) -> Iterator[tuple[list[str], int]]:
    """The first lines, each a row by itself."""
    place = 0
    for _, line in zip(range(SEARCHED), io.StringIO(text, newline=""), strict=False):
        place += len(line)
        reading = read_quoted(line.rstrip("\r\n"), separator)
        literal = [bare(cell) for cell in line.rstrip("\r\n").split(separator)]
        yield (literal if reading.open else reading.cells), place


def unwrapped_lines(data: bytes) -> bytes:
    """A text whose lines are one quoted cell each, without those marks; the same object where few are."""
    lines = [line for line in data[:20_000].decode("utf-8", "ignore").splitlines()[:SEARCHED] if line.strip()]
    whole = [inner for line in lines if (inner := unwrapped(line)) is not None]
    separated = [inner for inner in whole if any(sign in inner for sign in SEPARATORS)]
    if len(separated) <= 0.5 * len(lines):
        return data
    return _WRAPPED_LINE.sub(lambda line: line.group(1).replace(b'""', b'"'), data)


class NoHeaderError(UserError):
    """No row of a file looks like a header."""


def no_header(file: str) -> NoHeaderError:
    """No row looks like a header."""
    return NoHeaderError(
        Text(f"{file}: geen rij met kolomnamen gevonden.", f"{file}: no row with column names found."),
        Text(
            "Exporteer met kolomnamen zoals Cliëntnummer, Team en Datum, of noem de kolommen in een profiel "
            "onder [columns].",
            "Export with column names such as Cliëntnummer, Team and Datum, or name the columns in a profile "
            "under [columns].",
        ),
    )


# --- the beginning of a large text

LOOKED_AT = 4_000_000  # bytes: some 65,000 rows of a registration
_TRIED = 1_000  # line ends that are tried for one outside a cell


def beginning(data: bytes, most: int = LOOKED_AT) -> tuple[bytes, int | None]:
    """The first whole rows of a text of more than `most` bytes, and the lines of all of it.

    A text that is smaller, or of which no place between two rows can be told (UTF-16, a quotation mark that is
    never closed, no line feeds), is given back whole, with None.
    """
    if len(data) <= most or b"\0" in data[:4000]:
        return data, None
    end = _between_rows(data, most)
    return (data, None) if end is None else (data[:end], count_lines(data))


def _between_rows(data: bytes, most: int) -> int | None:
    """Behind the last line end before `most` that stands outside a quoted cell."""
    end = most
    marks = data.count(b'"', 0, end)
    for _ in range(_TRIED):
        place = data.rfind(b"\n", 0, end) + 1
        if not place:
            return None
        marks -= data.count(b'"', place, end)
        if marks % 2 == 0:
            return place
        end = place - 1
    return None
