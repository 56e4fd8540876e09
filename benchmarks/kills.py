"""kill -9 of `monitor publish --all` at random moments, and on it goes: every team complete once, nothing half.

`python -m benchmarks.kills [KILLS]`.
"""

import os
import random
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

KILLS, TEAMS, LONGEST = 20, 3, 25.0  # of four teams the first are released once more, beside the others


def main() -> None:
    """Kill, go on, and look at what came of it."""
    kills = int(next(iter(arg for arg in sys.argv[1:] if arg.isdigit()), KILLS))
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        place, killed = town(Path(folder) / "town", TEAMS), 0
        for _ in range(kills):
            killed += _killed(place, chance.uniform(0.5, LONGEST))
        assert _publisher(place).wait() == 0
        _look(place)
    print(f"{killed} of {kills} runs were killed; {TEAMS} teams are released once, whole and sealed")


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
