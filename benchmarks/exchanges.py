"""What is told of leefgebieden together under attack, through the door: newcomers, leavers and corrections too.

The simulated teams of `attack.py`, without blocks. The attacker keeps every release and knows who was measured
where. A resident of the first release is hidden at a leefgebied where another truth fits everything: two residents
who are in the same releases exchanged their first and last scores there, so that every table, mean and start score
stays what it was, and the class that the first release told holds. `python -m benchmarks.exchanges 20 15 30`.
"""

import itertools
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.attack import AT_ONCE, SIZES, YEARS, _released, simulated
from monitorlib.analysis.pairs import pair_measurements
from monitorlib.disclosure.cohesion import Class, Page, open_classes
from monitorlib.measurements import load_caseload, store_measurements, write_lock
from monitorlib.release.history import Past, all_releases
from monitorlib.release.words import shown_of, tested_rows
from monitorlib.released import Content
from monitorlib.statistics.multiplicity import cohesion
from monitorlib.tables import MEASUREMENTS
from monitorlib.workspace import Workspace


def main() -> None:
    """Print how many outcomes were found hidden, a line a size."""
    asked = [int(word) for word in sys.argv[1:] if word.isdigit()]
    for n in asked[1:] or SIZES:
        found = np.zeros(4, dtype=int)
        for number in range(0, (asked or [50])[0], AT_ONCE):
            with tempfile.TemporaryDirectory() as folder:
                found += attack(Path(folder), n, min(AT_ONCE, (asked or [50])[0] - number), 1000 * n + number)
        known, people, releases, told = found
        print(
            f"N={n}: {releases} releases, {told} classes told: {known} of {people} outcomes not hidden",
            flush=True,
        )


def attack(folder: Path, n: int, teams: int, seed: int) -> np.ndarray:
    """Outcomes for which no other truth was found, outcomes asked, releases, and periods with a class."""
    workspace, found = Workspace.create(folder / "werkmap", ""), np.zeros(2, dtype=int)
    names = [f"Team {number:03d}" for number in range(teams)]
    for frame in simulated(names, n, np.random.default_rng(seed)):
        with write_lock(workspace):
            store_measurements(workspace, MEASUREMENTS.check(frame), {"key": "attack"})
        for name, year in itertools.product(names, YEARS):
            _released(workspace, name, year)
    past, told = all_releases(workspace), 0
    for name, year in itertools.product(names, YEARS):
        own = [each for each in past if (each.content.team, each.content.period.id) == (name, str(year))]
        if own and own[0].content.views[0].cohesion is not None:
            told += 1
            found += _one_period(workspace, own)
    return np.array([*found, len(past), told])


def _one_period(workspace: Workspace, own: list[Past]) -> np.ndarray:
    """Outcomes not hidden and asked, in the releases of one team and period."""
    pairs = [_pairs(workspace, each.content) for each in own]
    turns = pairs[0].pivot(index="resident_id", columns="leefgebied", values="direction")[[*_areas(own[0])]]
    inside = {area: _memberships(pairs, area) for area in turns.columns}
    values, within = turns.to_numpy(dtype=float), _class_of(own[0].content, turns.to_numpy(dtype=float))
    hidden = np.zeros(values.shape, dtype=bool)
    for one, other in itertools.combinations(range(len(turns)), 2):
        alike = [inside[a].get(turns.index[one]) == inside[a].get(turns.index[other]) for a in turns.columns]
        for areas in _choices(np.array(alike) & ~np.isnan(values[[one, other]]).any(axis=0)):
            after = values.copy()
            after[np.ix_([one, other], areas)] = values[np.ix_([other, one], areas)]
            if within.holds(cohesion(after)):
                hidden |= ~np.isnan(values) & (after != values)
    asked = ~np.isnan(values)
    return np.array([(asked & ~hidden).sum(), asked.sum()])


def _choices(alike: np.ndarray) -> list[list[int]]:
    """All leefgebieden at which two residents may exchange places, and each by itself."""
    places = np.flatnonzero(alike).tolist()
    return [places, *([each] for each in places)] if len(places) > 1 else [[each] for each in places]


def _class_of(content: Content, turns: np.ndarray) -> Class:
    view = content.views[0]
    page = Page(tuple(shown_of(tested_rows(view))), ~np.isnan(turns), content.m)
    ends = (-1.0, *open_classes(page))
    return Class(ends[ends.index(view.cohesion) - 1], view.cohesion)


def _areas(past: Past) -> list[str]:
    return [row.leefgebied for row in tested_rows(past.content.views[0])]


def _pairs(workspace: Workspace, content: Content):
    caseload = load_caseload(workspace, content.team, version=content.data_version)
    pairs = pair_measurements(caseload, start=content.period.start, end=content.period.end)
    return pairs[(pairs["team"] == content.team) & pairs["change"].notna()]


def _memberships(pairs: list, area: str) -> dict[str, tuple]:
    """In which releases each resident is with which change: who is in the same can exchange places unseen."""
    found: dict[str, list] = {}
    for number, table in enumerate(pairs):
        own = table[table["leefgebied"] == area]
        for resident, pre, post in zip(own["resident_id"], own["pre"], own["post"], strict=True):
            found.setdefault(resident, []).append((number, (pre, post)))
    kept = {}
    for resident, told in found.items():
        scores = {score for _number, score in told}
        kept[resident] = tuple(number for number, _score in told) if len(scores) == 1 else (resident,)
    return kept


if __name__ == "__main__":
    main()
