"""Running one notebook by papermill, and telling in what way it stopped.

papermill only logs an unknown parameter and then reports on the default team; here a name that the notebook
does not declare, or a value of another type, is refused before anything runs. papermill also calls a notebook
done that timed out or called `sys.exit`: here a notebook is done when its last cell is.
"""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitorlib.foundation.startup import KERNEL_TRANSPORT, skip_slow_grammar
from monitorlib.runs import stopping
from monitorlib.runs.parameters import refuse_undeclared
from monitorlib.runs.stopping import StoppedError

CELL_TIMEOUT_SECONDS = 600
KERNEL = "python3"
ENGINES = ("warm", "kernel")
DEFAULT_ENGINE = "warm"
MEMORY_MB = 4096
PAPERMILLS_NAME = "monitor-warm"


@dataclass(frozen=True)
class How:
    """How notebooks are run.

    `engine`: "warm" (`runs.warm`) or "kernel", a Jupyter kernel for each notebook, the reference. `timeout`:
    seconds for each cell. `memory_mb`: what a notebook may have beyond its imports, where the system can see to
    that (Linux).
    """

    engine: str = DEFAULT_ENGINE
    timeout: float = CELL_TIMEOUT_SECONDS
    memory_mb: int = MEMORY_MB


def run_notebook(notebook: Path, output: Path, parameters: dict[str, Any], how: How | None = None) -> Path:
    """Execute one notebook with these parameters and keep it, with its outputs, at `output`.

    Refuses names that the notebook does not declare and values of another type than its default. In whatever way
    it stops before the end of its last cell, a StoppedError (a UserError) names the notebook and the cell; the
    half-run notebook is kept for a look.

    Parameters
    ----------
    notebook : Path
        The notebook to run.
    output : Path
        Where the executed one is kept.
    parameters : dict
        Values of names that its cell `parameters` declares.
    how : How, optional
        Engine, time a cell may take, memory.

    Returns
    -------
    Path
        `output`.

    Raises
    ------
    UserError
        A name that is not declared, a value of another type.
    StoppedError
        It stopped before its end.

    Examples
    --------
    >>> import monitorlib as ml
    >>> from pathlib import Path
    >>> from monitorlib.workspace.notebooks import NOTEBOOKS
    >>> given = {"workspace": "demo", "team": "Demo-Oost", "period": "2025", "colour": "blue"}
    >>> ml.run_notebook(NOTEBOOKS / "1_datakwaliteit.ipynb", Path("run.ipynb"), given)
    Traceback (most recent call last):
    monitorlib.foundation.errors.UserError: ...colour...
    """
    how = how or How()
    skip_slow_grammar()
    _refuse_unreadable(notebook, parameters)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        ran = _executed(notebook, output, parameters, how)
    except Exception as error:  # whatever stops papermill, a kernel or a disk is this notebook's failure
        raise _stopped(notebook, output, how, error) from error
    early = _ended_early(ran)
    if early is not None:
        raise stopping.ended_early(notebook.stem, early)
    return output


def _executed(notebook: Path, output: Path, parameters: dict[str, Any], how: How):
    given = {"parameters": parameters, "kernel_name": KERNEL, "progress_bar": False}
    given["language"] = "python"  # a notebook that a program made may not say so itself
    ran = _in_a_kernel if how.engine == "kernel" else _warm
    return ran(str(notebook), str(output), how, given)


def _warm(notebook: str, output: str, how: How, given: dict[str, Any]):
    import papermill
    from papermill.engines import papermill_engines

    from monitorlib.runs.warm import WarmEngine

    papermill_engines.register(PAPERMILLS_NAME, WarmEngine)  # also where this package is not installed
    return papermill.execute_notebook(
        notebook,
        output,
        engine_name=PAPERMILLS_NAME,
        execution_timeout=how.timeout,
        memory_mb=how.memory_mb,
        **given,
    )


def _in_a_kernel(notebook: str, output: str, how: How, given: dict[str, Any]):
    import papermill
    from traitlets.config import Config

    with tempfile.TemporaryDirectory(prefix="monitor-") as sockets:
        # a place of its own for every kernel: without one, kernels started together share their sockets
        kernel = {"transport": KERNEL_TRANSPORT, "connection_file": str(Path(sockets) / "kernel.json")}
        return papermill.execute_notebook(
            notebook,
            output,
            execution_timeout=how.timeout,
            shutdown_kernel="immediate",  # all its cells have run; a polite end only costs time
            config=Config({"KernelManager": kernel}),
            **given,
        )


def _refuse_unreadable(notebook: Path, parameters: dict[str, Any]) -> None:
    import nbformat
    from nbformat.reader import NotJSONError

    try:
        nbformat.validate(nbformat.read(notebook, as_version=4))
        refuse_undeclared(notebook, parameters)
    except (OSError, NotJSONError, nbformat.ValidationError, AttributeError, KeyError, TypeError) as error:
        raise stopping.not_readable(notebook) from error


def _stopped(notebook: Path, output: Path, how: How, error: Exception) -> StoppedError:
    """What the exception that papermill let through means."""
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    name = notebook.stem
    if isinstance(error, PapermillExecutionError):
        return stopping.by_exception(name, error.exec_count, error.ename, error.evalue, output)
    if isinstance(error, CellTimeoutError):
        return stopping.took_too_long(name, _noted_as_stopped(output), how.timeout)
    if isinstance(error, DeadKernelError):
        return stopping.process_ended(name, _noted_as_stopped(output))
    if isinstance(error, OSError):
        return stopping.not_written(name, error)
    return stopping.not_run(name, _noted_as_stopped(output), type(error).__name__, output)


def _noted_as_stopped(output: Path) -> int | None:
    """The number of the cell that was running; papermill saves it, and all after it, as completed."""
    try:
        saved = json.loads(output.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    told = [cell["metadata"].get("papermill", {}) for cell in saved["cells"]]
    begun = [at for at, each in enumerate(told) if each.get("start_time")]
    if not begun:
        return None
    told[begun[-1]] |= {"status": "failed", "exception": True}
    for each in told[begun[-1] + 1 :]:
        each["status"] = "pending"
    output.write_text(json.dumps(saved, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return _number(saved["cells"], begun[-1])


def _number(cells: list, at: int) -> int:
    """What JupyterLab writes beside a cell: it counts those with code in them."""
    return sum(
        cell["cell_type"] == "code" and bool("".join(cell["source"]).strip()) for cell in cells[: at + 1]
    )


def _ended_early(ran) -> int | None:
    """The number of a cell that ended the notebook by `sys.exit(0)`, which papermill takes for a good end."""
    for at, cell in enumerate(ran.cells):
        outputs = cell.get("outputs", ())
        if any(each.output_type == "error" and each.ename == "SystemExit" for each in outputs):
            return _number(ran.cells, at)
    return None
