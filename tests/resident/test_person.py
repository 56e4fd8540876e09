"""Who a client number is: one person where the systems say so, else it is asked."""

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.resident.person import key_for, narrowed, persons_of, refuse_several, rows_together
from monitorlib.workspace import Workspace
from tests.resident.people import NUMBER, a_key, others, row, store


def _two_systems(key, team="Oost"):
    return [
        row(NUMBER, key, "2025-03-03", 2.0),
        row(NUMBER, key, "2025-09-03", 60.0, instrument="wat-telt", leefgebied="geld", rater="inwoner")
        | {"source": "volgmij", "team": team},
    ]


def test_a_number_of_two_systems_with_one_team_is_one_person(place):
    workspace, _file, key = place
    store(workspace, key, [*_two_systems(key), *others(key)])
    [person] = persons_of(workspace, key, NUMBER)
    assert person.sources == ("regimaat", "volgmij") and len(person.rows) == 2


def test_a_number_of_two_systems_without_a_team_in_common_is_asked(place):
    workspace, _file, key = place
    store(workspace, key, [*_two_systems(key, team="West"), *others(key)])
    persons = persons_of(workspace, key, NUMBER)
    with pytest.raises(UserError) as refused:
        refuse_several(persons)
    assert "Oost, 2025 (uit: regimaat); West, 2025 (uit: volgmij)" in str(refused.value)
    assert NUMBER not in str(refused.value) and persons[0].resident_id not in str(refused.value)
    assert [p.sources for p in narrowed(persons, source="volgmij")] == [("volgmij",)]
    assert len(rows_together(persons)) == 2


def test_systems_hang_together_by_way_of_each_other(place):
    workspace, _file, key = place
    rows = _two_systems(key, team="West")
    bridge = [
        row(NUMBER, key, f"2024-0{month}-03", 3.0, team=team, source="derde")
        for month, team in ((1, "Oost"), (2, "West"))
    ]
    store(workspace, key, [*rows, *bridge])
    [person] = persons_of(workspace, key, NUMBER)
    assert person.teams == ("Oost", "West")


def test_a_number_in_two_teams_of_one_system_is_a_person_who_moved(place):
    workspace, _file, key = place
    store(
        workspace,
        key,
        [row(NUMBER, key, "2024-03-03", 2.0), row(NUMBER, key, "2025-03-03", 3.0, team="West")],
    )
    [person] = persons_of(workspace, key, NUMBER)
    assert person.teams == ("Oost", "West")


def test_a_number_that_is_unique_within_a_team_is_asked_by_team(place):
    workspace, _file, key = place
    rows = [
        row("7", key, "2025-03-03", score, team=team, within=team)
        for team, score in (("Oost", 2.0), ("West", 5.0))
    ]
    store(workspace, key, [*rows, *others(key)])
    persons = persons_of(workspace, key, "7")
    assert len(persons) == 2
    [west] = narrowed(persons, team="West")
    assert [each.score for each in west.rows] == [5.0]
    with pytest.raises(UserError):
        narrowed(persons, team="Noord")


@pytest.mark.parametrize("written", ["D100002", " d100002 ", "D 100002"])
def test_a_number_is_found_however_it_is_written(place, written):
    workspace, _file, key = place
    store(workspace, key, _two_systems(key))
    assert len(persons_of(workspace, key, written)) == 1


def test_an_unknown_number_is_told_and_not_repeated(place):
    workspace, _file, key = place
    store(workspace, key, others(key))
    with pytest.raises(UserError) as refused:
        persons_of(workspace, key, NUMBER)
    assert "staat niet in de werkmap" in str(refused.value) and NUMBER not in str(refused.value)


def test_the_key_of_another_workspace_is_refused(place, tmp_path):
    workspace, file, key = place
    store(workspace, key, others(key))
    other, _secret = a_key(tmp_path, "andere.key")
    assert key_for(workspace, file) == key
    with pytest.raises(UserError, match="andere sleutel"):
        key_for(workspace, other)


def test_a_workspace_without_data_says_where_to_begin(tmp_path):
    file, _key = a_key(tmp_path)
    with pytest.raises(UserError, match="nog geen metingen"):
        key_for(Workspace.create(tmp_path / "leeg"), file)
