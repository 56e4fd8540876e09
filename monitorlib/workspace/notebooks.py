"""Which notebooks run for a team: the four of the package, and those of the workspace.

A notebook in the workspace's `notebooks/` with a name of ours and other cells than ours runs instead of ours; one
with a name of its own and a cell `parameters` runs after the four; one without is a scratch pad and does not run.
Reads notebooks, runs nothing.
"""

import hashlib
from pathlib import Path
from typing import Any

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.files import shipped
from monitorlib.foundation.texts import Text
from monitorlib.workspace import Workspace
from monitorlib.workspace.cells import (
    MEND_NOTEBOOK,
    CardCells,
    as_it_was_given,
    card_cells,
    declared_choices,
    declared_parameters,
    has_parameters,
    mark_of,
    read_cells,
    sources,
)

TEAM_NOTEBOOKS = ("1_datakwaliteit", "2_verschuivingen", "3_verklaringen", "4_teamverslag")
NOT_OF_A_TEAM = ("5_inwoner",)  # ours too; copied to adapt, and run by nobody but the analyst
NOTEBOOKS = shipped("notebooks")
FOLDER = "notebooks"
EXPLANATIONS = "explanations"
COPY_MARK = "monitor_copy_of"  # in the metadata of a copy: the sources that it was copied from
GIVEN = {"workspace": str, "team": str, "period": str, "seed": int}  # what every run fills in
_WANTS = ", ".join(GIVEN)


def team_notebooks(workspace: Workspace, ours: Path = NOTEBOOKS) -> list[Path]:
    """The notebooks that run for each team, in order: the four (adapted copies instead of ours), then the others.

    `ours`: the folder with the four. UserError, with all that is wrong in any of the workspace's notebooks: it is
    no notebook, its parameters cannot be read or lack what a run fills in, its choices do not fit.
    """
    four = [adapted_or_ours(workspace, name, ours) for name in TEAM_NOTEBOOKS]
    own = [file for file in _of_workspace(workspace) if file.stem not in TEAM_NOTEBOOKS]
    running = [*four, *(file for file in own if has_parameters(file))]
    problems = [each for file in running if file.parent != ours for each in notebook_problems(file)]
    if problems:
        raise UserError(problems, MEND_NOTEBOOK)
    return running


def own_notebooks(workspace: Workspace) -> list[Path]:
    """Those of `team_notebooks` that are the workspace's: adapted copies and its own."""
    return [file for file in team_notebooks(workspace) if file.parent != NOTEBOOKS]


def scratch_notebooks(workspace: Workspace) -> list[Path]:
    """Notebooks of the workspace that do not run, as they have no cell `parameters`."""
    own = (file for file in _of_workspace(workspace) if file.stem not in TEAM_NOTEBOOKS)
    return [file for file in own if not has_parameters(file)]


def made_by(workspace: Workspace, ours: Path = NOTEBOOKS) -> str:
    """The SHA-256 of all that makes a release: the notebooks that run, and the workspace's own explanations.

    Without anything of the workspace it is that of the four of the package. Of a workspace's notebook the cells
    and their tags count, and not what stands below them after a run.
    """
    digest = hashlib.sha256()
    for notebook in team_notebooks(workspace, ours):
        unchanged = notebook.parent == ours
        digest.update(
            notebook.read_bytes() if unchanged else f"{notebook.stem}\n{sources(notebook)}".encode()
        )
    for file in explanation_files(workspace):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def explanation_files(workspace: Workspace) -> list[Path]:
    """The files with the workspace's own explanations, by name."""
    folder = workspace.path / EXPLANATIONS
    return sorted(file for file in folder.glob("*.py") if not file.name.startswith(("_", ".")))


def leaving_cards(workspace: Workspace) -> list[CardCells]:
    """The cards of the workspace's notebooks that go to a team: not one that nobody has written yet."""
    written = (each for each in own_notebooks(workspace) if not as_it_was_given(each))
    return [*filter(None, map(card_cells, written))]


def notebook_problems(notebook: Path) -> list[Text]:
    """What is wrong with a notebook of the workspace, each with its name; empty when it can run."""
    try:
        declared = declared_parameters(notebook)
        choices = declared_choices(notebook)
    except UserError as error:
        return list(error.problems)
    name = notebook.name
    lacking = [each for each in GIVEN if each not in declared]
    found = [
        Text(
            f"{name}: de cel 'parameters' mist {each}; monitor vult {_WANTS} in.",
            f"{name}: the cell 'parameters' lacks {each}; monitor fills in {_WANTS}.",
        )
        for each in lacking
    ]
    for each, kind in GIVEN.items():
        if each in declared and type(declared[each]) is not kind:
            given = type(declared[each]).__name__
            found.append(
                Text(
                    f"{name}: parameter {each} moet {kind.__name__} zijn en is {given}.",
                    f"{name}: parameter {each} must be {kind.__name__} and is {given}.",
                )
            )
    return found + _choice_problems(name, declared, choices)


def _choice_problems(name: str, declared: dict[str, Any], choices: object) -> list[Text]:
    if not isinstance(choices, dict) or not all(isinstance(each, list) and each for each in choices.values()):
        return [
            Text(
                f'{name}: choices moet zijn als {{"thema": ["alles", "geld"]}}.',
                f'{name}: choices must be like {{"theme": ["all", "money"]}}.',
            )
        ]
    found = []
    for each, values in choices.items():
        if each not in declared:
            found.append(
                Text(
                    f"{name}: choices noemt '{each}', en dat is geen parameter.",
                    f"{name}: choices names '{each}', which is no parameter.",
                )
            )
        elif declared[each] not in values:
            found.append(
                Text(
                    f"{name}: de waarde van {each} staat niet bij zijn keuzes.",
                    f"{name}: the value of {each} is not among its choices.",
                )
            )
    return found


def adapted_or_ours(workspace: Workspace, name: str, ours: Path = NOTEBOOKS) -> Path:
    """The workspace's copy where its cells are other than those it was copied from, else the package's."""
    original, copy = ours / f"{name}.ipynb", workspace.path / FOLDER / f"{name}.ipynb"
    if not copy.is_file():
        return original
    content = read_cells(copy)
    copied_from = content.get("metadata", {}).get(COPY_MARK) or mark_of(read_cells(original))
    return original if mark_of(content) == copied_from else copy


def _of_workspace(workspace: Workspace) -> list[Path]:
    files = (workspace.path / FOLDER).glob("*.ipynb")
    return sorted(file for file in files if file.name[0] != "." and file.stem not in NOT_OF_A_TEAM)
