"""Teams as a right: a process that may look at some teams reads of no other, whatever a page asks."""

import json
from dataclasses import replace

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.release.keys import releases_of
from monitorlib.release.read import newest_releases, released_teams, team_folder_name
from monitorlib.release.seal import SEAL_VARIABLE, TEAMS_VARIABLE, handed_releases
from monitorlib.widgets.conversation import Conversation
from tests.browser.conftest import copy_of


def _names(releases, wanted: str = "") -> list[str]:
    return [each.team for each in released_teams(releases, wanted)]


def test_only_the_teams_that_are_allowed_are_there(released_demo):
    everybody = releases_of(released_demo)
    assert {"Demo-Oost", "San Diego", "Demo-Eiland"} <= set(_names(everybody))
    some = replace(everybody, teams=("San Diego", "Demo-Oost", "Nergens"))
    assert _names(some) == ["Demo-Oost", "San Diego"]
    assert _names(some, "San Diego") == ["San Diego"]
    assert _names(some, "Demo-Eiland") == [] and _names(replace(everybody, teams=())) == []


def test_the_folder_of_another_team_is_refused_though_its_name_is_known(released_demo):
    everybody = releases_of(released_demo)
    folder = released_demo.release / team_folder_name("Demo-Eiland")
    assert newest_releases(everybody, folder)
    with pytest.raises(UserError, match="ander team"):
        newest_releases(replace(everybody, teams=("Demo-Oost",)), folder)


@pytest.mark.parametrize("told", ['["Demo-Oost"]', '["Demo-Oost", "Nergens"]'])
def test_a_page_that_asks_for_another_team_stays_with_its_own(released_demo, tmp_path, monkeypatch, told):
    workspace = copy_of(released_demo, tmp_path / "werkmap")
    monkeypatch.setenv(TEAMS_VARIABLE, told)
    monkeypatch.setenv(SEAL_VARIABLE, releases_of(released_demo).public.hex())
    page = Conversation(workspace, handed_releases(workspace), "", "nl")
    page.browser.send = lambda _content: None
    monkeypatch.setattr(page, "_begin_polling", lambda: None)  # there is no loop
    page.listen({"kind": "hello", "place": {"team": "San Diego", "period": "maand-0-6"}})
    assert [team.team for team in page.state.teams] == ["Demo-Oost"]
    elsewhere = {"team": "San Diego", "period": "maand-0-6", "step": "4"}
    for value in ("1", "2", "-1", "San Diego", json.dumps(["San Diego"])):
        page.listen({"kind": "choose", "what": "team", "value": value})
        page.listen({"kind": "back", "turn": 1, "place": elsewhere})
        assert page.state.team.team == "Demo-Oost"
        assert page.state.release.content.team == "Demo-Oost"


def test_a_process_that_was_told_nothing_reads_every_team(released_demo, monkeypatch):
    monkeypatch.delenv(TEAMS_VARIABLE, raising=False)
    assert handed_releases(released_demo).teams is None
