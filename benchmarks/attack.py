"""The wall under attack: what somebody learns of residents from everything that was released.

Simulated teams of 15, 22, 30, 45 and 60 residents with three wijken, two years, then newcomers, leavers and
corrections, released anew as far as the door lets them. The attacker (`attacker.py`) visits the meeting's page
after each release and reads the numbers off the screen (`screen.py`); the files may hold no other.
The negative control is an ordinary dashboard: counts from five residents on, at most two filters at a time.
`make bench ARGS="attack"` prints what is known; `python -m benchmarks.attack 50 15 30` takes 50 teams of 15
and of 30. `python -m benchmarks.attack caseloads 50 30` lets a worker attack, who has the page of the own caseload
beside all releases of the team (without blocks: those do not go together). `python -m benchmarks.attack border
50 22` has a border of the same of one point, which the data manager takes away (or sets) after the first release.
"""

import itertools
import json
import re
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.attacker import Page, Puzzle, puzzle
from benchmarks.screen import READ, rows_on_screen
from monitorlib.analysis.pairs import pair_measurements
from monitorlib.disclosure.rules import choose_table, team_profile
from monitorlib.foundation.errors import UserError
from monitorlib.instruments import SHIPPED, read_instruments
from monitorlib.measurements import load_caseload, measurement_version, store_measurements, write_lock
from monitorlib.release import door, publish
from monitorlib.release.assemble import team_content
from monitorlib.release.blocks import part_team
from monitorlib.release.combined import own_pages
from monitorlib.release.own_caseload import own_caseload
from monitorlib.release.proposals import propose_release
from monitorlib.release.read import release_files, team_folder_name
from monitorlib.release.selections import outcomes_behind
from monitorlib.released import Content, Row
from monitorlib.tables import MEASUREMENTS
from monitorlib.workspace import Workspace, calendar_year

SIZES = (15, 22, 30, 45, 60)
AREAS = ("financien", "huisvesting")
YEARS = (2024, 2025)
MOST_NEW = 60
AT_ONCE = 10  # teams in one workspace
MIX = (6, 8, 4)  # Dirichlet of improved, unchanged, deteriorated: a third, nearly half, the rest
PRE = (0.1, 0.2, 0.3, 0.2, 0.2)  # start scores 1 to 5
ALIKE = (0.35, 0.45, 0.2)
SETTINGS = '[vrijgave]\nblokken = "wijk"\n'


def main() -> None:
    asked = [int(word) for word in sys.argv[1:] if word.isdigit()]
    teams, sizes = (asked or [500])[0], asked[1:] or SIZES
    if "caseloads" in sys.argv:
        for n in sizes:
            caseloads(n, teams)
        return
    within = float("border" in sys.argv)
    if not within:
        utility()
    for n in sizes:
        start = time.perf_counter()
        batches = [min(AT_ONCE, teams - done) for done in range(0, teams, AT_ONCE)]
        found = np.zeros(4, dtype=int)
        for number, batch in enumerate(batches):
            with tempfile.TemporaryDirectory() as folder:
                found += attack(Path(folder), n, batch, seed=1000 * n + number, within=within)
        took = time.perf_counter() - start
        known, people, releases, refused = found
        naive, controls = naive_dashboard(n, min(teams, 40), seed=n)
        print(
            f"N={n}: {teams} teams, {releases} releases, {refused} refused at the door: {known} of {people} "
            f"outcomes known ({took:.0f} s); the ordinary dashboard: {naive / controls:.0%} of {controls}",
            flush=True,
        )


def attack(folder: Path, n: int, teams: int, seed: int, within: float = 0) -> tuple[int, int, int, int]:
    """Outcomes known, outcomes in all, releases made and refused, of `teams` simulated teams of n residents.

    With a border of the same (`within`) the instrument's file has it before the first releases and not after, or
    (odd seeds) the other way round.
    """
    workspace = Workspace.create(folder / "werkmap", SETTINGS)
    names = [f"Team {number:03d}" for number in range(teams)]
    refused, seen = 0, {}
    for late, frame in enumerate(simulated(names, n, np.random.default_rng(seed), within)):
        if within:
            write_border(workspace, within if late == seed % 2 else 0)
        with write_lock(workspace):
            store_measurements(workspace, MEASUREMENTS.check(frame), {"key": "attack"})
        refused += sum(_released(workspace, name, year) is None for name in names for year in YEARS)
        visit(workspace, names, seen)
    known = people = 0
    for name, year, area in itertools.product(names, YEARS, AREAS):
        pages = read_pages(workspace, name, year, area, seen)
        asked = puzzle(pages)
        known += asked.known()
        people += sum(asked.sizes.values())
    files = list(workspace.release.glob("*/*/[0-9]*.json"))
    _pictures_hold_no_other_number(files)
    return known, people, len(files), refused


def write_border(workspace: Workspace, within: float) -> None:
    """The workspace's own copy of the ZRM, with this border of the same."""
    shipped = (SHIPPED / "zrm-2017.toml").read_text(encoding="utf-8")
    source = 'unchanged_source = { nl = "vooraf", en = "beforehand" }'
    border = f"unchanged_within = {within:g}\n{source}\n" if within else ""
    workspace.instruments.mkdir(exist_ok=True)
    (workspace.instruments / "zrm-2017.toml").write_text(border + shipped, encoding="utf-8")


def visit(workspace: Workspace, names: list[str], seen: dict[Path, dict]) -> None:
    """Read every page that shows a new release; `seen`: the rows of each release as they stood on the screen."""
    for name, year in itertools.product(names, YEARS):
        files = release_files(workspace.release / team_folder_name(name) / str(year))
        if files and files[-1] not in seen:
            seen[files[-1]] = rows_on_screen(workspace, name, str(year), AREAS)


def caseloads(n: int, teams: int) -> None:
    """Print what a worker knows from all releases of the team and the page of the own caseload."""
    found = np.zeros(4, dtype=int)
    for number in range(0, teams, AT_ONCE):
        with tempfile.TemporaryDirectory() as folder:
            found += attack_by_workers(Path(folder), n, min(AT_ONCE, teams - number), seed=1000 * n + number)
    known, people, pages, refused = found
    print(
        f"N={n}: {teams} teams, {pages} pages of own caseloads, {refused} refused: {known} of {people} outcomes "
        "known",
        flush=True,
    )


def attack_by_workers(folder: Path, n: int, teams: int, seed: int) -> tuple[int, int, int, int]:
    """Outcomes known, outcomes in all, pages made and refused; the worker of two in five residents asks."""
    workspace = Workspace.create(folder / "werkmap", "")
    names, rng = [f"Team {number:03d}" for number in range(teams)], np.random.default_rng(seed)
    asks_late, refused, seen = rng.random((teams, len(YEARS))) < 0.5, 0, {}
    for late, frame in enumerate(simulated(names, n, rng)):
        frame = frame.assign(worker_id=[_worker(resident) for resident in frame["resident_id"]])
        with write_lock(workspace):
            store_measurements(workspace, MEASUREMENTS.check(frame), {"key": "attack"})
        for (team, name), (at, year) in itertools.product(enumerate(names), enumerate(YEARS)):
            _released(workspace, name, year)
            if asks_late[team, at] == late:
                refused += _own_page(workspace, name, year) is None
        visit(workspace, names, seen)
    known = people = pages = 0
    for _worker_id, page in own_pages(workspace):
        for row in page.views[0].rows:
            told = read_pages(workspace, page.team, int(page.period.id), row.leefgebied, seen)
            asked = puzzle([*told, _own_rows(workspace, page, row)])
            known += asked.known()
            people += sum(asked.sizes.values())
        pages += 1
    return known, people, pages, refused


def _worker(resident: str) -> str:
    return f"{resident[:3]}w{(0, 0, 1, 2, 3)[int(resident[-1]) % 5]}"


def _own_page(workspace: Workspace, name: str, year: int) -> Content | None:
    try:
        return own_caseload(workspace, name, str(year), _worker(f"{name[-3:]}p000")).content
    except UserError:
        return None


def _own_rows(workspace: Workspace, page: Content, row: Row) -> Page:
    """A row of the own page, with what the worker knows: whose it is about."""
    behind = outcomes_behind(workspace, page, _worker(f"{page.team[-3:]}p000"))
    own = behind[behind["leefgebied"] == row.leefgebied]
    entity = list(zip(own["resident_id"], own["outcome"], strict=True))
    within = page.views[0].unchanged_within
    return Page(asdict(row), dict.fromkeys(entity, ""), page.k, page.m, within=within)


def simulated(
    names: list[str], n: int, rng: np.random.Generator, within: float = 0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """MEASUREMENTS of every team in both years, and what a later import adds: newcomers, leavers, corrections.

    With a border of the same (`within`) people move further.
    """
    measured = partial(_measured, furthest=3 + 2 * int(within))
    first, later = [], []
    for number, name in enumerate(names):
        wijken = rng.choice(["Noord", "Oost", "Zuid"], n + MOST_NEW, p=[0.45, 0.35, 0.2])
        mix = {area: rng.dirichlet(MIX) for area in AREAS}
        people = [f"{name[-3:]}p{i:03d}" for i in range(n + MOST_NEW)]
        for i in range(n):
            for year in YEARS:
                first += measured(people[i], name, wijken[i], year, mix, rng)
        for i in range(int(rng.choice((0, 4, 9)))):
            first += measured(f"{name[-3:]}once{i}", name, "Noord", 2025, mix, rng)[: len(AREAS)]
        new, corrected, left = _changes(rng)
        for i in range(n, n + new):
            later += measured(people[i], name, wijken[i], 2025, mix, rng)
        for i in rng.permutation(n)[: min(corrected, n)]:
            later += measured(people[i], name, wijken[i], 2025, mix, rng)[len(AREAS) :]
        for i in range(min(left, n)):
            other = names[(number + 1) % len(names)]
            later += measured(people[i], other, wijken[i], 2025, mix, rng, "11")[len(AREAS) :]
    return _frame(first), _frame(later)


def _changes(rng: np.random.Generator) -> tuple[int, int, int]:
    """How many came, were corrected and left: many newcomers, a handful of everything, or nothing."""
    kind = rng.integers(0, 3)
    if kind == 0:
        return int(rng.integers(25, MOST_NEW)), 0, 0
    return tuple(int(each) * int(kind == 1) for each in rng.integers(0, 12, 3))


def _measured(person, team, wijk, year, mix, rng, month="09", furthest=3) -> list[dict]:
    rows = {"02": [], month: []}
    for area in AREAS:
        turn = rng.choice([1, 0, -1], p=mix[area])
        pre = int(rng.choice(5, p=PRE)) + 1
        post = int(np.clip(pre + turn * rng.integers(1, furthest), 1, 5))
        for day, score in (("02", pre), (month, post)):
            rows[day].append(
                {
                    "resident_id": person,
                    "team": team,
                    "wijk": wijk,
                    "measured_on": pd.Timestamp(f"{year}-{day}-01"),
                    "leefgebied": area,
                    "score": float(score),
                }
            )
    return [*rows["02"], *rows[month]]


def _frame(rows: list[dict]) -> pd.DataFrame:
    frame = pd.DataFrame(rows or _measured("nobody", "Team 000", "Noord", 1999, dict.fromkeys(AREAS, MIX), 0))
    fixed = {"worker_id": None, "rater": "professional", "instrument": "zrm-2017", "missing": None}
    frame = frame.assign(**fixed, source="attack")
    return frame.drop_duplicates(["resident_id", "leefgebied", "measured_on"], keep="last")


def _released(workspace: Workspace, name: str, year: int) -> Path | None:
    """The door's answer to what the workbench proposes; None when it refused."""
    version = measurement_version(workspace)
    content = team_content(workspace, name, calendar_year(year), version)
    propose_release(workspace, content)
    draw, recompute = publish._draw, door.recomputed
    door.recomputed = lambda _workspace, proposed: proposed  # it was computed on the line above
    if name > "Team 004":
        publish._draw = lambda _content: ()  # pictures are made from the table; a few are read below
    try:
        return publish.publish(workspace, name, str(year), "attack")
    except UserError:
        return None
    finally:
        publish._draw, door.recomputed = draw, recompute


def read_pages(workspace: Workspace, name: str, year: int, area: str, seen: dict[Path, dict]) -> list[Page]:
    """Every released row about this outcome, with what a colleague knows: who is in it, and in which block.

    ValueError: a file holds another number than the screen showed.
    """
    pages, instruments = [], read_instruments()
    for file in sorted((workspace.release / team_folder_name(name) / str(year)).glob("[0-9]*.json")):
        content = json.loads(file.read_text())["release"]["content"]
        caseload = load_caseload(workspace, name, version=content["data_version"])
        period = content["period"]
        pairs = pair_measurements(caseload, start=period["start"], end=period["end"], instruments=instruments)
        pairs = pairs[pairs["team"] == name]
        once = pairs[pairs["change"].isna() & pairs["pre"].notna() & (pairs["leefgebied"] == area)]
        pairs = pairs[pairs["change"].notna()]
        profile = team_profile(content["min_residents"], content["k"], content["m"])
        blocks, block = part_team(pairs, content["blocks_by"], profile)
        own = pairs["leefgebied"] == area
        entity = list(zip(pairs.loc[own, "resident_id"], pairs.loc[own, "change"], strict=True))
        inside = dict(zip(entity, block[own], strict=True))
        if set(inside.values()) != {each.code for each in blocks}:
            inside = dict.fromkeys(inside, "")
        row = next(row for row in content["views"][0]["rows"] if row["leefgebied"] == area)
        if {each: row[each] for each in READ} != seen[file][area]:
            raise ValueError(f"{file}: the screen showed other numbers")
        row = seen[file][area]
        lost = frozenset((resident, None) for resident in once["resident_id"])
        within = content["views"][0]["unchanged_within"]
        pages.append(Page(row, inside, content["k"], content["m"], lost, within))
    return pages


def _pictures_hold_no_other_number(files: list[Path]) -> None:
    for file in files:
        release = json.loads(file.read_text())["release"]
        told = {
            str(count) for view in release["content"]["views"] for row in view["rows"]
            for count in (*(row["counts"] or {}).values(), *(row["start"] or {}).values())
        }  # fmt: skip
        for figure in release["figures"]:
            svg = (file.parent / figure["file"]).read_text()
            written = set(re.findall(r">\s*(\d+)\s*</text>", svg))
            if not written <= told:
                raise ValueError(f"{figure['file']} holds a number that the table does not")


def naive_dashboard(n: int, teams: int, seed: int) -> tuple[int, int]:
    """Residents known, and residents, when counts are shown from five on with at most two filters."""
    rng, known = np.random.default_rng(seed), 0
    for _team in range(teams):
        people = [tuple(int(rng.integers(0, values)) for values in (3, 3, 3, 2)) for _ in range(n)]
        turned = rng.choice(3, n, p=rng.dirichlet(MIX))
        asked = Puzzle(dict(Counter(people)))
        for filters in itertools.chain.from_iterable(itertools.combinations(range(4), r) for r in (0, 1, 2)):
            for values in {tuple(person[f] for f in filters) for person in people}:
                inside = [i for i, p in enumerate(people) if tuple(p[f] for f in filters) == values]
                if len(inside) >= 5:
                    counts = Counter(turned[inside].tolist())
                    names = ("improved", "unchanged", "deteriorated")
                    asked.told(
                        list({people[i] for i in inside}), {name: counts[c] for c, name in enumerate(names)}
                    )
        known += asked.known()
    return known, n * teams


def utility(draws: int = 20_000) -> None:
    """How often a breakdown by two blocks, and only n, is shown: leefgebieden that differ, and all alike."""
    rng, profile = np.random.default_rng(0), team_profile(10)
    mixes = {"differing": lambda: rng.dirichlet(MIX), "alike": lambda: ALIKE}
    for (name, mix), n in itertools.product(mixes.items(), SIZES):
        shown = Counter()
        for _draw in range(draws):
            outcome = rng.choice(3, n, p=mix())
            cells = [tuple(np.bincount(outcome[half::2], minlength=3).tolist()) for half in (0, 1)]
            shown[choose_table(cells, profile).rung] += 1
        parted = (shown["blocks_three"] + shown["blocks_two"]) / draws
        only_n = shown["only_n"] / draws
        print(f"leefgebieden {name}, N={n}: a breakdown for {parted:.0%}, only n for {only_n:.1%}")


if __name__ == "__main__":
    main()
