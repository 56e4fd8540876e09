"""`monitor session --demo`, as `make session` calls it: from nothing to a page, and all of it ends again."""

import os
import signal
import subprocess
import sys
from contextlib import suppress

import psutil
import pytest

from tests.browser.conftest import free_port, open_meeting, reveal

pytestmark = pytest.mark.browser


@pytest.fixture
def session(tmp_path):
    """Start the command; the process when it has printed its address, and the address."""
    started = []

    def start(workspace) -> tuple[subprocess.Popen, str]:
        port = free_port()
        command = [sys.executable, "-m", "monitorlib.cli", "session", "--demo", "--no-browser"]
        process = subprocess.Popen(
            [*command, "--workspace", str(workspace), "--port", str(port)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path / "config"), "PYTHONUNBUFFERED": "1"},
        )
        started.append(process)
        address = next(line.split()[-1] for line in process.stdout if "staat klaar op" in line)
        return process, address

    yield start
    for process in started:
        _end(process)


def _end(process: subprocess.Popen) -> None:
    """Kill it with all that it started: what publishes the other teams would go on behind the next tests."""
    with suppress(psutil.NoSuchProcess):  # it ended by itself, and all of it
        begun = psutil.Process(process.pid)
        for each in (begun, *begun.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                each.kill()
    process.communicate()


def test_from_nothing_to_a_page_and_all_of_it_ends(page, session, tmp_path):
    process, address = session(tmp_path / "werkmap")
    assert address.endswith(
        "#team=Demo-Oost&period=2025"
    )  # the team of docs/handleiding.md, also once all are there
    open_meeting(page, address)
    teams = page.get_by_label("Team", exact=True).locator("option").count()
    assert teams >= 2
    behind = psutil.Process(process.pid).children(recursive=True)
    assert len(behind) >= 2
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    _, alive = psutil.wait_procs(behind, timeout=15)
    assert alive == []


def test_killed_half_way_it_starts_again(page, session, tmp_path):
    first = subprocess.Popen(
        [sys.executable, "-m", "monitorlib.cli", "session", "--demo", "--no-browser"]
        + ["--workspace", str(tmp_path / "werkmap"), "--port", str(free_port())],
        stdout=subprocess.PIPE,
        env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path / "config")},
    )
    with pytest.raises(subprocess.TimeoutExpired):
        first.communicate(timeout=4)  # in the middle of the first notebooks
    _end(first)
    _, address = session(tmp_path / "werkmap")
    open_meeting(page, address)
    reveal(page)
    assert page.locator("#ml-same tbody tr").count() > 0
