"""What a team may read for the same promise: leefgebieden with a true word, beside the build before.

A true word: three classes, or (now) two classes or only n with what is said of the hidden class. The build before
told the counts of two classes and, from thirty residents on where it was safe, the verdict of the rows; else it
read "cannot tell".
Residents determined are counted by enumeration: every table of N residents that gives the same page.
A line of 0 to 100 is drawn as changes (whole points, five better on average), once with every difference a change
and once with the border of Wat telt: the same residents, other classes.
Real sets (tests/reference/data): teams of N persons drawn with replacement from those who were measured twice,
first and last score, each domain or item a leefgebied.
`python -m benchmarks.frontier` prints a line a mix and size, with `real` behind it those of the real sets alone.
"""

import itertools
import sys
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from monitorlib.disclosure.coarse import few_of, words_may_stand
from monitorlib.disclosure.rules import THREE, Table, choose_table, team_profile
from monitorlib.disclosure.words import Shown, Word, words_of
from monitorlib.evidence.grades import CLEAR, HINTS, SLIGHT
from monitorlib.instruments import read_instrument
from monitorlib.statistics import sign_test
from monitorlib.workspace import MARGIN

SIZES = (15, 22, 30, 45)
DRAWS = 400  # teams
TEAM = team_profile(10)
ALIKE = ((0.35, 0.45, 0.20),) * 11
# of the eleven leefgebieden of the ZRM four hardly move
ZRM = (*((0.35, 0.45, 0.20),) * 7, *((0.05, 0.90, 0.05),) * 4)
GOOD = ((0.50, 0.45, 0.05),) * 11
MIXES = {"35/45/20": ALIKE, "ZRM, four stable": ZRM, "good team 50/45/5": GOOD}
# a line of 0 to 100: spreads of the changes, scale points; 12 is nearly all noise (8 points a measurement)
SPREADS = (12, 20, 30)
BETTER = 5  # scale points, on average
LINE_AREAS = 8
REAL = Path(__file__).parents[1] / "tests" / "reference" / "data"
LEAST_PEOPLE = 40


@dataclass
class Seen:
    """Shares of the leefgebieden of all teams drawn. `clear`: p ≤ .01 by the signs; of those `hushed` read "cannot
    tell", and `withheld` say that the verdict may not be shown."""

    three: float = 0
    word_before: float = 0
    word_now: float = 0
    verdict_before: float = 0
    verdict_now: float = 0
    clear: float = 0
    hushed_before: float = 0
    hushed_now: float = 0
    withheld: float = 0
    hints_now: float = 0


def main(only: str = "") -> None:
    if only != "real":
        _invented()
    for name, people in real_sets().items():
        for n in SIZES:
            _tell(f"{name}, N={n}", drawn_from(people, n, DRAWS, seed=n))


def _invented() -> None:
    for n in SIZES:
        print(f"N={n}: {determined(n)} residents determined of all tables", flush=True)
    for (name, mix), n in ((each, n) for each in MIXES.items() for n in SIZES):
        _tell(f"{name}, N={n}", frontier(mix, n, DRAWS, seed=n))
    border = read_instrument("wat-telt").unchanged_within
    for spread, n, within in itertools.product(SPREADS, SIZES, (0.0, border)):
        kind = f"the same within {within:g}" if within else "every difference"
        _tell(f"line of 0-100, spread {spread}, {kind}, N={n}", line(spread, within, n, DRAWS, seed=n))


def _tell(name: str, seen: Seen) -> None:
    print(
        f"{name}: three classes {seen.three:.0%}; a true word {seen.word_before:.0%} before, "
        f"{seen.word_now:.0%} now; clear {seen.verdict_before:.0%} before, "
        f"{seen.verdict_now:.0%} now, and a hint {seen.hints_now:.0%}; "
        f'clear in the rows {seen.clear:.0%}, of these read as "cannot tell" '
        f"{seen.hushed_before:.0%} before, {seen.hushed_now:.0%} now; "
        f'as "may not be shown" {seen.withheld:.0%}',
        flush=True,
    )


def frontier(mix: tuple, n: int, draws: int, seed: int) -> Seen:
    """What is seen of `draws` teams of n residents whose leefgebieden move as `mix` says."""
    rng = np.random.default_rng(seed)
    return _shares(np.stack([rng.multinomial(n, each, size=draws) for each in mix], axis=1))


def line(spread: float, within: float, n: int, draws: int, seed: int) -> Seen:
    """The same of a line on which changes have this spread, and of at most `within` points are the same."""
    changes = np.rint(np.random.default_rng(seed).normal(BETTER, spread, (draws * LINE_AREAS, n))).clip(
        -100, 100
    )
    up, down = (changes > within).sum(axis=1), (changes < -within).sum(axis=1)
    return _shares(np.stack([up, n - up - down, down], axis=1).reshape(draws, LINE_AREAS, 3))


def real_sets() -> dict[str, np.ndarray]:
    """Set to what became of each person × leefgebied (0 higher, 1 the same, 2 lower), persons with every one."""
    found = {}
    for file in sorted(REAL.glob("*.csv*")):
        rows = pd.read_csv(file).sort_values("time")
        who = [name for name in ("study", "id") if name in rows]
        scores = rows.dropna(subset=["score"]).groupby([*who, "domain"])["score"]
        change = (scores.last() - scores.first())[scores.size() > 1].unstack("domain")
        several = [(file.stem.removesuffix(".csv"), change)]
        if "study" in who:
            several = [(f"{several[0][0]}, {name}", its) for name, its in change.groupby(level="study")]
        found |= {
            name: (1 - np.sign(whole.to_numpy())).astype(int)
            for name, its in several
            if len(whole := its.dropna(axis=1, how="all").dropna()) >= LEAST_PEOPLE
        }
    return found


def drawn_from(people: np.ndarray, n: int, draws: int, seed: int) -> Seen:
    """What is seen of `draws` teams of n persons from a real set, who keep their leefgebieden together."""
    chosen = people[np.random.default_rng(seed).integers(0, len(people), (draws, n))]
    return _shares(np.stack([(chosen == cell).sum(axis=1) for cell in range(3)], axis=2))


def _shares(drawn: np.ndarray) -> Seen:
    """What is seen of the cells of each team × leefgebied; the leefgebieden of a team get their words together."""
    seen, clear, (draws, areas, _classes) = Seen(), 0, drawn.shape
    for team in drawn.tolist():
        rows = [tuple(cells) for cells in team]
        words = words_of([_shown(cells) for cells in rows], MARGIN)
        clear += sum(_look(seen, cells, word, areas) for cells, word in zip(rows, words, strict=True))
    shares = {name: count / (draws * areas) for name, count in vars(seen).items()}
    shares |= {name: vars(seen)[name] / max(1, clear) for name in ("hushed_before", "hushed_now", "withheld")}
    return Seen(**shares)


def _shown(cells: tuple[int, int, int]) -> Shown:
    table = choose_table([cells], TEAM)
    return Shown(sum(cells), table.counts, few_of(table, [cells], TEAM))


def _look(seen: Seen, cells: tuple[int, int, int], word: Word, tests: int) -> bool:
    table = choose_table([cells], TEAM)
    few, three, p = few_of(table, [cells], TEAM), table.classes == THREE, _p(cells)
    before = p * tests <= 0.05 and (three or words_may_stand(table, TEAM))
    seen.three += three
    seen.word_before += three or before
    seen.word_now += three or few is not None
    seen.verdict_before += before
    seen.verdict_now += word.verdict in (*CLEAR, *SLIGHT) or word.verdict.startswith("nearly_all")
    seen.hints_now += word.verdict in HINTS
    seen.clear += p <= 0.01
    seen.hushed_before += p <= 0.01 and not three and not before
    seen.hushed_now += p <= 0.01 and not three and word.verdict == "uncertain"
    seen.withheld += p <= 0.01 and not three and word.verdict == "withheld"
    return p <= 0.01


@cache
def _p(cells: tuple[int, int, int]) -> float:
    return float(sign_test({1: cells[0], 0: cells[1], -1: cells[2]}).p_mid)


def determined(n: int) -> int:
    """Residents whose class every table with the same page fixes, and pages that fix a hidden count."""
    pages: dict[tuple, list[tuple[int, int, int]]] = defaultdict(list)
    for up in range(n + 1):
        for down in range(n - up + 1):
            cells = (up, n - up - down, down)
            table = choose_table([cells], TEAM)
            few = few_of(table, [cells], TEAM)
            [word] = words_of([_shown(cells)], MARGIN)
            pages[table, str(few), word].append(cells)
    return sum(_fixed(table, alike, n) for (table, *_said), alike in pages.items())


def _fixed(table: Table, alike: list[tuple[int, int, int]], n: int) -> int:
    least, most = np.min(alike, axis=0), np.max(alike, axis=0)
    hidden = [name not in table.classes for name in THREE]
    return n * int((least == n).any()) + int(((least == most) & hidden).sum())


if __name__ == "__main__":
    main(*sys.argv[1:2])
