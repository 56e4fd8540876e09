"""What is told of true and of absent shifts: grades of evidence beside the build before, in one run.

Teams whose residents have a level, on a scale of five rounded steps with a floor and a ceiling, in thirteen
leefgebieden that have something in common; some of them truly moved by 0.3 points. "Before" is the word as it
was: ranks, step-down max-T at .05 (decision 85). `python -m benchmarks.grades` prints the tables of
docs/methods.md.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
from scipy.stats import norm

from monitorlib.evidence.grades import CLEAR, HINTS, SLIGHT, Counts, Family, grades, interval, leaning
from monitorlib.statistics import max_t
from monitorlib.workspace import MARGIN

AREAS, MOVED, POINTS = 13, 6, 0.3
TEAMS = 200
COMMON = (0.0, 0.3, 0.6)  # what leefgebieden share
NOISE = (0.4, 0.6, 0.8)  # points of a single score: the more, the fewer stay the same
CENTRES = {"middle": (3.0, 3.0), "from low to the ceiling": (2.0, 4.6)}
SIZES = (15, 22, 30, 45, 90)
QUIET_SHARES = (0.15, 0.4, 0.65, 0.8, 1.0)  # of residents that change where nothing is going on
QUIET_COMMON = (0.0, 0.5, 0.9)
QUIET_AREAS = (1, 4, 13)
QUIET_TIMES = 25  # as many teams where nothing moved: the worst of many worlds is told apart from luck
TOLD = (*CLEAR, *SLIGHT, *HINTS)


@dataclass
class Tally:
    """Leefgebieden: true and absent shifts, how many were told, in which way; families with a false word."""

    true: int = 0
    before: int = 0
    clear: int = 0
    told: int = 0
    wrong_way: int = 0
    families: int = 0
    false_before: int = 0
    false_clear: int = 0
    false_share: float = 0
    hints: int = 0
    false_hints: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


def main(teams: int = TEAMS) -> None:
    """Print what is told where something moved, where nothing did, and how often intervals hold the truth."""
    print(
        f"| N = 45, {MOVED} of {AREAS} moved by {POINTS} | the same | before | clear | clear or hint | ratio |"
    )
    print("|---|---|---|---|---|---|")
    total = Tally()
    for name, common, noise in _worlds():
        tally, same = moved(45, common, noise, CENTRES[name], MOVED, teams)
        total += tally
        print(f"| {name}, in common {common}, noise {noise} | {same:.2f} | {_power(tally)}")
    print(f"| all | | {_power(total)}")
    print(f"| false among what is told | | | | {total.false_share / total.families:.3f} | |")
    print(f"| false among the hints alone | | | | {_share(total.false_hints, total.hints)} | |")
    print(f"| wrong way among what is told | | | | {_share(total.wrong_way, total.told)} | |")
    print("\n| nothing moved | family with a clear word | with any word |\n|---|---|---|")
    for n in SIZES:
        worlds = len(QUIET_SHARES) * len(QUIET_COMMON) * len(QUIET_AREAS)
        print(f"| N = {n}, the worst of {worlds} worlds | {_worst_quiet(n, teams)} |", flush=True)
    print("\n| interval beside a word, N | lowest coverage over truths |\n|---|---|")
    for n in SIZES:
        print(f"| {n} | {lowest_coverage(n, teams):.3f} |", flush=True)


def _worlds() -> Iterator[tuple[str, float, float]]:
    return ((name, common, noise) for name in CENTRES for common in COMMON for noise in NOISE)


def moved(
    n: int, common: float, noise: float, centres: tuple[float, float], areas: int, teams: int
) -> tuple[Tally, float]:
    """What was told of `teams` teams, and the share of residents that stayed the same."""
    rng, tally, same = np.random.default_rng([n, areas, int(10 * common), int(10 * noise)]), Tally(), 0.0
    for _team in range(teams):
        truth = rng.permutation(np.arange(AREAS) < areas)
        change = changes_of(rng, n, common, noise, np.linspace(*centres, AREAS), truth * POINTS)
        same += (change == 0).mean() / teams
        tally += _look(change, truth)
    return tally, same


def changes_of(
    rng, n: int, common: float, noise: float, centres: np.ndarray, shift: np.ndarray
) -> np.ndarray:
    """The changes of one team, a row a resident and a column a leefgebied; each truly moved by its `shift`."""

    def alike() -> np.ndarray:
        return np.sqrt(common) * rng.normal(size=(n, 1)) + np.sqrt(1 - common) * rng.normal(size=(n, AREAS))

    level = centres + 0.8 * alike()
    first, last = (np.clip(np.rint(level + moved_by + noise * alike()), 1, 5) for moved_by in (0.0, shift))
    return last - first


def _look(change: np.ndarray, truth: np.ndarray) -> Tally:
    before = max_t(change, n_flips=1000) <= 0.05
    words = [grade.word for grade in grades(_counts(change), MARGIN)]
    clear, told = (np.isin(words, chosen) for chosen in ((*CLEAR, *SLIGHT), TOLD))
    better = np.array([word.endswith("improved") for word in words])
    return Tally(
        true=int(truth.sum()),
        before=int((before & truth).sum()),
        clear=int((clear & truth).sum()),
        told=int((told & truth).sum()),
        wrong_way=int((told & truth & ~better).sum()),
        families=1,
        false_before=int((before & ~truth).any()),
        false_clear=int((clear & ~truth).any()),
        false_share=(told & ~truth).sum() / max(1, told.sum()),
        hints=int((told & ~clear).sum()),
        false_hints=int((told & ~clear & ~truth).sum()),
    )


def _counts(change: np.ndarray) -> list[Counts]:
    return [Counts(int((column > 0).sum()), int((column < 0).sum()), len(column)) for column in change.T]


def _worst_quiet(n: int, teams: int) -> str:
    """The largest shares of families with a false word where nothing moved, over worlds and numbers of
    leefgebieden."""
    found = [
        quiet(n, share, common, areas, QUIET_TIMES * teams)
        for share in QUIET_SHARES
        for common in QUIET_COMMON
        for areas in QUIET_AREAS
    ]
    return " | ".join(f"{max(each):.3f}" for each in zip(*found, strict=True))


def quiet(n: int, share: float, common: float, areas: int, teams: int) -> tuple[float, float]:
    """Shares of families with a clear word, and with any, where a coin decides who of the changed improved.

    A hint that reads "the same" on the page counts too.
    """
    rng, border = np.random.default_rng([n, int(100 * share), int(10 * common), areas]), norm.isf(share / 2)
    clear = told = 0
    for _team in range(teams):
        drawn = np.sqrt(common) * rng.normal(size=(n, 1)) + np.sqrt(1 - common) * rng.normal(size=(n, areas))
        change = np.where(np.abs(drawn) >= border, np.sign(drawn), 0)
        family = Family.of([leaning(row) for row in _counts(change)])
        clear += any(family.clear)
        told += any(family.clear) or any(family.hints)
    return clear / teams, told / teams


def lowest_coverage(n: int, teams: int) -> float:
    """Over true shares better and worse, also where one cannot happen: how often the interval on the page holds
    it.

    A team has thirteen leefgebieden with the same truth; the interval is the one beside each one's word.
    """
    rng, lowest = np.random.default_rng(n), 1.0
    for better, worse in _truths():
        held = 0
        for _team in range(max(1, teams // 4)):
            cells = rng.multinomial(n, (better, max(0, 1 - better - worse), worse), size=AREAS)
            rows = [Counts(int(up), int(down), n) for up, _same, down in cells]
            for row, grade in zip(rows, grades(rows, MARGIN), strict=True):
                low, high = interval(row, grade.critical)
                held += low - 1e-9 <= better - worse <= high + 1e-9
        lowest = min(lowest, held / (AREAS * max(1, teams // 4)))
    return lowest


def _truths() -> Iterator[tuple[float, float]]:
    shares = (0.0, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 0.98, 1.0)
    return ((better, worse) for better in shares for worse in shares if better + worse <= 1 + 1e-9)


def _power(tally: Tally) -> str:
    ratio = tally.told / max(1, tally.before)
    shares = (_share(each, tally.true) for each in (tally.before, tally.clear, tally.told))
    return f"{' | '.join(shares)} | {ratio:.1f} |"


def _share(part: int, whole: int) -> str:
    return f"{part / max(1, whole):.3f}"


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
