"""Residents who get another team by an import are told, and asked where it is nearly a whole team."""

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.instruments import read_instruments
from monitorlib.intake import Profile, import_files
from monitorlib.intake.check.inspecting import looked_into
from monitorlib.intake.read.opening import Beforehand
from monitorlib.measurements import load_measurements
from tests.intake.exports import wide


def _file(path, team=None, residents=10, score=3):
    head = "Cliëntnummer;Datum" if team is None else "Cliëntnummer;Team;Datum"
    rows = [
        f"C{n};{'' if team is None else team(n) + ';'}1-{m}-2024;*{score}"
        for n in range(residents)
        for m in (1, 6)
    ]
    return wide(path, *rows, head=head)


def _teams(workspace):
    table = load_measurements(workspace)
    return table.groupby("team", observed=True)["resident_id"].nunique().to_dict()


def test_another_team_for_a_whole_team_is_asked_and_nothing_is_stored(tmp_path, workspace, key):
    import_files(workspace, [_file(tmp_path / "a.csv")], key, team="Oost")
    with pytest.raises(
        UserError, match=r"10 inwoners .* bij 'Oost'.*'Wets'.*team = \"Oost\".*team_was = \"Oost\""
    ):
        import_files(workspace, [_file(tmp_path / "a.csv")], key, team="Wets")
    assert _teams(workspace) == {"Oost": 10}
    report = import_files(
        workspace, [_file(tmp_path / "a.csv")], key, profile=Profile(team="Wets", team_was="Oost")
    )[0]
    assert _teams(workspace) == {"Wets": 10}
    assert "10 inwoners kregen een ander team: Oost → Wets." in [note.nl for note in report.notes]


def test_a_few_residents_with_another_team_are_told(tmp_path, workspace, key):
    import_files(workspace, [_file(tmp_path / "a.csv", lambda _: "Oost")], key)
    report = import_files(workspace, [_file(tmp_path / "a.csv", lambda n: "West" if n < 2 else "Oost")], key)[
        0
    ]
    assert "2 inwoners kregen een ander team: Oost → West." in [note.nl for note in report.notes]
    assert _teams(workspace) == {"Oost": 8, "West": 2}


def test_a_column_that_moves_a_whole_team_is_asked_too(tmp_path, workspace, key):
    import_files(workspace, [_file(tmp_path / "a.csv", lambda n: "Oost" if n < 5 else "West")], key)
    changed = _file(tmp_path / "a.csv", lambda n: "Noord" if n < 5 else "West")
    with pytest.raises(UserError, match=r"5 inwoners .*team_was = \"Oost\""):
        import_files(workspace, [changed], key)
    assert _teams(workspace) == {"Oost": 5, "West": 5}


def test_the_same_team_again_tells_nothing(tmp_path, workspace, key):
    import_files(workspace, [_file(tmp_path / "a.csv")], key, team="Oost")
    report = import_files(workspace, [_file(tmp_path / "a.csv", score=4)], key, team="Oost")[0]
    assert report.replaced == 260 and not [n for n in report.notes if "ander team" in n.nl]


def test_a_team_beside_a_column_with_the_team_is_refused(tmp_path, workspace, key):
    file = _file(tmp_path / "a.csv", lambda _: "Oost")
    with pytest.raises(UserError, match=r"het bestand heeft zelf een kolom met het team \('Team'\)"):
        import_files(workspace, [file], key, team="West")
    with pytest.raises(UserError, match="het bestand heeft zelf een kolom met het team"):
        looked_into(file, Beforehand(read_instruments(), team="West"))
    report = import_files(workspace, [file], key, profile=Profile(team="West"))[0]
    assert any("'West' uit het profiel geldt niet" in note.nl for note in report.notes)


def test_a_team_holds_for_the_files_without_a_column_for_it(tmp_path, workspace, key):
    one, other = _file(tmp_path / "a.csv", lambda _: "Oost", 5), tmp_path / "b.csv"
    wide(other, *(f"D{n};1-1-2024;*3" for n in range(5)), head="Cliëntnummer;Datum")
    import_files(workspace, [one, other], key, team="West")
    assert _teams(workspace) == {"Oost": 5, "West": 5}
