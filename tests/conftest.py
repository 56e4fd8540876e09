"""What every test stands on: nothing of the user's own, no data but demo data, the demo imported once.

What is heavy is imported where it is used: with workers, the process that hands out the tests reads this file too,
and they wait for it.
"""

import gc
import os
import shutil
import tomllib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings

from monitorlib.cli.wishes import Wish
from monitorlib.foundation.startup import collect_seldom, skip_slow_grammar
from monitorlib.workspace import Workspace
from tests.browsers import BROWSERS, QUIET
from tests.turns import longest_first, taking_turns

skip_slow_grammar()  # before a test imports anything of Jupyter's, as our own processes do
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


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Modules and tests that were collected live as long as the run: the garbage collector need not visit them."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
        collect_seldom()  # as where notebooks run


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Workers are given files that wait for a browser by turns with files that compute."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    waiting = [file for file, inside in files.items() if any(_waits(item) for item in inside)]
    order = taking_turns(waiting, longest_first(file for file in files if file not in set(waiting)))
    items[:] = [item for file in order for item in files[file]]


def _waits(item: pytest.Item) -> bool:
    return "chromium" in getattr(item, "fixturenames", ())


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
    from monitorlib.cli.demo import prepare_demo

    return _made_once(tmp_path_factory, "demo", prepare_demo)


@pytest.fixture(scope="session")
def released_demo(demo, tmp_path_factory) -> Workspace:
    """The demo workspace with RELEASED run through the four notebooks and the door; read only."""
    from monitorlib.cli.publishing import publish_all

    def make(path: Path) -> None:
        shutil.copytree(demo.path, path)
        publish_all(Workspace(path), list(RELEASED), jobs=2, done=lambda _wish: None)

    return _made_once(tmp_path_factory, "released-demo", make)


@pytest.fixture(scope="session")
def truth() -> dict:
    """What the generator planted."""
    from monitorlib.cli.demo import DATA

    return tomllib.loads((DATA / "demo" / "truth.toml").read_text(encoding="utf-8"))


def _made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Workspace:
    """A workspace that takes long to make: of several workers one makes it, and each has a copy of its own."""
    from monitorlib.measurements import release_lock

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
