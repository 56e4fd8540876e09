"""What a notebook declares in its `parameters` cell, and whether what it is given fits."""

import ast
from pathlib import Path
from typing import Any

from monitorlib.errors import UserError
from monitorlib.startup import skip_slow_grammar
from monitorlib.texts import Text


def declared_parameters(notebook: Path) -> dict[str, Any]:
    """The parameters of a notebook with their defaults: the plain assignments in its `parameters` cell."""
    skip_slow_grammar()
    import nbformat

    cells = nbformat.read(notebook, as_version=4).cells
    tagged = [cell.source for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    declared = {}
    for statement in ast.parse("\n".join(tagged)).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            declared[statement.targets[0].id] = ast.literal_eval(statement.value)
    return declared


def refuse_undeclared(notebook: Path, parameters: dict[str, Any]) -> None:
    """Raise a UserError for names that the notebook does not declare and values of another type."""
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
        elif type(value) is not type(declared[name]):
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
