"""Does a test of all measurements tell more than the first and the last? Size, power and coverage by simulation.

Residents have a level, a scale of five rounded steps with a floor and a ceiling, and two to six measurements whose
noise may resemble the one before (autocorrelation). A true gain comes straight, at once after the first
measurement, or only at the last one; "a crisis" is no gain: the first score alone is lower. Five tests at .05 of
one leefgebied: net improved of first and last (what the page rests on), the mean of own trends
(`statistics.trend_tests`), net improved of the directions of own trends, Kendall's test as if every order of a
resident's scores were as likely, and net improved of the mean of later scores against the first.
`python -m benchmarks.trends` prints the tables of docs/methods.md.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from scipy.stats import norm

from monitorlib.evidence.grades import Counts, net_p
from monitorlib.statistics import trend_tests
from monitorlib.statistics.intervals import plus_two_t

SETS = 2000  # leefgebieden a world
SIZES = (15, 30, 45, 90)
MOST = 6  # measurements
TIMES = {
    "half have two": (0.5, 0.25, 0.12, 0.08, 0.05),
    "all have four": (0, 0, 1, 0, 0),
    "all have six": (0, 0, 0, 0, 1),
}
NOISE = (0.4, 0.8)  # points of a single score: the more, the fewer stay the same
ALIKE = (0.0, 0.6)  # autocorrelation
GAIN, DIP = 0.3, 0.5  # points
PATHS = ("nothing", "straight", "at once", "at the end", "a crisis")
TESTS = ("first and last", "own trends", "their directions", "any order as likely", "later against first")


@dataclass(frozen=True)
class World:
    """Where scores come from; `times` is a name in TIMES, `path` one of PATHS."""

    n: int
    times: str
    noise: float
    alike: float
    path: str


def main(sets: int = SETS) -> None:
    """Print how often each test tells something, by path and by how often residents are measured."""
    found = {world: told(world, sets) for world in _worlds()}
    print(f"| share of {sets} leefgebieden a world with p ≤ .05 | {' | '.join(TESTS)} |")
    print(f"|---|{'---|' * len(TESTS)}")
    for times in TIMES:
        for path in PATHS[1:]:
            mine = [
                each.shares for world, each in found.items() if (world.times, world.path) == (times, path)
            ]
            print(f"| {times}: {path} | {_row(np.mean(mine, axis=0))} |")
    for alike in ALIKE:
        mine = [each.shares for w, each in found.items() if (w.alike, w.path) == (alike, "nothing")]
        print(f"| nothing, autocorrelation {alike}: mean | {_row(np.mean(mine, axis=0))} |")
        print(f"| nothing, autocorrelation {alike}: worst of {len(mine)} | {_row(np.max(mine, axis=0))} |")
    covered = {world: each.covered for world, each in found.items()}
    least = min(covered, key=covered.get)
    print(
        f"| interval of the mean own trend: lowest coverage of {len(covered)} | {covered[least]:.3f}, {least} |"
    )
    same = [each.same for each in found.values()]
    print(f"| the same first and last | {min(same):.2f} to {max(same):.2f} |")


def _worlds() -> Iterator[World]:
    return (World(*each) for each in product(SIZES, TIMES, NOISE, ALIKE, PATHS))


@dataclass(frozen=True)
class Told:
    """Of one world: the share of leefgebieden in which each of TESTS tells something, how often the interval of
    the mean own trend holds the truth, and the share of residents whose first and last score are the same."""

    shares: tuple[float, ...]
    covered: float
    same: float


def told(world: World, sets: int) -> Told:
    """What the tests make of `sets` leefgebieden of this world; the same numbers whenever it is asked."""
    rng = np.random.default_rng(
        [world.n, list(TIMES).index(world.times), *(int(10 * x) for x in (world.noise, world.alike))]
    )
    count = rng.choice(np.arange(2, MOST + 1), (sets, world.n), p=TIMES[world.times])
    scores, there = scores_of(rng, world, count)
    change = np.take_along_axis(scores, count[..., None] - 1, axis=2)[..., 0] - scores[..., 0]
    later = np.where(there, scores, 0.0)[..., 1:].sum(axis=2) / (count - 1) - scores[..., 0]
    leaning = sum(
        np.sign(scores[..., b] - scores[..., a]) * there[..., b] for a, b in combinations(range(MOST), 2)
    )
    trend = np.rint(12 * leaning / (count * (count - 1) / 2)) / 12
    cell = np.repeat(np.arange(sets), world.n)
    shuffled = np.abs(leaning.sum(axis=1)) / np.sqrt(
        np.maximum(_variance(scores, there, count).sum(axis=1), 1e-9)
    )
    p = (
        _net(change),
        trend_tests(cell, trend.ravel(), sets).p_mid,
        _net(trend),
        2 * norm.sf(shuffled),
        _net(later),
    )
    mean = plus_two_t(trend.sum(axis=1), (trend**2).sum(axis=1), np.full(sets, world.n))
    covered = (mean.low <= trend.mean()) & (trend.mean() <= mean.high)
    return Told(
        tuple(float((each <= 0.05).mean()) for each in p), float(covered.mean()), float((change == 0).mean())
    )


def scores_of(rng: np.random.Generator, world: World, count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scores, shape (sets, residents, MOST), and which of them were taken."""
    place = np.arange(MOST)
    there, last = place < count[..., None], place == count[..., None] - 1
    noise = rng.normal(size=there.shape)
    for step in range(1, MOST):
        noise[..., step] = world.alike * noise[..., step - 1] + np.sqrt(1 - world.alike**2) * noise[..., step]
    gained = {
        "straight": place / (count[..., None] - 1),
        "at once": np.broadcast_to(place > 0, there.shape),
        "at the end": last,
    }.get(world.path, np.zeros(there.shape))
    dip = DIP * (place == 0) if world.path == "a crisis" else 0.0
    level = 3 + 0.8 * rng.normal(size=(*count.shape, 1))
    return np.clip(np.rint(level + GAIN * gained - dip + world.noise * noise), 1, 5), there


def _variance(scores: np.ndarray, there: np.ndarray, count: np.ndarray) -> np.ndarray:
    """Of Kendall's S of each resident, were every order of his or her scores as likely (Kendall 1970, §4.2)."""
    tied = sum(_cubic(((scores == level) & there).sum(axis=2)) for level in range(1, 6))
    return (_cubic(count) - tied) / 18


def _cubic(n: np.ndarray) -> np.ndarray:
    return n * (n - 1) * (2 * n + 5)


def _net(change: np.ndarray) -> np.ndarray:
    """The p of net improved of every leefgebied, shape (sets,)."""
    change = np.round(change, 6)
    up, down = ((change * way > 0).sum(axis=1).tolist() for way in (1, -1))
    return np.array([net_p(Counts(*each, change.shape[1])) for each in zip(up, down, strict=True)])


def _row(shares: np.ndarray) -> str:
    return " | ".join(f"{share:.3f}" for share in shares)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
