"""Blocks of rows, each with its own column names, to one table."""

from collections.abc import Mapping, Sequence

import pandas as pd

from monitorlib.intake.block import Numbered
from monitorlib.intake.words import plain


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
