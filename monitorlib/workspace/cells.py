"""The cells of a notebook: its parameters, its choices, its card, and what it showed after a run."""

import ast
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.startup import skip_slow_grammar
from monitorlib.foundation.texts import Text

PARAMETERS, CARD = "parameters", "kaart"  # the tags of cells that mean something to us
CHOICES = "choices"
NEW_MARK = "monitor_new_card"  # in the metadata of a new notebook: the cells of the card as they were given
_PSEUDONYM = re.compile(r"\b[0-9a-f]{32}\b")


@dataclass(frozen=True)
class CardCells:
    """What a notebook says of its card: its name, its declared parameters, and the cells tagged `kaart`."""

    name: str
    parameters: dict[str, Any]
    cells: tuple[str, ...]


def shows_people(executed: Path) -> bool:
    """Whether what an executed notebook printed or showed as a table holds what looks like a pseudonym."""
    try:
        outputs = [each for cell in read_cells(executed)["cells"] for each in cell.get("outputs", ())]
        return any(_PSEUDONYM.search(text) for each in outputs for text in _shown(each))
    except (UserError, AttributeError, TypeError):
        return False  # nothing that anybody could read


def _shown(output: dict[str, Any]) -> list[str]:
    """The texts of an output: printed, or as plain text and table; pictures hold hashes of their own."""
    data = output.get("data", {})
    parts = (output.get("text", ""), data.get("text/plain", ""), data.get("text/html", ""))
    return ["".join(part) for part in parts]


def sources(notebook: Path) -> str:
    """The cells of a notebook and their tags, as one text; the same whatever was run."""
    return _sources(read_cells(notebook))


def declared_parameters(notebook: Path) -> dict[str, Any]:
    """The parameters of a notebook with their defaults: the assignments in its `parameters` cell.

    `n = 5` and `n: int = 5` count alike; `choices` is none of them (`declared_choices`). UserError: a default
    that is no plain value.
    """
    return {name: value for name, value in _assigned(notebook).items() if name != CHOICES}


def declared_choices(notebook: Path) -> dict[str, list[Any]]:
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


def card_mark(content: dict[str, Any]) -> str:
    """The SHA-256 of the cells of a card in a notebook's JSON."""
    cells = [_text(cell) for cell in _code_cells(content) if CARD in _tags(cell)]
    return hashlib.sha256(json.dumps(cells, ensure_ascii=False).encode()).hexdigest()


def has_parameters(notebook: Path) -> bool:
    return any(PARAMETERS in _tags(cell) for cell in _code_cells(read_cells(notebook)))


def read_cells(notebook: Path) -> dict[str, Any]:
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
        MEND_NOTEBOOK,
    )


def mark_of(content: dict[str, Any]) -> str:
    """The SHA-256 of the cells of a notebook's JSON."""
    return hashlib.sha256(_sources(content).encode()).hexdigest()


def _sources(content: dict[str, Any]) -> str:
    told = [(cell.get("cell_type"), _text(cell), sorted(_tags(cell))) for cell in content["cells"]]
    return json.dumps(told, ensure_ascii=False)


def _code_cells(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in content["cells"] if cell.get("cell_type") == "code"]


def _text(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def _tags(cell: dict[str, Any]) -> list[str]:
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
            MEND_NOTEBOOK,
        ) from None


def _unreadable(notebook: Path, line: int) -> UserError:
    return UserError(
        Text(
            f"{notebook.name}: regel {line} van de cel 'parameters' is geen geldig Python.",
            f"{notebook.name}: line {line} of the cell 'parameters' is no valid Python.",
        ),
        MEND_NOTEBOOK,
    )


MEND_NOTEBOOK = Text(
    "Verbeter het notebook in de werkmap (monitor lab). Er is niets uitgevoerd.",
    "Mend the notebook in the workspace (monitor lab). Nothing was run.",
)
