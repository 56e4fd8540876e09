"""What every test stands on: nothing of the user's own, no data but demo data, the demo imported once."""

import os
import shutil
import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings

from monitorlib.cli.demo import DATA, prepare_demo
from monitorlib.cli.publishing import publish_all
from monitorlib.cli.wishes import Wish
from monitorlib.measurements import release_lock
from monitorlib.workspace import Workspace
from tests.browsers import BROWSERS, QUIET

settings.register_profile("monitor", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("monitor")

WAITS_FOR_ANOTHER = 900.0  # seconds that a worker waits for one that makes what both need
# what the tests look at: a planted shift, a group that is too small, and real people
RELEASED = (
    Wish("Demo-Oost", "2024"),
    Wish("Demo-Oost", "2025"),
    Wish("Demo-Eiland", "2024"),
    Wish("San Diego", "maand-0-6"),
)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The system's Chromium; without one these tests are skipped, and fail where one is required."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None and os.environ.get("MONITOR_TEST_BROWSER") == "required":
        pytest.fail("MONITOR_TEST_BROWSER=required, and no Chromium was found")
    if found is None:
        # a newcomer without a browser may still run the rest; where one is required it fails, two lines up
        pytest.skip("no Chromium on this computer (looked for: " + ", ".join(BROWSERS) + ")")
    return found


@pytest.fixture(scope="session")
def browser(chromium):
    """One browser for all tests.

    Playwright's `wait_for_function` evaluates text, which the policy of our pages forbids; so pages here are
    without it, but for those that ask for `bypass_csp=False` (test_wire.py, test_coming_back.py).
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        launched.new_context = partial(launched.new_context, bypass_csp=True)
        launched.new_page = partial(launched.new_page, bypass_csp=True)
        yield launched
        launched.close()


@pytest.fixture(autouse=True, scope="session")
def _no_settings_of_the_user(tmp_path_factory):
    """Keys and workspaces of the person who runs the tests are out of reach."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        for name in ("MONITOR_WORKSPACE", "MONITOR_TEAM", "MONITOR_LANGUAGE"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session")
def demo(_no_settings_of_the_user, tmp_path_factory) -> Workspace:
    """The demo workspace with every export imported by the ordinary command; read only."""
    return _made_once(tmp_path_factory, "demo", prepare_demo)


@pytest.fixture(scope="session")
def released_demo(demo, tmp_path_factory) -> Workspace:
    """The demo workspace with RELEASED run through the four notebooks and the door; read only."""

    def make(path: Path) -> None:
        shutil.copytree(demo.path, path)
        publish_all(Workspace(path), list(RELEASED), jobs=2, done=lambda _wish: None)

    return _made_once(tmp_path_factory, "released-demo", make)


@pytest.fixture(scope="session")
def truth() -> dict:
    """What the generator planted."""
    return tomllib.loads((DATA / "demo" / "truth.toml").read_text(encoding="utf-8"))


def _made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Workspace:
    """A workspace that takes long to make: of several workers one makes it, and each has a copy of its own."""
    own = factory.mktemp(name) / "werkmap"
    if "PYTEST_XDIST_WORKER" not in os.environ:
        make(own)
        return Workspace(own)
    shared = factory.getbasetemp().parent / name
    shared.mkdir(exist_ok=True)
    with release_lock(Workspace(shared), patience=WAITS_FOR_ANOTHER):
        if not (shared / "whole").exists():
            shutil.rmtree(shared / "werkmap", ignore_errors=True)
            make(shared / "werkmap")
            (shared / "whole").touch()
    shutil.copytree(shared / "werkmap", own)
    return Workspace(own)
