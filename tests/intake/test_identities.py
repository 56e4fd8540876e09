"""A resident stays one resident, whenever it is told that a number is unique within a team only."""

import itertools

import pytest

from monitorlib.analysis.pairs import pair_measurements
from monitorlib.foundation.errors import UserError
from monitorlib.intake import import_files
from monitorlib.intake.know.profiles import Profile
from monitorlib.measurements import load_measurements
from tests.intake.exports import wide

ALONE, TOGETHER = Profile(client="Cliëntnummer"), Profile(client=("Team", "Cliëntnummer"))


def _file(folder, team: str, day: str, score: int, numbers=range(1, 7)):
    rows = [f"{number};{team};{day};*{score}" for number in numbers]
    return wide(folder / f"{team}-{day}.csv", *rows)


def test_numbers_that_another_team_had_earlier_are_asked(tmp_path, workspace, key):
    """Two teams that both begin at 1, the one months after the other: no move, and no renamed team."""
    import_files(workspace, [_file(tmp_path, "Noord", "1-2-2024", 2)], key)
    with pytest.raises(UserError, match="6 van de 6 nummers zijn in meer dan één team gemeten"):
        import_files(workspace, [_file(tmp_path, "Zuid", "1-9-2024", 3)], key)
    import_files(workspace, [_file(tmp_path, "Zuid", "1-9-2024", 3)], key, profile=TOGETHER)
    table = load_measurements(workspace)
    assert table["resident_id"].nunique() == 12
    assert pair_measurements(table)["change"].notna().sum() == 0


def test_in_one_delivery_too(tmp_path, workspace, key):
    files = [_file(tmp_path, "Noord", "1-2-2024", 2), _file(tmp_path, "Zuid", "1-9-2024", 3)]
    with pytest.raises(UserError, match="6 van de 6 nummers"):
        import_files(workspace, files, key)


@pytest.mark.parametrize(("shared", "asked"), [(2, False), (3, True), (0, False)])
def test_a_few_who_moved_are_not_asked_about(tmp_path, workspace, key, shared, asked):
    """Three of six residents of a team were another team's: the border of half, and more than two."""
    import_files(workspace, [_file(tmp_path, "Noord", "1-2-2024", 2)], key)
    later = _file(tmp_path, "Zuid", "1-9-2024", 3, range(7 - shared, 13 - shared))
    if asked:
        with pytest.raises(UserError, match="meer dan één team"):
            import_files(workspace, [later], key)
    else:
        import_files(workspace, [later], key)
        assert load_measurements(workspace)["resident_id"].nunique() == 12 - shared


def test_who_says_that_it_is_one_person_is_not_asked_again(tmp_path, workspace, key):
    import_files(workspace, [_file(tmp_path, "Noord", "1-2-2024", 2)], key)
    import_files(workspace, [_file(tmp_path, "Noorderhof", "1-9-2024", 3)], key, profile=ALONE)
    assert pair_measurements(load_measurements(workspace))["change"].tolist() == [1.0] * 6 * 13


PROFILES = (None, TOGETHER)


@pytest.mark.parametrize(("first", "then"), list(itertools.product(PROFILES, PROFILES)))
def test_a_follow_up_finds_its_start_whichever_way_the_number_was_told(tmp_path, workspace, key, first, then):
    import_files(workspace, [_file(tmp_path, "Noord", "1-2-2024", 2)], key, profile=first)
    report = import_files(workspace, [_file(tmp_path, "Noord", "1-9-2024", 3)], key, profile=then)[0]
    table = load_measurements(workspace)
    assert table["resident_id"].nunique() == 6
    assert pair_measurements(table)["change"].tolist() == [1.0] * 6 * 13
    told = [note.nl for note in report.notes if "blijven dezelfde inwoner" in note.nl]
    assert bool(told) == (first is not then)


@pytest.mark.parametrize(("first", "then"), list(itertools.product(PROFILES, PROFILES)))
def test_the_same_file_again_changes_nothing(tmp_path, workspace, key, first, then):
    path = _file(tmp_path, "Noord", "1-2-2024", 2)
    import_files(workspace, [path], key, profile=first)
    report = import_files(workspace, [path], key, profile=then)[0]
    assert (report.added, report.replaced, report.unchanged) == (0, 0, 6 * 13)


def test_two_teams_with_the_same_numbers_stay_apart_in_any_order(tmp_path, workspace, key):
    """The second team is told to be numbered by itself; the first keeps its residents."""
    deliveries = (
        ("Noord", "1-2-2024", None),
        ("Zuid", "1-9-2024", TOGETHER),
        ("Noord", "1-9-2024", TOGETHER),
        ("Zuid", "1-10-2024", TOGETHER),
    )
    for team, day, profile in deliveries:
        import_files(workspace, [_file(tmp_path, team, day, 3)], key, profile=profile)
    table = load_measurements(workspace)
    assert table.groupby("team", observed=True)["resident_id"].nunique().to_dict() == {"Noord": 6, "Zuid": 6}
    assert table["resident_id"].nunique() == 12


def test_a_file_whose_profile_tells_the_team_is_known_too(tmp_path, workspace, key):
    path = wide(tmp_path / "e.csv", *(f"{n};1-2-2024;*2" for n in range(1, 7)), head="Cliëntnummer;Datum")
    later = wide(tmp_path / "f.csv", *(f"{n};1-9-2024;*3" for n in range(1, 7)), head="Cliëntnummer;Datum")
    import_files(workspace, [path], key, team="Noord")
    import_files(workspace, [later], key, profile=Profile(team="Noord", client=("team", "Cliëntnummer")))
    assert load_measurements(workspace)["resident_id"].nunique() == 6


def test_rows_that_are_a_person_each_have_no_other_number(tmp_path, workspace, key):
    path = wide(tmp_path / "e.csv", "Noord;1-2-2024;*2", "Noord;1-2-2024;*4", head="Team;Datum")
    for seen in ((2 * 13, 0), (0, 2 * 13)):
        report = import_files(workspace, [path], key, profile=Profile(client="row"))[0]
        assert (report.added, report.unchanged) == seen
