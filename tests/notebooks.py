"""Small notebooks for tests, made by hand."""

from pathlib import Path

import nbformat

TEAM_PARAMETERS = 'workspace = ""\nteam = ""\nperiod = ""\nseed = 0'
PROPOSES = (
    "import monitorlib as ml",
    "werkmap = ml.open_workspace(workspace)",
    """from monitorlib.release.assemble import team_content
venster = werkmap.settings().period(period, team)
voorstel = team_content(werkmap, team, venster, ml.measurement_version(werkmap), seed)""",
    "ml.propose_release(werkmap, voorstel);",
)


def write_notebook(file: Path, *cells: str, parameters: str = 'team = "standaard"\nseed = 0') -> Path:
    """A notebook with a cell of parameters and these cells of code."""
    first = nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})
    made = nbformat.v4.new_notebook(cells=[first, *map(nbformat.v4.new_code_cell, cells)])
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(made, file)
    return file


def team_notebook(file: Path, *cells: str) -> Path:
    """A notebook that declares what a team's notebooks are given."""
    return write_notebook(file, *cells, parameters=TEAM_PARAMETERS)
