"""Running notebooks: one, or those of a team and period. All of papermill that we use stands in this room."""

from monitorlib.runs.notebook import (
    CELL_TIMEOUT_SECONDS,
    DEFAULT_ENGINE,
    ENGINES,
    MEMORY_MB,
    How,
    run_notebook,
)
from monitorlib.runs.stopping import StoppedError
from monitorlib.runs.team import Ran, notebooks_hash, run_team, the_four
from monitorlib.workspace.cells import declared_parameters
from monitorlib.workspace.notebooks import NOTEBOOKS, TEAM_NOTEBOOKS

__all__ = [
    "CELL_TIMEOUT_SECONDS",
    "DEFAULT_ENGINE",
    "ENGINES",
    "MEMORY_MB",
    "NOTEBOOKS",
    "TEAM_NOTEBOOKS",
    "How",
    "Ran",
    "StoppedError",
    "declared_parameters",
    "notebooks_hash",
    "run_notebook",
    "run_team",
    "the_four",
]
