"""The blocks of a team: which column parts it, what they are called, and each resident's block."""

import numpy as np
import pandas as pd

from monitorlib.analysis.rows import sorted_codes
from monitorlib.disclosure.rules import MAX_CATEGORIES, Profile, choose_blocks
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.released import Block
from monitorlib.tables import KENMERK_PREFIX

UNKNOWN = ""  # the category of residents whose attribute is not known
_UNKNOWN_LABEL = Text("onbekend", "unknown")
_OTHERS = Text("overige", "others")


def part_team(
    pairs: pd.DataFrame, blocks_by: str | None, profile: Profile
) -> tuple[tuple[Block, ...], pd.Series]:
    """The blocks of the pairs of one team, instrument and rater, and the code of each pair's block.

    `blocks_by` is a column of `pairs`, or None for the team as a whole: then, and where no two blocks can be
    made, there are no blocks and every code is "". Categories of fewer than k residents are not named.
    UserError: a column that does not exist, or with more than MAX_CATEGORIES categories.
    """
    if blocks_by is None:
        return (), pd.Series("", index=pairs.index)
    category = _categories(pairs, blocks_by)
    people = category[~pairs["resident_id"].duplicated()]
    residents = {str(name): int(count) for name, count in people.value_counts().items()}
    parts = choose_blocks(residents, profile)
    if not parts:
        return (), pd.Series("", index=pairs.index)
    numbers = [str(number) for number in range(1, len(parts) + 1)]
    code = {name: number for number, part in zip(numbers, parts, strict=True) for name in part}
    labels = (_label(part, residents, profile) for part in parts)
    # a category that somebody has at one leefgebied only is in no part: it joins the last block
    return tuple(map(Block, numbers, labels)), category.map(lambda name: code.get(name, numbers[-1]))


def cells_of(pairs: pd.DataFrame, block: pd.Series) -> dict[str, tuple[int, int, int]]:
    """Improved, unchanged and deteriorated of each block that has a pair, by its code."""
    cells = {}
    for code, direction in pairs["direction"].groupby(block, sort=True):
        up, same, down = (int((direction == each).sum()) for each in (1, 0, -1))
        cells[str(code)] = (up, same, down)
    return cells


def cells_by_area(pairs: pd.DataFrame, block: pd.Series) -> dict[str, dict[str, tuple[int, int, int]]]:
    """`cells_of` each leefgebied that has a pair, of pairs of one instrument and rater."""
    (area, areas), (code, codes) = sorted_codes(pairs["leefgebied"]), sorted_codes(block)
    place, direction = area * len(codes) + code, pairs["direction"].to_numpy(dtype=float)
    size = len(areas) * len(codes)
    held = np.bincount(place, minlength=size) > 0
    cells = [np.bincount(place[direction == each], minlength=size).tolist() for each in (1, 0, -1)]
    found: dict[str, dict[str, tuple[int, int, int]]] = {str(name): {} for name in areas}
    for at in np.flatnonzero(held).tolist():
        where, which = divmod(at, len(codes))
        found[str(areas[where])][str(codes[which])] = (cells[0][at], cells[1][at], cells[2][at])
    return found


def _categories(pairs: pd.DataFrame, blocks_by: str) -> pd.Series:
    if blocks_by not in pairs.columns:
        raise UserError(
            Text(
                f"Blokken: '{_spoken(blocks_by)}' staat niet in de gegevens.",
                f"Blocks: '{_spoken(blocks_by)}' is not in the data.",
            ),
            _CHOOSE,
        )
    category = pairs[blocks_by].astype(object).where(pairs[blocks_by].notna(), UNKNOWN).astype(str)
    if category.nunique() > MAX_CATEGORIES:
        raise UserError(
            Text(
                f"Blokken: '{_spoken(blocks_by)}' heeft {category.nunique()} waarden; hoogstens "
                f"{MAX_CATEGORIES} mag. Er is niets vrijgegeven.",
                f"Blocks: '{_spoken(blocks_by)}' has {category.nunique()} values; at most {MAX_CATEGORIES} "
                "may be. Nothing was released.",
            ),
            _CHOOSE,
        )
    return category


_CHOOSE = Text(
    "Kies in workspace.toml bij [vrijgave] een ander kenmerk voor blokken.",
    "Choose another attribute for blokken in workspace.toml, at [vrijgave].",
)


def _spoken(column: str) -> str:
    return column.removeprefix(KENMERK_PREFIX)


def _label(part: tuple[str, ...], residents: dict[str, int], profile: Profile) -> Text:
    named = [Text(name, name) if name else _UNKNOWN_LABEL for name in part if residents[name] >= profile.k]
    if len(named) < len(part):
        named.append(_OTHERS)
    return Text(", ".join(each.nl for each in named), ", ".join(each.en for each in named))
