"""Which notebooks run for a team, and what they hold: the four of the package, and those of the workspace.

A notebook in the workspace's `notebooks/` with a name of ours and other cells than ours runs instead of ours; one
with a name of its own and a cell `parameters` runs after the four; one without is a scratch pad and does not run.
Reads notebooks, runs nothing.
"""

import ast
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitorlib.errors import UserError
from monitorlib.shipped import shipped
from monitorlib.startup import skip_slow_grammar
from monitorlib.texts import Text
from monitorlib.workspace import Workspace

TEAM_NOTEBOOKS = ("1_datakwaliteit", "2_verschuivingen", "3_verklaringen", "4_teamverslag")
NOT_OF_A_TEAM = ("5_inwoner",)  # ours too; copied to adapt, and run by nobody but the analyst
NOTEBOOKS = shipped("notebooks")
FOLDER = "notebooks"
EXPLANATIONS = "explanations"
PARAMETERS, CARD = "parameters", "kaart"  # the tags of cells that mean something to us
CHOICES = "choices"
COPY_MARK = "monitor_copy_of"  # in the metadata of a copy: the sources that it was copied from
NEW_MARK = "monitor_new_card"  # in the metadata of a new notebook: the cells of the card as they were given
GIVEN = {"workspace": str, "team": str, "period": str, "seed": int}  # what every run fills in
_WANTS = ", ".join(GIVEN)
_PSEUDONYM = re.compile(r"\b[0-9a-f]{32}\b")


@dataclass(frozen=True)
class CardCells:
    """What a notebook says of its card: its name, its declared parameters, and the cells tagged `kaart`."""

    name: str
    parameters: dict[str, Any]
    cells: tuple[str, ...]


def team_notebooks(workspace: Workspace, ours: Path = NOTEBOOKS) -> list[Path]:
    """The notebooks that run for each team, in order: the four (adapted copies instead of ours), then the others.

    `ours`: the folder with the four. UserError, with all that is wrong in any of the workspace's notebooks: it is
    no notebook, its parameters cannot be read or lack what a run fills in, its choices do not fit.
    """
    four = [adapted_or_ours(workspace, name, ours) for name in TEAM_NOTEBOOKS]
    own = [file for file in _of_workspace(workspace) if file.stem not in TEAM_NOTEBOOKS]
    running = [*four, *(file for file in own if _has_parameters(file))]
    problems = [each for file in running if file.parent != ours for each in notebook_problems(file)]
    if problems:
        raise UserError(problems, _MEND)
    return running


def own_notebooks(workspace: Workspace) -> list[Path]:
    """Those of `team_notebooks` that are the workspace's: adapted copies and its own."""
    return [file for file in team_notebooks(workspace) if file.parent != NOTEBOOKS]


def scratch_notebooks(workspace: Workspace) -> list[Path]:
    """Notebooks of the workspace that do not run, as they have no cell `parameters`."""
    own = (file for file in _of_workspace(workspace) if file.stem not in TEAM_NOTEBOOKS)
    return [file for file in own if not _has_parameters(file)]


def shows_people(executed: Path) -> bool:
    """Whether what an executed notebook printed or showed as a table holds what looks like a pseudonym."""
    try:
        outputs = [each for cell in read_cells(executed)["cells"] for each in cell.get("outputs", ())]
        return any(_PSEUDONYM.search(text) for each in outputs for text in _shown(each))
    except (UserError, AttributeError, TypeError):
        return False  # nothing that anybody could read


def _shown(output: dict) -> list[str]:
    """The texts of an output: printed, or as plain text and table; pictures hold hashes of their own."""
    data = output.get("data", {})
    parts = (output.get("text", ""), data.get("text/plain", ""), data.get("text/html", ""))
    return ["".join(part) for part in parts]


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


def sources(notebook: Path) -> str:
    """The cells of a notebook and their tags, as one text; the same whatever was run."""
    return _sources(read_cells(notebook))


def declared_parameters(notebook: Path) -> dict[str, Any]:
    """The parameters of a notebook with their defaults: the assignments in its `parameters` cell.

    `n = 5` and `n: int = 5` count alike; `choices` is none of them (`declared_choices`). UserError: a default
    that is no plain value.
    """
    return {name: value for name, value in _assigned(notebook).items() if name != CHOICES}


def declared_choices(notebook: Path) -> dict[str, list]:
    """What may be chosen of some parameters: `choices = {"thema": ["alles", "geld"]}` in the `parameters` cell."""
    return _assigned(notebook).get(CHOICES, {})


def card_cells(notebook: Path) -> CardCells | None:
    """The cells of a notebook that make a card, or None."""
    cells = tuple(_text(cell) for cell in _code_cells(read_cells(notebook)) if CARD in _tags(cell))
    if not cells:
        return None
    return CardCells(notebook.stem, _assigned(notebook), cells)


def as_it_was_given(notebook: Path) -> bool:
    """Whether the card of a notebook is still the one that `monitor new-notebook` put there, letter by letter."""
    content = read_cells(notebook)
    metadata = content.get("metadata")
    mark = metadata.get(NEW_MARK) if isinstance(metadata, dict) else None
    return mark is not None and mark == card_mark(content)


def card_mark(content: dict) -> str:
    """The SHA-256 of the cells of a card in a notebook's JSON."""
    cells = [_text(cell) for cell in _code_cells(content) if CARD in _tags(cell)]
    return hashlib.sha256(json.dumps(cells, ensure_ascii=False).encode()).hexdigest()


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


def _has_parameters(notebook: Path) -> bool:
    return any(PARAMETERS in _tags(cell) for cell in _code_cells(read_cells(notebook)))


def read_cells(notebook: Path) -> dict:
    """The JSON of a notebook; UserError where it is none."""
    try:
        content = json.loads(notebook.read_text(encoding="utf-8"))
        if content["nbformat"] == 4 and all(
            isinstance(each["source"], str | list) for each in content["cells"]
        ):
            return content
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass
    raise UserError(
        Text(
            f"{notebook.name}: dit is geen leesbaar notebook.",
            f"{notebook.name}: this is no readable notebook.",
        ),
        _MEND,
    )


def mark_of(content: dict) -> str:
    """The SHA-256 of the cells of a notebook's JSON."""
    return hashlib.sha256(_sources(content).encode()).hexdigest()


def _sources(content: dict) -> str:
    told = [(cell.get("cell_type"), _text(cell), sorted(_tags(cell))) for cell in content["cells"]]
    return json.dumps(told, ensure_ascii=False)


def _code_cells(content: dict) -> list[dict]:
    return [cell for cell in content["cells"] if cell.get("cell_type") == "code"]


def _text(cell: dict) -> str:
    return "".join(cell["source"])


def _tags(cell: dict) -> list[str]:
    metadata = cell.get("metadata")
    tags = metadata.get("tags", []) if isinstance(metadata, dict) else []
    return [each for each in tags if isinstance(each, str)] if isinstance(tags, list) else []


def _assigned(notebook: Path) -> dict[str, Any]:
    skip_slow_grammar()
    tagged = [_text(cell) for cell in _code_cells(read_cells(notebook)) if PARAMETERS in _tags(cell)]
    try:
        statements = ast.parse("\n".join(tagged)).body
    except SyntaxError as error:
        raise _unreadable(notebook, error.lineno or 1) from None
    found = {}
    for statement in statements:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found[name] = _plain(notebook, name, value)
            case ast.AnnAssign(target=ast.Name(id=name), value=value) if value is not None:
                found[name] = _plain(notebook, name, value)
    return found


def _plain(notebook: Path, name: str, value: ast.expr) -> Any:
    try:
        return ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, RecursionError):
        raise UserError(
            Text(
                f"{notebook.name}: de waarde van {name} in de cel 'parameters' moet er gewoon staan, niet "
                "uitgerekend.",
                f"{notebook.name}: the value of {name} in the cell 'parameters' must stand there plainly, not be "
                "computed.",
            ),
            _MEND,
        ) from None


def _unreadable(notebook: Path, line: int) -> UserError:
    return UserError(
        Text(
            f"{notebook.name}: regel {line} van de cel 'parameters' is geen geldig Python.",
            f"{notebook.name}: line {line} of the cell 'parameters' is no valid Python.",
        ),
        _MEND,
    )


_MEND = Text(
    "Verbeter het notebook in de werkmap (monitor lab). Er is niets uitgevoerd.",
    "Mend the notebook in the workspace (monitor lab). Nothing was run.",
)
