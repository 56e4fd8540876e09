"""A process beside a worker of a cluster that runs teams for it, one at a time: `main`.

A worker of Dask may be a daemon, which may not start processes of its own, and it has threads of many kinds. This
process is a plain one, and has a warm one to fork from (`runs.processes`), as `monitor publish` itself. It ends
with its worker, and what it runs ends with it.
"""

import os
import pickle
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path
from queue import Queue
from typing import BinaryIO

from monitorlib.runs.crew import Crew, Ended
from monitorlib.runs.errands import Errand
from monitorlib.workspace import Workspace

COMMAND = (sys.executable, "-P", "-c", "from monitorlib.runs.hand import main; main()")


def main() -> None:
    """Take errands from standard input; what happens goes to standard output, pickled, one after the other."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the worker; this one ends with it
    asked, telling = _own_streams()
    errands: Queue[Errand] = Queue()
    threading.Thread(target=_listen, args=(asked, errands), daemon=True).start()
    while True:
        errand = errands.get()
        with Crew(Workspace(Path(errand.workspace)), errand.files(), errand.engine(), 1) as crew:
            crew.start(errand)
            while len(crew):
                for told in crew.next():
                    if isinstance(told, Ended):
                        told = replace(told, beforehand=None)  # the door believes no worker elsewhere
                    pickle.dump(told, telling)
                    telling.flush()


def _own_streams() -> tuple[BinaryIO, BinaryIO]:
    """The streams of who asks; for notebooks, standard input is empty and what they print goes to the log."""
    asked, telling = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    return asked, telling


def _listen(asked: BinaryIO, errands: Queue) -> None:
    while True:
        try:
            errands.put(pickle.load(asked))
        except (EOFError, OSError):
            os._exit(1)  # the worker is gone, or does not want this any more
