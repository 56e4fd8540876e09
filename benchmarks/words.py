"""The words of the explanations under attack: can they, with everything else on the page, tell of one resident?

The attacker knows who was measured, by whom, when and where, the rules, and every other team; of one leefgebied
the page tells the counts, the start scores, the mean, the verdict, and what each explanation says. A resident
stays hidden when another truth fits the page as well, in which this resident is in another class: residents whose
scores changed places. Such a truth is sought for every resident, with the package's own explanations.

`python -m benchmarks.words 5 30` takes 5 teams of 30 for each planted cause.
"""

import sys
import time
from collections.abc import Iterator

import numpy as np
import pandas as pd

from benchmarks.planted import AREAS, CAUSES, Planted, plant
from monitorlib.disclosure.coarse import beside_table, p_class, words_may_stand
from monitorlib.disclosure.rules import choose_table, team_profile
from monitorlib.explanations import explain_shifts
from monitorlib.pairs import pair_measurements
from monitorlib.release.checks import expected_shifts, released_checks
from monitorlib.shifts import summarise_shifts

TRIES = 40  # exchanges a resident
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
    turns = dict(zip(own["resident_id"], np.sign(own["change"]), strict=True))
    hidden: set[str] = set()
    for resident in turns:
        if resident not in hidden:
            for exchanges in _exchanges(turns, resident, rng):
                if words(planted, *exchanged(planted, exchanges), seed) == page:
                    hidden |= set(exchanges[0])
                    break
    flags = sum(check[2] for *_words, checks in page.values() for check in checks)
    return len(turns) - len(hidden), len(turns), flags


def _exchanges(turns: dict[str, float], resident: str, rng: np.random.Generator) -> Iterator[list[tuple]]:
    """This resident with each in another class; then the same with one other pair, to keep what the words say."""
    others = rng.permutation([other for other, turn in turns.items() if turn != turns[resident]])[
        :TRIES
    ].tolist()
    yield from ([(resident, other)] for other in others)
    for other in rng.permutation(np.repeat(others, TRIES // len(others) + 1))[:TRIES].tolist():
        rest = [each for each in turns if each not in (resident, other)]
        yield [(resident, other), tuple(rng.choice(rest, 2, replace=False).tolist())]


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


def words(planted: Planted, pairs: pd.DataFrame, measurements: pd.DataFrame, seed: int) -> dict[str, tuple]:
    """All that a release tells of each leefgebied besides the tables, which an exchange leaves as they are."""
    checks = explain_shifts(pairs, measurements, team="T", previous=planted.previous, seed=seed)
    said, beside = released_checks(checks, PROFILE), expected_shifts(checks)
    shifts = summarise_shifts(pairs[pairs["team"] == "T"], seed=seed)
    told = {}
    for row in shifts.to_dict("records"):
        place = (row["instrument"], row["rater"], row["leefgebied"])
        table = choose_table([(row["n_improved"], row["n_unchanged"], row["n_deteriorated"])], PROFILE)
        p = None if pd.isna(row["p_adjusted"]) else p_class(row["p_adjusted"])
        shown = beside_table(table, row["mean_shift"], p, row["verdict"], PROFILE)
        mean_is_shown = shown[0] is not None
        found = said.get(place, ()) if words_may_stand(table, PROFILE) else ()
        told[row["leefgebied"]] = (
            *shown[1:],
            beside.get(place) if mean_is_shown else None,
            tuple(
                (
                    c.check,
                    c.answer,
                    c.flagged,
                    c.strength,
                    mean_is_shown and c.takes_away,
                    c.sentence,
                    c.question,
                )
                for c in found
            ),
        )
    return told


if __name__ == "__main__":
    main()
