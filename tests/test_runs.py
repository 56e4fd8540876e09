"""The runner refuses what papermill would only log, and knows every way in which a notebook can stop."""

import json
import os
import pickle

import nbformat
import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.release.proposals import PROPOSAL_FILE
from monitorlib.release.read import team_folder_name
from monitorlib.runs import (
    ENGINES,
    NOTEBOOKS,
    TEAM_NOTEBOOKS,
    How,
    StoppedError,
    declared_parameters,
    run_notebook,
    run_team,
)
from monitorlib.workspace import Workspace
from tests.notebooks import PROPOSES, team_notebook, write_notebook
from tests.populations import people, store


@pytest.fixture
def notebook(tmp_path):
    return lambda *cells: write_notebook(tmp_path / "klein.ipynb", *cells)


@pytest.fixture(params=ENGINES)
def engine(request) -> str:
    return request.param


def _stopped(notebook, tmp_path, engine="warm", **how) -> StoppedError:
    with pytest.raises(StoppedError) as stopped:
        run_notebook(notebook, tmp_path / "uit.ipynb", {}, How(engine, **how))
    return stopped.value


def test_a_notebook_runs_with_the_given_values(notebook, tmp_path, engine):
    given = {"team": "Oost", "seed": 7}
    output = run_notebook(notebook("print(team, seed)"), tmp_path / "uit.ipynb", given, How(engine))
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


def test_a_cell_that_fails_is_named_and_the_value_in_its_error_is_not(notebook, tmp_path, engine):
    error = _stopped(notebook("1", "raise ValueError('inwoner 123')"), tmp_path, engine)
    assert "Notebook klein stopte bij cel [3] (ValueError)" in error.message("nl")
    assert "Notebook klein stopped at cell [3] (ValueError)" in error.message("en")
    assert "123" not in error.message("nl")
    assert (error.notebook, error.cell) == ("klein", 3)


def test_the_words_of_an_error_of_ours_are_told(notebook, tmp_path, engine):
    ours = (
        "from monitorlib.foundation.errors import UserError\nfrom monitorlib.foundation.texts import Text\n"
    )
    error = _stopped(notebook(ours + "raise UserError(Text('Kies een team.', ''))"), tmp_path, engine)
    assert "klein stopte bij cel [2]: Kies een team." in error.message("nl")


def test_a_cell_that_is_no_python_is_named(notebook, tmp_path, engine):
    error = _stopped(notebook("1", "dit is geen python"), tmp_path, engine)
    assert "bij cel [3] (SyntaxError)" in error.message("nl")


def test_a_cell_that_never_ends_is_stopped_and_saved_as_what_failed(notebook, tmp_path, engine):
    error = _stopped(notebook("1", "while True: pass", "2"), tmp_path, engine, timeout=2)
    assert "bij cel [3]: die cel was na 2 seconden niet klaar" in error.message("nl")
    assert "--timeout" in error.message("en")
    saved = nbformat.read(tmp_path / "uit.ipynb", 4)
    states = [cell.metadata.papermill["status"] for cell in saved.cells]
    assert states == ["completed", "completed", "failed", "pending"]


@pytest.mark.parametrize("death", ["os._exit(0)", "os.kill(os.getpid(), 9)"])
def test_a_process_that_is_gone_is_told_with_the_cell(notebook, tmp_path, death, engine):
    error = _stopped(notebook("import os", death, "2"), tmp_path, engine)
    assert "bij cel [3]: het proces van het notebook verdween" in error.message("nl")
    states = [cell.metadata.papermill["status"] for cell in nbformat.read(tmp_path / "uit.ipynb", 4).cells]
    assert states == ["completed", "completed", "failed", "pending"]


@pytest.mark.parametrize("way", ["sys.exit(0)", "sys.exit()", "sys.exit(3)", "sys.exit('klaar')"])
def test_a_notebook_that_ends_itself_early_did_not_come_to_its_end(notebook, tmp_path, way, engine):
    error = _stopped(notebook("import sys", "", way, "2"), tmp_path, engine)
    assert "bij cel [3]: die cel beëindigt het notebook (sys.exit)" in error.message("nl")


@pytest.mark.parametrize("written", ["", "geen json", "[]", "{}", '{"nbformat": 4}', '{"cells": 1}'])
def test_a_file_that_is_no_notebook_is_told(tmp_path, written):
    file = tmp_path / "klein.ipynb"
    file.write_text(written, encoding="utf-8")
    error = _stopped(file, tmp_path)
    assert f"het bestand {file} is geen notebook" in error.message("nl")
    assert not (tmp_path / "uit.ipynb").exists()


def test_a_notebook_that_does_not_say_its_language_is_python(notebook, tmp_path, engine):
    file = notebook("open('was-hier', 'w').close()".replace("was-hier", str(tmp_path / "was-hier")))
    made = nbformat.read(file, as_version=4)
    del made.metadata["kernelspec"]
    nbformat.write(made, file)
    run_notebook(file, tmp_path / "uit.ipynb", {}, How(engine))
    assert (tmp_path / "was-hier").exists()


def test_a_notebook_that_is_not_there_is_told(tmp_path):
    error = _stopped(tmp_path / "weg.ipynb", tmp_path)
    assert "Notebook weg stopte" in error.message("nl") and "is er niet" in error.message("nl")


@pytest.mark.parametrize("parameters", ["team = naam()", "team ="])
def test_parameters_that_are_no_values_are_told(tmp_path, parameters):
    file = write_notebook(tmp_path / "klein.ipynb", parameters=parameters)
    with pytest.raises(UserError) as refused:
        run_notebook(file, tmp_path / "uit.ipynb", {}, How("warm"))
    told = refused.value.message("nl")
    assert "klein.ipynb" in told and "cel 'parameters'" in told and "niets uitgevoerd" in told


def test_an_output_that_cannot_be_kept_is_told(notebook, tmp_path):
    (tmp_path / "uit.ipynb").mkdir()
    assert "de uitvoer kan niet bewaard worden (" in _stopped(notebook("1"), tmp_path).message("nl")


def test_why_it_stopped_goes_from_one_process_to_another_whole(notebook, tmp_path):
    error = _stopped(notebook("1 / 0"), tmp_path)
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.notebook, copy.cell, copy.message("en")) == ("klein", 2, error.message("en"))


@pytest.mark.parametrize("name", TEAM_NOTEBOOKS)
def test_a_team_notebook_declares_what_the_runner_gives(name):
    kinds = {key: type(value) for key, value in declared_parameters(NOTEBOOKS / f"{name}.ipynb").items()}
    assert kinds == {"workspace": str, "team": str, "period": str, "seed": int}


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    made = Workspace.create(tmp_path / "werkmap")
    store(made, people([1, 1, 1, 0, 0, -1] * 6))
    return made


def test_a_run_gives_the_proposal_that_it_made(workspace, tmp_path):
    ran = run_team(workspace, "Oost", "2025", notebooks=[team_notebook(tmp_path / "n.ipynb", *PROPOSES)])
    assert (ran.proposal.team, ran.proposal.views[0].rows[0].n) == ("Oost", 36)
    assert ran.folder == workspace.runs / team_folder_name("Oost") / "2025"
    assert {file.name for file in ran.folder.iterdir()} == {"n.ipynb", PROPOSAL_FILE}
    marks = [json.loads((ran.folder / PROPOSAL_FILE).read_text("utf-8"))["run"]]
    run_team(workspace, "Oost", "2025", notebooks=[tmp_path / "n.ipynb"])
    marks.append(json.loads((ran.folder / PROPOSAL_FILE).read_text("utf-8"))["run"])
    assert None not in marks and marks[0] != marks[1]
    assert "MONITOR_RUN" not in os.environ


@pytest.mark.parametrize(
    ("last", "told"),
    [
        ("1", "Notebook n stopte: er is geen voorstel gemaakt"),
        ("import sys; sys.exit(0)", "Notebook n stopte bij cel [6]: die cel beëindigt"),
    ],
)
def test_an_old_proposal_never_counts(workspace, tmp_path, last, told):
    file = team_notebook(tmp_path / "n.ipynb", *PROPOSES)
    folder = run_team(workspace, "Oost", "2025", notebooks=[file]).folder
    kept = (folder / PROPOSAL_FILE).read_bytes()
    team_notebook(file, *PROPOSES[:-1], last)
    with pytest.raises(StoppedError) as stopped:
        run_team(workspace, "Oost", "2025", notebooks=[file])
    assert told in stopped.value.message("nl")
    assert (folder / PROPOSAL_FILE).read_bytes() == kept


def test_an_old_proposal_that_a_notebook_puts_back_does_not_count(workspace, tmp_path):
    file = team_notebook(tmp_path / "n.ipynb", *PROPOSES)
    run_team(workspace, "Oost", "2025", notebooks=[file])
    team_notebook(
        file,
        "import os, shutil, monitorlib as ml",
        "from monitorlib.release.proposals import proposal_file",
        "where = ml.open_workspace(workspace), team, period",
        "shutil.copy(proposal_file(*where), proposal_file(*where, os.environ['MONITOR_RUN']))",
    )
    with pytest.raises(UserError, match="dit voorstel is van een eerdere keer"):
        run_team(workspace, "Oost", "2025", notebooks=[file])
