"""All teams against each other: what somebody learns who keeps every release of every team, over time.

Simulated workspaces of 2 to 12 teams and 1 to 6 deliveries: newcomers (a few, many), corrections, residents who
move to another team, releases taken back. The attacker knows who was in each team at each moment and reads all
files of all teams; all that they say of one outcome becomes one integer program (`attacker.py`).

The negative control is what a release held before decision 73: the standard deviation of one change in the other
teams, two decimals, computed from their rows. The same attacker reads it beside the same files.

`python -m benchmarks.cross_team 500` prints both; `python -m benchmarks.cross_team 20 3` begins at workspace 3.
"""

import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.attack import MIX, _frame, _measured, _released
from benchmarks.attacker import Page, Yardstick, puzzle
from monitorlib.analysis.pairs import pair_measurements
from monitorlib.disclosure.rules import team_profile
from monitorlib.instruments import read_instruments
from monitorlib.measurements import load_measurements, measurement_version, store_measurements, write_lock
from monitorlib.release import assemble
from monitorlib.release.blocks import part_team
from monitorlib.release.taking_back import withdraw_release
from monitorlib.tables import MEASUREMENTS
from monitorlib.workspace import Workspace

AREA, YEAR = "financien", 2025
EVENTS = ("nothing", "a few", "many", "corrected", "moved")
ONE_NEWCOMER = ("nothing", "one")  # what happens to the first and the second team of the smallest town
CHANCES = (0.4, 0.2, 0.15, 0.15, 0.1)
CAME = {"one": (1, 2), "a few": (1, 4), "many": (9, 26)}
AGAIN = 0.4  # a team whose residents did not change is released again all the same
TAKEN_BACK = 0.05
NEWCOMERS = 40  # towns of two teams
WITH_WORDS = 20  # one workspace in so many is released with its explanations too
MIX_OF_NOBODY = (1 / 3, 1 / 3, 1 / 3)
WARY = "[vrijgave]\nandere_teams = true\n"
MOST_OTHERS = 100  # the control's attacker looks at so many residents of other teams, or fewer


@dataclass
class Count:
    """What was found in some workspaces."""

    workspaces: int = 0
    teams: int = 0
    releases: int = 0
    refused: int = 0
    outcomes: int = 0
    known: int = 0
    known_before: int = 0
    controls: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(*(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True)))


@dataclass
class Town:
    """Who is in which team, and how each person's change is drawn."""

    names: list[str]
    rng: np.random.Generator
    mixes: dict[str, dict]
    people: dict[str, list[str]] = field(default_factory=dict)
    born: int = 0

    def newcomers(self, team: str, n: int) -> list[dict]:
        """Rows of n residents who were not there before."""
        rows = []
        for _new in range(n):
            person, self.born = f"p{self.born:05d}", self.born + 1
            self.people.setdefault(team, []).append(person)
            rows += self._rows(person, team)
        return rows

    def _rows(self, person: str, team: str, month: str = "09") -> list[dict]:
        wijk = ("Noord", "Oost")[int(person[1:]) % 2]
        rows = _measured(person, team, wijk, YEAR, self.mixes[team], self.rng, month)
        return [row for row in rows if row["leefgebied"] == AREA]

    def event(self, team: str, kind: str) -> list[dict]:
        """Rows that a delivery adds for a team."""
        if kind in CAME:
            return self.newcomers(team, int(self.rng.integers(*CAME[kind])))
        if kind == "nothing":
            return []
        most = min(12, len(self.people[team]) // 2)
        chosen = self.rng.permutation(self.people[team])[: int(self.rng.integers(1, most + 1))].tolist()
        if kind == "corrected":
            return [row for person in chosen for row in self._rows(person, team)[1:]]
        other = str(self.rng.choice([name for name in self.names if name != team]))
        self.people[team] = [person for person in self.people[team] if person not in chosen]
        self.people[other] += chosen
        return [row for person in chosen for row in self._rows(person, other, "11")[1:]]


def main() -> None:
    """Print what is known of how many outcomes, in all files together, now and with the old fields."""
    asked = [int(word) for word in sys.argv[1:] if word.isdigit()]
    total, first = (asked or [500])[0], (asked[1:] or [0])[0]
    newcomers(NEWCOMERS)
    found, begin = Count(), time.perf_counter()
    for seed in range(first, first + total):
        with tempfile.TemporaryDirectory() as folder:
            found += attack(Path(folder), seed)
        if found.workspaces % 10 == 0 or found.workspaces == total:
            print(f"{_line(found)} ({time.perf_counter() - begin:.0f} s)", flush=True)


def newcomers(trials: int, first: int = 0) -> Count:
    """Two teams, one of which gets one newcomer and is refused, after which the other is released again."""
    found = Count()
    for seed in range(first, first + trials):
        with tempfile.TemporaryDirectory() as folder:
            found += attack(Path(folder), seed, 2, 2, ONE_NEWCOMER)
    print(f"two teams, one newcomer: {_line(found)}", flush=True)
    return found


def _line(found: Count) -> str:
    return (
        f"{found.workspaces} workspaces, {found.teams} teams, {found.releases} releases, {found.refused} refused: "
        f"{found.known} of {found.outcomes} outcomes known; with the old fields in {found.controls} of these "
        f"workspaces {found.known_before}"
    )


def attack(
    folder: Path,
    seed: int,
    teams: int | None = None,
    versions: int | None = None,
    events: tuple[str, ...] = (),
) -> Count:
    """One workspace: outcomes known from all its files, and known with the old fields beside them.

    `events`: what happens to each team after its first delivery; drawn where it is not given.
    """
    rng = np.random.default_rng(seed)
    teams, versions = teams or int(rng.integers(2, 13)), versions or int(rng.integers(1, 7))
    names = [f"Team 1{number:02d}" for number in range(teams)]  # from "Team 005" on nobody draws pictures
    blocks = 'blokken = "wijk"\n' if rng.random() < 0.5 else ""
    workspace = Workspace.create(folder / "werkmap", WARY + blocks)
    town = Town(
        names, rng, {name: {AREA: rng.dirichlet(MIX), "huisvesting": MIX_OF_NOBODY} for name in names}
    )
    words = seed % WITH_WORDS == 0
    refused = 0
    for version in range(versions):
        drawn = town.rng.choice(EVENTS, size=teams, p=CHANCES).tolist()
        happened = dict(zip(names, events or drawn, strict=True)) if version else {}
        refused += _delivered(workspace, town, happened, words)
    pairs = _all_pairs(workspace)
    pages, yardsticks = list(_pages(workspace, pairs)), list(_yardsticks(workspace, pairs))
    known, outcomes = _known(pages, [])
    before = _known(pages, yardsticks)[0] if yardsticks else 0
    releases = len(list(workspace.release.glob("*/*/[0-9]*.json")))
    return Count(1, teams, releases, refused, outcomes, known, before, bool(yardsticks))


@contextmanager
def _words(wanted: bool) -> Iterator[None]:
    """With the explanations, or quicker without: this attacker reads numbers (words: `benchmarks/words.py`)."""
    explain = assemble.explain_caseload
    if not wanted:
        assemble.explain_caseload = lambda *_asked: None
    try:
        yield
    finally:
        assemble.explain_caseload = explain


def _delivered(workspace: Workspace, town: Town, happened: dict[str, str], words: bool) -> int:
    """One delivery (the first, or what happened since) and the releases after it; how many were refused."""
    changed, rows = set(), []
    for name in town.names:
        begin = int(town.rng.integers(9, 46))
        new = town.event(name, happened[name]) if happened else town.newcomers(name, begin)
        changed |= {row["team"] for row in new} | ({name} if new else set())
        rows += new
    if rows:
        with write_lock(workspace):
            store_measurements(workspace, MEASUREMENTS.check(_frame(rows)), {"key": "attack"})
    refused = 0
    for name in town.rng.permutation(town.names).tolist():
        if name in changed or len(town.names) == 2 or town.rng.random() < AGAIN:
            with _words(words):
                file = _released(workspace, name, YEAR)
            refused += file is None
            if file and town.rng.random() < TAKEN_BACK:
                withdraw_release(workspace, name, str(YEAR), "proef")
    return refused


def _all_pairs(workspace: Workspace) -> dict[int, pd.DataFrame]:
    """PAIRS of all teams at every version of the data."""
    found, instruments = {}, read_instruments()
    for version in range(measurement_version(workspace) + 1):
        measurements = load_measurements(workspace, version=version)
        pairs = pair_measurements(
            measurements, start=f"{YEAR}-01-01", end=f"{YEAR}-12-31", instruments=instruments
        )
        found[version] = pairs[pairs["leefgebied"] == AREA]
    return found


def _contents(workspace: Workspace) -> Iterator[dict]:
    for file in sorted(workspace.release.glob("*/*/[0-9]*.json")):
        yield json.loads(file.read_text())["release"]["content"]


def _pages(workspace: Workspace, pairs: dict[int, pd.DataFrame]) -> Iterator[Page]:
    """Every released row, with what the attacker knows: who is in it, and in which block."""
    for content in _contents(workspace):
        own = pairs[content["data_version"]]
        own = own[own["team"] == content["team"]]
        followed, once = own[own["change"].notna()], own[own["change"].isna() & own["pre"].notna()]
        profile = team_profile(content["min_residents"], content["k"], content["m"])
        blocks, block = part_team(followed, content["blocks_by"], profile)
        inside = dict(zip(_entities(followed), block, strict=True))
        if set(inside.values()) != {each.code for each in blocks}:
            inside = dict.fromkeys(inside, "")
        for row in content["views"][0]["rows"]:
            lost = frozenset((resident, None) for resident in once["resident_id"])
            yield Page(row, inside, content["k"], content["m"], lost)


def _entities(pairs: pd.DataFrame) -> list[tuple]:
    """A resident with a change; after a correction it is another one."""
    return list(zip(pairs["resident_id"], pairs["pre"], pairs["change"], strict=True))


def _yardsticks(workspace: Workspace, pairs: dict[int, pd.DataFrame]) -> Iterator[Yardstick]:
    """What each release told of rows of other teams before decision 73: the sd of one change, beside a mean."""
    for content in _contents(workspace):
        every = pairs[content["data_version"]]
        others = every[(every["team"] != content["team"]) & every["change"].notna()]
        told = any(row["mean_shift"] is not None for row in content["views"][0]["rows"])
        if told and 20 <= len(others) <= MOST_OTHERS:
            yield Yardstick(frozenset(_entities(others)), round(float(others["change"].std(ddof=1)), 2))


def _known(pages: list[Page], yardsticks: list[Yardstick]) -> tuple[int, int]:
    """Outcomes known and outcomes, over parts of the town that share nobody."""
    known = outcomes = 0
    for some, beside in _apart(pages, yardsticks):
        asked = puzzle(some, beside)
        known += asked.known()
        outcomes += sum(asked.sizes.values())
    return known, outcomes


def _apart(pages: list[Page], yardsticks: list[Yardstick]) -> Iterator[tuple[list[Page], list[Yardstick]]]:
    """Pages and yardsticks that hold the same people, directly or by way of each other."""
    left = [({*page.block, *page.once}, page) for page in pages] + [(set(y.people), y) for y in yardsticks]
    left = [each for each in left if each[0]]
    while left:
        people, first = left.pop()
        inside, grown = [first], True
        while grown:
            near = [each for each in left if not people.isdisjoint(each[0])]
            left = [each for each in left if people.isdisjoint(each[0])]
            people = people.union(*(each[0] for each in near))
            inside, grown = inside + [each for _people, each in near], bool(near)
        kinds = Counter(type(each) for each in inside)
        assert kinds[Page] + kinds[Yardstick] == len(inside)
        yield [e for e in inside if isinstance(e, Page)], [e for e in inside if isinstance(e, Yardstick)]


if __name__ == "__main__":
    main()
