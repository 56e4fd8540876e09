"""The notebooks of one team and period, one after the other, and what this run proposed."""

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from monitorlib.foundation.texts import Text
from monitorlib.measurements.locks import file_lock, is_held
from monitorlib.release.proposals import BUSY_FILE, PROPOSAL_FILE, RUN_PREFIX, RUN_VARIABLE, read_proposal
from monitorlib.release.read import team_folder_name
from monitorlib.released import Content
from monitorlib.runs import stopping
from monitorlib.runs.notebook import How, run_notebook
from monitorlib.workspace import Workspace, made_private
from monitorlib.workspace.notebooks import NOTEBOOKS, TEAM_NOTEBOOKS

PROPOSES = TEAM_NOTEBOOKS[-1]
RUN_KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Ran:
    """What a run gave: the folder with the executed notebooks, and the proposal that it wrote."""

    folder: Path
    proposal: Content


def the_four(folder: Path = NOTEBOOKS) -> tuple[Path, ...]:
    """The four notebooks of a team, in their order."""
    return tuple(folder / f"{name}.ipynb" for name in TEAM_NOTEBOOKS)


def run_team(
    workspace: Workspace,
    team: str,
    period: str,
    seed: int = 0,
    notebooks: Sequence[Path] | None = None,
    how: How | None = None,
    begins: Callable[[str], None] = lambda _name: None,
) -> Ran:
    """Execute the notebooks (the four) for one team and period, in their order.

    The outputs hold rows and tracebacks, so they stay inside the wall. A notebook leaves a proposal for the
    release in the folder of this run, under the mark of this run: what an earlier run proposed never counts.
    Earlier outputs are replaced only when all notebooks came to their end and there is a proposal; of a run that
    stopped, its outputs stay in a folder beside them for a day. UserError (mostly a StoppedError): why it stopped.
    `begins` is told the name of each notebook.
    """
    notebooks = the_four() if notebooks is None else tuple(notebooks)
    folder = workspace.runs / team_folder_name(team) / period
    made_private(folder, parents=True)
    _clear_old_runs(folder)
    parameters = {"workspace": str(workspace.path.resolve()), "team": team, "period": period, "seed": seed}
    with _marked() as mark, _held(made_private(folder / f"{RUN_PREFIX}{mark}")) as running:
        for notebook in notebooks:
            begins(notebook.stem)
            run_notebook(notebook, running / notebook.name, parameters, how)
        proposal = _proposed(workspace, team, period, mark, notebooks)
        for output in sorted(running.iterdir()):
            if output.name != BUSY_FILE:
                output.replace(folder / output.name)
    shutil.rmtree(running)
    return Ran(folder, proposal)


@contextmanager
def _held(folder: Path) -> Iterator[Path]:
    """The folder of a run (its own: two at once do not meet), held as long as this process lives.

    So nobody has to guess from a clock whether a run goes on.
    """
    with file_lock(folder / BUSY_FILE, _BUSY):
        yield folder


_BUSY = Text("Deze notebooks draaien al.", "These notebooks are running already.")


@contextmanager
def _marked() -> Iterator[str]:
    """A mark that nobody else has, where every process of this run finds it."""
    mark = secrets.token_hex(8)
    os.environ[RUN_VARIABLE] = mark
    try:
        yield mark
    finally:
        del os.environ[RUN_VARIABLE]


def _proposed(workspace: Workspace, team: str, period: str, mark: str, notebooks: Sequence[Path]) -> Content:
    names = [notebook.stem for notebook in notebooks]
    if not (
        workspace.runs / team_folder_name(team) / period / f"{RUN_PREFIX}{mark}" / PROPOSAL_FILE
    ).is_file():
        raise stopping.no_proposal(PROPOSES if PROPOSES in names else names[-1])
    return read_proposal(workspace, team, period, mark)


def _clear_old_runs(folder: Path) -> None:
    """Remove what earlier runs that stopped left for a look, after a day.

    Never one that goes on, whatever the clock says. One of a day ahead was left before the clock was set back.
    """
    for left in folder.glob(f"{RUN_PREFIX}*"):
        age = time.time() - left.stat().st_mtime
        if abs(age) > RUN_KEPT_SECONDS and not is_held(left / BUSY_FILE):
            shutil.rmtree(left, ignore_errors=True)


def notebooks_hash(notebooks: Sequence[Path] | None = None) -> str:
    """The SHA-256 of the notebooks (the four), in order: of those that run for a workspace it is `made_by`."""
    digest = hashlib.sha256()
    for notebook in the_four() if notebooks is None else notebooks:
        try:
            digest.update(notebook.read_bytes())
        except OSError as error:
            raise stopping.not_readable(notebook) from error
    return digest.hexdigest()
