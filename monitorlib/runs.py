"""Running notebooks: one notebook, or the four of one team and period, by papermill.

papermill only logs an unknown parameter and then reports on the default team; here a name that the notebook
does not declare, or a value of another type, is refused before anything runs. All of papermill that we use
stands in this room.
"""

import ast
import hashlib
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from monitorlib.errors import UserError
from monitorlib.release.read import team_folder_name
from monitorlib.shipped import shipped
from monitorlib.startup import KERNEL_TRANSPORT, skip_slow_grammar
from monitorlib.texts import Text
from monitorlib.workspace import Workspace, made_private

TEAM_NOTEBOOKS = ("1_datakwaliteit", "2_verschuivingen", "3_verklaringen", "4_teamverslag")
NOTEBOOKS = shipped("notebooks")
CELL_TIMEOUT_SECONDS = 600
KERNEL = "python3"
RUN_PREFIX = "run-"
RUN_KEPT_SECONDS = 24 * 3600


def run_notebook(notebook: Path, output: Path, parameters: dict[str, Any]) -> Path:
    """Execute one notebook with these parameters and keep it, with its outputs, at `output`.

    Refuses names that the notebook does not declare and values of another type than its default (beside None any
    will do). A cell that fails gives a UserError that names the notebook and the cell; the half-run notebook is
    kept for a look.
    """
    skip_slow_grammar()
    import papermill
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    _refuse_undeclared(notebook, parameters)
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="monitor-") as sockets:
        # a place of its own for every kernel: without one, kernels started together share their sockets
        kernel = {"transport": KERNEL_TRANSPORT, "connection_file": str(Path(sockets) / "kernel.json")}
        try:
            papermill.execute_notebook(
                str(notebook),
                str(output),
                parameters=parameters,
                kernel_name=KERNEL,
                progress_bar=False,
                execution_timeout=CELL_TIMEOUT_SECONDS,
                shutdown_kernel="immediate",  # all its cells have run; a polite end only costs time
                config=Config({"KernelManager": kernel}),
            )
        except PapermillExecutionError as error:
            raise _stopped(notebook, output, error) from error
    return output


def _stopped(notebook: Path, output: Path, error) -> UserError:
    cell = f"[{error.exec_count}]"  # as JupyterLab writes it beside the cell
    # a UserError's words never hold a resident's value; of another exception only the name is told
    told = f": {error.evalue}" if error.ename == "UserError" else f" ({error.ename})."
    return UserError(
        Text(
            f"Notebook {notebook.stem} stopte bij cel {cell}{told}",
            f"Notebook {notebook.stem} stopped at cell {cell}{told}",
        ),
        Text(
            f"Er is niets vrijgegeven. Kijk in {output} wat er gebeurde.",
            f"Nothing was released. Look in {output} for what happened.",
        ),
    )


def declared_parameters(notebook: Path) -> dict[str, Any]:
    """The parameters of a notebook with their defaults: the plain assignments in its `parameters` cell.

    One with a type beside it (`team: str | None = None`) is declared too, whatever papermill makes of the type.
    """
    skip_slow_grammar()
    import nbformat

    cells = nbformat.read(notebook, as_version=4).cells
    tagged = [cell.source for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    declared = {}
    for statement in ast.parse("\n".join(tagged)).body:
        if isinstance(statement, ast.Assign):
            target = statement.targets[0]
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            target = statement.target
        else:
            continue
        if isinstance(target, ast.Name):
            declared[target.id] = ast.literal_eval(statement.value)
    return declared


def _refuse_undeclared(notebook: Path, parameters: dict[str, Any]) -> None:
    declared = declared_parameters(notebook)
    problems = []
    for name, value in parameters.items():
        if name not in declared:
            problems.append(
                Text(
                    f"Notebook {notebook.stem} kent geen parameter '{name}'.",
                    f"Notebook {notebook.stem} has no parameter '{name}'.",
                )
            )
        elif declared[name] is not None and type(value) is not type(declared[name]):
            wanted, given = type(declared[name]).__name__, type(value).__name__
            problems.append(
                Text(
                    f"Notebook {notebook.stem}: parameter '{name}' moet {wanted} zijn en is {given}.",
                    f"Notebook {notebook.stem}: parameter '{name}' must be {wanted} and is {given}.",
                )
            )
    if problems:
        known = ", ".join(declared)
        raise UserError(problems, Text(f"Parameters zijn: {known}.", f"Parameters are: {known}."))


def run_team(
    workspace: Workspace, team: str, period: str, seed: int = 0, notebooks: Path = NOTEBOOKS
) -> Path:
    """Execute the four notebooks for one team and period; returns the folder with their outputs.

    The outputs hold rows and tracebacks, so they stay inside the wall. The fourth leaves a proposal for the
    release. Earlier outputs are replaced only when all four succeeded; of a run that stopped, the outputs
    up to there stay in a folder beside them for a day.
    """
    folder = workspace.runs / team_folder_name(team) / period
    made_private(folder, parents=True)
    _clear_old_runs(folder)
    running = Path(tempfile.mkdtemp(prefix=RUN_PREFIX, dir=folder))  # its own: two at once do not meet
    parameters = {
        "workspace": str(workspace.path.resolve()),
        "team": team,
        "period": period,
        "seed": seed,
    }
    for name in TEAM_NOTEBOOKS:
        run_notebook(notebooks / f"{name}.ipynb", running / f"{name}.ipynb", parameters)
    for output in sorted(running.iterdir()):
        output.replace(folder / output.name)
    running.rmdir()
    return folder


def _clear_old_runs(folder: Path) -> None:
    """Remove what earlier runs that stopped left for a look, after a day."""
    for left in folder.glob(f"{RUN_PREFIX}*"):
        if left.stat().st_mtime < time.time() - RUN_KEPT_SECONDS:
            shutil.rmtree(left, ignore_errors=True)


def notebooks_hash(notebooks: Path = NOTEBOOKS) -> str:
    """The SHA-256 of the four notebooks, in order: which notebooks made a release."""
    digest = hashlib.sha256()
    for name in TEAM_NOTEBOOKS:
        digest.update((notebooks / f"{name}.ipynb").read_bytes())
    return digest.hexdigest()
