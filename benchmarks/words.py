"""The words of the explanations under attack: can they, with everything else on the page, tell of one resident?

The attacker knows who was measured, by whom, when and where, and the rules; of one leefgebied
the page tells the counts, the start scores, the mean, the verdict, and what each explanation says; of all
leefgebieden together how far they move together, as a class. A resident
stays hidden when another truth fits the page as well, in which this resident is in another class: residents whose
scores changed places. Such a truth is sought for every resident, with the package's own explanations.

`python -m benchmarks.words 5 30` takes 5 teams of 30 for each planted cause.
"""

import itertools
import math
import sys
import time

import numpy as np
import pandas as pd

from benchmarks.planted import AREAS, CAUSES, Planted, plant
from monitorlib.analysis.pairs import pair_measurements
from monitorlib.analysis.shifts import summarise_shifts
from monitorlib.disclosure.coarse import few_of, words_may_stand
from monitorlib.disclosure.cohesion import told_class
from monitorlib.disclosure.rules import TEAM_THREE, choose_table, team_profile
from monitorlib.disclosure.words import Shown
from monitorlib.explanations import explain_shifts
from monitorlib.release.checks import Place, released_checks
from monitorlib.released import Check

TRIES = 40  # exchanges a resident, alone
FURTHER = 400  # and with other pairs
BESIDE = 2  # other leefgebieden on the page
MINIMUM = 10
PROFILE = team_profile(MINIMUM)


def main() -> None:
    """Print how many residents stay hidden, a line a planted cause."""
    asked = [int(word) for word in sys.argv[1:] if word.isdigit()]
    teams, n = (asked or [5])[0], (asked[1:] or [30])[0]
    for cause in CAUSES:
        begin, found = time.process_time(), np.zeros(3, dtype=int)
        for seed in range(teams):
            found += told(smaller(plant(cause, seed, n)), seed)
        known, people, flags = found
        print(
            f"{cause}: {teams} teams of {n}, {flags} flags on the page: {known} of {people} residents known "
            f"({time.process_time() - begin:.0f} s CPU)",
            flush=True,
        )


def smaller(planted: Planted) -> Planted:
    """The same with the planted leefgebied and a few others."""
    kept = {planted.leefgebied, *[area for area in AREAS if area != planted.leefgebied][:BESIDE]}
    tables = (planted.pairs, planted.measurements, planted.previous)
    return Planted(*(table[table["leefgebied"].isin(kept)] for table in tables), planted.leefgebied)


def told(planted: Planted, seed: int) -> tuple[int, int, int]:
    """Residents for whom no other truth was found, residents, and flags on the page."""
    rng, page = np.random.default_rng(seed), words(planted, planted.pairs, planted.measurements, seed)
    own = planted.pairs[_own(planted, planted.pairs) & planted.pairs["change"].notna()]
    turns = dict(zip(own["resident_id"], own["direction"], strict=True))
    hidden: set[str] = set()
    for resident in turns:
        if resident not in hidden:
            hidden |= _another_truth(planted, page, turns, resident, seed, rng)
    flags = sum(check[2] for area, checks in page.items() for check in checks if area)
    return len(turns) - len(hidden), len(turns), flags


def _another_truth(planted, page: dict, turns: dict[str, float], resident: str, seed: int, rng) -> set[str]:
    """The resident, and with whom the class was exchanged, in a truth that fits the page; empty if none was found.

    From the exchange that fits best other pairs are exchanged too, as long as that fits no worse.
    """
    others = rng.permutation([other for other, turn in turns.items() if turn != turns[resident]])[
        :TRIES
    ].tolist()
    best, least = [], math.inf
    for other in others:
        wrong = differing(page, words(planted, *exchanged(planted, [(resident, other)]), seed))
        if wrong == 0:
            return {resident, other}
        if wrong < least:
            best, least = [(resident, other)], wrong
    rest = [each for each in turns if each != resident]
    for _step in range(FURTHER):
        further = [*best, tuple(rng.choice(rest, 2, replace=False).tolist())]
        wrong = differing(page, words(planted, *exchanged(planted, further), seed))
        if wrong == 0:
            return {resident}
        if wrong <= least:
            best, least = further, wrong
    return set()


def differing(page: dict, other: dict) -> int:
    """How many things another truth would make the page tell otherwise."""
    parts = zip(_told(page), _told(other), strict=True)
    return sum(one != two for one, two in parts)


def _told(page: dict) -> list:
    return [*itertools.chain(*itertools.chain(*page.values()))]


def _own(planted: Planted, table: pd.DataFrame) -> pd.Series:
    return (table["team"] == "T") & (table["leefgebied"] == planted.leefgebied)


def exchanged(planted: Planted, exchanges: list[tuple]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """PAIRS and MEASUREMENTS in which each pair of residents has each other's first and last score."""
    measurements = planted.measurements.copy()
    own = measurements[_own(planted, measurements)].sort_values("measured_on", kind="stable")
    for exchange in exchanges:
        rows = [own.index[(own["resident_id"] == name) & own["score"].notna()] for name in exchange]
        for end in (0, -1):
            places = [each[end] for each in rows]
            measurements.loc[places, "score"] = measurements.loc[places[::-1], "score"].to_numpy()
    return pair_measurements(measurements), measurements


def told_before(planted: Planted) -> set[Place]:
    """Where the release of the period before hid no class."""
    if planted.previous is None:
        return set()
    shifts = summarise_shifts(planted.previous[planted.previous["team"] == "T"])
    return {
        (row["instrument"], row["rater"], row["leefgebied"])
        for row in shifts.to_dict("records")
        if choose_table([(row["n_improved"], row["n_unchanged"], row["n_deteriorated"])], PROFILE).rung
        == TEAM_THREE
    }


def words(planted: Planted, pairs: pd.DataFrame, measurements: pd.DataFrame, seed: int) -> dict[str, tuple]:
    """All that a release tells of each leefgebied besides the tables, which an exchange leaves as they are; so
    does it the words that follow from them."""
    own = pairs[pairs["team"] == "T"]
    checks = explain_shifts(own, measurements, team="T", previous=planted.previous, seed=seed)
    said = released_checks(checks, PROFILE, told_before(planted))
    told = {}
    for row in summarise_shifts(own).to_dict("records"):
        place = (row["instrument"], row["rater"], row["leefgebied"])
        cells = [(row["n_improved"], row["n_unchanged"], row["n_deteriorated"])]
        table = choose_table(cells, PROFILE)
        found = said.get(place, ()) if words_may_stand(table, PROFILE, few_of(table, cells, PROFILE)) else ()
        told[row["leefgebied"]] = tuple(_said(check, table.rung == TEAM_THREE) for check in found)
    return {**told, "": ((cohesion_told(own),),)}


def cohesion_told(pairs: pd.DataFrame) -> float | None:
    """The class of how far the leefgebieden with enough residents move together, as a release tells it."""
    turns = pairs.pivot(index="resident_id", columns="leefgebied", values="direction").astype(float)
    turns = turns.loc[:, turns.notna().sum() >= MINIMUM].dropna(how="all")
    rows = []
    for area in turns.columns:
        cells = [tuple(int((turns[area] == turn).sum()) for turn in (1, 0, -1))]
        table = choose_table(cells, PROFILE)
        rows.append(Shown(int(turns[area].notna().sum()), table.counts, few_of(table, cells, PROFILE)))
    return told_class(rows, turns.to_numpy(), PROFILE.m)


def _said(check: Check, mean_is_shown: bool) -> tuple:
    takes_away = mean_is_shown and check.takes_away
    return (
        check.check,
        check.answer,
        check.flagged,
        check.strength,
        takes_away,
        check.sentence,
        check.question,
    )


if __name__ == "__main__":
    main()
