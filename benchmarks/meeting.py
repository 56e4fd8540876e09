"""The meeting's page: its weight, from address to first step, from choice to picture, and the kernel's memory.

`make bench ARGS="meeting"`. Weight and first step are measured beside the server as it was (benchmarks/plain.py),
by turns. Goals: ≤ 1.5 MB in ≤ 40 requests; cold ≤ 0.75 of as it was; preheated ≤ 2 s, cold ≤ 3 s; a choice painted
in ≤ 30 ms (median) and ≤ 100 ms (95%); ≤ 60 MB. Plain Voila with a seaborn figure: 2.6 s, 4.6 s, 565 ms, 187 MB.
"""

import shutil
import statistics
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil
from playwright.sync_api import sync_playwright

from benchmarks.plain import PlainViewer
from monitorlib.cli.demo import prepare_demo
from monitorlib.cli.publishing import publish_all
from monitorlib.cli.wishes import Wish
from monitorlib.server.viewer import Viewer
from tests.browser.conftest import BROWSERS, QUIET, free_port, go_to, kernels_of, open_team, reveal
from tests.browser.wire import Wire

LOADS = 7
REFILLED_SECONDS = 9
# the browser's own clock: what waits for the page from outside looks twice a second
NOTE_READY = """new MutationObserver(() => {
  if (document.body?.dataset.ready) window.readyAfter ??= performance.now();
}).observe(document, {subtree: true, attributeFilter: ['data-ready']});"""
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
        with (
            Viewer(workspace, free_port()) as viewer,
            PlainViewer(workspace, free_port()) as plain,
            sync_playwright() as playwright,
        ):
            found = next(filter(None, map(shutil.which, BROWSERS)))
            browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
            viewers = {"now": viewer, "as it was": plain}
            _weights(browser, viewers)
            _loads(browser, viewers)
            _choices(browser, viewer)


def _weights(browser, viewers: dict[str, Viewer]) -> None:
    """Bytes and requests of a first visit and of a second one."""
    for name, viewer in viewers.items():
        context = browser.new_context()
        for visit in ("first", "second"):
            page = context.new_page()
            wire = Wire(page)
            open_team(page, viewer.address, "Demo-Oost", "2025")
            page.wait_for_load_state("networkidle")
            asked = sum(not each.cached for each in wire.answers)
            print(f"{visit} visit, {name}: {wire.bytes / 1e6:.2f} MB, {asked} requests")
            page.close()
        context.close()


def _loads(browser, viewers: dict[str, Viewer]) -> None:
    """The servers take turns, so that what else this computer does weighs on both."""
    times = {(name, kind): [] for kind in ("preheated", "cold", "beside another") for name in viewers}
    spent = {name: -_cpu_seconds(viewer) for name, viewer in viewers.items()}
    for _ in range(LOADS):
        for name, viewer in viewers.items():
            while len(kernels_of(psutil.Process(viewer.process_id))) < 1:
                time.sleep(0.2)
            time.sleep(REFILLED_SECONDS)
            times[name, "preheated"].append(_load(browser, viewer.address))
            # the kernel that was ready has just been taken
            times[name, "cold"].append(_load(browser, viewer.address))
            time.sleep(REFILLED_SECONDS)
            other = browser.new_page()  # it takes the kernel that was ready, and is made at the same time
            other.goto(viewer.address, wait_until="commit")
            times[name, "beside another"].append(_load(browser, viewer.address))
            other.close()
    for (name, kind), seconds in times.items():
        ratio = statistics.median(seconds) / statistics.median(times["as it was", kind])
        print(
            f"first step usable, {kind}, {name}: median {statistics.median(seconds):.2f} s,"
            f" slowest {max(seconds):.2f} s, {ratio:.2f} of as it was"
        )
    for name, viewer in viewers.items():
        page_ms = 1000 * (spent[name] + _cpu_seconds(viewer)) / (4 * LOADS)
        memory = psutil.Process(viewer.process_id).memory_full_info().uss / 1e6
        print(f"server, {name}: {page_ms:.0f} ms of processor a page, {memory:.0f} MB of its own")


def _cpu_seconds(viewer: Viewer) -> float:
    """What the server itself has spent, without its kernels."""
    return sum(psutil.Process(viewer.process_id).cpu_times()[:2])


def _load(browser, address: str) -> float:
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(NOTE_READY)
    open_team(page, address, "Demo-Oost", "2025")
    seconds = page.evaluate("window.readyAfter") / 1000
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
