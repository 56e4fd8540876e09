"""Where a table begins and ends: its header, the titles above it, totals below, and what its rows look like."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from monitorlib.intake.know.known import Known
from monitorlib.intake.know.moments import is_moment
from monitorlib.intake.know.words import is_known, known_names, plain, word_list
from monitorlib.intake.read.header_rows import IsName, Row, holds_values, names_in

# --- what rows look like

# a number, a date, at least a figure (dates in words, client numbers): the first that all cells have
_PATTERNS = tuple(
    map(re.compile, (r"^\s*[-+]?\d+([.,]\d+)?\s*$", r"^\W*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}", r"\d"))
)
MOST_OF_A_KIND = 0.95  # a column has a kind when so many of its filled cells have it
FITS = 0.8  # a row fits when so many of its cells in such columns are of their kind
FEWEST_ROWS = 3  # rows that must have been seen


@dataclass(frozen=True)
class Shape:
    """The width of a table and its typed columns: place to the pattern that their cells have."""

    width: int
    typed: dict[int, re.Pattern]

    def fits(self, row: Row | None) -> bool:
        """Whether a row is like the rows of the table: as wide, with numbers and dates where these have them."""
        if row is None or len(row) != self.width:
            return False
        if not self.typed:
            return True
        filled = [(pattern, row[place]) for place, pattern in self.typed.items() if row[place].strip()]
        return bool(filled) and sum(bool(p.search(cell)) for p, cell in filled) >= FITS * len(filled)

    def fits_part(self, cells: Row) -> bool:
        """Whether cells are like the first or the last ones of a row: two numbers or dates in their places."""
        if len(cells) < 2 or len(cells) > self.width:
            return False
        return any(self._match(cells, shift) for shift in (0, self.width - len(cells)))

    def _match(self, cells: Row, shift: int) -> bool:
        typed = [(self.typed[p + shift], cell) for p, cell in enumerate(cells) if p + shift in self.typed]
        found = [bool(pattern.search(cell)) for pattern, cell in typed if cell.strip()]
        return len(found) > 1 and all(found)

    def may_be_words(self, row: Row) -> bool:
        """Whether no typed cell of a row holds what its column holds: a first look for a header."""
        return not any(
            place < len(row) and pattern.search(row[place]) for place, pattern in self.first_typed()
        )

    def first_typed(self) -> list[tuple[int, re.Pattern]]:
        """The typed columns by which a row is looked at first: two in front, and one of numbers."""
        front = list(self.typed.items())[:2]
        numbers = [entry for entry in self.typed.items() if entry[1] is _PATTERNS[0] and entry not in front]
        return [*front, *numbers[:1]]


def shape_of(rows: Sequence[Row], width: int) -> Shape:
    """The shape of a table by some of its rows; without typed columns where too few are seen."""
    seen = [row for row in rows if len(row) == width and any(cell.strip() for cell in row)]
    if len(seen) < FEWEST_ROWS:
        return Shape(width, {})
    kinds = {place: _kind([row[place] for row in seen if row[place].strip()]) for place in range(width)}
    return Shape(width, {place: kind for place, kind in kinds.items() if kind is not None})


def _kind(cells: list[str]) -> re.Pattern | None:
    """The pattern that nearly all filled cells have, or None."""
    if len(cells) < FEWEST_ROWS:
        return None
    fitting = (
        p for p in _PATTERNS if sum(bool(p.search(cell)) for cell in cells) >= MOST_OF_A_KIND * len(cells)
    )
    return next(fitting, None)


# --- the header above, the totals below

SEARCHED = 60  # rows that are searched for a header
# two headers belong to one table when they share so many names of the shorter, and of the longer
ALIKE, FEWEST = 0.5, 0.3
MOST_CLOSING = 5  # totals and footers with no other row before them; more are rows
_TOTALS = re.compile(
    r"(sub|eind|grand )?(totaal|total)|gemiddeld|aantal |som |einde (rapport|bestand)|afgedrukt|geexporteerd"
)


def find_header(rows: Sequence[Row], is_name: IsName = is_known) -> int | None:
    """The position of the header among the first rows, or None where no row looks like one.

    The header is the row with most column names that are known by themselves, at least two; the first
    one where several are equal. A row that holds values (numbers, dates) is none. Where the same table
    begins higher up under another header (a block a team), that one is the header.
    """
    names = {
        p: n for p, row in enumerate(rows[:SEARCHED]) if len(row) > 1 and (n := names_in(row, is_name)) > 1
    }
    if not names:
        return None
    best = max(names, key=lambda position: (names[position], -position))
    return next(position for position in names if position == best or _same_table(rows, position, best))


def _same_table(rows: Sequence[Row], above: int, header: int) -> bool:
    """Whether a header stands above rows with values, and names the columns of the header below them."""
    between = rows[above + 1 : header]
    return alike(rows[above], rows[header]) and any(holds_values(row) for row in between)


def alike(names: Row, others: Row) -> bool:
    """Whether two headers have most of their names in common."""
    one, two = ({plain(cell) for cell in row if cell.strip()} for row in (names, others))
    if one and one == two:
        return True
    common, sizes = len(one & two), sorted((len(one), len(two)))
    return common > 2 and common >= ALIKE * sizes[0] and common >= FEWEST * sizes[1]


def is_header(row: Row, is_name: IsName) -> bool:
    """Whether a row in the midst of a table is a header: at least half of its cells are column names."""
    filled = sum(bool(cell.strip()) for cell in row)
    names = names_in(row, is_name) if filled > 1 else 0
    return names > 1 and names >= 0.5 * filled


def known_in_header(rows: Sequence[Row], is_name: IsName = is_known) -> int:
    """How many names of the best header are known: what a separator or a sheet is judged by."""
    return max((names_in(row, is_name) for row in rows[:SEARCHED]), default=0)


def closing_lines(rows: Sequence[Row], width: int) -> int:
    """How many rows at the very end are totals or a footer, blank rows between them included.

    A row that fills whatever all rows above it fill is a row like these: a first column may say "Gemiddeld" of a
    resident. A total has no client, or no day.
    """
    closing = _closing(rows, width)
    above = [row for row in rows[: len(rows) - closing] if _filled(row)]
    if not above and len(rows) > MOST_CLOSING:
        above = [row for row in rows if _filled(row)]
    always = set.intersection(*map(_filled, above)) if above else set()
    like = [
        n for n, row in enumerate(rows[len(rows) - closing :]) if len(always) > 1 and always <= _filled(row)
    ]
    return closing - 1 - like[-1] if like else closing


def _filled(row: Row) -> set[int]:
    return {place for place, cell in enumerate(row) if cell.strip()}


def _closing(rows: Sequence[Row], width: int) -> int:
    """How many rows at the end say by their first cell that they close the table."""
    closing = 0
    for count, row in enumerate(reversed(rows), start=1):
        filled = [cell.strip() for cell in row if cell.strip()]
        if not filled:
            continue
        if not _is_closing(filled, width):
            break
        closing = count
    return closing


def _is_closing(filled: list[str], width: int) -> bool:
    lone_remark = len(filled) == 1 and width > 2 and " " in filled[0]
    return bool(_TOTALS.match(plain(filled[0]))) or lone_remark


# --- one block of rows

Numbered = tuple[int, Row]  # a row with its number in the file


@dataclass
class Block:
    """The rows below one header; `titles` are the rows above it that hold no data."""

    names: list[str]
    header: int
    titles: list[Row] = field(default_factory=list)
    rows: list[Numbered] = field(default_factory=list)


# --- team and moment in the titles between blocks

TEAM_COLUMN, MOMENT_COLUMN = "Team", "Moment"
_TEAM = re.compile(r"([\w-]*team(?:naam)?)(?:\s*([:=])\s*|\s+)(\S.*)", re.IGNORECASE)
_PAGE = re.compile(r"(pagina|page|blad|afgedrukt|datum)\b.*|[\d ]+")


def names_a_team(names: Sequence[str], known: Known) -> bool:
    """Whether a column holds the team, by its name or by a profile."""
    told = {plain(c) for p in known.profiles for c, field in p.columns.items() if field == "team"}
    fields = known_names("fields")
    return any(fields.get(plain(name)) == "team" or plain(name) in told for name in names)


def words_in(row: Row) -> list[str]:
    """The different filled cells of a row: a title that is merged over all columns may be repeated in each."""
    return list(dict.fromkeys(cell.strip() for cell in row if cell.strip()))


def team_in(row: Row) -> str | None:
    """The team in a title: "Wijkteam Oost" as it stands, "Team: Oost" (also in two cells) what follows."""
    filled = words_in(row)
    if not filled or len(filled) > 2:
        return None
    if len(filled) == 2 and plain(filled[0]) not in ("team", "teamnaam", "wijkteam"):
        return None
    found = _TEAM.fullmatch(
        ": ".join(cell.rstrip(": ") for cell in filled) if len(filled) == 2 else filled[0]
    )
    if found is None:
        return None
    return found.group(3) if found.group(2) else filled[0]


def words_of_titles(titles: Sequence[Row]) -> tuple[str, ...]:
    """What the titles above a block say, without page numbers and days of printing."""
    words = (plain(cell) for row in titles for cell in row if cell.strip())
    return tuple(word for word in words if word and not _PAGE.fullmatch(word))


def moments_of_titles(blocks: "list[Block]") -> dict[int, str]:
    """The moment of every row by the title above its block ("Startmetingen 2024"); empty unless each has its own.

    A block without a title goes on with the one above it.
    """
    moments, told = {}, None
    for block in blocks:
        words = [word for row in block.titles for word in words_in(row) if is_moment(word_list(word))]
        told = words[-1] if words else told if block.titles == [] else None
        if told is None:
            return {}
        moments |= {number: told for number, _ in block.rows}
    return moments if len(set(moments.values())) > 1 else {}


def sections(blocks: "list[Block]") -> tuple[dict[int, str], int]:
    """The team of every row by the titles above and between the rows, and how many titles stood between.

    Empty unless each filled row has a title with a team above it, and there is more than one team: a file
    with one title is about one team, which a profile tells. The titles between rows are taken off the blocks.
    """
    teams, marks, team = {}, [], None
    for block in blocks:
        told = [found for row in block.titles if (found := team_in(row)) is not None]
        team = told[-1] if told else team if block.titles == [] else None
        for number, row in block.rows:
            found = team_in(row) if len(words_in(row)) == 1 else None
            team = found or team
            marks += [number] if found else []
            teams[number] = team or ""
    filled = {number for block in blocks for number, row in block.rows if any(cell.strip() for cell in row)}
    if len(set(teams.values())) < 2 or any(not teams[number] for number in filled):
        return {}, 0
    for block in blocks:
        block.rows = [entry for entry in block.rows if entry[0] not in set(marks)]
    return teams, len(marks)
