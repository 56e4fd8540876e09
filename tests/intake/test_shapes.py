"""Shapes D (dossiers, joined on the client number) and E (goals)."""

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.intake import import_files, inspect_file, read_export, to_measurements
from monitorlib.measurements import load_measurements
from tests.intake.exports import wide, write

DOSSIERS = (
    "Cliëntnummer;Startdatum;Einddatum;Reden afsluiting;Wijkteam",
    "007;01-01-2024;01-03-2024;verhuisd;West",
    "7;01-06-2024;;;Oost",
    "8;01-01-2024;01-05-2024;doel behaald;West",
    ";01-01-2024;01-05-2024;doel behaald;West",
)


def test_a_dossier_table_alone_has_no_scores(tmp_path, workspace, key):
    file = write(tmp_path / "d.csv", *DOSSIERS)
    report = inspect_file(file)
    assert (report.shape, report.rows, report.used, report.refused, report.residents) == ("D", 4, 3, 1, 2)
    with pytest.raises(UserError, match="dossiertabel heeft geen scores"):
        import_files(workspace, [file], key)


def test_a_dossier_table_is_joined_on_the_client_number(tmp_path, workspace, key):
    scores = wide(tmp_path / "s.csv", "7;26-01-2024;*4", "8;26-01-2024;*3", head="Cliëntnummer;Datum")
    reports = import_files(workspace, [scores, write(tmp_path / "d.csv", *DOSSIERS)], key)
    table = load_measurements(workspace).drop_duplicates("resident_id").set_index("score")
    assert [report.shape for report in reports] == ["A", "D"]
    assert table.loc[4, "team"] == "Oost"  # the dossier that began last
    assert table.loc[3, ["team", "kenmerk_reden_afsluiting"]].tolist() == ["West", "doel behaald"]


def test_what_the_export_tells_itself_goes_before_the_dossier(tmp_path, workspace, key):
    scores = wide(tmp_path / "s.csv", "8;Noord;26-01-2024;*4")
    import_files(workspace, [scores, write(tmp_path / "d.csv", *DOSSIERS)], key)
    assert set(load_measurements(workspace)["team"]) == {"Noord"}


def test_a_resident_without_team_in_either_is_refused(tmp_path, workspace, key):
    scores = wide(tmp_path / "s.csv", "7;26-01-2024;*4", "9;26-01-2024;*3", head="Cliëntnummer;Datum")
    report = import_files(workspace, [scores, write(tmp_path / "d.csv", *DOSSIERS)], key)[0]
    assert (report.used, report.refused, report.rules) == (1, 1, {"no_team": 1})


def test_goals_are_counted_and_their_texts_stay_out(tmp_path, key):
    file = write(
        tmp_path / "e.csv",
        "Cliëntnummer;Team;Doel;Leefgebied;Streefdatum;Evaluatiedatum;Behaald",
        "1;Oost;ik wil dat Fatima weer belt;Sociaal netwerk;1-1-2025;1-3-2024;ja",
        "1;Oost;schulden weg;Financiën;1-1-2025;1-3-2024;nee",
        "2;Oost;een hond;;1-1-2025;2-3-2024;deels",
        "2;Oost;een kat;;1-1-2025;;",
    )
    intake = to_measurements(read_export(file), key=key)
    table = intake.measurements
    assert intake.report.shape == "E" and set(table["instrument"]) == {"doel-behaald"}
    assert table[["leefgebied", "score"]].values.tolist() == [["doel_1", 2], ["doel_2", 0], ["doel_1", 1]]
    assert (intake.report.used, intake.report.empty) == (3, 1)
    assert "Fatima" not in table.to_csv() and intake.report.mapping["Doel"] == "dropped:free_text"


def test_goals_scored_from_minus_two_to_plus_two_are_goal_attainment_scaling(tmp_path):
    file = write(
        tmp_path / "e.csv",
        "Cliëntnummer;Team;Datum;GAS-score",
        "1;Oost;1-3-2024;-2",
        "1;Oost;1-3-2024;+1",
        "2;Oost;1-3-2024;0",
    )
    table = to_measurements(read_export(file)).measurements
    assert set(table["instrument"]) == {"gas"} and table["score"].tolist() == [-2, 1, 0]
