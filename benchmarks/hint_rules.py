"""Which rule tells most true shifts where one in ten of what is told may be chance?

Rules side by side on the same teams, as in `benchmarks.grades`. A rule gets the counts of thirteen leefgebieden
and says of each: improved, deteriorated, or nothing. "Knows the truth": the border on p that tells most in a world
while at most one in ten of what is told is false, chosen by someone who sees the truth of that world; a rule that
must find its border itself does not do better. `python -m benchmarks.hint_rules` prints the tables of
docs/methods.md; `python -m benchmarks.hint_rules page 8000` the last one of the page's rule alone, with so many
teams a world.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from scipy.stats import norm
from scipy.stats import t as student

from benchmarks.grades import AREAS, CENTRES, MOVED, NOISE, POINTS, changes_of
from monitorlib.evidence.grades import ALPHA, FALSE_HINTS, Counts, net_p
from monitorlib.statistics import max_t

TEAMS = 500
COMMON = (0.0, 0.3, 0.6)
STRONGER = (*COMMON, 0.9)
BORDERS = np.arange(0.002, 0.4, 0.002)
# few leefgebieden that clearly moved, the worst case of a false-discovery rule; in points
FEW = {
    "nothing": (),
    "one, .4": (0.4,),
    "one, .9": (0.9,),
    "two, .9": (0.9, 0.9),
    "three, .9": (0.9, 0.9, 0.9),
    "two up, two down, .8": (0.8, 0.8, -0.8, -0.8),
    "five down, one up, .3": (0.3, -0.3, -0.3, -0.3, -0.3, -0.3),
    "ten, .3": (0.3,) * 10,
}


@dataclass(frozen=True)
class Teams:
    """Of each team and leefgebied, shape (teams, AREAS): how many improved and deteriorated of `n`, and the truth
    (1, 0, −1); of each team how far its leefgebieden move together."""

    n: int
    up: np.ndarray
    down: np.ndarray
    truth: np.ndarray
    together: np.ndarray

    @cached_property
    def p(self) -> np.ndarray:
        """Two-sided, as on the page."""
        pairs, place = np.unique(self.up * (self.n + 1) + self.down, return_inverse=True)
        return np.array([net_p(Counts(*divmod(int(each), self.n + 1), self.n)) for each in pairs])[
            place
        ].reshape(self.up.shape)

    def sided(self, side: int) -> np.ndarray:
        """One-sided, for improved (1) or deteriorated (−1)."""
        p, towards = self.p, side * (self.up - self.down)
        return np.where(towards > 0, p / 2, np.where(towards < 0, 1 - p / 2, 0.5))

    def mean_p(self, side: int) -> np.ndarray:
        """One-sided, of all leefgebieden together (`mean_net`, with the cohesion as it is)."""
        more, net = self.n + 2, self.up - self.down
        error = np.sqrt((self.up + self.down + 2 - net**2 / more) / (more - 1) / more).mean(axis=1)
        z = net.mean(axis=1) / self.n / (np.sqrt(self.together) * error)
        return student.sf(side * z, self.n + 1)


def teams_of(
    n: int, shifts: tuple, common: float, noise: float, centres: tuple[float, float], teams: int
) -> Teams:
    """Teams in which leefgebieden chosen by lot moved by these points."""
    rng = np.random.default_rng([n, len(shifts), int(10 * common), int(10 * noise)])
    found = []
    for _team in range(teams):
        moved = rng.permutation([*shifts, *[0.0] * (AREAS - len(shifts))])
        turns = np.sign(changes_of(rng, n, common, noise, np.linspace(*centres, AREAS), moved))
        apart = turns - turns.mean(axis=0)
        most = np.sqrt((apart**2).sum(axis=0)).sum() ** 2
        together = (apart.sum(axis=1) ** 2).sum() / max(most, 1e-12)
        found.append(((turns > 0).sum(axis=0), (turns < 0).sum(axis=0), np.sign(moved), together))
    return Teams(n, *map(np.array, zip(*found, strict=True)))


def step_up(p: np.ndarray, share: np.ndarray | float) -> np.ndarray:
    """Benjamini & Hochberg in every row; `share` one number, or one a row."""
    ranked, rank = np.sort(p, axis=1), np.arange(1, p.shape[1] + 1)
    held = ranked <= np.reshape(share, (-1, 1)) * rank / p.shape[1]
    last = np.where(held, rank, 0).max(axis=1)
    border = np.where(
        last > 0, np.take_along_axis(ranked, np.maximum(last - 1, 0)[:, None], axis=1)[:, 0], -1
    )
    return p <= border[:, None]


def two_steps(p: np.ndarray, share: float) -> np.ndarray:
    """Benjamini, Krieger & Yekutieli in every row, never above ALPHA."""
    first, m = share / (1 + share), p.shape[1]
    rest = m - step_up(p, first).sum(axis=1)
    second = step_up(p, np.where(rest < m, first * m / np.maximum(rest, 1), first))
    return second & (p <= ALPHA)


def storey(p: np.ndarray, share: float, beyond: float = 0.5) -> np.ndarray:
    """The step-up with Storey's estimate of how many have nothing to tell."""
    nothing = np.minimum(p.shape[1], (1 + (p >= beyond).sum(axis=1)) / (1 - beyond))
    return step_up(p, share * p.shape[1] / nothing)


def simes(p: np.ndarray) -> np.ndarray:
    """Simes' p that anything is going on, a row."""
    return (np.sort(p, axis=1) * p.shape[1] / np.arange(1, p.shape[1] + 1)).min(axis=1)


def both_sides(rule: Callable[[np.ndarray], np.ndarray]) -> Callable[[Teams], np.ndarray]:
    """A rule on two-sided p-values."""
    return lambda teams: np.where(rule(teams.p), np.sign(teams.up - teams.down), 0)


def each_direction(
    rule: Callable[[np.ndarray], np.ndarray], gate: Callable[[Teams, int], np.ndarray]
) -> Callable[[Teams], np.ndarray]:
    """A rule on one-sided p-values, either side by itself, where the gate of that side is open."""

    def told(teams: Teams) -> np.ndarray:
        found = [side * (rule(teams.sided(side)) & gate(teams, side)[:, None]) for side in (1, -1)]
        return found[0] + found[1]

    return told


def _simes_gate(teams: Teams, side: int) -> np.ndarray:
    return simes(teams.sided(side)) <= FALSE_HINTS / 2


def _mean_gate(teams: Teams, side: int) -> np.ndarray:
    return (simes(teams.sided(side)) <= 0.03) | (teams.mean_p(side) <= 0.025)


def _no_gate(teams: Teams, side: int) -> np.ndarray:
    return np.ones(len(teams.up), dtype=bool)


def model(teams: Teams, share: float = 0.12, nothing: float = 0.5) -> np.ndarray:
    """A Bayesian rule: leefgebieden stand still, go up or go down in unknown parts by an unknown distance; as many
    are told as keep the mean chance of being wrong at `share`. `nothing`: the chance beforehand that all stand."""
    z = np.sign(teams.up - teams.down) * norm.isf(np.clip(teams.p, 1e-12, 1) / 2)
    right, whole = np.zeros((2, *z.shape)), np.zeros(len(z))
    for up, down, chance in _parts(nothing):
        for far in (1.5, 2.0, 2.5, 3.0, 4.0):
            ways = np.array([up * np.exp(far * z - far**2 / 2), down * np.exp(-far * z - far**2 / 2)])
            all_ways = 1 - up - down + ways.sum(axis=0)
            likely = chance * np.exp(np.log(all_ways).sum(axis=1))
            whole += likely
            right += likely[:, None] * ways / all_ways
    right /= whole[:, None]
    wrong, side = 1 - right.max(axis=0), np.where(right[0] >= right[1], 1, -1)
    order = np.argsort(wrong, axis=1)
    mean = np.cumsum(np.take_along_axis(wrong, order, axis=1), axis=1) / np.arange(1, AREAS + 1)
    return np.where(np.argsort(order, axis=1) < (mean <= share).sum(axis=1)[:, None], side, 0)


def _parts(nothing: float) -> Iterator[tuple[float, float, float]]:
    parts = (0.0, 0.08, 0.15, 0.3, 0.45, 0.6, 0.8, 1.0)
    some = [(up, down) for up in parts for down in parts if 0 < up + down <= 1]
    yield 0.0, 0.0, nothing
    yield from ((up, down, (1 - nothing) / len(some)) for up, down in some)


ON_THE_PAGE = each_direction(lambda p: two_steps(p, FALSE_HINTS), _simes_gate)
RULES = {
    "either way together, two steps .09 (before decision 127)": both_sides(lambda p: two_steps(p, 0.09)),
    "either way together, Benjamini & Hochberg .10": both_sides(lambda p: step_up(p, 0.10)),
    "either way together, Storey .10": both_sides(lambda p: storey(p, 0.10)),
    "**each direction, two steps .085, if Simes .0425** (the page)": ON_THE_PAGE,
    "each direction, two steps .10, if Simes .0425": each_direction(
        lambda p: two_steps(p, 0.10), _simes_gate
    ),
    "each direction, Storey .10, if Simes .0425": each_direction(lambda p: storey(p, 0.10), _simes_gate),
    "each direction, two steps .085, if Simes .03 or the mean .025": each_direction(
        lambda p: two_steps(p, FALSE_HINTS), _mean_gate
    ),
    "each direction, two steps .085, always": each_direction(lambda p: two_steps(p, FALSE_HINTS), _no_gate),
    "a model of parts and distances, .12": model,
}


def main(teams: int = TEAMS) -> None:
    """Print what each rule tells where six moved, and how often it is wrong where few or none did."""
    six = [
        teams_of(45, (POINTS,) * MOVED, common, noise, centres, teams)
        for centres in CENTRES.values()
        for common in COMMON
        for noise in NOISE
    ]
    before = _before(max(1, teams // 5))
    print(f"Beside the build before, which tells {before:.3f} of the true shifts:\n")
    print("| rule | told | times before | false, mean of 18 worlds | worst |\n|---|---|---|---|---|")
    for name, rule in RULES.items():
        told = [rule(each) for each in six]
        power = np.mean([_power(*each) for each in zip(told, six, strict=True)])
        false = [false_share(*each) for each in zip(told, six, strict=True)]
        print(
            f"| {name} | {power:.3f} | {power / before:.2f} | {np.mean(false):.3f} | {max(false):.3f} |",
            flush=True,
        )
    for name, sides in {"two-sided p": (1, -1), "one-sided p, told that all go up": (1,)}.items():
        power = np.mean([_best(each, sides) for each in six])
        print(f"| knows the truth, {name} | {power:.3f} | {power / before:.2f} | at most .10 in each | |")
    print_few(RULES, 4 * teams)


def print_few(rules: dict[str, Callable[[Teams], np.ndarray]], teams: int) -> None:
    """How many of what is told are false where few moved: the worst world of each kind."""
    print(f"\n| false, worst of 24 worlds | {' | '.join(FEW)} |\n|---|{'---|' * len(FEW)}")
    worst = {name: dict.fromkeys(FEW, 0.0) for name in rules}
    for kind, shifts in FEW.items():
        for n, common, noise in product((15, 45, 90), STRONGER, (0.4, 0.8)):
            few = teams_of(n, shifts, common, noise, CENTRES["from low to the ceiling"], teams)
            for name, rule in rules.items():
                worst[name][kind] = max(worst[name][kind], false_share(rule(few), few))
    for name, found in worst.items():
        print(f"| {name} | {' | '.join(f'{each:.3f}' for each in found.values())} |")


def _before(teams: int) -> float:
    """What the word before the grades (ranks, max-T) told of the same worlds."""
    found = []
    for centres in CENTRES.values():
        for common in COMMON:
            for noise in NOISE:
                rng = np.random.default_rng([45, int(10 * common), int(10 * noise)])
                for _team in range(teams):
                    moved = rng.permutation(np.arange(AREAS) < MOVED)
                    spread = np.linspace(*centres, AREAS)
                    change = changes_of(rng, 45, common, noise, spread, moved * POINTS)
                    found.append((max_t(change, n_flips=1000) <= ALPHA)[moved].mean())
    return float(np.mean(found))


def _power(told: np.ndarray, teams: Teams) -> float:
    moved = teams.truth != 0
    return float((told == teams.truth)[moved].mean())


def false_share(told: np.ndarray, teams: Teams) -> float:
    """The expected share of what stood still among what is told; 0 where nothing is."""
    false = ((told != 0) & (teams.truth == 0)).sum(axis=1)
    return float((false / np.maximum(1, (told != 0).sum(axis=1))).mean())


def _best(teams: Teams, sides: tuple[int, ...]) -> float:
    """The most that a fixed border on p tells in this world with one in ten false."""
    p, side = teams.p, np.sign(teams.up - teams.down)
    best = 0.0
    for border in BORDERS:
        told = np.where((p <= border) & np.isin(side, sides), side, 0)
        if false_share(told, teams) <= 0.10:
            best = max(best, _power(told, teams))
    return best


if __name__ == "__main__":
    asked = [int(word) for word in sys.argv[1:] if word.isdigit()]
    if "page" in sys.argv:
        print_few({"the page": ON_THE_PAGE}, *asked)
    else:
        main(*asked)
