"""The runner refuses what papermill would only log: names that a notebook does not declare, other types."""

import nbformat
import pytest

from monitorlib.errors import UserError
from monitorlib.runs import NOTEBOOKS, TEAM_NOTEBOOKS, declared_parameters, run_notebook


@pytest.fixture
def notebook(tmp_path):
    def write(*cells: str):
        parameters = nbformat.v4.new_code_cell(
            'team = "standaard"\nseed = 0', metadata={"tags": ["parameters"]}
        )
        file = tmp_path / "klein.ipynb"
        made = nbformat.v4.new_notebook(cells=[parameters, *map(nbformat.v4.new_code_cell, cells)])
        made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(made, file)
        return file

    return write


def test_a_notebook_runs_with_the_given_values(notebook, tmp_path):
    output = run_notebook(notebook("print(team, seed)"), tmp_path / "uit.ipynb", {"team": "Oost", "seed": 7})
    assert "Oost 7" in str(nbformat.read(output, 4).cells[-1].outputs)


def test_an_undeclared_name_and_another_type_are_both_refused_before_anything_runs(notebook, tmp_path):
    output = tmp_path / "uit.ipynb"
    with pytest.raises(UserError) as refused:
        run_notebook(notebook(), output, {"teams": "Oost", "seed": "7"})
    message = refused.value.message("nl")
    assert "kent geen parameter 'teams'" in message
    assert "'seed' moet int zijn en is str" in message
    assert "team, seed" in message
    assert not output.exists()


def test_a_parameter_with_its_type_beside_it_is_declared(tmp_path):
    source = 'team: str = "standaard"\nperiod: str | None = None\nseed = 0\nlater: int'
    cell = nbformat.v4.new_code_cell(source, metadata={"tags": ["parameters"]})
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "e.ipynb")
    assert declared_parameters(tmp_path / "e.ipynb") == {"team": "standaard", "period": None, "seed": 0}
    with pytest.raises(UserError) as refused:
        run_notebook(tmp_path / "e.ipynb", tmp_path / "uit.ipynb", {"period": "2025", "team": 3})
    assert "'team' moet str" in refused.value.message("nl") and "'period'" not in refused.value.message("nl")


def test_true_is_no_whole_number(notebook, tmp_path):
    with pytest.raises(UserError, match="'seed' moet int"):
        run_notebook(notebook(), tmp_path / "uit.ipynb", {"seed": True})


def test_a_cell_that_fails_is_named_and_the_value_in_its_error_is_not(notebook, tmp_path):
    with pytest.raises(UserError) as refused:
        run_notebook(notebook("1", "raise ValueError('inwoner 123')"), tmp_path / "uit.ipynb", {})
    message = refused.value.message("nl")
    assert "Notebook klein stopte bij cel [3] (ValueError)" in message
    assert "123" not in message


@pytest.mark.parametrize("name", TEAM_NOTEBOOKS)
def test_a_team_notebook_declares_what_the_runner_gives(name):
    kinds = {key: type(value) for key, value in declared_parameters(NOTEBOOKS / f"{name}.ipynb").items()}
    assert kinds == {"workspace": str, "team": str, "period": str, "seed": int}
