"""Teams through the four notebooks and the door: CPU and wall-clock seconds a team, beside a plain papermill loop.

Every arm runs in a process of its own; CPU is that of all its processes (Linux: those of the warm parent are read
from /proc). `python -m benchmarks.runs 10 100 300` names the sizes of the towns.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.town import town
from monitorlib.cli.demo import prepare_demo
from monitorlib.cli.publishing import left_and_waiting, plan, release_all
from monitorlib.cli.wishes import Wish
from monitorlib.runs import How, the_four
from monitorlib.workspace import Workspace, made_private

WISHES = (Wish("Demo-Oost", "2024"), Wish("Demo-Oost", "2025"), Wish("Demo-West", "2025"))
SIZES = (10, 100)
ARMS = {
    "plain papermill loop, no door": ("plain", 1),
    "--engine kernel": ("kernel", 1),
    "--engine warm": ("warm", 1),
    "--engine warm --jobs 2": ("warm", 2),
}


def main() -> None:
    """Print both tables; with an arm as argument, run that arm."""
    if sys.argv[1:2] == ["arm"]:
        _arm(*sys.argv[2:])
        return
    sizes = [int(each) for each in sys.argv[1:] if each.isdigit()] or SIZES
    with tempfile.TemporaryDirectory() as folder:
        demo = prepare_demo(Path(folder) / "demo")
        for name, (engine, jobs) in ARMS.items():
            _line(name, _measured(_copy(demo, Path(folder) / "copy"), engine, jobs))
        released = Workspace(Path(folder) / "copy")
        begin = time.perf_counter()
        left = left_and_waiting(released, list(WISHES))[0]
        print(f"nothing changed: {time.perf_counter() - begin:.2f} s, {len(left)} to do")
        for teams in sizes:
            place = town(Path(folder) / f"town-{teams}", teams)
            _line(f"a town of {teams} teams", _measured(place, "warm", 2))


def _copy(demo: Workspace, to: Path) -> Workspace:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(demo.path, to)
    return Workspace(to)


def _line(name: str, told: dict) -> None:
    print(f"{name:32s} {told['cpu']:6.2f} CPU s a team  {told['wall']:6.2f} s wall  {told['peak']:4.0f} MB")


def _measured(place: Workspace, engine: str, jobs: int) -> dict:
    command = [sys.executable, "-m", "benchmarks.runs", "arm", str(place.path), engine, str(jobs)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(told.splitlines()[-1])


def _arm(path: str, engine: str, jobs: str) -> None:
    place = Workspace(Path(path))
    wishes = plan(place)
    wishes = [wish for wish in WISHES if wish in wishes] or wishes
    begin = time.perf_counter()
    if engine == "plain":
        _plain(place, wishes)
    else:
        outcome = release_all(place, wishes, int(jobs), how=How(engine))
        assert not outcome.failed, outcome.failed
    wall, n = time.perf_counter() - begin, len(wishes)
    print(json.dumps({"cpu": cpu_of_all() / n, "wall": wall / n, "peak": peak_mb()}))


def _plain(place: Workspace, wishes: list[Wish]) -> None:
    import papermill

    output = str(made_private(place.runs) / "plain.ipynb")
    for wish in wishes:
        given = {"workspace": str(place.path), "team": wish.team, "period": wish.period, "seed": 0}
        for notebook in the_four():
            papermill.execute_notebook(
                str(notebook), output, given, kernel_name="python3", progress_bar=False
            )


def cpu_of_all() -> float:
    """CPU seconds of this process and of all that it started."""
    own, ended = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in (own, ended)) + _of_the_warm_parent()


def _of_the_warm_parent() -> float:
    """It outlives this process, so the system does not add it up."""
    from multiprocessing import forkserver

    pid = forkserver._forkserver._forkserver_pid
    if pid is None:
        return 0.0
    times = Path(f"/proc/{pid}/stat").read_text().rsplit(")")[-1].split()[11:15]
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


def peak_mb() -> float:
    """The most memory of one process, MB."""
    return (
        max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        / 1024
    )


if __name__ == "__main__":
    main()
