"""An engine for papermill without kernels: `papermill --engine monitor-warm IN OUT`.

Every notebook has a process of its own, as with a kernel, so that nothing of one is visible to the next; it is
forked from one that is warm (`runs.processes`). A cell that takes too long or needs too much memory, or a crash,
ends that process and no other.
"""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode, from_dict
from papermill.engines import Engine
from papermill.exceptions import PapermillException
from papermill.iorw import write_ipynb

from monitorlib.runs.processes import be_as_if_new, end_with_parent, limit_memory, warm_context

SAVED_SECONDS = 5


class WarmEngine(Engine):
    """Executes notebooks in Python, each in a forked process."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man, kernel_name, execution_timeout=None, memory_mb=None, **_kwargs
    ) -> None:
        """`execution_timeout`: seconds for each cell; `memory_mb`: what the notebook may have beyond its imports.

        CellTimeoutError, DeadKernelError: as with a kernel; the notebook says which cell it was.
        """
        language = _language_of(nb_man.nb)
        if language not in ("python", None):
            raise PapermillException(f"monitor-warm runs notebooks in Python, not in {language}.")
        with _seldom_saved(nb_man) as save_now_and_then, _Notebook(memory_mb) as process:
            for at, cell in enumerate(nb_man.nb.cells):
                nb_man.cell_start(cell, at)
                save_now_and_then()
                came_to_its_end = False
                try:
                    came_to_its_end = _executed(process, nb_man.nb, at, execution_timeout)
                finally:
                    if not came_to_its_end:
                        nb_man.cell_exception(cell, cell_index=at)
                    nb_man.cell_complete(cell, cell_index=at)
                if not came_to_its_end:
                    break
        nb_man.nb.metadata["language_info"] = _LANGUAGE


@contextmanager
def _seldom_saved(nb_man) -> Iterator[Callable[[], None]]:
    """What saves the notebook so far, if that was SAVED_SECONDS ago.

    papermill saves before and after every cell, which costs more than most cells do. It saves the whole one at the
    end of a run that came to an end, also by an exception in a cell; of any other one we do.
    """
    path, nb_man.output_path, saved = nb_man.output_path, None, time.monotonic()

    def save() -> None:
        nonlocal saved
        if path and time.monotonic() - saved > SAVED_SECONDS:
            write_ipynb(nb_man.nb, path)
            saved = time.monotonic()

    try:
        yield save
    except BaseException:
        nb_man.output_path = path
        raise


def _language_of(nb: NotebookNode) -> str | None:
    """What a notebook says that it is written in, if it says so."""
    metadata = nb.metadata
    return metadata.get("language_info", {}).get("name") or metadata.get("kernelspec", {}).get("language")


def _executed(process: "_Notebook", nb: NotebookNode, at: int, timeout: float | None) -> bool:
    cell = nb.cells[at]
    if cell.cell_type != "code" or not cell.source.strip():
        return True
    ended, cell.execution_count, outputs = process.run(at, cell.source, timeout)
    for changed, told in outputs.items():
        nb.cells[changed].outputs = from_dict(told)
    return ended


class _Notebook:
    """The process of one notebook."""

    def __init__(self, memory_mb: int | None) -> None:
        context = warm_context()
        self._cells, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, memory_mb, dict(os.environ)))
        self._process.start()
        theirs.close()

    def __enter__(self) -> "_Notebook":
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


_LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": ".".join(map(str, sys.version_info[:3])),
}
