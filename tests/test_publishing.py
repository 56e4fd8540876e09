"""Teams at once: what goes wrong with one takes that one only, and each tells what it got."""

import json
import re

import pytest

from monitorlib.cli.outcomes import Told
from monitorlib.cli.publishing import left_and_waiting, release_all
from monitorlib.cli.speaking import Speaker
from monitorlib.cli.wishes import Wish
from monitorlib.release.read import release_files, team_folder_name
from monitorlib.runs import How, notebooks_hash
from monitorlib.workspace import Workspace
from tests.notebooks import PROPOSES, team_notebook
from tests.populations import people, store

TURNS = [1, 1, 1, 0, 0, -1] * 6
OOST, WEST, KLEIN = (Wish(team, "2025") for team in ("Oost", "West", "Klein"))
WAYS = {
    "raises": ("1 / 0", "bij cel [3] (ZeroDivisionError)"),
    "never ends": ("import time; time.sleep(999)", "bij cel [3]: die cel was na 6 seconden niet klaar"),
    "dies": ("import os; os._exit(1)", "bij cel [3]: het proces van het notebook verdween"),
    "exits": ("import sys; sys.exit(0)", "bij cel [3]: die cel beëindigt het notebook"),
}


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> Workspace:
    """Three teams, one of nine residents; notebooks run once for the tests that look at what came of it."""
    made = Workspace.create(tmp_path_factory.mktemp("stad") / "werkmap")
    store(made, [*people(TURNS, "o"), *people(TURNS, "w", team="West"), *people([1] * 9, "k", team="Klein")])
    return made


def _numbers(workspace, wish) -> list[str]:
    folder = workspace.release / team_folder_name(wish.team) / wish.period
    return [file.stem for file in release_files(folder)]


def _breaks(way: str) -> str:
    """A cell that breaks off for West only, on one line."""
    return f"exec({way!r} if team == 'West' else '')"


@pytest.fixture(scope="module")
def released(town, tmp_path_factory):
    """What came of a first run in which all is well."""
    file = team_notebook(tmp_path_factory.mktemp("n") / "n.ipynb", *PROPOSES)
    events = []
    outcome = release_all(town, [OOST, WEST, KLEIN], 2, [file], ended=events.append, step=events.append)
    return outcome, events


def test_all_teams_are_released_and_every_step_is_told(town, released):
    outcome, events = released
    assert set(outcome.released) == {OOST, WEST, KLEIN} and not outcome.failed
    assert len(events) == 6 and {event.wish for event in events} == {OOST, WEST, KLEIN}


@pytest.mark.parametrize("way", WAYS)
def test_one_way_to_stop_takes_one_team(town, released, tmp_path, way):
    cell, told = WAYS[way]
    file = team_notebook(tmp_path / "n.ipynb", _breaks(cell), *PROPOSES)
    kept = _numbers(town, WEST)
    before = len(_numbers(town, OOST))
    outcome = release_all(town, [WEST, OOST], 2, [file], How(timeout=6 if way == "never ends" else 600))
    assert list(outcome.released) == [OOST] and list(outcome.failed) == [WEST]
    assert told in outcome.failed[WEST].message("nl")
    assert _numbers(town, WEST) == kept
    assert len(_numbers(town, OOST)) == before + 1  # other notebooks made it


def test_a_team_that_proposes_nothing_keeps_its_last_release(town, released, tmp_path):
    file = team_notebook(tmp_path / "n.ipynb", *PROPOSES[:-1])
    kept = _numbers(town, WEST)
    outcome = release_all(town, [WEST], 1, [file])
    assert "er is geen voorstel gemaakt" in outcome.failed[WEST].message("nl")
    assert _numbers(town, WEST) == kept


def test_what_is_no_notebook_fails_before_anything_runs(town, released, tmp_path):
    file = tmp_path / "n.ipynb"
    file.write_text("geen notebook", encoding="utf-8")
    outcome = release_all(town, [WEST, OOST], 1, [file])
    assert set(outcome.failed) == {WEST, OOST}
    assert all("is geen notebook" in error.message("nl") for error in outcome.failed.values())


def test_a_full_disk_at_the_door_is_one_teams_failure(town, released, tmp_path, monkeypatch):
    from monitorlib.cli import publishing

    real = publishing.publish

    def full(workspace, team, *rest):
        if team == "West":
            raise OSError(28, "No space left on device")
        return real(workspace, team, *rest)

    monkeypatch.setattr(publishing, "publish", full)
    file = team_notebook(tmp_path / "n.ipynb", "'weer iets anders'", *PROPOSES)
    outcome = release_all(town, [WEST, OOST], 1, [file])
    assert (list(outcome.released), list(outcome.failed)) == ([OOST], [WEST])
    assert "de schijf is vol" in outcome.failed[WEST].message("nl")


@pytest.fixture
def one_fails(town, released, tmp_path):
    file = team_notebook(tmp_path / "n.ipynb", _breaks("1 / 0"), "'zo'", *PROPOSES)
    wishes = [KLEIN, OOST, WEST]
    return wishes, release_all(town, wishes, 2, [file])


def test_the_end_is_a_table_with_what_each_team_got(town, one_fails, capsys):
    wishes, outcome = one_fails
    Told(Speaker("nl"), town).at_the_end(wishes, wishes, [], outcome)
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0] == "Klein, 2025: 9 inwoners: nog niets te tonen"
    assert re.fullmatch(r"Oost, 2025: vrijgegeven, nummer \d+", lines[1])
    assert lines[2] == "West, 2025: niet gelukt, notebook n, cel [3]. Wat er stond, blijft staan"
    assert lines[3] == "2 vrijgaven gemaakt, 0 waren al actueel."
    assert "West, 2025: Notebook n stopte bij cel [3] (ZeroDivisionError)" in err
    assert f"monitor publish --all --workspace {town.path}" in err
    assert "Er is niets vrijgegeven" not in out + err
    # who asked for one team goes on with that
    Told(Speaker("nl"), town).at_the_end([WEST], [WEST], [], outcome)
    err = capsys.readouterr().err
    assert f"monitor publish --team West --workspace {town.path}" in err and "--all" not in err


def test_what_is_done_is_skipped_when_it_is_asked_again(town, one_fails, tmp_path):
    wishes, _outcome = one_fails
    left, waiting = left_and_waiting(town, wishes, notebooks_hash([tmp_path / "n.ipynb"]))
    assert (left, waiting) == ([WEST], [])
    assert notebooks_hash([tmp_path / "n.ipynb"]) != notebooks_hash()


def test_every_event_is_a_line_for_a_program(town, one_fails, capsys):
    from monitorlib.cli.outcomes import ToldAsJson

    wishes, outcome = one_fails
    ToldAsJson(Speaker("nl"), town).at_the_end(wishes, wishes, [], outcome)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in lines] == ["got", "got", "failed", "end"]
    assert lines[-1] == {"event": "end", "released": 2, "current": 0, "waiting": 0, "failed": 1}


def test_a_program_reads_of_a_team_that_failed_once(town, one_fails, capsys):
    from monitorlib.cli.outcomes import ToldAsJson
    from monitorlib.runs.crew import Ended

    wishes, outcome = one_fails
    told = ToldAsJson(Speaker("nl"), town)
    told.ended(Ended(WEST, None, outcome.failed[WEST]))
    told.at_the_end(wishes, wishes, [], outcome)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in lines if line.get("team") == "West"] == ["failed"]
