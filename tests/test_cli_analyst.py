"""The analyst's commands: what each says, also of what goes wrong, in one line and without a traceback."""

import shutil
import socket

import nbformat
import pytest

from monitorlib.cli import main
from monitorlib.measurements import write_lock
from monitorlib.measurements.writing import store_measurements
from monitorlib.release.sealing import nothing_of
from monitorlib.tables import MEASUREMENTS
from monitorlib.workspace import Workspace
from monitorlib.workspace.cells import declared_parameters
from tests.releases import SETTINGS, a_content, a_release, write_by_hand
from tests.reports.test_all_reports import rows_of


@pytest.fixture
def monitor(capsys):
    """Run a command: (exit code, standard output, standard error as one line)."""

    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        told = capsys.readouterr()
        assert "Traceback" not in told.err
        return ended.value.code or 0, told.out, " ".join(told.err.split())

    return run


@pytest.fixture
def workspace(tmp_path):
    made = Workspace.create(tmp_path / "werkmap", SETTINGS)
    write_by_hand(made.release, a_release(a_content(team="West")))
    with write_lock(made):
        store_measurements(made, MEASUREMENTS.check(rows_of("West", "Nieuw")), {"key": "test"})
    return made


def test_a_new_notebook_opens_with_the_team_that_was_asked_for(monitor, workspace):
    asked = ("new-notebook", "geld", "--workspace", workspace.path, "--team", "West")
    code, out, _err = monitor(*asked)
    file = workspace.path / "notebooks" / "geld.ipynb"
    assert code == 0 and "geld.ipynb" in out and "monitor lab" in out
    assert declared_parameters(file)["team"] == "West"
    code, _out, err = monitor(*asked)
    assert (code, "bestaat al. Kies een andere naam." in err) == (1, True)


def test_a_team_that_is_nearly_right_is_met_with_the_one_that_was_meant(monitor, workspace):
    place = ("--workspace", workspace.path, "--team", "weest")
    for command in (("new-notebook", "geld"), ("publish",), ("report",), ("session", "--no-browser")):
        code, _out, err = monitor(*command, *place)
        assert (code, "Bedoelde u 'West'?" in err) == (1, True), command


FROM_RELEASES = (
    ("report",),
    ("export",),
    ("session", "--no-browser"),
    ("progress", "--no-browser"),
    ("verify",),
)


@pytest.mark.parametrize("command", FROM_RELEASES, ids=lambda command: command[0])
def test_a_team_that_was_measured_and_not_released_is_told_how_it_is(monitor, workspace, command):
    code, _out, err = monitor(*command, "--workspace", workspace.path, "--team", "Nieuw")
    told = " ".join(err.split())
    assert (code, "Van team 'Nieuw' is nog niets vrijgegeven." in told, "Bedoelde u" in told) == (
        1,
        True,
        False,
    )
    assert "Doe eerst: monitor publish --workspace " in told and told.endswith(" --team Nieuw")
    code, _out, err = monitor(*command, "--workspace", workspace.path, "--team", "Nieuwe West")
    assert (code, "is niets vrijgegeven." in err, "monitor publish" in err) == (1, True, False)


def test_where_only_releases_are_another_team_is_offered_and_no_measurement_is_missed(monitor, workspace):
    shutil.rmtree(workspace.measurements)
    code, _out, err = monitor("report", "--workspace", workspace.path, "--team", "weest")
    assert (code, "Bedoelde u 'West'?" in err, "metingen" in err) == (1, True, False)


def test_the_command_to_release_a_team_has_its_name_between_quotes(workspace):
    told = nothing_of(workspace, "West", []).message("en")
    assert told.endswith(f"First do: monitor publish --workspace {workspace.path} --team West")
    with write_lock(workspace):
        store_measurements(workspace, MEASUREMENTS.check(rows_of("Team Nieuw")), {"key": "test"})
    assert nothing_of(workspace, "Team Nieuw", ["West"]).message("nl").endswith(" --team 'Team Nieuw'")


def test_the_reports_of_all_teams_are_told_one_by_one(monitor, workspace, tmp_path):
    code, out, _err = monitor("report", "--workspace", workspace.path, "--all", "--output", tmp_path / "uit")
    lines = " ".join(out.split())
    assert code == 0
    assert "Nieuw: – (nog niets vrijgegeven: monitor publish)" in lines and "West: west-" in lines
    assert "1 verslag van 2 teams:" in lines and (tmp_path / "uit" / "index.html").is_file()


@pytest.mark.parametrize("choice", [(), ("--all", "--team", "West")])
def test_a_report_is_of_one_team_or_of_all(monitor, workspace, choice):
    code, _out, err = monitor("report", "--workspace", workspace.path, *choice)
    assert (code, "Kies --team NAAM of --all." in err) == (1, True)


def test_an_output_that_is_a_folder_is_told(monitor, workspace, tmp_path):
    code, _out, err = monitor("report", "--workspace", workspace.path, "--team", "West", "--output", tmp_path)
    assert (code, "is een map. Geef een bestand: --output" in err) == (1, True)


def test_lab_refuses_a_port_that_is_taken(monitor, workspace):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, _out, err = monitor("lab", "--workspace", workspace.path, "--port", port, "--no-browser")
    assert (code, str(port) in err) == (1, True)


def test_publish_names_a_notebook_that_cannot_run_before_anything_runs(monitor, workspace):
    folder = workspace.path / "notebooks"
    folder.mkdir()
    cell = nbformat.v4.new_code_cell("seed = 0.5", metadata={"tags": ["parameters"]})
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / "eigen.ipynb")
    code, _out, err = monitor("publish", "--workspace", workspace.path, "--team", "Nieuw")
    assert code == 1 and "eigen.ipynb: parameter seed moet int zijn en is float." in err
    assert "Er is niets uitgevoerd." in err


def test_lab_says_that_the_folder_cannot_be_written(monitor, workspace):
    (workspace.path / "notebooks").write_text("", encoding="utf-8")
    code, _out, err = monitor("lab", "--workspace", workspace.path, "--no-browser")
    assert (code, "Kan '" in err and "niet schrijven" in err) == (1, True)
