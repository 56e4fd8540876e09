"""What a profile says and a file does not: the client of several columns or a row, the day, that of a moment."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorlib.foundation.errors import UserError
from monitorlib.intake import Profile, read_export, to_measurements
from monitorlib.intake.know.words import canonical
from monitorlib.intake.recognise.supplied import joined
from tests.intake.exports import ZRM, long, wide, write
from tests.intake.hostile import bsns


def _table(file, **profile):
    return to_measurements(read_export(file), profile=Profile(**profile)).measurements


def test_a_client_may_be_several_columns(tmp_path):
    rows = [f"{client};{team};1-2-2024;*4" for client in (1, 12) for team in ("Oost", "West", "1")]
    table = _table(wide(tmp_path / "e.csv", *rows), client=("Team", "Cliëntnummer"))
    assert table["resident_id"].nunique() == 6 and set(table["team"]) == {"Oost", "West", "1"}


def test_a_part_that_is_blank_or_a_place_holder_is_no_client():
    parts = pd.DataFrame({"a": ["x", "", "x", "1,2E+11"], "b": ["1", "1", "onbekend", "1"]}, dtype="str")
    assert joined(parts).tolist() == ['["x","1"]', "", "", "1,2E+11"]


@given(st.lists(st.tuples(*[st.text("1a,|\"'[]\\ ", min_size=1, max_size=4)] * 2), min_size=2, max_size=12))
def test_two_persons_are_never_joined_to_one(rows):
    parts = pd.DataFrame(rows, columns=["a", "b"], dtype="str")
    numbers = joined(parts)
    for one, number in zip(rows, numbers, strict=True):
        for other, its in zip(rows, numbers, strict=True):
            if number and number == its:
                assert [canonical(part) for part in one] == [canonical(part) for part in other]


def test_a_citizen_service_number_is_no_part_of_a_client(tmp_path):
    rows = [f"{n};Oost;1-2-2024;*4" for n in bsns(3, 6)]
    with pytest.raises(UserError, match="Cliëntnummer.*persoonsgegeven"):
        _table(wide(tmp_path / "e.csv", *rows), client=("Team", "Cliëntnummer"))


def test_a_column_of_the_client_that_the_file_does_not_have_is_named(tmp_path):
    with pytest.raises(UserError, match="kolom 'Locatie' uit het profiel staat niet in het bestand"):
        _table(wide(tmp_path / "e.csv", "1;Oost;1-2-2024;*4"), client=("Locatie", "Cliëntnummer"))


def test_each_row_may_be_a_person(tmp_path):
    file = wide(tmp_path / "e.csv", "Oost;1-2-2024;*4", "Oost;1-2-2024;*4", head="Team;Datum")
    assert _table(file, client="row")["resident_id"].nunique() == 2


def test_a_profile_tells_the_team_the_rater_and_the_day(tmp_path):
    file = wide(tmp_path / "e.csv", "1;*4", "2;*3", head="Cliëntnummer")
    table = _table(file, team="Oost", wijk="Dorp", date="2024-02-01", rater="hulpverlener")
    assert set(table["team"]) == {"Oost"} and set(table["wijk"]) == {"Dorp"}
    assert set(table["rater"]) == {"professional"} and set(table["measured_on"]) == {
        pd.Timestamp("2024-02-01")
    }


def test_the_moment_of_a_row_tells_its_day(tmp_path):
    head = "Cliëntnummer;Team;Golf;Ingevuld;Instrument;Leefgebied;Score"
    rows = ["1;Oost;baseline_arm_1;;woonsituatie;Wonen;1", "1;Oost;follow_up;3-9-2024;woonsituatie;Wonen;2"]
    moments = {"baseline_arm_1": "2024-01-15", "follow_up": "Ingevuld"}
    file = write(tmp_path / "e.csv", head, *rows)
    table = _table(file, columns={"Golf": "moment", "Ingevuld": "ignored"}, moments=moments)
    assert table["measured_on"].dt.date.astype("str").tolist() == ["2024-01-15", "2024-09-03"]
    with pytest.raises(UserError, match="moment 'follow_up' in het profiel heeft geen dag"):
        _table(file, columns={"Golf": "moment"}, moments=moments | {"follow_up": "Ergens"})


def test_the_moments_in_the_names_of_columns_have_their_days(tmp_path):
    names = [f"{name} {moment}" for name in ZRM for moment in ("T0", "T1")]
    file = write(
        tmp_path / "e.csv", f"Cliëntnummer;Team;{';'.join(names)}", "1;Oost;" + ";".join(["2", "3"] * 13)
    )
    table = _table(file, moments={"T0": "2024-01-15", "T1": "2024-07-15"})
    assert table.groupby("measured_on")["score"].mean().tolist() == [2, 3]


def test_missing_codes_and_labels_of_a_profile_are_read(tmp_path):
    rows = [
        f"{n};Oost;1-2-2024;woonsituatie;Wonen;{score}"
        for n, score in enumerate(["77", "thuis", "op straat"], 1)
    ]
    table = _table(
        long(tmp_path / "e.csv", *rows), missing={"not_applicable": ("77",)}, labels={"Thuis": 2.0}
    )
    assert table["missing"].tolist()[:1] == ["not_applicable"] and table["score"].tolist()[1:] == [2, 0]
