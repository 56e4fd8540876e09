"""`make bench ARGS="explanations"`: is a planted cause found, on the right leefgebied, and is a quiet team quiet?

Fixed seeds. The tables that this prints are kept in docs/methods.md. A number behind it sets the data sets a
cause: `python -m benchmarks.explanations 50`.
"""

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.planted import CAUSES, QUIET, Planted, plant
from monitorlib.analysis.pairs import pair_measurements
from monitorlib.explanations import explain_shifts
from monitorlib.foundation.texts import Text
from monitorlib.instruments import Instrument, Leefgebied, read_instruments

SETS = 200
SIZES = (60, 90, 120)
EFFECTS = (1.0, 0.8)
TEAMS = 300
STARTING_POINTS = ("chance", "elsewhere")  # not counted as a false flag
REFERENCE = Path(__file__).parent.parent / "tests" / "reference" / "data"


def main() -> None:
    """Print three tables: planted causes, quiet teams, real data."""
    sets = int(sys.argv[-1]) if sys.argv[-1].isdigit() else SETS
    print(f"{sets} teams of 90 a cause, effect 1 point in the affected half ({EFFECTS[1]} in brackets)\n")
    print(
        "| planted | flagged on its leefgebied | its flag is the strongest | CPU s a team |\n|---|---|---|---|"
    )
    for cause in CAUSES:
        print(f"| {cause} | {' | '.join(_found(cause, sets))} |", flush=True)
    print("\n| quiet teams with a flag besides chance and elsewhere | n = 60 | 90 | 120 |\n|---|---|---|---|")
    for cause in QUIET:
        shares = [np.mean([_flags(cause, seed, size) for seed in range(sets)]) for size in SIZES]
        print(f"| {cause} | {' | '.join(f'{share:.3f}' for share in shares)} |", flush=True)
    print(f"\n{TEAMS} teams in two processes: {_many():.0f} s")
    print("\n| real data | check | answer | estimate | remains |\n|---|---|---|---|---|")
    for line in (*_housing(), *_arthritis()):
        print(f"| {' | '.join(line)} |")


def explained(planted: Planted, seed: int) -> pd.DataFrame:
    """CHECKS of the planted team."""
    return explain_shifts(planted.pairs, planted.measurements, team="T", previous=planted.previous, seed=seed)


def is_found(checks: pd.DataFrame, cause: str, leefgebied: str) -> tuple[bool, bool]:
    """Whether the cause is flagged where it was planted, and whether no other flag is stronger."""
    flags = checks[checks["flagged"]]
    own = flags[(flags["check"] == cause) & (flags["leefgebied"] == leefgebied)]
    if own.empty:
        return False, False
    return True, bool(own["p_adjusted"].min() <= flags["p_adjusted"].min())


def _found(cause: str, sets: int) -> list[str]:
    begin, results = time.process_time(), {}
    for effect in EFFECTS:
        made = [plant(cause, seed, 90, effect) for seed in range(sets)]
        begin = time.process_time()
        results[effect] = [
            is_found(explained(each, seed), cause, each.leefgebied) for seed, each in enumerate(made)
        ]
        spent = (time.process_time() - begin) / sets
    shares = {effect: np.mean(found, axis=0) for effect, found in results.items()}
    return [*(f"{shares[EFFECTS[0]][i]:.3f} ({shares[EFFECTS[1]][i]:.3f})" for i in (0, 1)), f"{spent:.2f}"]


def _flags(cause: str, seed: int, size: int) -> bool:
    checks = explained(plant(cause, seed, size), seed)
    return bool((checks["flagged"] & ~checks["check"].isin(STARTING_POINTS)).any())


def _many() -> float:
    """Seconds for every check on TEAMS teams, two at a time; making the teams is not counted."""
    teams = [plant("subgroup", seed) for seed in range(TEAMS)]
    begin = time.perf_counter()
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(explained, teams, range(TEAMS), chunksize=10))
    return time.perf_counter() - begin


def _housing() -> list[tuple[str, ...]]:
    """Hurlburt, Wood & Hough 1996: the certificate group was ahead at six months."""
    data = pd.read_csv(REFERENCE / "homeless_housing.csv")
    rows = data[data["time"].isin([0, 6])]
    pairs = pair_measurements(_measurements(rows, "San Diego", "woonsituatie", "wonen", "sec"))
    checks = explain_shifts(pairs, team="San Diego")
    return [_told("homeless housing, 6 months", checks, "subgroup")]


def _arthritis() -> list[tuple[str, ...]]:
    """Lipsitz, Kim & Zhao 1994: placebo and treated arm, four moments, nothing of before."""
    data = pd.read_csv(REFERENCE / "arthritis.csv")
    arms = data["trt"].map({1: "placebo", 2: "treated"})
    known = {**read_instruments(), "arthritis": _self_assessment()}
    table = pd.concat(
        [_measurements(group, str(value), "arthritis", "score", None) for value, group in data.groupby(arms)],
        ignore_index=True,
    )
    pairs = pair_measurements(table, instruments=known)
    return [
        _told(
            f"arthritis, {team}",
            explain_shifts(pairs, table, team=team, instruments=known),
            "regression_to_the_mean",
        )
        for team in sorted(pairs["team"].unique())
    ]


def _told(name: str, checks: pd.DataFrame, check: str) -> tuple[str, ...]:
    row = checks[checks["check"] == check].iloc[0]
    return name, check, row["answer"], f"{row['estimate']:.2f}", f"{row['remains']:.2f}"


def _measurements(
    rows: pd.DataFrame, team: str, instrument: str, area: str, kenmerk: str | None
) -> pd.DataFrame:
    months = rows["time"].astype(int)
    table = pd.DataFrame(
        {
            "resident_id": rows["id"].astype(str),
            "team": team,
            "wijk": None,
            "worker_id": None,
            "rater": "professional",
            "measured_on": pd.Timestamp("2000-01-01") + pd.to_timedelta(months * 30, unit="D"),
            "instrument": instrument,
            "leefgebied": area,
            "score": rows["score"].astype("float32"),
            "missing": None,
            "source": "study",
        }
    ).astype({"wijk": "str", "worker_id": "str"})
    if kenmerk is not None:
        table["kenmerk_certificaat"] = rows[kenmerk].astype(str)
    return table.dropna(subset="score").reset_index(drop=True)


def _self_assessment() -> Instrument:
    """One question on a scale of 1 to 5, higher is better."""
    area = Leefgebied("score", Text("Eigen oordeel", "Self-assessment"))
    return replace(read_instruments()["zrm-2017"], id="arthritis", leefgebieden=(area,))


if __name__ == "__main__":
    main()
