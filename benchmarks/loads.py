"""Page loads in a real browser, each with a new kernel: how many hang or come without their first step?

`python -m benchmarks.loads [N]` (200 without a number). Plain Voila hung on 12% of loads when a figure was drawn
into an Output; the goal is none.
"""

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

from monitorlib.cli.demo import prepare_demo
from monitorlib.cli.publishing import publish_all
from monitorlib.cli.wishes import FIRST
from monitorlib.server.viewer import Viewer
from tests.browser.conftest import BROWSERS, QUIET, free_port

PATIENCE_MS = 30_000


def main(loads: int = 200) -> None:
    """Print how many of the loads failed, and how long the others took."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = prepare_demo(Path(folder) / "werkmap")
        publish_all(workspace, list(FIRST), jobs=2, done=lambda _wish: None)
        with Viewer(workspace, free_port()) as viewer, sync_playwright() as playwright:
            found = next(filter(None, map(shutil.which, BROWSERS)))
            browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
            results = [_load(browser, viewer.address) for _ in range(loads)]
    times = [seconds for seconds in results if seconds is not None]
    print(f"loads {loads}, hung or without first step {loads - len(times)}")
    print(f"seconds: median {statistics.median(times):.2f}, slowest {max(times):.2f}")


def _load(browser, address: str) -> float | None:
    """Seconds until the page can be clicked and holds the way to the next step; None when it does not come."""
    context = browser.new_context()
    page = context.new_page()
    begin = time.perf_counter()
    try:
        page.goto(address, timeout=PATIENCE_MS)
        page.wait_for_selector("body[data-ready]", timeout=PATIENCE_MS)
        page.wait_for_selector("#ml-next", timeout=1_000)
        return time.perf_counter() - begin
    except Error:
        return None
    finally:
        page.close(run_before_unload=True)  # as a person closes a tab: the page tells Voila to end its kernel
        context.close()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
