"""The meeting's page: from address to first step, from a choice to its picture, and the kernel's memory.

`make bench ARGS="meeting"`. Goals: preheated ≤ 2 s, cold ≤ 3 s; a choice painted in ≤ 30 ms (median) and ≤ 100 ms
(95%); ≤ 60 MB. Plain Voila with a seaborn figure: 2.6 s, 4.6 s, 565 ms, 187 MB.
"""

import shutil
import statistics
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil
from playwright.sync_api import sync_playwright

from monitorlib.cli.demo import prepare_demo
from monitorlib.cli.publishing import publish_all
from monitorlib.cli.wishes import Wish
from monitorlib.server.viewer import Viewer
from tests.browser.conftest import BROWSERS, QUIET, free_port, go_to, kernels_of, open_team, reveal

LOADS = 7
REFILLED_SECONDS = 9
# choose the next option again and again, and wait until what it changed has been painted
CHOOSE = """async ([id, times]) => {
  const seconds = [];
  for (let i = 0; i < times; i++) {
    const list = document.getElementById(id);
    const begin = performance.now();
    const changed = new Promise(done => {
      const painted = () => requestAnimationFrame(() => setTimeout(done));
      const seen = new MutationObserver(() => { seen.disconnect(); painted(); });
      seen.observe(document.querySelector('.ml-page'), {childList: true, subtree: true, characterData: true});
    });
    list.selectedIndex = (list.selectedIndex + 1) % list.options.length;
    list.dispatchEvent(new Event('change', {bubbles: true}));
    await changed;
    seconds.push(performance.now() - begin);
    await new Promise(done => setTimeout(done, 150));
  }
  return seconds;
}"""


def main() -> None:
    """Print each figure beside its goal."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = prepare_demo(Path(folder) / "werkmap")
        publish_all(workspace, [Wish("Demo-Oost", "2024"), Wish("Demo-Oost", "2025")], 2, lambda _wish: None)
        with Viewer(workspace, free_port()) as viewer, sync_playwright() as playwright:
            found = next(filter(None, map(shutil.which, BROWSERS)))
            browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
            _loads(browser, viewer)
            _choices(browser, viewer)


def _loads(browser, viewer: Viewer) -> None:
    server = psutil.Process(viewer.process_id)
    times = {"preheated": [], "cold": []}
    for _ in range(LOADS):
        while len(kernels_of(server)) < 1:
            time.sleep(0.2)
        time.sleep(REFILLED_SECONDS)
        times["preheated"].append(_load(browser, viewer.address))
        times["cold"].append(_load(browser, viewer.address))  # the one that was ready has just been taken
    for name, seconds in times.items():
        print(
            f"first step usable, {name}: median {statistics.median(seconds):.2f} s, slowest {max(seconds):.2f} s"
        )


def _load(browser, address: str) -> float:
    context = browser.new_context()
    page = context.new_page()
    begin = time.perf_counter()
    open_team(page, address, "Demo-Oost", "2025")
    seconds = time.perf_counter() - begin
    context.close()
    return seconds


def _choices(browser, viewer: Viewer) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    open_team(page, viewer.address, "Demo-Oost", "2025")
    reveal(page)
    server = psutil.Process(viewer.process_id)
    for step, id, name in (
        (5, "c-leefgebied", "leefgebied"),
        (4, "c-view", "instrument"),
        (5, "c-view", "instrument at Verklaren"),
        (5, "c-period", "period"),
    ):
        go_to(page, step)
        spent = sorted(page.evaluate(CHOOSE, [id, 40]))
        print(f"{name}: median {statistics.median(spent):.0f} ms, 95% {spent[int(0.95 * len(spent))]:.0f} ms")
    for kernel in kernels_of(server):
        with suppress(psutil.NoSuchProcess):  # of a page that was closed just now
            print(f"kernel: {kernel.memory_full_info().uss / 1e6:.0f} MB of its own")


if __name__ == "__main__":
    main()
