"""`monitor publish --scheduler`: teams are worked out by the workers of a real Dask cluster, and released here."""

import json
import os
import pickle
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from functools import partial

import nbformat
import psutil
import pytest

from monitorlib.cli.publishing import plan, release_all
from monitorlib.cli.wishes import Wish
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.startup import CAN_FORK
from monitorlib.intake import new_key
from monitorlib.release.keys import releases_of
from monitorlib.release.read import read_release, release_files, team_folder_name
from monitorlib.runs import How
from monitorlib.runs.cluster import Cluster
from monitorlib.runs.crew import Ended, Step
from monitorlib.runs.errands import errand_for, what_differs
from monitorlib.runs.hand import COMMAND
from monitorlib.workspace import Workspace
from monitorlib.workspace.notebooks import TEAM_NOTEBOOKS
from tests.cluster.dask_cluster import PATIENCE, ROOT, certificates, meanwhile, until, worker_of
from tests.notebooks import PROPOSES, team_notebook
from tests.populations import people, store
from tests.releases import but_for_times
from tests.test_warm import LOOKS, PLANTS

TEAMS = ("Oost", "West", "Zuid")  # of four the first are released once more, beside the others
WEST = Wish("West", "2025")
# a team that hangs the first time that it is run, and tells in which process
HANGS = """
import os, time; from pathlib import Path
been = Path({folder!r}) / team
if team in {teams!r} and not been.exists():
    been.write_text(str(os.getpid())); time.sleep(9999)
"""


@pytest.fixture
def town(tmp_path) -> Workspace:
    """Three small teams."""
    made = Workspace.create(tmp_path / "werkmap")
    store(made, [row for team in TEAMS for row in people([1, 1, 0, -1] * 8, team, team=team)])
    return made


@pytest.fixture
def hanging(tmp_path):
    """A notebook in which a team hangs once, and the process in which it does."""
    (tmp_path / "been").mkdir()

    def hanging_in(is_over) -> int:
        file = tmp_path / "been" / "West"
        until(lambda: file.exists() and file.read_text(), is_over)
        return int(file.read_text())

    cell = HANGS.format(folder=str(tmp_path / "been"), teams=["West"])
    return team_notebook(tmp_path / "n.ipynb", cell, *PROPOSES), hanging_in


def _released(workspace: Workspace) -> dict[str, list[str]]:
    folders = {team: workspace.release / team_folder_name(team) / "2025" for team in TEAMS}
    return {team: [file.stem for file in release_files(folder)] for team, folder in folders.items()}


def _is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_worker_is_killed_half_way_and_every_team_is_released_once(own_cluster, town, hanging):
    """Over TLS, as a cluster of more than one computer should be."""
    notebook, hanging_in = hanging
    settings = certificates(town.path.parent)
    cluster = own_cluster(**settings)
    assert cluster.address.startswith("tls://")
    events, killed = [], []

    def kill(is_over) -> None:
        pid = hanging_in(is_over)
        until(lambda: any(isinstance(each, Ended) for each in events), is_over)
        killed.extend([pid, worker_of(pid).pid])
        os.kill(killed[1], signal.SIGKILL)

    import dask
    import distributed.config  # noqa: F401  its settings must be there before ours, or they leave with ours

    tls = {
        "distributed.comm.require-encryption": True,
        "distributed.comm.tls.ca-file": settings["DASK_DISTRIBUTED__COMM__TLS__CA_FILE"],
        "distributed.comm.tls.client.cert": settings["DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT"],
        "distributed.comm.tls.client.key": settings["DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY"],
    }
    with dask.config.set(tls):
        cluster.worker("--no-nanny")
        cluster.worker("--no-nanny")
        cluster.has(2)
        crew = partial(Cluster, address=cluster.address)
        with meanwhile(kill):
            outcome = release_all(
                town, plan(town), None, [notebook], crew=crew, ended=events.append, step=events.append
            )
    assert not outcome.failed and {wish.team for wish in outcome.released} == set(TEAMS)
    assert _released(town) == {team: ["1"] for team in TEAMS}
    for wish, file in outcome.released.items():
        assert read_release(releases_of(town), file).content.team == wish.team
    begun = [each.wish.team for each in events if isinstance(each, Step)]
    assert sorted(begun) == ["Oost", "West", "West", "Zuid"]  # the lost one was begun again
    until(lambda: all(map(_is_gone, killed)))  # the notebook ended with its worker
    assert not list(town.runs.glob(".cluster-*"))


def test_a_team_whose_workers_all_disappear_fails_by_itself(own_cluster, town, hanging):
    notebook, hanging_in = hanging
    cluster = own_cluster(DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0")
    cluster.worker("--no-nanny")
    cluster.worker("--no-nanny")
    cluster.has(2)
    crew = partial(Cluster, address=cluster.address)
    with meanwhile(lambda is_over: worker_of(hanging_in(is_over)).kill()):
        outcome = release_all(town, plan(town), None, [notebook], crew=crew)
    assert list(outcome.failed) == [WEST]
    assert "de worker die de notebooks uitvoerde, verdween 1 keer." in outcome.failed[WEST].message("nl")
    assert _released(town) == {"Oost": ["1"], "West": [], "Zuid": ["1"]}


def test_without_any_worker_left_it_stops_and_what_is_done_is_kept(own_cluster, town, hanging, monkeypatch):
    monkeypatch.setattr("monitorlib.runs.cluster.WORKERS_WITHIN", 1)
    notebook, hanging_in = hanging
    cluster = own_cluster()
    cluster.worker("--no-nanny")
    crew = partial(Cluster, address=cluster.address)
    with (
        meanwhile(lambda is_over: worker_of(hanging_in(is_over)).kill()),
        pytest.raises(UserError, match=f"{cluster.address} heeft geen worker meer.*Wat klaar was"),
    ):
        release_all(town, plan(town), None, [notebook], crew=crew)
    assert _released(town) == {"Oost": ["1"], "West": [], "Zuid": []}
    assert not list(town.runs.glob(".cluster-*"))


def test_what_is_released_is_the_same_here_and_by_a_cluster(cluster, tmp_path):
    """By the four notebooks; that kernels release the same too is shown in test_warm.py."""
    released = []
    for name, crew in (("hier", {}), ("cluster", {"crew": partial(Cluster, address=cluster.address)})):
        place = Workspace.create(tmp_path / name)
        store(place, [*_varied("Oost", 1), *_varied("West", 0)])
        assert not release_all(place, plan(place), 1, **crew).failed
        released.append(but_for_times(place))
    assert released[0] == released[1]
    assert sum(name.endswith(".json") for name in released[0]) == 2


def _varied(team: str, more: int) -> list[dict]:
    """Three leefgebieden of one team in two wijken, of which the first becomes better."""
    turns = {
        "financien": [1, 1, 0, more] * 8,
        "huisvesting": [0, -1, 1, more] * 8,
        "middelengebruik": [0] * 32,
    }
    return [
        row
        for code, each in turns.items()
        for wijk, part in (("Noord", each[:16]), ("Zuid", each[16:]))
        for row in people(part, f"{team}{wijk}", team=team, wijk=wijk, leefgebied=code)
    ]


def test_jobs_bounds_how_many_teams_are_out_at_once_and_every_step_is_told(cluster, town, tmp_path):
    file, events = team_notebook(tmp_path / "n.ipynb", *PROPOSES), []
    crew = partial(Cluster, address=cluster.address)
    release_all(town, plan(town), 1, [file], crew=crew, ended=events.append, step=events.append)
    told = [(type(each).__name__, each.wish.team) for each in events]
    assert told == [(kind, team) for team in TEAMS for kind in ("Step", "Ended")]


@pytest.mark.skipif(not CAN_FORK, reason="only Linux holds a process to its memory")
def test_one_way_to_stop_takes_one_team_and_is_told_as_here(cluster, town, tmp_path):
    breaks = "exec({'Oost': '1 / 0', 'West': 'bytearray(2**32)'}.get(team, ''))"
    file = team_notebook(tmp_path / "n.ipynb", breaks, *PROPOSES)
    crew = partial(Cluster, address=cluster.address)
    failed = release_all(town, plan(town), None, [file], How(memory_mb=2000), crew=crew).failed
    told = {wish.team: error.message("nl") for wish, error in failed.items()}
    assert "Notebook n stopte bij cel [3] (ZeroDivisionError)" in told.pop("Oost")
    assert "bij cel [3]: er was te weinig geheugen" in told.pop("West")
    assert not told and _released(town)["Zuid"] == ["1"]


@pytest.fixture
def cli():
    """Starts the command; what still runs when the test is over is ended."""
    started = []

    def start(town: Workspace, cluster, *more: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "monitorlib.cli", "publish", "--all", "--workspace", str(town.path)]
        # tests that run in the background of a shell are deaf to Ctrl-C, and so would be what they start
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        started.append(
            subprocess.Popen(
                [*command, "--scheduler", cluster.address, *more],
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        signal.signal(signal.SIGINT, before)
        return started[-1]

    yield start
    for each in started:
        with each:
            each.kill()


def _said(told: str) -> list[str]:
    """All that the command said, but for how far it was."""
    return [line for line in told.splitlines() if not line.startswith("[")]


def _has_ended(running: subprocess.Popen):
    return lambda: running.poll() is not None


@pytest.fixture
def hanging_town(town, hanging):
    """A town with four short notebooks of its own, of which the last hangs at West."""
    (town.path / "notebooks").mkdir(exist_ok=True)
    for name in TEAM_NOTEBOOKS[:-1]:
        team_notebook(town.path / "notebooks" / f"{name}.ipynb", "1")
    shutil.copy(hanging[0], town.path / "notebooks" / f"{TEAM_NOTEBOOKS[-1]}.ipynb")
    return town, hanging[1]


def test_after_ctrl_c_nobody_works_on(cluster, hanging_town, cli):
    town, hanging_in = hanging_town
    running = cli(town, cluster, "--jobs", "3")
    pid = hanging_in(_has_ended(running))
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=PATIENCE)
    assert (running.returncode, _said(told)) == (130, ["Gestopt. Wat klaar was, is bewaard."])
    until(lambda: _is_gone(pid))
    assert not list(town.runs.glob(".cluster-*")) and not _released(town)["West"]


def test_a_scheduler_that_goes_away_is_one_line_and_what_is_done_is_kept(own_cluster, hanging_town, cli):
    town, hanging_in = hanging_town
    cluster = own_cluster()
    cluster.worker("--no-nanny")
    running = cli(town, cluster)
    pid = hanging_in(_has_ended(running))
    cluster.scheduler.kill()
    _, told = running.communicate(timeout=PATIENCE)
    assert running.returncode == 1
    assert _said(told) == [
        f"De scheduler op {cluster.address} antwoordt niet meer, of hij begon opnieuw. "
        "Wat klaar was, is vrijgegeven; doe daarna hetzelfde nog eens."
    ]
    until(lambda: _is_gone(pid))
    assert _released(town) == {"Oost": ["1"], "West": [], "Zuid": []}
    assert not list(town.release.rglob("*.tmp")) and not list(town.runs.glob(".cluster-*"))


def _printed(town: Workspace, team: str) -> list[str]:
    file = town.runs / team_folder_name(team) / "2025" / "n.ipynb"
    cells = nbformat.read(file, 4).cells
    return [out.text for cell in cells for out in cell.get("outputs", ()) if out.output_type == "stream"]


def test_nothing_of_one_team_is_there_for_the_next_on_the_same_worker(town, tmp_path):
    """The process beside a worker runs a team that looks, one that plants, and one that looks."""
    cells = [f"if team == 'West':\n    {plant}" for plant in PLANTS[1:]]
    file = team_notebook(tmp_path / "n.ipynb", PLANTS[0], *cells, *LOOKS, *PROPOSES)
    (town.runs).mkdir(exist_ok=True)
    sent = errand_for(town, [file], How(), town.runs / ".cluster-x")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(COMMAND, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as hand:
        for team in TEAMS:
            pickle.dump(replace(sent, team=team, period="2025"), hand.stdin)
            hand.stdin.flush()
            while isinstance(told := pickle.load(hand.stdout), Step):
                continue
            assert team == "West" or told.error is None, told
        hand.stdin.close()
    before, after = (_printed(town, team) for team in ("Oost", "Zuid"))
    assert before[0] == after[0]
    assert before[0].startswith("False False 60 10.0 [] pair_measurements dumps None")
    assert before[1] != after[1]  # nor do two begin with the same chances


def test_what_travels_are_names_paths_and_versions(town, tmp_path, monkeypatch):
    monkeypatch.setenv("MONITOR_GEHEIM", "hoort niet mee")
    file = team_notebook(tmp_path / "n.ipynb", *PROPOSES)
    release_all(town, [WEST], 1, [file])  # so there is a key of the seal
    new_key(tmp_path / "sleutel.key")
    sent = errand_for(town, [file], How(), town.runs / ".cluster-x").as_text()
    assert set(json.loads(sent)) == {
        *("workspace", "team", "period", "notebooks", "made_of", "how", "seen_as", "versions")
    }
    secrets = [(town.runs / "zegel" / "geheim.toml"), tmp_path / "sleutel.key"]
    words = {word for each in secrets for word in re.findall(r"[0-9a-f]{32,}", each.read_text("utf-8"))}
    assert words and not any(word in sent for word in words) and "hoort niet mee" not in sent


def test_a_worker_that_sees_another_workspace_or_other_notebooks_says_so(town, tmp_path):
    file = team_notebook(tmp_path / "n.ipynb", *PROPOSES)
    town.runs.mkdir(exist_ok=True)
    seen_as = town.runs / ".cluster-x"
    errand = errand_for(town, [file], How(), seen_as)
    assert [each.nl for each in what_differs(errand)] == [f"werkmap {town.path} is daar niet te zien"]
    seen_as.touch()
    assert what_differs(errand) == []
    team_notebook(file, "1", *PROPOSES)
    assert [each.en for each in what_differs(errand)] == ["the notebooks are others there than here"]
