"""The attacker sees what there is to see: where the guard is not, the same attack gets through.

Both are Voila as it comes: as an extension of a Jupyter server, and by itself with its own settings.
"""

import asyncio
import contextlib
import json
import os
import re
import subprocess
import sys
import time

import nbformat
import pytest

from tests.attack.client import WAIT_SECONDS, Attacker, as_text, message
from tests.browser.conftest import free_port
from tests.loops import in_a_loop

CANARY = "kanarie-naast-het-notebook-7f3a"
KERNEL = re.compile(r'"kernelId": ?"([0-9a-f-]{36})"')


@contextlib.contextmanager
def _running(command: list[str], folder, port: int):
    """A server in this folder that stops when the test does."""
    home = {"HOME": str(folder), "JUPYTER_CONFIG_DIR": str(folder), "JUPYTER_NO_CONFIG": "1"}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env={**os.environ, **home})
        try:
            attacker, until = Attacker(f"http://127.0.0.1:{port}/"), time.monotonic() + WAIT_SECONDS
            while attacker.ask("/voila/static/voila.js").status == 0 and time.monotonic() < until:
                assert process.poll() is None, (folder / "log").read_text()
                time.sleep(0.1)
            yield attacker
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait()


@pytest.fixture
def folder(tmp_path):
    """A folder with a notebook, and beside it a picture that nobody showed."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")])
    notebook.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "Python 3"}
    nbformat.write(notebook, tmp_path / "n.ipynb")
    (tmp_path / "geheim.svg").write_text(f"<svg><!-- {CANARY} --></svg>")
    return tmp_path


def test_voila_as_an_extension_executes_what_a_visitor_sends(folder):
    port, mark = free_port(), folder / "uitgevoerd"
    command = [
        sys.executable, "-m", "jupyter_server", f"--port={port}", "--ServerApp.token=", "--ServerApp.password=",
        "--no-browser", "--allow-root", f"--ServerApp.root_dir={folder}",
        "--ServerApp.jpserver_extensions={'voila.server_extension': True}",
    ]  # fmt: skip
    with _running(command, folder, port) as attacker:
        in_a_loop(_executes(attacker, f"open({str(mark)!r}, 'w').close()"))
        until = time.monotonic() + WAIT_SECONDS
        while not mark.exists() and time.monotonic() < until:
            time.sleep(0.05)
    assert mark.exists()


async def _executes(attacker: Attacker, code: str) -> None:
    html = (await asyncio.to_thread(attacker.ask, "/voila/render/n.ipynb")).body.decode()
    line = await attacker.line(KERNEL.search(html)[1])
    await line.write_message(as_text(message("execute_request", {"code": code, "silent": False}, "shell")))
    while (said := await asyncio.wait_for(line.read_message(), WAIT_SECONDS)) is not None:
        if isinstance(said, str) and json.loads(said)["header"]["msg_type"] == "execute_reply":
            break
    line.close()
    while await line.read_message() is not None:
        pass


def test_voila_with_its_own_settings_serves_a_picture_beside_the_notebook(folder):
    port = free_port()
    command = [sys.executable, "-m", "voila", "n.ipynb", f"--port={port}", "--no-browser"]
    with _running(command, folder, port) as attacker:
        assert attacker.ask("/voila/files/geheim.svg").status == 200
        assert attacker.loot.holds(CANARY)
