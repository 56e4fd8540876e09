"""An engine for papermill without kernels: `papermill --engine monitor-warm IN OUT`.

Every notebook has a process of its own, as with a kernel, so that nothing of one is visible to the next; it is
forked from one that is warm (`runs.processes`). A cell that takes too long or needs too much memory, or a crash,
ends that process and no other.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from nbformat import NotebookNode, from_dict
from papermill.engines import Engine
from papermill.exceptions import PapermillException
from papermill.iorw import write_ipynb

from monitorlib.runs.notebook_process import NotebookProcess

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
        with _seldom_saved(nb_man) as save_now_and_then, NotebookProcess(memory_mb) as process:
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


def _executed(process: NotebookProcess, nb: NotebookNode, at: int, timeout: float | None) -> bool:
    cell = nb.cells[at]
    if cell.cell_type != "code" or not cell.source.strip():
        return True
    ended, cell.execution_count, outputs = process.run(at, cell.source, timeout)
    for changed, told in outputs.items():
        nb.cells[changed].outputs = from_dict(told)
    return ended


_LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": ".".join(map(str, sys.version_info[:3])),
}
