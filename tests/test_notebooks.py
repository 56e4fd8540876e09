"""Notebooks show, the package computes: no output, no def, no except, no path in a notebook."""

import ast
import json
import re
from pathlib import Path

import pytest

from monitorlib.figures.tables import MOST_COLUMNS
from monitorlib.runs import TEAM_NOTEBOOKS

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted([*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("dashboards/*.ipynb")])
ANALYSES = [notebook for notebook in NOTEBOOKS if notebook.parent.name == "notebooks"]
OF_TEAMS = [notebook for notebook in ANALYSES if notebook.stem in TEAM_NOTEBOOKS]


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
    kept = json.loads(notebook.read_text(encoding="utf-8"))["metadata"]
    assert kept.keys() == {"kernelspec", "language_info", "title"}  # the state of a widget is output too


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


@pytest.mark.parametrize("notebook", OF_TEAMS, ids=lambda n: n.stem)
def test_an_analysis_opens_with_its_question_and_says_what_may_be_changed(notebook):
    first = "".join(_cells(notebook)[0]["source"])
    assert re.fullmatch(r"# [1-4]\. .+\?", first.splitlines()[0])
    assert "✎ Dit mag u aanpassen:" in first


@pytest.mark.parametrize("notebook", OF_TEAMS, ids=lambda n: n.stem)
def test_an_analysis_shows_a_picture_before_any_table_and_explains_it_in_both_languages(notebook):
    cells = _cells(notebook)
    shown = [at for at, cell in enumerate(cells) if "ml.plot_" in "".join(cell["source"])]
    tables = [at for at, cell in enumerate(cells) if "ml.readable(" in "".join(cell["source"])]
    assert shown and tables and shown[0] < tables[0]
    for at in shown:
        assert cells[at + 1]["cell_type"] == "markdown"
        dutch, english = "".join(cells[at + 1]["source"]).split("\n\n")
        assert len(dutch) > 200 and english.startswith("*In English: ")


@pytest.mark.parametrize("notebook", OF_TEAMS, ids=lambda n: n.stem)
def test_every_table_of_an_analysis_is_one_to_read(notebook):
    """What ends a cell is a picture, a table in words of at most eight columns, or nothing that is shown."""
    for cell in _cells(notebook):
        if cell["cell_type"] == "code":
            last = ast.parse("".join(cell["source"])).body[-1]
            if isinstance(last, ast.Expr):
                assert ast.unparse(last).startswith(("ml.plot_", "ml.readable("))
    wide = [node for node in ast.walk(ast.parse(_code(notebook))) if isinstance(node, ast.List)]
    assert all(len(each.elts) <= MOST_COLUMNS for each in wide)
