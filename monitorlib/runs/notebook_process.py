"""The process of one notebook: a cell goes in, its outputs come out, and it ends with whoever asked for it.

Without papermill: a process that starts from nothing imports this module to begin, and papermill, when it is
imported, wants the engine (`runs.warm`) whole.
"""

import multiprocessing
import os
import signal
from contextlib import suppress
from multiprocessing.connection import Connection, wait

from nbclient.exceptions import CellTimeoutError, DeadKernelError

from monitorlib.runs.processes import be_as_if_new, end_with_parent, limit_memory, warm_context


class NotebookProcess:
    """The process of one notebook, seen from who asks; as a context manager, so that it ends."""

    def __init__(self, memory_mb: int | None) -> None:
        context = warm_context()
        self._cells, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, memory_mb, dict(os.environ)))
        self._process.start()
        theirs.close()

    def __enter__(self) -> "NotebookProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self._cells.close()
        self._kill()

    def run(self, at: int, source: str, timeout: float | None) -> tuple:
        """What `Cells.run` gives, from there."""
        parent = multiprocessing.parent_process()
        asked_by = [] if parent is None else [parent.sentinel]
        try:
            self._cells.send((at, source))
            heard = wait([self._cells, *asked_by], timeout)
            if self._cells in heard:
                return self._cells.recv()
        except (EOFError, OSError):
            raise DeadKernelError("The process of the notebook is gone") from None
        if heard:  # who asked for this run is gone
            self._kill()
            os._exit(1)
        raise CellTimeoutError(f"A cell was not done after {timeout} seconds")

    def _kill(self) -> None:
        with suppress(OSError, AttributeError):  # where there are groups, what it started goes too
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.join()


def _serve(cells: Connection, memory_mb: int | None, environment: dict[str, str]) -> None:
    """The notebook's process: a cell comes, its outputs go; it ends when nobody asks any more."""
    with suppress(AttributeError):
        os.setsid()  # a group of its own
    end_with_parent(_end_all)
    be_as_if_new(environment)
    limit_memory(memory_mb)
    from monitorlib.runs.cells import Cells

    shell = Cells()
    with suppress(EOFError, OSError):
        while True:
            cells.send(shell.run(*cells.recv()))
    _end_all()


def _end_all() -> None:
    """End, with all that the notebook started."""
    with suppress(OSError, AttributeError):
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(1)
