"""All leefgebieden together: does the interval keep its word, what is on the page, what does an attacker know?

Teams of N residents on J leefgebieden, correlated through one trait of each resident, one score in twelve missing;
page and class are made by the package. `python -m benchmarks.together 500` takes 500 teams a cell; `python -m
benchmarks.together coverage 1000` asks only whether the interval keeps its word, of more kinds of teams.

The attacker of the last column knows every outcome of half of the residents, and who was measured where. Another
resident is hidden at a leefgebied where a third one, whom he does not know, could stand there instead with the
class as it is: both exchange all that both were measured on, or some exchange places at some leefgebieden. What
the search does not find may still be hidden.
"""

import itertools
import sys
from collections import Counter

import numpy as np
from scipy.stats import norm

from monitorlib.disclosure.coarse import WITHHELD, few_of
from monitorlib.disclosure.cohesion import Class, Page, open_classes, told_class
from monitorlib.disclosure.rules import choose_table, team_profile
from monitorlib.disclosure.words import Shown
from monitorlib.disclosure.words import together as page_answer
from monitorlib.evidence.grades import Counts
from monitorlib.evidence.mean_net import COHESIONS, Area, mean_net
from monitorlib.statistics.multiplicity import cohesion, together

MARGIN, MINIMUM = 0.15, 10
PROFILE = team_profile(MINIMUM)
SIZES, AREAS, CORRELATIONS = (15, 22, 45, 90), (2, 13), (0.0, 0.3, 0.8)
GONE = 1 / 12
EXCHANGES = 60
ATTACKED = 3  # teams of a cell
SHARES = {  # improved, deteriorated; of a mix they take turns
    "nothing moved": ((0.3, 0.3),),
    "a little better": ((0.4, 0.25),),
    "hardly anybody changes": ((0.06, 0.06),),
    "nobody can get worse": ((0.15, 0.0),),
    "nearly all better": ((0.85, 0.02),),
    "a mix": ((0.6, 0.05), (0.1, 0.05), (0.3, 0.3)),
}


def main() -> None:
    """Print a line a size, number of leefgebieden, correlation and kind of team."""
    if "coverage" in sys.argv:
        coverage(int(sys.argv[2]) if len(sys.argv) > 2 else 500)
        return
    teams = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    print(
        "N, leefgebieden, correlation, team: covered exact / on the page; told exact / sign flip / on the page /"
    )
    print("wrong way; withheld; class told; outcomes of others known to who knows half")
    worst, worst_page = 1.0, 1.0
    for n in SIZES:
        for areas in AREAS:
            for common in CORRELATIONS:
                for name, shares in SHARES.items():
                    found = cell(n, areas, common, shares, teams)
                    worst, worst_page = min(worst, found["covered"]), min(worst_page, found["page covered"])
                    print(f"{n} {areas} {common} {name}: " + _line(found), flush=True)
    print(f"least covered: exact {worst:.3f}, on the page {worst_page:.3f}")


def coverage(teams: int) -> None:
    """Print the least covered of all cells a size, and the most told where nothing moved: with the exact cohesion,
    and with the end of its class, as a page without hidden classes has it."""
    for n in (10, *SIZES, 30):
        found, told = {}, []
        for areas, common in itertools.product((2, 5, 13), (*CORRELATIONS, 0.5)):
            for name, shares in SHARES.items():
                draw = np.random.default_rng((n, areas, round(10 * common)))
                inside, clear = _covered(draw, n, areas, common, shares, teams)
                found[areas, common, name] = inside
                if name == "nothing moved":
                    told.append(clear)
        exact, page_ = (min(found, key=lambda each: found[each][at]) for at in (0, 1))
        print(
            f"N={n}: exact {found[exact][0]:.3f} {exact}, on the page {found[page_][1]:.3f} {page_}; ", end=""
        )
        print("told of nothing: exact {:.3f}, on the page {:.3f}".format(*np.max(told, axis=0)), flush=True)


def _covered(
    draw: np.random.Generator, n: int, areas: int, common: float, shares: tuple, teams: int
) -> tuple:
    """The parts of the teams whose truth lies in the interval, and for whom it leaves out zero."""
    chances = np.array([shares[at % len(shares)] for at in range(areas)])
    truth, inside, clear = float((chances[:, 0] - chances[:, 1]).mean()), np.zeros(2), np.zeros(2)
    for _team in range(teams):
        turns = drawn(draw, n, chances, common, gone=0.0)
        own = cohesion(turns)
        known = _areas(turns)
        for at, bound in enumerate((own, next(end for end in COHESIONS if own <= end))):
            answer = mean_net(known, bound, MARGIN)
            inside[at] += answer.low <= truth <= answer.high
            clear[at] += answer.low > 0 or answer.high < 0
    return inside / teams, clear / teams


def _areas(turns: np.ndarray) -> list[Area]:
    counts = ((int((c > 0).sum()), int((c < 0).sum()), int((~np.isnan(c)).sum())) for c in turns.T)
    return [Area.of([Counts(*each)]) for each in counts]


def _line(found: dict) -> str:
    names = ("covered", "page covered", "clear", "flip", "page clear", "wrong", "withheld", "class")
    parts = " ".join(f"{found[name]:.3f}" for name in names)
    return f"{parts}; {found['known']} of {found['asked']} known"


def cell(n: int, areas: int, common: float, shares: tuple, teams: int) -> dict[str, float]:
    """Parts of the teams, and the outcomes that an attacker knows of how many."""
    draw, found, known = (
        np.random.default_rng((n, areas, round(10 * common))),
        Counter(),
        np.zeros(2, dtype=int),
    )
    chances = np.array([shares[at % len(shares)] for at in range(areas)])
    truth = float((chances[:, 0] - chances[:, 1]).mean())
    for team in range(teams):
        turns = drawn(draw, n, chances, common)
        found.update(_seen(turns, truth))
        known += attacked(turns, draw) if team < ATTACKED else (0, 0)
    told = {name: count / teams for name, count in found.items()}
    names = ("covered", "page covered", "clear", "flip", "page clear", "wrong", "withheld", "class")
    return dict.fromkeys(names, 0.0) | told | {"known": int(known[0]), "asked": int(known[1])}


def drawn(
    draw: np.random.Generator, n: int, chances: np.ndarray, common: float, gone: float = GONE
) -> np.ndarray:
    """Directions of one team, correlated through a trait of each resident."""
    trait = draw.normal(size=(n, 1))
    latent = np.sqrt(common) * trait + np.sqrt(1 - common) * draw.normal(size=(n, len(chances)))
    turns = (latent > norm.isf(chances[:, 0])).astype(float) - (latent < norm.ppf(chances[:, 1]))
    missing = draw.random(turns.shape) < gone
    missing[:MINIMUM] = False
    return np.where(missing, np.nan, turns)


def page(turns: np.ndarray) -> list[Shown]:
    """What a page shows of each leefgebied."""
    rows = []
    for column in turns.T:
        cells = [tuple(int((column == turn).sum()) for turn in (1, 0, -1))]
        table = choose_table(cells, PROFILE)
        rows.append(Shown(int((~np.isnan(column)).sum()), table.counts, few_of(table, cells, PROFILE)))
    return rows


def _seen(turns: np.ndarray, truth: float) -> dict[str, bool]:
    exact = together(turns)
    own, rows = mean_net(_areas(turns), exact.cohesion, MARGIN), page(turns)
    told = told_class(rows, turns, PROFILE.m)
    shown = page_answer(rows, told, MARGIN)
    clear = shown.low > 0 or shown.high < 0
    return {
        "covered": own.low <= truth <= own.high,
        "page covered": shown.low <= truth <= shown.high,
        "clear": own.low > 0 or own.high < 0,
        "flip": exact.p_mid <= 0.05,
        "page clear": clear,
        "wrong": clear and shown.estimate * truth < 0,
        "withheld": shown.word == WITHHELD,
        "class": told is not None,
    }


def attacked(turns: np.ndarray, draw: np.random.Generator) -> tuple[int, int]:
    """How many outcomes are not found hidden from who knows half of the residents, and how many were asked.

    Only those that no table tells him: where the residents whom he does not know differ at a leefgebied.
    """
    rows, measured = page(turns), ~np.isnan(turns)
    ends = (-1.0, *open_classes(Page(tuple(rows), measured, PROFILE.m)))
    told = told_class(rows, turns, PROFILE.m)
    if told is None:
        return 0, 0
    within = Class(ends[ends.index(told) - 1], told)
    unknown = draw.permutation(len(turns))[: len(turns) // 2]
    hidden, asked = _hidden(turns, unknown, within), np.zeros(turns.shape, dtype=bool)
    for area in range(turns.shape[1]):
        here = unknown[measured[unknown, area]]
        asked[here, area] = len(set(turns[here, area])) > 1
    for _step in range(EXCHANGES):
        other = _exchanged(turns, unknown, draw)
        if within.holds(cohesion(other)):
            hidden |= measured & (other != turns)
    return int((asked & ~hidden).sum()), int(asked.sum())


def _hidden(turns: np.ndarray, unknown: np.ndarray, within: Class) -> np.ndarray:
    """Whose outcomes another unknown resident could have: both exchange all that both were measured on."""
    hidden, measured = np.zeros(turns.shape, dtype=bool), ~np.isnan(turns)
    for one, other in itertools.combinations(unknown, 2):
        common = measured[one] & measured[other]
        after = turns.copy()
        after[np.ix_([one, other], common)] = turns[np.ix_([other, one], common)]
        if (measured[one] == measured[other]).all() or within.holds(cohesion(after)):
            hidden |= measured & (after != turns)
    return hidden


def _exchanged(turns: np.ndarray, unknown: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Another truth with the same tables: some of the unknown exchanged places at some leefgebieden."""
    other = turns.copy()
    for _exchange in range(draw.integers(1, 2 * turns.shape[1])):
        area = draw.integers(turns.shape[1])
        here = unknown[~np.isnan(turns[unknown, area])]
        if len(here) > 1:
            pair = draw.choice(here, 2, replace=False)
            other[pair, area] = other[pair[::-1], area]
    return other


if __name__ == "__main__":
    main()
