"""What an analyst's notebooks showed of a person is emptied, whatever their form; what cannot be is named."""

import json
import os

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.measurements.journal import Preparation, finish
from monitorlib.measurements.locks import journal_lock
from monitorlib.resident.notebooks import emptied, notebooks_in, prepare
from monitorlib.workspace import Workspace
from monitorlib.workspace.cells import read_cells
from monitorlib.workspace.notebooks import COPY_MARK, NOTEBOOKS

ROW, ME = "41.75", "a" * 32
SHOWN = {"output_type": "stream", "name": "stdout", "text": [ROW]}
CODE = {"cell_type": "code", "source": ["1"], "outputs": [SHOWN], "execution_count": 3, "metadata": {}}
EMPTY = CODE | {"outputs": [], "execution_count": None}
TEXT = {"cell_type": "markdown", "source": ["Vraag"], "metadata": {"tags": ["a"]}}


def _notebook(*cells: object, **more: object) -> dict:
    return {"cells": [*cells], "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | more


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (_notebook(CODE, TEXT), _notebook(EMPTY, TEXT)),
        (_notebook(CODE | {"cell_type": "Code"}), _notebook(EMPTY | {"cell_type": "Code"})),
        (
            _notebook(CODE | {"metadata": {"tags": ["b"], "kept": ROW}}),
            _notebook(EMPTY | {"metadata": {"tags": ["b"]}}),
        ),
        (_notebook(metadata={"widgets": {"state": ROW}, "title": "x"}), _notebook(metadata={"title": "x"})),
        (_notebook(CODE, metadata=[ROW]), _notebook(EMPTY)),
        (_notebook(metadata={"scraps": ROW, COPY_MARK: "c"}), _notebook(metadata={COPY_MARK: "c"})),
        (
            {
                "worksheets": [{"cells": [CODE | {"prompt_number": 3}]}],
                "metadata": {"name": "x"},
                "nbformat": 3,
            },
            {"worksheets": [{"cells": [EMPTY]}], "metadata": {}, "nbformat": 3},
        ),
        (_notebook(CODE | {"source": ["\ud83d"]}), _notebook(EMPTY | {"source": ["\ud83d"]})),
    ],
    ids=["cells", "kind", "cell", "widgets", "a list", "scraps", "before nbformat 4", "half a sign"],
)
def test_what_was_shown_goes_and_the_rest_stays(before, after):
    for written in (json.dumps(before).encode(), json.dumps(before).encode("utf-8-sig")):
        told = emptied(written, [ME])
        assert json.loads(told.content) == after and told.whole and ROW.encode() not in told.content


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(_notebook(CODE | {"attachments": {"a.png": {"image/png": ROW}}})).encode(),
        json.dumps(_notebook(TEXT | {"attachments": {"a.png": {"image/png": ROW}}})).encode(),
        json.dumps(_notebook(CODE, more=ROW)).encode(),
        json.dumps(_notebook(CODE | {"more": ROW})).encode(),
        json.dumps(_notebook(CODE, None)).encode(),
        json.dumps(_notebook(CODE, metadata=None)).encode(),
        json.dumps([CODE]).encode(),
        json.dumps(_notebook(CODE)).encode()[:-9],
        f'<<<<<<< HEAD\n{{"cells": [], "a": "{ROW}"}}'.encode(),
        f'{{"cells": [], "metadata": {{}}, "a": {"9" * 5000}, "b": "{ROW}"}}'.encode(),
        ('{"cells":' * 50_000).encode(),
        f"café {ROW} {ME}".encode("latin-1"),
        f"{ROW} {ME}".encode("utf-16"),
        b"",
    ],
    ids=[
        "pasted",
        "pasted in text",
        "more than a notebook",
        "more than a cell",
        "no cell",
        "no metadata",
        "a list",
        "cut off",
        "two versions",
    ]
    + ["a long number", "deep", "latin-1", "utf-16", "empty"],
)
def test_what_cannot_be_emptied_is_told_and_loses_the_pseudonym(content):
    told = emptied(content, [ME])
    assert not told.whole and ME.encode() not in told.content


def test_cells_are_emptied_in_both_places_where_they_can_stand():
    told = emptied(json.dumps(_notebook(CODE, worksheets=[{"cells": [CODE]}])).encode(), [])
    assert json.loads(told.content) == _notebook(EMPTY, worksheets=[{"cells": [EMPTY]}]) and told.whole


@pytest.mark.parametrize("notebook", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda file: file.stem)
def test_one_that_showed_nothing_stays_as_it_is_byte_by_byte(notebook):
    content = notebook.read_bytes()
    assert emptied(content, [ME]) == emptied(content, []) and emptied(content, [ME]).content == content
    assert "cells" in read_cells(notebook)


def _filled(tmp_path) -> tuple[Workspace, dict]:
    workspace = Workspace.create(tmp_path / "werkmap")
    places = (
        "mijn.ipynb",
        "notebooks/a.ipynb",
        "notebooks/.ipynb_checkpoints/a-checkpoint.ipynb",
        "x.ipynb.invalid",
    )
    for name in places:
        file = workspace.path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(_notebook(CODE)), "utf-8")
    return workspace, {name: workspace.path / name for name in places}


def test_they_are_emptied_wherever_they_lie_and_stay_whose_they_were(tmp_path):
    workspace, files = _filled(tmp_path)
    files["mijn.ipynb"].chmod(0o640)
    elsewhere = tmp_path / "elders.ipynb"
    elsewhere.write_text(json.dumps(_notebook(CODE)), "utf-8")
    (workspace.path / "link.ipynb").symlink_to(elsewhere)
    (workspace.path / "oud.ipynb").write_text(ROW, "utf-8")
    prepared = Preparation(workspace)
    assert prepare(prepared, notebooks_in(workspace), [ME]) == ("link.ipynb", "oud.ipynb")
    prepared.begin_doing((), workspace.path / "logs" / "x.log", "klaar\n")
    assert finish(workspace, journal_lock)
    assert all(json.loads(file.read_text("utf-8")) == _notebook(EMPTY) for file in files.values())
    if os.name != "nt":
        assert files["mijn.ipynb"].stat().st_mode & 0o777 == 0o640
    assert (workspace.path / "link.ipynb").is_symlink() and ROW in elsewhere.read_text("utf-8")


@pytest.mark.parametrize("why", ["not to be written", "another disk"])
def test_one_that_could_not_be_replaced_later_is_told_before_anything_counts(tmp_path, monkeypatch, why):
    workspace, files = _filled(tmp_path)
    prepared = Preparation(workspace)
    if why == "another disk":
        disks = {files["notebooks/a.ipynb"].parent: 1, files["mijn.ipynb"].parent: 2}
        monkeypatch.setattr("monitorlib.resident.notebooks._disk_of", lambda place: disks.get(place, 2))
    else:
        monkeypatch.setattr("os.access", lambda place, _how: place.name != "notebooks")
    with pytest.raises(UserError) as refused:
        prepare(prepared, notebooks_in(workspace), [ME])
    told = refused.value.message("nl")
    assert "notebooks/a.ipynb" in told and "mijn.ipynb" not in told and "niemand vergeten" in told
