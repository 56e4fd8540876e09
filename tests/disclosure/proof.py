"""The ladder over every table at once, in numpy: the quick twin of `choose_table`, for enumerations.

And what an attacker can conclude: all true tables that give the same page, and what they have in common.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Step:
    """One rung for every table: cells (tables, rows, classes), the classes that are shown as such."""

    name: str
    cells: np.ndarray
    shown: tuple[int, ...]


def every_table(sizes: tuple[int, ...]) -> np.ndarray:
    """Every way in which blocks of these sizes fall into three classes, shape (tables, blocks, 3)."""
    each = [
        np.array([(i, u, n - i - u) for i in range(n + 1) for u in range(n - i + 1)], dtype=np.int16)
        for n in sizes
    ]
    grid = np.meshgrid(*(np.arange(len(block)) for block in each), indexing="ij")
    return np.stack([block[at.ravel()] for block, at in zip(each, grid, strict=True)], axis=1)


def steps(tables: np.ndarray) -> list[Step]:
    """The rungs in their order."""
    group = tables.sum(axis=1, keepdims=True)
    parts = [("blocks", tables), ("team", group)] if tables.shape[1] > 1 else [("team", group)]
    found = []
    for name, cells in parts:
        found.append(Step(f"{name}_three", cells, (0, 1, 2)))
        for first in (0, 2):
            rest = cells.sum(axis=2) - cells[:, :, first]
            found.append(Step(f"{name}_two", np.stack([cells[:, :, first], rest], axis=2), (first,)))
    return [*found, Step("only_n", np.zeros((len(tables), 1, 1), np.int16), ())]


def places(tables: np.ndarray, m: int) -> np.ndarray:
    """The place in `steps` of each table's rung: the first whose cells all reach m."""
    smallest = [step.cells.reshape(len(tables), -1).min(axis=1) for step in steps(tables)[:-1]]
    return np.vstack([np.array(smallest) >= m, np.ones(len(tables), dtype=bool)]).argmax(axis=0)


# what is said beside a table, as `few_of` says it; the place is the number of the statement
STATEMENTS = (
    None,
    ("deteriorated",),
    ("unchanged",),
    ("improved",),
    ("not_improved",),
    ("not_deteriorated",),
    ("improved", "deteriorated"),
)


def statements(tables: np.ndarray, m: int, more: int = 1) -> np.ndarray:
    """The number in STATEMENTS beside each table; beside "improved or not" from a rest of m + `more` on."""
    improved, unchanged, deteriorated = tables.sum(axis=1).T
    named, place = np.array([step.name for step in steps(tables)]), places(tables, m)
    first_two, rung = int(np.flatnonzero(named == "team_two")[0]), named[place]
    only_n = (rung == "only_n") & (tables.sum(axis=(1, 2)) >= 2 * m)
    two, rest = rung == "team_two", unchanged + deteriorated
    better = two & (place == first_two) & (rest >= m + more)
    return np.select(
        [
            better & (deteriorated < m),
            better,
            two & (place > first_two),
            only_n & (rest < m),
            only_n & (improved + unchanged < m),
            only_n,
        ],
        range(1, len(STATEMENTS)),
        default=0,
    )


def alike(pages: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows in an order in which equal ones stand together, and where each run of equal ones starts."""
    key = pages @ (int(pages.max(initial=0)) + 1) ** np.arange(pages.shape[1], dtype=np.int64)
    order = np.argsort(key, kind="stable")
    return order, np.flatnonzero(np.diff(key[order], prepend=-1))


def conclusions(tables: np.ndarray, m: int, words: np.ndarray | None = None) -> Iterator[tuple[int, int]]:
    """A pair for each rung: pages that fix a hidden count, pages that tell one class of a whole block.

    Tables that give the same page (rung, numbers, and `words` from 0 up if any) are one group; in each, the
    smallest and largest value of every block × class, and of every class of the group, are compared.
    """
    sizes, place = tables[0].sum(axis=1), places(tables, m)
    for number, step in enumerate(steps(tables)):
        chosen = place == number
        if chosen.any():
            pages = step.cells[chosen].reshape(chosen.sum(), -1).astype(np.int64)
            if words is not None:
                pages = np.column_stack([pages, words[chosen]])
            order, starts = alike(pages)
            values = np.concatenate([tables, tables.sum(axis=1, keepdims=True)], axis=1)[chosen][order]
            least, most = (ufunc.reduceat(values, starts, axis=0) for ufunc in (np.minimum, np.maximum))
            fixed = ((least == most) & ~_visible(step, len(sizes))).any(axis=(1, 2))
            known = (least[:, :-1] == sizes[:, None]).any(axis=(1, 2))
            yield int(fixed.sum()), int(known.sum())


def _visible(step: Step, blocks: int) -> np.ndarray:
    """Which block × class (and, last, group × class) stands on the page as such."""
    visible = np.zeros((blocks + 1, 3), dtype=bool)
    for each in step.shown:
        visible[slice(None) if step.name.startswith("blocks") or blocks == 1 else -1, each] = True
    return visible
