"""An analyst's notebooks, from which a person goes: what they showed is emptied, whoever's rows it was.

JupyterLab opens the whole workspace, so they may lie anywhere in it. What a notebook showed stands in the outputs
of its cells, and as the state of widgets in its metadata; a picture that somebody pasted may show rows too, and
cannot be looked into. Those of `runs` are executed ones and go whole.
"""

import json
import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.measurements.journal import Preparation
from monitorlib.workspace import Workspace
from monitorlib.workspace.cells import NEW_MARK
from monitorlib.workspace.notebooks import COPY_MARK

# what says how a notebook runs and what it is; all else in its metadata was put there by who ran it
_OF_A_NOTEBOOK = {"kernelspec", "language_info", "title", "authors", COPY_MARK, NEW_MARK}
_OF_A_CELL = {"tags", "editable", "deletable", "jupyter", "slideshow", "name"}
# what nbformat 3 and 4 say that a notebook and its cells have; a pasted picture (attachments) is left out
_PARTS = {"cells", "worksheets", "metadata", "nbformat", "nbformat_minor", "orig_nbformat"}
_PARTS_OF_A_CELL = {
    *("cell_type", "id", "source", "metadata", "outputs", "execution_count"),
    *("input", "language", "collapsed", "level"),
}


@dataclass(frozen=True)
class Emptied:
    """A notebook's content without what it showed; `whole`: nothing can be left that is not seen from here."""

    content: bytes
    whole: bool


def notebooks_in(workspace: Workspace) -> list[Path]:
    """Every notebook of a workspace that no run made, set aside by Jupyter or a link to one elsewhere too."""
    others = (workspace.runs, workspace.measurements, Preparation.place(workspace))
    found = sorted(workspace.path.rglob("*.ipynb*"))
    return [each for each in found if not each.is_dir() and not any(o in each.parents for o in others)]


def emptied(content: bytes, residents: Iterable[str]) -> Emptied:
    """A notebook without outputs, and without the pseudonym where somebody wrote it down.

    One in which nothing was to be emptied is what it was, byte by byte. Of a file that is no notebook that we
    know, only the pseudonym goes, and it is not `whole`; nor is one that holds more than a notebook does.
    """
    try:
        before = json.loads(content.decode("utf-8-sig"))
        after = _without_outputs(before)
        if after != before:
            content = _spelled(after)
        whole = after.keys() <= _PARTS and all(cell.keys() <= _PARTS_OF_A_CELL for cell in _cells(after))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        whole = False
    for resident in residents:
        content = content.replace(resident.encode(), b"")
    return Emptied(content, whole)


def _without_outputs(notebook: dict[str, Any]) -> dict[str, Any]:
    """Before nbformat 4 the cells of a notebook stood in worksheets."""
    sheets = {"worksheets": [_without_outputs(sheet) for sheet in notebook.get("worksheets", ())]}
    kept = {**notebook, **(sheets if "worksheets" in notebook else {})}
    if "cells" in notebook or "worksheets" not in notebook:
        kept["cells"] = [_emptied_cell(cell) for cell in notebook["cells"]]
    return kept | _only(notebook, _OF_A_NOTEBOOK)


def _emptied_cell(cell: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in cell.items() if name not in ("outputs", "prompt_number")}
    empty = {"outputs": []} if "outputs" in cell else {}
    uncounted = {"execution_count": None} if "execution_count" in cell else {}
    return kept | empty | uncounted | _only(cell, _OF_A_CELL)


def _only(part: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """The metadata of a part with these names alone; nothing where it has none."""
    if "metadata" not in part:
        return {}
    metadata = part["metadata"]
    return {"metadata": {name: metadata[name] for name in metadata if name in names}}


def _cells(notebook: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from notebook.get("cells", ())
    for sheet in notebook.get("worksheets", ()):
        yield from _cells(sheet)


def _spelled(notebook: dict[str, Any]) -> bytes:
    try:
        return (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode()
    except UnicodeEncodeError:  # half of a sign that JSON can hold and UTF-8 cannot
        return (json.dumps(notebook, indent=1) + "\n").encode()


def prepare(prepared: Preparation, found: Iterable[Path], residents: Collection[str]) -> tuple[str, ...]:
    """Prepare that these are emptied; which ones are left to look at, told from the workspace's folder.

    UserError: notebooks that cannot be replaced when it counts, all of them; nothing is done then.
    """
    changes: dict[Path, bytes] = {}
    doubtful = []
    for notebook in found:
        name = notebook.relative_to(prepared.workspace.path).as_posix()
        if notebook.is_symlink():
            doubtful.append(name)
            continue
        try:
            before = notebook.read_bytes()
        except FileNotFoundError:  # JupyterLab saved it anew, or somebody deleted it
            continue
        made = emptied(before, residents)
        if not made.whole:
            doubtful.append(name)
        if made.content != before:
            changes[notebook] = made.content
    _refuse_fixed(prepared, changes)
    for notebook, content in changes.items():
        prepared.replace(notebook, content)
    return tuple(doubtful)


def _refuse_fixed(prepared: Preparation, changes: Iterable[Path]) -> None:
    """What counts already must not meet a folder that refuses it: a disk of its own, or not ours to write."""
    disk = _disk_of(prepared.folder)
    fixed = [each for each in changes if _disk_of(each.parent) != disk or not os.access(each.parent, os.W_OK)]
    if fixed:
        raise UserError(
            [_FIXED.fill(file=each) for each in fixed],
            Text(
                "Haal ze weg of geef uzelf daar schrijfrechten, en doe het opnieuw. Er is niemand vergeten.",
                "Delete them or give yourself the right to write there, and try again. Nobody was forgotten.",
            ),
        )


def _disk_of(folder: Path) -> int:
    return folder.stat().st_dev


_FIXED = Text(
    "Notebook {file} kan rijen bevatten en is hier niet te veranderen (de map is niet te schrijven, of een andere "
    "schijf).",
    "Notebook {file} may hold rows and cannot be changed from here (its folder cannot be written, or is another "
    "disk).",
)
