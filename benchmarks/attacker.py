"""An attacker who knows who is in the team, every attribute, the rules, and keeps every page.

What became of a group of residents (told apart by no page) are three whole numbers. All that the pages say
of them, the choice of the rung and the rounded mean included, becomes one integer program; a resident is
known when every solution puts his whole group in one class. Written apart from the rules it attacks.
"""

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

SHOWN = {
    "improved": (0,), "unchanged": (1,), "deteriorated": (2,), "not_improved": (1, 2), "not_deteriorated": (0, 1),
}  # fmt: skip
LADDER = (
    ("improved", "unchanged", "deteriorated"),
    ("improved", "not_improved"),
    ("deteriorated", "not_deteriorated"),
)


@dataclass
class Puzzle:
    """Unknown counts of groups, and what is known of them: rows of (coefficients, low, high)."""

    sizes: dict[Hashable, int]
    rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)
    bounds: list[tuple[float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.place = {group: 3 * number for number, group in enumerate(self.sizes)}
        for size in self.sizes.values():
            at = [self._unknown(0, size) for _class in range(3)]
            self.rows.append((dict.fromkeys(at, 1), size, size))

    def _unknown(self, low: float, high: float) -> int:
        self.bounds.append((low, high))
        return len(self.bounds) - 1

    def cell(self, groups: list[Hashable], name: str) -> dict[int, float]:
        """A class (or two together) of these groups, as coefficients."""
        return {self.place[group] + each: 1.0 for group in groups for each in SHOWN[name]}

    def told(self, groups: list[Hashable], counts: dict[str, int]) -> None:
        """A page shows these counts of these groups together."""
        for name, count in counts.items():
            self.rows.append((self.cell(groups, name), count, count))

    def fell(self, cells: list[dict[int, float]], m: int, most: int) -> None:
        """A finer table was not shown, so one of its cells stayed under m."""
        switches = []
        for cell in cells:
            switch = self._unknown(0, 1)
            self.rows.append(({**cell, switch: most}, -np.inf, m - 1 + most))
            switches.append(switch)
        self.rows.append((dict.fromkeys(switches, 1), 1, np.inf))

    def mean(self, groups: list[Hashable], n: int, mean: float, widest: int) -> None:
        """A page shows the rounded mean change of these groups; one change is 1..widest points."""
        sums = {1: self._unknown(0, n * widest), -1: self._unknown(0, n * widest)}
        for sign, name in ((1, "improved"), (-1, "deteriorated")):
            few = dict.fromkeys(self.cell(groups, name), -1.0)
            self.rows.append(({**few, sums[sign]: 1}, 0, np.inf))
            self.rows.append(({**dict.fromkeys(few, -widest), sums[sign]: 1}, -np.inf, 0))
        self.rows.append(({sums[1]: 1, sums[-1]: -1}, n * (mean - 0.0501), n * (mean + 0.0501)))

    def known(self) -> int:
        """Residents whose class every solution fixes."""
        found = 0
        for group, size in self.sizes.items():
            found += size * any(self._least(self.place[group] + each) == size for each in range(3))
        return found

    def _least(self, at: int) -> int:
        unknowns = len(self.bounds)
        where = [(row, column) for row, (cells, *_ends) in enumerate(self.rows) for column in cells]
        values = [value for cells, *_ends in self.rows for value in cells.values()]
        matrix = csr_array((values, tuple(zip(*where, strict=True))), shape=(len(self.rows), unknowns))
        wanted = np.zeros(unknowns)
        wanted[at] = 1
        solved = milp(
            wanted,
            integrality=np.ones(unknowns),
            bounds=Bounds(*np.array(self.bounds).T),
            constraints=LinearConstraint(
                matrix, [low for _c, low, _h in self.rows], [high for *_rest, high in self.rows]
            ),
        )
        if solved.x is None:
            raise ValueError("the pages contradict each other: the attacker is broken")
        return round(solved.x[at])


@dataclass(frozen=True)
class Page:
    """One released row as an attacker reads it: the JSON row, the block of each resident, and the rules."""

    row: dict
    block: dict[Hashable, str]
    k: int
    m: int
    widest: int


def puzzle(pages: list[Page]) -> Puzzle:
    """All pages about one outcome together; residents on exactly the same blocks of pages are one group."""
    people = {person for page in pages for person in page.block}
    group = {person: tuple(page.block.get(person) for page in pages) for person in people}
    asked = Puzzle(dict(Counter(group.values())))
    for number, page in enumerate(pages):
        if page.row["n"] is not None:
            _read(asked, page, number)
    return asked


def _read(asked: Puzzle, page: Page, number: int) -> None:
    row, m = page.row, page.m
    own = [group for group in asked.sizes if group[number] is not None]
    names = sorted(set(page.block.values()))
    blocks = {name: [group for group in own if group[number] == name] for name in names}
    steps = [(own,)]
    if len(names) > 1 and min(Counter(page.block.values()).values()) >= page.k:
        steps.insert(0, tuple(blocks.values()))
    shown = tuple(row["counts"] or ())
    for parts in steps:
        per_block = parts != (own,)
        for classes in LADDER:
            if shown == classes and per_block == bool(row["blocks"]):
                for name, groups in zip(names if per_block else [""], parts, strict=True):
                    asked.told(groups, row["blocks"][name] if per_block else row["counts"])
                if row["mean_shift"] is not None:
                    asked.mean(own, row["n"], row["mean_shift"], page.widest)
                return
            cells = [asked.cell(groups, name) for groups in parts for name in classes]
            asked.fell(cells, m, row["n"])
