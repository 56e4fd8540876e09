"""An own card rests on what the team will see: what was proposed of these data, or else what is worked out now."""

from contextlib import nullcontext

import pytest
from pandas.testing import assert_frame_equal

from monitorlib.foundation.errors import UserError
from monitorlib.measurements import measurement_version
from monitorlib.release.assemble import team_content
from monitorlib.release.proposals import RUN_VARIABLE, proposal_file, propose_release, read_proposal
from monitorlib.release.told_figures import figures_of, released_figures
from monitorlib.workspace import Workspace
from tests.populations import people, store
from tests.releases import a_content

TEAM, PERIOD = "Oost", "2025"


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.delenv(RUN_VARIABLE, raising=False)
    made = Workspace.create(tmp_path / "werkmap")
    store(made, people([1, 1, 0, -1] * 10))
    return made


def _proposed(workspace, version: int):
    """A proposal that cannot be taken for what the workbench itself comes to."""
    content = a_content(team=TEAM, data_version=version)
    propose_release(workspace, content)
    return figures_of(content, "nl")


def test_without_a_proposal_they_are_what_the_workbench_itself_comes_to(workspace):
    period = workspace.settings().period(PERIOD, TEAM)
    own = team_content(workspace, TEAM, period, measurement_version(workspace))
    found = released_figures(workspace, TEAM, PERIOD, "en")
    assert_frame_equal(found, figures_of(own, "en"))
    assert found[["class", "count"]].values.tolist() == [
        ["improved", 20],
        ["unchanged", 10],
        ["deteriorated", 10],
    ]
    assert found["share"].tolist() == [0.5, 0.25, 0.25]


@pytest.mark.parametrize(("behind", "taken"), [(0, True), (1, False)])
def test_a_proposal_counts_while_the_data_are_those_it_was_made_of(workspace, behind, taken):
    proposed = _proposed(workspace, measurement_version(workspace) - behind)
    assert released_figures(workspace, TEAM, PERIOD).equals(proposed) is taken


def test_in_a_run_only_what_this_run_proposed_counts(workspace, monkeypatch):
    proposed = _proposed(workspace, measurement_version(workspace))
    monkeypatch.setenv(RUN_VARIABLE, "another")
    assert not released_figures(workspace, TEAM, PERIOD).equals(proposed)


def test_a_team_and_a_period_that_are_not_there_are_told(workspace):
    with pytest.raises(UserError, match="West"):
        released_figures(workspace, "West", PERIOD)
    with pytest.raises(UserError, match="1999"):
        released_figures(workspace, TEAM, "1999")


@pytest.mark.parametrize("mark", ["1a", "2b"])
def test_a_proposal_that_another_run_made_is_refused_also_in_the_place_of_this_one(
    workspace, monkeypatch, mark
):
    monkeypatch.setenv(RUN_VARIABLE, "1a")
    file = propose_release(workspace, a_content(team=TEAM))
    here = proposal_file(workspace, TEAM, PERIOD, mark)
    here.parent.mkdir(exist_ok=True)
    here.write_bytes(file.read_bytes())
    with nullcontext() if mark == "1a" else pytest.raises(UserError, match="van een eerdere keer"):
        assert read_proposal(workspace, TEAM, PERIOD, mark) == a_content(team=TEAM)
