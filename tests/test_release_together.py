"""What a release tells of all leefgebieden together: once a period, from the team's own rows, and nothing that a
reader could subtract."""

import json
from dataclasses import replace

import pytest

from monitorlib.disclosure.conformity import broken_rules
from monitorlib.disclosure.rules import team_profile
from monitorlib.evidence.mean_net import COHESIONS
from monitorlib.foundation.errors import UserError
from monitorlib.foundation.texts import Text
from monitorlib.measurements import measurement_version
from monitorlib.release import door
from monitorlib.release import publish as publishing
from monitorlib.release.assemble import team_content
from monitorlib.release.beside import coarser_content
from monitorlib.release.history import all_releases
from monitorlib.release.proposals import propose_release
from monitorlib.release.publish import publish
from monitorlib.release.taking_back import withdraw_release
from monitorlib.release.words import all_together
from monitorlib.released import Block, to_json
from monitorlib.workspace import Workspace
from tests.populations import people, release, store
from tests.releases import (
    a_content,
    a_release,
    a_row,
    a_view,
    of_schema,
    read_sealed,
    write_again,
    write_by_hand,
)

AREAS = ("financien", "werk_opleiding", "huisvesting")
MIX = [1, 0, -1, 1, 1, 0, 0, -1]
CLASSES = {"improved": 10, "unchanged": 10, "deteriorated": 10}


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch):
    """Pictures have tests of their own."""
    monkeypatch.setattr(publishing, "_draw", lambda _content: ())


def _workspace(tmp_path, settings="") -> Workspace:
    return Workspace.create(tmp_path / "werkmap", settings)


def _people(turns: list[int], prefix="r", apart=3, **changes) -> list[dict]:
    """Residents on three leefgebieden, each of which is the one before with the residents `apart` further."""
    return [
        row
        for at, area in enumerate(AREAS)
        for row in people(turns[at * apart :] + turns[: at * apart], prefix, leefgebied=area, **changes)
    ]


def _view(file):
    [view] = read_sealed(file).content.views
    return view


def test_a_first_release_tells_how_far_leefgebieden_move_together(tmp_path):
    workspace = _workspace(tmp_path)
    store(workspace, _people(MIX * 4))
    view = _view(release(workspace))
    assert view.cohesion in COHESIONS
    assert all_together(view, 0.15).low > all_together(replace(view, cohesion=None), 0.15).low


def test_leefgebieden_that_move_as_one_are_told_in_a_higher_class(tmp_path):
    told = []
    for apart in (3, 0):
        workspace = _workspace(tmp_path / str(apart))
        store(workspace, _people(MIX * 4, apart=apart))
        told.append(_view(release(workspace)).cohesion)
    assert told[0] < told[1] == 1.0


def test_a_period_keeps_what_it_told_first(tmp_path):
    """Six more who move as one on all leefgebieden: the counts are of now, the class is of then."""
    workspace = _workspace(tmp_path)
    store(workspace, _people(MIX * 4))
    first = _view(release(workspace))
    store(workspace, _people([1, 1, 1, 0, 0, 0, -1, -1, -1] * 4, "nieuw", apart=0))
    later = read_sealed(release(workspace))
    assert (later.manifest.number, later.content.views[0].rows[0].n) == (2, 68)
    assert later.content.views[0].cohesion == first.cohesion
    window = workspace.settings().period("2025", "Oost")
    assert (
        team_content(workspace, "Oost", window, measurement_version(workspace)).views[0].cohesion
        > first.cohesion
    )
    assert door.rebuilt(workspace, later) == later.content


def test_also_where_what_it_told_first_was_taken_back(tmp_path):
    workspace = _workspace(tmp_path)
    store(workspace, _people(MIX * 4))
    first = _view(release(workspace))
    withdraw_release(workspace, "Oost", "2025", "fout in de export")
    store(workspace, _people([1, 1, 1, 0, 0, 0, -1, -1, -1] * 4, "nieuw", apart=0))
    assert _view(release(workspace)).cohesion == first.cohesion


def test_beside_an_earlier_release_of_the_same_data_that_told_none_it_is_told(tmp_path):
    """What a release of before told of the same data is told again anyway."""
    workspace = _workspace(tmp_path)
    store(workspace, _people(MIX * 4))
    file = release(workspace)
    told = _view(file).cohesion
    values = json.loads(file.read_text())["release"]
    of_schema(values, 5)
    for view in values["content"]["views"]:
        del view["cohesion"]
    write_again(file, values)
    assert _view(file).cohesion is None
    assert _view(release(workspace)).cohesion == told


def test_of_other_data_than_an_earlier_release_of_before_there_is_none(tmp_path):
    workspace = _workspace(tmp_path)
    store(workspace, _people(MIX * 4))
    file = release(workspace)
    values = json.loads(file.read_text())["release"]
    of_schema(values, 5)
    for view in values["content"]["views"]:
        del view["cohesion"]
    write_again(file, values)
    store(workspace, _people([1, 1, 1, 0, 0, 0, -1, -1, -1] * 4, "nieuw"))
    later = read_sealed(release(workspace))
    assert later.content.views[0].cohesion is None
    assert door.rebuilt(workspace, later) == later.content


def test_of_residents_of_whom_another_team_told_it_is_not_told_again(tmp_path):
    """All of Oost went to West: two classes of the same residents could be held against each other."""
    workspace = _workspace(tmp_path)
    store(workspace, _people(MIX * 4))
    assert _view(release(workspace)).cohesion is not None
    store(workspace, [{**row, "team": "West"} for row in _people(MIX * 4, month=10)])
    assert _view(release(workspace, "West")).cohesion is None


def test_the_door_refuses_another_class_than_the_rows_have(tmp_path):
    workspace = _workspace(tmp_path)
    store(workspace, _people(MIX * 4))
    content = team_content(workspace, "Oost", workspace.settings().period("2025", "Oost"), 0)
    other = next(each for each in COHESIONS if each != content.views[0].cohesion)
    propose_release(workspace, replace(content, views=(replace(content.views[0], cohesion=other),)))
    with pytest.raises(UserError, match="anders dan wat de werkbank zelf uitrekent"):
        publish(workspace, "Oost", "2025", "hash")
    assert all_releases(workspace) == []


def test_beside_blocks_nothing_is_told(tmp_path):
    workspace = _workspace(tmp_path, '[vrijgave]\nblokken = "wijk"\n')
    store(workspace, [*_people(MIX * 4, "n", wijk="Noord"), *_people(MIX * 4, "z", wijk="Zuid")])
    view = _view(release(workspace))
    assert view.blocks and view.cohesion is None


def test_it_does_not_leave_the_room():
    content = a_content(replace(_two_areas(), cohesion=0.5))
    assert coarser_content(content, team_profile(10), "organisation").views[0].cohesion is None


def _two_areas(**changes):
    counts = {"counts": CLASSES, "n": 30, "p_class": "not", "verdict": "uncertain", "interval": None}
    rows = [a_row(area, **{**counts, **changes}) for area in AREAS[:2]]
    return replace(a_view(*rows), cohesion=0.5)


@pytest.mark.parametrize(
    ("view", "refused"),
    [
        (_two_areas(), False),
        (replace(_two_areas(), cohesion=None), False),
        (replace(_two_areas(), cohesion=0.51), True),
        (replace(_two_areas(), rows=_two_areas().rows[:1]), True),
        (replace(_two_areas(), blocks=(Block("1", Text("a", "a")),)), True),
        (_two_areas(counts=None, p_class=None, mean_shift=None, verdict="withheld"), True),
        (
            _two_areas(
                counts=None,
                p_class=None,
                mean_shift=None,
                verdict="nearly_all_unchanged",
                few={"improved": 2, "deteriorated": 2},
            ),
            False,
        ),
    ],
)
def test_a_proposal_tells_a_fixed_class_of_two_leefgebieden_or_more(view, refused):
    told = [problem.nl for problem in broken_rules(to_json(a_content(view)), team_profile(10))]
    assert (told == ["zrm-2017: hoe ver leefgebieden samengaan mag niet naar buiten."]) == refused
    assert refused or told == []


def test_a_release_of_schema_5_is_read_and_tells_nothing_together(tmp_path):
    file = write_by_hand(tmp_path / "release", a_release(a_content(_two_areas())))
    values = json.loads(file.read_text())["release"]
    of_schema(values, 5)
    for view in values["content"]["views"]:
        del view["cohesion"]
    write_again(file, values)
    read = read_sealed(file)
    assert read.content.views[0].cohesion is None
    assert not read.reworded and not read.outdated
    assert read.content.views[0].rows == a_release(a_content(_two_areas())).content.views[0].rows
