"""Which notebooks run for a workspace, and what is wrong with those that cannot."""

import ast
import json

import nbformat
import pytest

from monitorlib.cli.adapting import copy_to_adapt, jupyterlab_line, new_notebook
from monitorlib.cli.outcomes import tell_of_notebooks
from monitorlib.cli.speaking import Speaker
from monitorlib.foundation.errors import UserError
from monitorlib.release.card_room import cell_problems
from monitorlib.runs import notebooks_hash
from monitorlib.workspace import Workspace
from monitorlib.workspace.cells import (
    NEW_MARK,
    as_it_was_given,
    card_cells,
    declared_choices,
    declared_parameters,
    shows_people,
)
from monitorlib.workspace.notebooks import (
    NOTEBOOKS,
    TEAM_NOTEBOOKS,
    leaving_cards,
    made_by,
    scratch_notebooks,
    team_notebooks,
)

OURS = [NOTEBOOKS / f"{name}.ipynb" for name in TEAM_NOTEBOOKS]
DECLARED = 'workspace = ""\nteam: str = "Oost"\nperiod = "2025"\nseed: int = 0\n'


@pytest.fixture
def workspace(tmp_path):
    return Workspace.create(tmp_path / "werkmap")


def _put(workspace, name, parameters=DECLARED, *cells, tag="parameters"):
    folder = workspace.path / "notebooks"
    folder.mkdir(exist_ok=True)
    first = nbformat.v4.new_code_cell(parameters, metadata={"tags": [tag]})
    made = nbformat.v4.new_notebook(cells=[first, *map(nbformat.v4.new_code_cell, cells)])
    nbformat.write(made, folder / f"{name}.ipynb")
    return folder / f"{name}.ipynb"


def _names(workspace):
    return [(file.stem, file.parent == NOTEBOOKS) for file in team_notebooks(workspace)]


def _refused(workspace) -> str:
    with pytest.raises(UserError) as refused:
        team_notebooks(workspace)
    return refused.value.message("nl")


def test_without_notebooks_of_the_workspace_the_four_run(workspace):
    assert team_notebooks(workspace) == OURS
    assert made_by(workspace) == notebooks_hash()


def test_copies_that_nobody_adapted_are_ours(workspace):
    copy_to_adapt(workspace)
    assert len([*(workspace.path / "notebooks").glob("*.ipynb")]) == 5
    assert team_notebooks(workspace) == OURS
    assert made_by(workspace) == notebooks_hash()


def test_a_copy_that_was_run_is_still_ours_and_one_that_was_adapted_runs_instead(workspace):
    copy = copy_to_adapt(workspace) / "2_verschuivingen.ipynb"
    content = json.loads(copy.read_text(encoding="utf-8"))
    code = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
    code[0]["execution_count"] = 3
    copy.write_text(json.dumps(content), encoding="utf-8")
    assert team_notebooks(workspace) == OURS
    code[-1]["source"] = "1 + 1"
    copy.write_text(json.dumps(content), encoding="utf-8")
    assert team_notebooks(workspace) == [OURS[0], copy, *OURS[2:]]
    assert made_by(workspace) != notebooks_hash()
    copy_to_adapt(workspace)
    assert json.loads(copy.read_text(encoding="utf-8")) == content


def test_a_copy_of_an_earlier_version_that_nobody_adapted_becomes_the_one_of_now(workspace, tmp_path):
    copy = copy_to_adapt(workspace) / "1_datakwaliteit.ipynb"
    now = copy.read_bytes()
    content = json.loads(now)
    content["cells"] = content["cells"][:2]
    bare = {**content, "metadata": {}}
    copy.write_text(json.dumps(bare), encoding="utf-8")  # a notebook with our name and no mark is adapted
    assert team_notebooks(workspace)[0] == copy
    from monitorlib.workspace.cells import mark_of
    from monitorlib.workspace.notebooks import COPY_MARK

    bare["metadata"][COPY_MARK] = mark_of(content)
    copy.write_text(json.dumps(bare), encoding="utf-8")
    assert team_notebooks(workspace)[0] == OURS[0]
    copy_to_adapt(workspace)
    assert copy.read_bytes() == now


def test_own_notebooks_follow_the_four_by_name_and_scratch_pads_do_not_run(workspace):
    _put(workspace, "wonen")
    _put(workspace, "geld")
    pad = _put(workspace, "Kladblok", "print(1)", tag="los")
    _put(workspace, ".verborgen")
    assert _names(workspace)[4:] == [("geld", False), ("wonen", False)]
    assert scratch_notebooks(workspace) == [pad]


def test_the_notebook_of_a_resident_is_copied_to_adapt_and_runs_for_no_team(workspace):
    folder = copy_to_adapt(workspace)
    copy = folder / "5_inwoner.ipynb"
    copy.write_text(copy.read_text(encoding="utf-8").replace("Het blad", "Het eigen blad"), encoding="utf-8")
    assert team_notebooks(workspace) == OURS and scratch_notebooks(workspace) == []
    now = copy.read_bytes()
    copy_to_adapt(workspace)
    assert copy.read_bytes() == now


def test_the_hash_follows_the_cells_and_not_what_stands_below_them(workspace):
    file = _put(workspace, "geld", DECLARED, "1")
    before = made_by(workspace)
    content = json.loads(file.read_text(encoding="utf-8"))
    content["cells"][1] |= {"execution_count": 9, "outputs": []}
    file.write_text(json.dumps(content), encoding="utf-8")
    assert made_by(workspace) == before
    content["cells"][1]["metadata"] = {"tags": ["kaart"]}
    file.write_text(json.dumps(content), encoding="utf-8")
    assert made_by(workspace) != before


def test_the_hash_follows_the_own_explanations(workspace):
    before = made_by(workspace)
    (workspace.path / "explanations").mkdir()
    (workspace.path / "explanations" / "drukte.py").write_text("x = 1", encoding="utf-8")
    assert made_by(workspace) != before


def test_typed_parameters_count_and_choices_are_none(workspace):
    file = _put(workspace, "geld", DECLARED + 'thema: str = "alles"\nchoices = {"thema": ["alles", "geld"]}')
    assert declared_parameters(file) == {
        "workspace": "",
        "team": "Oost",
        "period": "2025",
        "seed": 0,
        "thema": "alles",
    }
    assert declared_choices(file) == {"thema": ["alles", "geld"]}


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ('workspace = ""\nteam = ""\nperiod = ""', "geld.ipynb: de cel 'parameters' mist seed"),
        (DECLARED + "seed = 0.5", "geld.ipynb: parameter seed moet int zijn en is float"),
        (
            DECLARED + "n = len('a')",
            "geld.ipynb: de waarde van n in de cel 'parameters' moet er gewoon staan",
        ),
        (DECLARED + "n = (", "geld.ipynb: regel 5 van de cel 'parameters' is geen geldig Python"),
        (
            DECLARED + 'choices = {"thema": ["a"]}',
            "geld.ipynb: choices noemt 'thema', en dat is geen parameter",
        ),
        (
            DECLARED + 't = "b"\nchoices = {"t": ["a"]}',
            "geld.ipynb: de waarde van t staat niet bij zijn keuzes",
        ),
        (DECLARED + 'choices = ["a"]', "geld.ipynb: choices moet zijn als"),
        (DECLARED + 't = "b"\nchoices = {"t": []}', "geld.ipynb: choices moet zijn als"),
    ],
)
def test_what_cannot_run_is_told_by_name(workspace, parameters, told):
    _put(workspace, "geld", parameters)
    assert told in _refused(workspace)


@pytest.mark.parametrize(
    "written", ["", "[]", '{"nbformat": 3, "cells": []}', '{"nbformat": 4, "cells": [{}]}', "\xff"]
)
def test_what_is_no_notebook_is_told_by_name(workspace, written):
    (workspace.path / "notebooks").mkdir()
    (workspace.path / "notebooks" / "stuk.ipynb").write_bytes(written.encode("latin-1"))
    assert "stuk.ipynb: dit is geen leesbaar notebook" in _refused(workspace)


def test_all_that_is_wrong_is_told_at_once(workspace):
    _put(workspace, "een", "seed = 0")
    _put(workspace, "twee", "seed = 0")
    assert {line.split(":")[0] for line in _refused(workspace).splitlines()} == {"een.ipynb", "twee.ipynb"}


# --- a new one


def test_a_new_notebook_runs_and_its_card_keeps_to_what_is_in_the_room(workspace):
    file = new_notebook(workspace, "geld-en-werk", "Oost", "2025")
    nbformat.validate(nbformat.read(file, 4))
    assert _names(workspace)[4:] == [("geld-en-werk", False)]
    assert declared_parameters(file) | {"deel": ""} == {
        "workspace": "",
        "team": "Oost",
        "period": "2025",
        "seed": 0,
        "language": "nl",
        "deel": "",
    }
    assert [*cell_problems(card_cells(file))] == []
    ast.parse("\n".join(card_cells(file).cells))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("../weg", "kan geen naam van een notebook zijn"),
        ("", "kan geen naam van een notebook zijn"),
        ("2_verschuivingen", "een van de vaste notebooks"),
        ("geld", "bestaat al"),
        ("geld.ipynb", "bestaat al"),
    ],
)
def test_a_name_that_is_none_or_is_taken_is_refused(workspace, name, told):
    new_notebook(workspace, "geld", "Oost", "2025")
    with pytest.raises(UserError, match=told):
        new_notebook(workspace, name, "Oost", "2025")


def test_a_folder_that_cannot_be_written_is_told(workspace):
    (workspace.path / "notebooks").write_text("", encoding="utf-8")  # a file in its place, also for root
    for make in (lambda: copy_to_adapt(workspace), lambda: new_notebook(workspace, "geld", "Oost", "2025")):
        with pytest.raises(UserError, match="niet schrijven"):
            make()


def test_jupyterlab_opens_the_workspace_at_its_notebooks_on_the_port(workspace):
    command = jupyterlab_line(workspace, 8899, browser=False)
    assert f"--ServerApp.root_dir={workspace.path.resolve()}" in command
    assert "--LabApp.default_url=/lab/tree/notebooks" in command
    assert "--ServerApp.port=8899" in command and "--no-browser" in command
    assert (workspace.path / "notebooks" / "1_datakwaliteit.ipynb").is_file()
    assert not [each for each in jupyterlab_line(workspace, None, browser=True) if "port" in each]


# --- what a run showed


@pytest.mark.parametrize(
    ("output", "shows"),
    [
        (nbformat.v4.new_output("stream", text="e24afa9a2ed6e73beabc2201a7cae6d9  2.0"), True),
        (
            nbformat.v4.new_output(
                "execute_result", {"text/html": "<td>e24afa9a2ed6e73beabc2201a7cae6d9</td>"}
            ),
            True,
        ),
        (
            nbformat.v4.new_output("execute_result", {"image/svg+xml": "e24afa9a2ed6e73beabc2201a7cae6d9"}),
            False,
        ),
        (nbformat.v4.new_output("stream", text="60 inwoners, e24afa9a"), False),
    ],
)
def test_a_notebook_that_shows_rows_of_people_is_known(tmp_path, output, shows):
    cell = nbformat.v4.new_code_cell("print(pairs)", outputs=[output])
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "uit.ipynb")
    assert shows_people(tmp_path / "uit.ipynb") is shows


def test_what_cannot_be_read_shows_nobody(tmp_path):
    (tmp_path / "uit.ipynb").write_text("e24afa9a2ed6e73beabc2201a7cae6d9", encoding="utf-8")
    assert not shows_people(tmp_path / "uit.ipynb")
    assert not shows_people(tmp_path / "weg.ipynb")


def test_the_card_of_a_new_notebook_does_not_leave_until_somebody_wrote_it(workspace):
    file = new_notebook(workspace, "geld", "Oost", "2025")
    assert as_it_was_given(file) and leaving_cards(workspace) == []
    content = json.loads(file.read_text("utf-8"))
    [compute] = [cell for cell in content["cells"] if "summarise_shifts" in "".join(cell["source"])]
    compute["source"] = ["shifts = 1\n"]  # what is computed inside the wall is not the card
    file.write_text(json.dumps(content), "utf-8")
    assert leaving_cards(workspace) == []
    [show] = [cell for cell in content["cells"] if "Onze vraag" in "".join(cell["source"])]
    show["source"] = "".join(show["source"]).replace("Onze vraag", "Komt iedereen rond?")
    file.write_text(json.dumps(content), "utf-8")
    assert [each.name for each in leaving_cards(workspace)] == ["geld"]


def test_a_card_of_before_there_were_marks_leaves_as_it_did(workspace):
    file = new_notebook(workspace, "geld", "Oost", "2025")
    content = json.loads(file.read_text("utf-8"))
    del content["metadata"][NEW_MARK]
    file.write_text(json.dumps(content), "utf-8")
    assert [each.name for each in leaving_cards(workspace)] == ["geld"]


def test_publishing_says_that_a_card_is_still_the_example(workspace, capsys):
    new_notebook(workspace, "geld", "Oost", "2025")
    tell_of_notebooks(Speaker("nl"), workspace, [])
    told = capsys.readouterr().out
    assert "De kaart van notebook geld is nog het voorbeeld en gaat niet naar het team." in told
