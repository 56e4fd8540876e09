"""The pages of own caseloads that were made: one a worker and period, inside the wall."""

from collections.abc import Iterator
from pathlib import Path

from monitorlib.release.read import team_folder_name, whole
from monitorlib.release.unchanged import names_in
from monitorlib.released import Content
from monitorlib.workspace import Workspace

FOLDER = "eigen-caseload"


def page_file(workspace: Workspace, team: str, period: str, worker: str) -> Path:
    """Where the page of a worker (a pseudonym) lies."""
    return workspace.runs / team_folder_name(team) / period / FOLDER / f"{worker}.json"


def own_pages(workspace: Workspace) -> Iterator[tuple[str, Content]]:
    """Every page that was made, with the worker whose it is; a UserError for one that was changed."""
    for file, content in own_pages_files(workspace):
        yield file.stem, content


def own_pages_files(workspace: Workspace) -> Iterator[tuple[Path, Content]]:
    """The file of every page that was made, and the page; a UserError for one that was changed."""
    for file in _files(str(workspace.runs)):
        yield Path(file), whole(Path(file)).content


def _files(runs: str) -> Iterator[str]:
    periods = (f"{runs}/{team}/{period}" for team in names_in(runs) for period in names_in(f"{runs}/{team}"))
    for folder in (f"{period}/{FOLDER}" for period in periods if FOLDER in names_in(period)):
        yield from (f"{folder}/{name}" for name in names_in(folder) if name.endswith(".json"))
