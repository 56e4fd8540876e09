"""A hundred visitors at the same instant, none of whom opens a line: how soon is who does not fit told so, and how
soon is the next visitor served?

`python -m benchmarks.crowd [VISITORS]`, on the demo, with the server and its maximum as they are. Goals: the words
(503) within 1 s, and a page for the next visitor within 15 s of the last of the crowd. A refusal is timed from
before its connection until the last byte, so it waits for its turn behind the pages that are being made.
"""

import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.load import SETTLED_SECONDS
from monitorlib.cli.demo import prepare_demo
from monitorlib.cli.publishing import publish_all
from monitorlib.cli.wishes import FIRST
from monitorlib.server.viewer import Viewer
from tests.attack.client import Attacker
from tests.browser.conftest import free_port
from tests.visiting import signed_in

VISITORS, ASKS_SECONDS, PATIENCE_SECONDS = 100, 0.25, 120.0


def main(visitors: int = VISITORS) -> None:
    """Print both."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = prepare_demo(Path(folder) / "werkmap")
        publish_all(workspace, list(FIRST), jobs=2, done=lambda _wish: None)
        with Viewer(workspace, free_port()) as viewer:
            visitor = Attacker(viewer.local_place, signed_in(viewer))
            time.sleep(SETTLED_SECONDS)
            with ThreadPoolExecutor(visitors) as crowd:
                answers = list(crowd.map(lambda _: _asked(visitor), range(visitors)))
            left = time.perf_counter()
            served = _until_served(visitor)
    for status in sorted({status for status, _ in answers}):
        seconds = sorted(took for each, took in answers if each == status)
        print(
            f"{status}: {len(seconds)} visitors, answered in {statistics.median(seconds):.2f} s (median), "
            f"{seconds[int(0.95 * (len(seconds) - 1))]:.2f} s (p95), {seconds[-1]:.2f} s (last)"
        )
    print(f"next visitor served {served - left:.1f} s after the last of the crowd was answered")


def _asked(visitor: Attacker) -> tuple[int, float]:
    begin = time.perf_counter()
    status = visitor.ask("/").status
    return status, time.perf_counter() - begin


def _until_served(visitor: Attacker) -> float:
    until = time.perf_counter() + PATIENCE_SECONDS
    while visitor.ask("/").status != 200 and time.perf_counter() < until:
        time.sleep(ASKS_SECONDS)
    return time.perf_counter()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
