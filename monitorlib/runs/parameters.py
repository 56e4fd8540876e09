"""Whether what a notebook is given fits what its `parameters` cell declares."""

from pathlib import Path
from typing import Any

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.workspace.cells import declared_choices, declared_parameters


def refuse_undeclared(notebook: Path, parameters: dict[str, Any]) -> None:
    """Raise a UserError for names that a notebook does not declare, other types, and choices that it has not."""
    declared, choices = declared_parameters(notebook), declared_choices(notebook)
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
        elif value not in choices.get(name, [value]):
            known = ", ".join(map(str, choices[name]))
            problems.append(
                Text(
                    f"Notebook {notebook.stem}: '{value}' is geen keuze voor '{name}' ({known}).",
                    f"Notebook {notebook.stem}: '{value}' is no choice for '{name}' ({known}).",
                )
            )
    if problems:
        known = ", ".join(declared)
        raise UserError(problems, Text(f"Parameters zijn: {known}.", f"Parameters are: {known}."))
