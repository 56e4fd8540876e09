"""Before anything runs on a cluster: what is away, or not alike, is one clear line, and nothing is written."""

import sys
import warnings
from functools import partial
from pathlib import Path

import pytest

import monitorlib
from monitorlib.cli import main
from monitorlib.cli.publishing import plan, release_all
from monitorlib.foundation.errors import UserError
from monitorlib.runs import cluster, connecting
from monitorlib.runs.cluster import Cluster
from monitorlib.workspace import Workspace
from tests.browser.conftest import free_port
from tests.cluster.dask_cluster import meanwhile, other_monitorlib, until
from tests.notebooks import PROPOSES, team_notebook
from tests.populations import people, store


@pytest.fixture
def town(tmp_path) -> Workspace:
    """Two small teams."""
    made = Workspace.create(tmp_path / "werkmap")
    store(made, [row for team in ("Oost", "West") for row in people([1, 1, 0, -1] * 8, team, team=team)])
    return made


def _nothing_was_written(workspace: Workspace) -> bool:
    """No release, no run, no file that shows the workspace to workers."""
    left = [file for folder in (workspace.release, workspace.runs) for file in folder.rglob("*")]
    return not [file for file in left if file.is_file() and "zegel" not in file.parts]


def _line(capsys, town: Workspace, address: str, *more: str) -> str:
    """The one line that is told of an address."""
    with pytest.raises(SystemExit) as ended:
        main(["publish", "--all", "--workspace", str(town.path), "--scheduler", address, *more])
    assert ended.value.code == 1
    [line] = capsys.readouterr().err.strip().splitlines()
    assert _nothing_was_written(town)
    return line


def test_a_scheduler_that_is_away(dask, town, capsys, monkeypatch):
    monkeypatch.setattr(connecting, "ANSWERS_WITHIN", 2)
    address = f"tcp://127.0.0.1:{free_port()}"
    assert _line(capsys, town, address) == (
        f"De scheduler op {address} antwoordt niet. Draait hij, en klopt het adres? Er is niets begonnen."
    )
    english = _line(capsys, town, address, "--lang", "en")
    assert english.startswith(f"The scheduler at {address} does not answer. Is it running")


def test_what_is_no_address_and_what_wants_certificates(dask, town, capsys):
    for wrong in ("tcp://10.0.0.5", "onzin://10.0.0.5:8786", "een woord"):
        assert f"'{wrong}' is geen adres van een scheduler. Een adres is" in _line(capsys, town, wrong)
    assert "zijn certificaten nodig" in _line(capsys, town, "tls://127.0.0.1:8786")


def test_of_dasks_warnings_only_that_of_other_versions_is_left_out(dask, monkeypatch):
    import distributed
    from distributed.versions import VersionMismatchWarning

    def connects(*_given, **_how):
        warnings.warn(VersionMismatchWarning("pandas"), stacklevel=1)
        warnings.warn(FutureWarning("this goes away"), stacklevel=1)

    monkeypatch.setattr(distributed, "Client", connects)
    monkeypatch.setattr(connecting, "_silence", lambda: None)
    with pytest.warns() as told:
        connecting.connected("tcp://127.0.0.1:8786")
    assert [each.category for each in told] == [FutureWarning]


def test_without_dask_the_extra_is_named(town, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    told = _line(capsys, town, "tcp://127.0.0.1:8786")
    assert told == ("--scheduler: Dask is hier niet geïnstalleerd. Doe: pip install 'monitorlib[cluster]'")


def test_a_cluster_without_workers(own_cluster, town, capsys, monkeypatch):
    monkeypatch.setattr(connecting, "WORKERS_WITHIN", 1)
    address = own_cluster().address
    assert _line(capsys, town, address) == (
        f"Het cluster op {address} heeft geen worker. Start er een: dask worker {address}"
    )


@pytest.fixture
def other_pandas(tmp_path) -> Path:
    """Where a worker finds that another pandas is installed."""
    folder = tmp_path / "elders" / "pandas-0.1.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: pandas\nVersion: 0.1\n", "utf-8")
    return folder.parent


def test_a_worker_with_another_version_of_a_package_that_matters(own_cluster, town, capsys, other_pandas):
    here = own_cluster()
    here.worker("--no-nanny", path=other_pandas)
    told = _line(capsys, town, here.address)
    assert told.startswith("Worker tcp://127.0.0.1:") and ": pandas is daar 0.1 en hier " in told
    assert told.endswith("Zorg dat daar hetzelfde staat als hier, en start hem daarna opnieuw.")


def test_workers_with_another_monitorlib_are_a_line_each(own_cluster, town, tmp_path):
    here = own_cluster()
    for name in ("ouder", "anders", "leeg"):
        (tmp_path / name).mkdir()
    here.worker("--no-nanny", path=other_monitorlib(tmp_path / "ouder", "0.1.9"))
    here.worker(
        "--no-nanny", path=other_monitorlib(tmp_path / "anders", monitorlib.__version__, "\n# more\n")
    )
    (tmp_path / "leeg" / "monitorlib").mkdir()
    (tmp_path / "leeg" / "monitorlib" / "__init__.py").write_text('__version__ = "0.1.0"\n', "utf-8")
    here.worker("--no-nanny", path=tmp_path / "leeg")
    here.has(3)
    with pytest.raises(UserError) as refused:
        release_all(town, plan(town), None, crew=partial(Cluster, address=here.address))
    version = monitorlib.__version__
    told = sorted(problem.nl.split(": ", 1)[1] for problem in refused.value.problems)
    assert told == [
        f"monitorlib is daar 0.1.9 en hier {version}.",
        "monitorlib is daar niet, of is een andere versie.",
        f"monitorlib is daar ook {version}, maar de code is anders.",
    ]
    assert _nothing_was_written(town)


def test_a_worker_that_comes_later_and_is_not_alike_stops_the_run(own_cluster, town, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "LOOK_SECONDS", 0.2)
    here = own_cluster()
    here.worker("--no-nanny")
    file = tmp_path / "begonnen"
    waits = f"import time, pathlib; pathlib.Path({str(file)!r}).touch(); time.sleep(9999)"
    notebook = team_notebook(tmp_path / "n.ipynb", waits, *PROPOSES)
    (tmp_path / "ouder").mkdir()
    other = other_monitorlib(tmp_path / "ouder", "0.1.9")

    def join(is_over) -> None:
        until(file.exists, is_over)
        here.worker("--no-nanny", path=other)

    with (
        meanwhile(join),
        pytest.raises(UserError, match=r"Worker tcp://.*: monitorlib is daar 0.1.9 en hier"),
    ):
        release_all(town, plan(town), None, [notebook], crew=partial(Cluster, address=here.address))
    assert not list(town.release.rglob("*.json"))
