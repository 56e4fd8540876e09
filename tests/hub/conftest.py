"""A real JupyterHub with our configuration, on this computer: two facilitators, an analyst, and somebody else."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import psutil
import pytest

from tests.browser.conftest import copy_of, free_port

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "jupyterhub" / "jupyterhub_config.py"
PROXY = "configurable-http-proxy"
GROUPS = """
analisten = ["analisten"]
[gespreksleiders]
oost = ["Demo-Oost"]
overzee = ["San Diego", "Demo-Eiland"]
"""
# the sign-on of the test: a name and any password; a hub of its own groups
SIGN_ON = """
c.JupyterHub.load_groups = {
    "oost": {"users": ["anna"]}, "overzee": {"users": ["bram"]}, "analisten": {"users": ["carla"]},
}
c.DummyAuthenticator.password = "voor de test"
c.Spawner.args = ["--allow-root"]
"""
START_SECONDS = 90


@pytest.fixture(scope="session")
def proxy() -> str:
    """The hub's proxy; without it or the hub these tests are skipped, and fail where they are required."""
    found = os.environ.get("MONITOR_PROXY") or shutil.which(PROXY)
    missing = [name for name, there in (("jupyterhub", find_spec("jupyterhub")), (PROXY, found)) if not there]
    told = f"not installed: {', '.join(missing)} (pip install 'monitorlib[hub]'; npm install -g {PROXY})"
    if missing and os.environ.get("MONITOR_TEST_HUB") == "required":
        pytest.fail(f"MONITOR_TEST_HUB=required, and {told}")
    if missing:
        pytest.skip(told)  # a newcomer may test without; where it is required it fails, two lines up
    return found


@pytest.fixture(scope="module")
def hub(proxy, released_demo, tmp_path_factory):
    """The address of the hub, and the workspace whose meetings it serves."""
    folder = tmp_path_factory.mktemp("hub")
    workspace = copy_of(released_demo, folder / "werkmap")
    (folder / "groepen.toml").write_text(GROUPS, encoding="utf-8")
    (folder / "aanmelding.py").write_text(SIGN_ON, encoding="utf-8")
    port = free_port()
    environment = {
        **os.environ,
        "PYTHONPATH": str(CONFIGURATION.parents[2]),
        "MONITOR_HUB_BIND": f"http://127.0.0.1:{port}/",
        "MONITOR_HUB_INTERNAL": f"http://127.0.0.1:{free_port()}",
        "MONITOR_PROXY_API": f"http://127.0.0.1:{free_port()}",
        "MONITOR_HUB_STATE": str(folder),
        "MONITOR_PROXY": proxy,
        "MONITOR_AUTHENTICATOR": "dummy",
        "MONITOR_AUTHENTICATOR_FILE": str(folder / "aanmelding.py"),
        "MONITOR_MANAGE_GROUPS": "no",
        "MONITOR_WORKSPACE": str(workspace.path),
        "MONITOR_GROUPS": str(folder / "groepen.toml"),
    }
    log = folder / "hub.log"
    command = [sys.executable, "-m", "jupyterhub", "-f", str(CONFIGURATION)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment, cwd=folder, stdout=output, stderr=output, start_new_session=True
        )
    try:
        _wait(f"http://127.0.0.1:{port}/hub/health", process, log)
        yield f"http://127.0.0.1:{port}", workspace, log
    finally:
        _end(process)


def _wait(address: str, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        with suppress(urllib.error.URLError, ConnectionError), urllib.request.urlopen(address, timeout=5):
            return
        time.sleep(0.3)
    raise AssertionError(log.read_text())


def _end(process: subprocess.Popen) -> None:
    """End the hub and all that it started."""
    family = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(30)
    for member in family:
        with suppress(psutil.NoSuchProcess):
            member.kill()
    process.kill()
    process.wait()
