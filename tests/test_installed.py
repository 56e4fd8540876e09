"""The product as a wheel, in an environment and a folder that know nothing of the repository.

The packages it stands on are those of this environment, lent by a path file; the package itself is not, as the
repository is on that path only by a path file of its own, which a lent folder does not bring along.
"""

import os
import re
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError

import pytest

from tests.intake.exports import ZRM, write

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """The Python of an environment with the built wheel in it."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    venv.create(folder / "env", with_pip=False)
    python = folder / "env" / "bin" / "python"
    [wheel] = folder.glob("*.whl")
    install = ("--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel)
    run(sys.executable, "-m", "pip", *install, cwd=folder)
    (folder / "env" / "share").symlink_to(Path(sys.prefix) / "share")  # templates of Voila
    lent = next((folder / "env").glob("lib/python*/site-packages")) / "lent.pth"
    lent.write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return python


def run(*command, cwd: Path) -> str:
    """What a command prints; an assertion with all it said where it fails."""
    done = subprocess.run([str(c) for c in command], cwd=cwd, env=_bare(cwd), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _bare(folder: Path) -> dict[str, str]:
    """An environment in which a user's own folders are those of the test."""
    own = {name: str(folder / name) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return kept | own


def test_it_is_the_wheel_that_is_tried(installed, tmp_path):
    where = run(installed, "-c", "import monitorlib; print(monitorlib.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(installed.parent.parent)


def test_the_demo_travels_along(installed, tmp_path):
    look = (
        "from monitorlib.cli.demo import prepare_demo; from monitorlib.measurements import load_measurements; "
        "from pathlib import Path; print(load_measurements(prepare_demo(Path('demo')))['team'].nunique())"
    )
    assert int(run(installed, "-c", look, cwd=tmp_path)) > 4


def test_the_demo_of_an_installation_is_kept_with_the_users_own_data(installed, tmp_path):
    look = "from monitorlib.cli.meeting import demo_path; print(demo_path())"
    assert Path(run(installed, "-c", look, cwd=tmp_path).strip()).is_relative_to(tmp_path)


def test_an_export_becomes_a_meeting_and_a_report_outside_the_repository(installed, tmp_path):
    monitor = (installed, "-m", "monitorlib.cli")
    place, key = ("--workspace", "werkmap"), ("--key", "k.key")
    run(*monitor, "key", "new", "k.key", cwd=tmp_path)
    rows = [
        f"{n};Oost;{day}-2025;" + ";".join(str(1 + (n + at + step) % 5) for at in range(len(ZRM)))
        for n in range(24)
        for step, day in enumerate(("10-1", "10-5"))
    ]
    write(tmp_path / "export.csv", ";".join(["Cliëntnummer", "Team", "Datum", *ZRM]), *rows)
    run(*monitor, "import", "export.csv", *place, *key, "--yes", cwd=tmp_path)
    run(*monitor, "publish", *place, "--all", cwd=tmp_path)
    run(*monitor, "report", *place, "--team", "Oost", "--output", "verslag.html", cwd=tmp_path)
    assert "Oost" in (tmp_path / "verslag.html").read_text(encoding="utf-8")
    with served(monitor, place, tmp_path) as (address, session):
        assert "Teamreflectie" in page_of(address, session)


@contextmanager
def served(monitor: tuple, place: tuple, folder: Path) -> Iterator[tuple[str, subprocess.Popen]]:
    """The address of the meeting, and the process that serves it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(c) for c in (*monitor, "session", *place, "--no-browser", "--port", port)]
    with (folder / "told.txt").open("wb") as told:
        session = subprocess.Popen(command, cwd=folder, env=_bare(folder), stdout=told, stderr=told)
    try:
        yield link_of(folder / "told.txt", session), session
    finally:
        session.terminate()
        try:
            session.wait(20)
        except subprocess.TimeoutExpired:
            session.kill()
            session.wait()


def link_of(told: Path, session: subprocess.Popen) -> str:
    """The link that a session prints."""
    for _ in range(60):
        assert session.poll() is None, "the session ended by itself"
        if link := re.search(r"http://\S+token=\S+", told.read_text(encoding="utf-8")):
            return link[0]
        time.sleep(1)
    raise AssertionError("the link never came")


def page_of(address: str, session: subprocess.Popen) -> str:
    """What an address answers in a browser that keeps cookies, once it does."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    for _ in range(60):
        assert session.poll() is None, "the session ended by itself"
        with suppress(URLError, ConnectionError):
            return browser.open(address, timeout=30).read().decode()
        time.sleep(1)
    raise AssertionError("the page never came")


def test_jupyterlab_opens_copies_in_the_workspace_and_leaves_them(installed, tmp_path):
    look = (
        "from monitorlib.cli.adapting import copy_to_adapt; from monitorlib.workspace import Workspace; "
        "from pathlib import Path; print(copy_to_adapt(Workspace.create(Path('w'))))"
    )
    folder = tmp_path / run(installed, "-c", look, cwd=tmp_path).strip()
    adapted = folder / "1_datakwaliteit.ipynb"
    assert len([*folder.glob("*.ipynb")]) == 5
    adapted.write_text("mine", encoding="utf-8")
    run(installed, "-c", look.replace(".create", ".open"), cwd=tmp_path)
    assert adapted.read_text(encoding="utf-8") == "mine"
