"""From a file to the table: shapes, all or nothing, twice the same, corrected, and a report that adds up."""

import json
import zipfile

import pandas as pd
import pytest
import xlsxwriter

from monitorlib.foundation.errors import UserError
from monitorlib.intake import import_files, inspect_file, read_export, to_measurements
from monitorlib.intake.check.report_lines import in_words
from monitorlib.intake.pseudonymise.pseudonyms import Key
from monitorlib.measurements import load_measurements, measurement_version
from tests.intake.exports import ZRM, long, wide, write


def test_a_wide_table_gives_a_measurement_a_leefgebied(tmp_path, key):
    intake = to_measurements(read_export(wide(tmp_path / "e.csv", "7;Oost;26-01-2024;*4")), key=key)
    table = intake.measurements
    assert len(table) == 13 and set(table["score"]) == {4.0}
    assert set(table["instrument"]) == {"zrm-2017"} and set(table["rater"]) == {"professional"}
    assert set(table["measured_on"]) == {pd.Timestamp("2024-01-26")}
    assert table["resident_id"].iloc[0] == key.pseudonym("resident", "7")


def test_leefgebieden_are_found_by_name_never_by_position(tmp_path):
    shuffled = [*reversed(ZRM)]
    rows = [f"Team;Datum;{';'.join(shuffled)};Cliëntnummer", "Oost;26-1-2024;" + ";".join("1" * 12) + ";5;1"]
    table = to_measurements(read_export(write(tmp_path / "e.csv", *rows))).measurements
    assert table.loc[table["score"] == 5, "leefgebied"].tolist() == ["financien"]


def test_a_table_by_moment_gives_each_moment_its_date(tmp_path):
    names = [f"{name}_{moment}" for name in ZRM for moment in ("start", "eind")]
    head = f"Cliëntnummer;Team;Startdatum;Einddatum;{';'.join(names)}"
    both = "1;Oost;2024-01-01;2024-07-01;" + ";".join(["2", "3"] * 13)
    only_start = "2;Oost;2024-02-01;;" + ";".join(["2", ""] * 13)
    intake = to_measurements(read_export(write(tmp_path / "e.csv", head, both, only_start)))
    told = intake.measurements.groupby("measured_on")["score"].agg(["size", "mean"])
    assert told.loc["2024-01-01"].tolist() == [13, 2] and told.loc["2024-07-01"].tolist() == [13, 3]
    assert len(intake.measurements) == 39 and intake.report.shape == "B"


def test_a_long_table_may_hold_several_instruments(tmp_path):
    file = long(
        tmp_path / "e.csv",
        "1;Oost;26-01-2024;Wat telt;Geld;37,5;inwoner",
        "1;Oost;26-01-2024;kwaliteit-van-leven;Kwaliteit van leven;7;",
        "1;Oost;26-01-2024;Eén eenvoudige vraag;Is uw netwerk sterker geworden?;een beetje;inwoner",
        "1;Oost;26-01-2024;ZRM 2017;Financiën;n.v.t.;professional",
        head="Cliëntnummer;Team;Datum;Instrument;Leefgebied;Score;Beoordelaar",
    )
    table = to_measurements(read_export(file)).measurements.set_index("instrument")
    assert table.loc["wat-telt", "score"] == 37.5
    assert table.loc["kwaliteit-van-leven", "rater"] == "inwoner"
    assert table.loc["eenvoudige-vraag", "score"] == 1
    assert table.loc["zrm-2017", "missing"] == "not_applicable" and pd.isna(table.loc["zrm-2017", "score"])


def test_title_lines_and_a_totals_line_are_no_rows(tmp_path):
    lines = ["Overzicht metingen", "", "Cliëntnummer;Team;Datum;Instrument;Leefgebied;Score"]
    lines += ["1;Oost;1-2-2024;woonsituatie;Wonen;2", "Totaal aantal: 1;;;;;"]
    report = inspect_file(write(tmp_path / "e.csv", *lines))
    assert (report.rows, report.used, report.header_row, report.closing_lines) == (1, 1, 3, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_usual_encoding_gives_the_same_measurements(tmp_path, key, encoding):
    plain = to_measurements(read_export(wide(tmp_path / "p.csv", "7;Oost;26-01-2024;*4")), key=key)
    file = wide(tmp_path / "e.csv", "7;Oost;26-01-2024;*4", encoding=encoding)
    other = to_measurements(read_export(file), key=key, source="p")
    pd.testing.assert_frame_equal(plain.measurements, other.measurements)


def test_a_workbook_with_real_dates_reads_like_its_csv(tmp_path, key):
    book = xlsxwriter.Workbook(tmp_path / "e.xlsx")
    sheet, day = book.add_worksheet("Scores"), book.add_format({"num_format": "dd-mm-yyyy"})
    sheet.write_row(0, 0, ["Overzicht"])
    sheet.write_row(1, 0, ["Cliëntnummer", "Team", "Datum", "Instrument", "Leefgebied", "Score"])
    sheet.write_row(2, 0, [7, "Oost"])
    sheet.write_datetime(2, 2, pd.Timestamp("2024-01-26"), day)
    sheet.write_row(2, 3, ["woonsituatie", "Wonen", 2])
    book.close()
    table = to_measurements(read_export(tmp_path / "e.xlsx"), key=key).measurements
    assert table["measured_on"].tolist() == [pd.Timestamp("2024-01-26")]
    assert table["resident_id"].tolist() == [key.pseudonym("resident", "007")]


def test_rows_that_end_in_a_separator_are_no_uneven_rows(tmp_path):
    rows = ["1;Oost;1-2-2024;woonsituatie;Wonen;2;", "2;Oost;1-2-2024;woonsituatie;Wonen;1;"]
    report = inspect_file(long(tmp_path / "e.csv", *rows))
    assert (report.rows, report.used) == (2, 2)


def test_three_moments_have_three_dates(tmp_path):
    names = [f"{name} {moment}" for name in ZRM for moment in ("T0", "T1", "T2")]
    head = f"Cliëntnummer;Team;Datum T0;Datum T1;Datum T2;{';'.join(names)}"
    row = "1;Oost;1-2-2024;1-5-2024;1-8-2024;" + ";".join(["2", "3", "4"] * 13)
    table = to_measurements(read_export(write(tmp_path / "e.csv", head, row))).measurements
    assert table.groupby("measured_on")["score"].mean().tolist() == [2, 3, 4]
    late = write(tmp_path / "f.csv", head, row.replace("1-8-2024", "1-4-2024"))
    with pytest.raises(UserError, match="kolom 'Datum T2': vervolgmeting ligt voor de beginmeting"):
        inspect_file(late)


def test_an_ods_file_is_read_too(tmp_path, key):
    cells = [HEAD_OF_ODS, ["7", "Oost", "26-01-2024", "woonsituatie", "Wonen", "2"]]
    rows = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in cells)
    with zipfile.ZipFile(tmp_path / "e.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", ODS_MANIFEST)
        archive.writestr("content.xml", ODS_CONTENT.replace("ROWS", rows))
    table = to_measurements(read_export(tmp_path / "e.ods"), key=key).measurements
    assert table["score"].tolist() == [2.0] and table["team"].tolist() == ["Oost"]


HEAD_OF_ODS = ["Cliëntnummer", "Team", "Datum", "Instrument", "Leefgebied", "Score"]
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
ODS_MANIFEST = f'<?xml version="1.0"?><m:manifest xmlns:m="{_ODF}:manifest:1.0"/>'
ODS_CONTENT = (
    f'<?xml version="1.0"?><office:document-content xmlns:office="{_ODF}:office:1.0" '
    f'xmlns:table="{_ODF}:table:1.0" xmlns:text="{_ODF}:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Scores">ROWS</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def _ods_cell(text):
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def test_without_a_sure_instrument_it_must_be_given(tmp_path):
    file = write(tmp_path / "e.csv", "Cliëntnummer;Team;Datum;Leefgebied;Score", "1;Oost;1-2-2024;Wonen;2")
    with pytest.raises(UserError, match="--instrument"):
        to_measurements(read_export(file))
    given = to_measurements(read_export(file), instrument="woonsituatie")
    assert given.measurements["instrument"].tolist() == ["woonsituatie"]


def test_attributes_are_stored_and_identities_are_not(tmp_path):
    file = long(
        tmp_path / "e.csv",
        "1;Oost;Jan Jansen;01-02-1950;alleen;zegt dat het slecht gaat;1-2-2024;woonsituatie;Wonen;2",
        head="Cliëntnummer;Team;Naam;Geboortedatum;Leefsituatie;Toelichting;Datum;Instrument;Leefgebied;Score",
    )
    intake = to_measurements(read_export(file))
    extra = set(intake.measurements) - {"kenmerk_leefsituatie"}
    assert "kenmerk_leefsituatie" in intake.measurements and not any(c.startswith("kenmerk") for c in extra)
    assert intake.report.mapping["Toelichting"] == "dropped:free_text"
    assert "Jansen" not in intake.measurements.to_csv()


def test_the_same_delivery_twice_changes_nothing(tmp_path, workspace, key):
    file = wide(tmp_path / "e.csv", "7;Oost;26-01-2024;*4", "8;Oost;26-01-2024;*3")
    first, again = (import_files(workspace, [file], key)[0] for _ in range(2))
    assert (first.version, first.added) == (0, 26)
    assert (again.version, again.added, again.replaced, again.unchanged) == (0, 0, 0, 26)
    assert measurement_version(workspace) == 0 and "niets veranderd" in in_words(again, "nl")


def test_a_corrected_delivery_replaces_its_own_rows(tmp_path, workspace, key):
    import_files(workspace, [wide(tmp_path / "e.csv", "7;Oost;26-01-2024;*4", "8;Oost;26-01-2024;*3")], key)
    report = import_files(workspace, [wide(tmp_path / "f.csv", "7;Oost;26-01-2024;*5")], key)[0]
    table = load_measurements(workspace)
    assert (report.version, report.added, report.replaced) == (1, 0, 13)
    assert table["score"].value_counts().to_dict() == {3.0: 13, 5.0: 13}


def test_one_wrong_file_keeps_all_files_out(tmp_path, workspace, key):
    good, bad = wide(tmp_path / "e.csv", "7;Oost;26-01-2024;*4"), write(tmp_path / "f.csv", "niets")
    with pytest.raises(UserError, match="f.csv"):
        import_files(workspace, [good, bad], key)
    assert not workspace.measurements.exists() and not workspace.rejects.exists()


def test_the_problems_of_all_files_are_told_at_once(tmp_path, workspace, key):
    files = [wide(tmp_path / f"{n}.csv", f"7;Oost;26-01-2024;*{n}") for n in (6, 4, 0)]
    with pytest.raises(UserError) as caught:
        import_files(workspace, files, key)
    assert len(caught.value.problems) == 26
    with pytest.raises(UserError, match="geen bestand"):
        import_files(workspace, [], key)


def test_another_key_is_refused(tmp_path, workspace, key):
    file = wide(tmp_path / "e.csv", "7;Oost;26-01-2024;*4")
    import_files(workspace, [file], key)
    with pytest.raises(UserError, match="sleutel test"):
        import_files(workspace, [file], Key("other", b"o" * 32))


def test_contradicting_rows_are_both_refused_and_equal_ones_count_once(tmp_path):
    file = long(
        tmp_path / "e.csv",
        "1;Oost;1-2-2024;woonsituatie;Wonen;2",
        "1;Oost;1-2-2024;woonsituatie;Wonen;1",
        "2;Oost;1-2-2024;woonsituatie;Wonen;1",
        "2;Oost;1-2-2024;woonsituatie;Wonen;1",
        "3;Oost;1-2-2024;woonsituatie;Wonen;",
        ";;;;;",
    )
    intake = to_measurements(read_export(file))
    report = intake.report
    assert (report.rows, report.used, report.refused, report.empty, report.repeated) == (6, 2, 2, 1, 1)
    assert intake.rejects[["row", "rule"]].values.tolist() == [[2, "contradiction"], [3, "contradiction"]]


def test_two_files_that_contradict_each_other_are_both_refused(tmp_path, workspace, key):
    row = "1;Oost;1-2-2024;woonsituatie;Wonen;"
    one = long(tmp_path / "a.csv", row + "2", "2;Oost;1-2-2024;woonsituatie;Wonen;2")
    two = long(tmp_path / "b.csv", row + "1")
    reports = import_files(workspace, [one, two], key)
    assert [(r.rows, r.used, r.refused) for r in reports] == [(2, 1, 1), (1, 0, 1)]
    assert len(load_measurements(workspace)) == 1


def test_scores_outside_the_scale_stop_the_file_and_name_the_rows(tmp_path):
    file = wide(tmp_path / "e.csv", "7;Oost;26-01-2024;*4", "8;Oost;26-01-2024;*6")
    with pytest.raises(UserError, match=r"kolom 'Financiën': score staat buiten 1–5 in rij 3\.") as caught:
        to_measurements(read_export(file))
    assert len(caught.value.problems) == 13


def test_what_is_refused_stands_in_rejects_with_a_masked_value(tmp_path, workspace, key):
    file = long(
        tmp_path / "e.csv",
        "1;Oost;1-2-2024;woonsituatie;Wonen;2",
        "2;Oost;1-2-2024;woonsituatie;Wonen;Jan 06",
        "3;Oost;1-2-2024;woonsituatie;Wonen",
    )
    report = import_files(workspace, [file], key)[0]
    refused = (workspace.rejects / "versie-0000-geweigerd.csv").read_text(encoding="utf-8").splitlines()
    assert refused[1:] == [
        "e.csv;3;Score;no_score;xxx 99;geen score van dit instrument",
        "e.csv;4;;uneven;;te veel of te weinig velden",
    ]
    written = json.loads((workspace.rejects / "versie-0000-verslag.json").read_text(encoding="utf-8"))
    assert written[0]["rows"] == report.rows == 3 == report.used + report.refused


@pytest.mark.parametrize("above", [False, True])
def test_a_merged_header_of_two_rows_is_one_header(tmp_path, above):
    spread = [name for name in ZRM for _ in range(2)]
    if above:
        rows = [";;" + ";".join(["Begin"] + [""] * 13 + ["Eind"] + [""] * 13)]
        rows += ["Cliëntnummer;Team;Datum;" + ";".join(ZRM) + ";Datum;" + ";".join(ZRM)]
        rows += ["1;Oost;1-2-2024;" + ";".join("2" * 13) + ";1-8-2024;" + ";".join("3" * 13)]
    else:
        rows = ["Cliëntnummer;Team;Datum;;" + ";".join(w if i % 2 == 0 else "" for i, w in enumerate(spread))]
        rows += [";;start;eind;" + ";".join(["start", "eind"] * 13)]
        rows += ["1;Oost;1-2-2024;1-8-2024;" + ";".join(["2", "3"] * 13)]
    table = to_measurements(read_export(write(tmp_path / "e.csv", *rows))).measurements
    told = table.groupby("measured_on")["score"].agg(["size", "mean"])
    assert told.loc["2024-02-01"].tolist() == [13, 2] and told.loc["2024-08-01"].tolist() == [13, 3]
