"""Tables below each other: every block is read by its own header; what is another table is named."""

from collections.abc import Mapping, Sequence

import pandas as pd

from monitorlib.foundation.texts import Text
from monitorlib.intake.know.known import Known
from monitorlib.intake.know.words import plain
from monitorlib.intake.read.header_rows import (
    MOST_ABOVE,
    MOST_BELOW,
    Row,
    header_names,
    holds_values,
    is_moment,
)
from monitorlib.intake.read.parts import Grid
from monitorlib.intake.read.table_edges import (
    MOMENT_COLUMN,
    TEAM_COLUMN,
    Block,
    Numbered,
    Shape,
    alike,
    closing_lines,
    find_header,
    is_header,
    moments_of_titles,
    names_a_team,
    sections,
    shape_of,
    team_in,
    words_in,
    words_of_titles,
)

# --- blocks to one table


def joined(
    blocks: Sequence[tuple[list[str], Sequence[Numbered]]], titled: Mapping[str, Mapping[int, str]]
) -> pd.DataFrame:
    """The rows of all blocks under the names of the first one; a column that it has not is added.

    A block is its names and its numbered rows. `titled` are the columns that the titles make: of each the word
    of every number, or nothing where the titles do not tell it.
    """
    names = dict.fromkeys(blocks[0][0])
    places = [_places(its, names) for its, _ in blocks]
    columns, rows, numbers = list(names), [], []
    for (_, numbered), its in zip(blocks, places, strict=True):
        order = [its.get(name) for name in columns]
        for number, row in numbered:
            rows.append([row[p] if p is not None and p < len(row) else "" for p in order])
            numbers.append(number)
    frame = pd.DataFrame(
        rows, columns=columns, index=pd.Index(numbers, name="row", dtype="int64"), dtype="str"
    )
    for name, words in titled.items():
        if words:
            frame.insert(0, name, pd.Series([words[n] for n in numbers], index=frame.index, dtype="str"))
    return frame.sort_index()


def _places(names: list[str], known: dict[str, None]) -> dict[str, int]:
    """Name in the whole table to place in this block; a new name is added to `known`."""
    spelled = {plain(name): name for name in reversed(known)}
    its = {}
    for place, name in enumerate(names):
        whole = spelled.get(plain(name), name) if plain(name) else name
        whole = whole if whole not in its else f"{name} [{place + 1}]"
        known.setdefault(whole)
        its[whole] = place
    return its


# --- where a block begins and ends

_IN_TITLES = Text("de titels boven de rijen", "the titles above the rows")
_TAIL, _ABOVE = 20, 6  # rows at a block's end that are searched for totals; above a header, for titles


def grid_of_rows(rows: Sequence[Row], known: Known) -> Grid | None:
    """The table among rows of cells (of a sheet), with all its blocks; None where no row is a header."""
    header = find_header(rows, known.is_name)
    if header is None:
        return None
    names, taken = header_names(rows, header, known.is_name, known.is_told)
    body = [(number, row) for number, row in enumerate(rows[header + taken :], start=header + taken + 1)]
    return lay_out(body, names, header + taken, rows[:header], known)


def lay_out(
    rows: Sequence[Numbered], names: list[str], headings: int, titles: Sequence[Row], known: Known
) -> Grid:
    """The rows below a first header as one table.

    A block with most of the same columns, in whatever order, is taken by its own header; the same header
    again (on every page) is left out. Rows of a table about something else are refused (`other_table`).
    `headings` rows stand above, `titles` among them.
    """
    shape = shape_of([row for _, row in rows[: sampled(len(rows))]], len(names))
    blocks, inner = _blocks(rows, Block(names, headings, list(titles)), shape, known)
    main, others = blocks[0], [b for b in blocks[1:] if not alike(blocks[0].names, b.names)]
    own = [block for block in blocks if block not in others]
    closing = sum(_close(block) for block in own)
    reasons = {number: "other_table" for block in others for number in _refused(block, main)}
    teams, marked = ({}, 0) if names_a_team(main.names, known) else sections(own)
    uneven = [number for block in own for number, _ in _without_width(block)]
    titled = {TEAM_COLUMN: teams, MOMENT_COLUMN: _moments(own, main.names)}
    frame = joined([(block.names, block.rows) for block in own], titled)
    return Grid(
        frame,
        headings,
        closing,
        tuple(sorted([*uneven, *reasons])),
        reasons=reasons,
        headings=headings + inner + marked,
        notes=(*(_other_table(block) for block in others), *_about_titles(own, titled, known)),
        added_columns={name: _IN_TITLES for name, words in titled.items() if words},
    )


def _moments(blocks: list[Block], names: list[str]) -> dict[int, str]:
    """The moments that the titles tell, where the table has no column of that name."""
    return {} if MOMENT_COLUMN in names else moments_of_titles(blocks)


def _refused(other: Block, main: Block) -> list[int]:
    """The numbers of the rows of another table; its blank rows are as empty as those of the main one."""
    blank = [not any(cell.strip() for cell in row) for _, row in other.rows]
    main.rows += [entry for entry, empty in zip(other.rows, blank, strict=True) if empty]
    return [number for (number, _), empty in zip(other.rows, blank, strict=True) if not empty]


def sampled(count: int) -> int:
    """By how many of its first rows the shape of a table is known: few, as another table may follow."""
    return max(3, min(50, count // 2))


def _blocks(rows: Sequence[Numbered], first: Block, shape: Shape, known: Known) -> tuple[list[Block], int]:
    """The blocks in order, and how many rows between them are headings."""
    blocks, inner, at = [first], 0, 0
    while at < len(rows):
        if not begins_table(rows, at, shape, known):
            blocks[-1].rows.append(rows[at])
            at += 1
            continue
        near = [row for _, row in rows[max(0, at - MOST_ABOVE) : at + MOST_BELOW + 2]]
        names, taken = header_names(near, min(at, MOST_ABOVE), known.is_name, known.is_told)
        names = names[: _width([row for _, row in rows[at : at + taken]])]
        titles = _titles_above(blocks[-1].rows)
        blocks.append(Block(names, rows[at][0] + taken - 1, titles))
        inner, at = inner + taken + len(titles), at + taken
    return blocks, inner


def _width(header: Sequence[Row]) -> int:
    """The columns of a header of some rows, without the blank ones behind it."""
    return max(number for row in header for number, cell in enumerate(row, 1) if cell.strip())


def begins_table(rows: Sequence[Numbered], at: int, shape: Shape, known: Known) -> bool:
    """Whether the row at `at` is the header of a table: of this one again, or of another."""
    row = rows[at][1]
    if shape.typed and len(row) == shape.width and not shape.may_be_words(row):
        return False
    return is_header(row, known.is_name) or _is_foreign(rows, at, shape)


def _is_foreign(rows: Sequence[Numbered], at: int, shape: Shape) -> bool:
    """Whether words stand here above rows that are unlike those of the table: another table's header."""
    if not shape.typed or not are_words(rows[at][1]):
        return False
    below = [row for _, row in rows[at + 1 : at + 10] if any(cell.strip() for cell in row)][:3]
    return bool(below) and holds_values(below[0]) and not any(shape.fits(row) for row in below)


def are_words(row: Row) -> bool:
    """Whether a row has two cells or more, and letters in each."""
    filled = [cell for cell in row if cell.strip()]
    return len(filled) > 1 and all(any(c.isalpha() for c in cell) for cell in filled)


def _titles_above(rows: list[Numbered]) -> list[Row]:
    """Take the title rows off the end of a block: lone cells and merged moments, with blanks between."""
    count = 0
    for number, (_, row) in enumerate(reversed(rows[-_ABOVE:]), start=1):
        filled = words_in(row)
        if not filled:
            continue
        title = (len(filled) == 1 and not holds_values(row)) or team_in(row) is not None
        if not title and not all(is_moment(cell) for cell in filled):
            break
        count = number
    taken = [row for _, row in rows[len(rows) - count :]]
    del rows[len(rows) - count :]
    return taken


def _close(block: Block) -> int:
    """Take totals and footers off the end of a block; how many rows they are."""
    closing = closing_lines([row for _, row in block.rows[-_TAIL:]], len(block.names))
    if closing:
        del block.rows[-closing:]
    return closing


def _without_width(block: Block) -> list[Numbered]:
    """Take the rows off a block that have another number of cells than its header."""
    uneven = [entry for entry in block.rows if not _is_even(entry[1], len(block.names))]
    if uneven:
        block.rows = [entry for entry in block.rows if _is_even(entry[1], len(block.names))]
    return uneven


def _is_even(row: Row, width: int) -> bool:
    blank = not any(cell.strip() for cell in row)
    return blank or (len(row) >= width and not any(cell.strip() for cell in row[width:]))


def _other_table(block: Block) -> Text:
    return Text(
        f"onder de tabel staat een tabel over iets anders (kolomnamen in rij {block.header}); die is geweigerd. "
        "Bewaar haar in een eigen bestand.",
        f"below the table stands a table about something else (column names in row {block.header}); it is "
        "refused. Save it in a file of its own.",
    )


def _about_titles(
    blocks: list[Block], titled: Mapping[str, Mapping[int, str]], known: Known
) -> tuple[Text, ...]:
    """That blocks have titles which are not used: what they mean is not for us to guess."""
    different = {words for block in blocks if (words := words_of_titles(block.titles))}
    if any(titled.values()) or len(different) < 2 or names_a_team(blocks[0].names, known):
        return ()
    return (
        Text(
            "de tabellen onder elkaar hebben elk een eigen titel; die is niet gebruikt. Staat het team in de "
            "titel, zet het dan in een kolom en exporteer opnieuw.",
            "the tables below each other have a title each, which is not used. If the title tells the team, put "
            "that in a column and export again.",
        ),
    )
