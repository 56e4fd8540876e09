"""How often partially pooled intervals hold the truth, how narrow they are, and how far the estimates are off.

Residents who improve, stay the same or deteriorate, in leefgebieden of one team (the same residents, who have
something in common) or in teams (other residents). True net shares: all nought; six of thirteen .3; one group
alone .5; drawn from a normal distribution; half better and nobody worse. Each beside the group's own figure.
`python -m benchmarks.pooled` prints the table of docs/methods.md.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from monitorlib.statistics.intervals import tango
from monitorlib.statistics.pooling import alike_errors, net_error, partial_pool

DRAWS = 400
SIZES = (15, 45, 90)
CHANGED = 0.5  # of residents, up or down
GROUPS = {"13 leefgebieden, in common 0": (13, 0.0), "13 leefgebieden, in common 0.3": (13, 0.3)} | {
    "13 leefgebieden, in common 0.6": (13, 0.6),
    "4 teams": (4, None),
    "8 teams": (8, None),
    "30 teams": (30, None),
}
TRUTHS = ("nothing", "six of thirteen", "one alone", "normal", "nobody worse")


@dataclass(frozen=True)
class Seen:
    """Shares and means over all groups and draws; `alone`: of the groups with the highest truth."""

    covered: float
    alone: float
    own_covered: float
    width: float
    error: float


def main(draws: int = DRAWS) -> None:
    """Print a line for each kind of groups and truth, over all sizes, with the lowest coverage of a size."""
    print("| groups, truth | coverage: mean, lowest N | of the highest | own interval | width | error |")
    print("|---|---|---|---|---|---|")
    for name, truth in _asked():
        seen = [look(n, *GROUPS[name], truth, draws) for n in SIZES]
        covered, alone, own, width, error = (
            [getattr(each, field) for each in seen] for field in Seen.__dataclass_fields__
        )
        print(
            f"| {name}; {truth} | {np.mean(covered):.3f}, {min(covered):.3f} | {min(alone):.3f} | {min(own):.3f} "
            f"| {np.mean(width):.2f} | {np.mean(error):.2f} |",
            flush=True,
        )


def _asked() -> Iterator[tuple[str, str]]:
    return ((name, truth) for name in GROUPS for truth in TRUTHS)


def look(n: int, groups: int, common: float | None, truth: str, draws: int) -> Seen:
    """What is seen of groups of n residents; `common` None are teams, of other residents."""
    rng, found = np.random.default_rng([n, groups, int(10 * (common or 0)), TRUTHS.index(truth)]), []
    for _draw in range(draws):
        nets = _nets(rng, groups, truth)
        change = _changes(rng, n, nets, common)
        found.append(_held(nets, change, None if common is None else alike_errors(change)))
    covered, alone, own, width, error, own_error = np.mean(found, axis=0)
    return Seen(covered, alone, own, width, np.sqrt(error / own_error))


def _held(nets: np.ndarray, change: np.ndarray, alike: np.ndarray | None) -> tuple[float, ...]:
    up, down, n = (change > 0).sum(axis=0), (change < 0).sum(axis=0), np.full(len(nets), len(change))
    pooled = partial_pool((up - down) / n, net_error(up, down, n), 1, alike)
    own = tango(up, down, n)
    held = (pooled.low <= nets) & (nets <= pooled.high)
    return (
        held.mean(),
        held[nets == nets.max()].mean(),
        ((own.low <= nets + 1e-9) & (nets - 1e-9 <= own.high)).mean(),
        (pooled.high - pooled.low).mean() / (own.high - own.low).mean(),
        ((pooled.estimate - nets) ** 2).mean(),
        ((own.estimate - nets) ** 2).mean(),
    )


def _nets(rng: np.random.Generator, groups: int, truth: str) -> np.ndarray:
    place = rng.permutation(groups)
    return {
        "nothing": np.zeros(groups),
        "six of thirteen": np.where(place < round(groups * 6 / 13), 0.3, 0.0),
        "one alone": np.where(place == 0, 0.5, 0.0),
        "normal": np.clip(rng.normal(0.1, 0.2, groups), -CHANGED, CHANGED),
        "nobody worse": np.full(groups, CHANGED),
    }[truth]


def _changes(rng: np.random.Generator, n: int, nets: np.ndarray, common: float | None) -> np.ndarray:
    shared = common or 0.0
    drawn = np.sqrt(shared) * rng.normal(size=(n, 1)) + np.sqrt(1 - shared) * rng.normal(size=(n, len(nets)))
    better, worse = norm.isf((CHANGED + nets) / 2), norm.ppf((CHANGED - nets) / 2)
    return np.where(drawn > better, 1.0, np.where(drawn < worse, -1.0, 0.0))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
