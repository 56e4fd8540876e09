"""The team that stands in the titles between blocks, for exports that have no column for it."""

import re
from collections.abc import Sequence

from monitorlib.intake.block import Block
from monitorlib.intake.known import Known
from monitorlib.intake.machine_rows import Row
from monitorlib.intake.moment_words import is_moment
from monitorlib.intake.words import known_names, plain, word_list

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
