"""Notebooks show, the package computes: no output, no def, no except, no path in a notebook."""

import ast
import json
import re
from pathlib import Path

import pytest

from monitorlib.runs import TEAM_NOTEBOOKS

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted([*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("dashboards/*.ipynb")])
ANALYSES = [notebook for notebook in NOTEBOOKS if notebook.parent.name == "notebooks"]


def _cells(notebook: Path) -> list[dict]:
    return json.loads(notebook.read_text(encoding="utf-8"))["cells"]


def _code(notebook: Path) -> str:
    return "\n".join("".join(c["source"]) for c in _cells(notebook) if c["cell_type"] == "code")


def test_there_are_five_analyses_and_two_dashboards():
    assert [notebook.stem for notebook in NOTEBOOKS] == [
        "teamreflectie",
        "voortgang",
        "1_datakwaliteit",
        "2_verschuivingen",
        "3_verklaringen",
        "4_teamverslag",
        "5_inwoner",
    ]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda n: n.stem)
def test_a_notebook_holds_no_output(notebook):
    code = [cell for cell in _cells(notebook) if cell["cell_type"] == "code"]
    assert code
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda n: n.stem)
def test_a_notebook_computes_nothing_itself(notebook):
    forbidden = (
        ast.FunctionDef,
        ast.AsyncFunctionDef,
        ast.ClassDef,
        ast.Lambda,
        ast.Try,
        ast.For,
        ast.While,
    )
    assert not [node for node in ast.walk(ast.parse(_code(notebook))) if isinstance(node, forbidden)]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda n: n.stem)
def test_a_notebook_holds_no_path_and_no_silenced_warning(notebook):
    texts = [
        node.value
        for node in ast.walk(ast.parse(_code(notebook)))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert not [text for text in texts if re.search(r"[/\\]|\.(csv|xlsx|json|parquet)$", text)]
    assert "warnings" not in _code(notebook)


@pytest.mark.parametrize("notebook", ANALYSES, ids=lambda n: n.stem)
def test_an_analysis_declares_the_same_parameters(notebook):
    tagged = [cell for cell in _cells(notebook) if "parameters" in cell["metadata"].get("tags", [])]
    names = [s.targets[0].id for s in ast.parse("".join(tagged[0]["source"])).body]
    of_team = notebook.stem in TEAM_NOTEBOOKS
    wanted = ["workspace", "team", "period", "seed"] if of_team else ["workspace", "resident", "language"]
    assert (len(tagged), names) == (1, wanted)


def test_the_notebook_of_a_resident_is_not_one_of_a_team():
    assert len(TEAM_NOTEBOOKS) == 4 and "5_inwoner" not in TEAM_NOTEBOOKS
