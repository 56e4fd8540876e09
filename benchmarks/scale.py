"""What one team more costs when there are many: towns with and without a history, side by side.

`python -m benchmarks.scale 10 100 300 1000`: of each town all but a quarter of the teams (SOME to MOST_RUN) were
released of this year, and every team of so many years before; then those are run (warm, two at a time), and once
more with nothing to do. The door is what the publishing process spends on a team; the memory is the most of one
process, of all of them. `--residents 555` makes the teams larger: 3,000 of them have ten million rows. `--whole`:
all teams of a town without a history, two at a time, with the slope while it runs.

The earlier releases are invented, one content under every team's name, each with the references that a release
made in that order has; they are written, noted and sealed as ours are. CPU is that of all processes.
"""

import argparse
import gc
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from functools import cache
from pathlib import Path

import monitorlib
from benchmarks.runs import Watched, cpu_of_all
from benchmarks.town import RESIDENTS, YEAR, town
from monitorlib.cli.publishing import left_and_waiting, plan, release_all
from monitorlib.cli.wishes import Wish
from monitorlib.foundation.texts import Text
from monitorlib.measurements import measurement_version
from monitorlib.release.assemble import team_content
from monitorlib.release.beside import FEWEST_OTHERS
from monitorlib.release.borders import note_borders
from monitorlib.release.files import now, with_checksum, write_new
from monitorlib.release.history import note_release
from monitorlib.release.publish import TEAM_FILE, _draw, _keep, alone, write_aside
from monitorlib.release.read import checksum, team_folder_name
from monitorlib.release.sealing import seal_period
from monitorlib.released import MAY_LEAVE, SCHEMA, Content, Manifest, Reference, Release, to_json
from monitorlib.runs.crew import Ended
from monitorlib.workspace import Workspace
from monitorlib.workspace.notebooks import made_by

SOME, MOST_RUN, SIZES, HISTORY = 6, 26, (10, 100, 300), 4


def main() -> None:
    """The table: teams, earlier releases of each, CPU and wall seconds a team, memory, nothing to do."""
    if sys.argv[1:2] == ["arm"]:
        _arm(Path(sys.argv[2]))
        return
    if sys.argv[1:2] == ["all"]:
        _all(Path(sys.argv[2]))
        return
    given = argparse.ArgumentParser()
    given.add_argument("sizes", type=int, nargs="*", default=SIZES)
    given.add_argument("--residents", type=int, default=RESIDENTS)
    given.add_argument("--folder", help="where the towns are made (else where temporary files go)")
    given.add_argument("--whole", action="store_true")
    wanted, first = given.parse_args(), None
    if wanted.whole:
        _whole(wanted.sizes, wanted.residents, wanted.folder)
        return
    for teams, earlier in [(wanted.sizes[0], 0), *((size, HISTORY) for size in wanted.sizes)]:
        with tempfile.TemporaryDirectory(dir=wanted.folder) as folder:
            told = _measured(Path(folder) / "town", teams, earlier, wanted.residents)
        first = first or told["cpu"]
        print(
            f"{teams:5d} teams, {earlier} earlier each: {told['cpu']:5.2f} CPU s a team "
            f"({told['cpu'] / first:.2f}), of which the door {told['door']:.2f}, {told['wall']:5.2f} s wall, "
            f"{told['peak']:4.0f} MB, once a run {told['once']:5.1f} CPU s; nothing changed "
            f"{told['again']:.2f} CPU s",
            flush=True,
        )


def _whole(sizes: list[int], residents: int, folder: str | None) -> None:
    for teams in sizes:
        with tempfile.TemporaryDirectory(dir=folder) as made:
            place = town(Path(made) / "town", teams, residents=residents)
            gc.collect()
            command = [sys.executable, "-m", "benchmarks.scale", "all", str(place.path)]
            subprocess.run(command, check=True)


def _all(path: Path) -> None:
    """Publish everything, as `monitor publish --all --jobs 2` does, and tell how it goes."""
    place, begin, ended = Workspace(path), time.perf_counter(), []

    def tell(told: Ended) -> None:
        ended.append(told.error)
        if len(ended) in TOLD_AT:
            spent = time.perf_counter() - begin
            cpu, most = cpu_of_all(), watched.most()
            print(
                f"{len(ended):5d} teams: {spent / 60:5.1f} min, {cpu:7.0f} CPU s, {most:4.0f} MB",
                flush=True,
            )

    with Watched(2.0) as watched:
        outcome = release_all(place, plan(place), 2, ended=tell)
    spent, most = time.perf_counter() - begin, watched.most()
    print(
        f"{len(outcome.released)} released, {len(outcome.failed)} failed: {spent / 60:.1f} min, "
        f"{cpu_of_all() / len(ended):.2f} CPU s a team, {most:.0f} MB",
        flush=True,
    )


TOLD_AT = (10, 30, 100, 300, 1000, 2000, 3000)


def _measured(path: Path, teams: int, earlier: int, residents: int) -> dict:
    place = town(path, teams, residents=residents)
    _with_history(place, teams, earlier)
    command = [sys.executable, "-m", "benchmarks.scale", "arm", str(path)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(told.splitlines()[-1])


def _arm(path: Path) -> None:
    """Two teams first, which pay what is paid once; then the rest, with what each run pays."""
    place = Workspace(path)
    with Watched() as watched:
        left = left_and_waiting(place, plan(place))[0]
        _run(place, left[:2])
        once, own, begin = cpu_of_all(), time.process_time(), time.perf_counter()
        _run(place, left[2:])
        wall, n = time.perf_counter() - begin, len(left) - 2
        cpu, door = cpu_of_all() - once, time.process_time() - own
    again = time.process_time()
    assert not left_and_waiting(place, plan(place))[0]
    again, peak = time.process_time() - again, watched.most()
    told = {"cpu": cpu / n, "door": door / n, "wall": wall / n, "peak": peak, "once": once, "again": again}
    print(json.dumps(told))


def _run(place: Workspace, wishes: list[Wish]) -> None:
    outcome = release_all(place, wishes, 2)
    assert not outcome.failed, outcome.failed


def _with_history(place: Workspace, teams: int, earlier: int) -> None:
    period = place.settings().period(str(YEAR), "Team 0000")
    one = alone(place, team_content(place, "Team 0000", period, measurement_version(place)))
    for year in range(YEAR - earlier, YEAR + 1):
        names = [f"Team {team:04d}" for team in range(teams - _some(teams) if year == YEAR else teams)]
        for at, name in enumerate(names):
            others = [each for each in names[: max(at, FEWEST_OTHERS + 1)] if each != name]
            _written(place, _of(one, name, year), others)


def _some(teams: int) -> int:
    """How many teams of a town are run."""
    return max(SOME, min(MOST_RUN, teams // 4))


def _of(content: Content, team: str, year: int) -> Content:
    named = {"id": str(year), "label": Text(str(year), str(year))}
    period = replace(content.period, **named, start=f"{year}-01-01", end=f"{year}-12-31")
    return replace(content, team=team, period=period)


def _written(place: Workspace, content: Content, others: list[str]) -> None:
    folder, period = place.release / team_folder_name(content.team), content.period.id
    references = tuple(Reference(mark, period, 1) for mark in sorted(map(_mark, others)))
    asked = ("recomputed", "rules", "overlap", "combined with 0 releases", "canary", MAY_LEAVE)
    figures = tuple(_keep(folder / period, *picture) for picture in _pictures(content))
    manifest = Manifest(1, now(), monitorlib.__version__, made_by(place), asked)
    write_new(folder / period / "1.json", _beside(Release(SCHEMA, content, figures, manifest), references))
    write_aside(folder / TEAM_FILE, json.dumps({"team": content.team}, ensure_ascii=False).encode())
    note_borders(place, content)
    note_release(place, folder / period / "1.json")
    seal_period(place, folder / period)


def _beside(release: Release, references: tuple[Reference, ...]) -> bytes:
    """As `with_checksum`, of a release that tells what the first one did: checking that again takes longest."""
    if not _CHECKED:
        _CHECKED.append(json.loads(with_checksum(release))["release"])
    [first] = _CHECKED
    content, manifest = (
        release.content,
        {**first["manifest"], "references": [vars(each) for each in references]},
    )
    told = {**first["content"], "team": content.team, "period": to_json(content.period)}
    values = {**first, "content": told, "manifest": manifest}
    return json.dumps({"checksum": checksum(values), "release": values}, ensure_ascii=False).encode()


_CHECKED: list[dict] = []


@cache
def _mark(team: str) -> str:
    return team_folder_name(team).rpartition("-")[2]


_DRAWN: list = []


def _pictures(content: Content) -> list:
    """They show the same of every team, so they are drawn once."""
    if not _DRAWN:
        _DRAWN.extend(_draw(content))
    return _DRAWN


if __name__ == "__main__":
    main()
