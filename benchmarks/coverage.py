"""`make bench ARGS="coverage"`: do the intervals and the tests keep their promise at 10 to 100 residents?

Fixed seeds. The tables that this prints are kept in docs/methods.md.
"""

import csv
import gzip
import json
import math
from functools import lru_cache
from pathlib import Path

import numpy as np
from scipy.special import gammaln, stdtrit, xlogy

from monitorlib.statistics import holm, max_t, signed_rank
from monitorlib.statistics.intervals import plus_two_t, tango

REFERENCE = Path(__file__).parent.parent / "tests" / "reference"
SIZES = (10, 15, 20, 30, 50, 100)
DRAWS = 20_000
REPLICATES = 4_000
CHANGED = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1.0)
TWO = (0.0, 0.2, 0.5)
LONG_SCALE = {
    "all move, −30 to 40": (1.0, -30, 40),
    "70% move, −20 to 60": (0.7, -20, 60),
    "30% move, −20 to 60": (0.3, -20, 60),
    "30% move, 10 to 60": (0.3, 10, 60),
}
ITEMS = json.loads((REFERENCE / "gold_multi.json").read_text(encoding="utf-8"))["meta"]["items"]


def main() -> None:
    net_coverage()
    mean_coverage()
    long_scale()
    false_alarms()
    family_wise()
    detections()


def net_coverage() -> None:
    """Tango at 95%, every table enumerated: real truths, and all on a grid of steps of .025.

    At the edge of the grid one of better, worse and the same cannot happen at all.
    """
    print("\nnet improved, 95% interval, every table enumerated: coverage, lowest and mean over the truths")
    print("| n | real: Tango | Wald | grid inside: Tango | Wald | grid edge: Tango | Wald |")
    print("|---|---|---|---|---|---|---|")
    real = np.array([_directions(*truth) for truth in _real_changes()])
    steps = np.arange(41) / 40
    grid = np.array([(p, q) for p in steps for q in steps if 0 < p + q <= 1 + 1e-9])
    inside = (grid.min(axis=1) > 0) & (grid.sum(axis=1) < 1 - 1e-9)
    for n in SIZES:
        figures = [
            f"{c.min():.3f}, {c.mean():.3f}"
            for truths in (real, grid[inside], grid[~inside])
            for c in _net_covered(n, truths)
        ]
        print(f"| {n} | " + " | ".join(figures) + " |")


def _net_covered(n: int, truths: np.ndarray) -> list[np.ndarray]:
    """Coverage of Tango's and of Wald's interval under every truth."""
    up, down, chance = _trinomial(n, truths)
    net = (truths[:, 0] - truths[:, 1])[:, None]
    ours = tango(up, down, np.full(len(up), n))
    wald = 1.959964 * np.sqrt(np.maximum(up + down - (up - down) ** 2 / n, 0)) / n
    limits = ((ours.low, ours.high), (ours.estimate - wald, ours.estimate + wald))
    return [(chance * ((low <= net + 1e-9) & (net <= high + 1e-9))).sum(axis=1) for low, high in limits]


def _directions(values: np.ndarray, chances: np.ndarray) -> tuple[float, float]:
    return chances[values > 0].sum(), chances[values < 0].sum()


def _trinomial(n: int, truths: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """All tables (up, down), and the chance of every table under every truth (better, worse)."""
    up, down = (x.ravel() for x in np.meshgrid(np.arange(n + 1), np.arange(n + 1)))
    up, down = up[up + down <= n], down[up + down <= n]
    rest = np.maximum(1 - truths.sum(axis=1, keepdims=True), 0)
    ways = gammaln(n + 1) - gammaln(up + 1) - gammaln(down + 1) - gammaln(n - up - down + 1)
    log = ways + xlogy(up, truths[:, :1]) + xlogy(down, truths[:, 1:]) + xlogy(n - up - down, rest)
    return up, down, np.exp(log)


def mean_coverage() -> None:
    """Plus-two t at 95%, DRAWS groups a truth; real truths, and made-up ones with and without deterioration."""
    real, both = _real_changes(), [_made_up(c, b, t) for c in CHANGED for b in (0.5, 0.7, 0.9) for t in TWO]
    one_way = [_made_up(c, 1.0, t) for c in CHANGED for t in TWO]
    print(f"\nmean shift, 95% interval, {DRAWS} draws a truth: coverage, lowest and mean over the truths")
    print(
        f"| n | {len(real)} real: plus-two t | ordinary t | {len(both)} made up: plus-two t | ordinary t "
        f"| {len(one_way)} with no deterioration at all: plus-two t | ordinary t |"
    )
    print("|---|---|---|---|---|---|---|")
    for n in SIZES:
        figures = []
        for truths in (real, both, one_way):
            found = np.array([_mean_covered(n, *truth, seed) for seed, truth in enumerate(truths)])
            figures += [f"{c.min():.3f}, {c.mean():.3f}" for c in found.T]
        print(f"| {n} | " + " | ".join(figures) + " |")


def _mean_covered(n: int, values: np.ndarray, chances: np.ndarray, seed: int) -> tuple[float, float]:
    counts = np.random.default_rng(seed).multinomial(n, chances, size=DRAWS)
    total, squares, truth = counts @ values, counts @ values**2, values @ chances
    ours = plus_two_t(total, squares, np.full(DRAWS, n))
    error = np.sqrt(np.maximum(squares - total**2 / n, 0) / (n - 1) / n)
    half = stdtrit(n - 1, 0.975) * error
    limits = ((ours.low, ours.high), (total / n - half, total / n + half))
    covers = ((low <= truth + 1e-9) & (truth <= high + 1e-9) for low, high in limits)
    return tuple(float(c.mean()) for c in covers)


def long_scale() -> None:
    """Plus-two t on a line of 0-100 on which some do not move at all: pseudo pairs of ±1 and of ±25."""
    print(f"\nmean shift on a line of 0-100, 95% interval, {DRAWS} draws: coverage with ±1, with ±25")
    print("| n | " + " | ".join(LONG_SCALE) + " |\n|---|" + "---|" * len(LONG_SCALE))
    for n in SIZES:
        figures = [_long_covered(n, *truth) for truth in LONG_SCALE.values()]
        print(f"| {n} | " + " | ".join(f"{one:.3f}, {quarter:.3f}" for one, quarter in figures) + " |")


def _long_covered(n: int, moved: float, low: float, high: float) -> tuple[float, float]:
    """`moved` of all move, evenly between `low` and `high` points; the others stay where they are."""
    random = np.random.default_rng(n)
    change = random.uniform(low, high, (DRAWS, n)) * (random.random((DRAWS, n)) < moved)
    sums = change.sum(axis=1), (change**2).sum(axis=1), np.full(DRAWS, n)
    found = (plus_two_t(*sums, unit=unit) for unit in (1, 25))
    truth = moved * (low + high) / 2
    return tuple(float(np.mean((i.low <= truth) & (truth <= i.high))) for i in found)


def _real_changes() -> list[tuple[np.ndarray, np.ndarray]]:
    """The change distributions of the real groups of 50 residents or more in the reference data."""
    cases = json.loads((REFERENCE / "gold_pairs.json").read_text(encoding="utf-8"))["cases"]
    studies = json.loads((REFERENCE / "gold_multi.json").read_text(encoding="utf-8"))["studies"]
    counts = [c["diff_counts"] for name, c in cases.items() if c["n_pairs"] >= 50 and "edge" not in name]
    counts += [item for study in studies.values() for item in study["diff"]]
    return [_distribution({float(k): v for k, v in c.items()}) for c in counts]


def _made_up(changed: float, better: float, two: float) -> tuple[np.ndarray, np.ndarray]:
    """`changed` of all changed, `better` of those for the better, `two` of those by two steps."""
    return _distribution(
        {
            0.0: 1 - changed,
            1.0: changed * better * (1 - two),
            2.0: changed * better * two,
            -1.0: changed * (1 - better) * (1 - two),
            -2.0: changed * (1 - better) * two,
        }
    )


def _distribution(shares: dict[float, float]) -> tuple[np.ndarray, np.ndarray]:
    weights = np.array(list(shares.values()), dtype=float)
    return np.array(list(shares)), weights / weights.sum()


def false_alarms() -> None:
    """How often p ≤ .05 when better and worse are equally likely: mid-p and exact p of the signed-rank test."""
    truths = [_symmetric(*truth) for truth in _real_changes()[::4]]
    print(
        f"\nsigned-rank test, nothing going on: share with p ≤ .05 over {len(truths)} truths, 4000 draws each"
    )
    print("| n | mid-p mean | mid-p highest | exact p mean | exact p highest |\n|---|---|---|---|---|")
    for n in SIZES:
        found = []
        for seed, (values, chances) in enumerate(truths):
            counts = np.random.default_rng(seed).multinomial(n, chances, size=4000)
            p = np.array([_p_values(tuple(values), tuple(row)) for row in counts.tolist()])
            found.append((p <= 0.05).mean(axis=0))
        mean, highest = np.mean(found, axis=0), np.max(found, axis=0)
        print(f"| {n} | {mean[0]:.3f} | {highest[0]:.3f} | {mean[1]:.3f} | {highest[1]:.3f} |")


@lru_cache(maxsize=200_000)
def _p_values(values: tuple[float, ...], counts: tuple[int, ...]) -> tuple[float, float]:
    test = signed_rank(dict(zip(values, counts, strict=True)))
    return test.p_mid, test.p_exact


def _symmetric(values: np.ndarray, chances: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    shares: dict[float, float] = {}
    for value, chance in zip(values, chances, strict=True):
        for side in (value, -value):
            shares[side + 0.0] = shares.get(side + 0.0, 0) + chance / 2
    return _distribution(shares)


def family_wise() -> None:
    """At least one false alarm among 13 correlated leefgebieden: max-T, Holm, and no correction."""
    changes = _anxiety()
    print(f"\n13 correlated leefgebieden: share of {REPLICATES} groups with a false alarm")
    print("| n | truth | max-T | Holm on exact p | uncorrected mid-p |\n|---|---|---|---|---|")
    for n in (20, 50):
        for name, draw in (
            ("real changes, signs turned at random a resident", _turned),
            ("latent normal, correlation .5, five steps", _latent),
            ("as the first, 5 of 13 truly better", _partly_better),
        ):
            random = np.random.default_rng(1)
            alarms = np.zeros(3)
            for replicate in range(REPLICATES):
                group, true = draw(random, n, changes)
                alarms += _alarms(group, true, replicate)
            print(f"| {n} | {name} | " + " | ".join(f"{a:.3f}" for a in alarms / REPLICATES) + " |")


def _alarms(group: np.ndarray, true: np.ndarray, seed: int) -> np.ndarray:
    tests = [signed_rank(column) for column in group.T]
    exact, mid = np.array([t.p_exact for t in tests]), np.array([t.p_mid for t in tests])
    return np.array([((p <= 0.05) & ~true).any() for p in (max_t(group, seed=seed), holm(exact), mid)])


def _turned(random: np.random.Generator, n: int, changes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    chosen = changes[random.integers(0, len(changes), n)]
    return chosen * random.choice([-1, 1], (n, 1)), np.zeros(13, dtype=bool)


def _latent(random: np.random.Generator, n: int, changes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    common, own = random.normal(size=(n, 1)), random.normal(size=(n, 13))
    group = np.clip(np.rint((common + own) / math.sqrt(2)), -2, 2)
    return group, np.zeros(13, dtype=bool)


def _partly_better(random: np.random.Generator, n: int, changes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    group, _ = _turned(random, n, changes)
    true = np.arange(13) < 5
    return group + true * random.choice([0, 1], (n, 13), p=[0.4, 0.6]), true


def _anxiety() -> np.ndarray:
    """Changes of everybody in the SAI studies with all 13 items at both moments, shape (residents, 13)."""
    return np.concatenate(list(anxiety_studies().values()))


@lru_cache
def anxiety_studies() -> dict[str, np.ndarray]:
    """Complete changes by study, shape (residents, 13)."""
    scores: dict[tuple[str, str, str, str], float] = {}
    with gzip.open(REFERENCE / "data" / "sai_state_anxiety_20items.csv.gz", "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["score"] not in ("", "NA"):
                scores[row["study"], row["id"], row["time"], row["domain"]] = float(row["score"])
    people = sorted({key[:2] for key in scores}, key=lambda key: (key[0], int(key[1])))
    studies: dict[str, list[list[float]]] = {}
    for study, person in people:
        change = [
            scores.get((study, person, "2", i), np.nan) - scores.get((study, person, "1", i), np.nan)
            for i in ITEMS
        ]
        if not np.isnan(change).any():
            studies.setdefault(study, []).append(change)
    return {study: np.array(rows) for study, rows in studies.items()}


def detections() -> None:
    """Leefgebieden found in random groups of 20 from the real studies: max-T against Holm on exact p."""
    random = np.random.default_rng(2)
    found = np.zeros(2)
    groups = 0
    for changes in anxiety_studies().values():
        if len(changes) < 20:
            continue
        for replicate in range(200):
            group = changes[random.choice(len(changes), 20, replace=False)]
            exact = np.array([signed_rank(column).p_exact for column in group.T])
            found += [(max_t(group, seed=replicate) <= 0.05).sum(), (holm(exact) <= 0.05).sum()]
            groups += 1
    print(f"\n{groups} random groups of 20 from the SAI studies: items found at .05")
    print("| max-T | Holm on exact p | ratio |\n|---|---|---|")
    print(f"| {found[0]:.0f} | {found[1]:.0f} | {found[0] / max(found[1], 1):.1f} |")


if __name__ == "__main__":
    main()
