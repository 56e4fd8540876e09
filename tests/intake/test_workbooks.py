"""What a workbook knows beside its values is used: date system, errors, formulas, what is hidden or merged."""

from datetime import date, datetime

import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.intake import Profile, inspect_file, read_export, to_measurements
from monitorlib.intake.check.report_lines import in_words
from monitorlib.intake.read.sheets import NO_RESULT
from tests.intake.books import HEAD, ROWS, ods, with_part, workbook
from tests.intake.test_old_workbooks import REAL

PROFILE = Profile(columns={"Wonen": "score:woonsituatie/wonen"})


def _told(path, profile=PROFILE):
    return to_measurements(read_export(path, profile.sheet), profile=profile)


def _notes(export) -> str:
    return " ".join(note.nl for note in export.notes)


def _dates_1904(book, sheet):
    as_date = book.add_format({"num_format": "dd-mm-yyyy"})
    sheet.write_datetime(1, 2, datetime(2025, 2, 1, 9, 30), as_date)
    sheet.write_number(2, 2, 44469)  # the same system without a format of a date


def test_a_workbook_tells_in_which_year_its_days_begin(tmp_path):
    export = read_export(workbook(tmp_path / "e.xlsx", finish=_dates_1904, date_1904=True))
    assert export.epoch == "1904" and read_export(workbook(tmp_path / "f.xlsx")).epoch == "1900"
    assert list(export.frame["Datum"][:2]) == ["2025-02-01", "44469"]
    assert read_export(REAL / "verborgen.xls").epoch == "1904"


def test_a_real_date_and_text_in_one_column_both_arrive(tmp_path):
    def half(book, sheet):
        sheet.write_datetime(1, 2, datetime(2025, 2, 1), book.add_format({"num_format": "m/d/yyyy"}))
        sheet.write_string(2, 2, "02/15/2025")

    export = read_export(workbook(tmp_path / "e.xlsx", finish=half))
    assert list(export.frame["Datum"][:2]) == ["2025-02-01", "02/15/2025"]


def test_a_number_keeps_its_value_whatever_its_format_shows(tmp_path):
    def formats(book, sheet):
        sheet.write_number(1, 0, 123, book.add_format({"num_format": "00000"}))
        sheet.write_number(2, 0, 1234567890123456789)
        sheet.write_number(1, 3, 2.0)

    frame = read_export(workbook(tmp_path / "e.xlsx", finish=formats)).frame
    assert list(frame["Cliëntnummer"][:2]) == ["123", "1.23456789012346E+18"]
    assert frame["Wonen"].iloc[0] == "2"


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?"])
def test_an_error_is_no_score_and_never_not_filled_in(tmp_path, error):
    broken = workbook(
        tmp_path / "e.xlsx", finish=lambda _, sheet: sheet.write_formula(1, 3, "=NA()", None, error)
    )
    assert read_export(broken).frame["Wonen"].iloc[0] == error
    intake = _told(broken)
    assert len(intake.measurements) == 3 and list(intake.rejects["row"]) == [2]
    assert intake.measurements["missing"].isna().all()


def test_an_old_workbook_has_errors_hidden_cells_and_merged_clients_too():
    export = read_export(REAL / "verborgen.xls")
    assert list(export.frame["Cliëntnummer"]) == ["101", "101", "103", "103", "105"]
    assert list(export.frame["Wonen"]) == ["1", "2", "#N/A", "1", "2"]
    assert list(export.frame.columns) == list(HEAD) and list(export.frame.index) == [2, 3, 4, 5, 6]
    assert "rijen, niet gebruikt: 1" in _notes(export) and "kolommen, niet gebruikt: 1" in _notes(export)


def _formulas(value):
    def finish(_, sheet):
        for row in range(1, 5):
            sheet.write_formula(row, 3, f"=MIN(2,{row})", None, value)

    return finish


@pytest.mark.parametrize("value", [0, ""])
def test_a_formula_that_was_never_calculated_is_refused_with_the_way_forward(tmp_path, value):
    file = workbook(tmp_path / "e.xlsx", finish=_formulas(value))
    assert set(read_export(file).frame["Wonen"]) == {NO_RESULT}
    with pytest.raises(UserError, match=r"'Wonen' heeft formules zonder uitkomst \(4 cellen\).*bewaar het"):
        _told(file)
    with pytest.raises(UserError, match="formules zonder uitkomst"):
        inspect_file(file, profile=PROFILE)


def test_a_formula_with_a_result_is_its_result(tmp_path):
    assert len(_told(workbook(tmp_path / "e.xlsx", finish=_formulas(2))).measurements) == 4


def test_zeros_are_believed_of_a_program_that_left_its_order_of_calculation(tmp_path):
    file = workbook(tmp_path / "e.xlsx", finish=_formulas(0))
    chain = '<calcChain><c r="D2" i="1"/></calcChain>'
    assert set(read_export(with_part(file, "xl/calcChain.xml", chain)).frame["Wonen"]) == {"0"}


def test_a_formula_in_a_column_that_is_not_used_is_no_matter(tmp_path):
    rows = [(*HEAD, "Verschil"), *((*row, "") for row in ROWS)]
    file = workbook(
        tmp_path / "e.xlsx",
        {"S": rows},
        lambda _, sheet: [sheet.write_formula(r, 4, "=1-1") for r in range(1, 5)],
    )
    assert len(_told(file).measurements) == 4


def test_hidden_rows_and_columns_are_left_out_and_told(tmp_path):
    def hide(_, sheet):
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})

    export = read_export(workbook(tmp_path / "e.xlsx", finish=hide))
    assert list(export.frame.index) == [2, 4, 5] and "Team" not in export.columns
    assert "rijen, niet gebruikt: 1" in _notes(export) and "kolommen, niet gebruikt: 1" in _notes(export)
    with pytest.raises(UserError, match="(?s)geen kolom met het team.*verborgen kolommen, niet gebruikt: 1"):
        _told(workbook(tmp_path / "e.xlsx", finish=hide))


def test_all_rows_hidden_is_said(tmp_path):
    def hide(_, sheet):
        for row in range(1, 5):
            sheet.set_row(row, None, None, {"hidden": True})

    with pytest.raises(UserError, match="(?s)geen rijen.*rijen, niet gebruikt: 4"):
        read_export(workbook(tmp_path / "e.xlsx", finish=hide))


def test_merged_cells_are_filled_down_and_blank_cells_are_not(tmp_path):
    rows = [HEAD, *[("", "", d, s) for _, _, d, s in ROWS]]

    def merge(_, sheet):
        sheet.merge_range(1, 0, 2, 0, "101")
        sheet.write(3, 0, "102")  # the cell below it is blank and not merged
        sheet.merge_range(1, 1, 4, 1, "Oost")

    frame = read_export(workbook(tmp_path / "e.xlsx", {"S": rows}, merge)).frame
    assert list(frame["Cliëntnummer"]) == ["101", "101", "102", ""]
    assert list(frame["Team"]) == ["Oost"] * 4


def test_a_header_merged_over_two_rows_is_no_value(tmp_path):
    rows = [
        ("Cliëntnummer", "Team", "Datum", "Wonen", ""),
        ("", "", "", "start", "eind"),
        (1, "Oost", "", 1, 2),
    ]

    def merge(_, sheet):
        for column, name in enumerate(rows[0][:3]):
            sheet.merge_range(0, column, 1, column, name)

    frame = read_export(workbook(tmp_path / "e.xlsx", {"S": rows}, merge)).frame
    assert list(frame.columns) == ["Cliëntnummer", "Team", "Datum", "Wonen start", "Wonen eind"]
    assert frame.to_numpy().tolist() == [["1", "Oost", "", "1", "2"]]


def test_the_row_of_totals_of_a_table_is_closing(tmp_path):
    def table(_, sheet):
        columns = [{"header": name} for name in HEAD]
        columns[3]["total_function"] = "sum"
        sheet.add_table(0, 0, 5, 3, {"columns": columns, "total_row": True, "data": ROWS})

    export = read_export(workbook(tmp_path / "e.xlsx", {"S": []}, table))
    assert list(export.frame.index) == [2, 3, 4, 5] and export.closing_lines == 1
    assert export.questions == ()


def _cell(value="", **told):
    names = "".join(f' {name.replace("_", ":", 1).replace("_", "-")}="{v}"' for name, v in told.items())
    kind = "" if told else ' office:value-type="string"'
    return f"<table:table-cell{kind}{names}><text:p>{value}</text:p></table:table-cell>"


def _row(*cells, **told):
    names = "".join(f' table:{name}="{value}"' for name, value in told.items())
    return (
        f"<table:table-row{names}>"
        + "".join(c if c.startswith("<") else _cell(c) for c in cells)
        + "</table:table-row>"
    )


def test_an_open_document_has_errors_hidden_rows_merged_clients_and_a_date_system(tmp_path):
    error = _cell("#DEEL/0!", table_formula="of:=1/0", office_value_type="string", office_string_value="")
    client = _cell("101", office_value_type="string", table_number_rows_spanned="2")
    covered = "<table:covered-table-cell/>"
    file = ods(
        tmp_path / "e.ods",
        _row(*HEAD)
        + _row(client, "Oost", "1-2-2025", error)
        + _row(covered, "Oost", "1-10-2025", "2")
        + _row("102", "Oost", "1-2-2025", "1", visibility="filter")
        + _row("103", "Oost", "1-2-2025", _cell("", table_formula="of:=1+1")),
        '<table:null-date table:date-value="1904-01-01"/>',
    )
    export = read_export(file)
    assert export.epoch == "1904" and list(export.frame.index) == [2, 3, 5]
    assert list(export.frame["Cliëntnummer"]) == ["101", "101", "103"]
    assert list(export.frame["Wonen"]) == ["#DEEL/0!", "2", NO_RESULT]
    assert "rijen, niet gebruikt: 1" in _notes(export)


def test_what_is_drawn_on_a_cell_of_an_open_document_is_no_part_of_its_text(tmp_path):
    names = (
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
        'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
    )
    box = f"<draw:frame {names}><draw:text-box><text:p>Let op</text:p></draw:text-box></draw:frame>"
    logo = f"<draw:frame {names}><draw:image/><svg:title>Logo</svg:title></draw:frame>"
    remark = "<office:annotation><text:p>Gebeld</text:p></office:annotation>"

    def drawn(on: str, text: str) -> str:
        inside = f"{on}<text:p>{text}</text:p>"
        return f'<table:table-cell office:value-type="string">{inside}</table:table-cell>'

    file = ods(
        tmp_path / "e.ods",
        _row(*HEAD[:-1], drawn(box, HEAD[-1]))
        + _row("101", drawn(logo, "Oost"), "1-2-2025", "2")
        + _row("102", drawn(box + remark, "Team<text:s text:c='2'/>Zuid<!-- x --> 1"), "1-2-2025", "1")
        + _row("103", drawn("", "Team<text:tab/>West<text:line-break/>2"), "1-2-2025", "1"),
    )
    export = read_export(file)
    assert list(export.frame.columns) == list(HEAD)
    assert [team.split() for team in export.frame["Team"]] == [
        ["Oost"],
        ["Team", "Zuid", "1"],
        ["Team", "West", "2"],
    ]


TEAMS = {
    "Oost": [("Cliëntnummer", "Datum", "Wonen"), ("1", "01-02-2025", 0), ("1", "01-10-2025", 2)],
    "West": [("Cliëntnummer", "Datum", "Wonen"), ("2", "01-02-2025", 1), ("2", "01-10-2025", 1)],
}


def test_a_sheet_a_team_is_asked_and_the_profile_answers(tmp_path):
    file = workbook(tmp_path / "e.xlsx", TEAMS)
    (question,) = read_export(file).questions
    with pytest.raises(
        UserError,
        match=r"meer dan één tabblad past: tabblad 'Oost', tabblad 'West'\..*de naam van het tabblad is het team",
    ):
        _told(file)
    answered = PROFILE.with_answers(question.answers[0].profile)
    measured = _told(file, answered).measurements
    assert measured.groupby("team", observed=True).size().to_dict() == {"Oost": 2, "West": 2}
    assert list(measured.index) == [12, 13, 22, 23]  # the sheet's number stands before the row's
    alone = next(a for a in question.answers if a.profile == {"sheet": "West"})
    assert len(read_export(file, alone.profile["sheet"]).frame) == 2


def test_what_is_told_of_sheets_below_each_other(tmp_path):
    legend = {"Legenda": [("Cliëntnummer", "Datum", "Financiën"), ("1", "01-02-2025", 1)]}
    file = workbook(tmp_path / "e.xlsx", TEAMS | legend)
    profile = PROFILE.with_answers({"sheet": "*", "columns": {"Team": "team"}})
    told = in_words(_told(file, profile).report, "nl")
    assert "Gelezen als alle tabbladen onder elkaar; kolomnamen in rij 1" in told
    assert "Gebruikt: de naam van het tabblad (team), Datum (datum)." in told
    assert "begint met het nummer van het tabblad: 12 is rij 2 van tabblad 'Oost'." in told
    assert "niet gelezen, want met andere kolomnamen: tabblad 'Legenda'." in told and "'*'" not in told
    english = in_words(_told(file, profile).report, "en")
    assert "Read as all sheets below each other" in english and "the name of the sheet (team)" in english


def test_a_sheet_that_may_not_be_named_is_told_by_its_number(tmp_path):
    sheets = {"Mw. A. de Vries 06-12345678": TEAMS["Oost"], "West": TEAMS["West"]}
    (question,) = read_export(workbook(tmp_path / "e.xlsx", sheets)).questions
    assert question.asked.nl == "meer dan één tabblad past: tabblad 1, tabblad 'West'."
    assert {a.words.nl for a in question.answers if "alleen" in a.words.nl} == {
        "alleen tabblad 1",
        "alleen tabblad 'West'",
    }


def test_a_sheet_a_year_is_asked_and_read_as_one(tmp_path):
    years = {"2024": (HEAD, *ROWS[:2]), "2025": (HEAD, *ROWS[2:])}
    file = workbook(tmp_path / "e.xlsx", years)
    assert read_export(file).questions[0].answers[0].profile == {"sheet": "*"}
    assert len(_told(file, PROFILE.with_answers({"sheet": "*"})).measurements) == 4


def test_a_sheet_that_explains_is_not_in_the_way(tmp_path):
    meaning = [("Leefgebied", "Score", "Omschrijving"), ("Wonen", 0, "dakloos"), ("Wonen", 1, "tijdelijk")]
    export = read_export(workbook(tmp_path / "e.xlsx", {"Uitleg": meaning, "Scores": (HEAD, *ROWS)}))
    assert (export.sheet, export.questions) == ("Scores", ())
    assert "zonder cliënten: tabblad 'Uitleg'" in _notes(export)


def test_a_sheet_by_its_name_or_its_number(tmp_path):
    file = workbook(tmp_path / "e.xlsx", {"Oud": (HEAD, *ROWS[:1]), "Nieuw": (HEAD, *ROWS)})
    assert [len(read_export(file, sheet).frame) for sheet in ("Oud", "Nieuw", "2")] == [1, 4, 4]
    with pytest.raises(UserError, match=r"geen tabblad met die naam en een tabel \(wel: 'Oud', 'Nieuw'\)"):
        read_export(file, "Later")


def test_days_of_a_workbook_are_days(tmp_path):
    def dates(book, sheet):
        for row, day in enumerate((date(2025, 2, 1), date(2025, 10, 1)), start=1):
            sheet.write_datetime(row, 2, day, book.add_format({"num_format": "d mmmm yyyy"}))

    days = _told(workbook(tmp_path / "e.xlsx", finish=dates)).measurements["measured_on"]
    assert list(days[:2].dt.date) == [date(2025, 2, 1), date(2025, 10, 1)]
