"""Teams through the four notebooks and the door: CPU and wall-clock seconds a team, beside a plain papermill loop.

Every arm runs in a process of its own; CPU is that of all its processes (Linux: those of the warm parent are read
from /proc). `python -m benchmarks.runs 10 100 300` names the sizes of the towns; `--build FOLDER` runs the same
three periods with another build of ours, of which FOLDER is a checkout.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
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
    """Print both tables."""
    given = argparse.ArgumentParser()
    given.add_argument("sizes", type=int, nargs="*", default=SIZES)
    given.add_argument("--build", type=Path)
    wanted = given.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        demo = prepare_demo(Path(folder) / "demo")
        for name, (engine, jobs) in ARMS.items():
            _line(name, _measured(_copy(demo, Path(folder) / "copy"), engine, jobs))
        if wanted.build:
            _line(f"the build in {wanted.build.name}", _of_another_build(wanted.build, Path(folder)))
        released = Workspace(Path(folder) / "copy")
        begin = time.perf_counter()
        left = left_and_waiting(released, list(WISHES))[0]
        print(f"nothing changed: {time.perf_counter() - begin:.2f} s, {len(left)} to do")
        for teams in wanted.sizes:
            place = town(Path(folder) / f"town-{teams}", teams)
            _line(f"a town of {teams} teams", _measured(place, "warm", 2))


def _copy(demo: Workspace, to: Path) -> Workspace:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(demo.path, to)
    return Workspace(to)


def _line(name: str, told: dict) -> None:
    print(
        f"{name:32s} {told['cpu']:6.2f} CPU s a team, each after the first {told['more']:6.2f}  "
        f"{told['wall']:6.2f} s wall  {told['peak']:4.0f} MB",
        flush=True,
    )


def _measured(place: Workspace, engine: str, jobs: int) -> dict:
    # not as a module: processes that are forked would import that once more, as they would not for the command
    call = "import sys; from benchmarks.runs import arm; arm(*sys.argv[1:])"
    command = [sys.executable, "-c", call, str(place.path), engine, str(jobs)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(told.splitlines()[-1])


def arm(path: str, engine: str, jobs: str) -> None:
    """Run the wishes, the first one by itself: it pays what a run pays once. Prints the costs as JSON."""
    place = Workspace(Path(path))
    wishes = plan(place)
    wishes = [wish for wish in WISHES if wish in wishes] or wishes
    begin, n = time.perf_counter(), len(wishes)
    run = partial(_plain, place) if engine == "plain" else partial(_released, place, engine, int(jobs))
    with Watched() as watched:
        run(wishes[:1])
        first = cpu_of_all()
        run(wishes[1:])
        cpu, wall = cpu_of_all(), time.perf_counter() - begin
    told = {"cpu": cpu / n, "more": (cpu - first) / (n - 1), "wall": wall / n, "peak": watched.most()}
    print(json.dumps(told))


ANOTHER = """
import json, resource, sys, time, types
from pathlib import Path
# papermill looks for the engine that is installed beside this build, which need not have one
sys.modules.setdefault("monitorlib.runs.warm", types.SimpleNamespace(WarmEngine=type("WarmEngine", (), {})))

def cpu():
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)

if __name__ == "__main__":
    from monitorlib.cli.demo import prepare_demo
    from monitorlib.cli.publishing import Wish, publish_all
    demo = prepare_demo(Path(sys.argv[1]))
    wishes = [Wish(*each) for each in json.loads(sys.argv[2])]
    before, begin, times = cpu(), time.perf_counter(), []
    for part in (wishes[:1], wishes[1:]):
        publish_all(demo, part, 1, lambda _wish: None)
        times.append(cpu() - before)
    n, most = len(wishes), max(resource.getrusage(who).ru_maxrss for who in (0, -1)) / 1024
    wall = (time.perf_counter() - begin) / n
    print(json.dumps(dict(cpu=times[1] / n, more=(times[1] - times[0]) / (n - 1), wall=wall, peak=most)))
"""


def _of_another_build(build: Path, folder: Path) -> dict:
    """As `_measured`, on a demo that the other build made, with the packages that are installed here."""
    script = folder / "another.py"
    script.write_text(ANOTHER, encoding="utf-8")
    wishes = json.dumps([(wish.team, wish.period) for wish in WISHES])
    command = [sys.executable, str(script), str(folder / "another"), wishes]
    paths = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    around = {**os.environ, "PYTHONPATH": str(build.resolve()), "PATH": paths}
    told = subprocess.run(command, check=True, capture_output=True, text=True, env=around, cwd=build).stdout
    return json.loads(told.splitlines()[-1])


def _released(place: Workspace, engine: str, jobs: int, wishes: list[Wish]) -> None:
    outcome = release_all(place, wishes, jobs, how=How(engine))
    assert not outcome.failed, outcome.failed


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


class Watched(threading.Thread):
    """The most memory of each process that this one started, also by way of others: looked at now and then.

    Not what the system tells of children: that begins with the memory of whoever started them.
    """

    def __init__(self, seconds: float = 0.5) -> None:
        super().__init__(daemon=True)
        self._seconds, self._done, self.peaks = seconds, threading.Event(), {}

    def __enter__(self) -> "Watched":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self.join()

    def run(self) -> None:
        """Look until it is over."""
        while not self._done.wait(self._seconds):
            for pid in _started_by(os.getpid()):
                with suppress(OSError, StopIteration):
                    self.peaks[pid] = max(_peak_mb(pid), self.peaks.get(pid, 0.0))

    def most(self) -> float:
        """The most memory of one process so far, this one too, MB."""
        return max([_peak_mb(os.getpid()), *self.peaks.values()])


def _peak_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def _started_by(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, task.read_text().split()):
                yield child
                yield from _started_by(child)


if __name__ == "__main__":
    main()
