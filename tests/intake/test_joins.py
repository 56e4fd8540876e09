"""Tables that belong together: repeats with their form, scores with their clients, in one file or in two."""

from datetime import date

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.intake import Profile, import_files, read_export, to_measurements
from tests.intake.books import archive, csv, workbook

PROFILE = Profile(columns={"Wonen": "score:woonsituatie/wonen"})
FORM = [("Cliëntnummer", "Team", "_id", "_index"), ("101", "Oost", 7, 1), ("102", "West", 8, 2)]
REPEAT = [
    ("Datum", "Wonen", "_index", "_parent_table_name", "_parent_index"),
    ("01-02-2025", 0, 1, "Formulier", 1),
    ("01-10-2025", 2, 2, "Formulier", 1),
    ("01-02-2025", 1, 3, "Formulier", 2),
]


def _teams(measured) -> dict:
    return measured.groupby("team", observed=True).size().to_dict()


def _measured(path, profile=PROFILE):
    from monitorlib.intake.know.known import Known

    export = read_export(path, profile.sheet, Known(profiles=(profile,)))
    return to_measurements(export, profile=profile).measurements


def test_a_repeat_is_joined_to_its_form(tmp_path):
    file = workbook(tmp_path / "e.xlsx", {"Formulier": FORM, "meting": REPEAT})
    assert _teams(_measured(file)) == {"Oost": 2, "West": 1}
    export = read_export(file)
    assert list(export.frame.index) == [2, 3, 4] and export.sheet == "meting"
    assert any(
        "'meting' is gekoppeld aan 'Formulier' op de kolom _parent_index = _index" in n.nl
        for n in export.notes
    )


def test_a_repeat_that_is_named_is_joined_too(tmp_path):
    file = workbook(tmp_path / "e.xlsx", {"Formulier": FORM, "meting": REPEAT})
    assert _teams(_measured(file, PROFILE.with_answers({"sheet": "meting"}))) == {"Oost": 2, "West": 1}


def test_a_repeat_inside_a_repeat(tmp_path):
    moments = [
        ("Datum", "_index", "_parent_index"),
        ("01-02-2025", 1, 1),
        ("01-10-2025", 2, 1),
        ("01-02-2025", 3, 2),
    ]
    scores = [
        ("Wonen", "_index", "_parent_table_name", "_parent_index"),
        *((score, n, "meting", n) for n, score in enumerate((0, 2, 1), start=1)),
    ]
    moments = [
        (*row, name) for row, name in zip(moments, ["_parent_table_name", *["Formulier"] * 3], strict=True)
    ]
    file = workbook(tmp_path / "e.xlsx", {"Formulier": FORM, "meting": moments, "scores": scores})
    measured = _measured(file)
    assert _teams(measured) == {"Oost": 2, "West": 1} and sorted(measured["score"]) == [0, 1, 2]


def test_files_of_odk_in_one_zip(tmp_path):
    form = csv(
        ("SubmissionDate", "Cliëntnummer", "Team", "KEY"), [("2025-10-02", "101", "Oost", "uuid:a")], ","
    )
    repeat = csv(
        ("Datum", "Wonen", "PARENT_KEY", "KEY"),
        [("01-02-2025", 0, "uuid:a", "uuid:a/m[1]"), ("01-10-2025", 2, "uuid:a", "uuid:a/m[2]")],
        ",",
    )
    file = archive(tmp_path / "form.zip", {"form.csv": form, "form-meting.csv": repeat})
    assert len(_measured(file)) == 2


def test_two_files_that_are_given_together(tmp_path, workspace, key):
    for name, rows in (("form.csv", FORM), ("meting.csv", REPEAT)):
        (tmp_path / name).write_text(csv(rows[0], rows[1:]), encoding="utf-8")
    files = [tmp_path / "form.csv", tmp_path / "meting.csv"]
    (report,) = import_files(workspace, files, key, profile=PROFILE, today=date(2026, 1, 1))
    assert (report.file, report.measurements, report.residents) == ("meting.csv", 3, 2)


def test_a_repeat_alone_says_where_its_clients_are(tmp_path):
    (tmp_path / "meting.csv").write_text(csv(REPEAT[0], REPEAT[1:]), encoding="utf-8")
    with pytest.raises(UserError, match="(?s)geen kolom met het cliëntnummer.*herhaalgroep.*hoofdbestand"):
        _measured(tmp_path / "meting.csv")


def test_a_profile_names_the_key(tmp_path):
    form = [("Cliëntnummer", "Team", "Formulier id"), ("101", "Oost", "a"), ("102", "West", "b")]
    repeat = [("Datum", "Wonen", "Hoort bij"), ("01-02-2025", 0, "a"), ("01-10-2025", 2, "b")]
    file = workbook(tmp_path / "e.xlsx", {"A": form, "B": repeat})
    told = PROFILE.with_answers({"join": {"key": "Formulier id", "parent": "Hoort bij"}})
    assert _teams(_measured(file, told)) == {"Oost": 1, "West": 1}


def test_scores_are_joined_to_the_list_of_their_clients(tmp_path):
    clients = [("Cliëntnummer", "Team", "Wijk"), ("101", "Oost", "Dorp"), ("102", "West", "Stad")]
    scores = [("Cliëntnummer", "Datum", "Wonen"), ("101", "01-02-2025", 0), ("102", "01-02-2025", 1)]
    measured = _measured(workbook(tmp_path / "e.xlsx", {"Cliënten": clients, "Scores": scores}))
    assert _teams(measured) == {"Oost": 1, "West": 1}


def test_a_client_that_is_listed_twice_is_never_joined(tmp_path):
    clients = [("Cliëntnummer", "Team"), ("101", "Oost"), ("101", "West")]
    scores = [("Cliëntnummer", "Datum", "Wonen"), ("101", "01-02-2025", 0)]
    with pytest.raises(UserError, match="geen kolom met het team|meer dan één tabblad past"):
        _measured(workbook(tmp_path / "e.xlsx", {"Cliënten": clients, "Scores": scores}))


def test_a_key_that_is_not_unique_is_refused(tmp_path):
    form = [*FORM, ("103", "West", 9, 2)]
    with pytest.raises(UserError, match="geen kolom met het cliëntnummer|bij meer dan één rij"):
        _measured(workbook(tmp_path / "e.xlsx", {"Formulier": form, "meting": REPEAT}))


def test_a_row_that_refers_to_nothing_is_refused_and_counted(tmp_path):
    lost = [*REPEAT, ("01-02-2025", 1, 4, "Formulier", 99)]
    file = workbook(tmp_path / "e.xlsx", {"Formulier": FORM, "meting": lost})
    export = read_export(file)
    assert export.frame["Cliëntnummer"].iloc[-1] == "" and len(_measured(file)) == 3
    assert any("hoofdtabel niets weet: 1" in note.nl for note in export.notes)
