"""What is typed in a notebook stays out of IPython's history, which no forgetting reaches."""

import json
import os
import sys
import time
from pathlib import Path
from subprocess import DEVNULL, Popen
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psutil
import pytest
from jupyter_client.manager import AsyncKernelManager, KernelManager
from traitlets.utils.importstring import import_item

from monitorlib.cli.adapting import jupyterlab_line, run_lab
from monitorlib.server.forking import ForkedKernel
from monitorlib.server.untold import NO_HISTORY, OF_A_LAB, UntoldKernel
from monitorlib.workspace import Workspace
from tests.browser.conftest import free_port
from tests.loops import in_a_loop

PYTHON = ["python", "-m", "ipykernel_launcher", "-f", "{connection_file}"]


@pytest.fixture(params=[UntoldKernel, ForkedKernel], ids=["lab", "viewer"])
def kind(request):
    """The kernels that our commands start."""
    return request.param


@pytest.mark.parametrize(
    ("language", "argv", "more"), [("python", PYTHON, 1), ("R", ["R", "-e", "kernel()"], 0)]
)
def test_a_kernel_of_python_is_told_to_keep_none_and_another_one_nothing(
    kind, language, argv, more, tmp_path, monkeypatch
):
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    spec = tmp_path / "kernels" / "given" / "kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text(json.dumps({"argv": argv, "language": language, "display_name": "x"}), "utf-8")
    plain, ours = (each(kernel_name="given").format_kernel_cmd() for each in (KernelManager, kind))
    assert ours[: len(plain)] == plain and len(ours) == len(plain) + more


def test_what_an_analyst_types_in_jupyterlab_is_kept_nowhere(tmp_path):
    [name] = [each.partition("=")[2] for each in OF_A_LAB if "kernel_manager_class" in each]
    typed = "resident = 'P-417'"
    assert _history_after(typed, name, tmp_path / "lab") == b""
    assert b"P-417" in _history_after(typed, "", tmp_path / "plain")  # without it the same line is there


def test_jupyterlab_starts_such_kernels_and_what_is_deleted_there_is_gone(tmp_path):
    workspace, port = Workspace.create(tmp_path / "w"), free_port()
    line = [*jupyterlab_line(workspace, port, browser=False), "--allow-root"]
    own = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "bin"), "JUPYTER_TOKEN": "x"}
    with Popen(line, env={**os.environ, **own}, stderr=DEVNULL, stdout=DEVNULL) as lab:
        try:
            _asked(port, "GET", "contents", seconds=60)
            _asked(port, "DELETE", "contents/notebooks/5_inwoner.ipynb")
            _asked(port, "POST", "kernels")
            commands = [each.cmdline() for each in psutil.Process(lab.pid).children(recursive=True)]
        finally:
            lab.terminate()
    assert any("ipykernel_launcher" in each and NO_HISTORY in each for each in commands)
    assert [*tmp_path.rglob("4_teamverslag.ipynb")] and not [*tmp_path.rglob("5_inwoner*")]


def test_its_terminals_keep_no_history_either(tmp_path, monkeypatch):
    """The command is another one here: it tells what a shell of JupyterLab would see."""
    told = tmp_path / "told"
    look = [sys.executable, "-c", f"import os; open({str(told)!r}, 'w').write(os.environ['HISTFILE'])"]
    monkeypatch.setattr("monitorlib.cli.adapting.jupyterlab_line", lambda *_given: look)
    kept = {**os.environ, "HISTFILE": str(tmp_path / "kept")}
    assert run_lab(Workspace.create(tmp_path / "w"), None, False, kept) == 0
    assert told.read_text("utf-8") == os.devnull


def _asked(port: int, method: str, what: str, seconds: float = 0) -> None:
    """Ask JupyterLab, which may still have to begin."""
    until, words = time.monotonic() + seconds, {"Authorization": "token x"}
    request = Request(f"http://127.0.0.1:{port}/api/{what}", method=method, headers=words)
    while True:
        try:
            return urlopen(request, timeout=60).close()
        except OSError as error:  # also a connection that is cut off while it begins
            if isinstance(error, HTTPError) or time.monotonic() > until:
                raise
            time.sleep(0.2)


def _history_after(typed: str, kind: str, own: Path) -> bytes:
    """All that a kernel leaves in the folder that stands for the user's own."""
    in_a_loop(_typed(typed, import_item(kind) if kind else AsyncKernelManager, own))
    return b"".join(file.read_bytes() for file in sorted(own.rglob("history.sqlite*")))


async def _typed(typed: str, kind: type[AsyncKernelManager], own: Path) -> None:
    manager = kind(kernel_name="python3", transport="ipc", connection_file=f"{own}.json")
    await manager.start_kernel(env={**os.environ, "IPYTHONDIR": str(own)})
    client = manager.client()
    client.start_channels()
    try:
        await client.wait_for_ready(timeout=60)
        told = await client._async_execute_interactive(typed, timeout=60)
        assert told["content"]["status"] == "ok"
    finally:
        client.stop_channels()
        await manager.shutdown_kernel()
