"""An attacker who knows who is in the team, every attribute, the rules, and keeps every page.

What became of a group of residents (told apart by no page) are whole numbers, one a start level and class. All
that the pages say of them, the choice of the rung, the rounded mean, who could improve and the start scores
included, becomes one integer program; a resident is known when every solution puts his whole group in one class,
or in one start level. Written apart from the rules it attacks.
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
LEVELS = (1, 2, 3, 4, 5)
ONCE = "measured once"
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
        self.place = {group: 3 * len(LEVELS) * number for number, group in enumerate(self.sizes)}
        for size in self.sizes.values():
            at = [
                self._unknown(0, 0 if (level, turn) in ((LEVELS[-1], 0), (LEVELS[0], 2)) else size)
                for level in LEVELS
                for turn in range(3)
            ]
            self.rows.append((dict.fromkeys(at, 1), size, size))

    def _unknown(self, low: float, high: float) -> int:
        self.bounds.append((low, high))
        return len(self.bounds) - 1

    def cell(self, groups: list[Hashable], name: str) -> dict[int, float]:
        """A class (or two together) of these groups, as coefficients."""
        return self._coefficients(groups, range(len(LEVELS)), SHOWN[name])

    def _coefficients(self, groups, levels, turns) -> dict[int, float]:
        return {
            self.place[group] + 3 * level + turn: 1.0
            for group in groups
            for level in levels
            for turn in turns
        }

    def began(self, groups: list[Hashable], start: dict[str, int] | None) -> None:
        """A page shows the start scores of these groups."""
        for name, count in (start or {}).items():
            low, _, high = name.partition("-")
            inside = [at for at, level in enumerate(LEVELS) if int(low) <= level <= int(high or low)]
            self.rows.append((self._coefficients(groups, inside, range(3)), count, count))

    def could(self, groups: list[Hashable], at_best: int) -> None:
        """A page shows how many of these groups could improve; the others began at the best score."""
        self.rows.append((self._coefficients(groups, [len(LEVELS) - 1], range(3)), at_best, at_best))

    def told(self, groups: list[Hashable], counts: dict[str, int]) -> None:
        """A page shows these counts of these groups together."""
        for name, count in counts.items():
            self.rows.append((self.cell(groups, name), count, count))

    def few(self, groups: list[Hashable], said: dict[str, int] | None) -> None:
        """A page says of hidden classes that they hold at most so many; that few stayed the same also means that
        not as few deteriorated."""
        for name, most in (said or {}).items():
            self.rows.append((self.cell(groups, name), 0, most))
            if name == "unchanged":
                self.rows.append((self.cell(groups, "deteriorated"), most + 1, np.inf))

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
        """Residents whose class, or whose start level, every solution fixes."""
        found, levels = 0, range(len(LEVELS))
        for group, size in self.sizes.items():
            asked = [self._coefficients([group], [level], range(3)) for level in levels]
            if not _only_once(group):
                asked += [self._coefficients([group], levels, [turn]) for turn in range(3)]
            found += size * any(self._least(each) == size for each in asked)
        return found

    def _least(self, asked: dict[int, float]) -> int:
        unknowns = len(self.bounds)
        where = [(row, column) for row, (cells, *_ends) in enumerate(self.rows) for column in cells]
        values = [value for cells, *_ends in self.rows for value in cells.values()]
        matrix = csr_array((values, tuple(zip(*where, strict=True))), shape=(len(self.rows), unknowns))
        wanted = np.zeros(unknowns)
        wanted[list(asked)] = 1
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
        return round(float(wanted @ solved.x))


def _only_once(group: Hashable) -> bool:
    return isinstance(group, tuple) and set(group) <= {None, ONCE}


@dataclass(frozen=True)
class Page:
    """One released row as an attacker reads it: the JSON row, the block of each resident, and the rules.

    `once`: residents who were measured once; they count in the start scores only.
    """

    row: dict
    block: dict[Hashable, str]
    k: int
    m: int
    widest: int
    once: frozenset = frozenset()


def puzzle(pages: list[Page]) -> Puzzle:
    """All pages about one outcome together; residents on exactly the same blocks of pages are one group."""
    people = {person for page in pages for person in (*page.block, *page.once)}
    group = {
        person: tuple(page.block.get(person, ONCE if person in page.once else None) for page in pages)
        for person in people
    }
    asked = Puzzle(dict(Counter(group.values())))
    for number, page in enumerate(pages):
        if page.row["n"] is not None:
            _read_shifts(asked, page, number)
            began = [group for group in asked.sizes if group[number] is not None]
            asked.began(began, page.row.get("start"))
            if page.row.get("could_improve") is not None:
                asked.could(_followed(asked, number), page.row["n"] - page.row["could_improve"])
    return asked


def _followed(asked: Puzzle, number: int) -> list[Hashable]:
    return [group for group in asked.sizes if group[number] not in (None, ONCE)]


def _read_shifts(asked: Puzzle, page: Page, number: int) -> None:
    row, m, own = page.row, page.m, _followed(asked, number)
    names = sorted(set(page.block.values()))
    blocks = {name: [group for group in own if group[number] == name] for name in names}
    steps = [(own,)]
    if len(names) > 1 and min(Counter(page.block.values()).values()) >= page.k:
        steps.insert(0, tuple(blocks.values()))
    shown = tuple(row["counts"] or ())
    asked.few(own, row.get("few"))
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
