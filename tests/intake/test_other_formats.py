"""ZIP, web pages, SpreadsheetML, SPSS and Stata are read; what is not read is named for what it is."""

import gzip
import io
from datetime import date, datetime
from types import SimpleNamespace

import pandas as pd
import pyreadstat
import pytest

from monitorlib.foundation.errors import UserError
from monitorlib.intake import Profile, read_export, to_measurements
from monitorlib.intake.read import statistics_child
from tests.intake.books import HEAD, ROWS, archive, csv, workbook

PROFILE = Profile(columns={"Wonen": "score:woonsituatie/wonen"})


def _file(path, content: str | bytes):
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _notes(export) -> str:
    return " ".join(note.nl for note in export.notes)


def _scores(path, profile=PROFILE):
    measured = to_measurements(read_export(path, profile.sheet), profile=profile).measurements
    return sorted(zip(measured["measured_on"].dt.date.map(str), measured["score"], strict=True))


EXPECTED = sorted(
    (f"2025-{month}-{day}", float(score)) for _, _, when, score in ROWS for day, month, _ in [when.split("-")]
)


def test_a_zip_with_one_export_and_rubbish(tmp_path):
    rubbish = {"__MACOSX/._export.csv": "x", ".DS_Store": "x", "leesmij.pdf": "%PDF", "uitleg.txt": "Hallo."}
    file = archive(tmp_path / "e.zip", {"map/export.csv": csv(), **rubbish})
    assert _scores(file) == EXPECTED
    export = read_export(file)
    assert export.sheet == "export.csv" and "in de zip, niet gelezen: 'uitleg.txt'" in _notes(export)


def test_a_zip_with_a_workbook(tmp_path):
    book = workbook(tmp_path / "b.xlsx").read_bytes()
    assert _scores(archive(tmp_path / "e.zip", {"b.xlsx": book})) == EXPECTED


def test_two_exports_in_a_zip_are_asked(tmp_path):
    other = csv(("Cliëntnummer", "Team", "Datum", "Financiën"))
    file = archive(tmp_path / "e.zip", {"een.csv": csv(), "twee.csv": other})
    with pytest.raises(
        UserError,
        match=r'meer dan één bestand past: bestand .een\.csv., bestand .twee\.csv.\..*sheet = "een.csv"',
    ):
        _scores(file)
    assert _scores(file, PROFILE.with_answers({"sheet": "een.csv"})) == EXPECTED


def test_an_export_in_a_zip_that_cannot_be_read_is_asked_and_never_left_out(tmp_path):
    file = archive(tmp_path / "e.zip", {"een.csv": csv(), "twee.csv": "1;2;3\n4;5;6\n"})
    with pytest.raises(UserError, match="'twee.csv' in de zip is niet te lezen"):
        _scores(file)
    assert _scores(file, PROFILE.with_answers({"sheet": "een.csv"})) == EXPECTED


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ({"brief.docx": "x"}, "geen bestand dat als export te lezen is"),
        ({"a.txt": "dag", "b.txt": "dag"}, "geen bestand dat als export te lezen is"),
        ({"brief.txt": "dag"}, r"e.zip \(brief.txt\): geen rij met kolomnamen"),
    ],
)
def test_a_zip_without_an_export(tmp_path, entries, told):
    with pytest.raises(UserError, match=told):
        read_export(archive(tmp_path / "e.zip", entries))


def test_a_zip_in_a_zip_is_not_opened(tmp_path):
    inner = archive(tmp_path / "i.zip", {"export.csv": csv()}).read_bytes()
    with pytest.raises(UserError, match="in de zip zit weer een zip. Pak hem eerst uit"):
        read_export(archive(tmp_path / "e.zip", {"i.zip": inner}))


def test_a_bomb_inside_a_zip_is_refused(tmp_path):
    file = archive(tmp_path / "e.zip", {"export.csv": "0" * 60_000_000})
    with pytest.raises(UserError, match="onwaarschijnlijke grootte"):
        read_export(file)


def test_a_locked_zip_is_said(tmp_path):
    data = bytearray(archive(tmp_path / "e.zip", {"export.csv": csv()}).read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UserError, match="wachtwoord"):
        read_export(_file(tmp_path / "e.zip", bytes(data)))


def _page(rows, head="", table="<table>", cell="td"):
    lines = "".join("<tr>" + "".join(f"<{cell}>{c}</{cell}>" for c in row) + "</tr>" for row in rows)
    return f"<html><head>{head}</head><body>{table}{lines}</table></body></html>"


@pytest.mark.parametrize("name", ["e.xls", "e.html", "e.csv"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_web_page_is_read_whatever_its_name(tmp_path, name, encoding):
    told = f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}">'
    file = _file(tmp_path / name, _page((HEAD, *ROWS), told).encode(encoding))
    assert _scores(file) == EXPECTED and "Cliëntnummer" in read_export(file).columns


def test_a_cell_of_a_web_page_over_two_rows_counts_for_both(tmp_path):
    table = (
        "<table><tr><th>Cliëntnummer<th>Team<th>Datum<th>Wonen</tr>"
        "<tr><td rowspan=2>101</td><td>Oost</td><td>1-2-2025</td><td>0<br></td></tr>"
        "<tr><td>Oost</td><td>1-10-2025</td><td>2</td></tr>"
        "<tr style='display:none'><td>102</td><td>Oost</td><td>1-2-2025</td><td>1</td></tr></table>"
    )
    export = read_export(_file(tmp_path / "e.xls", f"<div>Overzicht</div>{table}"))
    assert list(export.frame["Cliëntnummer"]) == ["101", "101"] and list(export.frame["Wonen"]) == ["0", "2"]
    assert "rijen, niet gebruikt: 1" in _notes(export)


def test_a_table_around_the_table_is_no_table(tmp_path):
    inner = _page((HEAD, *ROWS)).split("<body>")[1].split("</body>")[0]
    page = f"<html><body><table><tr><td>Menu</td><td>{inner}</td></tr></table></body></html>"
    assert _scores(_file(tmp_path / "e.xls", page)) == EXPECTED


def test_a_page_without_a_table_is_perhaps_a_login(tmp_path):
    with pytest.raises(UserError, match="webpagina zonder tabel"):
        read_export(
            _file(tmp_path / "e.xls", "<!DOCTYPE html><html><body><form>Inloggen</form></body></html>")
        )


def _spreadsheet_xml(rows: str, book: str = "") -> str:
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        f'{book}<Worksheet ss:Name="Scores"><Table>{rows}</Table></Worksheet></Workbook>'
    )


def _xml_row(*cells, told=""):
    def one(cell):
        kind = "Number" if isinstance(cell, int) else "DateTime" if "T00" in cell else "String"
        return cell if cell.startswith("<") else f'<Cell><Data ss:Type="{kind}">{cell}</Data></Cell>'

    return f"<Row{told}>" + "".join(one(c) if isinstance(c, str) else one_number(c) for c in cells) + "</Row>"


def one_number(value: int) -> str:
    """A cell with a number."""
    return f'<Cell><Data ss:Type="Number">{value}</Data></Cell>'


def test_spreadsheet_xml_named_xls(tmp_path):
    rows = (
        _xml_row(*HEAD)
        + _xml_row(
            '<Cell ss:MergeDown="1"><Data ss:Type="Number">101</Data></Cell>',
            "Oost",
            "2025-02-01T00:00:00.000",
            0,
        )
        + _xml_row(
            '<Cell ss:Index="2"><Data ss:Type="String">Oost</Data></Cell>', "2025-10-01T00:00:00.000", 2
        )
        + _xml_row(102, "Oost", "2025-02-02T00:00:00.000", 1, told=' ss:Index="6"')
        + _xml_row(102, "Oost", "2025-10-02T00:00:00.000", 1)
        + _xml_row(103, "Oost", "2025-10-02T00:00:00.000", 1, told=' ss:Hidden="1"')
        + _xml_row(104, "Oost", "01-10-2025", '<Cell><Data ss:Type="Error">#N/A</Data></Cell>')
    )
    book = "<x:ExcelWorkbook><x:Date1904/></x:ExcelWorkbook>"
    export = read_export(_file(tmp_path / "e.xls", _spreadsheet_xml(rows, book)))
    assert export.epoch == "1904" and list(export.frame.index) == [2, 3, 4, 5, 6, 7, 9]
    assert list(export.frame["Wonen"]) == ["0", "2", "", "", "1", "1", "#N/A"]
    assert _scores(tmp_path / "e.xls") == EXPECTED


def _statistical(path, write, **told):
    frame = pd.DataFrame(
        {
            "v1": [101.0, 101.0, 102.0, 102.0],
            "team": [1.0, 1.0, 2.0, 2.0],
            "v3": [date(2025, 2, 1), date(2025, 10, 1), date(2025, 2, 2), date(2025, 10, 2)],
            "v12": [0.0, 2.0, 1.0, 9.0],
            "tijd": [datetime(2025, 2, 1, 23, 59)] * 4,
        }
    )
    labels = {"v1": "Cliëntnummer", "team": "Team", "v3": "Datum meting", "v12": "Wonen", "tijd": "Ingevoerd"}
    values = {"team": {1: "Oost", 2: "West"}, "v12": {0: "geen", 1: "tijdelijk", 2: "eigen", 9: "onbekend"}}
    write(frame, path, column_labels=labels, variable_value_labels=values, **told)
    return path


@pytest.mark.parametrize("compress", [False, True])
def test_an_spss_file_tells_labels_missing_codes_and_days(tmp_path, compress):
    formats = {"v3": "ADATE10", "v12": "F8.2"}
    told = {"missing_ranges": {"v12": [9]}, "variable_format": formats, "compress": compress}
    export = read_export(_statistical(tmp_path / "e.sav", pyreadstat.write_sav, **told))
    assert export.columns == ["Cliëntnummer", "team", "Datum meting", "Wonen", "Ingevoerd"]
    assert list(export.frame["Datum meting"]) == ["2025-02-01", "2025-10-01", "2025-02-02", "2025-10-02"]
    assert list(export.frame["Wonen"]) == ["0", "2", "1", "9"] and set(export.frame["Ingevoerd"]) == {
        "2025-02-01"
    }
    assert list(export.frame["team"]) == ["Oost", "Oost", "West", "West"]  # of a team the label is the value
    assert export.labels["Wonen"]["9"] == "onbekend" and export.missing == {"Wonen": {"9"}}
    assert list(export.frame.index) == [1, 2, 3, 4] and export.encoding == "SPSS"


def test_a_portable_spss_file_is_read(tmp_path):
    frame = pd.DataFrame({"CLIENT": [1.0, 2.0], "TEAM": ["Oost", "West"], "WONEN": [1.0, 2.0]})
    pyreadstat.write_por(frame, tmp_path / "e.por")
    export = read_export(tmp_path / "e.por")
    assert export.frame.to_numpy().tolist() == [["1", "Oost", "1"], ["2", "West", "2"]]


def test_a_stata_file_tells_labels_missing_letters_and_days(tmp_path):
    path = _statistical(tmp_path / "e.dta", pyreadstat.write_dta, variable_format={"v3": "%tdDD-NN-CCYY"})
    export = read_export(path)
    assert list(export.frame["Datum meting"]) == ["2025-02-01", "2025-10-01", "2025-02-02", "2025-10-02"]
    assert set(export.frame["Ingevoerd"]) == {"2025-02-01"} and export.encoding == "Stata"
    frame = pd.DataFrame({"wonen": [1, 2, "a"], "team": ["Oost"] * 3})
    pyreadstat.write_dta(frame, path, missing_user_values={"wonen": ["a"]})
    export = read_export(path)
    assert list(export.frame["wonen"]) == ["1", "2", "a"] and export.missing == {"wonen": {"a"}}


def test_a_range_of_missing_codes_names_those_that_occur(tmp_path):
    path = tmp_path / "e.sav"
    frame = pd.DataFrame({"wonen": [1.0, -99.0, -1.0, None]})
    pyreadstat.write_sav(frame, path, missing_ranges={"wonen": [{"lo": -99, "hi": -1}]})
    export = read_export(path)
    assert export.missing == {"wonen": {"-99", "-1"}} and list(export.frame["wonen"]) == [
        "1",
        "-99",
        "-1",
        "",
    ]


WHY = {8: "n.v.t.", 9: "weet niet"}


def _four_missing(path, letters):
    """Of eight scores of 0 to 2 three were not applicable and one was not known, by the labels of 8 and 9."""
    codes = {8: "a", 9: "b"} if letters else {8: 8.0, 9: 9.0}
    values = [0.0, 8, 1.0, 8, 2.0, 9, 1.0, 8]
    frame = pd.DataFrame(
        {
            "v1": [101.0, 101, 102, 102, 103, 103, 104, 104],
            "team": ["Oost"] * 8,
            "v3": ["2025-02-01", "2025-10-01"] * 4,
            "v12": pd.Series(
                [codes.get(value, value) for value in values], dtype="object" if letters else None
            ),
        }
    )
    told = {"column_labels": ["Cliëntnummer", "Team", "Datum meting", "Wonen"]}
    told["variable_value_labels"] = {"v12": {codes[code]: why for code, why in WHY.items()}}
    if letters:
        pyreadstat.write_dta(frame, path, missing_user_values={"v12": ["a", "b"]}, **told)
    else:
        pyreadstat.write_sav(frame, path, missing_ranges={"v12": [{"lo": 8, "hi": 9}]}, **told)
    return path


@pytest.mark.parametrize(("name", "letters"), [("e.sav", False), ("e.dta", True)])
def test_the_reason_of_a_missing_code_is_that_of_its_label(tmp_path, name, letters):
    export = read_export(_four_missing(tmp_path / name, letters))
    table = to_measurements(export, instrument="woonsituatie").measurements
    counts = table["missing"].value_counts()
    assert (counts["not_applicable"], counts["unknown"], counts["not_filled_in"]) == (3, 1, 0)
    assert sorted(table["score"].dropna()) == [0, 1, 1, 2]


@pytest.mark.parametrize("cut", [100, 300])
def test_a_broken_statistical_file_is_damaged(tmp_path, cut):
    whole = _statistical(tmp_path / "e.sav", pyreadstat.write_sav).read_bytes()
    with pytest.raises(UserError, match="afgebroken of beschadigd"):
        read_export(_file(tmp_path / "e.sav", whole[:cut]))


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
NOT_READ = {
    "PDF": b"%PDF-1.7 ...",
    "afbeelding": b"\x89PNG\r\n\x1a\n",
    "ingepakt": b"7z\xbc\xaf\x27\x1c",
    "van R": gzip.compress(b"X\n\0\0\0\3\0\4\3\1"),
    "ingepakt bestand": gzip.compress(csv().encode()),
    "SAS": b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!",
    "Parquet": b"PAR1" + b"\0" * 20,
    "Access-database": b"\0\x01\0\0Standard ACE DB\0",
    "SQLite": b"SQLite format 3\0" + b"\0" * 20,
    "e-mailbericht": b"Received: from x\r\nFrom: Jan Jansen <jan@voorbeeld.nl>\r\n\r\nHallo",
    "webarchief": b"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\r\nContent-Type: text/html",
    "tekstdocument": OLE + "WordDocument".encode("utf-16-le"),
    "JSON": b'[{"naam": "Jan Jansen"}]',
    "XML": b'<?xml version="1.0"?><lijst/>',
    "voor 1997": b"\x09\x08\x08\0\0\5\x10\0",
    "FODS": b'<?xml version="1.0"?><office:document xmlns:office="x"></office:document>',
}


@pytest.mark.parametrize("what", NOT_READ)
def test_what_is_not_read_is_named_with_a_step(tmp_path, what):
    with pytest.raises(
        UserError, match=rf"e.csv: dit is een .*{what}.*dat wordt niet gelezen\. \w+"
    ) as caught:
        read_export(_file(tmp_path / "e.csv", NOT_READ[what]))
    assert "Jansen" not in caught.value.message("nl")


@pytest.mark.parametrize(
    ("part", "what"),
    [
        ("word/document.xml", "tekstdocument"),
        ("ppt/slides/slide1.xml", "presentatie"),
        ("xl/workbook.bin", "XLSB"),
        ("Index/Document.iwa", "Numbers"),
    ],
)
def test_an_archive_that_is_no_workbook_is_named(tmp_path, part, what):
    with pytest.raises(UserError, match=what):
        read_export(archive(tmp_path / "e.xlsx", {"[Content_Types].xml": "x", part: "x"}))


def test_a_csv_is_never_taken_for_something_else(tmp_path):
    for begin in ("From: ;", "[1];", "{a};", "<5;"):
        text = begin + ";".join(HEAD) + "\n" + "".join("x;" + ";".join(map(str, r)) + "\n" for r in ROWS)
        assert len(read_export(_file(tmp_path / "e.csv", text)).frame) == 4


def test_a_statistical_file_with_a_variable_without_a_name_is_damaged(monkeypatch):
    """As damage does it to a file of SPSS: the reader then gives a number that is none for the name."""
    frame = pd.DataFrame([["1", "2"]], columns=["client", float("nan")])
    about = SimpleNamespace(variable_value_labels={})
    monkeypatch.setattr(statistics_child, "_read", lambda _kind, _data: (frame, about))
    monkeypatch.setattr(statistics_child.sys, "stdin", SimpleNamespace(buffer=io.BytesIO()))
    with pytest.raises(SystemExit) as ended:
        statistics_child.main("sav")
    assert ended.value.code == 1
