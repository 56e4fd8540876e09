"""A run that is killed goes on where it was: every team complete once, and nothing half."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from monitorlib.release.keys import releases_of
from monitorlib.release.read import read_release, release_files, team_folder_name
from monitorlib.workspace import Workspace
from tests.notebooks import PROPOSES, team_notebook
from tests.populations import people, store

ROOT = Path(__file__).parent.parent
TEAMS = ("Oost", "West", "Zuid")  # of four the first are released once more, beside the others
KILLS = 5
RUNS = """
import sys
from pathlib import Path
from monitorlib.cli.publishing import left_and_waiting, plan, release_all
from monitorlib.release.sealing import seal_what_stands
from monitorlib.runs import notebooks_hash
from monitorlib.workspace import Workspace
if __name__ == "__main__":
    place, notebooks = Workspace(Path(sys.argv[1])), [Path(sys.argv[2])]
    seal_what_stands(place)
    left, _ = left_and_waiting(place, plan(place), notebooks_hash(notebooks))
    print(len(left), "left", flush=True)
    outcome = release_all(place, left, 2, notebooks)
    print(len(outcome.released), outcome.failed, flush=True)
"""


def _runs(folder: Path, workspace: Workspace, notebook: Path) -> subprocess.Popen:
    (folder / "runs.py").write_text(RUNS)
    command = [sys.executable, "runs.py", str(workspace.path), str(notebook)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)


def test_a_run_that_is_killed_again_and_again_releases_every_team_once(tmp_path):
    workspace = Workspace.create(tmp_path / "werkmap")
    store(workspace, [row for team in TEAMS for row in people([1, 1, 0, -1] * 8, team, team=team)])
    notebook, chance = team_notebook(tmp_path / "n.ipynb", *PROPOSES), random.Random(3)
    for _ in range(KILLS):
        running = _runs(tmp_path, workspace, notebook)
        running.stdout.readline()
        try:
            running.wait(chance.uniform(0.0, 12.0))
        except subprocess.TimeoutExpired:
            os.kill(running.pid, signal.SIGKILL)
        running.communicate()
    running = _runs(tmp_path, workspace, notebook)
    told, _ = running.communicate()
    assert running.returncode == 0 and told.splitlines()[-1].endswith("{}"), told
    for team in TEAMS:
        [file] = release_files(workspace.release / team_folder_name(team) / "2025")
        assert read_release(releases_of(workspace), file).content.team == team
