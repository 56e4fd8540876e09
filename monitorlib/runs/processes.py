"""Processes for runs: forked from one that is warm, each with an end of its own.

On Linux they come from multiprocessing's forkserver, which imported what a notebook needs (`runs.warmed`), holds
no data and has one thread; elsewhere, where a fork after imports is not safe, they start from nothing.
"""

import multiprocessing
import os
import random
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import wait
from pathlib import Path

from monitorlib.foundation.startup import CAN_FORK

MB = 2**20


_fresh = False  # whether this process was forked from the warm one just now, and has done nothing since


def warm_context():
    """Where processes and pipes come from: a worker that is fresh is as good to fork from as the warm process."""
    if not CAN_FORK:
        return multiprocessing.get_context("spawn")
    if _fresh:
        return multiprocessing.get_context("fork")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["monitorlib.runs.warmed"])
    return context


def end_with_parent(end: Callable[[], None] = lambda: os._exit(1)) -> None:
    """A process whose parent is gone ends too, in the middle of whatever it does."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        with suppress(OSError):
            wait([parent.sentinel])
        end()

    threading.Thread(target=watch, daemon=True).start()


def is_fresh() -> None:
    """Say of this process that it may be forked: it has one thread, and opened no Delta table."""
    global _fresh
    _fresh = True


def be_as_if_new(environment: dict[str, str]) -> None:
    """The environment of who asked for it, and its own chance: forks of one process would all draw the same."""
    os.environ.clear()
    os.environ.update(environment)
    random.seed()
    if "numpy" in sys.modules:
        import numpy as np

        np.random.seed()


def limit_memory(more_mb: int | None) -> None:
    """At most so much more memory than now, where the system can hold a process to it (Linux)."""
    if more_mb is None or not CAN_FORK:
        return
    import resource

    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    [now] = [int(line.split()[1]) * 1024 for line in status if line.startswith("VmData:")]
    _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (now + more_mb * MB, hard))
