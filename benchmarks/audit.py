"""How long the audit of a whole workspace takes: 300 teams × 8 periods, a tenth of them released twice."""

import time

import numpy as np
import pandas as pd

from monitorlib.disclosure.audit import exposing_tables, fixed_tables, group_residents
from monitorlib.disclosure.rules import choose_table, team_profile

TEAMS, PERIODS, AREAS, RESIDENTS, NEWCOMERS = 300, 8, 11, 40, 30


def main() -> None:
    profile = team_profile(10)
    selections, shown = workspace(np.random.default_rng(0), profile)
    start = time.perf_counter()
    groups = group_residents(selections)
    exposing, fixed = exposing_tables(groups, profile), fixed_tables(groups, shown, profile)
    took = time.perf_counter() - start
    print(
        f"{TEAMS} teams × {PERIODS} periods, {len(selections)} rows, {len(groups.whole)} groups: {took:.1f} s"
    )
    print(f"tables in which releases expose residents: {len(exposing)} and {len(fixed)}")


def workspace(rng: np.random.Generator, profile) -> tuple[pd.DataFrame, dict]:
    """Selections of every release, and the counts that each shows."""
    frames, shown, release = [], {}, 0
    for team in range(TEAMS):
        for period in range(PERIODS):
            twice = rng.random() < 0.1
            people = RESIDENTS + NEWCOMERS * twice
            turned = rng.choice([1, 0, -1], (people, AREAS), p=(0.35, 0.4, 0.25))
            for size in (RESIDENTS, people)[: 1 + twice]:
                release += 1
                frames.append(_selection(team, period, release, turned[:size]))
                for area in range(AREAS):
                    cells = [tuple(int((turned[:size, area] == c).sum()) for c in (1, 0, -1))]
                    counts = choose_table(cells, profile).counts
                    if counts is not None:
                        key = ("shifts", f"team {team}", "professional", f"a{area}", period, period)
                        shown[(key, release, "")] = counts
    return pd.concat(frames, ignore_index=True), shown


def _selection(team: int, period: int, release: int, turned: np.ndarray) -> pd.DataFrame:
    people, areas = turned.shape
    return pd.DataFrame(
        {
            "kind": "shifts",
            "instrument": f"team {team}",  # teams hold different people: variables of their own
            "rater": "professional",
            "leefgebied": np.tile([f"a{area}" for area in range(areas)], people),
            "start": period,
            "end": period,
            "release": release,
            "block": "",
            "resident_id": np.repeat([f"{team}-{person}" for person in range(people)], areas),
            "outcome": turned.ravel().astype(float),
            "cell": 1 - turned.ravel(),
        }
    )


if __name__ == "__main__":
    main()
