"""kill -9 of the command that started a server: nothing of it stays behind, and its port is free again."""

import subprocess
import sys

import psutil
import pytest

from monitorlib.server.viewer import refuse_used_port
from tests.browser.conftest import free_port

# the command without the demo before it: a viewer that waits for its server
COMMAND = """
import sys
from pathlib import Path
from monitorlib.server.viewer import Viewer
from monitorlib.workspace import Workspace
with Viewer(Workspace(Path(sys.argv[1])), int(sys.argv[2]), notebook=sys.argv[3]) as viewer:
    print(viewer.process_id, flush=True)
    viewer.wait()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows gives an orphan no other parent")
@pytest.mark.parametrize("notebook", ["teamreflectie", "voortgang"])
def test_a_server_ends_when_the_command_that_started_it_was_killed(released_demo, notebook):
    port = free_port()
    command = [sys.executable, "-c", COMMAND, str(released_demo.path), str(port), notebook]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert int(process.stdout.readline()) > 0  # it listens
        behind = psutil.Process(process.pid).children(recursive=True)
        assert len(behind) >= 2  # the server, and the process that is warm
    finally:
        process.kill()
        process.communicate()
    _, alive = psutil.wait_procs(behind, timeout=60)
    for each in alive:
        each.kill()
    assert alive == []
    refuse_used_port(port)
