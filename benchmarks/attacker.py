"""An attacker who knows who is in the team, every attribute, the rules, and keeps every page.

What became of a group of residents (told apart by no page) are whole numbers, one a start and end level. All
that the pages say of them, the choice of the rung, the rounded mean, who could improve and the start scores
included, becomes one integer program, each page read by its own border of "the same"; a resident is known when
every solution puts his whole group in one class, or in one start level. Written apart from the rules it attacks.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from math import ceil, floor

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

SHOWN = {
    "improved": (0,), "unchanged": (1,), "deteriorated": (2,), "not_improved": (1, 2), "not_deteriorated": (0, 1),
}  # fmt: skip
LEVELS = (1, 2, 3, 4, 5)
WAYS = tuple((at, end - begin) for at, begin in enumerate(LEVELS) for end in LEVELS)
_ROUNDED, _HALF = 0.0501, 0.00501  # of a mean with one decimal, of a standard deviation with two
MOST_PAIRS = 2000
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
    borders: frozenset[float] = frozenset({0})

    def __post_init__(self) -> None:
        self.place = {group: len(WAYS) * number for number, group in enumerate(self.sizes)}
        for size in self.sizes.values():
            at = [self._unknown(0, size) for _way in WAYS]
            self.rows.append((dict.fromkeys(at, 1), size, size))

    def _unknown(self, low: float, high: float) -> int:
        self.bounds.append((low, high))
        return len(self.bounds) - 1

    def cell(self, groups: list[Hashable], name: str, within: float = 0) -> dict[int, float]:
        """A class (or two together) of these groups, as coefficients; changes up to `within` are unchanged."""
        return self._coefficients(groups, range(len(LEVELS)), SHOWN[name], within)

    def _coefficients(self, groups, levels, turns, within: float = 0) -> dict[int, float]:
        return {
            self.place[group] + way: 1.0
            for group in groups
            for way, (begin, change) in enumerate(WAYS)
            if begin in levels and _turn(change, within) in turns
        }

    def began(self, groups: list[Hashable], start: dict[str, int] | None) -> None:
        """A page shows the start scores of these groups."""
        for name, count in (start or {}).items():
            low, _, high = name.partition("-")
            inside = [at for at, level in enumerate(LEVELS) if int(low) <= level <= int(high or low)]
            self.rows.append((self._coefficients(groups, inside, range(3)), count, count))

    def could(self, groups: list[Hashable], without: int, within: float = 0) -> None:
        """A page shows how many of these groups could improve; the others began at or near the best score."""
        near = [at for at, level in enumerate(LEVELS) if LEVELS[-1] - level <= within]
        self.rows.append((self._coefficients(groups, near, range(3)), without, without))

    def told(self, groups: list[Hashable], counts: dict[str, int], within: float = 0) -> None:
        """A page shows these counts of these groups together."""
        for name, count in counts.items():
            self.rows.append((self.cell(groups, name, within), count, count))

    def few(self, groups: list[Hashable], said: dict[str, int] | None, within: float = 0) -> None:
        """A page says of hidden classes that they hold at most so many; that few stayed the same also means that
        not as few deteriorated."""
        for name, most in (said or {}).items():
            self.rows.append((self.cell(groups, name, within), 0, most))
            if name == "unchanged":
                self.rows.append((self.cell(groups, "deteriorated", within), most + 1, np.inf))

    def fell(self, cells: list[dict[int, float]], m: int, most: int) -> None:
        """A finer table was not shown, so one of its cells stayed under m."""
        switches = []
        for cell in cells:
            switch = self._unknown(0, 1)
            self.rows.append(({**cell, switch: most}, -np.inf, m - 1 + most))
            switches.append(switch)
        self.rows.append((dict.fromkeys(switches, 1), 1, np.inf))

    def mean(self, groups: list[Hashable], n: int, mean: float) -> None:
        """A page shows the rounded mean change of these groups."""
        total = self.changes(groups)
        self.rows.append((total, n * (mean - _ROUNDED), n * (mean + _ROUNDED)))

    def changes(self, groups: list[Hashable], power: int = 1) -> dict[int, float]:
        """The sum of the changes of these groups (or of their squares), as coefficients."""
        return {
            self.place[group] + way: float(change**power)
            for group in groups
            for way, (_begin, change) in enumerate(WAYS)
            if change
        }

    def strayed(self, groups: list[Hashable], spread: float) -> None:
        """A page shows the standard deviation of one change of these groups, two decimals.

        The sum of changes and the sum of their squares are one of the pairs that round to it; nothing is read
        where these are too many.
        """
        n, total, squares = sum(self.sizes[g] for g in groups), self.changes(groups), self.changes(groups, 2)
        pairs = _fitting(n, spread, self._least(total), -self._least({at: -c for at, c in total.items()}))
        if len(pairs) > MOST_PAIRS:
            return
        switches = {self._unknown(0, 1): pair for pair in pairs}
        self.rows.append((dict.fromkeys(switches, 1.0), 1, 1))
        for sums, place in ((total, 0), (squares, 1)):
            self.rows.append((sums | {at: -float(pair[place]) for at, pair in switches.items()}, 0, 0))

    def known(self) -> int:
        """Residents whose class, or whose start level, every solution fixes.

        Each solution that was found answers for every group that it shows to be otherwise.
        """
        fixed: set[Hashable] = set()
        asked = [(group, each) for group in self.sizes for each in self._asked(group)]
        while asked:
            group, wanted = asked[-1]
            solution = self._solve(wanted)
            if _sum(wanted, solution) == self.sizes[group]:
                fixed.add(group)
            asked = [
                (g, each) for g, each in asked if g not in fixed and _sum(each, solution) == self.sizes[g]
            ]
        return sum(self.sizes[group] for group in fixed)

    def _asked(self, group: Hashable) -> list[dict[int, float]]:
        """Everything that may have become of this whole group."""
        levels = range(len(LEVELS))
        asked = [self._coefficients([group], [level], range(3)) for level in levels]
        if not _only_once(group):
            asked += [
                self._coefficients([group], levels, [turn], within)
                for within in sorted(self.borders)
                for turn in range(3)
            ]
        return asked

    def _least(self, wanted: dict[int, float]) -> int:
        return _sum(wanted, self._solve(wanted))

    def _solve(self, wanted: dict[int, float]) -> np.ndarray:
        """Whole numbers that fit all that the pages tell, with the least of what is wanted."""
        unknowns = len(self.bounds)
        where = [(row, column) for row, (cells, *_ends) in enumerate(self.rows) for column in cells]
        values = [value for cells, *_ends in self.rows for value in cells.values()]
        matrix = csr_array((values, tuple(zip(*where, strict=True))), shape=(len(self.rows), unknowns))
        costs = np.zeros(unknowns)
        costs[list(wanted)] = list(wanted.values())
        solved = milp(
            costs,
            integrality=np.ones(unknowns),
            bounds=Bounds(*np.array(self.bounds).T),
            constraints=LinearConstraint(
                matrix, [low for _c, low, _h in self.rows], [high for *_rest, high in self.rows]
            ),
        )
        if solved.x is None:
            raise ValueError("the pages contradict each other: the attacker is broken")
        return solved.x


def _sum(wanted: dict[int, float], solution: np.ndarray) -> int:
    return round(sum(factor * float(solution[at]) for at, factor in wanted.items()))


def _turn(change: int, within: float = 0) -> int:
    return 1 - (change > within) + (change < -within)


def _fitting(n: int, spread: float, low: int, high: int) -> list[tuple[int, int]]:
    """Sums of changes between low and high, each with the sums of squares that have this standard deviation."""
    pairs = []
    for total in range(low, high + 1):
        least, most = (max(spread + end, 0) ** 2 * (n - 1) + total**2 / n for end in (-_HALF, _HALF))
        pairs += [(total, squares) for squares in range(ceil(least), floor(most) + 1)]
    return pairs


def _only_once(group: Hashable) -> bool:
    return isinstance(group, tuple) and set(group) <= {None, ONCE}


@dataclass(frozen=True)
class Page:
    """One released row as an attacker reads it: the JSON row, the block of each resident, and the rules.

    `once`: residents who were measured once; they count in the start scores only. `within`: up to how many points
    a change stands under "the same".
    """

    row: dict
    block: dict[Hashable, str]
    k: int
    m: int
    once: frozenset = frozenset()
    within: float = 0


@dataclass(frozen=True)
class Yardstick:
    """What a release told of other people's rows before decision 73: the standard deviation of one change."""

    people: frozenset
    spread: float


def puzzle(pages: list[Page], yardsticks: Sequence[Yardstick] = ()) -> Puzzle:
    """All pages about one outcome together; residents on exactly the same blocks of pages are one group."""
    seen = [{**dict.fromkeys(page.once, ONCE), **page.block} for page in pages]
    seen += [dict.fromkeys(each.people, "") for each in yardsticks]
    group = {person: tuple(each.get(person) for each in seen) for each in seen for person in each}
    asked = Puzzle(dict(Counter(group.values())), borders=frozenset({0, *(page.within for page in pages)}))
    for number, page in enumerate(pages):
        if page.row["n"] is not None:
            _read_shifts(asked, page, number)
            began = [group for group in asked.sizes if group[number] is not None]
            asked.began(began, page.row.get("start"))
            if page.row.get("could_improve") is not None:
                without = page.row["n"] - page.row["could_improve"]
                asked.could(_followed(asked, number), without, page.within)
    for number, each in enumerate(yardsticks, len(pages)):
        asked.strayed(_followed(asked, number), each.spread)
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
    asked.few(own, row.get("few"), page.within)
    for parts in steps:
        per_block = parts != (own,)
        for classes in LADDER:
            if shown == classes and per_block == bool(row["blocks"]):
                for name, groups in zip(names if per_block else [""], parts, strict=True):
                    told = row["blocks"][name] if per_block else row["counts"]
                    asked.told(groups, told, page.within)
                if row["mean_shift"] is not None:
                    asked.mean(own, row["n"], row["mean_shift"])
                return
            cells = [asked.cell(groups, name, page.within) for groups in parts for name in classes]
            asked.fell(cells, m, row["n"])
