"""kill -9 of `monitor publish --all` at random moments, and on it goes: every team complete once, nothing half.

`python -m benchmarks.kills [KILLS]`.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.town import town
from monitorlib.release.keys import releases_of
from monitorlib.release.read import read_figure, read_release, release_files
from monitorlib.workspace import Workspace

KILLS, TEAMS = 20, 3  # of four teams the first are released once more, beside the others


def main() -> None:
    """Kill a run of a fresh town somewhere on its way, let another go on, and look at what came of it."""
    kills = int(next(iter(arg for arg in sys.argv[1:] if arg.isdigit()), KILLS))
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        fresh, killed = town(Path(folder) / "town", TEAMS), 0
        begin = time.perf_counter()
        assert _publisher(_copy(fresh)).wait() == 0
        whole = time.perf_counter() - begin
        while killed < kills:  # one that came to its end before its moment does not count
            place = _copy(fresh)
            killed += _killed(place, chance.uniform(0.0, whole))
            assert _publisher(place).wait() == 0
            _look(place)
    print(f"{kills} runs were killed within the {whole:.1f} s that one takes, and went on")
    print(f"each time {TEAMS} teams are released once, whole and sealed")


def _copy(fresh: Workspace) -> Workspace:
    to = fresh.path.with_name("copy")
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(fresh.path, to)
    return Workspace(to)


def _publisher(place: Workspace) -> subprocess.Popen:
    command = [sys.executable, "-m", "monitorlib.cli", "publish", "--all", "--workspace", str(place.path)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _killed(place: Workspace, after: float) -> bool:
    publisher = _publisher(place)
    try:
        publisher.wait(after)
    except subprocess.TimeoutExpired:
        os.kill(publisher.pid, signal.SIGKILL)
        publisher.wait()
        time.sleep(0.2)
        return True
    return False


def _look(place: Workspace) -> None:
    releases, periods = releases_of(place), [*place.release.glob("*/*/")]
    assert len(periods) == TEAMS, periods
    for period in periods:
        files = release_files(period)
        assert [file.name for file in files] == ["1.json"], files
        release = read_release(releases, files[0])
        for figure in release.figures:
            read_figure(period.parent, release, figure.file)


if __name__ == "__main__":
    main()
