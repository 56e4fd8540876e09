"""A header of one, two or three rows to one name a column: codes over questions, groups over leefgebieden."""

import re
from collections.abc import Callable, Iterable, Sequence

from monitorlib.intake.know.fields import date_name, split_moment
from monitorlib.intake.know.moments import is_moment as are_words_of_a_moment
from monitorlib.intake.know.words import is_known, plain, word_list

# --- rows that tools write for other programs

Row = Sequence[str]

_IMPORT_ID = '{"importid"'
_TAG = re.compile(r"#[A-Za-z]\w*(\s*\+\s*\w+)*")  # "#adm1 +name"; no "#N/A" or "#NAAM?" of a spreadsheet


def are_import_ids(row: Row) -> bool:
    """Whether most cells of a row are the ids of questions that Qualtrics writes."""
    filled = [cell.strip().replace(" ", "").casefold() for cell in row if cell.strip()]
    return bool(filled) and sum(cell.startswith(_IMPORT_ID) for cell in filled) > 0.5 * len(filled)


def are_tags(row: Row) -> bool:
    """Whether a row holds HXL tags and nothing else, as KoboToolbox writes them below its header."""
    filled = [cell.strip() for cell in row if cell.strip()]
    return bool(filled) and all(_TAG.fullmatch(cell) for cell in filled)


# --- the rows of a header together

IsName = Callable[[str], bool]  # known.Known.is_name

MOST_BELOW, MOST_ABOVE = 3, 2  # rows of a header below and above the one with most names
MOST_WORDS = 4  # of a name; more are a question
_VALUE = re.compile(r"[-+]?\d+([.,]\d+)?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*")
_YEAR = re.compile(r"(19|20)\d\d")
_NUMBERED = re.compile(r"((vervolg|tussen|eind|herhaal)?meting|ronde|wave|t|m) ?\d+|(19|20)\d\d")
_CODE = re.compile(r"(?=.*\d)[A-Za-z]{0,12}[_-]?\d+([_.#-]\w+)*")  # Q3_1, V12, VAR00003
# what survey tools write below an open question, and offices below a column
_SUB = re.compile(
    r"(open (ended )?)?(response|antwoord)|other please specify|anders namelijk|score|cijfer"
    r"|dd mm (jjjj|yyyy)|\d \d|schaal.*"
)


def names_in(row: Row, is_name: IsName) -> int:
    """How many cells are column names; none where the row holds values (numbers, dates)."""
    if holds_values(row) or are_tags(row):
        return 0
    return sum(is_name(cell) for cell in row if cell.strip())


def holds_values(row: Row) -> bool:
    """Whether a cell is a number or a date, as no header's is; a year may stand above its columns."""
    cells = [cell.strip() for cell in row if cell.strip()]
    found = [cell for cell in cells if _VALUE.fullmatch(cell)]
    return bool(found) and not (len(found) > 1 and all(_YEAR.fullmatch(cell) for cell in cells))


def header_names(
    rows: Sequence[Row], position: int, is_name: IsName = is_known, is_told: IsName | None = None
) -> tuple[list[str], int]:
    """The column names of the header at `position`, and how many rows it takes from there on.

    Survey tools write a code, a question and an id below each other; offices merge a leefgebied over its
    moments, or a moment or a group over its leefgebieden. Of each column the cell that names it is taken,
    with its moment; the cell that a profile tells (`is_told`) goes before every other.
    """
    last = position
    while last < position + MOST_BELOW and _goes_on(rows, position, last + 1, is_name):
        last += 1
    above = range(max(0, position - MOST_ABOVE), position)
    first = next((row for row in above if _stands_above(rows, row, last, is_name)), position)
    named = [row for row in rows[first : last + 1] if not (are_import_ids(row) or are_tags(row))]
    levels = named or [rows[position]]  # a damaged file may hold nothing but rows for machines
    taken = last + 1 - position
    if len(levels) == 1:
        return unique_names(levels[0]), taken
    return _together(_padded(levels), is_name, is_told or (lambda _: False)), taken


def _goes_on(rows: Sequence[Row], header: int, below: int, is_name: IsName) -> bool:
    """Whether the row at `below` still belongs to the header: ids, questions, moments, names, no data."""
    if below >= len(rows):
        return False
    row = rows[below]
    if are_import_ids(row) or (below + 1 < len(rows) and are_import_ids(rows[below + 1])):
        return True
    filled = [cell for cell in row if cell.strip()]
    if are_tags(row):
        return True
    if not filled or holds_values(row):
        return False
    names = sum(is_name(cell) for cell in filled)
    if names > 1 and names >= 0.5 * len(filled):
        return True
    if all(is_name(cell) or is_moment(cell) or _is_sub(cell) for cell in filled):
        return len(filled) > 1
    return below == header + 1 and _are_questions(rows[header], row)


def _are_questions(header: Row, row: Row) -> bool:
    """Whether codes (Q3_1, Q3_2 …) have words below them."""
    below = [row[place] if place < len(row) else "" for place, cell in enumerate(header) if is_code(cell)]
    return len(below) > 2 and all(re.search(r"[^\W\d]{2}", cell) and " " in cell.strip() for cell in below)


def _stands_above(rows: Sequence[Row], above: int, last: int, is_name: IsName) -> bool:
    """Whether the row at `above` belongs to the header that ends at `last`, and is no title line."""
    row = rows[above]
    filled = [cell for cell in row if cell.strip()]
    if not filled or holds_values(row):
        return False
    if any(are_import_ids(other) for other in rows[above + 1 : last + 1]):
        return len(filled) > 1
    if len(filled) > 1 and all(is_moment(cell) for cell in filled):
        return True
    under = [_below(rows[above + 1 : last + 1], place) for place in range(len(row))]
    if any(is_name(cell) and not below for cell, below in zip(row, under, strict=True)):
        return True
    if all(is_moment(below) for cell, below in zip(row, under, strict=True) if cell.strip()):
        return True
    wide = len(filled) > 2 and len(filled) >= 0.9 * sum(bool(cell) for cell in under)
    return wide and sum(is_code(cell) for cell in filled) > 2


def _below(rows: Sequence[Row], place: int) -> str:
    """The first filled cell of a column."""
    return next((row[place].strip() for row in rows if place < len(row) and row[place].strip()), "")


def is_moment(cell: str) -> bool:
    """Whether a cell is the word of a moment and nothing else: "start", "Meting 2", "Vervolgmeting", "2024".

    "Einddatum" is the name of a column: a cell above it may be the title of the whole table.
    """
    bare = plain(cell)
    if not bare:
        return False
    is_told = split_moment(f"x {bare}")[0] == "x" or bool(_NUMBERED.fullmatch(bare))
    return is_told or (are_words_of_a_moment(word_list(cell)) and date_name(cell) is None)


def is_code(cell: str) -> bool:
    """Whether a cell is a survey tool's number of a question."""
    return bool(_CODE.fullmatch(cell.strip()))


def _is_question(cell: str) -> bool:
    return cell.strip().endswith("?") or len(cell.split()) > MOST_WORDS


def _is_sub(cell: str) -> bool:
    return bool(_SUB.fullmatch(plain(cell)))


def _padded(levels: Sequence[Row]) -> list[list[str]]:
    width = max(len(row) for row in levels)
    return [[*row, *[""] * (width - len(row))] for row in levels]


def _together(levels: list[list[str]], is_name: IsName, is_told: IsName) -> list[str]:
    """One name a column out of several rows.

    A profile may name a column by one cell of its header, or as it was read without the profile: what is read
    so goes before a cell, as "Datum" may be a cell of two columns and the name of one.
    """
    composed = _composed(levels, is_name)
    alone = [unique_names(row) for row in levels]
    taken = {plain(name) for name in composed}
    names = []
    for place, name in enumerate(composed):
        told = [
            its[place] for its in reversed(alone) if is_told(its[place]) and plain(its[place]) not in taken
        ]
        names.append(told[0] if told and not is_told(name) else name)
    return unique_names(names)


def _composed(levels: list[list[str]], is_name: IsName) -> list[str]:
    """The names as the cells of each column make them."""
    full = list(levels)
    for level in range(len(levels) - 2, -1, -1):
        full[level] = _filled(levels[level], full[level + 1])
    names, whole = [], []
    for place in range(len(levels[0])):
        cells = [
            (row[place], _spans(row, place) if level < len(full) - 1 else False)
            for level, row in enumerate(full)
        ]
        names.append(_column_name(cells, is_name))
        whole.append(" ".join(dict.fromkeys(cell for cell, _ in reversed(cells) if cell.strip())))
    # one name in two groups (resident and professional): the group tells them apart
    return unique_names([w if names.count(n) > 1 and n else n for n, w in zip(names, whole, strict=True)])


def _spans(row: Row, place: int) -> bool:
    """Whether the cell is merged with a neighbour (its word was repeated to the right)."""
    beside = row[max(0, place - 1) : place + 2]
    return bool(row[place].strip()) and list(beside).count(row[place]) > 1


def _column_name(cells: Iterable[tuple[str, bool]], is_name: IsName) -> str:
    name, wide, moments = "", False, []
    for cell, spans in cells:
        if is_moment(cell):
            moments.append(cell)
        else:
            name, wide = _named(name, wide, cell, is_name), spans
    return " ".join([part for part in (name, *moments) if part.strip()])


def _named(upper: str, spans: bool, lower: str, is_name: IsName) -> str:
    """Of two cells below each other the one that names the column; both where one alone says too little."""
    if not lower.strip() or not upper.strip() or plain(upper) == plain(lower):
        return lower if lower.strip() else upper
    if is_known(upper) and not spans and _is_question(lower):  # "clientnr" over "Wat is het cliëntnummer?"
        return upper
    if is_name(lower) and not (is_name(upper) and _is_sub(lower)):
        return lower
    if spans:
        return f"{upper} {lower}"
    if is_name(upper) or _is_sub(lower):
        return upper
    return lower if is_code(upper) else f"{upper} {lower}"


def _filled(row: Row, beside: Row) -> list[str]:
    """A merged row with its words repeated to the right, as far as there is something beside it."""
    words, last = [], ""
    for place, other in enumerate(beside):
        cell = row[place] if place < len(row) else ""
        last = cell if cell.strip() else last if other.strip() else ""
        words.append(last)
    return words


def unique_names(header: Row) -> list[str]:
    """The header's names, trimmed; a blank or repeated one gets its column number, so each is unique."""
    names: list[str] = []
    for number, cell in enumerate(header, start=1):
        name = " ".join(cell.split())
        names.append(name if name and name not in names else f"{name or 'kolom'} [{number}]")
    return names
