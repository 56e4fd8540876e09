"""One line of a separated text to its cells, in the ways that exports write quotation marks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

QUOTE = '"'


@dataclass(frozen=True)
class Reading:
    """The cells of a line; `sound` when every mark stands where a CSV has one, `open` when one never ends."""

    cells: list[str]
    sound: bool = True
    open: bool = False


def read_quoted(text: str, separator: str) -> Reading:
    """The cells by the rules of CSV; behind a closing mark that no separator follows the rest is literal."""
    cells, place, sound = [], 0, True
    while True:
        cell, place, state = _cell(text, place, separator)
        cells.append(cell)
        sound = sound and state != "unsound"
        if state == "open" or place >= len(text):
            return Reading(cells, sound, state == "open")
        place += 1
        if place == len(text):
            return Reading([*cells, ""], sound)


def _cell(text: str, place: int, separator: str) -> tuple[str, int, str]:
    """The cell that begins at `place`, where it ends, and whether it is sound, unsound or open."""
    if not text.startswith(QUOTE, place):
        end = _next(text, separator, place)
        return text[place:end], end, "sound"  # a mark within, such as 6" of pipe, means nothing
    parts, start = [], place + 1
    while (mark := text.find(QUOTE, start)) != -1:
        parts.append(text[start:mark])
        if not text.startswith(QUOTE, mark + 1):
            end = _next(text, separator, mark + 1)
            rest = text[mark + 1 : end]
            return QUOTE.join(parts) + rest, end, "unsound" if rest else "sound"
        start = mark + 2
    return QUOTE.join([*parts, text[start:]]), len(text), "open"


def _next(text: str, separator: str, place: int) -> int:
    found = text.find(separator, place)
    return len(text) if found == -1 else found


def ways(line: str, separator: str) -> Iterator[list[str]]:
    """The cells of one line in every way that an export may have meant it, the likely one first.

    By the rules of CSV; with marks behind a space; with a backslash before a mark within; with marks within
    that are not doubled; as a line that is one cell; with marks that mean nothing.
    """
    strict = read_quoted(line, separator)
    if strict.sound and not strict.open:
        yield strict.cells
    yield from _respelled(line, separator)
    yield _undoubled(line, separator)
    yield _literal(line, separator)
    if not strict.open:
        yield strict.cells
    whole = unwrapped(line)
    if whole is not None:
        yield from (cells for cells in ways(whole, separator) if len(cells) > 1)


def _respelled(line: str, separator: str) -> Iterator[list[str]]:
    sign = re.escape(separator)
    for spelled in (
        re.sub(rf'(^|{sign})\s+"', r'\1"', re.sub(rf'"\s+({sign}|$)', r'"\1', line)),
        line.replace('\\"', '""'),
    ):
        reading = read_quoted(spelled, separator)
        if spelled != line and reading.sound and not reading.open:
            yield reading.cells


def _undoubled(line: str, separator: str) -> list[str]:
    """A cell that begins with a mark ends at the first mark before a separator; marks within are literal."""
    cells, place = [], 0
    while place <= len(line):
        end = _next(line, separator, place)
        if line.startswith(QUOTE, place) and not line.startswith(QUOTE + separator, place + 1):
            close = line.find(QUOTE + separator, place + 1)
            close = len(line) - 1 if close == -1 and line.endswith(QUOTE) and len(line) > place + 1 else close
            end = end if close == -1 else close + 1
        cells.append(bare(line[place:end]))
        place = end + 1
    return cells


def _literal(line: str, separator: str) -> list[str]:
    return [bare(cell) for cell in line.split(separator)]


def bare(cell: str) -> str:
    """A cell without the marks around it, also where only one of the two is left."""
    if len(cell) > 1 and cell.startswith(QUOTE) and cell.endswith(QUOTE):
        return cell[1:-1].replace(QUOTE * 2, QUOTE)
    return cell.strip(QUOTE) if cell.count(QUOTE) == 1 else cell


_WRAPPED = re.compile(r'\s*"((?:[^"]|"")*)"[\s;,|]*')


def unwrapped(line: str) -> str | None:
    """What stands in a line that is one quoted cell, or None; a spreadsheet may have put separators behind it."""
    found = _WRAPPED.fullmatch(line)
    return found.group(1).replace(QUOTE * 2, QUOTE) if found else None


def written(cells: list[str], separator: str) -> str:
    """A line that every reader of CSV reads as these cells."""
    return separator.join(
        QUOTE + cell.replace(QUOTE, QUOTE * 2) + QUOTE
        if any(sign in cell for sign in (separator, QUOTE, "\n", "\r"))
        else cell
        for cell in cells
    )
